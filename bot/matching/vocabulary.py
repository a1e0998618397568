"""The words of an event: its concepts, and the repair of words typed wrong."""

import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import Stemmer
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.model import KnowledgeBase
from bot.matching.english import QUESTION_WORDS, STOP_WORDS
from bot.matching.text import words

FOLLOWS = " >> "  # between the earlier question and the follow-up in a wording
SLIP_LENGTHS = (6, 10)  # one slip up to 6 letters, two up to 10, three beyond (Vladivostok, Indo-Pacific)
RIGHT_COUNT = 3  # a word no dictionary has is a name, not a typo, when the wordings use it this often
SHORT_TARGETS = 500  # words of three and four letters are repaired to one of the event's 500 most used words alone
OUTWEIGHED = 10  # … unless a word one letter away is used this many times as often
_AMERICAN = {"our": "or", "ise": "ize", "isa": "iza", "isi": "izi", "yse": "yze", "ysi": "yzi", "tre": "ter", "ll": "l"}
_BRITISH = re.compile("|".join(f"(?<=.{{2}}){ending}" for ending in _AMERICAN))
_STEMMER = Stemmer.Stemmer("english")


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return the stem of an English word (Porter 1980, as revised in Snowball's English stemmer)."""
    return str(_STEMMER.stemWord(word))


def word_hash(word: str) -> int:
    """Return the 32-bit checksum that stands for a word or feature in the arrays (CRC-32, IEEE 802.3)."""
    return zlib.crc32(word.encode())


def english_hashes() -> NDArray[np.uint32]:
    """Return the sorted hashes of pyspellchecker's English word list, about 160,000 words.

    In 32 bits a foreign word passes for an English one once in 25,000 times.
    """
    from spellchecker import SpellChecker  # read when a knowledge base is fitted, not at every start

    known = [word_hash(word) for word in SpellChecker(language="en").word_frequency.dictionary]
    return np.unique(np.array(known, np.uint32))


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is matched.

    `words` are normalised and repaired; `terms` are their stems, with each concept of the event as `@concept`;
    `foreign` are the words that the record never uses; `repaired` maps what was typed to what was read.
    """

    text: str
    words: tuple[str, ...]
    terms: tuple[str, ...]
    foreign: tuple[str, ...]
    repaired: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Vocabulary:
    """The words of one event, and how a question is read in them.

    `concepts` maps a wording, as stems joined by spaces, to its `@concept`; `right` holds the event's words that
    are spelled right, most used first; `stems` those of all its words; `english` the hashes of a word list.
    """

    concepts: dict[str, str]
    right: list[str]
    stems: frozenset[str]
    english: NDArray[np.uint32]
    _known: frozenset[str] = field(init=False)
    _targets: dict[str, dict[int, str]] = field(init=False)
    _joined: dict[str, str] = field(init=False)
    _longest: dict[str, int] = field(init=False)
    _repairs: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._known = frozenset(self.right)
        self._targets = {}  # by first letter, then by rank among the words
        for rank, word in enumerate(self.right):
            if len(word) > 2:
                self._targets.setdefault(word[0], {})[rank] = word
        self._joined = {phrase.replace(" ", ""): phrase for phrase in self.concepts if " " in phrase}
        self._longest = {}  # words in the longest wording of a concept that begins with a stem
        for phrase in self.concepts:
            first, size = phrase.split(" ", 1)[0], phrase.count(" ") + 1
            self._longest[first] = max(size, self._longest.get(first, 0))

    @classmethod
    def of(cls, knowledge: KnowledgeBase, english: NDArray[np.uint32]) -> "Vocabulary":
        """Collect the words of a knowledge base: its wordings, its answers (their names above all), its concepts."""
        counts: Counter[str] = Counter()
        edited: set[str] = set()  # what an editor wrote is spelled right
        for entry in knowledge.entries.values():
            for wording in entry.all_wordings:
                counts.update(words(wording))
            edited.update(words(entry.text))
        concepts: dict[str, str] = {}
        for concept, wordings in knowledge.concepts.items():
            for wording in wordings:
                found = words(wording)
                concepts.setdefault(" ".join(map(stem, found)), f"@{concept}")
                edited.update(found)
        english_words = set(np.flatnonzero(np.isin(_hashes(counts), english)))
        sure = edited | {word for i, word in enumerate(counts) if i in english_words or not word.isalpha()}
        counts.update(edited)
        common = sorted(w for w in sure if len(w) > 3 and (w in edited or counts[w] >= OUTWEIGHED * RIGHT_COUNT))
        names = {
            word
            for word, count in counts.items()
            if word not in sure and count >= RIGHT_COUNT and not _is_slip(word, count, common, counts, edited)
        }
        right = sorted(sure | names, key=lambda word: (-counts[word], word))
        return cls(concepts, right, frozenset(map(stem, right)), english)

    def read(self, text: str, earlier: str | None = None) -> Question:
        """Return `text` in the words of the event.

        A follow-up is read with what the `earlier` question was about: its words without those that ask.
        """
        typed_words = words(text)
        if earlier:
            typed_words += tuple(word for word in words(earlier) if word not in QUESTION_WORDS)
        found: list[str] = []
        repaired: list[tuple[str, str]] = []
        for typed in typed_words:
            right = self._repair(typed)
            if right != typed:
                repaired.append((typed, right))
            found.extend(right.split())
        stems = tuple(map(stem, found))
        foreign = tuple(
            word for word, its in zip(found, stems, strict=True) if its not in self.stems and word not in STOP_WORDS
        )
        return Question(text, tuple(found), self._terms(stems), foreign, tuple(repaired))

    def read_wording(self, wording: str) -> Question:
        """Return a wording of an entry; `earlier question >> follow-up` is read as a follow-up."""
        earlier, _, text = wording.rpartition(FOLLOWS)
        return self.read(text, earlier or None)

    def _terms(self, stems: tuple[str, ...]) -> tuple[str, ...]:
        """Replace each longest run of stems that is a wording of a concept by that concept."""
        found: list[str] = []
        start = 0
        while start < len(stems):
            longest = self._longest.get(stems[start], 0)
            for size in range(min(longest, len(stems) - start), 0, -1):
                concept = self.concepts.get(" ".join(stems[start : start + size]))
                if concept:
                    found.append(concept)
                    start += size
                    break
            else:
                found.append(stems[start])
                start += 1
        return tuple(found)

    def _repair(self, word: str) -> str:
        if word in self._known or len(word) < 3 or not word.isalpha() or not word.isascii():
            return word
        if word not in self._repairs:
            if len(self._repairs) > 10_000:  # bounds what strangers' typing can pile up
                self._repairs.clear()
            self._repairs[word] = self._nearest(word)
        return self._repairs[word]

    def _nearest(self, word: str) -> str:
        """Return the event's word that `word` is a slip of, or `word`.

        Optimal string alignment distance, in which two letters changed about are one slip (Damerau 1964; by
        rapidfuzz). A word of the English word list is right, however unknown to the event.
        """
        if joined := self._joined.get(stem(word)):
            return joined
        if self._is_english(word):
            return word
        slips = 1 + sum(len(word) > length for length in SLIP_LENGTHS)
        swapped = sorted(word)
        likely = [
            hit
            for first in dict.fromkeys(word[:2])  # the first letter is rarely wrong, but may have changed places
            for hit in process.extract(word, self._targets.get(first, {}), scorer=OSA.distance, score_cutoff=slips)
            if first == word[0] or sorted(hit[0]) == swapped
        ]
        if len(word) < 5:  # a short unknown word is as often a name as a slip: only of the words used most
            likely = [hit for hit in likely if hit[2] < SHORT_TARGETS]
        if len(word) < 4:
            likely = [hit for hit in likely if sorted(hit[0]) == swapped or hit[0] == word + word[-1]]
        return min(likely, key=lambda hit: hit[1:])[0] if likely else word

    def _is_english(self, word: str) -> bool:
        hashes = np.array([word_hash(spelling) for spelling in (word, _american(word))], np.uint32)
        at = np.minimum(np.searchsorted(self.english, hashes), len(self.english) - 1)
        return bool((self.english[at] == hashes).any())


def _american(word: str) -> str:
    """Return the American spelling of a British word, which the word list lacks."""
    return _BRITISH.sub(lambda found: _AMERICAN[found.group()], word)


def _hashes(found: Counter[str]) -> NDArray[np.uint32]:
    return np.fromiter(map(word_hash, found), np.uint32, len(found))


def _is_slip(word: str, count: int, common: list[str], counts: Counter[str], edited: set[str]) -> bool:
    """Tell a misspelling that many wordings share from a name.

    A slip is one letter away from a word that an editor wrote, or from one that is used far more often.
    """
    hits = process.extract(word, common, scorer=OSA.distance, score_cutoff=1, limit=3)
    return any((hit in edited and len(hit) > 4) or counts[hit] >= OUTWEIGHED * count for hit, _, _ in hits)
