import gc

import discord
import pytest
import simcord

from bot.client import RecordBot
from bot.cogs import custom_ids
from bot.cogs.context import ENTRY_REMOVED
from bot.cogs.views import view_of
from bot.knowledge.model import Status
from bot.matching.decision import Engine
from tests.answering.conftest import with_entries
from tests.cogs.conftest import Server

QUESTION = "when was the bridge closed?"
LABEL = "Why was the bridge closed?"
WHY = "An engineer found cracks in two cables, the Courier reports. `[1]`"


def first_line(result: simcord.InteractionResult) -> str:
    assert result.response is not None
    return (result.response.embeds[0].description or "").split("\n")[0]


def button(event: str, entry: str) -> discord.ui.View:
    return view_of([discord.ui.Button(label=LABEL, custom_id=custom_ids.entry(event, entry))])


async def test_a_related_question_is_answered_with_its_entry(server: Server) -> None:
    await server.member.send(server.ask, QUESTION)
    clicked = await server.moderator.select(server.answers(server.ask)[0], ["why-closed"])
    assert (clicked.ephemeral, first_line(clicked)) == (False, WHY)
    assert clicked.response is not None
    assert clicked.response.content == f"-# {server.moderator.mention} wanted to know"


async def test_related_questions_work_after_a_restart(server: Server) -> None:
    await server.member.send(server.ask, QUESTION)
    await server.env.restart_bot(RecordBot(server.bot.service, server.bot.settings))
    clicked = await server.member.select(server.answers(server.ask)[0], ["why-closed"])
    assert first_line(clicked) == WHY


async def test_a_related_question_under_a_private_answer_is_answered_in_private(server: Server) -> None:
    asked = await server.member.slash(server.talk, "ask", question=QUESTION, private=True)
    assert asked.response is not None
    clicked = await server.member.select(asked.response, ["why-closed"])
    assert (clicked.ephemeral, first_line(clicked)) == (True, WHY)


async def test_a_related_question_in_a_direct_message_is_answered_there(server: Server) -> None:
    await server.member.send_dm(QUESTION)
    channel = server.member.user.dm_channel
    clicked = await server.member.user.select(server.answers(channel)[0], ["why-closed"])
    assert first_line(clicked) == WHY


@pytest.mark.parametrize(
    ("event", "entry"), [("bridge", "tolls"), ("ferry", "why-closed"), ("bridge", "gen-smalltalk")]
)
async def test_a_button_whose_entry_is_gone_says_so_to_the_person_alone(server: Server, event: str, entry: str) -> None:
    posted = await server.post(server.talk, content="long ago", view=button(event, entry))
    clicked = await server.member.click(posted, label=LABEL)
    assert clicked.ephemeral
    assert clicked.response is not None
    assert clicked.response.content == ENTRY_REMOVED


async def test_the_bot_keeps_nothing_of_the_buttons_that_it_sends(server: Server) -> None:
    def kept() -> int:
        gc.collect()
        return sum(isinstance(each, discord.ui.View | discord.ui.Button) for each in gc.get_objects())

    await server.member.send(server.ask, QUESTION)
    before = kept()
    for _ in range(5):
        await server.member.send(server.ask, QUESTION)
        await server.member.slash(server.talk, "ask", question=QUESTION)
        await server.member.select(server.answers(server.ask)[-1], ["why-closed"])
    assert kept() == before


class TestWithHostileTitles:
    @pytest.fixture
    def engine(self, bridge_engine: Engine) -> Engine:
        return with_entries(
            bridge_engine,
            when_closed={"related": ("why-closed", "why-closed", "detour", "injured")},
            why_closed={"questions": ("Why " + "so " * 160 + "long?",)},
            detour={"questions": ("W" * 500,)},
            injured={"status": Status.NOT_REPORTED},
        )

    async def test_buttons_stay_within_what_discord_takes(self, server: Server) -> None:
        await server.member.slash(server.talk, "ask", question="entry:when-closed")
        menu, buttons = server.answers(server.talk)[0].components
        assert [(option.label, option.value) for option in menu.children[0].options] == [
            ("Why " + "so " * 30 + "so…", "why-closed"),
            ("W" * 99 + "…", "detour"),
        ]
        assert [button.custom_id for button in buttons.children] == [f"r1:{what}:bridge:when-closed" for what in "whxf"]
