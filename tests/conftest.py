import json
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot import shipped
from bot.answering.conversation import Conversations
from bot.answering.desk import Desk
from bot.answering.record import RecordSource
from bot.matching.confidence import load_confidence
from bot.matching.decision import Thresholds
from bot.matching.matcher import Matcher
from bot.settings import load_settings

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).parents[2] / "shared"
CI = bool(os.environ.get("CI"))


def need(path: Path) -> Path:
    """Skip where a file of the workshop is missing; in CI it must be there."""
    if not path.exists():
        assert not CI, f"{path} must be there in CI"
        pytest.skip(f"{path} is not on this machine")
    return path


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def shipped_matcher(cache: Path) -> Matcher:
    return RecordSource(shipped.KNOWLEDGE, shipped.COMMON, cache).open()


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    """A folder of knowledge to edit: the closing of a bridge."""
    return Path(shutil.copytree(DATA / "bridge", tmp_path / "bridge"))


@pytest.fixture(scope="session")
def bridge_matcher(cache: Path) -> Matcher:
    return RecordSource(DATA / "bridge", shipped.COMMON, cache).open()


def make_desk(source: RecordSource, matcher: Matcher) -> Desk:
    settings = load_settings(shipped.SETTINGS)
    return Desk(
        source,
        matcher,
        load_confidence(shipped.CONFIDENCE),
        Thresholds(settings.answer_at, settings.offer_at),
        Conversations(timedelta(minutes=settings.follow_up_minutes)),
    )


@pytest.fixture
def desk(bridge: Path, bridge_matcher: Matcher) -> Desk:
    """A desk that serves the bridge and reloads from a folder of its own."""
    return make_desk(RecordSource(bridge, shipped.COMMON, None), bridge_matcher)


@pytest.fixture(scope="session")
def shipped_desk(shipped_matcher: Matcher) -> Desk:
    return make_desk(RecordSource(shipped.KNOWLEDGE, shipped.COMMON, None), shipped_matcher)


def jsonl(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
