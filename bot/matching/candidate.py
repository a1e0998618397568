"""The best answerable entry for a question, beside its rivals: what the evidence is read from."""

import re
from dataclasses import dataclass
from functools import cached_property

from bot.matching.english import STOP_WORDS
from bot.matching.matcher import Match, Matcher, Matches, Usage

SCORE_WITHOUT_RIVAL = -1.5  # the score of an entry that is not there: beyond the margin on the far side
RARITY_OF_CONCEPT = 0.6  # a term of the event says more than a common English word, and less than a rare one
RARITY_OF_NUMBER = 0.8
SHORT_QUESTION = 15  # words
NEIGHBOURS = 5  # entries looked at for one that rests on other paragraphs


_INNER_CAPITAL = re.compile(r"(?<=[a-z0-9,] )[A-Z]\w+")


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
        question = self.matches.question
        pairs = zip(question.terms, question.term_words, strict=True)
        return {term: self._rarity(term, word) for term, word in pairs if term not in STOP_WORDS}

    @cached_property
    def unmatched(self) -> dict[str, float]:
        """Those of them that neither the phrasings nor the answer of the entry have."""
        return {term: rarity for term, rarity in self.content.items() if not self.usage.has_term(term)}

    @cached_property
    def uncovered(self) -> tuple[str, ...]:
        """The numbers and names in a short question that the entry doesn't have; in a long one they tell a story."""
        question = self.matches.question
        if len(question.words) > SHORT_QUESTION:
            return ()
        names = {name.casefold(): name for name in _INNER_CAPITAL.findall(question.text)}
        behind = dict(zip(question.terms, question.term_words, strict=True))
        missing = [names[word] for term in self.unmatched for word in behind[term].split() if word in names]
        if not self.matches.in_context:  # a phrasing may have a wrong number, an answer has the right ones
            said = self.matcher.numbers
            missing += [word for word in question.words if word[0].isdigit() and len(word) > 1 and word not in said]
        return tuple(missing)

    @cached_property
    def best_unknown(self) -> Match | None:
        """The best of the event's own entries without an answer."""
        return next((match for match in self.matches.unanswerable if not match.entry.common), None)

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

    def _rarity(self, term: str, word: str) -> float:
        if term[0] == "@":
            return RARITY_OF_CONCEPT
        if term[0].isdigit():
            return RARITY_OF_NUMBER
        rarity = self.matcher.vocabulary.english.rarity(word)
        return 1.0 if rarity is None else rarity


def squares(terms: dict[str, float]) -> float:
    """Return the sum of the squared rarities of terms."""
    return sum(rarity * rarity for rarity in terms.values())
