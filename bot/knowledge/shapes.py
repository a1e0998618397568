"""The shapes of the YAML files, as pydantic models: the one place that says what a file may hold.

The JSON Schema for editors is made from them (`onrecord schema`).
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Place = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*:[1-9][0-9]{0,3}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
StatusName = Literal["confirmed", "disputed", "unverified", "not-reported", "superseded"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SentenceShape(_Shape):
    """One sentence of an answer."""

    says: Line = Field(description="The sentence, in your own words.")
    cites: Place | Annotated[list[Place], Field(min_length=1, max_length=6)] = Field(
        description="The paragraph it rests on, as source:number, or a list of them."
    )


class EntryShape(_Shape):
    """One thing people ask."""

    id: Id = Field(description="A short name of its own: small letters, digits and hyphens.")
    status: StatusName = Field(description="How sure the record is; not-reported: asked, and no source says.")
    questions: Annotated[list[Wording], Field(min_length=1)] = Field(
        description="The main ways people ask it; the first stands for the entry."
    )
    answer: Annotated[list[SentenceShape], Field(max_length=6)] = Field(
        default=[], description="The sentences that answer it, each with its citation."
    )
    related: Annotated[list[Id], Field(max_length=5)] = Field(
        default=[], description="Entries to offer beside this one."
    )
    asks: list[Wording] = Field(default=[], description="Golden questions: each must reach this entry.")


class SourceShape(_Shape):
    """A publication on the event."""

    publisher: Line
    kind: Literal["wire", "newspaper", "broadcast", "official", "think-tank", "other"]
    published: date
    paragraphs: Annotated[int, Field(ge=1, le=9999)]
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500)] | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class EventShape(_Shape):
    """What the questions are about."""

    id: Id
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    as_of: date = Field(description="The day up to which the record is kept.")
    never: list[Wording] = Field(default=[], description="Golden questions that must not be answered.")


class EventFile(_Shape):
    """event.yaml."""

    event: EventShape
    sources: Annotated[dict[Id, SourceShape], Field(min_length=1)]


FILES: dict[str, Any] = {
    "event": EventFile,
    "concepts": dict[Id, Annotated[list[Wording], Field(min_length=1)]],
    "entries": list[EntryShape],
    "wordings": dict[Id, Annotated[list[Wording], Field(min_length=1)]],
}
"""The kinds of file and what each holds."""
