import json
from pathlib import Path

import pytest

from tests.cli.conftest import BRIDGE, OnRecord

QUESTIONS = [
    {
        "id": "right",
        "question": "When was the bridge closed?",
        "kind": "plain",
        "paragraphs": [1],
        "must": ["10 March"],
    },
    {"id": "wrong", "question": "Who found the cracks?", "kind": "plain", "paragraphs": [2], "source": "council"},
    {"id": "gap", "question": "Was anybody hurt?", "kind": "unknown", "paragraphs": []},
    {"id": "missed", "question": "Was anybody hurt?", "history": ["hi"], "kind": "plain", "paragraphs": [9]},
]
TABLE = """\
┏━━━━━━━━━━━━━━━━┳━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━┳━━━━━━━━━━━┳━━━━━━━━━━━┓
┃ kind           ┃ questions ┃ right      ┃ offered  ┃ missed    ┃ wrong     ┃
┡━━━━━━━━━━━━━━━━╇━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━╇━━━━━━━━━━━╇━━━━━━━━━━━┩
│ plain          │ 3         │ 1 (33.3%)  │ 0 (0.0%) │ 1 (33.3%) │ 1 (33.3%) │
│ unknown        │ 1         │ 1 (100.0%) │ 0 (0.0%) │ 0 (0.0%)  │ 0 (0.0%)  │
├────────────────┼───────────┼────────────┼──────────┼───────────┼───────────┤
│ answerable     │ 3         │ 1 (33.3%)  │ 0 (0.0%) │ 1 (33.3%) │ 1 (33.3%) │
│ not answerable │ 1         │ 1 (100.0%) │ 0 (0.0%) │ 0 (0.0%)  │ 0 (0.0%)  │
└────────────────┴───────────┴────────────┴──────────┴───────────┴───────────┘
"""


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(f"{json.dumps(question)}\n" for question in QUESTIONS))
    return path


def test_counts_what_the_replies_are_worth_by_kind(onrecord: OnRecord, questions: Path) -> None:
    done = onrecord("eval", questions, "--knowledge", BRIDGE)
    assert (done.exit_code, done.stdout) == (0, TABLE)


def test_lists_what_failed(onrecord: OnRecord, questions: Path) -> None:
    done = onrecord("eval", questions, "--failures", "--knowledge", BRIDGE)
    assert done.stdout == TABLE + (
        "wrong: wrong answer who-found 1.00: Who found the cracks?\n"
        "missed: missed not_reported injured 1.00: hi / Was anybody hurt?\n"
    )


def test_takes_several_files_as_one(onrecord: OnRecord, questions: Path) -> None:
    printed = onrecord("eval", questions, questions, "--knowledge", BRIDGE).stdout
    assert "│ answerable     │ 6         │ 2 (33.3%)" in printed


def test_takes_an_empty_file(onrecord: OnRecord, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").touch()
    done = onrecord("eval", tmp_path / "none.jsonl", "--knowledge", BRIDGE)
    assert done.exit_code == 0
    assert done.stdout.count("│ 0         │ –     │ –       │ –      │ –     │") == 2


def test_reports_every_line_that_is_no_labelled_question(onrecord: OnRecord, questions: Path) -> None:
    with questions.open("a") as file:
        file.write(
            '\nnope\n{"question": "x", "kind": "k"}\n{"question": "x", "kind": "k", "paragraphs": [], "must": ["("]}\n'
        )
    done = onrecord("eval", questions, "--knowledge", BRIDGE)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        f'{questions}:6: is not a JSON object such as {{"id": 1, "question": "…"}}',
        f"{questions}:7: `paragraphs`: Field required",
        f"{questions}:8: `must`: missing ), unterminated subpattern at position 0",
    ]
