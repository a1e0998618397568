"""Sentences that copy an article instead of telling it in other words."""

import re
from collections.abc import Iterable

COPIED = 9  # words in a row; names and offices alone reach 6
_QUOTATION = re.compile(r"[“\"][^“”\"]*[”\"]")
_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*|\|")


def copied_words(says: str, paragraphs: Iterable[str]) -> str:
    """Return the longest run of words that a sentence has from an article, quotations aside; nothing if it is short."""
    words = _WORD.findall(_QUOTATION.sub(" | ", says).casefold())
    best: list[str] = []
    for paragraph in paragraphs:
        theirs = f" {' '.join(_WORD.findall(paragraph.casefold()))} "
        for i in range(len(words)):
            while i + len(best) < len(words) and f" {' '.join(words[i : i + len(best) + 1])} " in theirs:
                best = words[i : i + len(best) + 1]
    return " ".join(best) if len(best) >= COPIED else ""
