import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DATA

BRIDGE = str(DATA / "bridge")


@pytest.fixture
def onrecord(cache: Path, tmp_path: Path):
    def run(*arguments: str, given: str = "", token: str = "") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "DISCORD_TOKEN": token}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments], input=given, capture_output=True, text=True, check=False,
            cwd=tmp_path, env={**environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip

    return run


def test_ask_answers_with_its_source(onrecord) -> None:
    done = onrecord("ask", "who found the cracks?", "--knowledge", BRIDGE)
    assert done.returncode == 0
    assert "Dana Okafor" in done.stdout
    assert "Port Ellis Courier, 11 March 2024, paragraph 2" in " ".join(done.stdout.replace("│", " ").split())


def test_ask_explains(onrecord) -> None:
    said = onrecord("ask", "who foudn the cracks?", "--explain", "--knowledge", BRIDGE).stdout
    for part in ("repaired: foudn → found", "runner-up:", "nearest wording", "confidence:", "lead"):
        assert part in said


def test_ask_prompts_and_follows_up(onrecord) -> None:
    done = onrecord("ask", "--knowledge", BRIDGE, given="when was the bridge closed?\nand why?\n")
    assert done.returncode == 0
    assert "cracks in two cables" in done.stdout


def test_ask_jsonl_answers_each_line_in_order(onrecord) -> None:
    lines = [
        {"id": "a", "question": "who found the cracks?"},
        {"id": 2, "question": "and that one?", "history": ["who found the cracks?"]},
        {"id": None, "question": "Was anybody hurt?"},
        {"question": "\u0000😀"},
    ]
    done = onrecord("ask", "--jsonl", "--knowledge", BRIDGE, given="".join(json.dumps(line) + "\n" for line in lines))
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply["id"] for reply in replies] == ["a", 2, None, None]
    assert [reply["kind"] for reply in replies] == ["answer", "answer", "not_reported", "refuse"]
    first = replies[0]
    assert set(first) == {"id", "kind", "entry", "text", "citations", "confidence", "suggestions"}
    assert first["citations"] == [{"source": "courier", "paragraph": 2}]
    assert 0 <= first["confidence"] <= 1
    for suggestion in first["suggestions"]:
        assert set(suggestion) == {"entry", "question", "text", "citations"}


def test_ask_jsonl_reports_a_bad_line_and_goes_on(onrecord) -> None:
    done = onrecord("ask", "--jsonl", "--knowledge", BRIDGE, given='nope\n{"id":1,"question":"who found it?"}\n')
    assert done.returncode == 1
    assert "line 1:" in done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [None, 1]


def test_check_prints_problems_and_exits_1(onrecord, bridge: Path) -> None:
    assert onrecord("check", str(bridge)).returncode == 0
    (bridge / "new.yaml").write_text("- id: x\n")
    done = onrecord("check", str(bridge))
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("bridge/new.yaml:1: ")
    assert "Traceback" not in done.stderr


def test_check_holds_citations_against_an_article(onrecord, bridge: Path) -> None:
    article = DATA / "bridge-courier.txt"
    assert onrecord("check", str(bridge), "--article", f"courier={article}").returncode == 0
    path = bridge / "closing.yaml"
    path.write_text(path.read_text().replace("Dana Okafor", "Diana Okafor"))
    done = onrecord("check", str(bridge), "--article", f"courier={article}")
    assert done.returncode == 1
    assert "the name Diana" in done.stdout
    assert "one of the sources: courier, council" in onrecord("check", str(bridge), "--article", "x=y").stderr


def test_check_advises(onrecord) -> None:
    assert "has 3 wordings; write at least" in onrecord("check", BRIDGE).stdout


def test_check_runs_golden_questions(onrecord, bridge: Path) -> None:
    path = bridge / "closing.yaml"
    path.write_text(
        path.read_text().replace("asks: [what day did they shut the crossing]", "asks: [who found the cracks]")
    )
    done = onrecord("check", str(bridge))
    assert done.returncode == 1
    assert "must reach `when-closed`, but reaches `who-found`" in done.stdout


def test_export_writes_the_loaded_knowledge(onrecord) -> None:
    exported = json.loads(onrecord("export", "--json", "--knowledge", BRIDGE).stdout)
    assert set(exported) >= {"event", "sources", "concepts", "entries"}
    assert {entry["id"] for entry in exported["entries"]} >= {"detour", "injured"}


def test_eval_prints_a_table(onrecord, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"id": "q", "question": "who found the cracks?", "kind": "plain", "paragraphs": [2], "must": []}\n'
    )
    done = onrecord("eval", str(path), "--knowledge", BRIDGE)
    assert done.returncode == 0
    for part in ("right", "offered", "missed", "wrong", "plain", "answerable"):
        assert part in done.stdout


def test_schema_is_json(onrecord) -> None:
    assert json.loads(onrecord("schema", "entries").stdout)["type"] == "array"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask", "x", "--knowledge", "/nowhere"), "is not a folder"),
        (("ask", "x", "--config", "/nowhere.yaml"), "cannot be read"),
        (("eval", "/nowhere.jsonl"), "cannot be read"),
        (("run",), "DISCORD_TOKEN is not set"),
    ],
)
def test_a_users_mistake_ends_with_a_message_and_exit_2(onrecord, arguments: tuple[str, ...], said: str) -> None:
    done = onrecord(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_has_help(onrecord) -> None:
    for name in ("demo", "run", "ask", "check", "export", "schema", "eval", "calibrate"):
        done = onrecord(name, "--help")
        assert done.returncode == 0
        assert len(done.stdout.splitlines()) > 4
