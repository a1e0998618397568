"""A small Discord on loopback: one bot, one server with one channel, over real HTTP and a real WebSocket."""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

ME, GUILD, CHANNEL, MEMBER = 1000000000000000001, 2000000000000000002, 3000000000000000003, 4000000000000000004
TOKEN = "good"
RESET = 0  # instead of a status: the connection breaks after the request was handled
_BOT = {"id": str(ME), "username": "record", "discriminator": "0", "avatar": None, "bot": True}
_MEMBER = {"roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
_PERSON = {"id": str(MEMBER), "username": "mina", "discriminator": "0", "avatar": None}


@dataclass(slots=True)
class SmallDiscord:
    """What it does with the next requests can be set; what reached it can be read."""

    address: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)
    """The messages that the bot sent, each once however often it came with the same nonce."""
    attempts: list[dict[str, Any]] = field(default_factory=list)
    """The bodies of all requests to send a message."""
    edited: list[int] = field(default_factory=list)
    """The ids of the messages that the bot edited."""
    commands: list[dict[str, Any]] = field(default_factory=list)
    greeted: list[str] = field(default_factory=list)
    """How the bot introduced itself to the gateway: `identify` or `resume`, once per connection."""
    logins: list[float] = field(default_factory=list)
    """When the bot asked who it is, in seconds of the event loop's clock."""
    arrived: dict[str, float] = field(default_factory=dict)
    """When the first request with each nonce arrived, in seconds of `time.perf_counter`."""
    delay: float = 0.0
    """Seconds that sending a message takes."""
    refusing: dict[str, deque[int]] = field(default_factory=lambda: defaultdict(deque))
    """Statuses of the next answers, by method and last part of the path: `GET @me`, `GET gateway`."""
    closing: int | None = None
    """The code that the gateway closes every new connection with."""
    replayed: list[dict[str, Any]] = field(default_factory=list)
    """Messages that the gateway delivers (again) after a resume."""
    _socket: web.WebSocketResponse | None = None
    _sequence: int = 0

    async def say(self, content: str, message_id: int = 5000000000000000001) -> dict[str, Any]:
        """Deliver a member's message in the channel; return it."""
        message = _message(message_id, _PERSON, {"content": content})
        message["member"] = {
            "roles": [],
            "joined_at": "2024-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }
        message["guild_id"] = str(GUILD)
        await self.dispatch("MESSAGE_CREATE", message)
        return message

    async def dispatch(self, name: str, content: object) -> None:
        """Send an event over the gateway."""
        assert self._socket is not None
        self._sequence += 1
        await self._socket.send_json({"op": 0, "t": name, "s": self._sequence, "d": content})

    async def close(self, code: int) -> None:
        """Close the gateway's connection with a code."""
        assert self._socket is not None
        await self._socket.close(code=code)

    def cut(self) -> None:
        """Break the gateway's connection without a word."""
        if self._socket is None:
            return
        request = self._socket._req  # aiohttp offers no public way to be this rude
        if request and request.transport:
            request.transport.abort()

    async def until(self, condition: Callable[[], object], seconds: float = 20.0) -> None:
        """Wait until something is true."""
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)

    async def gateway(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection of the gateway."""
        if self.refusing["GET gateway"]:
            return _json({}, self.refusing["GET gateway"].popleft())
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 20_000}, "s": None, "t": None})
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            received = json.loads(frame.data)
            if received["op"] == 1:
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
            elif received["op"] in (2, 6):
                self._socket = socket
                await self._greet(received["op"] == 6)
        return socket

    async def _greet(self, resumes: bool) -> None:
        assert self._socket is not None
        self.greeted.append("resume" if resumes else "identify")
        if self.closing:
            await self._socket.close(code=self.closing)
        elif resumes:
            for message in self.replayed:
                await self.dispatch("MESSAGE_CREATE", message)
            await self.dispatch("RESUMED", {})
        else:
            gateway = self.address.replace("http", "ws", 1)
            application = {"id": str(ME), "flags": 0}
            guilds = [{"id": str(GUILD), "unavailable": True}]
            session = {"session_id": "session", "resume_gateway_url": gateway, "application": application}
            await self.dispatch("READY", {"v": 10, "user": _BOT, "guilds": guilds, **session})
            await self.dispatch("GUILD_CREATE", _guild())

    async def rest(self, request: web.Request) -> web.Response:
        """Answer one request."""
        name = f"{request.method} {request.path.rsplit('/', 1)[-1]}"
        if name == "GET @me" and request.path.endswith("/users/@me"):
            self.logins.append(asyncio.get_running_loop().time())
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        queue = self.refusing[name]
        status = queue.popleft() if queue else 200
        if status not in (200, RESET):
            return _json({"message": f"refused with {status}", "code": 0}, status)
        answer = _json(await self._handle(request))
        if status == RESET:
            assert request.transport is not None
            request.transport.abort()
        return answer

    async def _handle(self, request: web.Request) -> object:
        if request.path.endswith("/users/@me"):
            return _BOT
        if request.path.endswith("/applications/@me"):
            texts = {"name": "record", "description": "", "icon": None, "summary": "", "verify_key": ""}
            flags = {"bot_public": True, "bot_require_code_grant": False, "flags": 0}
            return {"id": str(ME), "owner": _BOT, "team": None, **texts, **flags}
        if request.path.endswith("/commands"):
            self.commands = await request.json()
            extra = {"application_id": str(ME), "version": "1"}
            return [{"id": str(i), **extra, "description": "", **one} for i, one in enumerate(self.commands, start=1)]
        if request.method == "PATCH":
            self.edited.append(int(request.path.rsplit("/", 1)[-1]))
            return _message(self.edited[-1], _BOT, await request.json())
        assert request.path.endswith("/messages"), request.path
        return await self._post(await request.json())

    async def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        self.arrived.setdefault(str(body.get("nonce")), time.perf_counter())
        self.attempts.append(body)
        await asyncio.sleep(self.delay)
        for earlier in self.posted:
            if body.get("enforce_nonce") and earlier["nonce"] == body["nonce"]:
                return earlier
        message = _message(6000000000000000000 + len(self.posted), _BOT, body)
        self.posted.append(message)
        return message


def _message(message_id: int, author: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(message_id),
        "channel_id": str(CHANNEL),
        "author": author,
        "content": body.get("content") or "",
        "embeds": body.get("embeds", []),
        "nonce": body.get("nonce"),
        "timestamp": "2024-10-25T12:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
        "components": [],
    }


def _guild() -> dict[str, Any]:
    everyone = {"id": str(GUILD), "name": "@everyone", "permissions": str(2**10 | 2**11 | 2**14 | 2**16), "position": 0}
    role = {**everyone, "color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
    channel = {"id": str(CHANNEL), "type": 0, "name": "ask-the-record", "position": 0, "permission_overwrites": []}
    return {
        "id": str(GUILD),
        "name": "Newsroom",
        "owner_id": str(MEMBER),
        "roles": [role],
        "members": [{"user": _BOT, **_MEMBER}],
        "channels": [channel],
        "threads": [],
        "emojis": [],
        "features": [],
        "member_count": 2,
        "large": False,
        "unavailable": False,
    }


def _json(content: object, status: int = 200) -> web.Response:
    """Answer in JSON as Discord does: discord.py takes no content type but the bare one."""
    return web.Response(body=json.dumps(content).encode(), status=status, headers={"Content-Type": "application/json"})


@asynccontextmanager
async def small_discord(port: int = 0) -> AsyncIterator[SmallDiscord]:
    """Run one, on a free port or on a given one."""
    served = SmallDiscord()
    application = web.Application()
    application.router.add_get("/", served.gateway)
    application.router.add_route("*", "/{path:.*}", served.rest)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    served.address = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield served
    finally:
        served.cut()
        await runner.cleanup()
