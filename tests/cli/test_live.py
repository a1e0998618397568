import asyncio
import os
import signal
from pathlib import Path

import pytest

from bot.cli.app_context import AppContext
from bot.cli.live import open_service, run_until_stopped
from bot.errors import KnowledgeError
from bot.settings import Settings
from tests.conftest import DATA


class Work:
    """Work that takes an hour, and a moment to clean up after itself."""

    def __init__(self) -> None:
        self.started = asyncio.Event()
        self.cleaned_up = False

    async def run(self) -> None:
        self.started.set()
        try:
            await asyncio.sleep(3600)
        finally:
            await asyncio.sleep(0.1)
            self.cleaned_up = True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_work_and_a_second_one_does_not_disturb_it(number: signal.Signals) -> None:
    work = Work()
    running = asyncio.create_task(run_until_stopped(work.run()))
    await work.started.wait()
    os.kill(os.getpid(), number)
    await asyncio.sleep(0.02)
    os.kill(os.getpid(), number)
    await running
    assert work.cleaned_up


async def test_work_that_is_done_needs_no_signal() -> None:
    await run_until_stopped(asyncio.sleep(0))


async def test_an_error_of_the_work_comes_through() -> None:
    async def fail() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await run_until_stopped(fail())


async def test_who_cancels_it_is_told_so() -> None:
    work = Work()
    running = asyncio.create_task(run_until_stopped(work.run()))
    await work.started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert work.cleaned_up


@pytest.fixture
def app(user_cache: Path, monkeypatch: pytest.MonkeyPatch) -> AppContext:
    monkeypatch.setenv("XDG_CACHE_HOME", str(user_cache))
    return AppContext(Settings(), DATA / "bridge")


async def test_a_warm_start_starts_no_process(app: AppContext) -> None:
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    before = set(children.read_text().split())
    async with open_service(app, ":memory:") as service:
        assert service.knowledge.event.id == "bridge"
        assert set(children.read_text().split()) <= before


async def test_a_cold_start_names_the_required_questions_that_go_elsewhere(
    app: AppContext, bridge: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = bridge / "closing.yaml"
    path.write_text(path.read_text().replace("what day did they shut the crossing", "Who found the cracks?"))
    async with open_service(AppContext(Settings(), bridge), ":memory:"):
        pass
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "A required or forbidden question is not answered as it must be: "
        "“Who found the cracks?” must reach `when-closed`, but reaches `who-found`"
    ]


async def test_knowledge_with_problems_is_not_opened(app: AppContext, bridge: Path) -> None:
    (bridge / "new.yaml").write_text("- id: X\n- id: Y\n")
    with pytest.raises(KnowledgeError) as failed:
        async with open_service(AppContext(Settings(), bridge), ":memory:"):
            pass
    assert {(problem.path, problem.line) for problem in failed.value.problems} == {
        ("bridge/new.yaml", 1),
        ("bridge/new.yaml", 2),
    }


async def test_knowledge_that_can_not_be_loaded_any_more_leaves_the_last_that_could(
    app: AppContext, bridge: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mine = AppContext(Settings(), bridge)
    async with open_service(mine, ":memory:") as service:
        entries = service.knowledge.entries
    (bridge / "new.yaml").write_text("- id: X\n")
    async with open_service(mine, ":memory:") as service:
        assert service.knowledge.entries == entries
        assert {problem.path for problem in service.problems} == {"bridge/new.yaml"}
    errors = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert errors[0].startswith("bridge/new.yaml:1: ")
    assert errors[-1].endswith("the last version that could is served. Fix this, then use /knowledge reload.")
