"""Approve what was drafted: its marks are removed from the files, and what it is to replace is replaced."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.drafting.folder import DraftFolder
from bot.drafting.record import DraftRecord, yaml_file
from bot.drafting.replies import PromptKind
from bot.errors import KnowledgeError, Problem
from bot.knowledge.dates import written_dates
from bot.knowledge.editing import EntryPlace, find_entry
from bot.knowledge.edits import Edits
from bot.knowledge.files import reported_name
from bot.knowledge.model import Entry, KnowledgeBase, Status
from bot.knowledge.written import numbers_of, straight
from bot.yaml_writer import CannotEditError, appended, list_extended, with_value, without_item, without_key

_OWN = ("id", "approved", "replaces", "status", "questions", "answer")
"""The keys of a proposal that are not simply taken over."""


@dataclass(slots=True)
class Approved:
    """The ids that were approved, why others could not be, and the day up to which the record is kept if it changed."""

    ids: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    as_of: date | None = None


def approve(record: DraftRecord, ids: Collection[str], seen: KnowledgeBase) -> Approved:
    """Approve some entries; `seen` is the record that somebody has looked at, as it was then.

    What has changed since is not approved. `as_of` is raised where that is due, also without any ids. Raises
    KnowledgeError when the record has mistakes, and EditError.
    """
    knowledge = record.as_it_is()
    done = Approved()
    chosen: list[Entry] = []
    replaced: set[str] = set()
    for entry in (entry for entry in knowledge.unapproved if entry.id in ids):
        old = entry.replaces or entry.id
        if old in replaced:
            reason = f"can't replace `{old}` too, which has just been replaced; look at it again"
            done.problems.append(_problem(record, entry, reason))
        elif _entry(seen, entry.id) != entry or seen.entries.get(old) != knowledge.entries.get(old):
            done.problems.append(_problem(record, entry, "changed while you were reading it; look at it again"))
        elif _keeps_a_draft(entry, knowledge) and old not in ids:
            done.problems.append(_problem(record, entry, f"keeps the sentences of `{old}`; approve that, too"))
        else:
            chosen.append(entry)
            replaced |= {old} if entry.replaces else set()
    _approve_all(record, knowledge, chosen, done)
    return done


def _approve_all(record: DraftRecord, knowledge: KnowledgeBase, chosen: Sequence[Entry], done: Approved) -> None:
    """Approve entries with one change of the files; where the record can't be loaded with it, each on its own."""
    edits = Edits()
    approved, problems = [], []
    for entry in chosen:
        try:
            _approve(record, edits, entry)
            approved.append(entry.id)
        except CannotEditError:
            message = "is written in a way that can't be changed safely; remove `approved: false` yourself"
            problems.append(_problem(record, entry, message))
    as_of = _raised_as_of(record, edits, knowledge, [*done.ids, *approved])
    try:
        record.write(edits)
    except KnowledgeError as error:
        if len(chosen) > 1:
            for entry in chosen:
                _approve_all(record, knowledge, [entry], done)
            return
        reason = f"can't be approved, the record could not be loaded with it: {error.problems[0]}"
        done.problems += [_problem(record, entry, reason) for entry in chosen]
        return
    done.ids += approved
    done.problems += problems
    done.as_of = as_of or done.as_of


def left_behind(seen: KnowledgeBase, ids: Collection[str]) -> Iterator[str]:
    """Name the entries that still have a number which something that was approved has replaced."""
    for key in ids:
        proposal = seen.proposals.get(key)
        old = seen.entries.get(proposal.replaces or "") if proposal else None
        if proposal is None or old is None or proposal.status is Status.DISPUTED:
            continue
        gone = _figures(old.text) - _figures(proposal.text)
        for entry in seen.own_entries:
            kept = gone & _figures(entry.text)
            if entry is not old and kept:
                yield f"Check `{entry.id}`: it has an old figure of `{old.id}`, too ({', '.join(sorted(kept))})."


def _figures(text: str) -> set[str]:
    """Return the numbers of a text that are no dates."""
    says = straight(text)
    for written in written_dates(says):
        says = says[: written.start] + " " * (written.end - written.start) + says[written.end :]
    return {*numbers_of(says)}


def _keeps_a_draft(entry: Entry, knowledge: KnowledgeBase) -> bool:
    """Say whether an entry is to stand beside sentences that nobody has approved."""
    old = knowledge.entries.get(entry.replaces or "")
    return old is not None and not old.approved and bool(old.answer) and entry.status is Status.DISPUTED


def _entry(knowledge: KnowledgeBase, key: str) -> Entry | None:
    return knowledge.proposals.get(key) or knowledge.entries.get(key)


def _problem(record: DraftRecord, entry: Entry, message: str) -> Problem:
    """Return a problem at the place of an entry."""
    try:
        place = _find(record, Edits(), entry.id)
    except CannotEditError:
        return Problem(record.folder.name, 1, f"`{entry.id}` {message}")
    return Problem(reported_name(record.folder.resolve(), place.path), place.line, f"`{entry.id}` {message}")


def _approve(record: DraftRecord, edits: Edits, entry: Entry) -> None:
    """Change the files so that an entry is approved; raises CannotEditError and changes nothing where it can't."""
    place = _find(record, edits, entry.id)
    text = edits.text(place.path) or ""
    if entry.replaces is None:
        edits.put(place.path, without_key(text, (place.index, "approved")))
        return
    old = _find(record, edits, entry.replaces)
    if not old.item.get("answer"):
        _answer_unknown(edits, place, old)
        return
    with_old = _with_proposal(edits.text(old.path) or "", old, place.item)
    without_new = without_item(with_old if old.path == place.path else text, place.index)
    edits.put(old.path, with_old)
    edits.put(place.path, without_new)


def _answer_unknown(edits: Edits, place: EntryPlace, old: EntryPlace) -> None:
    """Put what is proposed in the place of an unknown: it stays where it is, among the answers on its topic."""
    text = edits.text(place.path) or ""
    text = with_value(text, (place.index, "id"), old.item["id"])
    for key in ("replaces", "approved"):
        text = without_key(text, (place.index, key))
    asked = [*dict.fromkeys((*old.item["questions"], *place.item["questions"]))]
    try:
        text = with_value(text, (place.index, "questions"), asked)
    except CannotEditError:  # [in, one, line]
        more = [question for question in asked if question not in place.item["questions"]]
        text = list_extended(text, (place.index, "questions"), more) if more else text
    carried = {key: value for key, value in old.item.items() if key not in (*place.item, *_OWN, "gap", "replaced_by")}
    text = appended(text, carried, (place.index,)) if carried else text
    if old.path == place.path:
        edits.put(place.path, without_item(text, old.index))
        return
    without_old = without_item(edits.text(old.path) or "", old.index)
    edits.put(old.path, without_old)
    edits.put(place.path, text)


def _raised_as_of(record: DraftRecord, edits: Edits, knowledge: KnowledgeBase, now: Collection[str]) -> date | None:
    """Set `as_of` to the day of the newest article up to which all have been gone through: nothing of them waits.

    Every "none of our sources" is said as of that day, so it must not be later. `now` are the ids to be approved.
    """
    folder = DraftFolder(record.folder)
    unread = [folder.ask(name) for name in folder.waiting() if name.kind is PromptKind.ENTRIES]
    if any(ask is None for ask in unread):
        return None  # nobody knows of which article
    everything = (*knowledge.own_entries, *knowledge.proposals.values())
    waiting = (
        {ask.source for ask in unread if ask}
        | {*folder.lost()}
        | {
            place.source
            for entry in everything
            if not entry.approved and entry.id not in now
            for place in entry.citations
        }
    )
    cited = {place.source for entry in everything if entry.approved or entry.id in now for place in entry.citations}
    first_open = min((knowledge.sources[source].published for source in waiting), default=date.max)
    days = [day for source in cited if (day := knowledge.sources[source].published) < first_open]
    newest = max(days, default=knowledge.event.as_of)
    if newest <= knowledge.event.as_of:
        return None
    path = yaml_file(record.folder, "event")
    with suppress(CannotEditError):  # then `check` says that it can be changed
        edits.put(path, with_value(edits.text(path) or "", ("event", "as_of"), newest))
        return newest
    return None


def _with_proposal(text: str, old: EntryPlace, proposal: dict[str, Any]) -> str:
    """Return the text of a file in which an entry says what is proposed; see `record.with_proposal`."""
    at, item = old.index, old.item
    text = with_value(text, (at, "status"), proposal["status"])
    new = [sentence for sentence in proposal["answer"] if sentence not in item["answer"]]
    if proposal["status"] != Status.DISPUTED:
        text = with_value(text, (at, "answer"), proposal["answer"])
    elif new:
        text = appended(text, new, (at, "answer"))
    carried = {key: value for key, value in proposal.items() if key not in _OWN}
    for key in ("gap", "replaced_by", "approved", *carried):
        if key in item:
            text = without_key(text, (at, key))
    text = appended(text, carried, (at,)) if carried else text
    more = [question for question in proposal["questions"] if question not in item["questions"]]
    if not more:
        return text
    if proposal["status"] != Status.DISPUTED:
        with suppress(CannotEditError):  # the new title comes first: the old one may ask for what is no longer so
            return with_value(text, (at, "questions"), [*more, *item["questions"]])
    return list_extended(text, (at, "questions"), more)


def _find(record: DraftRecord, edits: Edits, key: str) -> EntryPlace:
    """Return where an entry is written; raises CannotEditError."""
    place = find_entry(record.folder, edits, key)
    if place is None:
        raise CannotEditError
    return place
