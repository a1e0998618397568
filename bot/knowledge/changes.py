"""What differs between two loads of the knowledge."""

from dataclasses import dataclass

from bot.knowledge.model import Entry, KnowledgeBase

LARGE_LOSS = 0.2  # of an entry's phrasings, or of all: more than an edit takes away, about what a cut-off file does
MANY_LOST = 300  # phrasings in all: a file of another language has few of each entry's


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of entries that were added, changed (in what they say), reworded (in how people ask) and removed.

    `lost` counts the phrasings that are gone from entries that stay; `event_changed`: event, sources or
    concepts differ. `large_loss` says that so much is gone that a file may be incomplete.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    lost: tuple[tuple[str, int], ...] = ()
    event_changed: bool = False
    large_loss: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.reworded or self.removed or self.event_changed)


def changes(before: KnowledgeBase, after: KnowledgeBase) -> Changes:
    """Compare two loads, entry by entry."""
    old, new = before.entries, after.entries
    both = [key for key in new if key in old and old[key] != new[key]]
    changed = tuple(key for key in both if _shown(old[key]) != _shown(new[key]))
    lost = {
        key: gone
        for key, entry in old.items()
        if (gone := len(set(entry.phrasings).difference(new[key].phrasings if key in new else ())))
    }
    concepts_lost = len(set(before.concepts) - set(after.concepts))
    total = sum(len(entry.phrasings) for entry in old.values())
    return Changes(
        added=tuple(key for key in new if key not in old),
        changed=changed,
        reworded=tuple(key for key in both if key not in changed),
        removed=tuple(key for key in old if key not in new),
        lost=tuple((key, gone) for key, gone in lost.items() if key in new),
        event_changed=(before.event, before.sources, before.concepts) != (after.event, after.sources, after.concepts),
        large_loss=any(gone > 2 and gone > LARGE_LOSS * len(old[key].phrasings) for key, gone in lost.items())
        or sum(lost.values()) > min(LARGE_LOSS * total, MANY_LOST)
        or concepts_lost > LARGE_LOSS * len(before.concepts),
    )


def _shown(entry: Entry) -> tuple[object, ...]:
    """Return what readers see of an entry."""
    return (
        *(entry.title, entry.status, entry.gap, entry.answer, entry.related, entry.approved, entry.replaced_by),
        *(entry.happened, entry.review_by),
    )
