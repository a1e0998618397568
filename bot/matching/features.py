"""A question -> the features a linear model weighs: hashed words, terms and letters."""

from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.matching.asking import asked_for
from bot.matching.vocabulary import Question, word_hash

LETTERS = (4,)  # lengths of the runs of letters; with 3 and 5 beside them the figures are no better
SparseRows = tuple[NDArray[np.float32], NDArray[np.intp], NDArray[np.intp]]  # values, columns, starts of rows (CSR)
LETTER_BIT = np.uint32(1)  # the lowest bit of a hash tells letters (1) from words and terms (0)


@lru_cache(maxsize=16_384)
def letter_features(word: str) -> tuple[int, ...]:
    """Return the hashes of a word's runs of letters, its edges included (fastText's subwords)."""
    edged = f"<{word}>"
    return tuple(
        word_hash(edged[i : i + size]) | 1 for size in LETTERS for i in range(len(edged) - size + 1)
    )  # fmt: skip


def word_features(question: Question) -> Iterator[str]:
    """Return a question's words and terms, terms also with the next one, the next concept, and what is asked for."""
    yield from (f"w {word}" for word in question.words)
    yield from (f"t {term}" for term in question.terms)
    yield from (f"t {a} {b}" for a, b in pairwise(("^", *question.terms, "$")))
    asked = asked_for(question.words)
    yield from (f"a {asked} {term}" for term in ("", *question.terms))
    concepts = [term for term in question.terms if term[0] == "@"]
    yield from (f"c {a} {b}" for a, b in pairwise(concepts))


def hashed_features(question: Question) -> set[int]:
    """Return the hashes of all features of a question."""
    found = {crc32(feature.encode()) & 0xFFFFFFFE for feature in word_features(question)}
    for word in question.words:
        found.update(letter_features(word))
    return found


class FeatureSpace:
    """Weighs hashed features by how rare they are: tf-idf with presence as tf (Spärck Jones 1972).

    `hashes` are the sorted features known, `rarity` their inverse document frequencies.
    """

    def __init__(self, hashes: NDArray[np.uint32], rarity: NDArray[np.float32]) -> None:
        self.hashes, self.rarity = hashes, rarity
        self._is_letter = (hashes & LETTER_BIT).astype(bool)

    def weigh(self, found: set[int]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return columns and values of one document: unit length, words and letters half each."""
        hashes = np.fromiter(found, np.uint32, len(found))
        if not len(self.hashes):
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        at = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        columns = at[self.hashes[at] == hashes]
        return columns, self._unit(columns, np.zeros(len(columns), np.intp), 1)

    def _unit(self, columns: NDArray[np.intp], rows: NDArray[np.intp], size: int) -> NDArray[np.float32]:
        """Return the values of `size` documents' features: `columns[i]` belongs to the document `rows[i]`."""
        values = self.rarity[columns].astype(np.float64)
        family = rows * 2 + self._is_letter[columns]
        lengths = np.sqrt(np.bincount(family, np.square(values), 2 * size))
        unit: NDArray[np.float32] = (values / (lengths[family] * np.sqrt(2))).astype(np.float32)
        return unit

    @classmethod
    def of(cls, documents: Iterable[set[int]], most: int) -> tuple["FeatureSpace", SparseRows]:
        """Collect the features of all documents, and weigh these.

        Keeps the `most` used features at the most. The documents come back as rows of a sparse matrix (CSR).
        """
        sizes, collected = [], array("I")
        for found in documents:
            sizes.append(len(found))
            collected.extend(found)
        flat = np.frombuffer(collected, np.uint32)
        hashes, columns, counts = np.unique(flat, return_inverse=True, return_counts=True)
        rows = np.repeat(np.arange(len(sizes)), sizes)
        if len(hashes) > most:
            kept = counts >= np.partition(counts, -most)[-most] + 1
            inside = kept[columns]
            columns, rows = (np.cumsum(kept) - 1)[columns[inside]], rows[inside]
            hashes, counts = hashes[kept], counts[kept]
        rarity = np.log((1 + len(sizes)) / (1 + counts)) + 1
        space = cls(hashes, rarity.astype(np.float32))
        starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(sizes)))))
        return space, (space._unit(columns, rows, len(sizes)), columns, starts)
