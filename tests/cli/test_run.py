"""`onrecord run` against a Discord of our own on loopback: what it says when Discord does not let it in."""

import json
from collections.abc import AsyncIterator

import discord
import pytest
from aiohttp import web
from discord.gateway import DiscordWebSocket
from yarl import URL

from bot.answering.desk import Desk
from bot.cli.run import _serve
from bot.client import RecordBot
from bot.errors import StartError
from bot.settings import Settings

ME = {"id": "1", "username": "record", "discriminator": "0", "avatar": None, "bot": True}


async def gateway(request: web.Request) -> web.WebSocketResponse:
    """Greet, take the identification, and close as Discord does for an intent that is not granted."""
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_json({"op": 10, "d": {"heartbeat_interval": 45_000}, "s": None, "t": None})
    await socket.receive()
    await socket.close(code=4014, message=b"Disallowed intent(s).")
    return socket


async def rest(request: web.Request) -> web.Response:
    if request.headers.get("Authorization") != "Bot good":
        return answer({"message": "401: Unauthorized", "code": 0}, 401)
    if request.path.endswith("/users/@me"):
        return answer(ME)
    if request.path.endswith("/applications/@me"):
        flags = {"bot_public": True, "bot_require_code_grant": False, "flags": 0}
        texts = {"name": "record", "description": "", "icon": None, "summary": "", "verify_key": ""}
        return answer({"id": "1", "owner": ME, "team": None, **texts, **flags})
    return answer([])


def answer(content: object, status: int = 200) -> web.Response:
    """Answer in JSON as Discord does: discord.py takes no content type but the bare one."""
    return web.Response(body=json.dumps(content).encode(), status=status, headers={"Content-Type": "application/json"})


@pytest.fixture
async def discord_on_loopback(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    application = web.Application()
    application.router.add_get("/", gateway)
    application.router.add_route("*", "/{path:.*}", rest)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{port}/api/v10")
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(f"ws://127.0.0.1:{port}/"))
    yield
    await runner.cleanup()


@pytest.mark.usefixtures("discord_on_loopback")
async def test_a_wrong_token_is_explained(desk: Desk) -> None:
    with pytest.raises(StartError, match="does not accept the token"):
        await _serve(RecordBot(desk, Settings()), "bad")


@pytest.mark.usefixtures("discord_on_loopback")
async def test_a_missing_intent_is_explained(desk: Desk) -> None:
    with pytest.raises(StartError, match="Message Content Intent"):
        await _serve(RecordBot(desk, Settings()), "good")
