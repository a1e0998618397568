"""The knowledge of one event in memory: event, sources, concepts, entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import median


class Status(StrEnum):
    """How well an entry is established."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    UNVERIFIED = "unverified"
    NOT_REPORTED = "not-reported"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered place in a source: paragraph counts from 1."""

    source: str
    paragraph: int

    def __str__(self) -> str:
        return f"{self.source}:{self.paragraph}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, in our own words, and the paragraphs it rests on."""

    says: str
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing people ask, with its phrasings and the sentences that answer it.

    `questions` are the main phrasings, the first of them the entry's title; `extra_phrasings` are the ones from
    `phrasings/`. `gap` completes "None of our sources say …" for an entry without an answer. `must_match` are
    questions that have to reach this entry. `topic` is the name of its file. `common` entries are shipped once for
    every event (small talk, other subjects) and are never answered.

    `approved` is False for what a language model wrote and no moderator has approved: questions may reach it, but
    nobody reads its words. `replaces` is the entry that it is meant to replace once it is approved. `replaced_by` is
    the entry with the news, for a superseded one. `happened` is the day of what it tells; after `review_by` its
    answer may be out of date.
    """

    id: str
    status: Status
    questions: tuple[str, ...]
    answer: tuple[Sentence, ...] = ()
    gap: str | None = None
    related: tuple[str, ...] = ()
    must_match: tuple[str, ...] = ()
    extra_phrasings: tuple[str, ...] = ()
    topic: str = ""
    common: bool = False
    approved: bool = True
    replaces: str | None = None
    replaced_by: str | None = None
    happened: date | None = None
    review_by: date | None = None
    citations: tuple[Citation, ...] = field(init=False, repr=False, compare=False)
    """The places the answer rests on, each once, in order of use."""

    def __post_init__(self) -> None:
        places = dict.fromkeys(place for sentence in self.answer for place in sentence.cites)
        object.__setattr__(self, "citations", tuple(places))

    @property
    def title(self) -> str:
        """The question that readers see for this entry."""
        return self.questions[0]

    @property
    def answerable(self) -> bool:
        """Whether it has an answer that people may read."""
        return self.has_answer and self.approved

    @property
    def has_answer(self) -> bool:
        """Whether a source answers it, approved or not."""
        return self.status is not Status.NOT_REPORTED

    @property
    def phrasings(self) -> tuple[str, ...]:
        """The main questions, then the extra phrasings."""
        return self.questions + self.extra_phrasings

    @property
    def text(self) -> str:
        """The answer as one paragraph of text."""
        return " ".join(sentence.says for sentence in self.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication on the event."""

    id: str
    publisher: str
    kind: str
    published: date
    paragraphs: int
    title: str | None = None
    url: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What the questions are about; `must_not_answer` are questions that must never get an answer.

    Its answers may be out of date `stale_after_days` days after `as_of`.
    """

    id: str
    title: str
    as_of: date
    stale_after_days: int = 30
    must_not_answer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExamQuestion:
    """A question that tests the record: `text` as in a phrasing, `entry` the one that answers it, None for none."""

    text: str
    entry: str | None


@dataclass(frozen=True, slots=True)
class Exam:
    """The exam of one round of drafting."""

    round: int
    questions: tuple[ExamQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    """All that is known of one event. `checksum` changes when any byte it was read from does.

    `proposals` are entries that are to replace others once they are approved; nothing is answered from them. `stubs`
    counts the entries of which nothing is written yet.
    """

    event: Event
    sources: Mapping[str, Source]
    concepts: Mapping[str, tuple[str, ...]]
    entries: Mapping[str, Entry]
    checksum: str
    proposals: Mapping[str, Entry] = field(default_factory=dict)
    exams: tuple[Exam, ...] = ()
    stubs: int = 0

    @property
    def exam(self) -> Exam | None:
        """The exam of the latest round."""
        return self.exams[-1] if self.exams else None

    @property
    def own_entries(self) -> list[Entry]:
        """The event's own entries, without the common ones."""
        return [entry for entry in self.entries.values() if not entry.common]

    @property
    def unapproved(self) -> list[Entry]:
        """What waits for approval, the proposals among it."""
        return [entry for entry in (*self.own_entries, *self.proposals.values()) if not entry.approved]


@dataclass(frozen=True, slots=True)
class Depth:
    """How much a knowledge base has to go on: the event's own entries with and without an answer, and phrasings.

    `phrasings_per_answered` is the median over the entries with an answer.
    """

    answered: int
    unanswered: int
    phrasings: int
    phrasings_per_answered: float
    phrasings_of_unanswered: int

    @classmethod
    def of(cls, knowledge: KnowledgeBase) -> "Depth":
        """Count the entries and phrasings of a knowledge base."""
        answered = [len(entry.phrasings) for entry in knowledge.own_entries if entry.answerable]
        unanswered = [len(entry.phrasings) for entry in knowledge.own_entries if not entry.has_answer]
        middle = float(median(answered or [1]))
        return cls(len(answered), len(unanswered), sum(answered + unanswered), middle, sum(unanswered))

    def __str__(self) -> str:
        return f"{self.answered:,} answered entries, {self.unanswered:,} unknowns, {self.phrasings:,} phrasings"
