import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot.answering.languages import locales
from bot.answering.service import Service
from bot.client import RecordBot
from bot.cogs.outbox import Outbox
from bot.settings import Settings
from tests.cogs.conftest import *  # noqa: F403  # the same server and bot as for the cogs
from tests.cogs.conftest import Server

QUESTION = "who found the cracks?"
TITLE = "Who found the cracks?"


def logged(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(r.levelname, r.getMessage()) for r in caplog.records if r.name == "bot.client"]


async def test_says_what_is_served_as_whom_and_where(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    quiet = server.env.create_guild("Quiet")
    caplog.set_level(logging.INFO)
    await server.env.restart_bot(RecordBot(server.bot.service, Settings(ask_channels=["talk", "ask-the-record"])))
    assert logged(caplog) == [
        ("INFO", "Serving “The closing of the Harbour Bridge in Port Ellis” as TestBot in 2 servers."),
        ("INFO", f"Server Test Guild ({server.guild.id}): ask-channels #ask-the-record, #talk."),
        ("INFO", f"Server Quiet ({quiet.id}): ask-channels none."),
    ]


async def test_its_commands_are_these(server: Server) -> None:
    (body,) = [request.json for request in server.env.http_requests if request.method == "PUT"]
    assert [(command["name"], command.get("description")) for command in body] == [
        ("ask", "Ask a question."),
        ("topics", "Browse the questions I can answer."),
        ("unknowns", "See what people ask that no source answers."),
        ("sources", "See what my answers are based on."),
        ("verify", "Check whether an answer still says what the record says."),
        ("about", "See what I know, as of when, what I keep, and who runs me."),
        ("changes", "See which answers changed lately."),
        ("privacy", "See what I store about you, and delete it."),
        ("knowledge", "Manage what the bot knows"),
        ("queue", "See what people ask that I don't answer well, and fix it."),
        ("Check this claim", None),
    ]
    (knowledge,) = [command for command in body if command["name"] == "knowledge"]
    assert [(command["name"], command["description"]) for command in knowledge["options"]] == [
        ("reload", "Load the edited files; if there's a problem, nothing changes."),
        ("edit", "Correct an answer, or answer what no source said before."),
        ("add", "Add a question with its answer."),
        ("phrasing", "Add another way to ask a question."),
        ("source", "Add a source that answers can cite."),
        ("undo", "See the latest changes made from Discord, and undo one."),
        ("rollback", "Go back to the version before the last change; the files stay as they are."),
        ("status", "Show what the bot knows now."),
    ]


async def test_its_commands_work_in_direct_messages_and_as_a_personal_app(server: Server) -> None:
    (body,) = [request.json for request in server.env.http_requests if request.method == "PUT"]
    places = {command["name"]: (command["contexts"], command["integration_types"]) for command in body}
    assert places.pop("knowledge") == places.pop("queue") == ([0], [0])  # in servers alone
    assert all(found == ([0, 1, 2], [0, 1]) for found in places.values())


async def test_its_commands_have_names_in_every_language(server: Server) -> None:
    (body,) = [request.json for request in server.env.http_requests if request.method == "PUT"]

    def texts(command: dict[str, Any]) -> Iterator[dict[str, str]]:
        yield command["name_localizations"]
        if command.get("description"):
            yield command["description_localizations"]
        for option in command.get("options", ()):
            yield from texts(option)

    assert all(sorted(found) == locales() for command in body for found in texts(command))
    for locale in locales():  # Discord refuses two commands of one name
        names = [command["name_localizations"][locale] for command in body]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(("status", "reason"), [(403, "Forbidden: 403 Forbidden"), (503, "HTTPException: 503 Error")])
async def test_where_discord_refuses_the_commands_messages_are_answered_all_the_same(
    simcord_bot: RecordBot, status: int, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    env = simcord.Env(simcord_bot)
    env.inject_error("PUT", "/applications/*/commands", status=status, message="no")
    await env.start()
    try:
        line = f"Discord did not take the commands, so /ask may be missing: {reason} (error code: 0): no"
        assert [shown for shown in logged(caplog) if shown[0] != "INFO"] == [("WARNING", line)]
        guild = env.create_guild()
        channel = guild.create_text_channel("ask-the-record")
        await guild.add_member(env.create_user("mina")).send(channel, QUESTION)
        assert channel.history()[-1].embeds[0].title == TITLE
    finally:
        await env.shutdown()


async def test_keeps_no_messages_and_no_members(server: Server) -> None:
    await server.member.send(server.ask, QUESTION)
    await server.member.slash(server.talk, "ask", question=QUESTION)
    assert len(server.bot.cached_messages) == 0
    assert [member.id for member in server.bot.get_all_members()] == [server.bot.user.id]


class TestClose:
    async def test_the_reply_under_way_is_sent_and_no_other_is_begun(self, server: Server) -> None:
        backend, server.bot.outbox = server.env.backend, Outbox(pause=0.3)
        server.env.inject_error("POST", "/channels/*/messages", status=503)
        backend.create_message(server.ask.id, server.member.id, QUESTION)
        await asyncio.sleep(0.1)
        assert server.answers(server.ask) == []
        closing = asyncio.create_task(server.bot.close())
        await asyncio.sleep(0.1)
        backend.create_message(server.ask.id, server.member.id, "Was anybody hurt?")
        await closing
        assert [answer.embeds[0].title for answer in server.answers(server.ask)] == [TITLE]
        assert server.bot.is_closed()

    async def test_the_loading_process_ends_with_it_and_a_later_bot_has_a_new_one(
        self, server: Server, service: Service, bridge: Path
    ) -> None:
        await server.bot.close()
        await server.bot.close()
        await server.env.restart_bot(RecordBot(service, Settings()))
        done = await server.moderator.slash(server.talk, "knowledge reload")
        assert done.response is not None
        assert done.response.content == "**Nothing has changed** since the files were last loaded."
