"""All that is needed to match questions with one knowledge base, and the matches."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.knowledge.model import Entry, KnowledgeBase
from bot.matching.asking import asked_for
from bot.matching.english import REFERRING
from bot.matching.fit import Progress, fit
from bot.matching.model import LinearModel
from bot.matching.text import words
from bot.matching.vocabulary import Question, Vocabulary, english_hashes, word_hash

SHARPNESS = 4.0  # of the softmax that turns scores into shares; the maximum of the likelihood on the questions of
# tests/data/questions lies between 3 and 5

OUTNUMBERED = 4  # with less, too few other subjects are known; with more, a small event is drowned
ALONE = 0.2  # of a follow-up's score comes from its own words: the best of 0, 0.2, 0.35 and 0.5 on labelled follow-ups
CLEAR = 0.5  # margins; from 0.5 to 0.55 no labelled follow-up is lost by it, below that two are


@dataclass(frozen=True, slots=True)
class Match:
    """An entry with its score for a question; `share` is its part, from 0 to 1, of the belief in all entries."""

    entry: Entry
    score: float
    share: float


@dataclass(frozen=True, slots=True)
class Matches:
    """A question with every entry, best first; `answerable` and `rest` split them."""

    question: Question
    answerable: tuple[Match, ...]
    rest: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What the wordings of one entry use: terms, ordered pairs of concepts (hashes), kinds of thing asked for."""

    terms: NDArray[np.uint32]
    pairs: NDArray[np.uint32]
    kinds: Mapping[str, int]


@dataclass(slots=True)
class Matcher:
    """A knowledge base made ready for questions. Asking changes nothing in it but its caches.

    `wordings` is the checksum of what the model was fitted on.
    """

    knowledge: KnowledgeBase
    vocabulary: Vocabulary
    model: LinearModel
    usage: Mapping[str, Usage]
    wordings: int
    _spelled: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, knowledge: KnowledgeBase, progress: Progress | None = None, previous: "Matcher | None" = None
    ) -> "Matcher":
        """Fit a matcher; `progress` is told how many entries of how many are fitted.

        Where all wordings read as they do in `previous`, its model is kept: an edited answer costs no fitting.
        """
        vocabulary = Vocabulary.of(knowledge, english_hashes())
        labels, questions = [], []
        usage = {}
        most = _most_common_wordings(knowledge)
        for entry in knowledge.entries.values():
            read = [vocabulary.read_wording(wording) for wording in _drawn(entry, most)]
            labels += [entry.id] * len(read)
            questions += read
            usage[entry.id] = _usage(read, vocabulary.read(entry.text))
        wordings = word_hash(
            repr([(label, read.words, read.terms) for label, read in zip(labels, questions, strict=True)])
        )
        kept = previous.model if previous and previous.wordings == wordings else None
        return cls(knowledge, vocabulary, kept or fit(questions, labels, progress), usage, wordings)

    def match(self, text: str, earlier: str | None = None) -> Matches:
        """Match a question; `earlier` is the message it follows up on, if any.

        A question that leans on the earlier one, or that alone reaches no entry's boundary, is matched together
        with it, as the follow-ups among the wordings are written; its own words keep ALONE of the weight. But what
        is alone CLEAR to be something no source says ("how many of them were killed?") stays that.
        """
        question = self.vocabulary.read(text)
        scores = self.model.scores(question)
        best = int(scores.argmax())
        unanswered = scores[best] >= CLEAR and not self.knowledge.entries[self.model.entries[best]].answerable
        if earlier is not None and not unanswered and (leans(question) or scores[best] < 0):
            question = self.vocabulary.read(text, earlier)
            scores = ALONE * scores + (1 - ALONE) * self.model.scores(question)
        return self.rank(question, scores)

    def rank(self, question: Question, scores: NDArray[np.float32]) -> Matches:
        """Return matches for given scores, in the order of the model's entries."""
        shares = np.exp(SHARPNESS * (scores - scores.max()))
        shares /= shares.sum()
        entries = self.knowledge.entries
        ranked = [
            Match(entries[self.model.entries[i]], float(scores[i]), float(shares[i])) for i in np.argsort(-scores)
        ]
        return Matches(
            question,
            tuple(match for match in ranked if match.entry.answerable),
            tuple(match for match in ranked if not match.entry.answerable),
        )

    def titles_like(self, typed: str, limit: int) -> list[Entry]:
        """Return up to `limit` of the event's entries, those whose title is most like what was typed so far first."""
        entries = [entry for entry in self.knowledge.entries.values() if not entry.common]
        if not typed.strip():
            return entries[:limit]
        titles = [entry.title.casefold() for entry in entries]
        hits = process.extract(typed.casefold(), titles, scorer=fuzz.partial_token_set_ratio, limit=4 * limit)
        ranked = sorted(hits, key=lambda hit: (-fuzz.WRatio(typed.casefold(), hit[0]) - hit[1], hit[2]))
        return [entries[hit[2]] for hit in ranked[:limit]]

    def nearest_wording(self, question: Question, entry: Entry) -> tuple[str, float]:
        """Return the entry's wording most like the question, and how alike they are from 0 to 1.

        By rapidfuzz's ratio over the sorted words (its token_sort_ratio, with the sorting done once): what differs
        in either counts.
        """
        if entry.id not in self._spelled:
            self._spelled[entry.id] = tuple(" ".join(sorted(words(wording))) for wording in entry.all_wordings)
        hit = process.extractOne(" ".join(sorted(question.words)), self._spelled[entry.id], scorer=fuzz.ratio)
        return entry.all_wordings[hit[2]], hit[1] / 100


def _most_common_wordings(knowledge: KnowledgeBase) -> int:
    """Return how many wordings a common entry may count with: OUTNUMBERED times what the event's own have on average.

    Beside a small event, the hundreds of wordings of small talk and other subjects would leave it no room.
    """
    own = [len(entry.all_wordings) for entry in knowledge.entries.values() if not entry.common]
    return OUTNUMBERED * -(-sum(own) // len(own)) if own else 0


def _drawn(entry: Entry, most: int) -> tuple[str, ...]:
    """Return an entry's wordings; of a common one at `most` so many, drawn evenly."""
    found = entry.all_wordings
    if not entry.common or len(found) <= most:
        return found
    return tuple(found[i * len(found) // most] for i in range(most))


def leans(question: Question) -> bool:
    """Say whether a question leans on an earlier one: a pronoun, or too short to stand alone."""
    return len(question.words) <= 4 or bool(REFERRING.intersection(question.words))


def ordered_pairs(question: Question) -> set[int]:
    """Return the hashes of all pairs of concepts, in the order in which they are first named."""
    named = concepts(question)
    return {word_hash(f"{a} {b}") for i, a in enumerate(named) for b in named[i + 1 :]}


def concepts(question: Question) -> list[str]:
    """Return the concepts of a question, each once, in the order in which they are first named."""
    return [term for term in dict.fromkeys(question.terms) if term[0] == "@"]


def _usage(read: list[Question], answer: Question) -> Usage:
    terms = {word_hash(term) for question in (*read, answer) for term in question.terms}
    pairs = {pair for question in read for pair in ordered_pairs(question)}
    kinds: dict[str, int] = {}
    for question in read:
        kind = asked_for(question.words)
        kinds[kind] = kinds.get(kind, 0) + 1
    return Usage(np.array(sorted(terms), np.uint32), np.array(sorted(pairs), np.uint32), kinds)
