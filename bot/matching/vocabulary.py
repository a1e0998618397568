"""The words of an event: its concepts, and the repair of words typed wrong."""

import re
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

import numpy as np
import Stemmer
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.model import KnowledgeBase
from bot.matching.english import QUESTION_WORDS, STOP_WORDS
from bot.matching.text import all_words, phrasing_words, words

WordsOf = Callable[[str], tuple[str, ...]]
FOLLOWS = " >> "  # between the earlier question and the follow-up in a phrasing
SLIP_LENGTHS = (6, 10)  # one slip up to 6 letters, two up to 10, three beyond (Vladivostok, Indo-Pacific)
MIN_NAME_COUNT = 3  # a word no dictionary has is a name, not a typo, when the phrasings use it this often
SHORT_TARGETS = 500  # words of three and four letters are repaired to one of the event's 500 most used words alone
SMOOTHING = 50  # added to each count of a word: below, the list's counts say little
SLIP_RATIO = 10  # … unless a word one letter away is used this many times as often
_AMERICAN = {"our": "or", "ise": "ize", "isa": "iza", "isi": "izi", "yse": "yze", "ysi": "yzi", "tre": "ter", "ll": "l"}
_BRITISH = re.compile("(?<=..)(our|ise|isa|isi|yse|ysi|tre|ll)")
_STEMMER = Stemmer.Stemmer("english")


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return the stem of an English word (Porter 1980, as revised in Snowball's English stemmer)."""
    return str(_STEMMER.stemWord(word))


def word_hash(word: str) -> int:
    """Return the 32-bit checksum that stands for a word or feature in the arrays (CRC-32, IEEE 802.3)."""
    return zlib.crc32(word.encode())


@dataclass(frozen=True, slots=True)
class EnglishWords:
    """pyspellchecker's English word list, about 160,000 words: sorted hashes, and how rare each word is (0 to 1).

    In 32 bits a foreign word passes for an English one once in 25,000 times.
    """

    hashes: NDArray[np.uint32]
    rarities: NDArray[np.float16]

    @classmethod
    def load(cls) -> "EnglishWords":
        """Read the list; this takes a sixth of a second, so it is done when training, not at every start."""
        from spellchecker import SpellChecker

        counts = SpellChecker(language="en").word_frequency.dictionary
        hashes, first = np.unique(np.array(list(map(word_hash, counts)), np.uint32), return_index=True)
        known = np.fromiter(counts.values(), np.float64, len(counts))[first] + SMOOTHING
        highest = np.log(known.sum() / SMOOTHING)
        return cls(hashes, np.clip(np.log(known.sum() / known) / highest, 0, 1).astype(np.float16))

    def rarity(self, word: str) -> float | None:
        """Return how rare a word is in English, from 0 (the) to 1; None when it is not an English word."""
        for spelling in (word, _american(word)):
            wanted = np.uint32(word_hash(spelling))
            at = int(np.searchsorted(self.hashes, wanted))
            if at < len(self.hashes) and self.hashes[at] == wanted:
                return float(self.rarities[at])
        return None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is matched.

    `words` are normalised and repaired; `terms` are their stems, with each concept of the event as `@concept`, and
    `term_words` the words behind each term;
    `unknown` are the words that the knowledge never uses; `repaired` pairs what was typed with what was read.
    """

    text: str
    words: tuple[str, ...]
    terms: tuple[str, ...]
    term_words: tuple[str, ...]
    unknown: tuple[str, ...]
    repaired: tuple[tuple[str, str], ...]

    @property
    def concepts(self) -> list[str]:
        """The concepts it names, each once, in the order in which they are first named."""
        return [term for term in dict.fromkeys(self.terms) if term[0] == "@"]


@dataclass(slots=True)
class Vocabulary:
    """The words of one event, and how a question is read in them.

    `concepts` maps the stems of a word or phrase, joined by spaces, to its `@concept`; `spelled_words` are the event's
    correctly spelled words, most used first; `stems` those of all its words; `english` a word list.
    """

    concepts: dict[str, str]
    spelled_words: list[str]
    stems: frozenset[str]
    english: EnglishWords
    _known: frozenset[str] = field(init=False)
    _repair_candidates: dict[str, dict[int, str]] = field(init=False)
    _without_spaces: dict[str, str] = field(init=False)
    _longest: dict[str, int] = field(init=False)
    _repairs: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._known = frozenset(self.spelled_words)
        self._repair_candidates = {}  # by first letter, then by rank among the words
        for rank, word in enumerate(self.spelled_words):
            if len(word) > 2:
                self._repair_candidates.setdefault(word[0], {})[rank] = word
        self._without_spaces = {phrase.replace(" ", ""): phrase for phrase in self.concepts if " " in phrase}
        self._longest = {}  # words in the longest phrase of a concept that begins with a stem
        for phrase in self.concepts:
            first, size = phrase.split(" ", 1)[0], phrase.count(" ") + 1
            self._longest[first] = max(size, self._longest.get(first, 0))

    @classmethod
    def from_knowledge(cls, knowledge: KnowledgeBase, english: EnglishWords) -> "Vocabulary":
        """Collect the words of a knowledge base: its phrasings, its answers (their names above all), its concepts."""
        counts: Counter[str] = Counter()
        edited: set[str] = set()  # what an editor wrote is spelled correctly
        for entry in knowledge.entries.values():
            counts.update(chain.from_iterable(map(phrasing_words, entry.phrasings)))
            edited.update(words(entry.text))
        concepts: dict[str, str] = {}
        for concept, phrasings in knowledge.concepts.items():
            for phrasing in phrasings:
                found = all_words(phrasing)
                concepts.setdefault(" ".join(map(stem, found)), f"@{concept}")
                edited.update(found)
        in_english = np.isin(_hashes(counts), english.hashes)
        sure = edited | {word for word, known in zip(counts, in_english, strict=True) if known or not word.isalpha()}
        counts.update(edited)
        common = sorted(w for w in sure if len(w) > 3 and (w in edited or counts[w] >= SLIP_RATIO * MIN_NAME_COUNT))
        names = {
            word
            for word, count in counts.items()
            if word not in sure and count >= MIN_NAME_COUNT and not _is_slip(word, count, common, counts, edited)
        }
        spelled = sorted(sure | names, key=lambda word: (-counts[word], word))
        return cls(concepts, spelled, frozenset(map(stem, spelled)), english)

    def read(self, text: str, earlier: str | None = None, words_of: WordsOf = words) -> Question:
        """Return `text` in the words of the event.

        A follow-up is read with what the `earlier` question was about: its words without those that ask.
        """
        typed_words = words_of(text)
        if earlier:
            typed_words += tuple(word for word in words_of(earlier) if word not in QUESTION_WORDS)
        found: list[str] = []
        repaired: list[tuple[str, str]] = []
        for typed in typed_words:
            read = self._repair(typed)
            if read != typed:
                repaired.append((typed, read))
            found.extend(read.split())
        stems = tuple(map(stem, found))
        unknown = tuple(
            word for word, its in zip(found, stems, strict=True) if its not in self.stems and word not in STOP_WORDS
        )
        terms, behind = self._terms(found, stems)
        return Question(text, tuple(found), terms, behind, unknown, tuple(repaired))

    def knows_all(self, words: tuple[str, ...]) -> bool:
        """Say whether all words are the event's own, so that none is repaired or unknown."""
        return self._known.issuperset(words)

    def read_phrasing(self, phrasing: str) -> Question:
        """Return a phrasing of an entry as it is matched; `earlier question >> follow-up` is read as a follow-up."""
        earlier, _, text = phrasing.rpartition(FOLLOWS)
        return self.read(text, earlier or None, phrasing_words)

    def all_terms(self, text: str) -> set[str]:
        """Return the stems of a text, and every concept in it, also inside a longer one: the UN in the UN council."""
        stems = list(map(stem, words(text)))
        runs = (
            " ".join(stems[start : start + size])
            for start, first in enumerate(stems)
            for size in range(1, self._longest.get(first, 0) + 1)
        )
        return {self.concepts[run] for run in runs if run in self.concepts}.union(stems)

    def _terms(self, words: list[str], stems: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Replace each longest run of stems that is a word or phrase of a concept by that concept.

        Returns the terms, and the words behind each.
        """
        terms: list[str] = []
        behind: list[str] = []
        start = 0
        while start < len(stems):
            longest = self._longest.get(stems[start], 0)
            for size in range(min(longest, len(stems) - start), 0, -1):
                concept = self.concepts.get(" ".join(stems[start : start + size]))
                if concept:
                    terms.append(concept)
                    behind.append(" ".join(words[start : start + size]))
                    start += size
                    break
            else:
                terms.append(stems[start])
                behind.append(words[start])
                start += 1
        return tuple(terms), tuple(behind)

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
        rapidfuzz). A word of the English word list is left alone, however unknown to the event.
        """
        if joined := self._without_spaces.get(stem(word)):
            return joined
        if self.english.rarity(word) is not None:
            return word
        slips = 1 + sum(len(word) > length for length in SLIP_LENGTHS)
        swapped = sorted(word)
        likely = [
            (distance, rank, candidate)
            for first in dict.fromkeys(word[:2])  # the first letter is rarely wrong, but may have changed places
            for candidate, distance, rank in process.extract(
                word, self._repair_candidates.get(first, {}), scorer=OSA.distance, score_cutoff=slips
            )
            if (first == word[0] or sorted(candidate) == swapped)
            # a short unknown word is as often a name as a slip: only of the words used most
            and (len(word) >= 5 or rank < SHORT_TARGETS)
            and (len(word) >= 4 or sorted(candidate) == swapped or candidate == word + word[-1])
        ]
        return min(likely)[2] if likely else word


def _american(word: str) -> str:
    """Return the American spelling of a British word, which the word list lacks."""
    return _BRITISH.sub(lambda found: _AMERICAN[found.group()], word)


def _hashes(found: Counter[str]) -> NDArray[np.uint32]:
    return np.fromiter(map(word_hash, found), np.uint32, len(found))


def _is_slip(word: str, count: int, common: list[str], counts: Counter[str], edited: set[str]) -> bool:
    """Tell a misspelling that many phrasings share from a name.

    A slip is one letter away from a word that an editor wrote, or from one that is used far more often.
    """
    hits = process.extract(word, common, scorer=OSA.distance, score_cutoff=1, limit=3)
    return any((hit in edited and len(hit) > 4) or counts[hit] >= SLIP_RATIO * count for hit, _, _ in hits)
