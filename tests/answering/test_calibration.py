import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.answering.calibration import FEWEST, Samples, collect, figures_at, fit_forest, reliability, rescaled
from bot.answering.desk import Desk
from bot.answering.evaluation import ask_with_history
from bot.answering.jsonl import LabelledQuestion
from bot.errors import QuestionsError
from bot.knowledge.model import Status
from bot.matching.confidence import load_confidence
from bot.matching.evidence import PIECES
from tests.answering.conftest import with_entries

DOZEN = [
    ("who found the cracks", [2], ["okafor"]),
    ("which engineer saw the damage", [2], ["okafor"]),
    ("when was the bridge closed", [1], ["noon"]),
    ("closing date of the crossing", [1], ["noon"]),
    ("why was the bridge closed", [2], ["cables"]),
    ("how long will it stay closed", [4], ["two weeks"]),
    ("which way can I drive instead", [4], ["tunnel"]),
    ("was anybody hurt", [], []),
    ("are there extra ferries", [], []),
    ("what will the repair cost", [], []),
    ("what is your favourite football team", [], []),
    ("who found my cat", [], []),
]
WAYS = ("{}", "{}?", "please tell me, {}", "and {} now", "ok, {}, do you know")


def label(question: str, paragraphs: list[int], must: list[str]) -> LabelledQuestion:
    return LabelledQuestion(question=question, kind="plain", paragraphs=paragraphs, must=must)


@pytest.fixture
def labels() -> list[LabelledQuestion]:
    """A dozen labelled questions, each in a few ways."""
    return [label(way.format(question), paragraphs, must) for way in WAYS for question, paragraphs, must in DOZEN]


def mean_error(desk: Desk, labels: list[LabelledQuestion]) -> float:
    """Return how far the confidence is from what was right (the logarithmic loss), per question."""
    samples = collect(desk, labels)
    said = np.array([ask_with_history(desk, one).decision.confidence for one in labels])  # type: ignore[union-attr]
    said = np.clip(said, 1e-6, 1 - 1e-6)
    return float(-np.log(np.where(samples.right, said, 1 - said)).mean())


class TestRescaled:
    def test_what_is_written_is_what_is_read(self, desk: Desk, labels: list[LabelledQuestion], tmp_path: Path) -> None:
        file, path = rescaled(desk, labels), tmp_path / "confidence.json"
        path.write_text(file.model_dump_json(), "utf-8")
        read = load_confidence(path)
        assert (read.answer, read.offer) == (file.answer, file.offer)
        assert json.loads(path.read_text("utf-8"))["about"].startswith("Rescaled to 60 labelled questions ")

    def test_it_fits_the_labelled_questions_better_than_before(
        self, desk: Desk, labels: list[LabelledQuestion]
    ) -> None:
        file = rescaled(desk, labels)
        confidence = replace(desk.engine.confidence, answer=file.answer, offer=file.offer)
        after = Desk(replace(desk.engine, confidence=confidence))
        assert mean_error(after, labels) < mean_error(desk, labels)

    def test_the_trees_stay_and_only_their_scale_changes(self, desk: Desk, labels: list[LabelledQuestion]) -> None:
        before, after = desk.engine.confidence.answer, rescaled(desk, labels).answer
        assert (after.base, after.trees) == (before.base, before.trees)
        assert (after.slope, after.shift) != (before.slope, before.shift)
        assert after.slope > 0

    def test_every_question_is_counted_in_the_reliability(self, desk: Desk, labels: list[LabelledQuestion]) -> None:
        file = rescaled(desk, labels)
        assert sum(row["questions"] for row in file.reliability) == len(labels)
        assert [row["answer_at"] for row in file.thresholds] == [round(0.3 + 0.05 * i, 2) for i in range(14)]

    def test_the_same_questions_give_the_same_file(self, desk: Desk, labels: list[LabelledQuestion]) -> None:
        assert rescaled(desk, labels) == rescaled(desk, labels)

    def test_too_few_questions_are_refused(self, desk: Desk, labels: list[LabelledQuestion]) -> None:
        with pytest.raises(QuestionsError, match=f"at least {FEWEST} labelled questions, not {FEWEST - 1}"):
            rescaled(desk, labels[: FEWEST - 1])

    @pytest.mark.parametrize("kept", [True, False])
    def test_questions_of_one_kind_are_refused(self, desk: Desk, labels: list[LabelledQuestion], kept: bool) -> None:
        answered = label("who found the cracks", [2], []) if kept else label("was anybody hurt", [], [])
        with pytest.raises(QuestionsError, match="and some whose isn't"):
            rescaled(desk, [answered] * FEWEST)

    def test_a_record_without_answers_is_refused(self, desk: Desk, labels: list[LabelledQuestion]) -> None:
        unknown = {"status": Status.NOT_REPORTED, "answer": ()}
        answered = [entry.id for entry in desk.knowledge.own_entries if entry.answerable]
        engine = with_entries(desk.engine, **{key.replace("-", "_"): unknown for key in answered})
        with pytest.raises(QuestionsError, match="at least one answered entry"):
            rescaled(Desk(engine), labels)


class TestCollect:
    def test_a_question_is_right_by_its_first_entry_and_offerable_by_the_first_three(self, desk: Desk) -> None:
        samples = collect(
            desk,
            [
                label("who found the cracks", [2], ["okafor"]),
                label("when was the bridge closed", [2], ["cables"]),
                label("who found the cracks", [2], ["nobody"]),
                label("was anybody hurt", [], []),
            ],
        )
        assert samples.values.shape == (4, len(PIECES))
        assert samples.right.tolist() == [True, False, False, False]
        assert samples.offerable.tolist() == [True, True, False, False]
        assert samples.answerable.tolist() == [True, True, True, False]

    def test_a_follow_up_is_asked_after_its_history(self, desk: Desk) -> None:
        asked = LabelledQuestion(
            question="and that one?", history="who found the cracks?", kind="plain", paragraphs=[2], must=["okafor"]
        )
        assert collect(desk, [asked]).right.tolist() == [True]


class TestFigures:
    PREDICTED = np.array([0.05, 0.5, 0.55, 0.95, 1.0])
    SAMPLES = Samples(
        values=np.zeros((5, len(PIECES))),
        right=np.array([False, True, False, True, True]),
        offerable=np.array([False, True, True, True, True]),
        answerable=np.array([False, True, True, True, True]),
    )

    def test_the_reliability_is_by_tenths(self) -> None:
        assert reliability(self.PREDICTED, self.SAMPLES.right) == [
            {"questions": 1, "predicted": 0.05, "observed": 0.0},
            {"questions": 2, "predicted": 0.525, "observed": 0.5},
            {"questions": 2, "predicted": 0.975, "observed": 1.0},
        ]

    def test_a_threshold_is_what_answering_from_it_on_would_have_meant(self) -> None:
        at = figures_at(0.5, self.PREDICTED, self.SAMPLES)
        assert at == {"answer_at": 0.5, "right": 0.75, "wrong": 0.25, "held_back": 1.0}
        low = figures_at(0.0, self.PREDICTED, self.SAMPLES)
        assert low == {"answer_at": 0.0, "right": 0.75, "wrong": 0.25, "held_back": 0.0}
        high = figures_at(0.9, self.PREDICTED, self.SAMPLES)
        assert high == {"answer_at": 0.9, "right": 0.5, "wrong": 0.0, "held_back": 1.0}


def test_a_fitted_forest_tells_right_from_wrong_and_is_a_valid_one() -> None:
    chance = np.random.default_rng(0)
    values = chance.normal(size=(600, len(PIECES)))
    for i, piece in enumerate(PIECES):
        values[:, i] *= 1 if piece.name == "lead" else 0.01
    right = values[:, 0] > 0
    forest = fit_forest(values, right, np.ones(600))
    assert type(forest).model_validate_json(forest.model_dump_json()) == forest
    logits = [forest.base + sum(tree.values[tree.walk(row)[-1]] for tree in forest.trees) for row in values.tolist()]
    assert ((np.array(logits) > 0) == right).mean() > 0.95
