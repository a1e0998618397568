"""What entries said, and what changed in it since: across restarts, and whoever edited the files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, insert, select

from bot.store.database import Part
from bot.store.tables import changes, served, states


@dataclass(frozen=True, slots=True)
class State:
    """What an entry says: its version (an id and a mark), its title, and its sentences or its gap."""

    version: str
    title: str
    says: str


class ChangeKind(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """A change in what an entry says."""

    at: datetime
    entry: str
    kind: ChangeKind
    title: str
    before: str
    after: str


class History(Part):
    """What the entries of all events said, and what changed."""

    async def record(self, event: str, current: Mapping[str, State], now: datetime) -> list[Change]:
        """Compare what entries say with what they said when this was last recorded; return and keep what changed.

        The first time there is nothing to compare with, so nothing counts as added. Of several processes that serve
        the same change, one records it.
        """
        async with self._transaction() as connection:
            if connection.dialect.name == "postgresql":  # rows that are not there yet can't be locked
                await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(event))))
            locked = select(states).where(states.c.event == event)
            kept = {row.entry: State(row.version, row.title, row.says) for row in await connection.execute(locked)}
            found = list(_compared(kept, current, now)) if kept else []
            stale = [key for key in kept if kept[key] != current.get(key)]
            fresh = [key for key in current if kept.get(key) != current[key]]
            if stale:
                await connection.execute(delete(states).where(states.c.event == event, states.c.entry.in_(stale)))
            if fresh:
                rows = [
                    {"event": event, "entry": key, "version": current[key].version}
                    | {"title": current[key].title, "says": current[key].says}
                    for key in fresh
                ]
                await connection.execute(self._insert(states).on_conflict_do_nothing(), rows)
            if found:
                await connection.execute(
                    insert(changes),
                    [
                        {"event": event, "at": one.at, "entry": one.entry, "kind": one.kind.value}
                        | {"title": one.title, "before": one.before, "after": one.after}
                        for one in found
                    ],
                )
            return found

    async def serve(self, event: str, checksum: str) -> None:
        """Note which state of the files is served."""
        new = self._insert(served).values(event=event, checksum=checksum)
        async with self._transaction() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=["event"], set_={"checksum": checksum}))

    async def served(self, event: str) -> str | None:
        """Return which state of the files is served."""
        async with self._transaction() as connection:
            found = await connection.execute(select(served.c.checksum).where(served.c.event == event))
            return found.scalar()

    async def since(self, event: str, moment: datetime, limit: int) -> list[Change]:
        """Return what changed since a moment, the latest first."""
        wanted = (
            select(changes)
            .where(changes.c.event == event, changes.c.at >= moment)
            .order_by(changes.c.id.desc())
            .limit(limit)
        )
        async with self._transaction() as connection:
            return [
                Change(row.at, row.entry, ChangeKind(row.kind), row.title, row.before, row.after)
                for row in await connection.execute(wanted)
            ]


def _compared(before: Mapping[str, State], after: Mapping[str, State], now: datetime) -> list[Change]:
    found = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old is None and new is not None:
            found.append(Change(now, key, ChangeKind.ADDED, new.title, "", new.says))
        elif new is None and old is not None:
            found.append(Change(now, key, ChangeKind.WITHDRAWN, old.title, old.says, ""))
        elif old is not None and new is not None and old.version != new.version:
            found.append(Change(now, key, ChangeKind.CHANGED, new.title, old.says, new.says))
    return found
