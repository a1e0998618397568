"""`onrecord run`: the bot on Discord."""

import asyncio
import contextlib
import logging
import os
import re
import sys

import click
import discord

from bot.answering.service import Service
from bot.cli.app_context import AppContext, knowledge_options
from bot.cli.live import open_service, run_until_stopped
from bot.cli.monitor import Monitor, monitored
from bot.client import RecordBot
from bot.cogs.failures import UNREACHABLE, one_line
from bot.errors import StartError
from bot.settings import Settings

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0  # seconds between two tries to reach Discord; each is twice the one before
_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_REFUSED = {
    4004: "Discord no longer accepts the token in DISCORD_TOKEN: it was reset. Copy the new one from the portal.",
    4010: "Discord refused the shard; the bot does not use shards, so this is a bug: please report it.",
    4011: "The bot is in so many servers that Discord asks for shards, which it does not support.",
    4012: "Discord no longer supports this version of its gateway; update the bot.",
    4013: "Discord refused the intents as invalid; update the bot.",
}
_NEEDS_INTENT = (
    "The bot needs the Message Content intent, to read replies and the ask-channel. Switch it on in Discord's\n"
    "developer portal: your application → Bot → Privileged Gateway Intents → Message Content Intent."
)


@click.command("run")
@knowledge_options
def run_command(app: AppContext) -> None:
    """Run the bot on Discord, with the token in DISCORD_TOKEN.

    Example: DISCORD_TOKEN=… onrecord run --knowledge my-event
    """
    token = read_token(os.environ.get("DISCORD_TOKEN", ""))
    _log_to_stderr()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run_until_stopped(serve(app, token)))
    log.info("Stopped.")


async def serve(app: AppContext, token: str, pause: float = FIRST_PAUSE) -> None:
    """Serve, and try again while Discord can't be reached; raises StartError when Discord doesn't let the bot in."""
    async with open_service(app, app.store) as service, monitored(service, app.settings.monitor_port) as monitor:
        while (failure := await _connect(service, app.settings, token, monitor)) is not None:
            log.warning("Cannot reach Discord (%s); trying again in %g s.", failure, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


async def _connect(service: Service, settings: Settings, token: str, monitor: Monitor) -> str | None:
    """Serve until the connection ends for good; return why Discord can't be reached, None when the bot was stopped."""
    monitor.bot = bot = RecordBot(service, settings)
    try:
        async with bot:
            await bot.start(token)
    except discord.LoginFailure as error:
        raise StartError(
            "Discord does not accept the token in DISCORD_TOKEN; copy it again from the portal."
        ) from error
    except discord.PrivilegedIntentsRequired as error:
        raise StartError(_NEEDS_INTENT) from error
    except discord.ConnectionClosed as error:
        if error.code in _REFUSED:
            raise StartError(_REFUSED[error.code]) from error
        return f"closed with code {error.code}"
    except (discord.HTTPException, discord.GatewayNotFound, *UNREACHABLE) as error:
        return one_line(error)
    except AttributeError as error:
        if bot.ws is not None:
            raise
        return one_line(error.__context__ or error)  # discord.py 2.7 takes a first gateway out of reach for a lost one
    return None


def read_token(given: str) -> str:
    """Return a token as Discord wants it; raises StartError when it can't be one."""
    token = re.sub(r"^Bot(\s+|$)", "", given.strip())
    if not token:
        raise StartError(
            "DISCORD_TOKEN is not set. Create a bot in Discord's developer portal, copy its token, and run:\n"
            "    DISCORD_TOKEN=… onrecord run\n"
            "To try the bot without an account: onrecord demo"
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        raise StartError("DISCORD_TOKEN contains a space, a line break or the like, which no token has; copy it again.")
    return token


def _log_to_stderr() -> None:
    """Log plain lines: no colours, which files and log collectors keep, and no tracebacks of lost connections."""
    logging.basicConfig(format=_FORMAT, level=logging.INFO, stream=sys.stderr, force=True)
    logging.getLogger("discord.client").addFilter(_without_reconnect_traceback)
    logging.getLogger("discord.client").addFilter(lambda record: "voice" not in record.getMessage())


def _without_reconnect_traceback(record: logging.LogRecord) -> bool:
    if record.exc_info and "reconnect" in record.getMessage().casefold():
        error = record.exc_info[1]
        record.msg, record.args = f"{record.getMessage()} ({one_line(error) if error else '?'})", ()
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
    return True
