"""Check the answers against the articles they cite: every quotation, number, date and name."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from bot.errors import Problem
from bot.knowledge.checks import quotations
from bot.knowledge.dates import WEEKDAYS, KnownDates, WrittenDate, written_dates
from bot.knowledge.loader import LoadedKnowledge
from bot.knowledge.model import Citation, Sentence, Source
from bot.knowledge.number_words import SHORT_MAGNITUDES, number_of
from bot.knowledge.unchecked import EntryAt, SourceAt
from bot.knowledge.written import WORD, bare, is_english, name_runs, numbers_of, plain, same_stem, straight

WRAPPED = range(40, 121)  # characters of a line that was wrapped


@dataclass(frozen=True, slots=True)
class ArticleCheck:
    """What is wrong, and which sentences could not be checked because an article was not given."""

    problems: tuple[Problem, ...]
    unchecked: tuple[Problem, ...]


def paragraphs_of(text: bytes) -> list[str]:
    """Return the paragraphs of an article, in order: its lines with text.

    In a text that is wrapped, as in an e-mail, they are what stands between empty lines.
    """
    lines = text.decode("utf-8-sig", "replace").splitlines()
    blocks = [list(block) for filled, block in groupby(lines, key=lambda line: bool(line.strip())) if filled]
    if len(blocks) > 1 and _is_wrapped(blocks):
        return [" ".join(line.strip() for line in block) for block in blocks]
    return [line for line in lines if line.strip()]


def _is_wrapped(blocks: Sequence[Sequence[str]]) -> bool:
    """Say whether most lines that another follows are as long as a screen is wide, and end within a sentence."""
    inner = [line.rstrip() for block in blocks for line in block[:-1]]
    wrapped = [line for line in inner if len(line) in WRAPPED and line[-1] not in '.!?”"’']
    return len(wrapped) > len(inner) / 2


def check_articles(loaded: LoadedKnowledge, articles: Mapping[str, bytes]) -> ArticleCheck:
    """Return what the answers say that their cited paragraphs don't; `articles` maps a source's id to its text."""
    knowledge, positions = loaded.knowledge, loaded.positions
    problems: list[Problem] = []
    unchecked: list[Problem] = []
    texts = {}
    for source_id, text in articles.items():
        source = knowledge.sources[source_id]
        problems += [positions.problem(SourceAt(source_id), said) for said in other_text(source, text)]
        texts[source_id] = ArticleText(source, paragraphs_of(text))
    for entry in (*knowledge.entries.values(), *knowledge.proposals.values()):
        for i, sentence in enumerate(entry.answer):
            at = EntryAt(entry.id, "answer", i)
            missing = sorted({citation.source for citation in sentence.cites} - set(texts))
            if missing:
                message = f"not checked: no article was given for {', '.join(f'`{name}`' for name in missing)}"
                unchecked.append(positions.problem(at, message))
                continue
            found = unsupported(sentence, texts, knowledge.concepts)
            problems += [positions.problem(at, str(detail)) for detail in found]
    return ArticleCheck(tuple(problems), tuple(unchecked))


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A detail of a sentence that the paragraphs it cites don't have: what is wrong, where it is, or what to do."""

    message: str
    elsewhere: tuple[Citation, ...]
    otherwise: str
    is_name: bool = False

    def __str__(self) -> str:
        found = ", ".join(map(str, self.elsewhere))
        return f"{self.message}; {f'it is in {found}: cite that too' if found else self.otherwise}"


def unsupported(
    sentence: Sentence, texts: Mapping[str, "ArticleText"], concepts: Mapping[str, tuple[str, ...]]
) -> list[Unsupported]:
    """Return what a sentence says and the paragraphs that it cites don't; `texts` has the article of each source."""
    return list(_unsupported(sentence, _Cited(sentence.cites, texts, concepts)))


def other_text(source: Source, text: bytes) -> Iterator[str]:
    """Say when an article is not the text that a source was cited from."""
    paragraphs = paragraphs_of(text)
    if len(paragraphs) != source.paragraphs:
        yield f"`{source.id}` has {source.paragraphs} paragraphs here, the article has {len(paragraphs)}; correct it"
    digest = hashlib.sha256(text).hexdigest()
    if source.sha256 and digest != source.sha256:
        yield (
            f"the article's sha256 is {digest}: this is not the text that was cited; "
            "check the citations, then update `sha256`"
        )


@dataclass(frozen=True)
class ArticleText:
    """The text of a source."""

    source: Source
    paragraphs: list[str]

    @cached_property
    def straight(self) -> list[str]:
        """The paragraphs with straight quotes and hyphens."""
        return [straight(paragraph) for paragraph in self.paragraphs]

    @cached_property
    def plain(self) -> list[str]:
        """The same in lower case, with single spaces."""
        return [plain(paragraph) for paragraph in self.paragraphs]


@dataclass(frozen=True)
class _Cited:
    """The paragraphs that one sentence cites, of one source or of several."""

    cites: tuple[Citation, ...]
    articles: Mapping[str, ArticleText]
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
        return " ".join(plain(paragraph) for _, paragraph in self.straight)

    @cached_property
    def with_bare(self) -> str:
        """The text as it is, and without the dots of abbreviations."""
        return f"{self.plain} {' '.join(map(bare, self.plain.split()))}"

    @cached_property
    def words(self) -> set[str]:
        """The words of the paragraphs and of the publishers' names, numbers also in digits."""
        publishers = " ".join(plain(self.articles[citation.source].source.publisher) for citation in self.cites)
        found = {bare(word) for word in WORD.findall(f"{self.plain} {publishers}")}
        found |= {bare(part) for word in found if "-" in word for part in word.split("-")}
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

        def supports(article: ArticleText, i: int) -> bool:
            known = KnownDates()
            known.add(article.straight[i], article.source.published)
            return known.support(written)

        return self._paragraphs(supports)

    def _paragraphs(self, matches: Callable[[ArticleText, int], bool]) -> list[Citation]:
        return [
            Citation(article.source.id, i + 1)
            for article in self.articles.values()
            for i in range(len(article.paragraphs))
            if matches(article, i)
        ]


def _unsupported(sentence: Sentence, cited: _Cited) -> Iterator[Unsupported]:
    """Yield what a sentence says and its paragraphs don't: quotations, dates, numbers, names."""
    listed = ", ".join(str(citation) for citation in sentence.cites)

    def missing(what: str, found: list[Citation], otherwise: str = "correct it") -> Unsupported:
        return Unsupported(f"{what} is not in {listed}", tuple(found), otherwise)

    for quotation in quotations(sentence.says):
        wanted = plain(quotation).strip(" .,")
        if wanted not in cited.plain:
            otherwise = "quote the article's own words, or paraphrase without quotation marks"
            yield missing(f"“{quotation}”", cited.elsewhere(wanted), otherwise)
    says = straight(sentence.says)
    for written in written_dates(says):
        says = says[: written.start] + " " * (written.end - written.start) + says[written.end :]
        if not cited.dates.support(written):
            yield missing(f"the date {written.text}", cited.with_date(written))
        elif other := _other_weekday(written, cited):
            yield Unsupported(f"{written.text} was a {other}", (), "correct the day of the week, or the date")
    for number in numbers_of(says):
        if not _has_number(number, cited):
            yield missing(f"the number {number}", cited.elsewhere(plain(number)))
    for name in _names(says, cited):
        found = tuple(cited.elsewhere(plain(name)))
        yield Unsupported(f"the name {name} is not in {listed}", found, "correct it", is_name=True)


def _other_weekday(written: WrittenDate, cited: _Cited) -> str | None:
    """Return the right day of the week where a sentence gives a wrong one with its date."""
    if written.weekday is None or len(written.days) != 1:
        return None
    days = [day for day in cited.dates.days if (day.month, day.day) == (written.month, written.days[0])]
    if not days or any(day.weekday() == written.weekday for day in days):
        return None
    return WEEKDAYS[days[0].weekday()]


def _has_number(number: str, cited: _Cited) -> bool:
    word = bare(number)
    value = number_of(word)
    if {word, word.removesuffix("s"), f"{word}s", str(value)} & cited.words:
        return True
    return word.isdigit() and int(word) in cited.dates.years


def _names(says: str, cited: _Cited) -> list[str]:
    """Return the names of a sentence that the cited paragraphs don't support, whole: `Diana Okafor`, not two words."""
    found = []
    for run in name_runs(says):
        stated = [_is_stated(bare(word), cited) for word, _ in run]
        missing = [
            word
            for (word, first), known in zip(run, stated, strict=True)
            if not known and not (first and _is_ordinary(bare(word), cited))
        ]
        if not missing:
            continue
        whole = " ".join(word for word, _ in run).removesuffix("'s")
        elsewhere = cited.elsewhere(plain(whole))
        if any(stated) and elsewhere:
            continue  # the paragraph has part of the name, and the article gives it in full elsewhere
        found.append(whole if any(stated) or elsewhere else " ".join(missing).removesuffix("'s"))
    return found


def _is_stated(name: str, cited: _Cited) -> bool:
    """Say whether the paragraphs have a word of a name, a form of it, or another word for its concept."""
    if name in cited.words or name in cited.dates.names or name == "i" or any(same_stem(name, w) for w in cited.words):
        return True
    return any(
        any(name in plain(word).split() for word in words)
        and any(re.search(rf"\b{re.escape(plain(word).removeprefix('the '))}", cited.with_bare) for word in words)
        for words in cited.concepts.values()
    )


def _is_ordinary(word: str, cited: _Cited) -> bool:
    """Say whether a word that begins a sentence has its capital from that: it is an English word, and no concept."""
    return is_english(word) and word not in _single_words(cited.concepts)


def _single_words(concepts: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {plain(word) for words in concepts.values() for word in words if " " not in word}
