"""Fit the confidence on labelled questions that were not used to write the wordings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answering.desk import Desk
from bot.answering.evaluation import LabelledQuestion, ask_with_history, fits
from bot.matching.decision import CHOICES
from bot.matching.evidence import PIECES

REGULARISATION = 0.3  # the logistic regression's C; from 0.1 to 1 the figures do not move
FOLDS = 5
LEAST = 0.2  # of a logit, for each foreign word, strange number, negation or pair turned round
AGAINST = frozenset(("uncovered", "foreign", "numbers", "negation", "turned", "new-pairs"))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights by name of evidence, and how far the cross-validated confidence keeps its word."""

    answer: dict[str, float]
    offer: dict[str, float]
    reliability: list[dict[str, float]]
    thresholds: list[dict[str, float]]


def calibrate(desk: Desk, labels: Sequence[LabelledQuestion]) -> Calibration:
    """Fit both logistic regressions; figures are cross-validated over FOLDS parts of the questions."""
    names, pieces, right, offerable = _collect(desk, labels)
    answerable = np.array([bool(label.paragraphs) for label in labels])
    sure = _cross_validated(names, pieces, right)
    return Calibration(
        _weights(names, pieces, right),
        _weights(names, pieces, offerable),
        _reliability(sure, right),
        [_answered_from(float(at), sure, right, answerable) for at in np.arange(0.3, 0.96, 0.05)],
    )


def _collect(desk: Desk, labels: Sequence[LabelledQuestion]) -> tuple[
    list[str], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]
]:  # fmt: skip
    rows, right, offerable, names = [], [], [], []
    for label in labels:
        decision = ask_with_history(desk, label).decision
        if decision is None or not decision.evidence:
            raise ValueError("calibration needs a record with at least one answer")
        names = [piece.name for piece in decision.evidence]
        rows.append([piece.value for piece in decision.evidence])
        choices = [match.entry for match in decision.found.answerable[:CHOICES]]
        right.append(bool(label.paragraphs) and fits(label, choices[0]))
        offerable.append(bool(label.paragraphs) and any(fits(label, entry) for entry in choices))
    assert len(names) == len(PIECES)
    return names, np.array(rows), np.array(right), np.array(offerable)


def _weights(names: list[str], pieces: NDArray[np.float64], target: NDArray[np.bool_]) -> dict[str, float]:
    """Fit a logistic regression in which no piece counts against its nature: `AGAINST` never for, others never against.

    A piece against counts LEAST at the least: numbers or foreign words are too rare among labelled questions for
    the fit to find their weight, and other records have more of them. Returns the weights by name, and `bias`.
    """
    from scipy.optimize import minimize

    mean, spread = pieces.mean(axis=0), pieces.std(axis=0) + 1e-9
    columns = np.column_stack([(pieces - mean) / spread, np.ones(len(pieces))])
    sign = np.where(target, 1.0, -1.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (columns @ weights)
        penalty = np.append(weights[:-1], 0.0) / REGULARISATION
        slope = columns.T @ (-sign / (1 + np.exp(margin))) + penalty
        return float(np.logaddexp(0, -margin).sum() + weights[:-1] @ penalty[:-1] / 2), slope

    bounds = [
        (None, -LEAST * width) if name in AGAINST else (0.0, None) for name, width in zip(names, spread, strict=True)
    ]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B").x
    plain = found[:-1] / spread  # on the pieces as they are
    weights = {name: round(float(weight), 4) for name, weight in zip(names, plain, strict=True)}
    return {"bias": round(float(found[-1] - plain @ mean), 4), **weights}


def _cross_validated(names: list[str], pieces: NDArray[np.float64], target: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return each question's confidence from weights fitted on the other parts."""
    part = np.random.default_rng(0).integers(0, FOLDS, len(pieces))
    sure = np.zeros(len(pieces))
    for fold in range(FOLDS):
        weights = _weights(names, pieces[part != fold], target[part != fold])
        total = weights["bias"] + pieces[part == fold] @ np.array([weights[name] for name in names])
        sure[part == fold] = 1 / (1 + np.exp(-total))
    return sure


def _reliability(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Return, for tenths of confidence, how many questions fell there, what was said, and what was true."""
    found = []
    for low in np.arange(0.0, 1.0, 0.1):
        inside = (sure >= low) & (sure < low + 0.1 + 1e-9)
        if inside.any():
            said, true = float(sure[inside].mean()), float(right[inside].mean())
            found.append({"questions": int(inside.sum()), "said": round(said, 3), "true": round(true, 3)})
    return found


def _answered_from(
    threshold: float, sure: NDArray[np.float64], right: NDArray[np.bool_], answerable: NDArray[np.bool_]
) -> dict[str, float]:
    """Return what answering from a threshold on would have meant."""
    answered = sure >= threshold
    return {
        "answer_at": round(threshold, 2),
        "right": round(float((answered & right)[answerable].mean()), 3),
        "wrong": round(float((answered & ~right)[answerable].mean()), 3),
        "held_back": round(float((~answered)[~answerable].mean()), 3),
    }
