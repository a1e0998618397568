from dataclasses import replace

import numpy as np
import pytest

from bot.answering.jsonl import read_questions
from bot.knowledge.model import KnowledgeBase
from bot.matching.features import hashed_features
from bot.matching.fit import TrainingRow, fit
from bot.matching.fit_helper import FitHelper
from bot.matching.matcher import Matcher
from bot.matching.training import Trainer, train
from tests.conftest import DATA

ALL_ENTRIES, BEST_ENTRIES = 0.15, 0.05
"""Margins by which a partial fit may differ from a full one, over all entries and over the three best.

Adding a phrasing makes every other one a hair less rare, so a full fit moves all weights by rounding; an entry whose
farthest negatives change places is moved more, but only where it scores far below the best.
"""


def rows(matcher: Matcher, *texts: str) -> list[TrainingRow]:
    read = matcher.vocabulary.read
    return [TrainingRow.of(name, hashed_features(read(text))) for name, text in zip("abc", texts, strict=True)]


def with_phrasing(knowledge: KnowledgeBase, entry: str, phrasing: str) -> KnowledgeBase:
    before = knowledge.entries[entry]
    after = replace(before, extra_phrasings=(*before.extra_phrasings, phrasing))
    return replace(knowledge, entries={**knowledge.entries, entry: after})


def test_fitting_tells_its_progress_and_is_the_same_on_every_run(bridge_matcher: Matcher) -> None:
    texts = rows(bridge_matcher, "who", "why", "where is it")
    seen: list[tuple[int, int]] = []
    first = fit(texts, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert np.array_equal(first.model.weights, fit(texts).model.weights)


def test_a_helper_changes_nothing(shipped_matcher: Matcher, bridge_matcher: Matcher) -> None:
    helper = FitHelper()
    try:
        helped = Trainer().train(bridge_matcher.knowledge, helper=helper)
    finally:
        helper.close()
    assert np.array_equal(helped.model.weights, bridge_matcher.model.weights)
    assert np.array_equal(helped.model.bias, bridge_matcher.model.bias)


def test_a_helper_that_is_gone_is_done_without(bridge_matcher: Matcher) -> None:
    helper = FitHelper()
    helper.close()
    helped = Trainer().train(bridge_matcher.knowledge, helper=helper)
    assert np.array_equal(helped.model.weights, bridge_matcher.model.weights)


@pytest.fixture(scope="module")
def resumed(shipped_matcher: Matcher) -> Trainer:
    trainer = Trainer()
    trainer.resume(shipped_matcher)
    return trainer


def test_after_one_phrasing_only_the_entries_near_it_are_fitted_again(
    shipped_matcher: Matcher, resumed: Trainer
) -> None:
    knowledge = with_phrasing(shipped_matcher.knowledge, "troop-count", "tally of dprk lads over in russland by now")
    seen: list[tuple[int, int]] = []
    partial = resumed.train(knowledge, lambda done, total: seen.append((done, total)))
    full = train(knowledge)
    assert 1 <= seen[-1][1] < len(full.model.entries) // 4
    assert partial.model.entries == full.model.entries
    for label in read_questions(DATA / "questions" / "d.jsonl")[:150]:
        question = full.vocabulary.read(label.question)
        wanted, got = full.model.scores(question), partial.model.scores(question)
        apart = np.abs(wanted - got)
        assert apart.max() <= ALL_ENTRIES, label.question
        assert apart[np.argsort(-wanted)[:3]].max() <= BEST_ENTRIES, label.question


def test_nothing_is_fitted_again_when_only_answers_by_the_same_words_stay(bridge_matcher: Matcher) -> None:
    trainer = Trainer()
    first = trainer.train(bridge_matcher.knowledge)
    seen: list[tuple[int, int]] = []
    again = trainer.train(bridge_matcher.knowledge, lambda done, total: seen.append((done, total)))
    assert seen == []
    assert np.array_equal(first.model.weights, again.model.weights)
