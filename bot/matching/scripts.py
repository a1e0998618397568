"""Phrasings in other scripts than Latin: they are matched apart, so that no English question is affected by them."""

from dataclasses import replace
from functools import lru_cache

from bot.knowledge.model import Entry, KnowledgeBase
from bot.matching.text import clean

FOREIGN = 0.3  # share of letters that are not Latin from which on the script decides; names are often Latin


def is_in_other_script(text: str) -> bool:
    """Say whether a text is in Hangul, Chinese characters, Cyrillic or the like."""
    if text.isascii():
        return False
    letters = [letter for letter in clean(text) if letter.isalpha()]
    return bool(letters) and sum(letter > "\u024f" for letter in letters) >= FOREIGN * len(letters)


_phrasing_is_in_other_script = lru_cache(maxsize=65_536)(is_in_other_script)  # phrasings are looked at for each change


def by_script(knowledge: KnowledgeBase) -> tuple[KnowledgeBase, KnowledgeBase | None]:
    """Return the knowledge without its own extra phrasings in other scripts, and with these alone; None without any."""
    latin: dict[str, Entry] = {}
    others: dict[str, Entry] = {}
    for key, entry in knowledge.entries.items():
        found = () if entry.common else tuple(filter(_phrasing_is_in_other_script, entry.extra_phrasings))
        latin[key] = entry
        if found:
            left = tuple(phrasing for phrasing in entry.extra_phrasings if phrasing not in set(found))
            latin[key] = replace(entry, extra_phrasings=left)
            others[key] = replace(entry, questions=found, extra_phrasings=(), answer=())
    return replace(knowledge, entries=latin), replace(knowledge, entries=others) if others else None
