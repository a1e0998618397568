"""The evidence for and against an answer, each piece by its name."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.asking import asked_for
from bot.matching.english import NEGATIONS, STOP_WORDS
from bot.matching.matcher import Match, Matcher, Matches, concepts, ordered_pairs
from bot.matching.vocabulary import word_hash

NONE_LEFT = -1.5  # the score of an entry that is not there: beyond the margin on the far side


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: its name, its value, and what it says in words."""

    name: str
    value: float
    says: str


def weigh(matcher: Matcher, matches: Matches) -> tuple[Evidence, ...]:
    """Return every piece of evidence on whether the best answerable entry answers the question."""
    if not matches.answerable:
        return ()
    best = matches.answerable[0]
    return tuple(piece(matcher, matches, best) for piece in PIECES)


def _lead(_: Matcher, matches: Matches, best: Match) -> Evidence:
    rival = matches.rest[0] if matches.rest else None
    lead = best.score - (rival.score if rival else NONE_LEFT)
    name = f"`{rival.entry.id}`, which the record does not answer" if rival else "no unanswered entry"
    return Evidence("lead", lead, f"{lead:+.2f} ahead of {name}")


def _agreement(_: Matcher, matches: Matches, best: Match) -> Evidence:
    """Entries that cite the same places share their belief: which of them is right matters little."""
    places = set(best.entry.citations)
    together = sum(
        match.share * len(places.intersection(match.entry.citations)) / len(match.entry.citations)
        for match in matches.answerable
    )
    odds = math.log((together + 0.01) / (1.01 - min(together, 1.0)))
    return Evidence("agreement", odds, f"entries that rest on the same paragraphs hold {together:.0%} of the belief")


def _answerable(_: Matcher, matches: Matches, __: Match) -> Evidence:
    together = min(sum(match.share for match in matches.answerable), 1.0)
    odds = math.log((together + 0.01) / (1.01 - together))
    return Evidence("answerable", odds, f"entries with an answer hold {together:.0%} of the belief")


def _uncovered(matcher: Matcher, matches: Matches, best: Match) -> Evidence:
    known = matcher.usage[best.entry.id].terms
    content = [term for term in dict.fromkeys(matches.question.terms) if term not in STOP_WORDS]
    missing = [term for term in content if not _holds(known, term)]
    share = len(missing) / len(content) if content else 1.0
    said = ", ".join(term.lstrip("@") for term in missing) or "nothing"
    return Evidence("uncovered", share, f"no wording of it has: {said}")


def _foreign(_: Matcher, matches: Matches, __: Match) -> Evidence:
    foreign = matches.question.foreign
    return Evidence("foreign", min(len(foreign), 3), f"words the record never uses: {', '.join(foreign) or 'none'}")


def _numbers(matcher: Matcher, matches: Matches, best: Match) -> Evidence:
    known = matcher.usage[best.entry.id].terms
    strange = [word for word in matches.question.words if word[0].isdigit() and not _holds(known, word)]
    return Evidence("numbers", min(len(strange), 2), f"numbers it does not have: {', '.join(strange) or 'none'}")


def _negation(_: Matcher, matches: Matches, __: Match) -> Evidence:
    denied = [word for word in matches.question.words if word in NEGATIONS]
    return Evidence("negation", min(len(denied), 2), f"negations: {', '.join(denied) or 'none'}")


def _turned(matcher: Matcher, matches: Matches, best: Match) -> Evidence:
    """Who does what to whom: a pair of concepts in an order that the entry's wordings have only the other way."""
    known = matcher.usage[best.entry.id].pairs
    named = concepts(matches.question)
    turned = [
        f"{a[1:]}–{b[1:]}" for i, a in enumerate(named) for b in named[i + 1 :]
        if not _holds(known, f"{a} {b}") and _holds(known, f"{b} {a}")
    ]  # fmt: skip
    return Evidence("turned", min(len(turned), 3), f"turned round: {', '.join(turned) or 'nothing'}")


def _new_pairs(matcher: Matcher, matches: Matches, best: Match) -> Evidence:
    known = matcher.usage[best.entry.id].pairs
    pairs = ordered_pairs(matches.question)
    new = sum(not _has(known, pair) for pair in pairs)
    return Evidence("new-pairs", math.log1p(new), f"{new} of {len(pairs)} pairs of concepts are new to the entry")


def _asked(matcher: Matcher, matches: Matches, best: Match) -> Evidence:
    kinds = matcher.usage[best.entry.id].kinds
    kind = asked_for(matches.question.words)
    used = kinds.get(kind, 0) / sum(kinds.values())
    return Evidence("asked", math.log(used + 0.02), f"{used:.0%} of its wordings ask `{kind}`, as the question does")


def _nearest(matcher: Matcher, matches: Matches, best: Match) -> Evidence:
    wording, alike = matcher.nearest_wording(matches.question, best.entry)
    return Evidence("nearest", alike, f"nearest wording ({alike:.0%} alike): {wording}")


PIECES: tuple[Callable[[Matcher, Matches, Match], Evidence], ...] = (
    _lead,
    _agreement,
    _answerable,
    _uncovered,
    _foreign,
    _numbers,
    _negation,
    _turned,
    _new_pairs,
    _asked,
    _nearest,
)
"""All pieces, in the order they are shown."""


def _has(sorted_hashes: NDArray[np.uint32], wanted: int) -> bool:
    at = int(np.searchsorted(sorted_hashes, np.uint32(wanted)))
    return at < len(sorted_hashes) and int(sorted_hashes[at]) == wanted


def _holds(sorted_hashes: NDArray[np.uint32], term: str) -> bool:
    return _has(sorted_hashes, word_hash(term))
