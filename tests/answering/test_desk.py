import pytest

from bot.answering.desk import Desk, context_after
from bot.matching.decision import Kind, Reason

HOSTILE = {
    "a megabyte": "troops " * 150_000,
    "a megabyte in one word": "a" * 1_000_000,
    "combining marks": "how many" + "\u0301" * 10_000,
    "right to left": "\u202ehow many troops\u202c" * 50,
    "zero width": "\u200b".join("how many troops"),
    "homoglyphs": "h\u043ew m\u0430ny tr\u043e\u043eps",
    "NUL": "how\0many\0troops",
    "ligatures": "\ufdfa" * 4_000,
    "surrogates": "\ud800\udfff how many",
    "many unknown words": " ".join(f"x{chr(97 + i % 26)}{chr(97 + i % 7)}zq{i:x}w" for i in range(2_000)),
    "unknown letters": " ".join("qwxzjk" + chr(97 + i % 26) + chr(97 + i // 26 % 26) for i in range(600)),
}
WORDLESS = {"only emoji": "😀" * 500, "nothing": "", "spaces": " \n\t ", "signs": "?!" * 1_000}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_gets_the_same_reply_each_time(shipped_desk: Desk, name: str) -> None:
    assert shipped_desk.ask(HOSTILE[name]) == shipped_desk.ask(HOSTILE[name])


@pytest.mark.parametrize("name", ["ligatures", "many unknown words", "unknown letters", "a megabyte in one word"])
def test_words_that_nobody_knows_are_not_answered(shipped_desk: Desk, name: str) -> None:
    assert shipped_desk.ask(HOSTILE[name]).kind not in (Kind.ANSWER, Kind.NOT_REPORTED)


@pytest.mark.parametrize("earlier", [None, "how many troops went to russia"])
@pytest.mark.parametrize("name", WORDLESS)
def test_a_message_without_words_asks_nothing_and_follows_up_on_nothing(
    shipped_desk: Desk, name: str, earlier: str | None
) -> None:
    reply = shipped_desk.ask(WORDLESS[name], earlier)
    assert reply.decision is not None
    assert (reply.kind, reply.decision.reason) == (Kind.CHAT, Reason.EMPTY)


@pytest.mark.parametrize("name", ["homoglyphs", "zero width"])
def test_letters_in_disguise_are_seen_through(shipped_desk: Desk, name: str) -> None:
    plain, disguised = shipped_desk.ask("how many troops"), shipped_desk.ask(HOSTILE[name])
    assert (disguised.kind, disguised.entry) == (plain.kind, plain.entry)


@pytest.mark.parametrize(
    ("question", "kind", "entry"),
    [
        ("Who found the cracks?", Kind.ANSWER, "who-found"),
        ("Was anybody hurt?", Kind.NOT_REPORTED, "injured"),
        ("when did they find it", Kind.SUGGEST, None),
        ("what about a boat?", Kind.REFUSE, None),
        ("🙂", Kind.CHAT, None),
    ],
)
def test_each_kind_of_reply(desk: Desk, question: str, kind: Kind, entry: str | None) -> None:
    reply = desk.ask(question)
    assert (reply.kind, reply.entry.id if reply.entry else None) == (kind, entry)


def test_a_title_is_never_in_doubt(shipped_desk: Desk) -> None:
    for entry in shipped_desk.knowledge.own_entries:
        reply = shipped_desk.ask(entry.title)
        assert (reply.kind, reply.entry, reply.confidence) == (
            Kind.ANSWER if entry.answerable else Kind.NOT_REPORTED,
            entry,
            1.0,
        )
        assert reply.decision is not None


def test_choices_are_at_most_three_and_answerable(shipped_desk: Desk) -> None:
    for text in ("when are they meeting again", "what about the podium", "putin", "did they sign", "and now?"):
        reply = shipped_desk.ask(text)
        assert len(reply.choices) <= 3
        assert all(entry.answerable for entry in reply.choices)


class TestPick:
    def test_replies_with_the_entry(self, desk: Desk) -> None:
        answer, gap = desk.pick("detour"), desk.pick("ferries")
        assert answer is not None
        assert (answer.kind, answer.entry) == (Kind.ANSWER, desk.knowledge.entries["detour"])
        assert gap is not None
        assert (gap.kind, gap.entry) == (Kind.NOT_REPORTED, desk.knowledge.entries["ferries"])

    @pytest.mark.parametrize("key", ["tolls", "gen-smalltalk", ""])
    def test_what_is_not_there_or_common_cannot_be_picked(self, desk: Desk, key: str) -> None:
        assert desk.pick(key) is None


class TestContext:
    def after(self, desk: Desk, question: str, earlier: str | None) -> str:
        return context_after(desk.ask(question, earlier), earlier)

    def test_a_follow_up_is_remembered_with_what_it_follows_up_on(self, desk: Desk) -> None:
        assert self.after(desk, "and why?", "when was the bridge closed?") == "when was the bridge closed? and why?"

    @pytest.mark.parametrize("earlier", [None, "who found the cracks?"])
    def test_a_whole_question_stands_alone(self, desk: Desk, earlier: str | None) -> None:
        question = "on which day was the harbour bridge closed?"
        assert self.after(desk, question, earlier) == question

    @pytest.mark.parametrize("said", ["", "👍", "thanks!"])
    def test_what_asks_nothing_keeps_the_subject(self, desk: Desk, said: str) -> None:
        assert self.after(desk, said, "who found the cracks?") == "who found the cracks?"

    def test_a_follow_up_is_read_with_what_came_before(self, desk: Desk) -> None:
        assert desk.ask("and that one?").entry is None
        assert desk.ask("and that one?", "who found the cracks?").entry == desk.knowledge.entries["who-found"]


def test_the_first_exchange_of_the_readme_holds(shipped_desk: Desk) -> None:
    first = shipped_desk.ask("how mnay nk troops went to rusia")
    assert first.kind is Kind.ANSWER
    assert first.entry is not None
    assert "at least 3,000" in first.entry.text.casefold()
    then = shipped_desk.ask("how many of them were killed", context_after(first, None))
    assert then.kind is Kind.NOT_REPORTED
