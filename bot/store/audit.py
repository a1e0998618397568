"""The audit trail: who changed what from Discord, and what it takes to undo it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from bot.store.database import Part
from bot.store.tables import audit


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """A change: when, by whom, what (in words), to which entry (empty: none), and the file's text before and after.

    `cases` are the ids of the cases that it closed. `undone_by` is who undid it.
    """

    id: int
    event: str
    at: datetime
    person: int
    what: str
    entry: str
    file: str | None
    before: str | None
    after: str | None
    undone_by: int | None
    cases: tuple[int, ...]


class Audit(Part):
    """The audit trail of all events; nothing is ever deleted from it."""

    async def add(
        self,
        event: str,
        at: datetime,
        person: int,
        what: str,
        entry: str = "",
        file: str | None = None,
        before: str | None = None,
        after: str | None = None,
        cases: Sequence[int] = (),
    ) -> int:
        """Note a change; returns its id."""
        new = insert(audit).values(
            event=event,
            at=at,
            person=person,
            what=what,
            entry=entry,
            file=file,
            before=before,
            after=after,
            cases=_joined(cases),
        )
        async with self._transaction() as connection:
            done = await connection.execute(new.returning(audit.c.id))
            return int(done.scalar_one())

    async def closes(self, number: int, cases: Sequence[int]) -> None:
        """Note which cases a change has closed."""
        done = update(audit).where(audit.c.id == number).values(cases=_joined(cases))
        async with self._transaction() as connection:
            await connection.execute(done)

    async def latest(self, event: str, limit: int) -> list[AuditRecord]:
        """Return the latest changes of an event, the newest first."""
        wanted = select(audit).where(audit.c.event == event).order_by(audit.c.id.desc()).limit(limit)
        async with self._transaction() as connection:
            return [_record(row) for row in (await connection.execute(wanted)).all()]

    async def get(self, event: str, number: int) -> AuditRecord | None:
        """Return one change of an event."""
        async with self._transaction() as connection:
            found = await connection.execute(select(audit).where(audit.c.event == event, audit.c.id == number))
            row = found.first()
            return _record(row) if row else None

    async def undo(self, number: int, person: int) -> bool:
        """Note that a change was undone; False if it was already."""
        done = update(audit).where(audit.c.id == number, audit.c.undone_by.is_(None)).values(undone_by=person)
        async with self._transaction() as connection:
            return (await connection.execute(done)).rowcount == 1


def _joined(cases: Sequence[int]) -> str:
    return ",".join(map(str, cases))


def _record(row: Row[Any]) -> AuditRecord:
    found = row._mapping
    kept = {name: found[name] for name in AuditRecord.__slots__}
    return AuditRecord(**{**kept, "cases": tuple(map(int, filter(None, kept["cases"].split(","))))})
