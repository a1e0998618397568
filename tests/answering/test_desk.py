import pytest

from bot.answering.desk import Desk, context_after
from bot.answering.presentation import present
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


def lines(desk: Desk, message: str) -> list[str]:
    return [line.text for line in present(desk.ask(message)).lines]


class TestClaims:
    def test_a_claim_is_quoted_above_what_the_sources_say(self, shipped_desk: Desk) -> None:
        card = present(shipped_desk.ask("Is it false that North Korea sent troops?"))
        assert (card.kind, card.title, card.quote) == (Kind.ANSWER, "What our sources say", "North Korea sent troops")
        assert card.lines[0].text == "North Korea sent at least 3,000 soldiers to eastern Russia in October 2024."
        assert card.lines[0].numbers == (1, 2)

    def test_a_claim_that_no_source_makes_is_met_with_the_gap_and_the_nearest_facts(self, shipped_desk: Desk) -> None:
        card = present(shipped_desk.ask("12,000 troops are already fighting in Kursk, right?"))
        assert (card.kind, card.quote) == (Kind.NOT_REPORTED, "12,000 troops are already fighting in Kursk")
        assert card.note == "Nothing on record about “12,000” or “Kursk”."
        assert card.lines[0].text.startswith("As of 25 October 2024, none of our sources say where or when")
        assert "not yet known whether the North Korean soldiers would fight" in card.lines[1].text
        assert card.lines[1].numbers

    @pytest.mark.parametrize(
        ("message", "note"),
        [
            ("i read that 13,000 north korean soldiers went to russia", "“at least 3,000”, not “13,000”"),
            ("did north korea send 300 soldiers", "“at least 3,000”, not “300”"),
            ("how many troops did north korea send to China", "“to eastern Russia”, not “China”"),
            ("What did Kirby tell the press on Sunday about the troops' journey?", "“Wednesday”, not “Sunday”"),
        ],
    )
    def test_a_detail_that_differs_is_met_with_the_one_of_the_sources(
        self, shipped_desk: Desk, message: str, note: str
    ) -> None:
        reply = shipped_desk.ask(message)
        assert reply.kind is Kind.ANSWER
        assert present(reply).note == f"Our sources say {note}."

    def test_the_number_of_the_record_is_shown_also_when_another_entry_answers(self, shipped_desk: Desk) -> None:
        reply = shipped_desk.ask("what will these 30,000 north koreans do in russia")
        assert reply.entry is not None
        assert "3,000" not in reply.entry.text
        assert any("at least 3,000" in sentence.says for sentence in reply.facts)

    def test_a_checked_message_is_a_claim_whatever_its_form(self, shipped_desk: Desk) -> None:
        assert shipped_desk.check("North Korean soldiers in Russia").claim == "North Korean soldiers in Russia"
        assert shipped_desk.ask("North Korean soldiers in Russia").claim == ""

    def test_no_text_is_a_verdict_on_the_person(self, shipped_desk: Desk) -> None:
        card = present(shipped_desk.check("my cousin says the soldiers went by plane"))
        assert not any(word in f"{card.note} {card.text}".casefold() for word in ("you are", "wrong", "lie", "false"))

    def test_a_follow_up_to_a_claim_is_about_what_it_claims(self, shipped_desk: Desk) -> None:
        reply = shipped_desk.ask("I heard that North Korea sent 3,000 soldiers")
        assert context_after(reply, None) == "North Korea sent 3,000 soldiers"
        follow_up = shipped_desk.ask("and who confirmed that?", context_after(reply, None))
        assert follow_up.entry is not None
        assert follow_up.entry.id == "who-confirmed"


class TestSeveralQuestions:
    def test_each_question_is_answered_under_its_own_heading(self, shipped_desk: Desk) -> None:
        reply = shipped_desk.ask("when was this article written and who wrote it")
        assert [part.entry.id for part in reply.parts if part.entry] == ["article-date", "author"]
        card = present(reply)
        assert card.title == "Your questions, one by one"
        assert [line.text for line in card.lines if line.heading] == [
            "When was this article published?",
            "Which journalist wrote the article?",
        ]
        assert card.lines[-1].text.endswith(
            "none of our sources say who wrote or edited the article, or took a photo for it."
        )

    def test_sources_are_numbered_across_the_parts(self, shipped_desk: Desk) -> None:
        card = present(shipped_desk.ask("How many soldiers were sent? Who is John Kirby?"))
        numbers = [number for line in card.lines for number in line.numbers]
        assert sorted(set(numbers)) == list(range(1, max(numbers) + 1))
        assert len(card.sources) == 1

    def test_a_half_that_nothing_answers_is_named(self, desk: Desk) -> None:
        said = lines(desk, "Who found the cracks and what is the capital of Peru?")
        assert said == [
            "The cracks were found by the city engineer, Dana Okafor.",
            "I found nothing in our sources on “what is the capital of Peru”.",
        ]

    def test_one_question_in_two_clauses_is_answered_once(self, desk: Desk) -> None:
        assert desk.ask("When and why was the bridge closed?").parts == ()

    def test_the_next_message_follows_up_on_the_last_of_them(self, shipped_desk: Desk) -> None:
        reply = shipped_desk.ask("How many soldiers were sent? Who is John Kirby?")
        assert context_after(reply, None) == "Who is John Kirby?"
