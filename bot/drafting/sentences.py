"""Whether a drafted sentence says what the paragraphs that it cites say, in other words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.drafting.articles import Article
from bot.knowledge.article import ArticleText, unsupported
from bot.knowledge.checks import MAX_QUOTED_WORDS, quotations
from bot.knowledge.copying import copied_words
from bot.knowledge.model import Citation, Sentence
from bot.knowledge.shapes import MAX_CITATIONS, MAX_GAP, MAX_SENTENCE
from bot.matching.english import STOP_WORDS
from bot.matching.vocabulary import stem
from bot.yaml_mistakes import INVISIBLE

SHARED = 0.25  # of a sentence's words, as stems; of 566 sentences written by people 6 share less with what they cite,
# of paragraphs that they don't cite 1 in 20 shares more
_GAP = re.compile(
    r"(?:(?:about|at|by|for|from|in|of|on|since|to|until|with) )?"
    r"(?:whether|who|whom|whose|what|when|where|why|how|which|if)\b[^?\n]*",
    re.IGNORECASE,
)
NOTHING = ("null", "~", "none", "n/a", "nothing")
"""How models write that there is none."""
_LINK = re.compile(r"https?:|www\.|\]\(|<[@#:/!]|@(?:everyone|here)\b|`", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d[\d,.]*")


class SentenceScreen:
    """Holds sentences against the articles of a record."""

    def __init__(self, articles: Mapping[str, Article], concepts: Mapping[str, tuple[str, ...]]) -> None:
        self._articles, self._concepts = articles, concepts
        self._texts = {key: ArticleText(one.source, one.paragraphs) for key, one in articles.items()}

    def fully_cited(self, sentence: Sentence) -> Sentence:
        """Return a sentence that also cites the paragraphs from which it has a name, for its readers' sake.

        A number or a date that is elsewhere may be another one, so it is not looked for.
        """
        if any(self._paragraph(place) is None for place in sentence.cites):
            return sentence
        found = unsupported(sentence, self._texts, self._concepts)
        more = [detail.elsewhere[0] for detail in found if detail.elsewhere]
        cites = tuple(dict.fromkeys((*sentence.cites, *more)))
        complete = all(detail.is_name and detail.elsewhere for detail in found) and len(cites) <= MAX_CITATIONS
        return replace(sentence, cites=cites) if complete else sentence

    def _paragraph(self, place: Citation) -> str | None:
        text = self._texts.get(place.source)
        exists = text is not None and 1 <= place.paragraph <= len(text.paragraphs)
        return text.paragraphs[place.paragraph - 1] if text and exists else None

    def doubts(self, sentence: Sentence) -> list[str]:
        """Return why a sentence can't be taken; nothing when it can."""
        return list(self._doubts(sentence))

    def _doubts(self, sentence: Sentence) -> Iterator[str]:
        if reason := unfit(sentence.says, MAX_SENTENCE):
            yield reason
            return
        for place in sentence.cites:
            if self._paragraph(place) is None:
                yield f"cites {place}, which does not exist"
                return
            if place.paragraph in self._articles[place.source].addressed_to_a_model:
                yield f"cites {place}, which is addressed to a language model; write this sentence yourself"
                return
        if any(len(quotation.split()) > MAX_QUOTED_WORDS for quotation in quotations(sentence.says)):
            yield f"quotes more than {MAX_QUOTED_WORDS} words"
        yield from map(str, unsupported(sentence, self._texts, self._concepts))
        for text in self._texts.values():
            if copied := copied_words(sentence.says, text.paragraphs):
                yield f"copies the article (“{copied}”)"
        cited = " ".join(filter(None, map(self._paragraph, sentence.cites)))
        if _shared(sentence.says, cited) < SHARED:
            yield f"has little to do with {', '.join(map(str, sentence.cites))}"


def closest_place(text: str, articles: Mapping[str, Article]) -> Citation | None:
    """Return the paragraph that shares most with a text; None where none shares a quarter of its words."""
    found = [
        (_shared(text, paragraph), Citation(key, number))
        for key, article in articles.items()
        for number, paragraph in enumerate(article.paragraphs, start=1)
    ]
    shared, place = max(found, key=lambda one: one[0], default=(0.0, None))
    return place if shared >= SHARED else None


def cited_place(text: str, source: str) -> Citation | None:
    """Return the place that `3`, `[3]` or `upi:3` names."""
    named = re.fullmatch(
        r"\[?(?:(?P<source>[a-z][a-z0-9-]*):|paragraphs? )?\s*(?P<number>\d{1,4})\]?", text.strip().lower()
    )
    return Citation(named["source"] or source, int(named["number"])) if named else None


def gap_of(text: str) -> tuple[str, str]:
    """Return what completes “None of our sources say …”, and why it can't be taken; both may be empty."""
    gap = " ".join(text.split()).rstrip(".")
    if not gap or gap.casefold() in NOTHING:
        return "", ""
    return gap, unfit(gap, MAX_GAP) or ("" if _GAP.fullmatch(gap) else "does not complete “None of our sources say …”")


def unfit(text: str, most: int) -> str:
    """Say why a text can't be shown or asked, whatever it means."""
    if not any(char.isalnum() for char in text):
        return "has no letter or digit"
    if len(text) > most:
        return f"is longer than {most} characters"
    if INVISIBLE.search(text):
        return "contains a character that can't be seen"
    if _LINK.search(text):
        return "contains a link, a mention or markup"
    return ""


def _shared(says: str, cited: str) -> float:
    """Return the share of a sentence's words that what it cites has, as stems."""
    words = _content(says)
    return len(words & _content(cited)) / len(words) if words else 1.0


def _content(text: str) -> set[str]:
    return {stem(word) for word in _WORD.findall(text.lower()) if word not in STOP_WORDS and len(word) > 2}
