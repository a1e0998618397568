"""What goes out: the reply to one message, before anybody decides how it looks."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.model import Entry, KnowledgeBase, Sentence
from bot.matching.contrast import Contrast
from bot.matching.decision import MAX_CHOICES, Decision, Kind, Reason

REACTED = (Reason.THANKS, Reason.CHATTER)
"""Why a reply is due to what asks nothing; people would smile, and say no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply of one of the kinds.

    `entry` is the one answered from, or the one that no source answers; None for a choice and a refusal. `facts` are
    sentences of other entries that stand beside it: what is known next to an unknown, or on a claim. `choices` are
    entries to offer, best first: instead of an answer or beside it. `confidence` is from 0 to 1. `decision` says how
    it came about; None when the person picked the entry themselves.

    `claim` is what the message claims, where it does. `gap` is an entry that no source answers and that a claim
    touches. `contrasts` are details of the message that differ from the sentences', or are missing there. `parts` are
    the replies to the questions of a message that asks several, this reply's `entry` among theirs; `left` are the
    replies to those of its questions that none of them answers. `language` is that of the message if it isn't English,
    such as ko.
    """

    kind: Kind
    question: str
    knowledge: KnowledgeBase
    entry: Entry | None = None
    facts: tuple[Sentence, ...] = ()
    choices: tuple[Entry, ...] = ()
    confidence: float = 1.0
    decision: Decision | None = None
    claim: str = ""
    gap: Entry | None = None
    contrasts: tuple[Contrast, ...] = ()
    parts: tuple["Reply", ...] = ()
    left: tuple["Reply", ...] = ()
    language: str = ""

    def __post_init__(self) -> None:
        if (self.entry is not None) != (self.kind in (Kind.ANSWER, Kind.NOT_REPORTED)):
            raise ValueError(f"a reply of kind {self.kind} with entry {self.entry}")

    @property
    def is_thanks(self) -> bool:
        """Whether the message only says thank you."""
        return self.decision is not None and self.decision.reason is Reason.THANKS

    @property
    def asks_nothing(self) -> bool:
        """Whether the message is one to which a person would say nothing: thanks, "lol", an emoji."""
        return self.decision is not None and self.decision.reason in (*REACTED, Reason.EMPTY)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences that it shows, in order."""
        if self.parts:
            return tuple(sentence for part in self.parts for sentence in part.sentences)
        news = self.replacement.answer if self.replacement else ()
        return (*(self.entry.answer if self.entry else ()), *news, *self.facts)

    @property
    def replacement(self) -> Entry | None:
        """The entry with the news, where the one that is answered from is superseded."""
        found = self.knowledge.entries.get(self.entry.replaced_by or "") if self.entry else None
        return found if found and found.answerable else None


def reply_to(question: str, knowledge: KnowledgeBase, decision: Decision) -> Reply:
    """Return the reply that a decision asks for."""
    entry = decision.entry.entry if decision.entry else None
    related = related_entries(entry, knowledge) if entry else ()
    nearby = tuple(match.entry for match in decision.choices)
    if decision.kind is Kind.ANSWER:
        nearby = related or nearby
    elif decision.kind is Kind.CHAT:
        nearby = () if decision.reason in REACTED else opening_entries(knowledge)
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
    related = related_entries(entry, knowledge)[:MAX_CHOICES]
    facts = () if entry.answerable else first_sentences(related)
    return Reply(kind=kind, question=entry.title, knowledge=knowledge, entry=entry, facts=facts, choices=related)


def first_sentences(entries: Sequence[Entry]) -> tuple[Sentence, ...]:
    """Return the first sentence of each entry, each text once."""
    return tuple({entry.answer[0].says: entry.answer[0] for entry in entries}.values())


def related_entries(entry: Entry, knowledge: KnowledgeBase) -> tuple[Entry, ...]:
    """Return the related entries that have an answer, each once."""
    found = (knowledge.entries[key] for key in dict.fromkeys(entry.related))
    return tuple(related for related in found if related.answerable)
