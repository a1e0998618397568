from pathlib import Path

import pytest

from tests.cli.conftest import OnRecord
from tests.drafting.conftest import COURIER


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_bytes(COURIER)
    return path


def test_makes_a_record_and_says_what_is_next(onrecord: OnRecord, article: Path) -> None:
    options = ("--publisher", "Courier", "--published", "2024-03-11", "--title", "Shut", "--url", "https://x.org/1")
    done = onrecord("new", "bridge", "--article", article, *options)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Made bridge: 4 paragraphs, 4 stubs in from-courier.yaml.",
        "",
        "Next, either with any language model's help:",
        "    onrecord draft bridge",
        "or by hand: write questions and sentences in from-courier.yaml, look through event.yaml and concepts.yaml, "
        "then",
        "    onrecord check bridge",
        "    onrecord demo --knowledge bridge",
        "Members see “Shut” under every answer: `title` in event.yaml says what the event is called.",
        "The guide to good entries is knowledge/README.md.",
    ]
    event = Path("bridge/event.yaml").read_text()
    assert "title: Shut" in event
    assert "url: https://x.org/1" in event


def test_the_new_record_s_only_problem_is_that_it_is_not_written(onrecord: OnRecord, article: Path) -> None:
    onrecord("new", "bridge", "--article", article, "--publisher", "Courier", "--published", "2024-03-11")
    done = onrecord("check", "bridge")
    assert (done.exit_code, done.stdout) == (
        1,
        "bridge/event.yaml:2: all 4 stubs are still empty; write one, or run `onrecord draft`\n",
    )


def test_adds_an_article_to_a_record(onrecord: OnRecord, article: Path, bridge: Path) -> None:
    done = onrecord("new", bridge, "--article", article, "--publisher", "AFP", "--published", "2024-03-12")
    assert done.stdout.splitlines()[0] == f"Added afp to {bridge}: 4 paragraphs, 4 stubs in from-afp.yaml."
    checked = onrecord("check", bridge)
    assert checked.exit_code == 0
    assert "Still to be written: 4 stubs." in checked.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--published", "11 March"), "write the date as 2025-09-15"),
        (("--published", "2024-03-11", "--kind", "rumour"), "'rumour' is not one of"),
        (("--published", "2124-03-11"), "--published is in the future"),
        (("--published", "2024-03-11", "--url", "x.org/1"), "--url must be an address that starts with http"),
        (("--published", "2024-03-11", "--publisher", " "), "--publisher is empty"),
        (("--published", "2024-03-11", "--publisher", "a\x07b"), "contains an invisible character (U+0007)"),
        (("--published", "2024-03-11", "--title", "x" * 201), "--title is longer than 200 characters"),
    ],
)
def test_says_what_is_wrong_with_an_option(
    onrecord: OnRecord, article: Path, options: tuple[str, ...], said: str
) -> None:
    done = onrecord("new", "bridge", "--article", article, "--publisher", "x", *options)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not Path("bridge").exists()


def test_a_name_that_can_t_be_a_folder_s_is_named(onrecord: OnRecord, article: Path) -> None:
    done = onrecord("new", "x" * 300, "--article", article, "--publisher", "x", "--published", "2024-03-11")
    assert done.exit_code == 2
    assert done.stderr.endswith("cannot be a folder: File name too long; choose another name\n")


def test_says_that_an_article_is_missing(onrecord: OnRecord) -> None:
    done = onrecord("new", "bridge", "--article", "no.txt", "--publisher", "x", "--published", "2024-03-11")
    assert (done.exit_code, done.stderr) == (2, "--article no.txt: cannot be read: No such file or directory\n")
