"""A folder of knowledge, ready to answer from: loaded, trained, and kept for the next start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.files import FolderSnapshot, read_files
from bot.knowledge.loader import load_snapshot
from bot.matching import cache
from bot.matching.fit import Progress
from bot.matching.fit_helper import FitHelper
from bot.matching.matcher import Matcher
from bot.matching.training import Trainer


@dataclass(frozen=True, slots=True)
class KnowledgeFolder:
    """Where knowledge comes from: the event's folder, the common entries, the folder of the cache (None: no cache)."""

    folder: Path
    common: Path | None
    cache: Path | None

    def read(self, instead: Mapping[Path, bytes | None] | None = None) -> FolderSnapshot:
        """Read the files as they are now, or with other contents of some; without waiting then for who is writing."""
        return read_files(self.folder, self.common, instead=instead)

    def cached(self, snapshot: FolderSnapshot | None = None) -> Matcher | None:
        """Return the matcher from the cache; None where there is none for the files as they are."""
        checksum = (snapshot or self.read()).checksum
        return cache.load(cache.cache_file(self.cache, self.folder), checksum) if self.cache and checksum else None

    def last_good(self) -> Matcher | None:
        """Return the matcher of the files as they were when they could last be loaded; None where it wasn't kept."""
        return cache.load(cache.cache_file(self.cache, self.folder)) if self.cache else None

    def open(self, progress: Progress | None = None) -> Matcher:
        """Return the matcher, from the cache where nothing has changed.

        Takes seconds when it has to be trained; raises KnowledgeError with every problem when it can't be.
        """
        snapshot = self.read()
        return self.cached(snapshot) or self.train(snapshot, Trainer(), progress)

    def keep(self, matcher: Matcher) -> None:
        """Keep a matcher for the next start."""
        if self.cache:
            cache.save(matcher, cache.cache_file(self.cache, self.folder))

    def train(
        self, snapshot: FolderSnapshot, trainer: Trainer, progress: Progress | None = None, keep: bool = True
    ) -> Matcher:
        """Load and train what was read, and keep the result unless it is only a try; raises KnowledgeError."""
        helper = FitHelper.if_useful(sum(len(file.content) for file in snapshot.files)) if trainer.is_new else None
        try:
            knowledge = load_snapshot(snapshot, self.folder).knowledge
            matcher = trainer.train(knowledge, progress, helper)
        finally:
            if helper:
                helper.close()
        if keep:
            self.keep(matcher)
        return matcher
