from datetime import timedelta

import discord
import pytest
import simcord

from bot.client import RecordBot
from bot.cogs import custom_ids
from bot.cogs.context import ENTRY_REMOVED
from bot.cogs.controls import BROWSE, HELPFUL, NONE_OF_THESE, PASS_ON, WHY, WRONG
from bot.cogs.feedback.buttons import THANKS, TRY_AGAIN
from bot.cogs.feedback.modals import ENOUGH, NOT_SENT, SENT
from bot.cogs.views import view_of
from bot.settings import Settings
from tests.cogs.conftest import Server

QUESTION = "when was the bridge closed?"
UNKNOWN = "what about a boat?"


def labels(message: discord.Message | simcord.ResponseMessage) -> list[str]:
    """Return the labels of the buttons below a message."""
    view = discord.ui.View.from_message(message) if isinstance(message, discord.Message) else None
    if view is not None:
        return [item.label or "" for item in view.children if isinstance(item, discord.ui.Button)]
    return [part["label"] for row in message.components for part in row["components"] if "label" in part]


def said(result: simcord.InteractionResult) -> str:
    assert result.ephemeral
    assert result.response is not None
    return result.response.content or "\n".join(embed.description or "" for embed in result.response.embeds)


class TestWhy:
    async def test_says_what_was_asked_what_it_was_read_as_and_what_it_rests_on(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        clicked = await server.moderator.click(server.answers(server.ask)[0], label=WHY)
        lines = said(clicked).splitlines()
        assert lines[0] == "You asked: “when was the bridge closed?”"
        assert lines[1].startswith("I read it as: “When was the bridge closed?” (")
        assert lines[2] == "The closest question I know for that: “When was the bridge closed?”"
        assert lines[3].startswith("Next closest: “")
        (field,) = clicked.response.embeds[0].fields
        assert (field.name, "`[1]` paragraph 1" in field.value) == ("Based on", True)

    async def test_finds_the_question_again_after_a_restart(self, server: Server) -> None:
        await server.member.send(server.talk, f"{server.mention} {QUESTION}")
        await server.bot.service.forget(server.env.now() + timedelta(days=1))
        await server.env.restart_bot(RecordBot(server.bot.service, server.bot.settings))
        clicked = await server.member.click(server.answers(server.talk)[0], label=WHY)
        assert said(clicked).startswith("You asked: “when was the bridge closed?”")

    async def test_says_that_it_no_longer_has_the_question(self, server: Server) -> None:
        await server.member.slash(server.talk, "ask", question=QUESTION)
        await server.bot.service.forget(server.env.now() + timedelta(days=1))
        clicked = await server.member.click(server.answers(server.talk)[0], label=WHY)
        assert said(clicked) == "I no longer have the question: it is kept for a few minutes only."
        assert clicked.response.embeds[0].fields

    async def test_is_not_offered_for_several_questions_at_once(self, server: Server) -> None:
        await server.member.send(server.ask, "When was the bridge closed? And who found the cracks?")
        assert WHY not in labels(server.answers(server.ask)[0])

    async def test_a_follow_up_is_read_as_it_was(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        await server.member.send(server.ask, "and why?")
        clicked = await server.member.click(server.answers(server.ask)[-1], label=WHY)
        lines = said(clicked).splitlines()
        assert lines[0] == "You asked: “and why?”"
        assert int(lines[1].rsplit("(", 1)[1].split("%")[0]) > 50

    async def test_knows_the_question_of_a_private_answer(self, server: Server) -> None:
        asked = await server.member.slash(server.talk, "ask", question=QUESTION, private=True)
        clicked = await server.member.click(asked.response, label=WHY)
        assert said(clicked).startswith("You asked: “when was the bridge closed?”")

    @pytest.mark.parametrize(("event", "entry"), [("bridge", "tolls"), ("ferry", "why-closed")])
    async def test_an_entry_that_is_gone_is_said(self, server: Server, event: str, entry: str) -> None:
        view = view_of([discord.ui.Button(label=WHY, custom_id=custom_ids.why(event, entry))])
        posted = await server.post(server.talk, content="long ago", view=view)
        assert said(await server.member.click(posted, label=WHY)) == ENTRY_REMOVED


class TestNoDeadEnds:
    async def test_a_refusal_leads_to_the_topics(self, server: Server) -> None:
        await server.member.send(server.ask, UNKNOWN)
        (answer,) = server.answers(server.ask)
        assert labels(answer)[-2:] == [BROWSE, PASS_ON]
        clicked = await server.member.click(answer, label=BROWSE)
        assert clicked.response.embeds[0].title == "What you can ask"
        assert clicked.ephemeral

    async def test_a_choice_can_be_refused(self, server: Server) -> None:
        await server.member.send(server.ask, "when did they find it")
        (answer,) = server.answers(server.ask)
        assert labels(answer)[-1] == NONE_OF_THESE
        clicked = await server.member.click(answer, label=NONE_OF_THESE)
        assert said(clicked) == TRY_AGAIN
        assert labels(clicked.response) == [BROWSE, PASS_ON]

    async def test_without_a_queue_and_a_moderators_channel_nothing_is_offered_that_leads_nowhere(
        self, server: Server
    ) -> None:
        server.bot.service.notes.keep_questions = False
        await server.member.send(server.ask, QUESTION)
        await server.member.send(server.ask, UNKNOWN)
        for answer in server.answers(server.ask):
            assert not {WRONG, PASS_ON} & {*labels(answer)}


class TestHelpful:
    async def test_it_is_counted_once_for_each_person(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        answer = server.answers(server.ask)[0]
        for person in (server.member, server.member, server.moderator):
            assert said(await person.click(answer, label=HELPFUL)) == THANKS
        assert await server.bot.service.store.people.helpful("bridge") == {"when-closed@0dc4": 2}


class TestModerators:
    async def test_a_report_waits_in_the_queue_also_without_a_channel(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        form = await server.member.click(server.answers(server.ask)[0], label=WRONG)
        assert said(await server.member.submit_modal(form, {"what": "It was Monday"})) == SENT
        (case,) = await server.bot.service.store.cases.open("bridge")
        assert (case.kind, case.question, case.entry, case.remark) == (
            *("disliked", QUESTION),
            *("when-closed", "It was Monday"),
        )

    @pytest.fixture
    async def desk_channel(self, server: Server) -> simcord.ChannelHandle:
        """A channel of the moderators', named in the settings."""
        channel = server.guild.create_text_channel("mod-desk")
        server.bot.settings = Settings(moderator_channel=channel.id)
        return channel

    async def test_a_report_reaches_them_without_a_name(
        self, server: Server, desk_channel: simcord.ChannelHandle
    ) -> None:
        await server.member.send(server.ask, QUESTION)
        answer = server.answers(server.ask)[0]
        form = await server.member.click(answer, label=WRONG)
        sent = await server.member.submit_modal(form, {"what": "The *date* is wrong"})
        assert said(sent) == "Thanks. Sent to the moderators, without your name."
        (report,) = desk_channel.last_message.embeds
        assert report.title == "A member reported this answer"
        assert report.description == "The \\*date\\* is wrong"
        jump = f"[Jump to the answer]({answer.jump_url})"
        assert [field.value for field in report.fields] == ["When was the bridge closed?", QUESTION, jump]
        assert (report.footer.text or "").endswith("ID when-closed@0dc4")
        assert "mina" not in str(report.to_dict())

    async def test_a_question_reaches_them_as_its_asker_has_seen_it(
        self, server: Server, desk_channel: simcord.ChannelHandle
    ) -> None:
        await server.member.send(server.ask, UNKNOWN)
        form = await server.member.click(server.answers(server.ask)[0], label=PASS_ON)
        assert form.modal is not None
        assert UNKNOWN in str(form.modal)  # what they typed stands in the form
        sent = await server.member.submit_modal(form, {"question": "Are there zebras on the bridge?"})
        assert said(sent) == SENT == "Thanks. Sent to the moderators, without your name."
        (passed,) = desk_channel.last_message.embeds
        assert passed.description == "Are there zebras on the bridge?"

    async def test_a_channel_that_is_gone_is_said(self, server: Server, desk_channel: simcord.ChannelHandle) -> None:
        await server.member.send(server.ask, QUESTION)
        answer = server.answers(server.ask)[0]
        server.bot.settings = Settings(moderator_channel=10**17)
        server.bot.service.notes.keep_questions = False
        form = await server.member.click(answer, label=WRONG)
        assert said(await server.member.submit_modal(form, {"what": "x"})) == NOT_SENT
        assert NOT_SENT == "That didn't reach the moderators. Please tell one of them."

    async def test_nobody_can_flood_them(self, server: Server, desk_channel: simcord.ChannelHandle) -> None:
        await server.member.send(server.ask, QUESTION)
        answer = server.answers(server.ask)[0]
        replies = []
        for _ in range(5):
            form = await server.member.click(answer, label=WRONG)
            replies.append(said(await server.member.submit_modal(form, {"what": "x"})))
        assert replies == [SENT] * 3 + [ENOUGH] * 2
        assert len(server.answers(desk_channel)) == 3

    async def test_a_question_survives_none_of_these(self, server: Server, desk_channel: simcord.ChannelHandle) -> None:
        await server.member.send(server.ask, "when did they find it")
        refused = await server.member.click(server.answers(server.ask)[0], label=NONE_OF_THESE)
        form = await server.member.click(refused.response, label=PASS_ON)
        assert "when did they find it" in str(form.modal)
