from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.answering.conversation import REMEMBERED, Conversations
from bot.answering.desk import Desk
from bot.answering.reply import as_json
from bot.matching.decision import Kind

NOW = datetime(2024, 10, 25, 12)
HOSTILE = {
    "a megabyte": "troops " * 150_000,
    "a megabyte in one word": "a" * 1_000_000,
    "combining marks": "how many" + "\u0301" * 10_000,
    "only emoji": "😀" * 500,
    "right to left": "\u202ehow many troops\u202c" * 50,
    "zero width": "\u200b".join("how many troops"),
    "homoglyphs": "h\u043ew m\u0430ny tr\u043e\u043eps",
    "NUL": "how\0many\0troops",
    "ligatures": "\ufdfa" * 4_000,
    "surrogates": "\ud800\udfff how many",
    "nothing": "",
    "signs": "?!" * 1_000,
    "many unknown words": " ".join(f"x{chr(97 + i % 26)}{chr(97 + i % 7)}zq{i:x}w" for i in range(2_000)),
    "unknown letters": " ".join("qwxzjk" + chr(97 + i % 26) + chr(97 + i // 26 % 26) for i in range(600)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_gets_a_normal_reply(shipped_desk: Desk, name: str) -> None:
    reply = shipped_desk.ask(HOSTILE[name])
    assert reply.kind in Kind
    assert reply.text
    assert shipped_desk.ask(HOSTILE[name]) == reply


def test_homoglyphs_and_invisible_letters_are_seen_through(shipped_desk: Desk) -> None:
    plain = shipped_desk.ask("how many troops").entry
    assert plain is not None
    for name in ("homoglyphs", "zero width"):
        assert shipped_desk.ask(HOSTILE[name]).entry == plain


def test_four_kinds_of_reply(desk: Desk) -> None:
    answer = desk.ask("Who found the cracks?")
    assert answer.kind is Kind.ANSWER
    assert [source.publisher for source in answer.cited] == ["Port Ellis Courier"]
    assert desk.ask("Was anybody hurt?").kind is Kind.NOT_REPORTED
    assert desk.ask("🙂").kind is Kind.REFUSE


def test_no_answer_without_a_citation(shipped_desk: Desk) -> None:
    for entry in shipped_desk.knowledge.entries.values():
        reply = as_json(shipped_desk.ask(entry.title), entry.id)
        assert bool(reply["citations"]) == (reply["kind"] == "answer")
        assert entry.common or (reply["entry"] == entry.id) or reply["kind"] in ("suggest", "refuse")


def test_choices_are_at_most_three_and_answerable(shipped_desk: Desk) -> None:
    for text in ("when are they meeting again", "what about the podium", "putin", "did they sign"):
        reply = shipped_desk.ask(text)
        assert len(reply.choices) <= 3
        assert all(entry.answerable for entry in reply.choices)


def test_picking_an_entry(desk: Desk) -> None:
    reply = desk.pick("ferries")
    assert reply is not None
    assert reply.kind is Kind.NOT_REPORTED
    assert desk.pick("gone") is None
    assert desk.pick("gen-smalltalk") is None


def test_a_conversation_follows_the_nearest_key(desk: Desk) -> None:
    desk.converse("when was the bridge closed?", ["a"], NOW)
    desk.converse("who found the cracks?", ["b"], NOW)
    assert desk.converse("and that one?", ["unknown", "b", "a"], NOW).entry == desk.knowledge.entries["who-found"]


def test_the_first_exchange_of_the_readme_holds(shipped_desk: Desk) -> None:
    first = shipped_desk.converse("how mnay nk troops went to rusia", ["mina"], NOW)
    assert first.kind is Kind.ANSWER
    assert "at least 3,000 soldiers" in first.text
    assert shipped_desk.converse("how many of them were killed", ["mina"], NOW).kind is Kind.NOT_REPORTED


def test_conversations_are_forgotten_in_time_and_in_number() -> None:
    conversations = Conversations(timedelta(minutes=10))
    conversations.remember(["a"], "first", NOW)
    assert conversations.earlier(["a"], NOW + timedelta(minutes=10)) == "first"
    assert conversations.earlier(["a"], NOW + timedelta(minutes=10, seconds=1)) is None
    for i in range(REMEMBERED):
        conversations.remember([i], "more", NOW)
    assert conversations.earlier(["a"], NOW) is None


async def test_a_reload_that_raises_keeps_the_old_record(desk: Desk, bridge: Path) -> None:
    (bridge / "closing.yaml").chmod(0o000)
    (bridge / "broken.yaml").write_bytes(b"\x00\xff" * 100)
    before = desk.matcher
    reloaded = await desk.reload()
    assert reloaded.changes is None
    assert desk.matcher is before
    assert desk.problems == reloaded.problems != ()
