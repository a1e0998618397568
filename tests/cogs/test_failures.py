import logging

import aiohttp
import discord
import pytest
import simcord
from discord import app_commands

from bot.client import RecordBot
from bot.cogs.browsing.menus import question_menu
from bot.cogs.browsing.pages import Page
from bot.cogs.failures import FAILED, is_passing, one_line
from bot.matching.decision import Engine
from tests.answering.conftest import with_entries
from tests.cogs.conftest import Server

QUESTION = "Which way can I drive instead?"
CALLBACK = "/interactions/*/callback"


@pytest.fixture
def engine(bridge_engine: Engine) -> Engine:
    """An engine with a fault that no file could cause: every answer with `detour` raises a KeyError."""
    return with_entries(bridge_engine, detour={"related": ("gone",)}, when_closed={"related": ("detour",)})


def told(result: simcord.InteractionResult) -> str:
    """Return what one person alone is told."""
    assert result.acknowledged
    shown = result.followups[-1] if result.followups else result.response
    assert shown is not None
    assert shown.ephemeral
    return shown.content


def logged(caplog: pytest.LogCaptureFixture, level: int = logging.WARNING) -> list[tuple[str, str, str]]:
    """Return level, message and kind of error of what was logged from a level on."""
    return [
        (record.levelname, record.getMessage(), record.exc_info[0].__name__ if record.exc_info else "")
        for record in caplog.records
        if record.levelno >= level and record.name.startswith(("bot.", "discord."))
    ]


async def use_command(server: Server) -> simcord.InteractionResult:
    return await server.member.slash(server.talk, "ask", question="entry:detour")


async def use_typed_command(server: Server) -> simcord.InteractionResult:
    return await server.member.slash(server.talk, "ask", question=QUESTION)


async def use_message_command(server: Server) -> simcord.InteractionResult:
    message = await server.moderator.send(server.talk, QUESTION)
    return await server.member.context_menu(server.talk, "Check this claim", message)


async def use_button(server: Server) -> simcord.InteractionResult:
    await server.member.send(server.ask, "When was the bridge closed?")
    return await server.member.select(server.answers(server.ask)[0], ["detour"])


async def use_menu(server: Server) -> simcord.InteractionResult:
    entries = (server.bot.service.knowledge.entries["detour"],)
    posted = await server.post(server.talk, content="menu", view=question_menu("bridge", Page("a", "A", entries)))
    return await server.member.select(posted, ["detour"])


@pytest.mark.simcord(check_errors=False)
@pytest.mark.parametrize("use", [use_command, use_typed_command, use_message_command, use_button, use_menu])
async def test_a_fault_is_one_error_with_its_traceback_and_the_person_is_told(
    server: Server, use: type[use_command], caplog: pytest.LogCaptureFixture
) -> None:
    assert told(await use(server)) == FAILED
    assert logged(caplog) == [("ERROR", "A command, button or menu failed.", "KeyError")]
    await server.member.send(server.ask, "Who found the cracks?")
    assert server.last(server.ask).title == "Who found the cracks?"


@pytest.mark.simcord(check_errors=False)
async def test_a_fault_in_a_message_is_one_error_with_its_traceback(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    await server.member.send(server.ask, QUESTION)
    assert logged(caplog) == [("ERROR", "An error while handling on_message.", "KeyError")]
    await server.member.send(server.ask, "Who found the cracks?")
    assert server.last(server.ask).title == "Who found the cracks?"


@pytest.mark.simcord(check_errors=False)
async def test_where_the_person_cannot_be_told_either_that_is_one_line(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.env.inject_error("POST", CALLBACK, status=403, message="Missing Access\nand more", times=None)
    await use_command(server)
    assert logged(caplog) == [
        ("ERROR", "A command, button or menu failed.", "KeyError"),
        ("WARNING", "Could not tell the person either: Forbidden: 403 Forbidden (error code: 0): Missing Access", ""),
    ]


@pytest.mark.simcord(check_errors=False)
@pytest.mark.parametrize(("status", "code"), [(404, 10062), (400, 40060)])
@pytest.mark.parametrize("command", ["topics", "ask"])
async def test_an_answer_that_comes_too_late_is_no_warning(
    server: Server, command: str, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.env.inject_error("POST", CALLBACK, status=status, code=code, times=None)
    options = {"question": "Who found the cracks?"} if command == "ask" else {}
    await server.member.slash(server.talk, command, **options)
    assert [level for level, _, _ in logged(caplog, logging.INFO)] == ["INFO"]


@pytest.mark.simcord(check_errors=False)
async def test_an_answer_that_discord_refuses_is_one_line(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    server.env.inject_error("POST", CALLBACK, status=403, message="Missing Access")
    assert told(await server.member.slash(server.talk, "topics")) == FAILED
    line = f"Cannot answer an interaction in channel {server.talk.id}: Forbidden: 403 Forbidden (error code: 0): "
    assert logged(caplog) == [("WARNING", f"{line}Missing Access", "")]


class TestAfterAnAnswer:
    @pytest.fixture
    def simcord_bot(self, simcord_bot: RecordBot) -> RecordBot:
        @simcord_bot.tree.command()
        async def break_off(interaction: discord.Interaction) -> None:
            """Fail in the middle."""
            await interaction.response.send_message("so far")
            raise RuntimeError("in the middle")

        @simcord_bot.tree.command()
        @app_commands.check(lambda _: False)
        async def refuse(interaction: discord.Interaction) -> None:
            """Be refused by a check."""

        return simcord_bot

    @pytest.mark.simcord(check_errors=False)
    async def test_the_person_is_told_in_a_second_message(
        self, server: Server, caplog: pytest.LogCaptureFixture
    ) -> None:
        result = await server.member.slash(server.talk, "break_off")
        assert result.response is not None
        assert result.response.content == "so far"
        assert told(result) == FAILED
        assert logged(caplog) == [("ERROR", "A command, button or menu failed.", "RuntimeError")]

    @pytest.mark.simcord(check_errors=False)
    async def test_a_refusal_of_a_check_is_no_fault(self, server: Server, caplog: pytest.LogCaptureFixture) -> None:
        await server.member.slash(server.talk, "refuse")
        assert logged(caplog) == []


class Response:
    status, reason = 0, "Error"

    def __init__(self, status: int) -> None:
        self.status = status


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (aiohttp.ServerDisconnectedError(), True),
        (discord.DiscordServerError(Response(503), "down"), True),
        (discord.HTTPException(Response(500), "down"), True),
        (discord.Forbidden(Response(403), "no"), False),
        (discord.NotFound(Response(404), "gone"), False),
        (discord.HTTPException(Response(400), "bad"), False),
    ],
)
def test_only_another_try_that_may_help_is_worth_it(error: Exception, passing: bool) -> None:
    assert is_passing(error) is passing


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(), "OSError"),
        (ValueError("one\ntwo"), "ValueError: one"),
        (ConnectionResetError(104, "reset"), "ConnectionResetError: [Errno 104] reset"),
    ],
)
def test_an_error_is_one_line(error: Exception, line: str) -> None:
    assert one_line(error) == line
