"""The evidence for and against an answer, each piece by its name.

Everything here carries over from one record to another: it compares a question with the best entry and its rivals, and
says how deep the record is. The weights are learned on many records (see confidence.py).
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.matching.candidate import Candidate, squares
from bot.matching.english import NEGATIONS, STOP_WORDS
from bot.matching.matcher import Match, ordered_pairs
from bot.matching.question_type import asked_for, lacks_type, question_type
from bot.matching.vocabulary import stem

NEGLIGIBLE = 1e-4  # probability of an entry that is not worth looking at


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: its name, its value, and what it says in words."""

    name: str
    value: float
    says: str


Weighed = tuple[float, str]  # the value, and what it says in words


@dataclass(frozen=True, slots=True)
class Piece:
    """How one piece of evidence is weighed; `speaks`: 1 only for an answer, -1 only against it, 0 either way."""

    name: str
    speaks: int
    weigh: Callable[[Candidate], Weighed]


def weigh(candidate: Candidate) -> tuple[Evidence, ...]:
    """Return every piece of evidence on whether a candidate answers the question."""
    return tuple(Evidence(piece.name, *piece.weigh(candidate)) for piece in PIECES)


def _lead(candidate: Candidate) -> Weighed:
    rivals = candidate.matches.unanswerable
    return _led(candidate, rivals[0] if rivals else None)


def _lead_over_next(candidate: Candidate) -> Weighed:
    following = candidate.matches.answerable[1:2]
    return _led(candidate, following[0] if following else None)


def _led(candidate: Candidate, rival: Match | None) -> Weighed:
    lead = candidate.lead(rival)
    return lead, f"{lead:+.2f} ahead of {f'`{rival.entry.id}`' if rival else 'nothing'}"


def _agreement(candidate: Candidate) -> Weighed:
    """Entries that cite the same places share their probability: which of them is right matters little."""
    places = set(candidate.best.entry.citations)
    together = sum(
        match.probability * len(places.intersection(match.entry.citations)) / len(match.entry.citations)
        for match in candidate.matches.answerable
        if match.probability > NEGLIGIBLE
    )
    return _log_odds(together), f"entries that rest on the same paragraphs: probability {together:.0%}"


def _answerable(candidate: Candidate) -> Weighed:
    together = sum(match.probability for match in candidate.matches.answerable)
    return _log_odds(together), f"entries with an answer: probability {together:.0%}"


def _unmatched_share(candidate: Candidate) -> Weighed:
    share = len(candidate.unmatched) / len(candidate.content) if candidate.content else 1.0
    return share, f"not in the entry: {_listed(term.lstrip('@') for term in candidate.unmatched)}"


def _unmatched_weight(candidate: Candidate) -> Weighed:
    share = squares(candidate.unmatched) / (squares(candidate.content) or 1.0)
    return share, f"{share:.0%} of the content, weighed by how rare the words are"


def _rarest_unmatched(candidate: Candidate) -> Weighed:
    term = max(candidate.unmatched, key=candidate.unmatched.__getitem__, default="")
    return candidate.unmatched.get(term, 0.0), f"the rarest of them: {term.lstrip('@') or 'none'}"


def _unmatched_concepts(candidate: Candidate) -> Weighed:
    concepts = [term[1:] for term in candidate.unmatched if term[0] == "@"]
    return min(len(concepts), 2), f"concepts the entry doesn't have: {_listed(concepts)}"


def _unknown_words(candidate: Candidate) -> Weighed:
    unknown = candidate.matches.question.unknown
    return min(len(unknown), 3), f"words the record doesn't have: {_listed(unknown)}"


def _unknown_weight(candidate: Candidate) -> Weighed:
    english = candidate.matcher.vocabulary.english
    rarities = [
        1.0 if (rarity := english.rarity(word)) is None else rarity for word in candidate.matches.question.unknown
    ]
    return min(sum(rarities), 3.0), f"how rare these are together: {sum(rarities):.1f}"


def _numbers(candidate: Candidate) -> Weighed:
    strange = [word for word in candidate.words if word[0].isdigit() and not candidate.usage.has_term(word)]
    return min(len(strange), 2), f"numbers the entry doesn't have: {_listed(strange)}"


def _negation(candidate: Candidate) -> Weighed:
    negations = [word for word in candidate.words if word in NEGATIONS]
    return min(len(negations), 2), f"negations: {_listed(negations)}"


def _roles_swapped(candidate: Candidate) -> Weighed:
    """Who does what to whom: a pair of concepts in an order that the entry's phrasings have only the other way."""
    named, usage = candidate.matches.question.concepts, candidate.usage
    swapped = [
        f"{a[1:]}–{b[1:]}"
        for i, a in enumerate(named)
        for b in named[i + 1 :]
        if not usage.has_pair(a, b) and usage.has_pair(b, a)
    ]
    return min(len(swapped), 3), f"roles swapped: {_listed(swapped)}"


def _new_pairs(candidate: Candidate) -> Weighed:
    pairs = ordered_pairs(candidate.matches.question)
    new = len(pairs.difference(candidate.usage.pairs.tolist())) if pairs else 0
    return math.log1p(new), f"{new} of {len(pairs)} pairs of concepts are new to the entry"


def _question_type(candidate: Candidate) -> Weighed:
    asked = question_type(candidate.words)
    share = candidate.usage.question_types.get(asked, 0) / candidate.usage.size
    return math.log(share + 0.02), f"{share:.0%} of its phrasings ask `{asked}`, as the question does"


def _closest_phrasing(candidate: Candidate) -> Weighed:
    phrasing, alike = candidate.matcher.closest_phrasing(candidate.matches.question, candidate.best.entry)
    return alike, f"closest phrasing ({alike:.0%} alike): {phrasing}"


def _asked_for(candidate: Candidate) -> Weighed:
    concepts = candidate.matcher.vocabulary.concepts
    missing = [
        word
        for word in asked_for(candidate.words)
        if (term := stem(word)) not in STOP_WORDS
        and not candidate.usage.has_term(term)
        and not candidate.usage.has_term(concepts.get(term, term))
    ]
    return min(len(missing), 2), f"asked for, and not in the entry: {_listed(missing)}"


def _answer_type(candidate: Candidate) -> Weighed:
    text = candidate.best.entry.text
    lacks = bool(text) and lacks_type(text, candidate.words)
    asked = question_type(candidate.words)
    return float(lacks), f"the answer {'lacks' if lacks else 'may have'} what `{asked}` asks for"


def _length(candidate: Candidate) -> Weighed:
    return min(len(candidate.words), 30), f"{len(candidate.words)} words"


def _follow_up(candidate: Candidate) -> Weighed:
    said = "read together with the earlier question" if candidate.matches.in_context else "read alone"
    return float(candidate.matches.in_context), said


def _content_terms(candidate: Candidate) -> Weighed:
    return min(len(candidate.content), 8), f"{len(candidate.content)} terms of content"


def _content_weight(candidate: Candidate) -> Weighed:
    return min(squares(candidate.content), 4.0), "how rare these are together"


def _entry_depth(candidate: Candidate) -> Weighed:
    return math.log(candidate.usage.size), f"the entry has {candidate.usage.size} phrasings"


def _phrasing_depth(candidate: Candidate) -> Weighed:
    middle = candidate.matcher.depth.phrasings_per_answered
    return math.log(middle), f"answered entries have {middle:.0f} phrasings (median)"


def _answered_entries(candidate: Candidate) -> Weighed:
    count = candidate.matcher.depth.answered
    return math.log(count), f"{count} answered entries"


def _unknown_entries(candidate: Candidate) -> Weighed:
    count = candidate.matcher.depth.unanswered
    return math.log1p(count), f"{count} entries that no source answers"


def _unknown_depth(candidate: Candidate) -> Weighed:
    count = candidate.matcher.depth.phrasings_of_unanswered
    return math.log1p(count), f"{count} phrasings of these"


PIECES = (
    Piece("lead", 1, _lead),
    Piece("lead-over-unknowns", 1, lambda candidate: _led(candidate, candidate.matches.best_unknown)),
    Piece("lead-over-other-subjects", 1, lambda candidate: _led(candidate, candidate.best_common)),
    Piece("lead-over-other-answers", 1, lambda candidate: _led(candidate, candidate.best_other)),
    Piece("lead-over-next", 0, _lead_over_next),
    Piece("score", 1, lambda candidate: (candidate.best.score, f"{candidate.best.score:+.2f} margins")),
    Piece("agreement", 1, _agreement),
    Piece("answerable", 1, _answerable),
    Piece("closest-phrasing", 1, _closest_phrasing),
    Piece("question-type", 1, _question_type),
    Piece("asked-for", -1, _asked_for),
    Piece("answer-type", -1, _answer_type),
    Piece("unmatched-share", -1, _unmatched_share),
    Piece("unmatched-weight", -1, _unmatched_weight),
    Piece("rarest-unmatched", -1, _rarest_unmatched),
    Piece("unmatched-concepts", -1, _unmatched_concepts),
    Piece("unknown-words", -1, _unknown_words),
    Piece("unknown-weight", -1, _unknown_weight),
    Piece("numbers", -1, _numbers),
    Piece("negation", -1, _negation),
    Piece("roles-swapped", -1, _roles_swapped),
    Piece("new-pairs", -1, _new_pairs),
    Piece("length", 0, _length),
    Piece("follow-up", 0, _follow_up),
    Piece("content-terms", 0, _content_terms),
    Piece("content-weight", 0, _content_weight),
    Piece("entry-depth", 0, _entry_depth),
    Piece("phrasing-depth", 0, _phrasing_depth),
    Piece("answered-entries", 0, _answered_entries),
    Piece("unknown-entries", 0, _unknown_entries),
    Piece("unknown-depth", 0, _unknown_depth),
)
"""All pieces, in the order they are shown."""


def _log_odds(probability: float) -> float:
    return math.log((probability + 0.01) / (1.01 - min(probability, 1.0)))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "none"
