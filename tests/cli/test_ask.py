import json
import time
from pathlib import Path

import pytest

from bot.answering.jsonl import read_questions
from tests.cli.conftest import BRIDGE, OnRecord

WHO_FOUND = {
    "id": "a",
    "kind": "answer",
    "entry": "who-found",
    "status": "confirmed",
    "note": "",
    "text": "The cracks were found by the city engineer, Dana Okafor.",
    "citations": [{"source": "courier", "paragraph": 2}],
    "confidence": 1.0,
    "suggestions": [],
    "parts": [],
}
NOT_JSON = 'is not a JSON object such as {"id": 1, "question": "…"}'


def lines(*questions: dict[str, object] | str) -> str:
    return "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in questions)


def shown(printed: str) -> list[str]:
    """What is inside the frames, line by line."""
    return [line.strip("│ ") for line in printed.splitlines() if line.startswith("│")]


def titles(printed: str) -> list[str]:
    return [line.strip("╭─╮ ") for line in printed.splitlines() if line.startswith("╭")]


def test_answers_with_its_source(onrecord: OnRecord) -> None:
    done = onrecord("ask", "Who found the cracks?", "--knowledge", BRIDGE)
    assert done.exit_code == 0
    assert titles(done.stdout) == ["Who found the cracks?"]
    assert shown(done.stdout) == [
        "The cracks were found by the city engineer, Dana Okafor. [1]",
        "",
        "Source:",
        "Port Ellis Courier (newspaper), 11 March 2024: [1] paragraph 2",
        "https://example.org/bridge",
        "",
        "The closing of the Harbour Bridge in Port Ellis · as of 12 March 2024",
    ]


def test_says_on_what_an_answer_rests_sentence_by_sentence(onrecord: OnRecord) -> None:
    assert shown(onrecord("ask", "Why was the bridge closed?", "--knowledge", BRIDGE).stdout)[:8] == [
        "An engineer found cracks in two cables, the Courier reports. [1]",
        "The council calls the closing “a precaution”. [2] [3]",
        "",
        "Sources:",
        "Port Ellis Courier (newspaper), 11 March 2024: [1] paragraph 2, [3] paragraph 3",
        "https://example.org/bridge",
        "City Council (official), 12 March 2024: [2] paragraph 1",
        "",
    ]


def test_explains_why_it_answers(onrecord: OnRecord) -> None:
    printed = onrecord("ask", "who foudn the cracks?", "--explain", "--knowledge", BRIDGE).stdout.splitlines()
    assert "read as: who found the cracks" in printed
    assert "repaired: foudn → found" in printed
    assert any(line.startswith("best: who-found (+") for line in printed)
    assert any(line.startswith("runner-up: ") for line in printed)
    assert any("closest phrasing (100% alike): Who found the cracks?" in line for line in printed)
    assert not any("-0.00" in line for line in printed)
    assert "confidence: " in printed[-1]
    assert printed[-1].endswith(" → answer: the confidence reaches answer_at")


def test_explains_that_a_title_needs_no_confidence(onrecord: OnRecord) -> None:
    printed = onrecord("ask", "Was anybody hurt?", "--explain", "--knowledge", BRIDGE).stdout.splitlines()
    assert printed[-1] == "confidence: 1.00 → not_reported: the person picked the entry"


def test_prompts_for_questions_and_follows_up(onrecord: OnRecord) -> None:
    done = onrecord("ask", "--knowledge", BRIDGE, given="When was the bridge closed?\nand why?\n")
    assert done.exit_code == 0
    assert titles(done.stdout) == ["When was the bridge closed?", "Why was the bridge closed?"]
    assert done.stderr.count("Ask (Ctrl-D to end)> ") == 3


def test_texts_are_not_read_as_colours(onrecord: OnRecord, bridge: Path) -> None:
    path = bridge / "closing.yaml"
    path.write_text(path.read_text().replace("Cars are sent through the Mill Tunnel.", "'[red]Cars[/red] are sent.'"))
    assert "[red]Cars[/red] are sent. [1]" in shown(
        onrecord("ask", "Which way can I drive instead?", "--knowledge", bridge).stdout
    )


def test_jsonl_answers_each_line_in_order(onrecord: OnRecord) -> None:
    given = lines(
        {"id": "a", "question": "Who found the cracks?"},
        {"id": 2, "question": "and why?", "history": ["When was the bridge closed?"]},
        {"id": None, "question": "Was anybody hurt?"},
        {"question": "\u0000😀"},
    )
    done = onrecord("ask", "--jsonl", "--knowledge", BRIDGE, given=given)
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert replies[0] == WHO_FOUND
    assert [reply["id"] for reply in replies] == ["a", 2, None, None]
    assert [reply["kind"] for reply in replies[:3]] == ["answer", "answer", "not_reported"]
    assert [reply["entry"] for reply in replies] == ["who-found", "why-closed", "injured", None]
    assert [reply["status"] for reply in replies] == ["confirmed", "confirmed", "not-reported", None]
    assert replies[2]["citations"] == []
    for reply in replies:
        assert list(reply) == list(WHO_FOUND)
        for suggestion in reply["suggestions"]:
            assert list(suggestion) == ["entry", "question", "text", "citations"]


@pytest.mark.parametrize("history", [None, [], "When was the bridge closed?", ["hi", "When was the bridge closed?"]])
def test_jsonl_takes_the_history_in_every_shape(onrecord: OnRecord, history: object) -> None:
    given = lines({"id": 1, "question": "and why?", "history": history})
    reply = json.loads(onrecord("ask", "--jsonl", "--knowledge", BRIDGE, given=given).stdout)
    assert (reply["entry"] == "why-closed") is bool(history)


def test_jsonl_reads_a_history_of_2000_messages_in_no_time(onrecord: OnRecord) -> None:
    history = ["who found the cracks in the two cables of the bridge?"] * 1_999 + ["When was the bridge closed?"]
    given = lines({"id": 1, "question": "and why?", "history": history})
    onrecord("ask", "--jsonl", "--knowledge", BRIDGE, given=lines({"question": "hi"}))
    started = time.perf_counter()
    reply = json.loads(onrecord("ask", "--jsonl", "--knowledge", BRIDGE, given=given).stdout)
    assert time.perf_counter() - started < 1.0
    assert reply["entry"] == "why-closed"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nope", NOT_JSON),
        ("[]", NOT_JSON),
        ('"who?"', NOT_JSON),
        ('{"id": 1}', "`question`: Field required"),
        ('{"question": 5}', "`question`: Input should be a valid string"),
        (r'{"question": "\ud800"}', NOT_JSON),
    ],
)
def test_jsonl_reports_a_bad_line_and_goes_on(onrecord: OnRecord, line: str, said: str) -> None:
    given = lines("", line, {"id": "a", "question": "Who found the cracks?"})
    done = onrecord("ask", "--jsonl", "--knowledge", BRIDGE, given=given)
    assert done.exit_code == 1
    assert done.stderr == f"line 2: {said}\n"
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": None, "error": f"line 2: {said}"},
        WHO_FOUND,
    ]


@pytest.mark.parametrize(
    "given",
    [
        b'\xef\xbb\xbf{"id": "a", "question": "Who found the cracks?", "kind": "k", "paragraphs": []}\r\n\r\n',
        b'{"id": "a", "question": "Who found the cracks?", "kind": "\xe2\x80\xa8 \xc2\x85", "paragraphs": []}',
        b'\n\n{"id": "a", "question": "Who found the cracks?", "kind": "k", "paragraphs": []} \n',
        b'{"id": "a", "question": "Who found the cracks?", "kind": "k", "paragraphs": []}\n\xef\xbb\xbf\n',
        b'{"id": 0, "question": "hi", "kind": "k", "paragraphs": []}\n'
        b'\xef\xbb\xbf{"id": "a", "question": "Who found the cracks?", "kind": "k", "paragraphs": []}\n',
    ],
    ids=["mark and CRLF", "line separator", "blank lines", "a mark alone", "two files put together"],
)
def test_jsonl_and_eval_read_the_same_lines(onrecord: OnRecord, tmp_path: Path, given: bytes) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(given)
    done = onrecord("ask", "--jsonl", "--knowledge", BRIDGE, given=given)
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, done.stderr) == (0, "")
    assert replies[-1] == WHO_FOUND
    assert [label.id for label in read_questions(path)] == [reply["id"] for reply in replies]


@pytest.mark.parametrize("question", ["who found \udcff the cracks?", "\ud800", "\x1b[31mwho found it?", "a" * 100_000])
def test_takes_odd_questions(onrecord: OnRecord, question: str) -> None:
    assert onrecord("ask", question, "--explain", "--knowledge", BRIDGE).exit_code == 0
