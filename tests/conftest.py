import os
import shutil
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import paths
from bot.answering.conversation import Conversations
from bot.answering.desk import Desk
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.loading import LoadingProcess
from bot.answering.notes import Notes
from bot.answering.service import Service
from bot.matching.confidence import Confidence, load_confidence
from bot.matching.decision import Engine, Thresholds
from bot.matching.matcher import Matcher
from bot.settings import Settings
from bot.store.store import Store

DATA = Path(__file__).parent / "data"
SHARED = Path(os.environ.get("ONRECORD_SHARED", os.devnull))
"""Files that are not part of the project (the article, Discord's description of its API); CI says where they are."""
CI = bool(os.environ.get("ONRECORD_CI"))
"""Whether a missing part is a failure, not a skip."""


def need(path: Path) -> Path:
    """Skip where a file that is not part of the project is missing; in CI it must be there."""
    if not path.exists():
        assert not CI, f"{path} must be there in CI"
        pytest.skip(f"{path} is not on this machine; name its folder in ONRECORD_SHARED")
    return path


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> date:
    """The day on which cards are read: soon after the record of the bridge was made."""
    found = date(2024, 3, 14)
    monkeypatch.setattr("bot.answering.presentation.today", lambda: found)
    return found


@pytest.fixture(autouse=True)
def store_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that tests run, also in other processes, must not use the store of whoever runs the tests."""
    monkeypatch.setenv("ONRECORD_STORE", ":memory:")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def shipped_matcher(cache: Path) -> Matcher:
    return KnowledgeFolder(paths.KNOWLEDGE, paths.COMMON, cache).open()


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    """A folder of knowledge to edit: the closing of a bridge."""
    return Path(shutil.copytree(DATA / "bridge", tmp_path / "bridge"))


@pytest.fixture(scope="session")
def bridge_matcher(cache: Path) -> Matcher:
    return KnowledgeFolder(DATA / "bridge", paths.COMMON, cache).open()


@pytest.fixture(scope="session")
def confidence() -> Confidence:
    return load_confidence(paths.CONFIDENCE)


@pytest.fixture(scope="session")
def thresholds() -> Thresholds:
    return Thresholds(Settings().answer_at, Settings().offer_at)


@pytest.fixture(scope="session")
def bridge_engine(bridge_matcher: Matcher, confidence: Confidence, thresholds: Thresholds) -> Engine:
    return Engine(bridge_matcher, confidence, thresholds)


@pytest.fixture(scope="session")
def shipped_engine(shipped_matcher: Matcher, confidence: Confidence, thresholds: Thresholds) -> Engine:
    return Engine(shipped_matcher, confidence, thresholds)


@pytest.fixture
def desk(bridge_engine: Engine) -> Desk:
    return Desk(bridge_engine)


@pytest.fixture(scope="session")
def shipped_desk(shipped_engine: Engine) -> Desk:
    return Desk(shipped_engine)


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    found = await Store.open(":memory:")
    yield found
    await found.aclose()


@pytest.fixture
async def service(bridge: Path, bridge_engine: Engine, store: Store) -> AsyncIterator[Service]:
    """A service for the bridge, which reloads from a folder of its own."""
    loading = LoadingProcess(
        KnowledgeFolder(bridge, paths.COMMON, None), bridge_engine.confidence, bridge_engine.thresholds
    )
    found = Service(Desk(bridge_engine), Conversations(timedelta(minutes=10)), loading, Notes(store))
    yield found
    loading.close()
    await found.notes.written()
