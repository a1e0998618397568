"""What would make a knowledge base better: entries with few wordings, entries taken for one another."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from bot.matching.matcher import Matcher

FEW = 8  # wordings; with fewer, the right entry comes first in under nine of ten cases (tests/bench/stackfaq.py)
CLOSE = 0.3  # margins; a wording of its own that leads by less is one word away from the other entry
SHOWN = 20
MORE = "write at least {few}, as differently as people would ask"
TELL = "move them, or add wordings that tell the two apart"


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about an entry."""

    entry: str
    message: str


def advise(matcher: Matcher) -> list[Advice]:
    """Return advice on the event's own entries, the most pressing first, SHOWN at the most."""
    own = [entry for entry in matcher.knowledge.entries.values() if not entry.common]
    few = [
        Advice(entry.id, f"`{entry.id}` has {len(entry.all_wordings)} wordings; {MORE.format(few=FEW)}")
        for entry in own
        if len(entry.all_wordings) < FEW
    ]
    number = {entry: i for i, entry in enumerate(matcher.model.entries)}
    confused: Counter[tuple[str, str]] = Counter()
    sample: dict[tuple[str, str], str] = {}
    for entry in own:
        for wording in entry.all_wordings:
            scores = matcher.model.scores(matcher.vocabulary.read_wording(wording))
            mine = scores[number[entry.id]]
            scores[number[entry.id]] = -np.inf
            rival = matcher.model.entries[int(scores.argmax())]
            if mine - scores.max() < CLOSE:
                confused[entry.id, rival] += 1
                sample.setdefault((entry.id, rival), wording)
    close = [
        Advice(
            mine, f"`{mine}` is easily taken for `{rival}` ({count} wordings, such as “{sample[mine, rival]}”); {TELL}"
        )
        for (mine, rival), count in confused.most_common(SHOWN)
        if count >= max(2, len(matcher.knowledge.entries[mine].all_wordings) // 20)
    ]
    return (few + close)[:SHOWN]
