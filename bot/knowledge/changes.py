"""What differs between two loads of the knowledge."""

from dataclasses import dataclass

from bot.knowledge.model import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of entries that were added, changed and removed; `beside`: event, sources or concepts changed."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    beside: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.beside)


def changes(before: KnowledgeBase, after: KnowledgeBase) -> Changes:
    """Compare two loads, entry by entry."""
    old, new = before.entries, after.entries
    return Changes(
        tuple(key for key in new if key not in old),
        tuple(key for key in new if key in old and old[key] != new[key]),
        tuple(key for key in old if key not in new),
        (before.event, before.sources, before.concepts) != (after.event, after.sources, after.concepts),
    )
