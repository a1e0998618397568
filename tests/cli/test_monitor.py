import socket

import aiohttp
import pytest
import simcord

from bot.cli.monitor import monitored
from bot.errors import SettingsError
from tests.cogs.conftest import *  # noqa: F403  # a server with the bot
from tests.cogs.conftest import Server

QUESTION = "when was the bridge closed?"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def get(env: simcord.Env, port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status, await response.text()


async def test_says_what_works_and_what_does_not(server: Server, port: int) -> None:
    service = server.bot.service
    async with monitored(service, port) as monitor:
        status, text = await get(server.env, port, "/healthz")
        assert (status, '"gateway": "not connected"' in text) == (503, True)
        monitor.bot = server.bot
        status, text = await get(server.env, port, "/healthz")
        assert (status, '"status": "ok"' in text) == (200, True)
        async with service.store.cases._engine.begin() as connection:
            await connection.exec_driver_sql("DROP TABLE cases")
        status, text = await get(server.env, port, "/healthz")
        assert (status, "no such table" in text) == (503, True)


async def test_measures_without_a_word_of_what_was_asked(server: Server, port: int) -> None:
    async with monitored(server.bot.service, port) as monitor:
        monitor.bot = server.bot
        await server.member.send(server.ask, QUESTION)
        await server.member.send(server.ask, "what about a boat?")
        await server.bot.service.notes.written()
        status, text = await get(server.env, port, "/metrics")
        found = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
        assert status == 200
        assert float(found['onrecord_replies_total{kind="answer"}']) >= 1
        assert float(found["onrecord_sent_seconds_count"]) >= 2
        assert float(found["onrecord_queue_open"]) == 1
        assert float(found["onrecord_gateway_up"]) == 1
        assert 'onrecord_entries{kind="answered"}' in found
        assert not {"boat", "mina", QUESTION} & set(text.replace('"', " ").split())


async def test_a_port_that_is_taken_is_said(server: Server) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match=r"`monitor_port`: port \d+ can't be used"):
            async with monitored(server.bot.service, taken.getsockname()[1]):
                pass


async def test_without_a_port_nothing_listens(server: Server) -> None:
    async with monitored(server.bot.service, None) as monitor:
        assert monitor.bot is None
