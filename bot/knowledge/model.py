"""The record in memory: event, sources, concepts, entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """How sure the record is of an entry."""

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
    """What the record says, in our words, and the paragraphs it rests on."""

    says: str
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing people ask, with its wordings and the sentences that answer it.

    `questions` are the main wordings, the first of them the entry's title; `wordings` the long tail. `topic` is
    the name of the file it stands in. `common` entries are shipped once for every event (small talk, other
    subjects); the record never answers them.
    """

    id: str
    status: Status
    questions: tuple[str, ...]
    answer: tuple[Sentence, ...] = ()
    related: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    topic: str = ""
    common: bool = False

    @property
    def title(self) -> str:
        """Return the question that stands for the entry."""
        return self.questions[0]

    @property
    def answerable(self) -> bool:
        """Say whether the record holds an answer."""
        return self.status is not Status.NOT_REPORTED

    @property
    def all_wordings(self) -> tuple[str, ...]:
        """Return main questions, then the long tail."""
        return self.questions + self.wordings

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return the places the answer rests on, each once, in order of use."""
        return tuple(dict.fromkeys(c for sentence in self.answer for c in sentence.cites))

    @property
    def text(self) -> str:
        """Return the answer as one paragraph of text."""
        return " ".join(sentence.says for sentence in self.answer)


@dataclass(frozen=True, slots=True)
class Source:
    """A publication on the event."""

    id: str
    publisher: str
    kind: str
    published: date
    paragraphs: int
    url: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What the questions are about; `never` holds golden questions that must not be answered."""

    id: str
    title: str
    as_of: date
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """All that is known of one event. `checksum` changes when any byte it was read from does."""

    event: Event
    sources: Mapping[str, Source]
    concepts: Mapping[str, tuple[str, ...]]
    entries: Mapping[str, Entry]
    checksum: str
