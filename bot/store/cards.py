"""Posted cards: which message says which version of which entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, or_, select

from bot.store.database import Part
from bot.store.tables import cards


@dataclass(frozen=True, slots=True)
class PostedCard:
    """A public message of the bot, where it is, and the versions that it says, by entry.

    `main` are the entries that it answers with; the others only have a sentence in it.
    """

    message: int
    channel: int
    as_embed: bool
    versions: Mapping[str, str]
    main: tuple[str, ...]


class Cards(Part):
    """The public cards of all events."""

    async def add(self, event: str, card: PostedCard, now: datetime) -> None:
        """Note a card, or what it says after an edit."""
        rows = [
            {
                "message": card.message,
                "entry": entry,
                "channel": card.channel,
                "event": event,
                "version": version,
                "main": entry in card.main,
                "as_embed": card.as_embed,
                "posted_at": now,
            }
            for entry, version in card.versions.items()
        ]
        async with self._transaction() as connection:
            await connection.execute(delete(cards).where(cards.c.message == card.message))
            if rows:
                await connection.execute(self._insert(cards), rows)

    async def outdated(
        self, event: str, current: Mapping[str, str | None], limit: int, below: int | None = None
    ) -> list[PostedCard]:
        """Return up to `limit` cards that say another version of an entry than the current one; None: withdrawn.

        The latest come first; with `below`, only messages before that one.
        """
        before = [] if below is None else [cards.c.message < below]
        others = [
            cards.c.entry == entry if version is None else and_(cards.c.entry == entry, cards.c.version != version)
            for entry, version in current.items()
        ]
        if not others:
            return []
        messages = (
            select(cards.c.message)
            .where(cards.c.event == event, or_(*others), *before)
            .distinct()
            .order_by(cards.c.message.desc())
            .limit(limit)
        )
        async with self._transaction() as connection:
            wanted = list((await connection.execute(messages)).scalars())
            found = await connection.execute(
                select(cards).where(cards.c.message.in_(wanted)).order_by(cards.c.message.desc(), cards.c.entry)
            )
            return _grouped(found.all())

    async def corrected(self, event: str, card: PostedCard) -> None:
        """Note what a card says after a correction; when it was posted stays."""
        posted = select(cards.c.posted_at).where(cards.c.message == card.message).limit(1)
        async with self._transaction() as connection:
            when = (await connection.execute(posted)).scalar()
        if when is not None:
            await self.add(event, card, when)

    async def get(self, message: int) -> PostedCard | None:
        """Return what a message says; None when that is not known (any more)."""
        async with self._transaction() as connection:
            found = await connection.execute(select(cards).where(cards.c.message == message).order_by(cards.c.entry))
            return next(iter(_grouped(found.all())), None)

    async def remove(self, message: int) -> None:
        """Forget a card that is gone."""
        async with self._transaction() as connection:
            await connection.execute(delete(cards).where(cards.c.message == message))

    async def forget(self, before: datetime) -> None:
        """Forget cards that were posted before a moment."""
        async with self._transaction() as connection:
            await connection.execute(delete(cards).where(cards.c.posted_at < before))


def _grouped(rows: Sequence[Row[Any]]) -> list[PostedCard]:
    found: dict[int, PostedCard] = {}
    for row in rows:
        kept = row._mapping
        before = found.get(kept["message"])
        versions = {**(before.versions if before else {}), kept["entry"]: kept["version"]}
        main = (before.main if before else ()) + ((kept["entry"],) if kept["main"] else ())
        found[kept["message"]] = PostedCard(kept["message"], kept["channel"], kept["as_embed"], versions, main)
    return list(found.values())
