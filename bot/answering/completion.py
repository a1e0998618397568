"""Titles that complete what somebody is typing: in full, by beginning, by all words, then by likeness."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from bot.knowledge.model import Entry
from bot.matching.text import words

MAX_ALIKE = 100  # characters that are compared by likeness: more take long and find nothing else
ALIKE = 70  # percent; below, a title has little to do with what was typed


def complete(entries: Sequence[Entry], typed: str, limit: int) -> list[Entry]:
    """Return up to `limit` entries for what was typed so far, those with an answer first among equals."""
    text = " ".join(typed.casefold().split())
    if not text:
        return sorted(entries, key=_has_answer)[:limit]
    titles = [" ".join(entry.title.casefold().split()) for entry in entries]
    typed_words, cleaned = text.split(), words(text)
    exact = [entry for entry, title in zip(entries, titles, strict=True) if title == text]
    by_prefix = [entry for entry, title in zip(entries, titles, strict=True) if title.startswith(text)]
    by_words = [entry for entry, title in zip(entries, titles, strict=True) if _has_all(title.split(), typed_words)]
    by_phrasing = [
        entry for entry in entries if any(_has_all(words(phrasing), cleaned) for phrasing in entry.questions)
    ]
    hits = process.extract(text[:MAX_ALIKE], titles, scorer=fuzz.WRatio, limit=limit, score_cutoff=ALIKE)
    alike = [entries[index] for _, _, index in hits]
    ranked = (sorted(group, key=_has_answer) for group in (exact, by_prefix, by_words, by_phrasing))
    return list(_each_once([*(entry for group in ranked for entry in group), *alike]))[:limit]


def _has_answer(entry: Entry) -> bool:
    return not entry.answerable  # False sorts first


def _has_all(words_of_title: Sequence[str], typed: Sequence[str]) -> bool:
    """Say whether every typed word is in the title; the last one may be half typed."""
    if not typed:
        return False
    *whole, last = typed
    return set(whole) <= set(words_of_title) and any(word.startswith(last) for word in words_of_title)


def _each_once(entries: Iterable[Entry]) -> Iterable[Entry]:
    return {entry.id: entry for entry in entries}.values()
