"""The details of a message beside those of the record: numbers, days and places that differ, and what is missing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge import dates
from bot.knowledge.model import Sentence
from bot.knowledge.number_words import number_of, word_for
from bot.knowledge.written import WORD, bare, straight
from bot.matching.english import (
    COUNTRIES,
    LEADING_PREPOSITIONS,
    NEGATIONS,
    PLACE_PREPOSITIONS,
    QUESTION_WORDS,
    REFLEXIVE,
    STOP_WORDS,
)
from bot.matching.matcher import Matcher, Matches, Usage
from bot.matching.text import words
from bot.matching.vocabulary import Question, stem

SHORT_QUESTION = 15  # words; a longer question tells a story, and most of its details are not asked about
NEAR = 4  # words after a number among which is what it counts
TELLING = 0.6  # rarity from which on a word of a claim is worth naming when the record lacks it
RARE = 0.88  # rarity from which on a word after "in" or "to" is a place rather than a common word
MAX_CONTRASTS = 4

_NUMBER = re.compile(
    r"(?:(?:at least|at most|about|around|some|more than|over|up to|nearly|almost|roughly|fewer than|"
    r"less than|only|an estimated)\s+)?"
    r"[$€£]?(?<![\w.,])(\d[\d,.]*\d|\d)(?!-)(?:%|\s?(?:percent|per cent|million|billion|bn|mn|m|km|kg)\b)?",
    re.IGNORECASE,
)
_TYPED_NUMBER = re.compile(
    r"(?<![\w.,])(\d[\d,.]*k?)\b(?:%|\s?(?:percent|per cent|thousand|million|billion|mil|mln|bn|mn)\b)?", re.IGNORECASE
)
_CAPITAL = re.compile(r"(?<=[a-z0-9,] )[A-Z][\w'’-]+")
WEEKDAYS = frozenset(map(str.casefold, dates.WEEKDAYS))
MONTHS = frozenset(map(str.casefold, dates.MONTHS)) - {"may", "march"}  # these are more often other words
_BEFORE_YEARS = frozenset("in since of from by until before after during year".split()) | MONTHS
_YEAR = re.compile(r"(?:19|20)\d\d")
_ANYBODY = frozenset(map(stem, "people person persons men women children others".split()))
_NO_NAMES = STOP_WORDS | NEGATIONS | QUESTION_WORDS | REFLEXIVE | WEEKDAYS | MONTHS


@dataclass(frozen=True, slots=True)
class Contrast:
    """A detail as it was typed, and what the sentences shown say instead; `ours` is empty when they say nothing.

    `on_record` says that some other answer of the record has the detail.
    """

    theirs: str
    ours: str = ""
    on_record: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares the details of a message with the sentences that are `shown`.

    `usage` is what the answering entry uses, if one answers: what its own phrasings name is no strange detail.
    With `comparable` off, the sentences are about something else, so no detail of theirs is set against the message's.
    """

    matcher: Matcher
    matches: Matches
    shown: Sequence[Sentence]
    usage: Usage | None
    comparable: bool = True

    def of_question(self) -> tuple[Contrast, ...]:
        """Return the numbers, days and names of a short question that differ in the sentences, or are missing."""
        if len(self._question.words) > SHORT_QUESTION:
            return ()
        return _each_once([*self._numbers(), *self._dates(), *self._names()])

    def of_claim(self) -> tuple[Contrast, ...]:
        """Return the same of a claim, and the telling words that no answer has."""
        found = [*self._numbers(), *self._dates(), *self._names()]
        named = {word for contrast in found for word in words(contrast.theirs)}
        lacking = [Contrast(word) for word in self._lacking() if named.isdisjoint(words(word))]
        return _each_once([*found, *lacking])

    def corrections(self, sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
        """Return those of further sentences that count the same things as a number that the sentences shown lack."""
        pool = list(sentences)
        found: dict[Sentence, None] = {}
        for typed, number in self._strange_numbers():
            if not self._same_count(typed, number, self.shown):
                found.update(dict.fromkeys([one for one in pool if self._same_count(typed, number, [one])][:1]))
        return tuple(found)

    @property
    def _question(self) -> Question:
        return self.matches.question

    def _numbers(self) -> Iterator[Contrast]:
        """Yield the numbers that the sentences don't have, each with the one that counts the same there."""
        for typed, number in self._strange_numbers():
            ours, on_record = self._same_count(typed, number, self.shown), self._is_counted(number)
            if ours or not on_record:
                yield Contrast(typed, ours, on_record)

    def _strange_numbers(self) -> Iterator[tuple[str, str]]:
        """Yield the numbers that the sentences don't have: as typed, and as read."""
        said = {word for sentence in self.shown for word in words(sentence.says)}
        said |= {number for sentence in self.shown for number in _spelled_numbers(sentence.says)}
        for typed in _TYPED_NUMBER.finditer(self._question.text):
            number = re.sub("k$", "000", typed[1].rstrip(".,").replace(",", ""), flags=re.IGNORECASE)
            if number not in said and len(number) > 1 and number in self._question.words:
                yield typed.group(), number

    def _is_counted(self, number: str) -> bool:
        """Say whether an answer of the record has a number, in digits or as a word."""
        spelled = word_for(int(number)) if number.isdecimal() else ""
        return self.matcher.is_said(number) or bool(spelled and self.matcher.is_said(stem(spelled)))

    def _same_count(self, typed: str, number: str, sentences: Sequence[Sentence]) -> str:
        """Return the number in the sentences that counts the same things, as in "at least 3,000"."""
        if not self.comparable:
            return ""
        at = self._question.words.index(number)
        counted = self._content(self._question.words[at + 1 : at + 1 + NEAR]) - _ANYBODY
        is_year = bool(_YEAR.fullmatch(typed)) and self._question.words[at - 1] in _BEFORE_YEARS
        for text in (sentence.says for sentence in sentences):
            for found in _NUMBER.finditer(text):
                if bool(_YEAR.fullmatch(found[1])) is not is_year or (not is_year and _is_date(text, found)):
                    continue
                if _is_share(found.group()) is not _is_share(typed):
                    continue
                if is_year or not counted.isdisjoint(self._content(text[found.end() :].split()[:NEAR])):
                    return found.group().strip()
        return ""

    def _content(self, near: Iterable[str]) -> set[str]:
        return self.matcher.vocabulary.all_terms(" ".join(near)) - STOP_WORDS

    def _dates(self) -> Iterator[Contrast]:
        """Yield the weekdays and months that the sentences don't have, with the only one that they have."""
        for names in (WEEKDAYS, MONTHS):
            said = {word for sentence in self.shown for word in words(sentence.says) if word in names}
            follow = {word for sentence in self.shown for word in _weekdays(sentence.says)} & names
            for word in self._question.words:
                if word in names and word not in said | follow:
                    ours = next(iter(said)).capitalize() if len(said) == 1 and self.comparable else ""
                    yield Contrast(word.capitalize(), ours, self.matcher.is_said(stem(word)) or self._is_a_day(word))

    def _is_a_day(self, weekday: str) -> bool:
        """Say whether an answer of the record gives the date of such a day."""
        entries = [entry for entry in self.matcher.knowledge.own_entries if entry.approved]
        return any(weekday in _weekdays(sentence.says) for entry in entries for sentence in entry.answer)

    def _names(self) -> Iterator[Contrast]:
        """Yield the names that the sentences don't have, each with the place that stands there instead."""
        if self.matches.in_context:  # some names are of the earlier question
            return
        terms = frozenset[str]().union(*map(self.matcher.terms_of, self.shown))
        capitals = {word for name in _CAPITAL.findall(self._question.text) for word in words(name)}
        before = ""
        for term, behind in zip(self._question.terms, self._question.term_words, strict=True):
            word, is_place = behind.split()[-1], before in PLACE_PREPOSITIONS
            is_name = word in COUNTRIES or not capitals.isdisjoint(behind.split()) or (is_place and self._is_rare(word))
            if is_name and term not in terms and word not in _NO_NAMES:
                leads = self.comparable and before in LEADING_PREPOSITIONS
                places = (_place_after(before, sentence.says) for sentence in self.shown) if leads else ()
                ours, on_record = next(filter(None, places), ""), self.matcher.is_said(term)
                if ours or not on_record or self.usage is None or not self.usage.has_term(term):
                    yield Contrast(self._as_typed(behind), ours, on_record)
            before = word

    def _is_rare(self, word: str) -> bool:
        rarity = self.matcher.vocabulary.english.rarity(word)
        return word.isalpha() and (rarity is None or rarity >= RARE)

    def _lacking(self) -> Iterator[str]:
        """Yield the telling words of a claim, as typed and together where they stand so, that no answer has."""
        if self.matches.in_context:
            return
        run: list[str] = []
        for term, behind in zip(self._question.terms, self._question.term_words, strict=True):
            if self._lacks(term, behind.split()[-1]):
                run.append(behind)
            elif run:
                yield self._as_typed(" ".join(run))
                run = []
        if run:
            yield self._as_typed(" ".join(run))

    def _lacks(self, term: str, word: str) -> bool:
        """Say whether a word tells something that no answer has.

        What the phrasings of the answering entry use is what its answer is about, in other words.
        """
        if word in _NO_NAMES or term[0].isdigit() or self.matcher.is_said(term) or self.matcher.is_said(stem(word)):
            return False
        rarity = self.matcher.vocabulary.english.rarity(word)
        tells = term[0] == "@" or rarity is None or rarity >= TELLING
        return tells and not (self.usage and self.usage.has_term(term))

    def _as_typed(self, read: str) -> str:
        """Return words as they stand in the message, or as they were read when they were repaired."""
        pattern = r"[\W_]+".join(map(re.escape, read.split()))
        found = re.search(rf"\b{pattern}\b", self._question.text, re.IGNORECASE)
        return found.group() if found else read


def _each_once(found: Iterable[Contrast]) -> tuple[Contrast, ...]:
    first: dict[str, Contrast] = {}
    for contrast in found:
        first.setdefault(contrast.theirs.casefold(), contrast)
    return tuple(first.values())[:MAX_CONTRASTS]


def _spelled_numbers(text: str) -> set[str]:
    """Return the numbers that a text has as words, in digits."""
    found = (number_of(bare(word)) for word in WORD.findall(straight(text)))
    return {str(number) for number in found if number is not None}


def _weekdays(text: str) -> set[str]:
    """Return the days of the week of the dates that a text has in full, in lower case."""
    days = (day for written in dates.written_dates(text) if written.year for day in written.in_year(written.year))
    return {dates.WEEKDAYS[day.weekday()].casefold() for day in days}


def _is_share(number: str) -> bool:
    """Say whether a number is a share: 40%, 40 percent."""
    return number.endswith(("%", "percent", "per cent"))


def _is_date(text: str, found: re.Match[str]) -> bool:
    """Say whether a number is part of a date: 25 October, October 25."""
    before, after = text[: found.start()].split(), text[found.end() :].split()
    near = {word.strip(",.").casefold() for word in (*before[-1:], *after[:1])}
    return not near.isdisjoint(MONTHS)


def _place_after(preposition: str, text: str) -> str:
    """Return the place after a preposition in a sentence: "to eastern Russia"."""
    found = re.search(
        rf"\b{preposition}(?: (?:the|north|south|east|west)\w*)?(?: [A-Z][\w-]+)+"
        r"(?: (?:area|region|port|coast|city|province)\b)?",
        text,
    )
    return found.group() if found else ""
