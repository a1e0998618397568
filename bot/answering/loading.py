"""Load and train in a process of its own, so that the bot answers meanwhile as fast as ever."""

import asyncio
import logging
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.required import BrokenRequirement, broken_requirements
from bot.errors import KnowledgeError, Problem
from bot.matching import cache
from bot.matching.confidence import Confidence
from bot.matching.decision import Engine, Thresholds
from bot.matching.matcher import Matcher
from bot.matching.subprocesses import start_quietly
from bot.matching.training import Trainer

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What loading gave: an engine; None when nothing has changed, or when there are problems."""

    engine: Engine | None
    problems: tuple[Problem, ...] = ()
    broken: tuple[BrokenRequirement, ...] = ()


class LoadingProcess:
    """Loads one folder. The process stays, so that a small change to the files costs only what it touches."""

    def __init__(self, source: KnowledgeFolder, confidence: Confidence, thresholds: Thresholds) -> None:
        self.source = source
        self._confidence = confidence
        self._thresholds = thresholds
        self._pool: ProcessPoolExecutor | None = None

    async def load(self, known: str = "", instead: dict[Path, bytes | None] | None = None) -> LoadResult:
        """Load the folder, unless its checksum is the `known` one; `instead` are other contents of some files."""
        started = time.monotonic()
        try:
            arrays, problems, broken = await self._run(
                _load, self.source, known, self._confidence, self._thresholds, instead
            )
        except BrokenProcessPool:
            self._pool = None
            message = "could not be loaded: the process that loads it was ended (out of memory?); try again"
            return LoadResult(None, (Problem(self.source.folder.name, 1, message),))
        except Exception as error:  # nothing in a file may take the bot down
            log.exception("Loading the knowledge failed.")
            message = f"could not be loaded ({type(error).__name__}); the log has the details"
            return LoadResult(None, (Problem(self.source.folder.name, 1, message),))
        if arrays is None:
            return LoadResult(None, problems)
        matcher = await asyncio.to_thread(cache.unpack, arrays)
        log.info("Loaded %s in %.1f s.", self.source.folder, time.monotonic() - started)
        return LoadResult(Engine(matcher, self._confidence, self._thresholds), (), broken)

    async def keep(self, checksum: str) -> None:
        """Keep what was loaded last for the next start, if it is what is served now. Failing does no harm."""
        try:
            await self._run(_keep, self.source, checksum)
        except Exception as error:  # the next start trains again
            log.debug("Cannot keep what was trained: %r", error)

    async def prepare(self) -> tuple[BrokenRequirement, ...]:
        """Get ready for the next change: read what is loaded once more, in the process. Failing does no harm.

        Returns the required questions that it breaks already.
        """
        try:
            return await self._run(_prepare, self.source, self._confidence, self._thresholds)
        except Exception as error:  # the next load does without
            log.debug("Cannot prepare for the next change: %r", error)
            return ()

    async def _run(self, function: Callable[..., T], *arguments: object) -> T:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=start_quietly)
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)

    def close(self) -> None:
        """End the process, also in the middle of its work."""
        if self._pool is None:
            return
        for process in list((self._pool._processes or {}).values()):  # shutdown alone would wait for the work
            process.terminate()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None


_trainer = Trainer()  # in the loading process: what it remembers of the folder
_last: Matcher | None = None  # in the loading process: what it loaded last


def _load(
    source: KnowledgeFolder,
    known: str,
    confidence: Confidence,
    thresholds: Thresholds,
    instead: dict[Path, bytes | None] | None,
) -> tuple[cache.Arrays | None, tuple[Problem, ...], tuple[BrokenRequirement, ...]]:
    snapshot = source.read(instead)
    if snapshot.checksum and snapshot.checksum == known and not snapshot.problems:
        return None, (), ()
    try:
        matcher = source.train(snapshot, _trainer, keep=instead is None)
    except KnowledgeError as error:
        return None, tuple(error.problems), ()
    global _last
    _last = matcher
    return cache.pack(matcher), (), broken_requirements(Engine(matcher, confidence, thresholds))


def _keep(source: KnowledgeFolder, checksum: str) -> None:
    if _last is not None and _last.knowledge.checksum == checksum:
        source.keep(_last)


def _prepare(source: KnowledgeFolder, confidence: Confidence, thresholds: Thresholds) -> tuple[BrokenRequirement, ...]:
    matcher: Matcher | None = source.cached()
    if matcher and _trainer.is_new:
        _trainer.resume(matcher)
    import sklearn.svm  # noqa: F401  # most of a second that the next load need not wait for

    return broken_requirements(Engine(matcher, confidence, thresholds)) if matcher else ()
