"""What must hold between the files: ids, wordings, citations, quotations."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rapidfuzz import process

from bot.knowledge.model import Entry, Status

if TYPE_CHECKING:
    from bot.knowledge.loader import Draft

MAX_QUOTED_WORDS = 25  # a longer quotation is a copy, not a citation
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_WORD = re.compile(r"\w+")


def quotations(text: str) -> list[str]:
    """Return what stands between double quotation marks."""
    return _QUOTED.findall(text)


def fold(wording: str) -> str:
    """Return the words of a wording in small letters: wordings that fold alike are the same."""
    return " ".join(_WORD.findall(wording.casefold()))


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest of the `known` ids."""
    best = process.extractOne(given, list(known), score_cutoff=70)  # under 70 the hint is noise
    return f"did you mean `{best[0]}`?" if best else "check the spelling, or add it"


def check(draft: "Draft") -> None:
    """Report into the draft every problem that one file alone does not show."""
    if all(entry.common for entry in draft.entries.values()):
        draft.report(("event",), "the event has no entries; add one, as knowledge/README.md tells")
    _check_sources(draft)
    _check_wordings(draft)
    _check_concepts(draft)
    for entry in draft.entries.values():
        _check_answer(draft, entry)
        _check_related(draft, entry)


def _check_sources(draft: "Draft") -> None:
    for source in draft.sources.values():
        if draft.event and source.published > draft.event.as_of:
            message = (
                f"`{source.id}` is published after `as_of` ({draft.event.as_of}); move `as_of` to that day or later"
            )
            draft.report(("source", source.id), message)


def _check_wordings(draft: "Draft") -> None:
    owners: dict[str, tuple[str, str]] = {}
    for entry in draft.entries.values():
        reachable = False
        for wording in entry.all_wordings:
            key = fold(wording)
            owner, first = owners.setdefault(key, (entry.id, wording))
            if not key:
                draft.report(("wording", entry.id, wording), "this wording has no letter or digit; write a question")
            elif (owner, first) == (entry.id, wording):
                reachable = True
            else:
                path, line = draft.places.get(("wording", owner, first), draft.places[(owner,)])
                message = f"the same wording stands in `{owner}` ({path}:{line}); keep it in one of the two"
                draft.report(("wording", entry.id, wording), message)
        if not reachable:
            message = f"nobody can reach `{entry.id}`: other entries have all its wordings; write one of its own"
            draft.report((entry.id,), message)


def _check_concepts(draft: "Draft") -> None:
    owners: dict[str, str] = {}
    for concept, wordings in draft.concepts.items():
        for i, wording in enumerate(wordings):
            key = fold(wording)
            if not key:
                draft.report(("concept", concept, i), f"a wording of `{concept}` has no letter or digit; remove it")
            elif owners.setdefault(key, concept) != concept:
                message = f"`{wording}` is also a wording of the concept `{owners[key]}`; keep it in one of the two"
                draft.report(("concept", concept, i), message)


def _check_answer(draft: "Draft", entry: Entry) -> None:
    if entry.status is Status.NOT_REPORTED and entry.answer:
        draft.report(
            (entry.id, "answer"),
            "a not-reported entry has no answer, since no source says; remove it, or choose another status",
        )
    elif entry.status is not Status.NOT_REPORTED and not entry.answer:
        draft.report((entry.id,), f"`{entry.id}` has no answer; add `answer` with `says` and `cites`, or not-reported")
    for i, sentence in enumerate(entry.answer):
        for citation in sentence.cites:
            source = draft.sources.get(citation.source)
            if source is None:
                hint = did_you_mean(citation.source, draft.sources)
                draft.report((entry.id, "answer", i), f"`{citation}` cites an unknown source; {hint}")
            elif citation.paragraph > source.paragraphs:
                message = f"`{citation}` does not exist: {source.id} has paragraphs 1 to {source.paragraphs}"
                draft.report((entry.id, "answer", i), message)
        for quotation in quotations(sentence.says):
            if len(quotation.split()) > MAX_QUOTED_WORDS:
                draft.report(
                    (entry.id, "answer", i),
                    f"a quotation of {len(quotation.split())} words; quote at most {MAX_QUOTED_WORDS}, retell the rest",
                )


def _check_related(draft: "Draft", entry: Entry) -> None:
    for i, related in enumerate(entry.related):
        if related == entry.id:
            draft.report((entry.id, "related", i), f"`{entry.id}` names itself as related; remove it")
        elif related not in draft.entries:
            message = f"no entry has the id `{related}`; {did_you_mean(related, draft.entries)}"
            draft.report((entry.id, "related", i), message)
