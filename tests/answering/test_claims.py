import pytest

from bot.answering.desk import Desk, context_after
from bot.answering.presentation import present
from bot.matching.decision import Kind


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
    def test_a_detail_that_the_sources_have_otherwise_is_met_with_theirs(
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


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("how up to date are you?", "What I know is as of 12 March 2024."),
        ("what are your sources?", "Everything I say rests on: Port Ellis Courier, 11 March 2024"),
        ("that's not what I asked", "Sorry about that."),
        ("what do the colours mean?", "Green is an answer from the sources;"),
        ("are you an AI like ChatGPT?", "I'm a bot."),
        ("thanks", "You're welcome."),
    ],
)
def test_what_is_said_to_the_bot_gets_a_reply_that_fits(desk: Desk, message: str, said: str) -> None:
    reply = desk.ask(message)
    assert reply.kind is Kind.CHAT
    assert present(reply).lines[0].text.startswith(said)
