"""What must be true between the files: ids, phrasings, citations, quotations."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from bot.knowledge.model import Entry, Status
from bot.knowledge.unchecked import (
    IF_DELETED,
    CitationAt,
    ConceptAt,
    EntryAt,
    EventAt,
    ExamAt,
    PhrasingAt,
    SourceAt,
    UncheckedKnowledge,
)

MAX_QUOTED_WORDS = 25  # a longer quotation is a copy, not a citation
NO_ENTRY = "none"
"""The key of the exam's questions that no entry answers."""
FIRST_YEAR = 1600  # the first newspaper is from 1605; an earlier year is a slip
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_WORD = re.compile(r"\w+")


def quotations(text: str) -> list[str]:
    """Return what is between double quotation marks."""
    return _QUOTED.findall(text)


@lru_cache(maxsize=65_536)
def fold(phrasing: str) -> str:
    """Return the words of a phrasing in lower case: phrasings that fold alike are the same."""
    return " ".join(_WORD.findall(phrasing.casefold()))


def check(unchecked: UncheckedKnowledge, to_serve: bool = True) -> None:
    """Report every problem that one file alone doesn't show; give up common phrasings that the event has itself."""
    if to_serve and not any(entry.approved for entry in unchecked.entries.values() if not entry.common):
        unchecked.report(EventAt(), _nothing_to_serve(unchecked))
    _check_dates(unchecked)
    _check_phrasings(unchecked)
    _check_concepts(unchecked)
    for entry in unchecked.entries.values():
        _check_id(unchecked, entry)
        _check_answer(unchecked, entry)
        _check_related(unchecked, entry)
        _check_replacement(unchecked, entry)
    for proposal in unchecked.proposals.values():
        _check_answer(unchecked, proposal)
        _check_replacement(unchecked, proposal)
    _check_exam(unchecked)


def _nothing_to_serve(unchecked: UncheckedKnowledge) -> str:
    if any(not entry.common for entry in unchecked.entries.values()):
        return (
            "none of its entries is approved; read them, then remove their `approved: false` lines or run "
            "`onrecord draft --approve`"
        )
    if unchecked.stubs:
        return f"all {unchecked.stubs} stubs are still empty; write one, or run `onrecord draft`"
    return "the event has no entries; add one, as in knowledge/README.md"


def _check_dates(unchecked: UncheckedKnowledge) -> None:
    if unchecked.event is None:
        return
    as_of = unchecked.event.as_of
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()  # somewhere it is that day already
    if as_of > tomorrow:
        unchecked.report(EventAt(), f"`as_of` ({as_of}) is in the future; write the day you last checked the sources")
    for source in unchecked.sources.values():
        if source.published.year < FIRST_YEAR:
            message = f"`{source.id}` was published in the year {source.published.year}; correct the year"
            unchecked.report(SourceAt(source.id), message)
        if source.published > tomorrow:
            message = f"`{source.id}` was published in the future ({source.published}); correct the date"
            unchecked.report(SourceAt(source.id), message)


def _check_phrasings(unchecked: UncheckedKnowledge) -> None:
    owners: dict[str, tuple[str, str]] = {}
    own = [entry for entry in unchecked.entries.values() if not entry.common]
    for entry in own:
        reachable = False
        for phrasing in entry.phrasings:
            key = fold(phrasing)
            owner, first = owners.setdefault(key, (entry.id, phrasing))
            if not key:
                unchecked.report(PhrasingAt(entry.id, phrasing), "this has no letter or digit; write a question")
            elif (owner, first) == (entry.id, phrasing):
                reachable = True
            else:
                where = unchecked.positions.find(PhrasingAt(owner, first))
                message = f"`{owner}` already has this phrasing ({where}); keep it in one of the two"
                unchecked.report(PhrasingAt(entry.id, phrasing), message)
        if not reachable:
            message = f"`{entry.id}` can never match: other entries already have all its phrasings; add a unique one"
            unchecked.report(EntryAt(entry.id), message)
    for entry in [entry for entry in unchecked.entries.values() if entry.common]:
        _give_up_phrasings(unchecked, entry, lambda phrasing: fold(phrasing) in owners)


def _give_up_phrasings(unchecked: UncheckedKnowledge, entry: Entry, taken: Callable[[str], bool]) -> None:
    """Take from a common entry the phrasings that the event has itself; the event's own entry always wins."""
    questions = tuple(phrasing for phrasing in entry.questions if not taken(phrasing))
    extra = tuple(phrasing for phrasing in entry.extra_phrasings if not taken(phrasing))
    if questions or extra:
        kept = replace(entry, questions=questions or extra[:1], extra_phrasings=extra if questions else extra[1:])
        unchecked.entries[entry.id] = kept
    else:
        del unchecked.entries[entry.id]


def _check_concepts(unchecked: UncheckedKnowledge) -> None:
    owners: dict[str, str] = {}
    for concept, words in unchecked.concepts.items():
        for i, word in enumerate(words):
            key = fold(word)
            if not key:
                unchecked.report(ConceptAt(concept, i), f"a word of `{concept}` has no letter or digit; remove it")
            elif owners.setdefault(key, concept) != concept:
                message = f"`{word}` is already in the concept `{owners[key]}`; keep it in one of the two"
                unchecked.report(ConceptAt(concept, i), message)


def _check_id(unchecked: UncheckedKnowledge, entry: Entry) -> None:
    if entry.id == NO_ENTRY:
        message = f"`{NO_ENTRY}` can't be an id: in an exam it stands for no entry; choose another"
        unchecked.report(EntryAt(entry.id), message)


def _check_answer(unchecked: UncheckedKnowledge, entry: Entry) -> None:
    if entry.status is Status.NOT_REPORTED and entry.answer:
        message = "a not-reported entry can't have an `answer`; remove the answer, or choose another status"
        unchecked.report(EntryAt(entry.id, "answer"), message)
    elif entry.status is not Status.NOT_REPORTED and not entry.answer:
        message = f"`{entry.id}` has no answer; add `answer` with `says` and `cites`, or set `status: not-reported`"
        unchecked.report(EntryAt(entry.id), message)
    if entry.status is not Status.NOT_REPORTED and entry.gap:
        unchecked.report(EntryAt(entry.id, "gap"), "`gap` is for not-reported entries; remove it, or change the status")
    for i, sentence in enumerate(entry.answer):
        for k, citation in enumerate(sentence.cites):
            at = CitationAt(entry.id, i, k)
            source = unchecked.sources.get(citation.source)
            if source is None:
                hint = unchecked.hint(citation.source, unchecked.sources) or "add it to event.yaml"
                unchecked.report(at, f"`{citation}` cites an unknown source; {hint}")
            elif citation.paragraph > source.paragraphs:
                unchecked.report(
                    at, f"`{citation}` does not exist: {source.id} has paragraphs 1 to {source.paragraphs}"
                )
        for quotation in quotations(sentence.says):
            if (count := len(quotation.split())) > MAX_QUOTED_WORDS:
                message = (
                    f"a quotation of {count} words; quote at most {MAX_QUOTED_WORDS} words and paraphrase the rest"
                )
                unchecked.report(EntryAt(entry.id, "answer", i), message)


def _check_related(unchecked: UncheckedKnowledge, entry: Entry) -> None:
    for i, related in enumerate(entry.related):
        at = EntryAt(entry.id, "related", i)
        if related == entry.id:
            unchecked.report(at, f"`{entry.id}` lists itself as related; remove it")
        elif related not in unchecked.entries:
            hint = unchecked.hint(related, unchecked.entries) or "check the spelling, or add the entry"
            unchecked.report(at, f"no entry has the id `{related}`; {hint}")


def _check_replacement(unchecked: UncheckedKnowledge, entry: Entry) -> None:
    if entry.replaced_by and entry.status is not Status.SUPERSEDED:
        message = "`replaced_by` is for superseded entries; remove it, or change the status"
        unchecked.report(EntryAt(entry.id, "replaced_by"), message)
    if entry.replaces and entry.approved:
        message = (
            "`replaces` only works with `approved: false`; add that line and run `onrecord draft --approve`, or remove "
            "this one"
        )
        unchecked.report(EntryAt(entry.id, "replaces"), message)
    if entry.replaces and not entry.has_answer:
        message = f"what replaces `{entry.replaces}` needs an answer; to call that unknown, change it there"
        unchecked.report(EntryAt(entry.id, "replaces"), message)
    for name, other in (("replaced_by", entry.replaced_by), ("replaces", entry.replaces)):
        if other is None:
            continue
        known = unchecked.entries.get(other)
        if other == entry.id or known is None or known.common:
            hint = unchecked.hint(other, unchecked.entries) or "check the spelling, or add the entry"
            unchecked.report(EntryAt(entry.id, name), f"no other entry has the id `{other}`; {hint}")
        elif name == "replaced_by" and not known.has_answer:
            message = f"`{other}` has no answer; name the entry that says what is known now"
            unchecked.report(EntryAt(entry.id, name), message)


def _check_exam(unchecked: UncheckedKnowledge) -> None:
    named = dict.fromkeys((exam.round, one.entry) for exam in unchecked.exams for one in exam.questions if one.entry)
    for number, key in named:
        if key in unchecked.entries or key in unchecked.proposals or key in unchecked.ids or unchecked.unread:
            continue
        hint = unchecked.hint(key, unchecked.entries) or IF_DELETED
        unchecked.report(ExamAt(key, number), f"no entry has the id `{key}`; {hint}")
