"""Knowledge -> a matcher, and again after each change: what has not changed is not read or fitted again."""

import math
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.model import Entry, KnowledgeBase
from bot.matching.features import hashed_features
from bot.matching.fit import Fit, Progress, TrainingRow, fit, resumed
from bot.matching.fit_helper import FitHelper
from bot.matching.matcher import Matcher, Usage, usage_of
from bot.matching.scripts import by_script
from bot.matching.vocabulary import EnglishWords, Question, Vocabulary

COMMON_PER_OWN_PHRASING = 4  # with less, too few other subjects are known; with more, a small event is drowned


@dataclass(slots=True)
class Trainer:
    """Makes matchers of one event. It remembers the last one, so that a small change costs little."""

    _concepts: dict[str, str] = field(default_factory=dict)
    _known_words: frozenset[str] = frozenset()
    _read: dict[str, tuple[Question, NDArray[np.uint32]]] = field(default_factory=dict)
    _used: dict[str, tuple[list[Question], str, Usage]] = field(default_factory=dict)
    _fit: Fit | None = None
    _other: Matcher | None = None

    @property
    def is_new(self) -> bool:
        """Whether it has trained nothing yet."""
        return self._fit is None

    def train(
        self, knowledge: KnowledgeBase, progress: Progress | None = None, helper: FitHelper | None = None
    ) -> Matcher:
        """Return a matcher; `progress` is told how many entries of how many are fitted."""
        latin, others = by_script(knowledge)
        vocabulary = Vocabulary.from_knowledge(latin, _english())
        rows, usage = self._rows(latin, vocabulary)
        self._fit = fit(rows, progress, self._fit, helper)
        self._other = self._in_other_scripts(others) if others else None
        return Matcher(knowledge, vocabulary, self._fit.model, usage, self._other)

    def _in_other_scripts(self, others: KnowledgeBase) -> Matcher:
        """Return the matcher of the phrasings in other scripts, as before where none of them has changed."""
        before = self._other.knowledge if self._other else None
        if self._other and before and (before.entries, before.concepts) == (others.entries, others.concepts):
            return self._other
        return Trainer().train(others)

    def resume(self, matcher: Matcher) -> None:
        """Take up from a matcher that was trained elsewhere, so that the next change costs little already."""
        rows, _ = self._rows(by_script(matcher.knowledge)[0], matcher.vocabulary)
        self._fit, self._other = resumed(matcher.model, rows), matcher.other

    def _rows(self, knowledge: KnowledgeBase, vocabulary: Vocabulary) -> tuple[list[TrainingRow], dict[str, Usage]]:
        """Return a row for each phrasing and each sentence of an answer, and what each entry uses.

        The sentences help most where phrasings are few: on thin records the right entry comes first for 72 in a
        hundred questions with them, for 69 without.
        """
        known_words = frozenset(vocabulary.spelled_words)
        if vocabulary.concepts != self._concepts:
            self._read.clear()
            self._used.clear()
        same_words = known_words == self._known_words
        rows: list[TrainingRow] = []
        usage: dict[str, Usage] = {}
        read = {}
        limit = _most_common_phrasings(knowledge)
        for entry in knowledge.entries.values():
            chosen = _sample_phrasings(entry, limit)
            for phrasing in chosen:
                read[phrasing] = self._read_phrasing(vocabulary, phrasing, same_words)
            rows += [TrainingRow.of(entry.id, read[phrasing][1]) for phrasing in chosen]
            sentences = [vocabulary.read(sentence.says) for sentence in entry.answer if sentence.says]
            rows += [TrainingRow.of(entry.id, hashed_features(sentence)) for sentence in sentences]
            usage[entry.id] = self._usage(entry, [read[phrasing][0] for phrasing in chosen], sentences)
        self._concepts, self._known_words, self._read = vocabulary.concepts, known_words, read
        return rows, usage

    def _usage(self, entry: Entry, questions: list[Question], sentences: list[Question]) -> Usage:
        """Return what an entry uses, as before where its phrasings were read as before."""
        before = self._used.get(entry.id)
        same = before and before[1] == entry.text and len(before[0]) == len(questions)
        if before and same and all(old is new for old, new in zip(before[0], questions, strict=True)):
            return before[2]
        usage = usage_of(questions, sentences)
        self._used[entry.id] = questions, entry.text, usage
        return usage

    def _read_phrasing(
        self, vocabulary: Vocabulary, phrasing: str, same_words: bool
    ) -> tuple[Question, NDArray[np.uint32]]:
        """Read a phrasing, or take it as it was read before.

        With other words in the event, one that was repaired, or unknown, may be read otherwise now.
        """
        before = self._read.get(phrasing)
        if before and (same_words or _has_only_known_words(before[0], vocabulary)):
            return before
        question = vocabulary.read_phrasing(phrasing)
        return question, hashed_features(question)


def _has_only_known_words(question: Question, vocabulary: Vocabulary) -> bool:
    return not question.repaired and not question.unknown and vocabulary.knows_all(question.words)


def train(knowledge: KnowledgeBase, progress: Progress | None = None) -> Matcher:
    """Make a matcher from nothing. Takes seconds for a large knowledge base."""
    return Trainer().train(knowledge, progress)


@cache
def _english() -> EnglishWords:
    return EnglishWords.load()


def _most_common_phrasings(knowledge: KnowledgeBase) -> int:
    """Return how many phrasings a common entry may have: a few times what the event's own have on average.

    Beside a small event, the hundreds of phrasings of small talk and other subjects would leave it no room.
    """
    own = [len(entry.phrasings) for entry in knowledge.own_entries]
    return COMMON_PER_OWN_PHRASING * math.ceil(sum(own) / len(own)) if own else 0


def _sample_phrasings(entry: Entry, limit: int) -> tuple[str, ...]:
    """Return an entry's phrasings; of a common one at most `limit`, drawn evenly."""
    found = entry.phrasings
    if not entry.common or len(found) <= limit:
        return found
    return tuple(found[i * len(found) // limit] for i in range(limit))
