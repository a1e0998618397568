"""Learn the confidence from labelled questions, or rescale it to those of one record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any  # scikit-learn has no types

import numpy as np
from numpy.typing import NDArray

from bot.answering.desk import Desk
from bot.answering.evaluation import ask_with_history, fits
from bot.answering.jsonl import LabelledQuestion
from bot.errors import QuestionsError
from bot.matching.confidence import Confidence, ConfidenceFile, Forest, Tree, logistic
from bot.matching.decision import MAX_CHOICES
from bot.matching.evidence import PIECES

TREES, LEARNING_RATE, LEAVES, LEAF_SIZE, RIDGE, PIECES_PER_SPLIT = 150, 0.07, 8, 60, 5.0, 0.3
"""Of the boosted trees. Half and twice as many trees or leaves move no figure by more than its error."""
FOLDS = 5
FEWEST = 40  # labelled questions to rescale with; with fewer, chance decides
PRIOR = 0.05  # how much the rescaling is drawn to changing nothing, for each question


@dataclass(frozen=True, slots=True)
class Samples:
    """Labelled questions as the confidence sees them, one row each.

    `values` are those of the evidence; `right` says whether the best answerable entry is right, `offerable` whether
    one of the first three is, `answerable` whether the sources answer the question at all.
    """

    values: NDArray[np.float64]
    right: NDArray[np.bool_]
    offerable: NDArray[np.bool_]
    answerable: NDArray[np.bool_]


def collect(desk: Desk, labels: Sequence[LabelledQuestion]) -> Samples:
    """Ask labelled questions and note the evidence; raises QuestionsError when no entry has an answer."""
    rows, right, offerable = [], [], []
    for label in labels:
        decision = ask_with_history(desk, label).decision
        assert decision is not None
        if not decision.evidence:
            raise QuestionsError("Calibrating needs knowledge with at least one answered entry.")
        rows.append([piece.value for piece in decision.evidence])
        first = [fits(label, match.entry) for match in decision.matches.answerable[:MAX_CHOICES]]
        right.append(bool(label.paragraphs) and first[0])
        offerable.append(bool(label.paragraphs) and any(first))
    answerable = np.array([bool(label.paragraphs) for label in labels])
    return Samples(np.array(rows), np.array(right), np.array(offerable), answerable)


def fit_forest(values: NDArray[np.float64], target: NDArray[np.bool_], weights: NDArray[np.float64]) -> Forest:
    """Fit boosted trees (by scikit-learn); no piece ever speaks against its nature (see `Piece.speaks`)."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    fitted: Any = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=LEARNING_RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=LEAF_SIZE,
        l2_regularization=RIDGE,
        max_features=PIECES_PER_SPLIT,
        monotonic_cst=[piece.speaks for piece in PIECES],
        random_state=0,
    ).fit(values, target, sample_weight=weights)
    base = float(np.ravel(fitted._baseline_prediction)[0])  # no public name, nor for the trees
    return Forest(base=round(base, 5), trees=[_tree(predictor.nodes) for (predictor,) in fitted._predictors])


def _tree(nodes: Any) -> Tree:
    leaf = nodes["is_leaf"].astype(bool)
    values = nodes["value"].astype(float)
    for node in reversed(range(len(nodes))):  # of an inner node: the mean of what it leads to
        if not leaf[node]:
            pair = [nodes["left"][node], nodes["right"][node]]
            values[node] = np.average(values[pair], weights=nodes["count"][pair])
    return Tree(
        piece=[-1 if leaf[i] else int(nodes["feature_idx"][i]) for i in range(len(nodes))],
        threshold=[0.0 if leaf[i] else round(float(nodes["num_threshold"][i]), 6) for i in range(len(nodes))],
        left=[0 if leaf[i] else int(nodes["left"][i]) for i in range(len(nodes))],
        right=[0 if leaf[i] else int(nodes["right"][i]) for i in range(len(nodes))],
        values=[round(float(value), 5) for value in values],
    )


def rescaled(desk: Desk, labels: Sequence[LabelledQuestion]) -> ConfidenceFile:
    """Rescale a desk's confidence to labelled questions of its own record (Platt 1999); figures are cross-validated.

    Raises QuestionsError when there are too few questions, or all are of one kind.
    """
    if len(labels) < FEWEST:
        raise QuestionsError(f"Calibrating needs at least {FEWEST} labelled questions, not {len(labels)}.")
    samples = collect(desk, labels)
    if samples.right.all() or not samples.right.any():
        raise QuestionsError("Calibrating needs questions whose best entry is right, and some whose isn't.")
    confidence = desk.engine.confidence
    return confidence_file(
        Confidence(
            _rescaled(confidence.answer, samples.values, samples.right),
            _rescaled(confidence.offer, samples.values, samples.offerable),
        ),
        f"Rescaled to {len(labels)} labelled questions by onrecord calibrate; figures are cross-validated.",
        _cross_validated(confidence.answer, samples),
        samples,
    )


def confidence_file(
    confidence: Confidence, about: str, predicted: NDArray[np.float64], samples: Samples
) -> ConfidenceFile:
    """Return a confidence as a file, with how well it `predicted` what was right in samples it was not fitted on."""
    return ConfidenceFile(
        about=about,
        pieces=[piece.name for piece in PIECES],
        answer=confidence.answer,
        offer=confidence.offer,
        reliability=reliability(predicted, samples.right),
        thresholds=[figures_at(float(at), predicted, samples) for at in np.arange(0.3, 0.96, 0.05)],
    )


def reliability(predicted: NDArray[np.float64], right: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Return, for tenths of confidence, how many questions fell there, the predicted and the observed share right."""
    tenths = np.minimum((predicted * 10).astype(int), 9)
    return [
        {
            "questions": int((tenths == tenth).sum()),
            "predicted": round(float(predicted[tenths == tenth].mean()), 3),
            "observed": round(float(right[tenths == tenth].mean()), 3),
        }
        for tenth in range(10)
        if (tenths == tenth).any()
    ]


def figures_at(threshold: float, predicted: NDArray[np.float64], samples: Samples) -> dict[str, float]:
    """Return what answering from a threshold on would have meant, as shares of the questions."""
    answered, answerable = predicted >= threshold, samples.answerable
    held_back = (~answered)[~answerable]
    return {
        "answer_at": round(threshold, 2),
        "right": round(float((answered & samples.right)[answerable].mean()), 3),
        "wrong": round(float((answered & ~samples.right)[answerable].mean()), 3),
        "held_back": round(float(held_back.mean()), 3) if len(held_back) else 1.0,
    }


def _rescaled(forest: Forest, values: NDArray[np.float64], target: NDArray[np.bool_]) -> Forest:
    """Fit the slope and the shift of a forest's logits."""
    from scipy.optimize import minimize

    logits = _logits(forest, values)
    sign = np.where(target, 1.0, -1.0)

    def loss(parameters: NDArray[np.float64]) -> float:
        margins = sign * (np.exp(parameters[0]) * logits + parameters[1])
        return float(np.logaddexp(0, -margins).mean() + PRIOR * (parameters**2).sum())

    found = minimize(loss, np.zeros(2), method="BFGS").x
    return forest.model_copy(update={"slope": round(float(np.exp(found[0])), 4), "shift": round(float(found[1]), 4)})


def _cross_validated(forest: Forest, samples: Samples) -> NDArray[np.float64]:
    """Return each question's confidence, rescaled to the other parts of the questions."""
    part = np.random.default_rng(0).integers(0, FOLDS, len(samples.right))
    predicted = np.zeros(len(part))
    for fold in range(FOLDS):
        inside = part == fold
        fitted = _rescaled(forest, samples.values[~inside], samples.right[~inside])
        logits = _logits(forest, samples.values[inside])
        predicted[inside] = [logistic(fitted.slope * logit + fitted.shift) for logit in logits]
    return predicted


def _logits(forest: Forest, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logits of rows of evidence, before rescaling."""
    return np.array(
        [forest.base + sum(tree.values[tree.walk(row)[-1]] for tree in forest.trees) for row in values.tolist()]
    )
