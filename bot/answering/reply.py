"""What goes out: the reply to one question, before anybody decides how it looks."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.model import Entry, KnowledgeBase
from bot.matching.decision import MAX_CHOICES, Decision, Kind, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply of one of the kinds.

    `entry` is the one answered from, or the one that no source answers; None for a choice and a refusal. `choices`
    are entries to offer, best first: instead of an answer or beside it. `confidence` is from 0 to 1. `decision` says
    how it came about; None when the person picked the entry themselves.
    """

    kind: Kind
    question: str
    knowledge: KnowledgeBase
    entry: Entry | None = None
    choices: tuple[Entry, ...] = ()
    confidence: float = 1.0
    decision: Decision | None = None

    def __post_init__(self) -> None:
        if (self.entry is not None) != (self.kind in (Kind.ANSWER, Kind.NOT_REPORTED)):
            raise ValueError(f"a reply of kind {self.kind} with entry {self.entry}")


def reply_to(question: str, knowledge: KnowledgeBase, decision: Decision) -> Reply:
    """Return the reply that a decision asks for."""
    entry = decision.entry.entry if decision.entry else None
    related = _answerable(knowledge, entry.related) if entry else ()
    nearby = tuple(match.entry for match in decision.choices)
    if decision.kind is Kind.ANSWER:
        nearby = related or nearby
    elif decision.kind is Kind.CHAT:
        nearby = () if decision.reason is Reason.THANKS else opening_entries(knowledge)
    elif decision.kind is Kind.REFUSE:  # nothing fits, so nothing is offered as if it did
        nearby = opening_entries(knowledge)
    return Reply(
        kind=decision.kind,
        question=question,
        knowledge=knowledge,
        entry=entry,
        choices=tuple(dict.fromkeys((*related, *nearby)))[:MAX_CHOICES],
        confidence=decision.confidence,
        decision=decision,
    )


def opening_entries(knowledge: KnowledgeBase) -> tuple[Entry, ...]:
    """Return the first answered entries of the first topics: what to ask when one does not know what to ask."""
    first = {entry.topic: entry for entry in reversed(knowledge.own_entries) if entry.answerable}
    return tuple(reversed(first.values()))[:MAX_CHOICES]


def reply_with(entry: Entry, knowledge: KnowledgeBase) -> Reply:
    """Return the reply with an entry that a person picked."""
    kind = Kind.ANSWER if entry.answerable else Kind.NOT_REPORTED
    related = _answerable(knowledge, entry.related)
    return Reply(kind=kind, question=entry.title, knowledge=knowledge, entry=entry, choices=related)


def _answerable(knowledge: KnowledgeBase, ids: Sequence[str]) -> tuple[Entry, ...]:
    found = (knowledge.entries[key] for key in dict.fromkeys(ids))
    return tuple(entry for entry in found if entry.answerable)[:MAX_CHOICES]
