"""What people asked for under their own name: to be told of a change, and that an answer helped."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from bot.store.database import Part
from bot.store.tables import followers, votes


@dataclass(frozen=True, slots=True)
class KeptOnPerson:
    """What is kept on a person: the entries that they follow, and how many answers they called helpful."""

    follows: tuple[tuple[str, str], ...]
    helpful: int


class People(Part):
    """What is kept on people, for all events. They can see and delete it."""

    async def found_helpful(self, event: str, version: str, person: int, now: datetime) -> None:
        """Count that an answer helped, once for each person and version."""
        new = self._insert(votes).values(event=event, version=version, person=person, at=now)
        async with self._transaction() as connection:
            await connection.execute(new.on_conflict_do_nothing())

    async def helpful(self, event: str) -> dict[str, int]:
        """Return how many people found an answer helpful, by its version."""
        wanted = select(votes.c.version, func.count()).where(votes.c.event == event).group_by(votes.c.version)
        async with self._transaction() as connection:
            return {row.version: row[1] for row in await connection.execute(wanted)}

    async def follow(self, event: str, entry: str, version: str, person: int, now: datetime) -> None:
        """Tell somebody when an entry says something else than this version."""
        new = self._insert(followers).values(event=event, entry=entry, version=version, person=person, at=now)
        again = new.on_conflict_do_update(index_elements=["event", "entry", "person"], set_={"version": version})
        async with self._transaction() as connection:
            await connection.execute(again)

    async def unfollow(self, event: str, entry: str, person: int) -> bool:
        """Stop following an entry; return whether somebody did."""
        gone = delete(followers).where(
            followers.c.event == event, followers.c.entry == entry, followers.c.person == person
        )
        async with self._transaction() as connection:
            return (await connection.execute(gone)).rowcount > 0

    async def to_tell(self, event: str, entry: str, version: str, limit: int) -> list[int]:
        """Return people who follow an entry and have not been told of this version."""
        wanted = (
            select(followers.c.person)
            .where(followers.c.event == event, followers.c.entry == entry, followers.c.version != version)
            .order_by(followers.c.person)
            .limit(limit)
        )
        async with self._transaction() as connection:
            return list((await connection.execute(wanted)).scalars())

    async def take(self, event: str, entry: str, version: str, person: int) -> bool:
        """Stop following an entry, as one message was promised; False when another process has sent it already."""
        gone = delete(followers).where(
            followers.c.event == event,
            followers.c.entry == entry,
            followers.c.person == person,
            followers.c.version != version,
        )
        async with self._transaction() as connection:
            return (await connection.execute(gone)).rowcount > 0

    async def kept(self, person: int) -> KeptOnPerson:
        """Return what is kept on a person."""
        mine = select(followers.c.event, followers.c.entry).where(followers.c.person == person).order_by(followers.c.at)
        count = select(func.count()).where(votes.c.person == person)
        async with self._transaction() as connection:
            follows = tuple((event, entry) for event, entry in await connection.execute(mine))
            return KeptOnPerson(follows, int((await connection.execute(count)).scalar() or 0))

    async def forget(self, person: int) -> None:
        """Delete what is kept on a person."""
        async with self._transaction() as connection:
            await connection.execute(delete(followers).where(followers.c.person == person))
            await connection.execute(delete(votes).where(votes.c.person == person))
