"""How a reload ends."""

from dataclasses import dataclass, field
from enum import Enum, auto

from bot.answering.required import BrokenRequirement
from bot.errors import Problem
from bot.knowledge.changes import Changes


class Reload(Enum):
    """How a reload ended."""

    DONE = auto()
    UNCHANGED = auto()
    FAILED = auto()
    NEEDS_CONFIRMATION = auto()


@dataclass(frozen=True, slots=True)
class ReloadResult:
    """What a reload did, or why it did not; `checksum` names what waits for confirmation.

    `worse` are exam questions, in a line each, that were answered rightly before.
    """

    outcome: Reload
    changes: Changes = field(default_factory=Changes)
    problems: tuple[Problem, ...] = ()
    broken: tuple[BrokenRequirement, ...] = ()
    checksum: str = ""
    worse: tuple[str, ...] = ()
