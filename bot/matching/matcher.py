"""All that is needed to match questions with one knowledge base, and the matches."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.knowledge.model import Depth, Entry, KnowledgeBase, Sentence
from bot.matching.english import FILLERS, QUESTION_WORDS, REFERRING, STOP_WORDS
from bot.matching.model import LinearModel
from bot.matching.question_type import question_type
from bot.matching.scripts import by_script
from bot.matching.text import phrasing_words
from bot.matching.vocabulary import Question, Vocabulary, stem, word_hash

SHARPNESS = 4.0  # of the softmax that turns scores into probabilities; the maximum of the likelihood on the questions
# of tests/data/questions is between 3 and 5
OWN_WORDS_WEIGHT = 0.2  # of a follow-up's score; the best of 0, 0.2, 0.35 and 0.5 on labelled follow-ups
SETTLED_ANSWER, SETTLED_UNKNOWN = 0.9, 0.5  # margins; lower ones lose labelled follow-ups, higher ones gain none
WORSE_IN_CONTEXT = 0.3  # margins; with more, questions asked after something unrelated change more often
_NAMING_NOTHING = STOP_WORDS | QUESTION_WORDS | REFERRING | FILLERS
SHORT_RECORD = 15  # sentences; with fewer, a term that two of them share is not common yet
BARE_WORDS = 2  # "where", "how many", "and why" say nothing alone, whatever they score


@dataclass(frozen=True, slots=True)
class Match:
    """An entry with its score for a question; `probability` (0 to 1) is the softmax over all entries' scores."""

    entry: Entry
    score: float
    probability: float


@dataclass(frozen=True, slots=True)
class Matches:
    """A question with every entry, best first, those with an answer and those without.

    `in_context` says that it was read together with the earlier one.
    """

    question: Question
    answerable: tuple[Match, ...]
    unanswerable: tuple[Match, ...]
    in_context: bool = False

    @property
    def ranked(self) -> list[Match]:
        """All entries, best first."""
        return sorted((*self.answerable, *self.unanswerable), key=lambda match: -match.score)

    @property
    def best_unknown(self) -> Match | None:
        """The best of the event's own entries without an answer."""
        return next((match for match in self.unanswerable if not match.entry.common), None)


@dataclass(frozen=True, slots=True)
class Usage:
    """What one entry uses (sorted hashes): terms of its phrasings and answer, pairs of concepts in its phrasings.

    `question_types` counts the phrasings that ask for each type of thing.
    """

    terms: NDArray[np.uint32]
    pairs: NDArray[np.uint32]
    question_types: Mapping[str, int]

    @property
    def size(self) -> int:
        """How many phrasings it was trained on."""
        return sum(self.question_types.values())

    def has_term(self, term: str) -> bool:
        """Say whether its phrasings or its answer use a term."""
        return _contains(self.terms, word_hash(term))

    def has_pair(self, first: str, second: str) -> bool:
        """Say whether one of its phrasings names two concepts in this order."""
        return _contains(self.pairs, word_hash(f"{first} {second}"))


@dataclass(slots=True)
class Matcher:
    """A knowledge base made ready for questions (by `training.Trainer`); asking changes nothing but its caches.

    `other` matches the phrasings in other scripts than Latin, if there are any.
    """

    knowledge: KnowledgeBase
    vocabulary: Vocabulary
    model: LinearModel
    usage: Mapping[str, Usage]
    other: "Matcher | None" = None
    depth: Depth = field(init=False)
    _sorted_words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _terms: dict[str, frozenset[str]] = field(default_factory=dict)
    _said: Counter[str] = field(default_factory=Counter)
    _sentences: int = 0

    def __post_init__(self) -> None:
        self.depth = Depth.of(by_script(self.knowledge)[0])

    def match(self, text: str, earlier: str | None = None) -> Matches:
        """Match a question; `earlier` is the message it follows up on, if any.

        Only what can't be understood alone is read together with the earlier one, as the follow-ups among the
        phrasings are written: what names nothing of its own ("and from where?"), and what refers back ("how did they
        get there?") unless it is settled alone, reads worse in context, or names something that is lost there.
        """
        alone = self.vocabulary.read(text)
        scores = self.model.scores(alone)
        bare = names_nothing(alone)
        if earlier is None or not (bare or refers_back(alone)):
            return self._ranked(alone, scores, False)
        together = self.vocabulary.read(text, earlier)
        blended = OWN_WORDS_WEIGHT * scores + (1 - OWN_WORDS_WEIGHT) * self.model.scores(together)
        if bare:
            in_context = len(alone.words) <= BARE_WORDS or not self._is_settled(scores)
        else:
            worse = blended.max() <= scores.max() - WORSE_IN_CONTEXT
            in_context = not (self._is_settled(scores) or worse or self._loses_a_name(alone, scores, blended))
        return self._ranked(together, blended, True) if in_context else self._ranked(alone, scores, False)

    def _is_settled(self, scores: NDArray[np.float32]) -> bool:
        """Say whether a question is clear alone: its own words reach an entry with certainty."""
        best = int(scores.argmax())
        answerable = self.knowledge.entries[self.model.entries[best]].answerable
        return bool(scores[best] >= (SETTLED_ANSWER if answerable else SETTLED_UNKNOWN))

    def _loses_a_name(self, alone: Question, scores: NDArray[np.float32], blended: NDArray[np.float32]) -> bool:
        """Say whether the best entry alone has everything that a question names, and the best in context lacks some."""
        own, other = (self.usage[self.model.entries[int(found.argmax())]] for found in (scores, blended))
        content = [term for term in alone.terms if term not in STOP_WORDS and term not in QUESTION_WORDS]
        return all(map(own.has_term, content)) and not all(map(other.has_term, content))

    def _ranked(self, question: Question, scores: NDArray[np.float32], in_context: bool) -> Matches:
        probabilities = np.exp(SHARPNESS * (scores - scores.max()))
        probabilities /= probabilities.sum()
        entries = [self.knowledge.entries[key] for key in self.model.entries]
        found, likely = scores.tolist(), probabilities.tolist()
        answerable: list[Match] = []
        unanswerable: list[Match] = []
        for i in np.argsort(-scores, kind="stable").tolist():
            entry = entries[i]
            (answerable if entry.answerable else unanswerable).append(Match(entry, found[i], likely[i]))
        return Matches(question, tuple(answerable), tuple(unanswerable), in_context)

    def closest_phrasing(self, question: Question, entry: Entry) -> tuple[str, float]:
        """Return the entry's phrasing most like the question, and how alike they are from 0 to 1.

        By rapidfuzz's ratio over the sorted words (its token_sort_ratio, with the sorting done once): what differs
        in either counts.
        """
        if entry.id not in self._sorted_words:
            read = map(phrasing_words, entry.phrasings)
            self._sorted_words[entry.id] = tuple(" ".join(sorted(words)) for words in read)
        asked = " ".join(sorted(question.words))
        _, ratio, index = process.extractOne(asked, self._sorted_words[entry.id], scorer=fuzz.ratio)
        return entry.phrasings[index], ratio / 100

    def terms_of(self, sentence: Sentence) -> frozenset[str]:
        """Return the terms of an answer's sentence that say what it is about."""
        if sentence.says not in self._terms:
            self._terms[sentence.says] = frozenset(self.vocabulary.all_terms(sentence.says)) - STOP_WORDS
        return self._terms[sentence.says]

    def is_said(self, term: str) -> bool:
        """Say whether any answer of the record has a term."""
        return self.share_of_answers(term) > 0

    def share_of_answers(self, term: str) -> float:
        """Return the share of the answers' sentences that have a term, from 0 to 1; a short record counts as longer."""
        if not self._said:
            approved = (entry for entry in self.knowledge.own_entries if entry.approved)
            sentences = {sentence for entry in approved for sentence in entry.answer}
            self._said.update(term for sentence in sentences for term in self.terms_of(sentence))
            self._sentences = len(sentences)
        return self._said[term] / max(self._sentences, SHORT_RECORD)


def names_nothing(question: Question) -> bool:
    """Say whether a question has no word of its own that says what it is about, such as "and from where?"."""
    return _NAMING_NOTHING.issuperset(question.words)


def refers_back(question: Question) -> bool:
    """Say whether a question points at something said before, as with "they" or "that one"."""
    return not REFERRING.isdisjoint(question.words)


def ordered_pairs(question: Question) -> set[int]:
    """Return the hashes of all pairs of concepts, in the order in which they are first named."""
    return {word_hash(f"{a} {b}") for a, b in combinations(question.concepts, 2)}


def _contains(sorted_hashes: NDArray[np.uint32], wanted: int) -> bool:
    at = int(np.searchsorted(sorted_hashes, np.uint32(wanted)))
    return at < len(sorted_hashes) and int(sorted_hashes[at]) == wanted


def usage_of(phrasings: list[Question], sentences: list[Question]) -> Usage:
    """Return what an entry uses, from its phrasings and the sentences of its answer."""
    texts = (*phrasings, *sentences)
    terms = {term for text in texts for term in text.terms}
    terms |= set(map(stem, {word for text in texts for word in text.words}))
    pairs = {pair for question in phrasings for pair in combinations(question.concepts, 2)}
    types = Counter(question_type(question.words) for question in phrasings)
    return Usage(_hashes(terms), _hashes(f"{a} {b}" for a, b in pairs), dict(types))


def _hashes(texts: Iterable[str]) -> NDArray[np.uint32]:
    return np.array(sorted(set(map(word_hash, texts))), np.uint32)
