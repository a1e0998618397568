import json
from pathlib import Path

import pytest
import yaml

from bot.drafting.replies import PromptKind, ReadReply, read_reply
from tests.conftest import SHARED, need

PHRASINGS = """why-closed:
  - "What made them shut it?"
  - "how come"
how-long:
  - "until when"
"""
ENTRIES = """- id: tunnel
  topic: traffic
  status: confirmed
  questions:
    - "Where does the traffic go?"
    - "tunnel"
  answer:
    - says: "Cars use the Mill Tunnel."
      cites: courier:4
    - says: "The bridge is shut."
      cites: [courier:1, courier:2]
"""


def lists(reply: ReadReply) -> dict[str, list[str]]:
    return {item.first("key"): [text.value for text in item.fields["texts"]] for item in reply.items}


AS_ASKED = {"why-closed": ["What made them shut it?", "how come"], "how-long": ["until when"]}


@pytest.mark.parametrize(
    "text",
    [
        PHRASINGS,
        f"```yaml\n{PHRASINGS}```",
        f"Sure! Here are the questions:\n\n```yaml\n{PHRASINGS}```\n\nLet me know if you need more.",
        PHRASINGS.replace('"', ""),
        PHRASINGS.replace('"', "'"),
        PHRASINGS.replace("  - ", "- "),
        PHRASINGS.replace("  - ", "      * "),
        PHRASINGS.replace("\n", "\r\n"),
        PHRASINGS.replace("how-long:", '"how-long":'),
        PHRASINGS.replace("how-long", "how_long"),
        PHRASINGS.replace("  - ", "\t- "),
        json.dumps(AS_ASKED),
        f"```json\n{json.dumps(AS_ASKED, indent=2)}\n```",
        "```yaml\nwhy-closed: [\"What made them shut it?\", 'how come']\nhow-long:\n  - until when\n```",
        "```\nwhy-closed:\n  - What made them\n    shut it?\n  - how come\n```\n```\nhow-long:\n  - until when\n```",
    ],
)
def test_reads_lists_whatever_stands_around_them(text: str) -> None:
    reply = read_reply(text, PromptKind.PHRASINGS)
    assert lists(reply) == AS_ASKED
    assert (reply.stray, reply.cut) == ((), False)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('- "a: colon, and a # sign"', "a: colon, and a # sign"),
        ("- what is this: a test", "what is this: a test"),
        ("- lane #2 is shut", "lane #2 is shut"),
        ('- "quoted" words first', '"quoted" words first'),
        (r'- "he said \"no\" to it"', 'he said "no" to it'),
        ("- 'it''s shut'", "it's shut"),
        ('- "with a comment" # why', "with a comment"),
        ("- yes", "yes"),
        ("- 2024-03-11", "2024-03-11"),
        ("- *bold* start", "*bold* start"),
        ("- when? >> and why?", "when? >> and why?"),
        ('- "ends with a comma",', "ends with a comma"),
    ],
)
def test_reads_texts_as_they_were_meant(line: str, value: str) -> None:
    assert lists(read_reply(f"why-closed:\n  {line}\n", PromptKind.PHRASINGS)) == {"why-closed": [value]}


def test_reads_entries_with_their_sentences() -> None:
    (item,) = read_reply(ENTRIES, PromptKind.ENTRIES).items
    assert (item.first("id"), item.first("topic"), item.first("status")) == ("tunnel", "traffic", "confirmed")
    assert [text.value for text in item.fields["questions"]] == ["Where does the traffic go?", "tunnel"]
    said = [([text.value for text in one.says], [text.value for text in one.cites]) for one in item.sentences]
    assert said == [
        (["Cars use the Mill Tunnel."], ["courier:4"]),
        (["The bridge is shut."], ["courier:1", "courier:2"]),
    ]


def test_reads_the_same_entries_from_json() -> None:
    value = yaml.safe_load(ENTRIES)
    for text in (json.dumps(value), json.dumps({"entries": value}, indent=1)):
        assert [item.first("id") for item in read_reply(text, PromptKind.ENTRIES).items] == ["tunnel"]
        (item,) = read_reply(text, PromptKind.ENTRIES).items
        assert [[text.value for text in one.cites] for one in item.sentences] == [
            ["courier:4"],
            ["courier:1", "courier:2"],
        ]


def test_names_the_lines_that_are_nothing() -> None:
    reply = read_reply(f"Here you go\n{PHRASINGS}That's all, folks.\n", PromptKind.PHRASINGS)
    assert lists(reply) == AS_ASKED
    assert [(text.value, text.line) for text in reply.stray] == [("Here you go", 1), ("That's all, folks.", 7)]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (PHRASINGS, False),
        ('why-closed:\n  - "What made them shut it?"\n  - "how co', True),
        ("```yaml\nwhy-closed:\n  - how come\n", True),
        ("```yaml\nwhy-closed:\n  - how come\n```\nAnything else?", False),
    ],
)
def test_says_whether_a_reply_stops_in_the_middle(text: str, cut: bool) -> None:
    assert read_reply(text, PromptKind.PHRASINGS).cut is cut


def test_marks_the_text_that_is_cut() -> None:
    reply = read_reply('why-closed:\n  - "how come"\n  - "until wh', PromptKind.PHRASINGS)
    assert [(text.value, text.cut) for text in reply.items[0].fields["texts"]] == [
        ("how come", False),
        ("until wh", True),
    ]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "I can't help with that.", "```", "{", "[[[[", ":", "- ", "\x00", "- id:"]
)
@pytest.mark.parametrize("kind", PromptKind)
def test_reads_anything_without_an_error(text: str, kind: PromptKind) -> None:
    read_reply(text, kind)


def test_stops_reading_a_reply_without_end() -> None:
    reply = read_reply("why-closed:\n" + "  - the same again\n" * 200_000, PromptKind.PHRASINGS)
    assert reply.cut
    assert len(reply.items[0].fields["texts"]) < 30_000


def test_reads_a_model_s_raw_replies_whole() -> None:
    folder = need(SHARED / "events" / "ferry" / "deep")
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text("utf-8")
        expected = yaml.safe_load(text)
        if isinstance(expected, dict):
            assert lists(read_reply(text, PromptKind.PHRASINGS)) == expected
        else:
            items = read_reply(text, PromptKind.UNKNOWNS).items
            found = [(item.first("id"), [text.value for text in item.fields["questions"]]) for item in items]
            assert found == [(one["id"], [str(question) for question in one["questions"]]) for one in expected]


def test_reads_json_lines_as_lists(tmp_path: Path) -> None:
    text = '- id: "a-b"\n  gap: "whether it rained"\n  questions: ["Did it rain?", "rain"]\n'
    (item,) = read_reply(text, PromptKind.UNKNOWNS).items
    assert item.first("gap") == "whether it rained"
    assert [question.value for question in item.fields["questions"]] == ["Did it rain?", "rain"]
