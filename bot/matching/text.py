"""The one normaliser: what a person typed -> the words that are matched."""

import re
import unicodedata
from functools import lru_cache

from bot.matching.english import CONTRACTIONS, HOMOGLYPHS, PLEASANTRIES, SPELLED_OUT

MAX_WORD = 40  # letters; the longest English words have 30, and strangers must not be able to fill the caches
MAX_SIMPLE = 200  # characters; longer texts take the long way
MAX_CHARACTERS = 4_000  # twice Discord's longest message without Nitro; what lies beyond is not read

_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_DISCORD = re.compile(r"<(?:@[!&]?|#|/[^:>]{1,40}:|t:|a?:\w{1,40}:)[\w:]{0,40}>")  # mentions, custom emoji, times
_EMOJI_NAME = re.compile(r":[a-z_]{2,32}:")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b\.?|\b(?:[a-z]\.){2,}")  # u.s., d.p.r.k.
_SPLIT_CONTRACTION = re.compile(r"\b([a-z]+)'(s|re|ve|ll|d|m|t)\b")
_THOUSANDS = re.compile(r"(?<=\d)[,.\u00a0 ](?=\d{3}\b)")
_K = re.compile(r"\b(\d{1,3})k\b")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # kana and Chinese characters: written without spaces
_WORD = re.compile(rf"[a-z0-9]+(?:\.[0-9]+)?|[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_SIMPLE = re.compile(r"[a-z ]*[?!.]*", re.IGNORECASE)  # most of what people type needs no cleaning
_MIXED = re.compile(r"[^\W\d_]+")

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"'})


def clean(text: str) -> str:
    """Return `text` as plain lower-case Latin letters where it only looked otherwise.

    Reads the first MAX_CHARACTERS; folds compatibility forms, accents, invisible characters, and letters of
    other scripts drawn like Latin ones (Unicode UAX #15, UTS #39); drops links, mentions and emoji.
    """
    text = _LINK.sub(" ", _DISCORD.sub(" ", text[:MAX_CHARACTERS]))
    text = unicodedata.normalize("NFKD", text)[: 2 * MAX_CHARACTERS]
    text = " ".join(text.split())  # a line break parts words, and is invisible like the characters dropped next
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) not in _INVISIBLE).translate(_QUOTES)
        letters = [c for c in text if c.isalpha()]
        if 2 * sum(c.isascii() for c in letters) > len(letters):  # a Latin text with look-alikes, not a Russian one
            text = _MIXED.sub(_latinise, text)
    return _EMOJI_NAME.sub(" ", text.casefold())


_INVISIBLE = frozenset(("Cf", "Mn", "Me", "Cc"))


def _latinise(match: re.Match[str]) -> str:
    """Read a word as Latin when every letter of it is Latin or drawn like one."""
    word = match.group().translate(HOMOGLYPHS)
    return word if word.isascii() else match.group()


def words(text: str) -> tuple[str, ...]:
    """Return the words of a question, in order: spelled out, without what says nothing about it.

    Contractions and chat shorthand are written out, numbers lose their separators, greetings and thanks at
    either end are dropped. A text that is nothing but pleasantries keeps them.
    """
    found = all_words(text)
    return strip_pleasantries(found) or found


def all_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, pleasantries and all: "say sorry" is a thing of its own, not "say"."""
    if len(text) <= MAX_SIMPLE and _SIMPLE.fullmatch(text):
        text = text.lower()
    else:
        text = clean(text)
        text = _DOTTED.sub(lambda m: m.group().replace(".", "") + " ", text)
        text = _K.sub(r"\g<1>000", _THOUSANDS.sub("", text))
        text = _SPLIT_CONTRACTION.sub(_expand, text)
    raw = _WORD.findall(_STRETCHED.sub(r"\1\1", text))
    if not text.isascii():
        raw = [part for word in raw for part in _pairs(word)]
    raw = [word[:MAX_WORD] for word in raw]
    spelled: list[str] = []
    for word in raw:
        spelled += SPELLED_OUT.get(word, word).split()
    return tuple(spelled) or tuple(raw)


phrasing_words = lru_cache(maxsize=32_768)(words)  # training reads each phrasing twice; questions are not kept


def _pairs(word: str) -> list[str]:
    """Return the overlapping pairs of characters of Chinese or Japanese, which has no spaces; another word as it is."""
    if not "\u3040" <= word[0] <= "\u9fff" or len(word) < 3:
        return [word]
    return [word[i : i + 2] for i in range(len(word) - 1)]


def _expand(match: re.Match[str]) -> str:
    """Write `what's` as `what is`, `kirby's` as `kirby`, `don't` as `do not`."""
    stem, end = match.groups()
    written = CONTRACTIONS.get(stem + end)
    return written if written else stem if end == "s" else f"{stem}{end}"


def strip_pleasantries(found: tuple[str, ...]) -> tuple[str, ...]:
    """Drop pleasantries from both ends of a question, longest first, until none is left."""
    start, end = 0, len(found)
    while start < end:
        opening = next((p for p in _OPENING.get(found[start], ()) if found[start : start + len(p)] == p), ())
        closing = next((p for p in _CLOSING.get(found[end - 1], ()) if found[max(start, end - len(p)) : end] == p), ())
        if not opening and not closing:
            break
        start, end = start + len(opening), end - len(closing)
    return found[start:end]


def _by_word(position: int) -> dict[str, list[tuple[str, ...]]]:
    """Return the pleasantries, longest first, by their first (0) or last (-1) word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted((tuple(p.split()) for p in PLEASANTRIES), key=len, reverse=True):
        found.setdefault(phrase[position], []).append(phrase)
    return found


_OPENING, _CLOSING = _by_word(0), _by_word(-1)
