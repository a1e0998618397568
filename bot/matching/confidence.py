"""Evidence -> a confidence that means what it says: of answers given at 0.9, nine in ten are right."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.errors import SettingsError
from bot.matching.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Confidence:
    """Weights of the evidence, fitted by logistic regression (Cox 1958; used as Platt 1999 calibrates a classifier).

    `answer` yields the probability that the best answer is right, `offer` that one of the first three is; each
    maps the name of a piece of evidence to its weight, and `bias` to the constant.
    """

    answer: Mapping[str, float]
    offer: Mapping[str, float]

    def of_answer(self, evidence: tuple[Evidence, ...]) -> float:
        """Return the probability that the best answerable entry answers the question."""
        return _probability(self.answer, evidence)

    def of_offer(self, evidence: tuple[Evidence, ...]) -> float:
        """Return the probability that one of the three best answerable entries does."""
        return _probability(self.offer, evidence)


def _probability(weights: Mapping[str, float], evidence: tuple[Evidence, ...]) -> float:
    if not evidence:
        return 0.0
    total = weights["bias"] + sum(weights.get(piece.name, 0.0) * piece.value for piece in evidence)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def load_confidence(path: Path) -> Confidence:
    """Read the weights that `onrecord calibrate` wrote; raises SettingsError when they cannot be used."""
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
        return Confidence(*({str(k): float(v) for k, v in found[part].items()} for part in ("answer", "offer")))
    except (OSError, yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{path}: is not what `onrecord calibrate` writes; restore it or run that command again"
        raise SettingsError(message) from error
