"""The best answerable entry for a question, beside its rivals: what the evidence is read from."""

from dataclasses import dataclass
from functools import cached_property

from bot.matching.english import STOP_WORDS
from bot.matching.matcher import Match, Matcher, Matches, Usage
from bot.matching.vocabulary import Question

SCORE_WITHOUT_RIVAL = -1.5  # the score of an entry that is not there: beyond the margin on the far side
RARITY_OF_CONCEPT = 0.6  # a term of the event says more than a common English word, and less than a rare one
RARITY_OF_NUMBER = 0.8
NEIGHBOURS = 5  # entries looked at for one that rests on other paragraphs


@dataclass(frozen=True)
class Candidate:
    """The best answerable entry for a question, with what the question shares with it and what it does not."""

    matcher: Matcher
    matches: Matches
    best: Match

    @property
    def words(self) -> tuple[str, ...]:
        """The question's words."""
        return self.matches.question.words

    @cached_property
    def usage(self) -> Usage:
        """What the entry's phrasings and answer use."""
        return self.matcher.usage[self.best.entry.id]

    @cached_property
    def content(self) -> dict[str, float]:
        """The question's terms that say what it is about, each with how rare it is in English (0 to 1)."""
        return content_of(self.matcher, self.matches.question)

    @cached_property
    def unmatched(self) -> dict[str, float]:
        """Those of them that neither the phrasings nor the answer of the entry have."""
        return {term: rarity for term, rarity in self.content.items() if not self.usage.has_term(term)}

    @cached_property
    def best_common(self) -> Match | None:
        """The best of the entries on small talk and other subjects."""
        return next((match for match in self.matches.unanswerable if match.entry.common), None)

    @cached_property
    def best_other(self) -> Match | None:
        """The next answerable entry that rests on other paragraphs."""
        places = set(self.best.entry.citations)
        following = self.matches.answerable[1 : NEIGHBOURS + 1]
        return next((match for match in following if places.isdisjoint(match.entry.citations)), None)

    def lead(self, rival: Match | None) -> float:
        """Return by how many margins the entry leads before another."""
        return self.best.score - (rival.score if rival else SCORE_WITHOUT_RIVAL)


def content_of(matcher: Matcher, question: Question) -> dict[str, float]:
    """Return a question's terms that say what it is about, each with how rare it is in English (0 to 1)."""
    pairs = zip(question.terms, question.term_words, strict=True)
    return {term: _rarity(matcher, term, word) for term, word in pairs if term not in STOP_WORDS}


def _rarity(matcher: Matcher, term: str, word: str) -> float:
    if term[0] == "@":
        return RARITY_OF_CONCEPT
    if term[0].isdigit():
        return RARITY_OF_NUMBER
    rarity = matcher.vocabulary.english.rarity(word)
    return 1.0 if rarity is None else rarity


def squares(terms: dict[str, float]) -> float:
    """Return the sum of the squared rarities of terms."""
    return sum(rarity * rarity for rarity in terms.values())
