"""Cases: what moderators should look at."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, case, delete, func, literal, or_, select, update

from bot.store.database import Part
from bot.store.tables import Moment, cases

MOST_OPEN = 1_000  # cases that are read at once; those asked most


class CaseKind(StrEnum):
    """Why a question is a case."""

    UNANSWERED = "unanswered"
    UNSURE = "unsure"
    UNKNOWN = "unknown"
    CLAIM = "claim"
    DISLIKED = "disliked"
    PASSED_ON = "passed-on"


class Outcome(StrEnum):
    """How a case was closed."""

    PHRASING = "phrasing"
    ANSWERED = "answered"
    UNKNOWN = "unknown"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Case:
    """A question that was asked `asked` times, between two moments, and what became of it.

    `entry` is the entry that it came closest to, or that was shown and disliked; `remark` what a member said of the
    answer. Who asked is not kept.
    """

    id: int
    event: str
    kind: CaseKind
    question: str
    entry: str | None
    remark: str | None
    asked: int
    first_at: datetime
    last_at: datetime
    closed_at: datetime | None
    outcome: Outcome | None


class Cases(Part):
    """The cases of all events."""

    async def add(
        self,
        event: str,
        kind: CaseKind,
        question: str,
        words: Sequence[str],
        entry: str | None,
        now: datetime,
        remark: str | None = None,
    ) -> None:
        """Count a question; the same `words` are the same case, which is opened again if it was closed as answered.

        A case that was dismissed stays so: moderators have seen it.
        """
        new = self._insert(cases).values(
            event=event,
            kind=kind.value,
            words=_checksum(words, remark),
            question=question,
            entry=entry,
            chosen=False,
            remark=remark,
            asked=1,
            first_at=now,
            last_at=now,
        )
        reopened = {
            name: case((cases.c.outcome == Outcome.DISMISSED.value, cases.c[name]), else_=None)
            for name in ("closed_at", "closed_by", "outcome")
        }
        again = (cases.c.closed_at.is_not(None)) & (cases.c.outcome != Outcome.DISMISSED.value)
        reopened["first_at"] = case((again, literal(now, Moment())), else_=cases.c.first_at)
        meant = case((cases.c.chosen, cases.c.entry), else_=entry)
        counted = {"asked": cases.c.asked + 1, "last_at": now, "question": question, "entry": meant, **reopened}
        async with self._transaction() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=["event", "kind", "words"], set_=counted))

    async def chose(self, event: str, words: Sequence[Sequence[str]], entry: str) -> None:
        """Note which entry somebody meant who was offered several; `words` are those of the question, or several."""
        asked = cases.c.words.in_([_checksum(each, None) for each in words])
        unsure = cases.c.kind.in_([CaseKind.UNSURE.value, CaseKind.CLAIM.value])
        async with self._transaction() as connection:
            await connection.execute(
                update(cases).where(cases.c.event == event, asked, unsure).values(entry=entry, chosen=True)
            )

    async def open(self, event: str) -> list[Case]:
        """Return the open cases of an event, those asked most first."""
        wanted = (
            select(cases)
            .where(cases.c.event == event, cases.c.closed_at.is_(None))
            .order_by(cases.c.asked.desc(), cases.c.last_at.desc(), cases.c.id)
            .limit(MOST_OPEN)
        )
        async with self._transaction() as connection:
            return [_case(row) for row in (await connection.execute(wanted)).all()]

    async def close(self, event: str, ids: Sequence[int], outcome: Outcome, person: int, now: datetime) -> list[int]:
        """Close some cases; returns the ids of those that were still open."""
        done = (
            update(cases)
            .where(cases.c.event == event, cases.c.id.in_(ids), cases.c.closed_at.is_(None))
            .values(closed_at=now, closed_by=person, outcome=outcome.value)
            .returning(cases.c.id)
        )
        async with self._transaction() as connection:
            return sorted((await connection.execute(done)).scalars())

    async def reopen(self, event: str, ids: Sequence[int]) -> None:
        """Open closed cases again."""
        again = (
            update(cases)
            .where(cases.c.event == event, cases.c.id.in_(ids))
            .values(closed_at=None, closed_by=None, outcome=None)
        )
        async with self._transaction() as connection:
            await connection.execute(again)

    async def count_open(self, event: str) -> int:
        """Count the open cases of an event."""
        wanted = select(func.count()).where(cases.c.event == event, cases.c.closed_at.is_(None))
        async with self._transaction() as connection:
            return int((await connection.execute(wanted)).scalar() or 0)

    async def forget(self, before: datetime) -> None:
        """Delete cases that were last asked or closed before a moment."""
        old = cases.c.last_at < before
        closed = or_(cases.c.closed_at.is_(None), cases.c.closed_at < before)
        async with self._transaction() as connection:
            await connection.execute(delete(cases).where(old, closed))


def _checksum(words: Sequence[str], remark: str | None) -> str:
    return hashlib.sha256(" ".join((*words, remark or "")).encode()).hexdigest()


def _case(row: Row[Any]) -> Case:
    found = row._mapping
    kept = {name: found[name] for name in Case.__slots__}
    outcome = Outcome(kept["outcome"]) if kept["outcome"] else None
    return Case(**{**kept, "kind": CaseKind(kept["kind"]), "outcome": outcome})
