"""Changes to the record from Discord: tried on what they must not break, then written, and undone if need be."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.answering.desk import Desk
from bot.answering.exam import newly_missed
from bot.answering.required import BrokenRequirement
from bot.answering.service import Service
from bot.errors import EditError, Problem
from bot.knowledge.changes import Changes, changes
from bot.knowledge.checks import fold
from bot.knowledge.editing import EntryText, RecordFiles
from bot.knowledge.edits import Fragment
from bot.knowledge.messages import plural
from bot.knowledge.model import Entry, Status
from bot.matching.decision import Engine
from bot.store.audit import AuditRecord
from bot.store.cases import Outcome

GONE = "That entry has been changed or removed meanwhile. Please start again."
CHANGED = "The file was changed after that, in the same place. Please undo it by hand."


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change that was tried and is not written yet.

    `what` says it in words; `entry` is the id of the entry that it is about. With `problems` it can't be made.
    `broken` are required and forbidden questions that it would break, `worse` exam questions that it would make
    worse. `cases` are the ids of those that it closes, with their `outcome`. `base` is the checksum of what was
    served when it was tried.
    """

    what: str
    entry: str
    files: RecordFiles
    path: Path
    cases: tuple[int, ...] = ()
    outcome: Outcome | None = None
    undoes: AuditRecord | None = None
    base: str = ""
    engine: Engine | None = None
    changes: Changes = field(default_factory=Changes)
    problems: tuple[Problem, ...] = ()
    broken: tuple[BrokenRequirement, ...] = ()
    worse: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The ids of other entries that would change with it: the files have changes that were not loaded yet."""
        found = (*self.changes.added, *self.changes.changed, *self.changes.removed)
        return tuple(key for key in found if key != self.entry)

    @property
    def harmless(self) -> bool:
        """Whether it can be made without asking."""
        return not (self.problems or self.broken or self.worse or self.others or self.changes.large_loss)


class Editor:
    """Changes the files of the record that a service serves, and notes who changed what. Raises EditError."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def add_phrasings(self, entry_id: str, phrasings: Iterable[str], cases: tuple[int, ...] = ()) -> Proposal:
        """Try to add phrasings to an entry."""
        entry = self._entry(entry_id)
        known = set(map(fold, entry.phrasings))
        folded = {fold(phrasing): " ".join(phrasing.split()) for phrasing in phrasings}
        wanted = [phrasing for key, phrasing in folded.items() if phrasing and key not in known]
        if not wanted:
            raise EditError(f"“{entry.title}” already has that phrasing.")

        def change(files: RecordFiles) -> Path:
            return files.add_phrasings(entry, wanted)

        listed = ", ".join(f"“{phrasing}”" for phrasing in wanted)
        what = f"added {listed} to `{entry.id}`"
        return await self._try(what, entry.id, change, cases, Outcome.PHRASING)

    async def set_text(self, entry_id: str, wanted: EntryText, cases: tuple[int, ...] = ()) -> Proposal:
        """Try to change what an entry says."""
        entry = self._entry(entry_id)

        def change(files: RecordFiles) -> Path:
            return files.set_text(entry, wanted)

        return await self._try(f"changed `{entry.id}`", entry.id, change, cases, _outcome(wanted))

    async def add_entry(self, wanted: EntryText, beside: str | None = None, cases: tuple[int, ...] = ()) -> Proposal:
        """Try to add an entry, in the file of the one that it stands beside."""
        known = self._service.knowledge.entries
        found = known.get(beside or "")
        added: list[str] = []

        def change(files: RecordFiles) -> Path:
            path, key = files.add_entry(wanted, found if found and not found.common else None, known)
            added.append(key)
            return path

        made = await self._try("", "", change, cases, _outcome(wanted))
        return replace(made, what=f"added `{added[0]}`", entry=added[0])

    async def add_source(self, key: str, source: Mapping[str, Any], published: date) -> Proposal:
        """Try to add a source, whose day is the new `as_of` if it is later."""
        knowledge = self._service.knowledge
        if key in knowledge.sources:
            raise EditError(f"There is a source `{key}` already. Choose another name for this one.")
        as_of = published if published > knowledge.event.as_of else None

        def change(files: RecordFiles) -> Path:
            return files.add_source(key, source, as_of)

        return await self._try(f"added the source `{key}`", "", change)

    async def dismiss(self, cases: tuple[int, ...], person: int, now: datetime) -> int:
        """Close cases of which nothing is to come; returns its number in the audit trail."""
        store, event = self._service.store, self._service.knowledge.event.id
        closed = await store.cases.close(event, cases, Outcome.DISMISSED, person, now)
        return await store.audit.add(event, now, person, f"dismissed {plural(len(closed), 'question')}", cases=closed)

    async def reopen(self, record: AuditRecord, person: int) -> None:
        """Undo a dismissal."""
        if not await self._service.store.audit.undo(record.id, person):
            raise EditError("That has already been undone.")
        await self._service.store.cases.reopen(record.event, record.cases)

    async def undo(self, record: AuditRecord) -> Proposal:
        """Try to undo a change."""
        if record.undone_by is not None or record.file is None or record.after is None:
            raise EditError("That has already been undone." if record.undone_by else "That can't be undone.")
        path = self._service.folder / record.file
        fragment = Fragment(record.before or "", record.after)

        def change(files: RecordFiles) -> Path:
            text = files.edits.text(path)
            undone = fragment.undone(text) if text is not None else None
            if undone is None:
                raise EditError(CHANGED)
            files.edits.put(path, undone or None)
            return path

        return await self._try(f"undid: {record.what}", record.entry, change, undoes=record)

    async def apply(self, proposal: Proposal, person: int, now: datetime) -> int:
        """Write a change, serve it, and note who made it; returns its number in the audit trail.

        Nothing is written if somebody has changed the file since it was tried.
        """
        assert proposal.engine is not None
        store, event = self._service.store, self._service.knowledge.event.id
        before = proposal.files.edits.text_before(proposal.path)
        after = proposal.files.edits.text(proposal.path)
        fragment = Fragment.of(before or "", after or "")
        async with self._service.swapping:
            await asyncio.to_thread(proposal.files.edits.write)
            number = await store.audit.add(
                event,
                now,
                person,
                proposal.what,
                proposal.entry,
                proposal.path.relative_to(proposal.files.folder).as_posix(),
                fragment.old,
                fragment.new,
                proposal.cases,
            )
            engine = proposal.engine
            if self._service.knowledge.checksum != proposal.base:  # something else has changed: serve both
                engine = (await self._service.try_out({})).engine or engine
            await self._service.serve(engine, proposal.broken)
        if proposal.undoes:
            await store.audit.undo(proposal.undoes.id, person)
            await store.cases.reopen(event, proposal.undoes.cases)
        elif proposal.outcome:
            await store.cases.close(event, proposal.cases, proposal.outcome, person, now)
        return number

    def _entry(self, entry_id: str) -> Entry:
        entry = self._service.knowledge.entries.get(entry_id)
        if entry is None or entry.common:
            raise EditError(GONE)
        return entry

    async def _try(
        self,
        what: str,
        entry: str,
        change: Callable[[RecordFiles], Path],
        cases: tuple[int, ...] = (),
        outcome: Outcome | None = None,
        undoes: AuditRecord | None = None,
    ) -> Proposal:
        """Make a change in memory, load the record with it, and compare."""
        files = RecordFiles(self._service.folder)
        path = await asyncio.to_thread(change, files)
        before = self._service.desk
        base = before.knowledge.checksum
        loaded = await self._service.try_out(files.edits.contents)
        made = Proposal(
            what=what,
            entry=entry,
            files=files,
            path=path,
            cases=cases,
            outcome=outcome,
            undoes=undoes,
            base=base,
            engine=loaded.engine,
            problems=loaded.problems,
        )
        if loaded.engine is None:
            if not loaded.problems:
                raise EditError("That changes nothing.")
            return made
        after = Desk(loaded.engine)
        return replace(
            made,
            changes=changes(before.knowledge, after.knowledge),
            broken=self._service.newly_broken(loaded.broken),
            worse=await asyncio.to_thread(newly_missed, before, after),
        )


def _outcome(wanted: EntryText) -> Outcome:
    return Outcome.UNKNOWN if wanted.status is Status.NOT_REPORTED else Outcome.ANSWERED
