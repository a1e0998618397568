"""Fit the linear model of a knowledge base: each entry against the phrasings it could be confused with."""

import math
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any  # scipy's matrices have no types
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import FeatureSpace
from bot.matching.fit_helper import FitHelper, FittedEntry, fit_entry
from bot.matching.model import LinearModel

NEAREST_NEGATIVES = 2_500  # other entries' phrasings that an entry is fitted against: those nearest to its own
RANDOM_NEGATIVES = 500  # and about so many others, so that it stays low for what is far off
ENTRIES_PER_BLOCK = 64  # whose neighbours are looked up together; more takes more memory, fewer more time
MAX_FEATURES = 150_000  # of a very large knowledge base only the most used features are kept
ENTRIES_PER_JOB = 6  # handed to the second process at a time
REFIT_ALL = 0.02  # of all phrasings changed since the last full fit: then everything is fitted again
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """One phrasing: the entry it belongs to, and its features (sorted hashes)."""

    entry: str
    features: NDArray[np.uint32]
    key: int

    @classmethod
    def of(cls, entry: str, features: NDArray[np.uint32]) -> "TrainingRow":
        """Make a row; its key is the same for the same entry and features."""
        return cls(entry, features, crc32(features.tobytes(), crc32(entry.encode())))


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model, and what a later fit needs to keep what has not changed.

    `reach` is, for each entry, the similarity (cosine) of the farthest phrasing that it was fitted against as one of
    its nearest; `drift` counts the rows that came or went since everything was last fitted.
    """

    model: LinearModel
    rows: Sequence[TrainingRow]
    reach: NDArray[np.float32]
    drift: int = 0


def fit(
    rows: Sequence[TrainingRow],
    progress: Progress | None = None,
    previous: Fit | None = None,
    helper: FitHelper | None = None,
) -> Fit:
    """Fit one linear support vector classifier per entry (Fan et al. 2008, LIBLINEAR; by scikit-learn).

    An entry is fitted against its nearest negatives alone: the others are so far off that they would not move its
    boundary, and with them the time would grow with the square of the knowledge. With a `previous` fit only those
    entries are fitted again that a row which came or went belongs to or is near to; the others keep their weights,
    which a full fit would change by rounding alone (tests/matching/test_fit.py states the bound). `progress` is told
    how many entries of how many are done; `helper` is a second process that does part of the work.
    """
    entries = tuple(dict.fromkeys(row.entry for row in rows))
    space, work = _work(rows, entries)
    came_or_went = _difference(previous.rows, rows) if previous else []
    drift = (previous.drift if previous else 0) + len(came_or_went)
    if previous is None or drift > REFIT_ALL * len(rows):
        kept, drift = {}, 0
    else:
        kept = _untouched(previous, entries, came_or_went, space, work)
    reach = np.full(len(entries), -np.inf, np.float32)
    for entry, before in kept.items():
        reach[entry] = previous.reach[before] if previous else -np.inf
    todo = [i for i in range(len(entries)) if i not in kept]
    found = dict(_fit_all(work, todo, reach, progress, helper))
    return Fit(_assembled(entries, space, found, kept, previous), rows, reach, drift)


def resumed(model: LinearModel, rows: Sequence[TrainingRow]) -> Fit:
    """Return the fit that gave a model on these rows."""
    _, work = _work(rows, model.entries)
    reach = np.full(len(model.entries), -np.inf, np.float32)
    for _ in work.jobs(list(range(len(model.entries))), reach):
        pass
    return Fit(model, rows, reach)


def _work(rows: Sequence[TrainingRow], entries: tuple[str, ...]) -> "tuple[FeatureSpace, _Work]":
    from scipy.sparse import csr_matrix

    space, content = FeatureSpace.fit_transform([row.features for row in rows], MAX_FEATURES)
    matrix = csr_matrix(content, (len(rows), len(space.hashes)))
    matrix.has_sorted_indices = True
    number = {entry: i for i, entry in enumerate(entries)}
    owners = np.fromiter((number[row.entry] for row in rows), np.intp, len(rows))
    return space, _Work(matrix, owners, _centres(matrix, owners, len(entries)), _drawn(rows))


@dataclass(frozen=True, slots=True)
class _Work:
    """All phrasings as rows of a sparse matrix, the entry of each, the entries' centres, and the random negatives."""

    matrix: Any
    owners: NDArray[np.intp]
    centres: Any
    drawn: NDArray[np.intp]

    def jobs(self, todo: list[int], reach: NDArray[np.float32]) -> Iterator[tuple[int, NDArray[np.intp]]]:
        """Yield each entry with the rows to fit it on; notes how far these reach."""
        for start in range(0, len(todo), ENTRIES_PER_BLOCK):
            block = todo[start : start + ENTRIES_PER_BLOCK]
            near = self.matrix @ self.centres[block].toarray().T  # cosine, rows × entries of the block
            for k, entry in enumerate(block):
                chosen, reach[entry] = _nearest(near[:, k], self.owners == entry, self.drawn)
                yield entry, chosen


def _drawn(rows: Sequence[TrainingRow]) -> NDArray[np.intp]:
    """Draw about RANDOM_NEGATIVES rows by their keys, so that the same rows are drawn when others come or go."""
    every = _drawn_every(len(rows))
    return np.array([i for i, row in enumerate(rows) if row.key % every == 0], np.intp)


def _drawn_every(rows: int) -> int:
    return int(2 ** max(0, round(math.log2(rows / RANDOM_NEGATIVES))))


def _centres(matrix: Any, owners: NDArray[np.intp], size: int) -> Any:
    """Return the mean phrasing of each entry (entries × features), of unit length."""
    from scipy.sparse import csr_matrix, diags

    members = csr_matrix((np.ones(len(owners), np.float32), (owners, np.arange(len(owners)))), (size, len(owners)))
    sums = members @ matrix
    lengths = np.sqrt(np.asarray(sums.multiply(sums).sum(axis=1)).ravel())
    return (diags(1 / np.maximum(lengths, 1e-12).astype(np.float32)) @ sums).tocsr()


def _nearest(
    near: NDArray[np.float32], own: NDArray[np.bool_], drawn: NDArray[np.intp]
) -> tuple[NDArray[np.intp], float]:
    """Return an entry's own rows, its nearest others and the drawn ones, and the similarity of the farthest nearest."""
    if len(near) <= NEAREST_NEGATIVES:
        return np.arange(len(near)), -math.inf
    distance = np.where(own, -np.inf, -near)
    size = min(len(near), NEAREST_NEGATIVES + int(own.sum()))
    chosen = np.argpartition(distance, size - 1)[:size]
    return np.union1d(chosen, drawn), float(-distance[chosen].max())


def _difference(old: Sequence[TrainingRow], new: Sequence[TrainingRow]) -> list[TrainingRow]:
    """Return the rows that only one of two fits has."""
    before, after = Counter(row.key for row in old), Counter(row.key for row in new)
    gone, come = before - after, after - before
    return [row for row in old if row.key in gone] + [row for row in new if row.key in come]


def _untouched(
    previous: Fit, entries: tuple[str, ...], came_or_went: list[TrainingRow], space: FeatureSpace, work: _Work
) -> dict[int, int]:
    """Return the entries that no such row belongs to or is near to, each with its number in the previous model."""
    from scipy.sparse import csr_matrix

    before = {entry: i for i, entry in enumerate(previous.model.entries)}
    candidates = {i: before[entry] for i, entry in enumerate(entries) if entry in before}
    if not came_or_went:
        return candidates
    every = _drawn_every(len(work.owners))
    if len(work.owners) <= NEAREST_NEGATIVES or any(row.key % every == 0 for row in came_or_went):
        return {}  # every entry is fitted against such a row
    rows = csr_matrix(space.rows([row.features for row in came_or_went]), (len(came_or_went), len(space.hashes)))
    nearest = np.asarray((work.centres @ rows.T).max(axis=1).todense()).ravel()
    owning = {row.entry for row in came_or_went}
    return {i: old for i, old in candidates.items() if nearest[i] < previous.reach[old] and entries[i] not in owning}


def _fit_all(
    work: _Work, todo: list[int], reach: NDArray[np.float32], progress: Progress | None, helper: FitHelper | None
) -> Iterator[tuple[int, FittedEntry]]:
    """Fit entries here and, where there is a helper, there; which of the two does an entry makes no difference."""
    jobs = deque(work.jobs(todo, reach))
    running: dict[Future[list[tuple[int, FittedEntry]]], list[tuple[int, NDArray[np.intp]]]] = {}
    if helper:
        helper.give(work.matrix, work.owners)
    while jobs or running:
        while helper and len(running) < 2 and len(jobs) > ENTRIES_PER_JOB:
            batch = [jobs.pop() for _ in range(ENTRIES_PER_JOB)]
            running[helper.submit(batch)] = batch
        if jobs:
            entry, rows = jobs.popleft()
            yield entry, fit_entry(work.matrix, work.owners, entry, rows)
        finished, _ = wait(running, 0 if jobs else None, FIRST_COMPLETED)
        for future in finished:
            batch = running.pop(future)
            if future.exception() is None:
                yield from future.result()
            else:  # the helper could not start, or was killed: its work is done here
                jobs.extend(batch)
                helper = None
        if progress:
            progress(len(todo) - len(jobs) - ENTRIES_PER_JOB * len(running), len(todo))


def _assembled(
    entries: tuple[str, ...],
    space: FeatureSpace,
    found: dict[int, FittedEntry],
    kept: dict[int, int],
    previous: Fit | None,
) -> LinearModel:
    weights = np.zeros((len(space.hashes), len(entries)), np.int8)
    scale, bias = np.zeros(len(entries), np.float32), np.zeros(len(entries), np.float32)
    if previous and kept:
        model = previous.model
        at = np.minimum(np.searchsorted(model.space.hashes, space.hashes), len(model.space.hashes) - 1)
        known = model.space.hashes[at] == space.hashes
        now, then = np.array(list(kept)), np.array(list(kept.values()))
        weights[known] = model.weights[at[known]] if np.array_equal(now, then) else 0
        if not np.array_equal(now, then):
            weights[np.ix_(known, now)] = model.weights[np.ix_(at[known], then)]
        scale[now], bias[now] = model.scale[then], model.bias[then]
    for entry, one in found.items():
        weights[:, entry], scale[entry], bias[entry] = one.weights, one.scale, one.bias
    return LinearModel(entries, space, weights, scale, bias)
