"""A card: a reply as people read it, before Discord, the terminal or JSON paints it."""

from dataclasses import dataclass

from bot.answering.chat import named
from bot.answering.freshness import Freshness
from bot.knowledge.model import Source, Status
from bot.matching.decision import Kind

RELATED = "Related:"


@dataclass(frozen=True, slots=True)
class CardLine:
    """One sentence, and the numbers of the places it rests on; or the heading of the sentences that follow."""

    text: str
    numbers: tuple[int, ...] = ()
    heading: bool = False


@dataclass(frozen=True, slots=True)
class CardSource:
    """A source of the answer, once, with the numbers that the sentences cite and the paragraph behind each."""

    source: Source
    places: tuple[tuple[int, int], ...]

    @property
    def description(self) -> str:
        """Publisher, title, kind and date."""
        return named(self.source)


@dataclass(frozen=True, slots=True)
class CardChoice:
    """A question to offer: the entry's id and its title."""

    entry: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A reply as people read it. Texts are plain: whoever paints it escapes and shortens them.

    `quote` is the claim that it is about, if any. `freshness` is None where it says nothing from the sources. `entries`
    are the ids of what it says, `versions` the same with a mark of what they say now, such as troop-count@3f9a.
    `subject` is the event's title, `footer` the same with the day up to which the record is kept.
    """

    kind: Kind
    status: Status | None
    title: str
    quote: str
    note: str
    lines: tuple[CardLine, ...]
    sources: tuple[CardSource, ...]
    lead_in: str
    choices: tuple[CardChoice, ...]
    freshness: Freshness | None
    entries: tuple[str, ...]
    versions: tuple[str, ...]
    subject: str
    footer: str

    @property
    def related(self) -> bool:
        """Whether its choices stand beside an answer, rather than being asked about."""
        return bool(self.choices) and self.lead_in == RELATED

    @property
    def several(self) -> bool:
        """Whether it answers several questions, each under a heading."""
        return self.status is None and len(self.entries) > 1

    @property
    def text(self) -> str:
        """The sentences alone, as one paragraph."""
        return " ".join(line.text for line in self.lines if not line.heading)
