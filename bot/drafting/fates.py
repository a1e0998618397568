"""What became of every item of a reply, and what is taken from it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.yaml_mistakes import INVISIBLE


class Verdict(StrEnum):
    """What became of an item."""

    TAKEN = "taken"
    MOVED = "moved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one item of a reply: its text, its line there, and why it was moved or refused."""

    verdict: Verdict
    item: str
    line: int
    reason: str = ""


@dataclass(slots=True)
class Screened:
    """What is taken from a reply, in the shape of the files, and the fate of every item."""

    entries: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By topic."""
    unknowns: list[dict[str, Any]] = field(default_factory=list)
    phrasings: dict[str, list[str]] = field(default_factory=dict)
    concepts: dict[str, list[str]] = field(default_factory=dict)
    exam: dict[str, list[str]] = field(default_factory=dict)
    fates: list[Fate] = field(default_factory=list)

    def refate(self, item: str, verdict: Verdict, reason: str) -> None:
        """Note that an item that was taken goes elsewhere, or nowhere."""
        for i, fate in enumerate(self.fates):
            if fate.verdict is Verdict.TAKEN and fate.item == short(item):
                self.fates[i] = Fate(verdict, fate.item, fate.line, reason)


def short(text: str) -> str:
    """Return a text as it can be shown in a line."""
    text = INVISIBLE.sub("�", " ".join(text.split()))
    return text if len(text) <= 160 else f"{text[:159]}…"
