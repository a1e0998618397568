"""Changes to the record from Discord: tried on what they must not break, then written, and undone if need be."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.answering.desk import Desk
from bot.answering.exam import newly_missed
from bot.answering.required import BrokenRequirement
from bot.answering.service import Service
from bot.errors import EditError, Problem, StoreError
from bot.knowledge.changes import Changes, changes
from bot.knowledge.checks import fold
from bot.knowledge.editing import EntryText, RecordFiles
from bot.knowledge.edits import Fragment
from bot.knowledge.messages import plural
from bot.knowledge.model import Entry, Status
from bot.matching.decision import Engine
from bot.store.audit import AuditRecord
from bot.store.cases import Outcome

log = logging.getLogger(__name__)
GONE = "That entry was changed or removed meanwhile. Please look at it again."
MEANWHILE = "The record was changed meanwhile, so this would now do more than you have seen. Please start again."
CHANGED = "Those lines were changed after that. Please undo it by hand."


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change that was tried and is not written yet.

    `what` says in words what is done, or undone; `entry` is the id of the entry that it is about. With `problems` it
    can't be made.
    `broken` are required and forbidden questions that it would break, `still_broken` these and those that are broken
    already, `worse` exam questions that it would make worse. `cases` are the ids of those that it closes, with their
    `outcome`. `base` is the checksum of what was served when it was tried.
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
    still_broken: tuple[BrokenRequirement, ...] = ()
    worse: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The ids of other entries that would change with it: the files have changes that were not loaded yet."""
        found = (*self.changes.added, *self.changes.changed, *self.changes.reworded, *self.changes.removed)
        only_asked = self.outcome is Outcome.PHRASING  # then what the entry says must not change either
        own = self.changes.reworded if only_asked else found
        return tuple(key for key in found if key != self.entry or key not in own)

    @property
    def harmless(self) -> bool:
        """Whether it can be made without asking."""
        unseen = self.others or self.changes.event_changed
        return not (self.problems or self.broken or self.worse or unseen or self.changes.large_loss)


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
        what = f"added {listed} to “{entry.title}”"
        return await self._try(what, entry.id, change, cases, Outcome.PHRASING)

    async def set_text(self, seen: Entry, wanted: EntryText, cases: tuple[int, ...] = ()) -> Proposal:
        """Try to change what an entry says; `seen` is the entry as the moderator has read it."""
        entry = self._entry(seen.id)
        if (entry.title, entry.status, entry.answer, entry.gap) != (seen.title, seen.status, seen.answer, seen.gap):
            raise EditError(GONE)

        def change(files: RecordFiles) -> Path:
            return files.set_text(entry, wanted)

        return await self._try(f"changed “{entry.title}”", entry.id, change, cases, _outcome(wanted))

    async def add_entry(self, wanted: EntryText, beside: str | None = None, cases: tuple[int, ...] = ()) -> Proposal:
        """Try to add an entry, in the file of the one that it stands beside."""
        known = self._service.knowledge.entries
        found = known.get(beside or "")
        taken = {fold(phrasing) for entry in known.values() for phrasing in entry.phrasings}
        wanted = replace(wanted, phrasings=tuple(one for one in wanted.phrasings if fold(one) not in taken))
        added: list[str] = []

        def change(files: RecordFiles) -> Path:
            path, key = files.add_entry(wanted, found if found and not found.common else None, known)
            added.append(key)
            return path

        made = await self._try("", "", change, cases, _outcome(wanted))
        return replace(made, what=f"added “{wanted.title}”", entry=added[0])

    async def add_source(self, key: str, source: Mapping[str, Any], as_of: date | None) -> Proposal:
        """Try to add a source; `as_of` is the day up to which the whole record has been checked, if that is new."""
        if key in self._service.knowledge.sources:
            raise EditError(f"There is a source `{key}` already. Choose another name for this one.")

        def change(files: RecordFiles) -> Path:
            return files.add_source(key, source, as_of)

        checked = f", and the record is as of {as_of}" if as_of else ""
        return await self._try(f"added the source `{key}`{checked}", "", change)

    async def dismiss(self, cases: tuple[int, ...], person: int, now: datetime) -> int:
        """Close cases of which nothing is to come; returns its number in the audit trail."""
        store, event = self._service.store, self._service.knowledge.event.id
        closed = await store.cases.close(event, cases, Outcome.DISMISSED, person, now)
        return await store.audit.add(event, now, person, f"dismissed {plural(len(closed), 'question')}", cases=closed)

    async def reopen(self, record: AuditRecord, person: int) -> None:
        """Undo a dismissal."""
        if record.undone_by is not None:
            raise EditError("That has already been undone.")
        await self._service.store.cases.reopen(record.event, record.cases)
        await self._service.store.audit.undo(record.id, person)

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

        return await self._try(record.what, record.entry, change, undoes=record)

    async def apply(self, proposal: Proposal, person: int, now: datetime) -> int:
        """Write a change, serve it, and note who made it; returns its number in the audit trail.

        Nothing is written if somebody has changed the file, or what it must not break, since it was tried.
        """
        store, event = self._service.store, self._service.knowledge.event.id
        edits = proposal.files.edits
        fragment = Fragment.of(edits.text_before(proposal.path) or "", edits.text(proposal.path) or "")
        async with self._service.swapping:
            made = await self._up_to_date(proposal)
            assert made.engine is not None
            await asyncio.to_thread(edits.write)
            try:
                file = proposal.path.relative_to(proposal.files.folder).as_posix()
                what = f"undone: {made.what}" if made.undoes else made.what
                number = await store.audit.add(event, now, person, what, made.entry, file, fragment.old, fragment.new)
            except StoreError:
                await asyncio.to_thread(edits.undo)
                raise
            await self._service.serve(made.engine, made.still_broken)
            await self._service.keep()
        try:
            if made.undoes:
                await store.cases.reopen(event, made.undoes.cases)
                await store.audit.undo(made.undoes.id, person)
            elif made.outcome:
                closed = await store.cases.close(event, made.cases, made.outcome, person, now)
                await store.audit.closes(number, closed)
        except StoreError as error:  # the change itself is made; its questions stay in the queue
            log.error("Could not take the questions of a change off the queue: %s", error)
        return number

    async def _up_to_date(self, proposal: Proposal) -> Proposal:
        """Return a proposal as compared with what is served now; raises EditError if it would do more than was seen."""
        if self._service.knowledge.checksum == proposal.base:
            return proposal
        made = await self._compared(proposal)
        fine = set(made.broken) <= set(proposal.broken) and set(made.worse) <= set(proposal.worse)
        before, now = proposal.changes, made.changes
        more = (now.event_changed and not before.event_changed) or (now.large_loss and not before.large_loss)
        fine = fine and not more and set(made.others) <= set(proposal.others)
        if made.engine is None or made.problems or not fine:
            raise EditError(MEANWHILE)
        return made

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
        made = Proposal(what=what, entry=entry, files=files, path=path, cases=cases, outcome=outcome, undoes=undoes)
        return await self._compared(made)

    async def _compared(self, proposal: Proposal) -> Proposal:
        """Load the record with a change, and compare it with what is served."""
        before = self._service.desk
        loaded = await self._service.try_out(proposal.files.edits.contents)
        if loaded.engine is None and not loaded.problems:
            raise EditError("That changes nothing.")
        made = replace(proposal, base=before.knowledge.checksum, engine=loaded.engine, problems=loaded.problems)
        if loaded.engine is None:
            return made
        after = Desk(loaded.engine)
        return replace(
            made,
            changes=changes(before.knowledge, after.knowledge),
            broken=self._service.newly_broken(loaded.broken),
            still_broken=loaded.broken,
            worse=await asyncio.to_thread(newly_missed, before, after),
        )


def _outcome(wanted: EntryText) -> Outcome:
    return Outcome.UNKNOWN if wanted.status is Status.NOT_REPORTED else Outcome.ANSWERED
