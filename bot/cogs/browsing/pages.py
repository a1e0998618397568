"""The answered questions by topic, in pages that fit into a menu."""

from dataclasses import dataclass
from zlib import crc32

from bot.cogs import limits
from bot.knowledge.model import Entry, KnowledgeBase


@dataclass(frozen=True, slots=True)
class Page:
    """A topic, or a part of one, with at most a menu's worth of questions; `key` is short and unique."""

    key: str
    heading: str
    entries: tuple[Entry, ...]


def topic_pages(knowledge: KnowledgeBase) -> list[Page]:
    """Return the answered entries of the event, by topic."""
    topics: dict[str, list[Entry]] = {}
    for entry in knowledge.own_entries:
        if entry.answerable:
            topics.setdefault(entry.topic, []).append(entry)
    pages = []
    for topic, entries in topics.items():
        for part, start in enumerate(range(0, len(entries), limits.OPTIONS), start=1):
            heading = topic.replace("-", " ").replace("_", " ").capitalize()
            heading = heading if len(entries) <= limits.OPTIONS else f"{heading} ({part})"
            key = f"{topic[:60]}:{crc32(topic.encode()):08x}:{part}"  # two long names may begin alike
            pages.append(Page(key, heading, tuple(entries[start : start + limits.OPTIONS])))
    return pages
