"""What goes out: the reply to one question, before any rendering."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.knowledge.model import Entry, Event, Source
from bot.matching.decision import Decision, Kind


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply of one of the four kinds.

    `entry` is the entry answered from, or the one that says not-reported; `choices` are entries to offer, best
    first: instead of an answer (suggest, refuse) or beside it. `decision` tells how it came about; None when the
    person picked the entry themselves.
    """

    kind: Kind
    question: str
    event: Event
    sources: Mapping[str, Source]
    entry: Entry | None
    choices: tuple[Entry, ...]
    confidence: float
    decision: Decision | None = None

    @property
    def text(self) -> str:
        """Return the reply in plain text, without its sources."""
        match self.kind:
            case Kind.ANSWER if self.entry:
                return self.entry.text
            case Kind.SUGGEST:
                return "I am not sure which of these you mean, or whether the record answers your question."
            case Kind.NOT_REPORTED if self.entry:
                return f"No source in the record answers “{self.entry.title}” (as of {long_date(self.event.as_of)})."
            case _:
                return (
                    "I have nothing on that. The record covers one event: "
                    f"{self.event.title} (as of {long_date(self.event.as_of)})."
                )

    @property
    def cited(self) -> tuple[Source, ...]:
        """Return the sources of the answer, each once, in order of use."""
        if self.kind is not Kind.ANSWER or self.entry is None:
            return ()
        return tuple(dict.fromkeys(self.sources[place.source] for place in self.entry.citations))


def long_date(day: date) -> str:
    """Return a date as 25 October 2024."""
    return f"{day.day} {day:%B %Y}"


def as_json(reply: Reply, question_id: object) -> dict[str, object]:
    """Return a reply in the shape that `onrecord ask --jsonl` writes."""
    answered = reply.entry if reply.kind is Kind.ANSWER else None
    return {
        "id": question_id,
        "kind": reply.kind.value,
        "entry": reply.entry.id if reply.entry else None,
        "text": reply.text,
        "citations": _citations(answered) if answered else [],
        "confidence": round(reply.confidence, 4),
        "suggestions": [
            {"entry": entry.id, "question": entry.title, "text": entry.text, "citations": _citations(entry)}
            for entry in reply.choices
        ],
    }


def _citations(entry: Entry) -> list[dict[str, object]]:
    return [{"source": place.source, "paragraph": place.paragraph} for place in entry.citations]
