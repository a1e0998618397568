"""Check the answers against the articles they cite: every quotation, number, date and name."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from bot.errors import Problem
from bot.knowledge.checks import quotations
from bot.knowledge.dates import WEEKDAYS, KnownDates, WrittenDate, written_dates
from bot.knowledge.loader import LoadedKnowledge
from bot.knowledge.model import Citation, Sentence, Source
from bot.knowledge.number_words import SHORT_MAGNITUDES, is_checked, number_of
from bot.knowledge.unchecked import EntryAt, SourceAt

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W\d_][^\W\d_'-]*(?:['-][^\W\d_]+)*\.?|\d[\d,.]*\d|\d")
_JOINING = frozenset(("of", "the", "de", "van", "von", "al", "bin", "and", "for"))


@dataclass(frozen=True, slots=True)
class ArticleCheck:
    """What is wrong, and which sentences could not be checked because an article was not given."""

    problems: tuple[Problem, ...]
    unchecked: tuple[Problem, ...]


def paragraphs_of(text: bytes) -> list[str]:
    """Return the paragraphs of an article: its lines with text, in order."""
    return [line for line in text.decode("utf-8-sig", "replace").splitlines() if line.strip()]


def check_articles(loaded: LoadedKnowledge, articles: Mapping[str, bytes]) -> ArticleCheck:
    """Return what the answers say that their cited paragraphs don't; `articles` maps a source's id to its text."""
    knowledge, positions = loaded.knowledge, loaded.positions
    problems: list[Problem] = []
    unchecked: list[Problem] = []
    texts = {}
    for source_id, text in articles.items():
        source = knowledge.sources[source_id]
        paragraphs = paragraphs_of(text)
        problems += [positions.problem(SourceAt(source_id), said) for said in _other_text(source, text, paragraphs)]
        texts[source_id] = _Article(source, paragraphs)
    for entry in knowledge.entries.values():
        for i, sentence in enumerate(entry.answer):
            at = EntryAt(entry.id, "answer", i)
            missing = sorted({citation.source for citation in sentence.cites} - set(texts))
            if missing:
                message = f"not checked: no article was given for {', '.join(f'`{name}`' for name in missing)}"
                unchecked.append(positions.problem(at, message))
                continue
            cited = _Cited(sentence.cites, texts, knowledge.concepts)
            problems += [positions.problem(at, message) for message in _unsupported(sentence, cited)]
    return ArticleCheck(tuple(problems), tuple(unchecked))


def _other_text(source: Source, text: bytes, paragraphs: list[str]) -> Iterable[str]:
    """Say when an article is not the text that was cited."""
    if len(paragraphs) != source.paragraphs:
        yield f"`{source.id}` has {source.paragraphs} paragraphs here, the article has {len(paragraphs)}; correct it"
    digest = hashlib.sha256(text).hexdigest()
    if source.sha256 and digest != source.sha256:
        yield (
            f"the article's sha256 is {digest}: this is not the text that was cited; "
            "check the citations, then update `sha256`"
        )


@dataclass(frozen=True)
class _Article:
    """The text of a source."""

    source: Source
    paragraphs: list[str]

    @cached_property
    def straight(self) -> list[str]:
        return [_straight(paragraph) for paragraph in self.paragraphs]

    @cached_property
    def plain(self) -> list[str]:
        return [_plain(paragraph) for paragraph in self.paragraphs]


@dataclass(frozen=True)
class _Cited:
    """The paragraphs that one sentence cites, of one source or of several."""

    cites: tuple[Citation, ...]
    articles: Mapping[str, _Article]
    concepts: Mapping[str, tuple[str, ...]]

    @cached_property
    def straight(self) -> list[tuple[Source, str]]:
        """The paragraphs, with straight quotes and hyphens, and the source of each."""
        found = []
        for citation in self.cites:
            article = self.articles[citation.source]
            if citation.paragraph <= len(article.paragraphs):
                found.append((article.source, article.straight[citation.paragraph - 1]))
        return found

    @cached_property
    def plain(self) -> str:
        return " ".join(_plain(paragraph) for _, paragraph in self.straight)

    @cached_property
    def words(self) -> set[str]:
        """The words of the paragraphs and of the publishers' names, numbers also in digits."""
        publishers = " ".join(_plain(self.articles[citation.source].source.publisher) for citation in self.cites)
        found = {_bare(word) for word in _WORD.findall(f"{self.plain} {publishers}")}
        found |= {_bare(part) for word in found if "-" in word for part in word.split("-")}
        found |= {str(value) for word in found if (value := number_of(word)) is not None}
        return found | {SHORT_MAGNITUDES[word] for word in found if word in SHORT_MAGNITUDES}

    @cached_property
    def dates(self) -> KnownDates:
        found = KnownDates()
        for source, paragraph in self.straight:
            found.add(paragraph, source.published)
        return found

    def elsewhere(self, text: str) -> list[Citation]:
        """Return the paragraphs that contain a text, in whatever article."""
        pattern = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
        return self._paragraphs(lambda article, i: bool(pattern.search(article.plain[i])))

    def with_date(self, written: WrittenDate) -> list[Citation]:
        """Return the paragraphs that support a date, in whatever article."""

        def supports(article: _Article, i: int) -> bool:
            known = KnownDates()
            known.add(article.straight[i], article.source.published)
            return known.support(written)

        return self._paragraphs(supports)

    def _paragraphs(self, matches: Callable[[_Article, int], bool]) -> list[Citation]:
        return [
            Citation(article.source.id, i + 1)
            for article in self.articles.values()
            for i in range(len(article.paragraphs))
            if matches(article, i)
        ]


def _unsupported(sentence: Sentence, cited: _Cited) -> Iterable[str]:
    """Yield what a sentence says and its paragraphs don't: quotations, dates, numbers, names."""
    listed = ", ".join(str(citation) for citation in sentence.cites)
    for quotation in quotations(sentence.says):
        wanted = _plain(quotation).strip(" .,")
        if wanted not in cited.plain:
            otherwise = "quote the article's own words, or paraphrase without quotation marks"
            yield f"“{quotation}” is not in {listed}; {_hint(cited.elsewhere(wanted), otherwise)}"
    says = _straight(sentence.says)
    for written in written_dates(says):
        says = says[: written.start] + " " * (written.end - written.start) + says[written.end :]
        if not cited.dates.support(written):
            yield f"the date {written.text} is not in {listed}; {_hint(cited.with_date(written), 'correct it')}"
        elif other := _other_weekday(written, cited):
            yield f"{written.text} was a {other}; correct the day of the week, or the date"
    for number in _numbers(says):
        if not _has_number(number, cited):
            yield f"the number {number} is not in {listed}; {_hint(cited.elsewhere(_plain(number)), 'correct it')}"
    for name in _names(says, cited):
        yield f"the name {name} is not in {listed}; {_hint(cited.elsewhere(_plain(name)), 'correct it')}"


def _hint(found: list[Citation], otherwise: str) -> str:
    return f"it is in {', '.join(map(str, found))}: cite that too" if found else otherwise


def _other_weekday(written: WrittenDate, cited: _Cited) -> str | None:
    """Return the right day of the week where a sentence gives a wrong one with its date."""
    if written.weekday is None or len(written.days) != 1:
        return None
    days = [day for day in cited.dates.days if (day.month, day.day) == (written.month, written.days[0])]
    if not days or any(day.weekday() == written.weekday for day in days):
        return None
    return WEEKDAYS[days[0].weekday()]


def _numbers(says: str) -> list[str]:
    """Return the numbers of a sentence, in digits and in words."""
    found = []
    for word in _WORD.findall(says):
        parts = [word] if number_of(_bare(word)) is not None else word.split("-")
        found += [part.rstrip(".") for part in parts if is_checked(_bare(part))]
    return found


def _has_number(number: str, cited: _Cited) -> bool:
    word = _bare(number)
    value = number_of(word)
    if {word, word.removesuffix("s"), f"{word}s", str(value)} & cited.words:
        return True
    return word.isdigit() and int(word) in cited.dates.years


def _names(says: str, cited: _Cited) -> list[str]:
    """Return the names of a sentence that the cited paragraphs don't support, whole: `Diana Okafor`, not two words."""
    found = []
    for run in _capitalised_runs(says):
        stated = [_is_stated(_bare(word), cited) for word, _ in run]
        missing = [
            word
            for (word, first), known in zip(run, stated, strict=True)
            if not known and not (first and _is_ordinary(_bare(word), cited))
        ]
        if not missing:
            continue
        whole = " ".join(word for word, _ in run)
        elsewhere = cited.elsewhere(_plain(whole))
        if any(stated) and elsewhere:
            continue  # the paragraph has part of the name, and the article gives it in full elsewhere
        found.append(whole if any(stated) or elsewhere else " ".join(missing))
    return found


def _capitalised_runs(says: str) -> list[list[tuple[str, bool]]]:
    """Return the runs of capitalised words, each word with whether it begins a clause."""
    text = _straight(says)
    runs: list[list[tuple[str, bool]]] = []
    end = -1
    for match in _WORD.finditer(text):
        word, before = match.group(), text[: match.start()].rstrip()
        if not word[0].isupper():
            continue
        first = not before or before[-1] in '.:;“"'
        gap = text[end : match.start()] if end >= 0 else "."
        joined = gap.strip() in ("", *_JOINING) and not first
        if not runs or not joined:
            runs.append([])
        runs[-1].append((word.rstrip("."), first))
        end = match.end() - (word.endswith(".") and not re.fullmatch(r"(?:[A-Za-z]\.){2,}|[A-Z][a-z]{0,3}\.", word))
    return runs


def _is_stated(name: str, cited: _Cited) -> bool:
    """Say whether the paragraphs have a word of a name, a form of it, or another word for its concept."""
    if name in cited.words or name in cited.dates.names or name == "i" or any(_same_stem(name, w) for w in cited.words):
        return True
    return any(
        any(name in _plain(word).split() for word in words)
        and any(re.search(rf"\b{re.escape(_plain(word))}", cited.plain) for word in words)
        for words in cited.concepts.values()
    )


def _is_ordinary(word: str, cited: _Cited) -> bool:
    """Say whether a word that begins a sentence has its capital from that: it is an English word, and no concept."""
    return word in _english() and word not in _single_words(cited.concepts)


def _single_words(concepts: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {_plain(word) for words in concepts.values() for word in words if " " not in word}


@cache
def _english() -> frozenset[str]:
    from spellchecker import SpellChecker  # a second to read; only this check needs it

    return frozenset(SpellChecker(language="en").word_frequency.dictionary)


def _same_stem(name: str, word: str) -> bool:
    """Take Korea for Korean and Japan for Japanese."""
    shorter, longer = sorted((name, word), key=len)
    return (
        len(shorter) >= 4 and longer.startswith(shorter[: max(4, len(shorter) - 1)]) and len(longer) - len(shorter) <= 4
    )


def _straight(text: str) -> str:
    return text.translate({ord("’"): "'", ord("‘"): "'", ord("–"): "-", ord("—"): "-"})


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", _straight(text)).casefold().split())


def _bare(word: str) -> str:
    word = word.casefold().rstrip(".,").removesuffix("'s")
    return word.replace(",", "") if word[:1].isdigit() else word.replace(".", "")
