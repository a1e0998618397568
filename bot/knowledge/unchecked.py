"""What the files say before it is checked as a whole, and the file and line of everything in it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from bot.errors import Problem
from bot.knowledge.messages import did_you_mean
from bot.knowledge.model import Entry, Event, Exam, Source

IF_DELETED = "check the spelling; if you deleted the entry, delete these lines, too"
MAX_PROBLEMS = 100  # of one file; the rest is counted


@dataclass(frozen=True, slots=True)
class EventAt:
    """The event; with an index, that one of its forbidden questions."""

    forbidden: int | None = None


@dataclass(frozen=True, slots=True)
class SourceAt:
    """A source."""

    source: str


@dataclass(frozen=True, slots=True)
class ConceptAt:
    """A concept; with an index, that one of its words."""

    concept: str
    index: int | None = None


@dataclass(frozen=True, slots=True)
class EntryAt:
    """An entry; with a field (`answer`, `related`, …), that field; with an index, that item of it."""

    entry: str
    field: str | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True)
class CitationAt:
    """One citation of a sentence of an entry's answer; both are counted from 0."""

    entry: str
    sentence: int
    index: int


@dataclass(frozen=True, slots=True)
class ExamAt:
    """The questions of one key in the exam of a round."""

    key: str
    round: int


@dataclass(frozen=True, slots=True)
class PhrasingAt:
    """One phrasing of an entry, wherever it is written."""

    entry: str
    text: str


Position = EventAt | SourceAt | ConceptAt | EntryAt | CitationAt | PhrasingAt | ExamAt


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as it is reported, and a line in it, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def _around(position: Position) -> Position:
    """Return the position that contains another."""
    match position:
        case CitationAt(entry, sentence, _):
            return EntryAt(entry, "answer", sentence)
        case EntryAt(entry, name, index) if index is not None:
            return EntryAt(entry, name)
        case EntryAt(entry, _, _) | PhrasingAt(entry, _):
            return EntryAt(entry)
        case ConceptAt(concept, _):
            return ConceptAt(concept)
        case _:
            return EventAt()


@dataclass(slots=True)
class Positions:
    """The file and line of everything that the files say."""

    lines: dict[Position, FileLine] = field(default_factory=dict)

    def add(self, position: Position, file: str, line: int) -> None:
        """Note where something is; what was noted first stays."""
        self.lines.setdefault(position, FileLine(file, line))

    def find(self, position: Position) -> FileLine:
        """Return the file and line of a position, or of what contains it."""
        while position not in self.lines and position != _around(position):
            position = _around(position)
        return self.lines.get(position, FileLine("event.yaml", 1))

    def problem(self, position: Position, message: str) -> Problem:
        """Return a problem at a position."""
        at = self.find(position)
        return Problem(at.file, at.line, message)


@dataclass(slots=True)
class UncheckedKnowledge:
    """What the files say, file by file; problems are collected on the way.

    `ids` are those of all entries, also of malformed ones; `unread` says that a file with more of them can't be read.
    """

    event: Event | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    concepts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    proposals: dict[str, Entry] = field(default_factory=dict)
    exams: tuple[Exam, ...] = ()
    stubs: int = 0
    ids: set[str] = field(default_factory=set)
    unread: bool = False
    positions: Positions = field(default_factory=Positions)
    problems: list[Problem] = field(default_factory=list)

    def hint(self, given: str, known: Collection[str]) -> str:
        """Return which of the `known` ids was meant by `given`; nothing once there are many problems (it is slow)."""
        return did_you_mean(given, known) if len(self.problems) < MAX_PROBLEMS else ""

    def report(self, position: Position, message: str) -> None:
        """Add a problem at the file and line of a position."""
        self.problems.append(self.positions.problem(position, message))

    @property
    def capped_problems(self) -> list[Problem]:
        """The problems, of each file the first MAX_PROBLEMS and a last one that counts the others."""
        by_file: dict[str, list[Problem]] = {}
        for problem in sorted(self.problems):
            by_file.setdefault(problem.path, []).append(problem)
        capped = []
        for name, problems in by_file.items():
            capped += problems[:MAX_PROBLEMS]
            if rest := problems[MAX_PROBLEMS:]:
                plural = "s" if len(rest) > 1 else ""
                capped.append(Problem(name, rest[-1].line, f"… and {len(rest):,} more problem{plural} in this file"))
        return capped
