"""What differs between two loads of the knowledge."""

from dataclasses import dataclass

from bot.knowledge.model import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of entries that were added, changed and removed."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def changes(before: KnowledgeBase, after: KnowledgeBase) -> Changes:
    """Compare two loads, entry by entry."""
    old, new = before.entries, after.entries
    return Changes(
        tuple(key for key in new if key not in old),
        tuple(key for key in new if key in old and old[key] != new[key]),
        tuple(key for key in old if key not in new),
    )
