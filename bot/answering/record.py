"""A folder of knowledge, ready to answer from: loaded, fitted, and kept for the next start."""

from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.loader import knowledge_checksum, load_knowledge
from bot.matching import cache
from bot.matching.fit import Progress
from bot.matching.matcher import Matcher


@dataclass(frozen=True, slots=True)
class RecordSource:
    """Where a record comes from: the event's folder, the common entries, the folder of the cache (None: no cache)."""

    folder: Path
    common: Path | None
    cache: Path | None

    def open(self, progress: Progress | None = None, previous: Matcher | None = None) -> Matcher:
        """Return the record, from the cache where nothing has changed.

        Takes seconds when it has to be fitted; raises KnowledgeError with every problem when it cannot be used.
        """
        checksum = knowledge_checksum(self.folder, self.common)
        if previous and previous.knowledge.checksum == checksum:
            return previous
        kept = cache.load(checksum, self.cache) if self.cache else None
        if kept:
            return kept
        matcher = Matcher.of(load_knowledge(self.folder, self.common).knowledge, progress, previous)
        if self.cache:
            cache.save(matcher, self.cache)
        return matcher
