import os
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.answering.conversation import Conversations
from bot.answering.desk import Desk
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.loading import LoadingProcess
from bot.answering.notes import Notes
from bot.answering.service import Service
from bot.matching.decision import Engine
from bot.store.store import Store
from tests.conftest import DATA

_SHARED = pytest.StashKey[LoadingProcess]()


@pytest.fixture(scope="session")
def small_engine(bridge_engine: Engine) -> Engine:
    """The bridge without the common entries: it loads in no time."""
    return replace(bridge_engine, matcher=KnowledgeFolder(DATA / "bridge", None, None).open())


@pytest.fixture(scope="session")
def loading(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, bridge_engine: Engine
) -> Iterator[LoadingProcess]:
    """One loading process for all tests, also for those that import this fixture: its start takes a second."""
    if _SHARED not in pytestconfig.stash:
        source = KnowledgeFolder(tmp_path_factory.mktemp("served") / "bridge", None, None)
        process = LoadingProcess(source, bridge_engine.confidence, bridge_engine.thresholds)
        pytestconfig.stash[_SHARED] = process
    yield pytestconfig.stash[_SHARED]
    pytestconfig.stash[_SHARED].close()


@pytest.fixture
def bridge(loading: LoadingProcess) -> Path:
    """The folder that the bot reloads from."""
    folder = loading.source.folder
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(DATA / "bridge", folder))


@pytest.fixture
def engine(small_engine: Engine) -> Engine:
    """What the service answers from, as it would load it; tests may put something else here."""
    return small_engine


@pytest.fixture
def conversations() -> Conversations:
    return Conversations(timedelta(minutes=10))


@pytest.fixture
async def service(
    bridge: Path, engine: Engine, conversations: Conversations, loading: LoadingProcess, store: Store
) -> AsyncIterator[Service]:
    found = Service(Desk(engine), conversations, loading, Notes(store))
    yield found
    await found.notes.written()


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    text = path.read_text("utf-8")
    assert old in text
    write(path, text.replace(old, new))


def write(path: Path, text: str) -> None:
    """Write a file as somebody who saved it a minute ago, so that nothing waits for it to settle."""
    path.write_text(text, "utf-8")
    _settle(path)


def remove(path: Path) -> None:
    """Remove a file as somebody who did so a minute ago."""
    path.unlink()
    _settle(path.parent)


def _settle(path: Path) -> None:
    then = time.time() - 60
    for each in (path, path.parent):
        os.utime(each, (then, then))


def with_entries(engine: Engine, **changed: object) -> Engine:
    """Return an engine whose entries are changed: `detour={"related": ("gone",)}`."""
    knowledge = engine.matcher.knowledge
    entries = dict(knowledge.entries)
    for name, fields in changed.items():
        key = name.replace("_", "-")
        entries[key] = replace(entries[key], **fields)
    return replace(engine, matcher=replace(engine.matcher, knowledge=replace(knowledge, entries=entries)))
