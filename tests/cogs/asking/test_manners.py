from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.cogs.manners import Answers, Limits, Pace, RecentCards, Shown
from bot.settings import Settings
from tests.cogs.conftest import Server

NOW = datetime(2024, 3, 14, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
QUESTION = "when was the bridge closed?"
CLOSED = "The Harbour Bridge was closed on Sunday, 10 March, at noon. `[1]`"


def said(server: Server, channel) -> list[str]:
    return [
        (message.embeds[0].description or "").split("\n")[0] if message.embeds else message.content
        for message in server.answers(channel)
    ]


class TestLimits:
    def test_a_person_is_told_once_and_then_ignored(self) -> None:
        limits = Limits(person=2, channel=100)
        found = [limits.pace(1, 5, NOW + i * SECOND) for i in range(5)]
        assert found == [Pace.OK, Pace.OK, Pace.SLOW_DOWN, Pace.IGNORE, Pace.IGNORE]
        assert limits.pace(2, 5, NOW) is Pace.OK  # somebody else
        assert limits.free_at(1, 5, NOW + 4 * SECOND) == NOW + timedelta(minutes=1)

    def test_after_a_minute_they_may_ask_again_and_would_be_told_again(self) -> None:
        limits = Limits(person=1, channel=100)
        later = NOW + timedelta(minutes=1)
        found = [limits.pace(1, 5, when) for when in (NOW, NOW, NOW, later, later, later)]
        assert found == [Pace.OK, Pace.SLOW_DOWN, Pace.IGNORE] * 2

    def test_a_channel_has_a_limit_of_its_own(self) -> None:
        limits = Limits(person=100, channel=2)
        assert [limits.pace(person, 5, NOW) for person in range(4)] == [
            Pace.OK,
            Pace.OK,
            Pace.SLOW_DOWN,
            Pace.WAIT,
        ]
        assert limits.pace(3, 5, NOW) is Pace.IGNORE
        assert limits.pace(3, 6, NOW) is Pace.OK  # another channel


class TestRecentCards:
    def test_finds_the_same_card_in_the_same_channel_for_a_while(self) -> None:
        cards = RecentCards(minutes=3)
        cards.add(5, "says", Shown(1, "url", NOW))
        assert cards.point_to(5, "says", NOW + timedelta(minutes=2)) is not None
        assert cards.point_to(5, "says", NOW + timedelta(minutes=3)) is None
        assert cards.point_to(6, "says", NOW) is cards.point_to(5, "other", NOW) is None
        assert (cards.is_pointed_to(1), cards.is_pointed_to(2)) == (True, False)
        cards.forget(1)
        assert cards.point_to(5, "says", NOW) is None

    def test_keeps_nothing_for_no_minutes(self) -> None:
        cards = RecentCards(minutes=0)
        cards.add(5, "says", Shown(1, "url", NOW))
        assert cards.point_to(5, "says", NOW) is None


class TestAnswers:
    def test_an_edit_counts_for_two_minutes(self) -> None:
        answers = Answers()
        answers.add(1, 2, 5, NOW, "a")
        found = answers.editable(1, NOW + timedelta(minutes=2), "b")
        assert (found.answer, found.channel) == (2, 5)
        assert answers.editable(1, NOW, "a") is None  # a link preview came, nothing was edited
        assert answers.editable(1, NOW + timedelta(minutes=2, seconds=1), "b") is None
        assert (answers.remove(1), answers.remove(1)) == (found, None)

    def test_forgets_after_an_hour(self) -> None:
        answers = Answers()
        answers.add(1, 2, 5, NOW, "a")
        answers.add(3, 4, 5, NOW + timedelta(hours=1, seconds=1), "a")
        assert answers.remove(1) is None


async def test_an_edit_updates_the_answer_in_place(server: Server) -> None:
    question = await server.member.send(server.ask, "who found the cracks?")
    (before,) = server.answers(server.ask)
    await server.member.edit(question, QUESTION)
    (after,) = server.answers(server.ask)
    assert (after.id, said(server, server.ask)) == (before.id, [CLOSED])


async def test_an_edit_that_comes_late_changes_nothing(server: Server) -> None:
    question = await server.member.send(server.ask, "who found the cracks?")
    before = said(server, server.ask)
    await server.env.advance_time(121)
    await server.member.edit(question, QUESTION)
    assert said(server, server.ask) == before


async def test_the_answer_goes_with_its_question(server: Server) -> None:
    question = await server.member.send(server.ask, QUESTION)
    other = await server.member.send(server.ask, "who found the cracks?")
    assert len(server.answers(server.ask)) == 2
    await server.member.delete(question)
    (left,) = server.answers(server.ask)
    assert left.reference.message_id == other.id


async def test_an_edit_that_asks_nothing_any_more_takes_the_answer_back(server: Server) -> None:
    question = await server.member.send(server.ask, QUESTION)
    await server.member.edit(question, "thanks, never mind")
    assert server.answers(server.ask) == []


async def test_an_edit_is_read_with_what_its_question_was_read_with(server: Server) -> None:
    first = await server.member.send(server.ask, QUESTION)
    await server.member.send(server.ask, "who found the cracks?")
    await server.member.edit(first, "and why?")
    assert server.answers(server.ask)[0].embeds[0].title != "Why was the bridge closed?"  # nothing came before it
    await server.member.send(server.ask, "tell me more")  # on the later question, which is still the latest
    assert server.answers(server.ask)[-1].embeds[0].title == "More on this"


async def test_the_answers_of_a_purge_go(server: Server) -> None:
    asked = [await server.member.send(server.ask, text) for text in (QUESTION, "who found the cracks?")]
    await server.channel(server.ask).delete_messages([discord.Object(message.id) for message in asked])
    await server.env.settle()
    assert server.answers(server.ask) == []


class TestBusy:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(questions_per_minute=3, channel_questions_per_minute=5, repeat_minutes=3)

    async def test_the_same_answer_points_to_the_card_above(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        await server.moderator.send(server.ask, "When was the bridge closed?")
        first, second = server.answers(server.ask)
        assert second.content == f"[That's answered above.]({first.jump_url})"
        assert not second.embeds
        await server.env.advance_time(181)
        await server.moderator.send(server.ask, QUESTION)
        assert said(server, server.ask)[-1] == CLOSED

    async def test_a_card_that_others_were_pointed_to_stays(self, server: Server) -> None:
        first = await server.member.send(server.ask, QUESTION)
        second = await server.member.send(server.ask, "who found the cracks?")
        for text in (QUESTION, "who found the cracks?"):
            await server.moderator.send(server.ask, text)
        await server.member.delete(first)
        await server.member.edit(second, "Which way can I drive instead?")
        shown = said(server, server.ask)
        assert shown[0] == CLOSED
        assert shown[1].startswith("The cracks were found by the city engineer")
        assert shown[-1].startswith("Cars are sent through the Mill Tunnel.")

    async def test_an_edited_pointer_becomes_a_card_that_is_shown(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        pointed = await server.moderator.send(server.ask, QUESTION)
        await server.moderator.edit(pointed, "who found the cracks?")
        last = server.answers(server.ask)[-1]
        assert last.embeds[0].title == "Who found the cracks?"
        assert (last.content, last.flags.suppress_embeds) == ("", False)

    async def test_edits_and_menus_count_too(self, server: Server) -> None:
        question = await server.member.send(server.ask, QUESTION)
        for i in range(2):
            await server.member.edit(question, f"who found the cracks {'?' * (i + 1)}")
        chosen = await server.member.select(server.answers(server.ask)[0], ["detour"])
        assert chosen.ephemeral
        assert chosen.response is not None
        assert chosen.response.content.startswith("That's a lot of questions at once.")

    async def test_an_edit_too_many_takes_the_answer_back_and_says_why(self, server: Server) -> None:
        question = await server.member.send(server.ask, QUESTION)
        for i in range(3):
            await server.member.edit(question, f"who found the cracks {'?' * (i + 1)}")
        (told,) = server.answers(server.ask)
        assert told.content.startswith("That's a lot of questions at once.")

    async def test_where_the_card_above_was_deleted_the_answer_is_given_again(self, server: Server) -> None:
        question = await server.member.send(server.ask, QUESTION)
        await server.member.delete(question)
        await server.moderator.send(server.ask, QUESTION)
        assert said(server, server.ask) == [CLOSED]

    async def test_who_asks_too_much_is_told_once(self, server: Server) -> None:
        for i in range(6):
            await server.member.send(server.ask, f"who found the cracks {'?' * (i + 1)}")
        assert len(server.answers(server.ask)) == 4
        assert server.answers(server.ask)[-1].content.startswith(
            "That's a lot of questions at once. Please ask again <t:"
        )
        asked = await server.member.slash(server.talk, "ask", question=QUESTION)
        assert asked.ephemeral
        await server.moderator.send(server.ask, QUESTION)
        assert said(server, server.ask)[-1] == CLOSED

    async def test_questions_of_one_channel_are_answered_in_order(self, server: Server) -> None:
        asked = [await server.moderator.send(server.talk, f"{server.mention} {QUESTION}")]
        asked += [await server.member.send(server.talk, f"{server.mention} who found the cracks?")]
        assert [answer.reference.message_id for answer in server.answers(server.talk)] == [one.id for one in asked]


class TestThreads:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(answer_in_threads=True, repeat_minutes=0)

    async def test_a_question_in_an_ask_channel_is_answered_in_a_thread_of_its_own(self, server: Server) -> None:
        question = await server.member.send(server.ask, QUESTION)
        assert not any(message.embeds for message in server.answers(server.ask))
        thread = server.bot.get_channel(question.id)
        assert isinstance(thread, discord.Thread)
        assert thread.name == "When was the bridge closed?"
        handle = server.ask.threads[0]
        assert said(server, handle) == [CLOSED]
        await server.moderator.send(handle, "and why?")  # whoever goes on there
        assert server.answers(handle)[-1].embeds[0].title == "Why was the bridge closed?"
        await server.member.edit(question, "who found the cracks?")
        assert said(server, handle)[0].startswith("The cracks were found by the city engineer")
        await server.member.delete(question)
        assert len(server.answers(handle)) == 1

    async def test_elsewhere_and_where_it_may_not_the_answer_stands_in_the_channel(self, server: Server) -> None:
        await server.member.send(server.talk, f"{server.mention} {QUESTION}")
        server.env.inject_error("POST", "/channels/*/messages/*/threads", status=403, message="Missing Permissions")
        await server.member.send(server.ask, QUESTION)
        assert said(server, server.talk) == said(server, server.ask) == [CLOSED]
