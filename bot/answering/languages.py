"""Questions in another language: which one it is, and what is said to them in it."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from bot.matching.english import STOP_WORDS
from bot.matching.scripts import is_in_other_script
from bot.matching.text import clean
from bot.yaml_reader import parse_yaml

LOCALES = {
    "ko": "ko",
    "ja": "ja",
    "zh": "zh-TW",
    "ru": "ru",
    "uk": "uk",
    "de": "de",
    "fr": "fr",
    "es": "es-ES",
    "pt": "pt-BR",
}
"""The languages that are recognised, each with the locale of its catalogue in `locales/`."""
FEWEST_WORDS = 3  # of a question in Latin letters: two or three names look like any language
SURE = 0.99  # probability from which on a question in Latin letters is not taken for English
ENGLISH = 0.4  # share of common English words from which on it is English without a closer look
FEWEST_SURE_WORDS, SURELY, SURELY_ENGLISH = 4, 0.9999, 0.26  # the same where there must be no doubt
UKRAINIAN = 0.9  # probability from which on words that both could be are taken for Ukrainian
OTHER_SCRIPTS = ("ko", "ja", "zh", "ru", "uk")
"""Those that are not written in Latin letters."""
_LATIN = ("en", "de", "fr", "es", "pt", "nl", "it", "pl", "sv", "tr", "id")
"""What a question in Latin letters is told apart from."""
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SCRIPTS = (
    ("ko", re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]")),
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN, _RUSSIAN = re.compile(r"[іїєґ]"), re.compile(r"[ыэъё]")


class Catalogue(BaseModel):
    """What is said in a language: to a question in it, above an answer to it, and how the commands are called."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    notice: str
    found: str
    commands: dict[str, str]


@cache
def catalogue(locale: str) -> Catalogue:
    """Return the catalogue of a locale, such as zh-TW."""
    content = (files("bot") / "locales" / f"{locale}.yaml").read_bytes()
    parsed, problems = parse_yaml(content, f"{locale}.yaml")
    assert parsed is not None, problems
    assert not problems, problems
    return Catalogue.model_validate(parsed.value)


def locales() -> list[str]:
    """Return the locales that have a catalogue."""
    return sorted(Path(path.name).stem for path in (files("bot") / "locales").iterdir() if path.name.endswith(".yaml"))


def language_of(text: str, surely: bool = False) -> str:
    """Return the language of a question if it isn't English and is one of `LOCALES`; otherwise nothing.

    With `surely`, only what leaves no doubt counts: of 50,000 English questions one was taken for another language.
    Letters that only look foreign are read as the Latin ones they stand for.
    """
    cleaned = clean(text)
    if not _LETTER.search(cleaned):
        return ""
    found = _WORD.findall(text.casefold())
    if is_in_other_script(text):
        return "" if any(word in STOP_WORDS for word in found) else _by_script(cleaned)
    fewest, english, sure = (FEWEST_SURE_WORDS, SURELY_ENGLISH, SURELY) if surely else (FEWEST_WORDS, ENGLISH, SURE)
    if len(found) < fewest or sum(word in STOP_WORDS for word in found) >= english * len(found):
        return ""
    language, probability = _most_likely(" ".join(found), _LATIN)
    return language if language in LOCALES and probability >= sure else ""


def _by_script(text: str) -> str:
    for language, letters in _SCRIPTS:
        if letters.search(text):
            return language
    if not _CYRILLIC.search(text):
        return ""
    if _UKRAINIAN.search(text):
        return "uk"
    language, probability = _most_likely(text, ("ru", "uk"))
    return "uk" if language == "uk" and probability >= UKRAINIAN and not _RUSSIAN.search(text) else "ru"


def _most_likely(text: str, languages: tuple[str, ...]) -> tuple[str, float]:
    """Return the most likely of some languages, and its probability among them."""
    scores = {language: score for language, score in _identifier().rank(text) if language in languages}
    values = np.array(list(scores.values()), dtype=float)
    odds = np.exp(values - values.max())
    best = max(scores, key=lambda language: scores[language])
    return best, float(odds.max() / odds.sum())


@cache
def _identifier() -> Any:
    import py3langid  # half a second to read; most questions don't need it

    py3langid.set_languages([*_LATIN, *OTHER_SCRIPTS])
    return py3langid
