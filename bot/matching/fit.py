"""Fit the linear model of a knowledge base: each entry against the wordings it could be taken for."""

from collections.abc import Callable
from typing import Any  # scipy's matrices have no types

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import FeatureSpace, hashed_features
from bot.matching.model import LinearModel
from bot.matching.vocabulary import Question

LIKELY = 2_500  # other entries' wordings that an entry is fitted against: those nearest to its own
STRANGERS = 500  # and against these, drawn from all wordings, so that it stays low for what is far off
COST = 1.0  # the classifier's C; with 2 and with 4 the figures differ by less than their error, and it takes longer
BLOCK = 64  # entries whose neighbours are looked up together; more takes more memory, fewer more time
TOLERANCE = 0.3  # where the solver stops; from 0.01 to 0.3 the figures do not move
MOST_FEATURES = 150_000  # of a very large knowledge base only the most used features are kept
Progress = Callable[[int, int], None]


def fit(questions: list[Question], labels: list[str], progress: Progress | None = None) -> LinearModel:
    """Fit one linear support vector classifier an entry (Fan et al. 2008, LIBLINEAR; by scikit-learn).

    `labels[i]` is the entry of `questions[i]`. `progress` is told how many entries of how many are done. An
    entry is fitted against its LIKELY nearest competitors alone: the others are so far off that they would not
    move its boundary, and with them the time would grow with the square of the knowledge.
    """
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    space, rows_of_matrix = FeatureSpace.of(map(hashed_features, questions), MOST_FEATURES)
    matrix = csr_matrix(rows_of_matrix, (len(questions), len(space.hashes)))
    entries = tuple(dict.fromkeys(labels))
    number = {entry: i for i, entry in enumerate(entries)}
    owners = np.array([number[label] for label in labels])
    weights = np.zeros((len(space.hashes), len(entries)), np.int8)
    scale, bias = np.zeros(len(entries), np.float32), np.zeros(len(entries), np.float32)
    centres = _centres(matrix, owners, len(entries))
    strangers = np.random.default_rng(0).choice(len(owners), min(STRANGERS, len(owners)), replace=False)
    for entry in range(len(entries)):  # one after the other: LIBLINEAR's random numbers are shared by all threads
        if entry % BLOCK == 0:  # some entries at a time: how near each wording is to their mean wordings (cosine)
            near = matrix @ centres[entry : entry + BLOCK].toarray().T
        rows = _likely(near[:, entry % BLOCK], owners == entry, strangers)
        own = owners[rows] == entry
        if own.all():  # the only entry there is
            bias[entry] = 1.0
        else:
            found = LinearSVC(C=COST, tol=TOLERANCE, random_state=0, class_weight="balanced").fit(matrix[rows], own)
            column = found.coef_[0]
            top = float(np.abs(column).max()) or 1.0
            scale[entry], bias[entry] = top / 127, found.intercept_[0]
            weights[:, entry] = np.rint(column * (127 / top))
        if progress:
            progress(entry + 1, len(entries))
    return LinearModel(entries, space, weights, scale, bias)


def _centres(matrix: Any, owners: NDArray[np.intp], size: int) -> Any:
    """Return the mean wording of each entry (entries × features), of unit length."""
    from scipy.sparse import csr_matrix
    from sklearn.preprocessing import normalize

    members = csr_matrix((np.ones(len(owners), np.float32), (owners, np.arange(len(owners)))), (size, len(owners)))
    return normalize(members @ matrix)


def _likely(near: NDArray[np.float32], own: NDArray[np.bool_], strangers: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the rows of an entry's wordings, of the LIKELY others nearest to its centre, and of the strangers."""
    if len(near) <= LIKELY:
        return np.arange(len(near))
    distance = np.where(own, -np.inf, -near)
    size = min(len(near), LIKELY + int(own.sum()))
    return np.union1d(np.argpartition(distance, size - 1)[:size], strangers)
