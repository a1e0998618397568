import subprocess
import sys
from pathlib import Path

import pytest

from bot import shipped
from bot.cli.schema import schema
from bot.knowledge.article import check_article
from bot.knowledge.loader import load_knowledge
from bot.knowledge.shapes import FILES
from tests.conftest import SHARED, need

FOLDER = shipped.KNOWLEDGE.parent
YAML = sorted(FOLDER.rglob("*.yaml"))


def test_the_record_agrees_with_the_article() -> None:
    text = need(SHARED / "article.txt").read_bytes()
    assert check_article(load_knowledge(shipped.KNOWLEDGE, shipped.COMMON), "upi", text) == []


def test_no_sentence_of_the_article_is_copied() -> None:
    article = need(SHARED / "article.txt").read_text("utf-8").casefold().split()
    runs = {" ".join(article[i : i + 12]) for i in range(len(article) - 11)}
    for entry in load_knowledge(shipped.KNOWLEDGE).knowledge.entries.values():
        words = entry.text.casefold().split()
        copied = [run for i in range(len(words) - 11) if (run := " ".join(words[i : i + 12])) in runs]
        assert copied == [], entry.id


def test_every_paragraph_is_cited() -> None:
    knowledge = load_knowledge(shipped.KNOWLEDGE).knowledge
    cited = {place.paragraph for entry in knowledge.entries.values() for place in entry.citations}
    assert cited == set(range(1, knowledge.sources["upi"].paragraphs + 1))


@pytest.mark.parametrize("kind", FILES)
def test_schema_files_are_up_to_date(kind: str) -> None:
    assert (FOLDER / "schema" / f"{kind}.schema.json").read_text("utf-8") == schema(kind)


@pytest.mark.parametrize("path", YAML, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_file_names_its_schema(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.split("=", 1)[1]).resolve().exists()


def test_a_wheel_carries_the_knowledge(tmp_path: Path) -> None:
    """Built and unpacked as an installed package would lie on disk."""
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=root, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, tmp_path / "site"], check=True)
    script = "from bot import shipped; print(shipped.KNOWLEDGE / 'event.yaml', shipped.CONFIDENCE, shipped.SETTINGS)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], env={"PYTHONPATH": str(tmp_path / "site")}, cwd=tmp_path,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = [Path(part) for part in done.stdout.split()]
    assert all(path.is_relative_to(tmp_path) and path.exists() for path in paths)
