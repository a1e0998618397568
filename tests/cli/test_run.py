import asyncio
import contextlib
import logging
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
from discord.gateway import DiscordWebSocket
from yarl import URL

from bot import paths
from bot.cli.app_context import AppContext
from bot.cli.run import serve
from bot.errors import StartError
from bot.settings import Settings
from tests.cli.conftest import BRIDGE, OnRecord
from tests.cli.loopback import RESET, TOKEN, SmallDiscord, small_discord
from tests.cli.processes import Processes
from tests.conftest import CI, DATA

PAUSE = 0.02  # seconds before the second try to reach Discord; the next ones are twice as long each
NEEDS_ROOT = "a process 1 of its own needs Linux, root and unshare"


@pytest.fixture
def app(user_cache: Path, monkeypatch: pytest.MonkeyPatch) -> AppContext:
    monkeypatch.setenv("XDG_CACHE_HOME", str(user_cache))
    return AppContext(Settings(), DATA / "bridge")


def lead_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead discord.py to an address: it has no setting for that, only these two class attributes."""
    monkeypatch.setattr(discord.http.Route, "BASE", f"{address}api/v10")
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(address.replace("http", "ws", 1)))


@contextlib.asynccontextmanager
async def serving(app: AppContext, token: str = TOKEN) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(serve(app, token, PAUSE))
    yield task
    if not task.done():
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def own_lines(log: str) -> list[str]:
    """The lines of a log that our modules wrote, without the time."""
    return [line[24:] for line in log.splitlines() if " bot." in line]


# In this process


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "Forbidden: 403 Forbidden (error code: 0): refused with 403"),
        (503, "DiscordServerError: 503 Service Unavailable (error code: 0): refused with 503"),
        (429, "HTTPException: 429 Too Many Requests (error code: 0): refused with 429"),
    ],
)
async def test_keeps_trying_with_growing_pauses_while_discord_refuses_and_then_serves(
    loopback: SmallDiscord, app: AppContext, monkeypatch, caplog, status: int, said: str
) -> None:
    lead_to(loopback.address, monkeypatch)
    loopback.refusing["GET @me"].extend([status] * 4)
    async with serving(app):
        await loopback.until(lambda: loopback.greeted)
        await loopback.say("Who found the cracks?")
        await loopback.until(lambda: loopback.posted)
    pauses = ("0.02", "0.04", "0.08", "0.16")
    assert warnings(caplog) == [f"Cannot reach Discord ({said}); trying again in {pause} s." for pause in pauses]
    waited = [later - earlier for earlier, later in zip(loopback.logins, loopback.logins[1:], strict=False)]
    assert all(seconds >= float(pause) for seconds, pause in zip(waited, pauses, strict=True))


async def test_a_500_at_start_is_no_reason_to_end(loopback: SmallDiscord, app: AppContext, monkeypatch) -> None:
    lead_to(loopback.address, monkeypatch)
    loopback.refusing["GET @me"].append(500)
    async with serving(app):
        await loopback.until(lambda: loopback.greeted)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://discord.invalid/"], ids=["refused", "no name"])
async def test_keeps_trying_without_a_network(app: AppContext, monkeypatch, caplog, address: str) -> None:
    lead_to(address, monkeypatch)
    async with serving(app):
        async with asyncio.timeout(20):
            while len(warnings(caplog)) < 3:
                await asyncio.sleep(0.01)
        async with small_discord() as loopback:
            lead_to(loopback.address, monkeypatch)
            await loopback.until(lambda: loopback.greeted)
    for line, pause in zip(warnings(caplog), ("0.02", "0.04", "0.08"), strict=False):
        assert re.fullmatch(
            rf"Cannot reach Discord \(Client\w+Error: Cannot connect to host .*\); trying again in {pause} s\.", line
        )


async def test_keeps_trying_while_only_the_gateway_is_out_of_reach(
    loopback: SmallDiscord, app: AppContext, monkeypatch, caplog
) -> None:
    lead_to(loopback.address, monkeypatch)
    loopback.refusing["GET gateway"].append(503)
    async with serving(app):
        await loopback.until(lambda: loopback.greeted)
        await loopback.say("Who found the cracks?")
        await loopback.until(lambda: loopback.posted)
    lines = [line for line in warnings(caplog) if line.startswith("Cannot reach")]
    assert [line.split(",")[0] for line in lines] == ["Cannot reach Discord (WSServerHandshakeError: 503"]


async def test_a_refused_token_ends_it_with_what_to_do(loopback: SmallDiscord, app: AppContext, monkeypatch) -> None:
    lead_to(loopback.address, monkeypatch)
    with pytest.raises(StartError) as refused:
        await serve(app, "bad", PAUSE)
    assert str(refused.value) == "Discord does not accept the token in DISCORD_TOKEN; copy it again from the portal."


CLOSED = {
    4004: "Discord no longer accepts the token in DISCORD_TOKEN: it was reset. Copy the new one from the portal.",
    4010: "Discord refused the shard; the bot does not use shards, so this is a bug: please report it.",
    4011: "The bot is in so many servers that Discord asks for shards, which it does not support.",
    4012: "Discord no longer supports this version of its gateway; update the bot.",
    4013: "Discord refused the intents as invalid; update the bot.",
    4014: (
        "The bot needs the Message Content intent, to read replies and the ask-channel. Switch it on in Discord's\n"
        "developer portal: your application → Bot → Privileged Gateway Intents → Message Content Intent."
    ),
}


@pytest.mark.parametrize(("code", "said"), CLOSED.items())
@pytest.mark.parametrize("when", ["at start", "while running"])
async def test_a_gateway_that_closes_for_good_ends_it_with_what_to_do(
    loopback: SmallDiscord, app: AppContext, monkeypatch, code: int, said: str, when: str
) -> None:
    lead_to(loopback.address, monkeypatch)
    loopback.closing = code if when == "at start" else None
    async with serving(app) as task:
        await loopback.until(lambda: loopback.greeted)
        if when == "while running":
            await loopback.say("Who found the cracks?")
            await loopback.until(lambda: loopback.posted)
            await loopback.close(code)
        with pytest.raises(StartError) as ended:
            await asyncio.wait_for(task, 10)
    assert str(ended.value) == said


async def test_answers_messages_though_discord_refuses_the_commands(
    loopback: SmallDiscord, app: AppContext, monkeypatch, caplog
) -> None:
    lead_to(loopback.address, monkeypatch)
    loopback.refusing["PUT commands"].append(403)
    async with serving(app):
        await loopback.until(lambda: loopback.greeted)
        await loopback.say("Who found the cracks?")
        await loopback.until(lambda: loopback.posted)
    assert warnings(caplog) == [
        "Discord did not take the commands, so /ask may be missing: "
        "Forbidden: 403 Forbidden (error code: 0): refused with 403"
    ]


@pytest.mark.parametrize("how", ["cut", "4000", "1000"])
async def test_resumes_a_dropped_connection_and_answers_a_message_that_comes_twice_once(
    loopback: SmallDiscord, app: AppContext, monkeypatch, caplog, how: str
) -> None:
    lead_to(loopback.address, monkeypatch)
    async with serving(app):
        await loopback.until(lambda: loopback.greeted)
        loopback.replayed.append(await loopback.say("Who found the cracks?"))
        await loopback.until(lambda: loopback.posted)
        if how == "cut":
            loopback.cut()
        else:
            await loopback.close(int(how))
        await loopback.until(lambda: loopback.greeted == ["identify", "resume"])
        await loopback.say("When was the bridge closed?", 5000000000000000009)
        await loopback.until(lambda: len(loopback.posted) == 2)
    assert [message["embeds"][0]["title"] for message in loopback.posted] == [
        "Who found the cracks?",
        "When was the bridge closed?",
    ]
    assert len(loopback.attempts) == 2
    assert warnings(caplog) == []


@pytest.mark.parametrize("trouble", [RESET, 503], ids=["connection reset", "503"])
async def test_an_answer_is_sent_once_though_the_first_try_fails(
    loopback: SmallDiscord, app: AppContext, monkeypatch, caplog, trouble: int
) -> None:
    lead_to(loopback.address, monkeypatch)
    async with serving(app):
        await loopback.until(lambda: loopback.greeted)
        loopback.refusing["POST messages"].append(trouble)
        await loopback.say("Who found the cracks?")
        await loopback.until(lambda: len(loopback.attempts) == (2 if trouble == RESET else 1))
        await asyncio.sleep(0.1)
    assert len(loopback.posted) == 1
    assert {body["nonce"] for body in loopback.attempts} == {"5000000000000000001"}
    assert all(body["enforce_nonce"] for body in loopback.attempts)
    assert warnings(caplog) == []


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("", "DISCORD_TOKEN is not set. Create a bot in Discord's developer portal, copy its token, and run:"),
        ("  \n", "DISCORD_TOKEN is not set. Create a bot in Discord's developer portal, copy its token, and run:"),
        ("Bot ", "DISCORD_TOKEN is not set. Create a bot in Discord's developer portal, copy its token, and run:"),
        ("abc\ndef", "DISCORD_TOKEN contains a space, a line break or the like, which no token has; copy it again."),
        ("abc def", "DISCORD_TOKEN contains a space, a line break or the like, which no token has; copy it again."),
        ("abc…", "DISCORD_TOKEN contains a space, a line break or the like, which no token has; copy it again."),
        ("abc\x1bdef", "DISCORD_TOKEN contains a space, a line break or the like, which no token has; copy it again."),
    ],
)
def test_refuses_what_cannot_be_a_token(onrecord: OnRecord, token: str, said: str) -> None:
    done = onrecord("run", "--knowledge", BRIDGE, token=token)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == said


# As a process of its own


async def test_a_refused_token_is_one_line_and_exit_2(loopback: SmallDiscord, processes: Processes) -> None:
    started = await processes.run(loopback, "--knowledge", BRIDGE, token="bad")
    assert await asyncio.wait_for(started.process.wait(), 20) == 2
    assert started.log.splitlines()[-1] == (
        "Discord does not accept the token in DISCORD_TOKEN; copy it again from the portal."
    )
    assert "Traceback" not in started.log
    await started.until_gone(2)


async def test_sigterm_sends_the_reply_under_way_and_the_log_says_what_was_served(
    loopback: SmallDiscord, processes: Processes
) -> None:
    loopback.delay = 1.0
    started = await processes.run(loopback, "--knowledge", BRIDGE, token=f"Bot {TOKEN}\n")
    await started.until("ask-channels")
    await loopback.say("Who found the cracks?")
    await loopback.until(lambda: loopback.attempts)
    assert await started.end(signal.SIGTERM) == 0
    assert len(loopback.posted) == 1
    assert {command["name"] for command in loopback.commands} >= {"ask", "topics", "knowledge", "Check this claim"}
    assert own_lines(started.log) == [
        "INFO    bot.client: Serving “The closing of the Harbour Bridge in Port Ellis” as record in 1 server.",
        "INFO    bot.client: Server Newsroom (2000000000000000002): ask-channels #ask-the-record.",
        "INFO    bot.cli.live: Stopping.",
        own_lines(started.log)[3],
        "INFO    bot.cli.run: Stopped.",
    ]
    assert own_lines(started.log)[3].startswith("INFO    bot.cogs.outbox: Sending the last ")
    assert "voice" not in started.log
    assert "\x1b" not in started.log
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO    ", line) for line in started.log.splitlines())
    await started.until_gone(2)


async def test_a_lost_connection_is_one_line(loopback: SmallDiscord, processes: Processes) -> None:
    started = await processes.run(loopback, "--knowledge", BRIDGE)
    await loopback.until(lambda: loopback.greeted)
    loopback.refusing["GET gateway"].extend([503])
    loopback.cut()
    await loopback.until(lambda: loopback.greeted == ["identify", "resume"])
    assert await started.end(signal.SIGTERM) == 0
    lost = [line[24:] for line in started.log.splitlines() if "WARNING" in line]
    assert len(lost) == 1
    assert re.fullmatch(
        r"WARNING discord\.client: Attempting a reconnect in \d\.\d\ds \(WSServerHandshakeError: 503, .*\)", lost[0]
    )
    assert "Traceback" not in started.log


async def test_process_1_ends_on_sigterm_and_sends_the_reply_under_way(
    loopback: SmallDiscord, processes: Processes
) -> None:
    unshare = ("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"], check=False, capture_output=True).returncode:
        assert not CI, NEEDS_ROOT
        pytest.skip(NEEDS_ROOT)
    loopback.delay = 1.0
    started = await processes.run(loopback, "--knowledge", BRIDGE, before=unshare)
    await loopback.until(lambda: loopback.greeted)
    await loopback.say("Who found the cracks?")
    await loopback.until(lambda: loopback.attempts)
    first = min(pid for pid in started.alive if pid != started.process.pid)
    assert [line.split()[1:] for line in Path(f"/proc/{first}/status").read_text().splitlines() if "NSpid" in line] == [
        [str(first), "1"]
    ]
    assert await started.end(signal.SIGTERM, first) == 0
    assert len(loopback.posted) == 1


async def test_ctrl_c_ends_it_without_a_traceback(loopback: SmallDiscord, processes: Processes) -> None:
    started = await processes.run(loopback, "--knowledge", BRIDGE)
    await loopback.until(lambda: loopback.greeted)
    os.killpg(started.process.pid, signal.SIGINT)  # as the terminal does: to every process of the group
    assert await asyncio.wait_for(started.process.wait(), 5) == 0
    assert own_lines(started.log) == ["INFO    bot.cli.live: Stopping.", "INFO    bot.cli.run: Stopped."]
    assert "Traceback" not in started.log
    await started.until_gone(2)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
async def test_a_cold_start_says_that_it_trains_and_ends_at_once_with_all_its_processes(
    loopback: SmallDiscord, processes: Processes, tmp_path: Path, number: signal.Signals
) -> None:
    started = await processes.run(loopback, "--knowledge", paths.KNOWLEDGE, XDG_CACHE_HOME=str(tmp_path / "empty"))
    await started.until(f"Training on {paths.KNOWLEDGE} (some seconds, once) …")
    await loopback.until(lambda: sum("spawn_main" in command for command in started.alive.values()) == 2)
    await asyncio.sleep(0.3)  # the second of them has come into being in the first
    began = time.monotonic()
    if number is signal.SIGINT:
        os.killpg(started.process.pid, number)
        code = await asyncio.wait_for(started.process.wait(), 5)
    else:
        code = await started.end(number)
    assert code == (-signal.SIGKILL if number is signal.SIGKILL else 0)
    assert time.monotonic() - began < 3
    assert "Traceback" not in started.log
    await started.until_gone(5)
    assert not list((tmp_path / "empty").rglob("*.part"))
