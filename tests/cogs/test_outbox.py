import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import discord
import pytest
import simcord
from discord.gateway import DiscordWebSocket
from yarl import URL

from bot.answering.service import Service
from bot.client import RecordBot
from bot.cogs.outbox import Outbox
from bot.knowledge.model import Citation, Sentence, Source
from bot.matching.decision import Engine
from bot.settings import Settings
from tests.answering.conftest import with_entries
from tests.cli.loopback import CHANNEL, GUILD, RESET, TOKEN, SmallDiscord, small_discord
from tests.cogs.conftest import Server

QUESTION = "who found the cracks?"
MESSAGES = "/channels/*/messages"
CALLBACK = "/interactions/*/callback"
TITLE = "Who found the cracks?"


def sent(server: Server, path: str = "/messages") -> list[dict[str, Any]]:
    """Return the bodies of every try to send something."""
    return [r.json for r in server.env.http_requests if r.method == "POST" and r.path.endswith(path)]


def logged(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str, object]]:
    found = [record for record in caplog.records if record.name.startswith("bot.")]
    return [(record.levelname, record.getMessage(), record.exc_info) for record in found]


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


class TestReply:
    @pytest.mark.parametrize(
        ("status", "name"), [(403, "Forbidden: 403 Forbidden"), (400, "HTTPException: 400 Bad Request")]
    )
    async def test_where_a_reply_is_refused_a_message_is_sent(
        self, server: Server, status: int, name: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.env.inject_error("POST", MESSAGES, status=status, message="Unknown message")
        await server.member.send(server.ask, QUESTION)
        assert server.last(server.ask).title == TITLE
        first, second = sent(server)
        assert "message_reference" in first
        assert "message_reference" not in second
        assert {**second, "message_reference": first["message_reference"]} == first
        line = f"Sending without a reference in channel {server.ask.id}: {name} (error code: 0): Unknown message"
        assert logged(caplog) == [("INFO", line, None)]

    async def test_where_a_message_is_refused_too_that_is_one_line(
        self, server: Server, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.env.inject_error("POST", MESSAGES, status=403, message="Missing Permissions", times=2)
        await server.member.send(server.ask, QUESTION)
        assert server.answers(server.ask) == []
        line = f"Cannot reply in channel {server.ask.id}: Forbidden: 403 Forbidden (error code: 0): Missing Permissions"
        assert [shown for shown in logged(caplog) if shown[0] != "INFO"] == [("WARNING", line, None)]
        await server.member.send(server.ask, QUESTION)
        assert len(server.answers(server.ask)) == 1

    async def test_an_answer_that_was_not_sent_is_remembered_for_the_person_all_the_same(self, server: Server) -> None:
        server.env.inject_error("POST", MESSAGES, status=403, times=2)
        await server.member.send(server.ask, QUESTION)
        await server.member.send(server.ask, "and that one?")
        assert server.last(server.ask).title == TITLE


class TestRespond:
    async def test_a_response_is_tried_again_when_discord_fails(
        self, server: Server, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.env.inject_error("POST", CALLBACK, status=503, message="down")
        answer = await server.member.slash(server.talk, "ask", question=QUESTION)
        assert answer.response is not None
        assert answer.response.embeds[0].title == TITLE
        assert [level for level, _, _ in logged(caplog)] == ["INFO"]

    async def test_a_response_that_fails_twice_is_one_line(
        self, server: Server, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.env.inject_error("POST", CALLBACK, status=503, message="down", times=2)
        await server.member.slash(server.talk, "ask", question=QUESTION)
        line = f"Cannot answer in channel {server.talk.id}: HTTPException: 503 Error (error code: 0): down"
        assert [shown for shown in logged(caplog) if shown[0] != "INFO"] == [("WARNING", line, None)]

    async def test_a_response_that_was_refused_is_no_message_to_reply_to(self, server: Server) -> None:
        server.env.inject_error("POST", CALLBACK, status=403)
        await server.member.slash(server.talk, "ask", question=QUESTION)
        assert len(sent(server, "/callback")) == 1


class TestWithoutEmbedLinks:
    @pytest.fixture
    def plain(self, server: Server) -> simcord.ChannelHandle:
        me = server.env.bot.user
        forbidden = discord.PermissionOverwrite(embed_links=False)
        return server.guild.create_text_channel("plain", overwrites={me: forbidden})

    async def test_the_same_card_is_text(self, server: Server, plain: simcord.ChannelHandle) -> None:
        await server.member.send(plain, f"{server.mention} {QUESTION}")
        (answer,) = server.answers(plain)
        assert answer.embeds == []
        assert answer.content == (
            "**Who found the cracks?**\n"
            "The cracks were found by the city engineer, Dana Okafor. `[1]`\n"
            "[Port Ellis Courier (newspaper), 11 March 2024](<https://example.org/bridge>): `[1]` paragraph 2\n"
            "Published <t:1710158400:D> · record last checked <t:1710244800:D> (<t:1710244800:R>)\n"
            "-# The closing of the Harbour Bridge in Port Ellis · ID who-found@5531"
        )
        assert len(answer.components) == 2

    async def test_a_command_and_a_button_answer_with_text_too(
        self, server: Server, plain: simcord.ChannelHandle
    ) -> None:
        asked = await server.member.slash(plain, "ask", question="When was the bridge closed?")
        assert asked.response is not None
        clicked = await server.member.select(asked.response, ["why-closed"])
        for result, title in ((asked, "When was the bridge closed?"), (clicked, "Why was the bridge closed?")):
            assert result.response is not None
            assert result.response.embeds == []
            assert f"**{title}**\n" in result.response.content

    async def test_what_one_person_alone_sees_is_an_embed(self, server: Server, plain: simcord.ChannelHandle) -> None:
        asked = await server.member.slash(plain, "ask", question=QUESTION, private=True)
        assert asked.response is not None
        assert asked.response.embeds[0].title == TITLE


class TestLongAnswers:
    @pytest.fixture
    def engine(self, bridge_engine: Engine) -> Engine:
        """An engine with an answer of six long sentences from six sources, with links of 400 characters."""
        sources = {f"s{i}": long_source(i) for i in range(6)}
        says = "The council _expects_ two weeks; the engineer says at least two months. " * 8
        lines = tuple(Sentence(f"{i}: {says.strip()}", (Citation(f"s{i}", i + 1),)) for i in range(6))
        changed = with_entries(bridge_engine, who_found={"answer": lines})
        knowledge = replace(changed.matcher.knowledge, sources={**changed.matcher.knowledge.sources, **sources})
        return replace(changed, matcher=replace(changed.matcher, knowledge=knowledge))

    async def test_an_embed_names_every_source_once_with_its_link(self, server: Server) -> None:
        await server.member.slash(server.talk, "ask", question="entry:who-found")
        (embed,) = server.answers(server.talk)[0].embeds
        shown = "\n".join(field.value or "" for field in embed.fields)
        for i in range(6):
            line = f"[Publisher {i} (wire), 11 March 2024](<{long_source(i).url}>): `[{i + 1}]` paragraph {i + 1}"
            assert shown.split("\n").count(line) == 1
        assert len(embed) <= 6000
        assert all(len(field.value or "") <= 1024 for field in embed.fields)
        assert embed.description is not None
        assert embed.description.endswith("at least two months. `[5]`\n…")

    async def test_a_text_names_every_source_once_and_no_half_link(self, server: Server) -> None:
        me = server.env.bot.user
        channel = server.guild.create_text_channel(
            "plain", overwrites={me: discord.PermissionOverwrite(embed_links=False)}
        )
        await server.member.slash(channel, "ask", question="entry:who-found")
        content = server.answers(channel)[0].content
        assert len(content) <= 2000
        whole = [f"[Publisher {i} (wire), 11 March 2024](<{long_source(i).url}>)" for i in range(6)]
        bare = "Publisher {} (wire), 11 March 2024"
        shown = [line for line in content.split("\n") if " paragraph " in line]
        assert shown == [f"{whole[i] if i < 2 else bare.format(i)}: `[{i + 1}]` paragraph {i + 1}" for i in range(6)]
        assert "0: The council \\_expects\\_ two weeks" in content
        assert [line[-7:] for line in content.split("\n")[1:3]] == [". `[1]`", "… `[2]`"]


def long_source(number: int) -> Source:
    url = f"https://example.org/{number}/".ljust(400, "x")
    return Source(
        id=f"s{number}",
        publisher=f"Publisher {number}",
        kind="wire",
        published=date(2024, 3, 11),
        paragraphs=9,
        url=url,
    )


class TestOverTheWire:
    """The same bot with a small Discord on loopback: here the connection itself breaks."""

    @pytest.fixture
    async def discord_(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SmallDiscord]:
        async with small_discord() as served:
            # discord.py has no setting for where Discord is; these two class attributes are all that names it.
            monkeypatch.setattr(discord.http.Route, "BASE", f"{served.address}api/v10")
            monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(served.address.replace("http", "ws", 1)))
            async with RecordBot(service, Settings()) as bot:
                bot.outbox = Outbox(pause=0.05)
                running = asyncio.create_task(bot.start(TOKEN))
                await served.until(lambda: bot.get_guild(GUILD))
                yield served
            await running

    @pytest.mark.parametrize("failure", [RESET, 503])
    async def test_a_reply_is_tried_again_and_arrives_once(
        self, discord_: SmallDiscord, failure: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        discord_.refusing["POST messages"].append(failure)
        message = await discord_.say(QUESTION)
        await discord_.until(lambda: discord_.posted and not discord_.refusing["POST messages"])
        await discord_.until(lambda: len(discord_.attempts) == (2 if failure == RESET else 1))
        assert [posted["embeds"][0]["title"] for posted in discord_.posted] == [TITLE]
        for attempt in discord_.attempts:
            assert (attempt["nonce"], attempt["enforce_nonce"]) == (message["id"], True)
            assert attempt["message_reference"]["message_id"] == int(message["id"])
        line = f"Trying again to reply in channel {CHANNEL}: "
        (tried,) = [shown for shown in logged(caplog) if "again" in shown[1]]
        assert (tried[0], tried[1].startswith(line), tried[2]) == ("INFO", True, None)

    @pytest.mark.parametrize("failure", [RESET, 503])
    async def test_a_reply_that_fails_twice_is_one_line_without_a_traceback(
        self, discord_: SmallDiscord, failure: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        discord_.refusing["POST messages"].extend([failure, failure])
        await discord_.say(QUESTION)
        await discord_.until(lambda: any(shown[0] == "WARNING" for shown in logged(caplog)))
        (warned,) = [record for record in caplog.records if record.levelno > logging.INFO]
        assert warned.getMessage().startswith(f"Cannot reply in channel {CHANNEL}: ")
        assert "\n" not in warned.getMessage()
        assert warned.exc_info is None
        await discord_.say(QUESTION, 5_000_000_000_000_000_002)
        await discord_.until(lambda: discord_.posted and discord_.posted[-1]["nonce"] == "5000000000000000002")


class TestDrain:
    async def test_waits_for_the_replies_under_way(self) -> None:
        outbox, done = Outbox(), []

        async def work() -> None:
            async with outbox.working():
                async with outbox.working():  # a part of the same reply
                    await asyncio.sleep(0.05)
                done.append(True)

        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        await outbox.drain(5)
        assert done == [True]
        await task

    async def test_waits_no_longer_than_it_is_told(self) -> None:
        outbox, started = Outbox(), asyncio.get_running_loop().time()

        async def work() -> None:
            async with outbox.working():
                await asyncio.sleep(60)

        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        await outbox.drain(0.05)
        assert 0.04 < asyncio.get_running_loop().time() - started < 5
        task.cancel()

    async def test_nothing_under_way_is_not_waited_for(self, caplog: pytest.LogCaptureFixture) -> None:
        await Outbox().drain(60)
        assert logged(caplog) == []
