"""What would make a knowledge base better: entries with few phrasings, entries that are easily confused."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from bot.matching.matcher import Matcher

MIN_PHRASINGS = 8  # with fewer, the right entry comes first in under nine of ten cases (tests/bench/stackfaq.py)
CONFUSION_MARGIN = 0.3  # a phrasing that leads by less is one word away from the other entry


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about an entry."""

    entry: str
    message: str


def advise(matcher: Matcher) -> list[Advice]:
    """Return advice on the event's own entries, the most pressing first."""
    own = matcher.knowledge.own_entries
    few = [
        Advice(
            entry.id,
            f"`{entry.id}` has {len(entry.phrasings)} phrasings; write at least {MIN_PHRASINGS}, "
            "as differently as people would ask",
        )
        for entry in own
        if len(entry.phrasings) < MIN_PHRASINGS
    ]
    number = {entry: i for i, entry in enumerate(matcher.model.entries)}
    confused: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], str] = {}
    for entry in own:
        for phrasing in entry.phrasings:
            scores = matcher.model.scores(matcher.vocabulary.read_phrasing(phrasing))
            mine = scores[number[entry.id]]
            scores[number[entry.id]] = -np.inf
            rival = matcher.model.entries[int(scores.argmax())]
            if mine - scores.max() < CONFUSION_MARGIN:
                confused[entry.id, rival] += 1
                example.setdefault((entry.id, rival), phrasing)
    close = [
        Advice(
            mine,
            f"`{mine}` is easily confused with `{rival}` ({count} phrasings, e.g. “{example[mine, rival]}”); "
            "move them, or add phrasings that set the two apart",
        )
        for (mine, rival), count in confused.most_common()
        if count >= max(2, len(matcher.knowledge.entries[mine].phrasings) // 20)
    ]
    return few + close
