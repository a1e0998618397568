"""The shapes of the YAML files, as pydantic models: the one place that says what a file may contain.

The JSON Schema for editors is made from them (`onrecord schema`).
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints

from bot.knowledge.model import Status


def _listed(value: Any) -> Any:
    """Take one citation for a list of one."""
    return [value] if isinstance(value, str) else value


def _parsed_date(value: Any) -> Any:
    """Take a quoted ISO date for a date."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _one_line(value: Any) -> Any:
    """Take a text with line breaks, or with several spaces in a row, for one line."""
    return " ".join(value.split()) if isinstance(value, str) else value


MAX_ID = 40  # characters; the id of an event and of an entry together fit into a Discord custom id of 100
MAX_PHRASING, MAX_SENTENCE, MAX_GAP = 500, 600, 200  # characters
MAX_SENTENCES, MAX_CITATIONS = 6, 6  # of an answer, and of a sentence

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=MAX_ID)]
Phrasing = Annotated[str, StringConstraints(min_length=1, max_length=MAX_PHRASING), BeforeValidator(_one_line)]
CITATION = r"^[a-z][a-z0-9-]*:[1-9][0-9]{0,3}$"
CitationText = Annotated[str, StringConstraints(pattern=CITATION)]
SentenceText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_SENTENCE), BeforeValidator(_one_line)]
GapText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_GAP), BeforeValidator(_one_line)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200), BeforeValidator(_one_line)]
Day = Annotated[date, BeforeValidator(_parsed_date, json_schema_input_type=date)]


class SourceKind(StrEnum):
    """What sort of publication a source is."""

    WIRE = "wire"
    NEWSPAPER = "newspaper"
    BROADCAST = "broadcast"
    OFFICIAL = "official"
    THINK_TANK = "think-tank"
    OTHER = "other"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SentenceShape(_Shape):
    """One sentence of an answer."""

    says: SentenceText = Field(description="The sentence, in your own words.")
    cites: Annotated[
        list[CitationText],
        BeforeValidator(_listed, json_schema_input_type=CitationText | list[CitationText]),
        Field(min_length=1, max_length=MAX_CITATIONS),
    ] = Field(description="The paragraph it rests on, as source:number, or a list of them.")


class EntryShape(_Shape):
    """One thing people ask."""

    id: Id = Field(description="A short name of its own: lowercase letters, digits and hyphens.")
    status: Annotated[Status, Strict(False)] = Field(
        description="How well it is established; not-reported: people ask, no source says."
    )
    gap: GapText | None = Field(
        default=None, description='For not-reported: completes "None of our sources say …", as in `whether it rained`.'
    )
    questions: Annotated[list[Phrasing], Field(min_length=1)] = Field(
        description="The main ways people ask it; the first is used as its title."
    )
    answer: Annotated[list[SentenceShape], Field(max_length=MAX_SENTENCES)] = Field(
        default=[], description="The sentences that answer it, each with its citation."
    )
    related: Annotated[list[Id], Field(max_length=5)] = Field(
        default=[], description="The ids of related questions to suggest."
    )
    asks: list[Phrasing] = Field(default=[], description="Required questions: each must reach this entry.")
    approved: bool = Field(
        default=True,
        description="false: drafted with a language model, and shown to nobody until this line is removed.",
    )
    replaces: Id | None = Field(default=None, description="The entry that this one is to replace once it is approved.")
    replaced_by: Id | None = Field(default=None, description="For superseded: the entry with the news.")
    happened: Day | None = Field(default=None, description="The day on which what it tells happened.")
    review_by: Day | None = Field(
        default=None, description="After this day the answer may be out of date, and says so to its readers."
    )


class SourceShape(_Shape):
    """A publication on the event."""

    publisher: Title
    title: Title | None = None
    kind: Annotated[SourceKind, Strict(False)]
    published: Day
    paragraphs: Annotated[int, Field(ge=1, le=9999)]
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>()\[\]]+$", max_length=500)] | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class EventShape(_Shape):
    """What the questions are about."""

    id: Id
    title: Annotated[str, StringConstraints(min_length=1, max_length=120), BeforeValidator(_one_line)]
    as_of: Day = Field(description="The day up to which the record is kept.")
    stale_after_days: Annotated[int, Field(ge=1, le=9999)] = Field(
        default=30, description="So many days after `as_of`, every answer says that it may be out of date."
    )
    never: list[Phrasing] = Field(default=[], description="Forbidden questions: none may get an answer.")


class EventFile(_Shape):
    """event.yaml."""

    event: EventShape
    sources: Annotated[dict[Id, SourceShape], Field(min_length=1)]


FILES: dict[str, Any] = {
    "event": EventFile,
    "concepts": dict[Id, Annotated[list[Phrasing], Field(min_length=1)]],
    "entries": list[EntryShape],
    "phrasings": dict[Id, Annotated[list[Phrasing], Field(min_length=1)]],
    "exam": dict[Id, Annotated[list[Phrasing], Field(min_length=1)]],
}
"""The kinds of file and what each contains."""
