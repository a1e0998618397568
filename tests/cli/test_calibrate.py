import json
from pathlib import Path

import pytest

from bot import paths
from bot.matching.confidence import load_confidence, read_confidence
from tests.cli.conftest import BRIDGE, OnRecord
from tests.conftest import DATA

ANSWERED = {
    1: ("When was the bridge closed?", "since when is the bridge shut", "which day did they close it"),
    2: ("Why was the bridge closed?", "who found the cracks?", "what is wrong with the bridge", "name of the engineer"),
    4: ("Which way can I drive instead?", "is there a detour", "how do I get across by car"),
}
UNANSWERED = (
    "was anybody hurt?",
    "what will the repair cost?",
    "are there extra ferries?",
    "what is the capital of France?",
    "hi",
    "who built the bridge?",
    "is the mayor angry?",
    "when is the election?",
    "how tall is the tower?",
    "did the cables snap?",
)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    labels = [(question, [paragraph]) for paragraph, questions in ANSWERED.items() for question in questions]
    labels += [(question, []) for question in UNANSWERED]
    path.write_text(
        "".join(
            json.dumps({"question": question, "kind": "plain", "paragraphs": paragraphs}) + "\n"
            for question, paragraphs in labels * 2
        )
    )
    return path


@pytest.fixture(autouse=True)
def shipped_file_stays_as_it_is():
    before = paths.CONFIDENCE.read_bytes()
    yield
    assert paths.CONFIDENCE.read_bytes() == before


def test_writes_to_stdout_what_the_settings_can_name(onrecord: OnRecord, questions: Path, tmp_path: Path) -> None:
    done = onrecord("calibrate", questions, "--knowledge", BRIDGE)
    assert (done.exit_code, done.stderr) == (0, "")
    made = tmp_path / "made.json"
    made.write_text(done.stdout)
    assert "Rescaled to 40 labelled questions" in read_confidence(made).about
    (tmp_path / "bot.yaml").write_text("confidence: made.json\n")
    assert (
        onrecord("ask", "Who found the cracks?", "--knowledge", BRIDGE, "--config", tmp_path / "bot.yaml").exit_code
        == 0
    )


def test_writes_into_a_file_that_is_named(onrecord: OnRecord, questions: Path, tmp_path: Path) -> None:
    into = tmp_path / "new" / "confidence.json"
    done = onrecord("calibrate", questions, "--into", into, "--knowledge", BRIDGE)
    assert (done.exit_code, done.output) == (0, f"Wrote {into}\n")
    assert load_confidence(into) != load_confidence(paths.CONFIDENCE)


def test_shows_how_many_of_the_questions_fell_where(onrecord: OnRecord, questions: Path) -> None:
    made = json.loads(onrecord("calibrate", questions, "--knowledge", BRIDGE).stdout)
    assert sum(row["questions"] for row in made["reliability"]) == 40
    assert [row["answer_at"] for row in made["thresholds"]] == [round(0.3 + 0.05 * i, 2) for i in range(14)]
    assert all(0 <= row[name] <= 1 for row in made["thresholds"] for name in ("right", "wrong", "held_back"))


def test_says_where_it_cannot_write(onrecord: OnRecord, questions: Path, tmp_path: Path) -> None:
    done = onrecord("calibrate", questions, "--into", questions / "new" / "x.json", "--knowledge", BRIDGE)
    assert done.exit_code == 2
    assert (
        done.stderr == f"{questions}/new/x.json: cannot be written: Not a directory; choose another place with --into\n"
    )


@pytest.mark.parametrize("count", [0, 1, 39])
def test_needs_some_questions(onrecord: OnRecord, questions: Path, count: int) -> None:
    questions.write_text("".join(questions.read_text().splitlines(keepends=True)[:count]))
    done = onrecord("calibrate", questions, "--knowledge", BRIDGE)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"Calibrating needs at least 40 labelled questions, not {count}.\n"


def test_needs_questions_of_both_kinds(onrecord: OnRecord, questions: Path) -> None:
    answered = [line for line in questions.read_text().splitlines(keepends=True) if "[]" in line]
    questions.write_text("".join(answered * 2))
    done = onrecord("calibrate", questions, "--knowledge", BRIDGE)
    assert done.exit_code == 2
    assert done.stderr == "Calibrating needs questions whose best entry is right, and some whose isn't.\n"


def test_takes_questions_of_which_all_are_answerable(onrecord: OnRecord, questions: Path, tmp_path: Path) -> None:
    lines = [line for line in questions.read_text().splitlines(keepends=True) if "[]" not in line]
    wrong = json.dumps({"question": "who found the cracks?", "kind": "plain", "paragraphs": [9]}) + "\n"
    questions.write_text("".join(lines * 2) + wrong * 5)
    into = tmp_path / "made.json"
    assert onrecord("calibrate", questions, "--into", into, "--knowledge", BRIDGE).exit_code == 0
    load_confidence(into)


def test_the_shipped_questions_can_be_read(onrecord: OnRecord) -> None:
    done = onrecord("eval", *sorted((DATA / "questions").glob("*.jsonl")), "--knowledge", BRIDGE)
    assert done.exit_code == 0
