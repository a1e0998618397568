"""Phrasings that another entry answers better, as the record sees them when it doesn't know them yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.knowledge.model import Entry, KnowledgeBase
from bot.matching.training import Trainer

FOLDS = 4  # each new phrasing is judged by a record that has learned from the others in three quarters
BETTER = 1.5  # margins by which another entry leads; from 1.3 down, refusing phrasings makes records worse
SURE = 0.9  # margin from which on an entry is sure of a question


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A phrasing, the entry that answers it better, and whether that should have it."""

    phrasing: str
    better: str
    moves: bool


def misplaced(knowledge: KnowledgeBase, drafted: Mapping[str, Sequence[str]]) -> list[Misplaced]:
    """Return which of the drafted phrasings (by entry, none of them in the record yet) belong elsewhere.

    Those of entries that are new themselves are not judged.
    """
    known = {key: found for key, found in drafted.items() if key in knowledge.entries}
    pairs = [(key, phrasing) for key, found in known.items() for phrasing in found]
    if not pairs:
        return []
    found = []
    for fold in range(FOLDS):
        learned = _with_phrasings(knowledge, [pair for i, pair in enumerate(pairs) if i % FOLDS != fold])
        matcher = Trainer().train(learned)
        numbers = {key: i for i, key in enumerate(matcher.model.entries)}
        for key, phrasing in pairs[fold::FOLDS]:
            scores = matcher.model.scores(matcher.vocabulary.read_phrasing(phrasing))
            best = matcher.model.entries[int(scores.argmax())]
            score = float(scores.max())
            if score - float(scores[numbers[key]]) > BETTER:
                found.append(Misplaced(phrasing, best, score >= SURE and _may_move(learned, key, best)))
    return found


def _may_move(knowledge: KnowledgeBase, key: str, best: str) -> bool:
    """Say whether a phrasing may go from an entry to another: what is next to an answer must not become one."""
    old, new = knowledge.entries[key], knowledge.entries[best]
    return old.has_answer and new.has_answer and not new.common


def _with_phrasings(knowledge: KnowledgeBase, pairs: Sequence[tuple[str, str]]) -> KnowledgeBase:
    """Return a record with some more phrasings, as (entry, phrasing)."""
    more: dict[str, list[str]] = {}
    for key, phrasing in pairs:
        more.setdefault(key, []).append(phrasing)
    entries: dict[str, Entry] = {
        key: replace(entry, extra_phrasings=(*entry.extra_phrasings, *more.get(key, ())))
        for key, entry in knowledge.entries.items()
    }
    return replace(knowledge, entries=entries)
