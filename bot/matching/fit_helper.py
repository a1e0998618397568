"""Fit single entries, here or in a second process.

A second process, not a thread: LIBLINEAR's random numbers are shared by all threads of a process, and the same files
must give the same model.
"""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar  # scipy's matrices have no types

import numpy as np
from numpy.typing import NDArray

from bot.matching.subprocesses import start_quietly

T = TypeVar("T")
SVM_C = 1.0  # with 2 and with 4 the figures differ by less than their error, and it takes longer
TOLERANCE = 0.1  # where the solver stops; from 0.01 to 0.3 the figures do not move, and the scores by under 0.02


@dataclass(frozen=True, slots=True)
class FittedEntry:
    """The boundary of one entry: weights of the features in 8 bits, times `scale`; `bias` is added."""

    weights: NDArray[np.int8]
    scale: float
    bias: float


def fit_entry(matrix: Any, owners: NDArray[np.intp], entry: int, rows: NDArray[np.intp]) -> FittedEntry:
    """Fit one entry on some rows of the matrix (phrasings × features); `owners` tells which are its own."""
    from sklearn.svm import LinearSVC

    own = owners[rows] == entry
    if own.all():  # the only entry there is
        return FittedEntry(np.zeros(matrix.shape[1], np.int8), 0.0, 1.0)
    found = LinearSVC(C=SVM_C, tol=TOLERANCE, random_state=0, class_weight="balanced").fit(matrix[rows], own)
    column = found.coef_[0]
    top = float(np.abs(column).max()) or 1.0
    return FittedEntry(np.rint(column * (127 / top)).astype(np.int8), top / 127, float(found.intercept_[0]))


class FitHelper:
    """A second process that fits entries; it loads scikit-learn while the first one still reads the knowledge."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(1, context, initializer=_prepare)
        self._pool.submit(os.getpid)  # starts the process now

    @classmethod
    def if_useful(cls, content_bytes: int) -> "FitHelper | None":
        """Start a helper where there is a second core and enough work to be worth its start of about a second."""
        worth_it = content_bytes > 300_000 and (os.cpu_count() or 1) > 1  # 6,000 phrasings
        return cls() if worth_it else None

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown(cancel_futures=True)

    def give(self, matrix: Any, owners: NDArray[np.intp]) -> None:
        """Give the helper what it is to fit on."""
        self._submit(_receive, matrix, owners)

    def submit(self, jobs: Sequence[tuple[int, NDArray[np.intp]]]) -> Future[list[tuple[int, FittedEntry]]]:
        """Fit the entries on the rows of `jobs`, in the helper; a helper that is gone gives a failed future."""
        return self._submit(_fit_some, jobs)

    def _submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        try:
            return self._pool.submit(function, *arguments)
        except RuntimeError as error:  # also of a pool whose process was killed
            failed: Future[T] = Future()
            failed.set_exception(error)
            return failed


_received: list[tuple[Any, NDArray[np.intp]]] = []  # in the helper: the matrix and its owners


def _prepare() -> None:
    start_quietly()
    import sklearn.svm  # noqa: F401  # most of a second, spent while the other process reads


def _receive(matrix: Any, owners: NDArray[np.intp]) -> None:
    _received[:] = [(matrix, owners)]


def _fit_some(jobs: Sequence[tuple[int, NDArray[np.intp]]]) -> list[tuple[int, FittedEntry]]:
    (matrix, owners) = _received[0]
    return [(entry, fit_entry(matrix, owners, entry, rows)) for entry, rows in jobs]
