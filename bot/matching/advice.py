"""What would make a knowledge base better: phrasings, entries set apart, words for concepts, related entries."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.knowledge.messages import plural
from bot.knowledge.model import Status
from bot.matching.candidate import content_of
from bot.matching.matcher import Matcher

MIN_PHRASINGS = 8  # with fewer, the right entry comes first in under nine of ten cases (tests/bench/stackfaq.py)
CONFUSION_MARGIN = 0.3  # a phrasing that leads by less is one word away from the other entry
NAMED = 12  # words without a concept
USED_OFTEN, SHARE_USED = 3, 1 / 300  # phrasings with a word, of all, from which on a concept is worth while
RARE = 0.55  # rarity from which on a word names something rather than being said of anything
SUGGESTED = 2  # related entries


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about an entry; None for the concepts."""

    entry: str | None
    message: str


def advise(matcher: Matcher) -> list[Advice]:
    """Return advice on the event's own entries, the most pressing first."""
    return [
        *_few_phrasings(matcher),
        *_one_sided(matcher),
        *_easily_confused(matcher),
        *_words_without_concept(matcher),
        *_without_related(matcher),
    ]


def _few_phrasings(matcher: Matcher) -> Iterator[Advice]:
    for entry in matcher.knowledge.own_entries:
        if (count := len(entry.phrasings)) < MIN_PHRASINGS:
            yield Advice(
                entry.id,
                f"`{entry.id}` has {plural(count, 'phrasing')}; write at least {MIN_PHRASINGS}, "
                "as differently as people would ask",
            )


def _one_sided(matcher: Matcher) -> Iterator[Advice]:
    for entry in matcher.knowledge.own_entries:
        if entry.status is Status.DISPUTED and len(entry.answer) < 2:
            message = f"`{entry.id}` is disputed, but in one sentence; give each side its own, with who says it"
            yield Advice(entry.id, message)
        if entry.status is Status.SUPERSEDED and entry.replaced_by is None:
            message = f"`{entry.id}` is superseded; add `replaced_by` with the entry that has the news"
            yield Advice(entry.id, message)


def _easily_confused(matcher: Matcher) -> Iterator[Advice]:
    number = {entry: i for i, entry in enumerate(matcher.model.entries)}
    confused: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], str] = {}
    for entry in matcher.knowledge.own_entries:
        for phrasing in entry.phrasings:
            scores = matcher.model.scores(matcher.vocabulary.read_phrasing(phrasing))
            mine = scores[number[entry.id]]
            scores[number[entry.id]] = -np.inf
            rival = matcher.model.entries[int(scores.argmax())]
            if mine - scores.max() < CONFUSION_MARGIN:
                confused[entry.id, rival] += 1
                example.setdefault((entry.id, rival), phrasing)
    for (mine, rival), count in confused.most_common():
        if count >= max(2, len(matcher.knowledge.entries[mine].phrasings) // 20):
            yield Advice(
                mine,
                f"`{mine}` is easily confused with `{rival}` ({count} phrasings, e.g. “{example[mine, rival]}”); "
                "move them, or add phrasings that set the two apart",
            )


def _words_without_concept(matcher: Matcher) -> Iterator[Advice]:
    """Name the words that questions use for things of the event, and that no concept has."""
    used: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for entry in matcher.knowledge.own_entries:
        for phrasing in entry.phrasings:
            question = matcher.vocabulary.read_phrasing(phrasing)
            rarities = content_of(matcher, question)
            for term, word in zip(question.terms, question.term_words, strict=True):
                if term[0].isalpha() and rarities.get(term, 0) >= RARE:
                    used[term] += 1
                    spelled.setdefault(term, word)
    often = max(USED_OFTEN, SHARE_USED * matcher.depth.phrasings)
    found = [spelled[term] for term, count in used.most_common() if count >= often]
    if found:
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        listed = ", ".join(f"`{word}`" for word in found[:NAMED]) + more
        yield Advice(
            None, f"no concept covers {listed}, which questions use; add those that name something in the event"
        )


def _without_related(matcher: Matcher) -> Iterator[Advice]:
    """Name the entries without related questions, in one piece of advice, with what is closest to the first."""
    lacking = [entry for entry in matcher.knowledge.own_entries if entry.approved and not entry.related]
    if not lacking:
        return
    first = lacking[0]
    near = [match.entry.id for match in matcher.match(first.title).answerable if match.entry is not first][:SUGGESTED]
    named = ", ".join(f"`{entry.id}`" for entry in lacking[:NAMED])
    more = f" and {len(lacking) - NAMED} more" if len(lacking) > NAMED else ""
    example = f"; `related: [{', '.join(near)}]` would suit `{first.id}`" if near else ""
    yield Advice(first.id, f"{named}{more} {'has' if len(lacking) == 1 else 'have'} no `related` questions{example}")
