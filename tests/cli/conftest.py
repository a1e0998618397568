import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.app import cli
from bot.matching.matcher import Matcher
from tests.cli.loopback import SmallDiscord, small_discord
from tests.cli.processes import Processes
from tests.conftest import DATA

BRIDGE = str(DATA / "bridge")
OnRecord = Callable[..., Result]


@pytest.fixture(scope="session")
def user_cache(cache: Path, bridge_matcher: Matcher, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's cache folder in which `onrecord` finds what the other tests have trained."""
    folder = tmp_path_factory.mktemp("user-cache")
    (folder / "onrecord").symlink_to(cache)
    return folder


@pytest.fixture
def onrecord(user_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OnRecord:
    """Run `onrecord` within this process, in an empty folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(user_cache))
    monkeypatch.setenv("COLUMNS", "160")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def run(*arguments: object, given: str | bytes = "", token: str = "") -> Result:
        environment = {"DISCORD_TOKEN": token}
        done = CliRunner().invoke(cli, [str(a) for a in arguments], given, environment, prog_name="onrecord")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


@pytest.fixture
async def loopback() -> AsyncIterator[SmallDiscord]:
    async with small_discord() as discord:
        yield discord


@pytest.fixture
async def processes(user_cache: Path, tmp_path: Path) -> AsyncIterator[Processes]:
    """Start `onrecord` as processes of their own; what is left of them in the end is killed."""
    started = Processes({**os.environ, "XDG_CACHE_HOME": str(user_cache)}, tmp_path, sys.executable)
    yield started
    await started.kill()
