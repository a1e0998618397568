import asyncio
import logging
import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from bot import paths
from bot.answering.conversation import Conversations
from bot.answering.desk import Desk
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.loading import LoadingProcess
from bot.answering.notes import Notes
from bot.answering.reload import Reload
from bot.answering.service import Service
from bot.errors import Problem
from bot.matching import cache
from bot.matching.cache import pack
from bot.matching.decision import Engine
from bot.matching.matcher import Matcher
from bot.store.store import Store
from tests.answering.conftest import edit, remove, write


@pytest.fixture
def fresh(bridge: Path, engine: Engine) -> Iterator[LoadingProcess]:
    """A loading process that nobody else uses, for tests that end it."""
    process = LoadingProcess(KnowledgeFolder(bridge, None, None), engine.confidence, engine.thresholds)
    yield process
    process.close()


def children() -> set[int]:
    """Return the ids of the processes that this one has started and that still run."""
    return {process.pid or 0 for process in multiprocessing.active_children()}


def same(one: Matcher, other: Matcher) -> bool:
    first, second = pack(one), pack(other)
    return first.keys() == second.keys() and all(np.array_equal(first[name], second[name]) for name in first)


async def test_what_it_loads_equals_training_in_this_process(loading: LoadingProcess, bridge: Path) -> None:
    edit(bridge / "closing.yaml", "is there a detour", "is there a detour, by which road can I go")
    result = await loading.load()
    assert result.engine is not None
    assert same(result.engine.matcher, KnowledgeFolder(bridge, None, None).open())


async def test_after_many_small_changes_it_equals_training_in_this_process_too(
    loading: LoadingProcess, bridge: Path
) -> None:
    for i in range(3):
        edit(
            bridge / "closing.yaml",
            "[Which way can I drive instead?",
            f"[Which way can I drive instead?, way number {i}",
        )
        result = await loading.load()
    assert result.engine is not None
    assert same(result.engine.matcher, KnowledgeFolder(bridge, None, None).open())


@pytest.mark.usefixtures("bridge")
async def test_files_with_a_known_checksum_are_not_loaded_again(loading: LoadingProcess, engine: Engine) -> None:
    result = await loading.load(engine.matcher.knowledge.checksum)
    assert (result.engine, result.problems) == (None, ())


async def test_every_problem_is_returned_in_order(loading: LoadingProcess, bridge: Path) -> None:
    write(bridge / "z.yaml", "- {}\n")
    write(bridge / "a.yaml", "- id: x y\n")
    result = await loading.load()
    assert result.engine is None
    assert {problem.path for problem in result.problems} == {"bridge/a.yaml", "bridge/z.yaml"}
    assert list(result.problems) == sorted(result.problems)


async def test_a_process_that_is_killed_while_it_loads_is_a_problem_and_the_next_load_works(
    fresh: LoadingProcess, bridge: Path
) -> None:
    before = children()
    await fresh.load()
    (child,) = children() - before
    write(
        bridge / "many.yaml",
        "".join(f"- {{id: e{i}, status: not-reported, questions: [a{i}]}}\n" for i in range(3_000)),
    )
    load = asyncio.create_task(fresh.load())
    await asyncio.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    result = await load
    message = "could not be loaded: the process that loads it was ended (out of memory?); try again"
    assert (result.engine, result.problems) == (None, (Problem("bridge", 1, message),))
    remove(bridge / "many.yaml")
    assert (await fresh.load()).engine is not None


async def test_closing_ends_the_process_in_the_middle_of_its_work(fresh: LoadingProcess) -> None:
    before = children()
    load = asyncio.create_task(fresh.load())
    await asyncio.sleep(0.3)
    assert children() - before
    fresh.close()
    result = await load
    assert result.engine is None
    assert len(result.problems) == 1
    for _ in range(200):
        if not children() - before:
            break
        await asyncio.sleep(0.02)
    assert children() - before == set()
    fresh.close()


async def test_preparing_does_no_harm_where_there_is_nothing_to_prepare(
    loading: LoadingProcess, bridge: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    (bridge / "event.yaml").write_bytes(b"\xff")
    assert await loading.prepare() == ()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


class TestResponsiveness:
    """The event loop goes on while files are loaded; the times are for a busy machine with two cores."""

    async def longest_wait(self, task: "asyncio.Task[object]", ask: Callable[[], object]) -> float:
        """Answer questions until a task is done; return the longest time between two of them, in seconds."""
        longest, last = 0.0, time.monotonic()
        while not task.done():
            ask()
            await asyncio.sleep(0.001)
            now = time.monotonic()
            longest, last = max(longest, now - last), now
        return longest

    async def test_a_small_change_of_the_shipped_event_is_loaded_in_the_background(
        self, shipped_engine: Engine, tmp_path: Path, store: Store
    ) -> None:
        folder = Path(shutil.copytree(paths.KNOWLEDGE, tmp_path / "knowledge" / paths.KNOWLEDGE.name))
        source = KnowledgeFolder(folder, paths.COMMON, tmp_path / "cache")
        assert source.read().checksum == shipped_engine.matcher.knowledge.checksum
        cache.save(shipped_engine.matcher, cache.cache_file(tmp_path / "cache", folder))
        process = LoadingProcess(source, shipped_engine.confidence, shipped_engine.thresholds)
        service = Service(Desk(shipped_engine), Conversations(timedelta(minutes=10)), process, Notes(store))
        try:
            await service.prepare()
            edit(folder / "deployment.yaml", "How many soldiers did North Korea send?", "How many troops did it send?")
            reload = asyncio.create_task(service.reload())
            longest = await self.longest_wait(reload, lambda: service.desk.ask("where did they train"))
        finally:
            service.close()
        assert (await reload).outcome is Reload.DONE
        assert longest < 0.25

    async def test_sixty_thousand_problems_are_reported_in_the_background(self, service: Service, bridge: Path) -> None:
        write(bridge / "many.yaml", "- {}\n" * 60_000)
        reload = asyncio.create_task(service.reload())
        longest = await self.longest_wait(reload, lambda: service.desk.ask("who found the cracks?"))
        assert (await reload).outcome is Reload.FAILED
        assert longest < 0.25
