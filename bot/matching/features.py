"""A question -> the features a linear model weighs: hashed words, terms and letters.

By hand, not with scikit-learn's vectorizers: a question takes half a millisecond this way, and `onrecord ask` starts
without importing scikit-learn. That, and only that, is the reason.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from bot.matching.question_type import question_type
from bot.matching.vocabulary import Question, word_hash

LETTERS = 4  # length of the runs of letters; with 3 and 5 beside them the figures are no better
SparseRows = tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]  # values, columns, row starts (CSR)
LETTER_BIT = 1  # the lowest bit of a hash tells letters (1) from words and terms (0)


@lru_cache(maxsize=16_384)
def letter_features(word: str) -> tuple[int, ...]:
    """Return the hashes of a word's runs of letters, its edges included (fastText's subwords)."""
    edged = f"<{word}>"
    return tuple(word_hash(edged[i : i + LETTERS]) | LETTER_BIT for i in range(len(edged) - LETTERS + 1))


@lru_cache(maxsize=65_536)
def _word_feature(feature: str) -> int:
    return word_hash(feature) & ~LETTER_BIT


def word_features(question: Question) -> Iterator[str]:
    """Return a question's words and terms, terms also with the next one, the next concept, and what is asked for."""
    yield from (f"w {word}" for word in question.words)
    yield from (f"t {term}" for term in question.terms)
    yield from (f"t {a} {b}" for a, b in pairwise(("^", *question.terms, "$")))
    asked = question_type(question.words)
    yield from (f"a {asked} {term}" for term in ("", *question.terms))
    concepts = [term for term in question.terms if term[0] == "@"]
    yield from (f"c {a} {b}" for a, b in pairwise(concepts))


def hashed_features(question: Question) -> NDArray[np.uint32]:
    """Return the hashes of all features of a question, each once, in ascending order."""
    found = set(map(_word_feature, word_features(question)))
    found.update(chain.from_iterable(map(letter_features, question.words)))
    hashes = np.fromiter(found, np.uint32, len(found))
    hashes.sort()
    return hashes


class FeatureSpace:
    """The features that a knowledge base uses and how rare each is (inverse document frequency).

    `hashes` are sorted; `rarity` is aligned with them. Words and letters are weighed apart: half the squared length
    of a document's vector comes from either.
    """

    def __init__(self, hashes: NDArray[np.uint32], rarity: NDArray[np.float32]) -> None:
        self.hashes, self.rarity = hashes, rarity
        self._is_letter = (hashes & LETTER_BIT).astype(bool)

    def weigh(self, found: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return columns and values of one document: unit length, words and letters half each."""
        if not len(self.hashes):
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        at = np.minimum(np.searchsorted(self.hashes, found), len(self.hashes) - 1)
        columns = at[self.hashes[at] == found]
        return columns, self._unit(columns, np.zeros(len(columns), np.intp), 1)

    def rows(self, documents: Sequence[NDArray[np.uint32]]) -> SparseRows:
        """Return documents as the rows of a sparse matrix, as `weigh` does one."""
        sizes = np.fromiter(map(len, documents), np.intp, len(documents))
        flat = np.concatenate([*documents, np.zeros(0, np.uint32)])
        at = np.minimum(np.searchsorted(self.hashes, flat), max(len(self.hashes) - 1, 0))
        known = self.hashes[at] == flat if len(self.hashes) else np.zeros(len(flat), bool)
        return self._assemble(at[known], np.repeat(np.arange(len(documents)), sizes)[known], len(documents))

    @classmethod
    def fit_transform(cls, documents: Sequence[NDArray[np.uint32]], most: int) -> tuple["FeatureSpace", SparseRows]:
        """Collect the features of all documents, `most` of them at the most, and return the documents as rows."""
        flat = np.concatenate([*documents, np.zeros(0, np.uint32)])
        hashes, columns, counts = np.unique(flat, return_inverse=True, return_counts=True)
        rows = np.repeat(np.arange(len(documents)), np.fromiter(map(len, documents), np.intp, len(documents)))
        if len(hashes) > most:
            kept = counts > np.partition(counts, -most)[-most]
            inside = kept[columns]
            columns, rows = (np.cumsum(kept) - 1)[columns[inside]], rows[inside]
            hashes, counts = hashes[kept], counts[kept]
        rarity = np.log((1 + len(documents)) / (1 + counts)) + 1
        space = cls(hashes, rarity.astype(np.float32))
        return space, space._assemble(columns, rows, len(documents))

    def _assemble(self, columns: NDArray[np.intp], rows: NDArray[np.intp], size: int) -> SparseRows:
        starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=size)))).astype(np.int32)
        return self._unit(columns, rows, size), columns.astype(np.int32), starts

    def _unit(self, columns: NDArray[np.intp], rows: NDArray[np.intp], size: int) -> NDArray[np.float32]:
        """Return the values of `size` documents' features: `columns[i]` belongs to the document `rows[i]`."""
        values = self.rarity[columns].astype(np.float64)
        family = rows * 2 + self._is_letter[columns]
        lengths = np.sqrt(np.bincount(family, np.square(values), 2 * size))
        unit: NDArray[np.float32] = (values / (lengths[family] * np.sqrt(2))).astype(np.float32)
        return unit
