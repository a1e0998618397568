import re
from pathlib import Path

import pytest

from bot import paths
from bot.answering.checkup import Checkup, check_up
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.knowledge.model import Depth, Status
from bot.matching.confidence import Confidence
from bot.matching.decision import Thresholds

GUIDE = (paths.ROOT / "knowledge" / "README.md").read_text("utf-8")


@pytest.fixture
def checkup(tmp_path: Path, confidence: Confidence, thresholds: Thresholds) -> Checkup:
    """The record in the guide, copied out as a reader would."""
    for name, content in re.findall(r"`([\w/]+\.yaml)`\n\n```yaml\n(.*?)```", GUIDE, re.DOTALL):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    return check_up(KnowledgeFolder(tmp_path, paths.COMMON, None), {}, confidence, thresholds)


def test_the_record_in_the_guide_has_no_problems(checkup: Checkup) -> None:
    assert checkup.problems == ()
    assert str(Depth.of(checkup.knowledge)) == "2 answered entries, 1 unknowns, 12 phrasings"


def test_the_guide_explains_every_status() -> None:
    assert [status for status in Status if f"| `{status.value}` |" not in GUIDE] == []
