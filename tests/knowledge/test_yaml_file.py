import time
from pathlib import Path

import pytest

from bot.knowledge.yaml_file import read_yaml


def problem(tmp_path: Path, content: bytes | str) -> str:
    path = tmp_path / "file.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    value, problems = read_yaml(path, "file.yaml")
    assert value is None or problems
    return "\n".join(map(str, problems))


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("a: &x 1\nb: 2", 1, "anchor"),
        ("a: 1\nb: *x", 2, "alias"),
        ("a: 1\nb: !!python/object:os.system x", 2, "tag"),
        ("a: 1\na: 2", 2, "a second time (first on line 1)"),
        ("a: [1, 2", 1, "not valid YAML"),
        ("a: b: c", 1, "not valid YAML"),
        ("a:\n\tb: 1", 2, "not valid YAML"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("? [a]\n: 1", 1, "key must be a plain word"),
        (b"a: \xff\xfe", 1, "not UTF-8"),
        (b"a: 1\nb: \x00\x01", 2, "does not allow"),
        ("[" * 100_000, 1, "nested more than"),
        ("{a: " * 50 + "1" + "}" * 50, 1, "nested more than"),
    ],
)
def test_refuses_with_line_and_remedy(tmp_path: Path, content: bytes | str, line: int, words: str) -> None:
    said = problem(tmp_path, content)
    assert said.startswith(f"file.yaml:{line}: ")
    assert words in said


def test_refuses_a_50_mb_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(b"- x\n" * 12_500_000)
    started = time.perf_counter()
    _, problems = read_yaml(path, "file.yaml")
    assert time.perf_counter() - started < 1
    assert "split it" in str(problems[0])


def test_says_when_a_file_cannot_be_read(tmp_path: Path) -> None:
    _, problems = read_yaml(tmp_path / "missing.yaml", "missing.yaml")
    assert "cannot be read" in str(problems[0])


def test_knows_the_line_of_every_value(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("- id: a\n  list:\n    - one\n    - two\n- id: b\n")
    file, problems = read_yaml(path, "file.yaml")
    assert problems == []
    assert file is not None
    assert file.value == [{"id": "a", "list": ["one", "two"]}, {"id": "b"}]
    assert [file.line(place) for place in ((0, "id"), (0, "list", 1), (1, "id"), (1, "none"))] == [1, 4, 5, 5]


def test_an_impossible_date_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("a: 2024-13-45\n")
    file, _ = read_yaml(path, "file.yaml")
    assert file is not None
    assert file.value == {"a": "2024-13-45"}
