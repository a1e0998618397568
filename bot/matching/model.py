"""The learned boundary: one linear classifier per entry, over hashed features, in a few arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import FeatureSpace, hashed_features
from bot.matching.vocabulary import Question


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Scores every entry for a question.

    `weights` (features × entries) are stored in 8 bits, times `scale` (entries); `bias` (entries) is added.
    A score is the signed distance from the entry's boundary, in margins: 1 is as sure as a training phrasing,
    -1 as sure that it is none.
    """

    entries: tuple[str, ...]
    space: FeatureSpace
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]

    def scores(self, question: Question) -> NDArray[np.float32]:
        """Return the score of each entry, in the order of `entries`."""
        columns, values = self.space.weigh(hashed_features(question))
        if not len(columns):
            return self.bias.copy()
        found: NDArray[np.float32] = values @ self.weights[columns].astype(np.float32)
        return found * self.scale + self.bias
