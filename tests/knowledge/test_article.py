from pathlib import Path

import pytest

from bot.knowledge.article import check_article
from bot.knowledge.loader import load_knowledge
from tests.conftest import DATA

ARTICLE = (DATA / "bridge-courier.txt").read_bytes()


def check(bridge: Path, old: str = "", new: str = "") -> list[str]:
    path = bridge / "closing.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return [str(problem) for problem in check_article(load_knowledge(bridge), "courier", ARTICLE)]


def test_a_faithful_record_has_no_problems(bridge: Path) -> None:
    assert check(bridge) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("10 March", "11 April", "the name April"),
        ("10 March", "17 March", "the number 17"),
        ("two cables", "seven cables", "the number seven"),
        ("Dana Okafor", "Diana Okafor", "the name Diana"),
        ("Cars are sent", "Scholz says cars are sent", "the name Scholz"),
        ("Cars are sent", "Cars are “gently” sent", "“gently” is not in paragraph 4"),
        ("engineer, Dana", "engineer of Vienna, Dana", "the name Vienna"),
    ],
)
def test_finds_what_the_paragraph_does_not_hold(bridge: Path, old: str, new: str, said: str) -> None:
    found = check(bridge, old, new)
    assert len(found) == 1, found
    assert said in found[0]
    assert found[0].startswith("bridge/closing.yaml:")


def test_finds_another_text_than_the_one_cited(bridge: Path) -> None:
    event = bridge / "event.yaml"
    event.write_text(event.read_text().replace("paragraphs: 4", f"paragraphs: 4\n    sha256: {'f' * 64}"))
    assert "it is another text" in check(bridge)[0]
