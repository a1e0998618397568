"""The articles that a record is drafted from, with their paragraphs numbered as the record cites them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import DraftError
from bot.knowledge.article import paragraphs_of
from bot.knowledge.model import Source

_RULE = re.compile(r"([=\-_*#~`])\1{2,}")  # could be taken for the end of what is quoted in a prompt
_ADDRESSES_A_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |any |the |your )*(?:previous|prior|above|earlier|other) "
    r"(?:instructions?|prompts?|rules?|text)|\b(?:system|developer) prompt\b|\byou are (?:now )?an? (?:ai|assistant|"
    r"language model|chatbot)\b|\bas an? (?:ai|assistant|language model)\b|\b(?:ai|language model|assistant)s?"
    r"(?: reading this)?[:,] (?:please |you must )",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Article:
    """A source and its text."""

    source: Source
    content: bytes

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs, the first of them number 1."""
        return paragraphs_of(self.content)

    @property
    def addressed_to_a_model(self) -> list[int]:
        """The numbers of paragraphs that speak to a language model instead of a reader."""
        return [n for n, text in enumerate(self.paragraphs, start=1) if _ADDRESSES_A_MODEL.search(text)]

    def numbered(self) -> str:
        """Return the text with the place of each paragraph before it, as entries cite it, one per line."""
        key = self.source.id
        return "\n".join(f"[{key}:{n}] {_RULE.sub(' ', text)}" for n, text in enumerate(self.paragraphs, start=1))


def material(articles: Mapping[str, Article]) -> str:
    """Return all articles for a prompt, each under a line that names its source."""
    return "\n\n".join(
        f"{article.source.publisher}, {article.source.published}:\n{article.numbered()}"
        for article in articles.values()
    )


def listed_numbers(numbers: Sequence[int]) -> str:
    """Return numbers as people write them: 3, or 1 to 12."""
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def decoded_article(content: bytes) -> str:
    """Return the text of an article; raises DraftError when it can't be one."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DraftError("the article is not UTF-8 text; save it as a plain text file in UTF-8") from error
    if not text.strip():
        raise DraftError("the article is empty; paste its text into the file, one paragraph per line")
    if "\0" in text:
        raise DraftError("the article is not a text file; paste its text into one, one paragraph per line")
    if re.search(r"<(?:!doctype|html|body|div|p)\b", text[:5_000], re.IGNORECASE):
        raise DraftError("the article is a web page; paste only its text into the file, one paragraph per line")
    return text
