"""The words, numbers and names of a text, as the article check compares them."""

import re
import unicodedata
from functools import cache

from bot.knowledge.number_words import is_checked, number_of

WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W\d_][^\W\d_'-]*(?:['-][^\W\d_]+)*\.?|\d[\d,.]*\d|\d")
_ENDINGS = frozenset(("", *"a ain an ans e ean eans ese i ia ian ians ic ine ines is ish n ns s sh y".split()))
_JOINING = frozenset(("of", "the", "de", "van", "von", "al", "bin"))


def numbers_of(says: str) -> list[str]:
    """Return the numbers of a sentence, in digits and in words."""
    found = []
    for word in WORD.findall(says):
        parts = [word] if number_of(bare(word)) is not None else word.split("-")
        found += [part.rstrip(".") for part in parts if is_checked(bare(part))]
    return found


def name_runs(says: str) -> list[list[tuple[str, bool]]]:
    """Return the runs of capitalised words, each word with whether it begins a clause."""
    text = straight(says)
    runs: list[list[tuple[str, bool]]] = []
    end = -1
    for match in WORD.finditer(text):
        word, before = match.group(), text[: match.start()].rstrip()
        if not word[0].isupper() or number_of(bare(word)) is not None:
            continue
        first = not before or before[-1] in '.:;“"'
        gap = text[end : match.start()] if end >= 0 else "."
        joined = gap.strip() in ("", *_JOINING) and not first and not runs[-1][-1][0].endswith("'s")
        if joined and gap.strip() == "of":  # Bank of England; but Maeve O'Hare of Sinn Fein
            joined = len(runs[-1]) == 1 and is_english(bare(runs[-1][-1][0]))
        if not runs or not joined:
            runs.append([])
        runs[-1].append((word.rstrip("."), first))
        end = match.end() - (word.endswith(".") and not re.fullmatch(r"(?:[A-Za-z]\.){2,}|[A-Z][a-z]{0,3}\.", word))
    return runs


@cache
def _english() -> frozenset[str]:
    from spellchecker import SpellChecker  # a second to read; only this check needs it

    return frozenset(SpellChecker(language="en").word_frequency.dictionary)


def is_english(word: str) -> bool:
    """Say whether a word in lower case is an ordinary English word."""
    return word in _english()


def same_stem(name: str, word: str) -> bool:
    """Take Korea for Korean and Japan for Japanese, and not Mill for Miller."""
    pairs = zip(name, word, strict=False)
    shared = next((i for i, (one, other) in enumerate(pairs) if one != other), min(len(name), len(word)))
    return shared >= 4 and name[shared:] in _ENDINGS and word[shared:] in _ENDINGS


def straight(text: str) -> str:
    """Return a text with straight quotes and hyphens."""
    return text.translate({ord("’"): "'", ord("‘"): "'", ord("–"): "-", ord("—"): "-"})


def plain(text: str) -> str:
    """Return a text in lower case, with single spaces, straight quotes and hyphens."""
    return " ".join(unicodedata.normalize("NFKC", straight(text)).casefold().split())


def bare(word: str) -> str:
    """Return a word without what stands around it: Japan's as japan, U.S. as us, 3,000 as 3000."""
    word = word.casefold().rstrip(".,").removesuffix("'s")
    return word.replace(",", "") if word[:1].isdigit() else word.replace(".", "")
