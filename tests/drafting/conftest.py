from pathlib import Path

import pytest

from bot import paths
from bot.drafting.articles import Article
from bot.drafting.drafting import Drafting
from bot.drafting.fates import Fate, Screened, Verdict
from bot.drafting.folder import DraftFolder
from bot.drafting.record import DraftRecord
from bot.drafting.replies import PromptKind, read_reply
from bot.drafting.screening import Screen
from bot.knowledge.model import KnowledgeBase
from bot.matching.confidence import Confidence
from bot.matching.decision import Thresholds
from tests.conftest import DATA
from tests.knowledge.editing import age

COURIER = (DATA / "bridge-courier.txt").read_bytes()


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take files for saved at once: here nobody writes them slowly."""
    monkeypatch.setattr("bot.knowledge.files.STILL_FOR", 0.02)


@pytest.fixture
def record(bridge: Path) -> DraftRecord:
    """A copy of the bridge's record, with the Courier's article beside it."""
    DraftFolder(bridge).add_article("courier", COURIER)
    for path in bridge.rglob("*"):
        age(path)
    return DraftRecord(bridge, paths.COMMON)


@pytest.fixture
def knowledge(record: DraftRecord) -> KnowledgeBase:
    return record.load()


@pytest.fixture
def articles(knowledge: KnowledgeBase) -> dict[str, Article]:
    return {"courier": Article(knowledge.sources["courier"], COURIER)}


@pytest.fixture
def drafting(record: DraftRecord, confidence: Confidence, thresholds: Thresholds) -> Drafting:
    return Drafting(record, confidence, thresholds)


@pytest.fixture
def screened(knowledge: KnowledgeBase, articles: dict[str, Article]):
    """Screen the text of a reply."""

    def run(text: str, kind: PromptKind) -> Screened:
        return Screen(knowledge, articles).screen(read_reply(text, kind), kind, "courier")

    return run


def fates(screened: Screened, verdict: Verdict) -> list[tuple[str, str]]:
    """Return the items that came to a verdict, with the reasons."""
    return [(fate.item, fate.reason) for fate in screened.fates if fate.verdict is verdict]


def refused(screened: Screened) -> list[tuple[str, str]]:
    return fates(screened, Verdict.REFUSED)


def reasons(found: list[Fate]) -> list[str]:
    return [fate.reason for fate in found if fate.reason]
