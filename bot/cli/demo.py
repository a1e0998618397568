"""`onrecord demo`: the real bot in a simulated Discord, in the browser."""

from __future__ import annotations  # simcord is there only with the extra `demo`

import asyncio
import contextlib
import logging
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import discord

from bot.answering.service import Service
from bot.cli.app_context import AppContext, knowledge_options
from bot.cli.live import open_service, run_until_stopped
from bot.client import RecordBot
from bot.errors import SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    import simcord

SERVER = "Newsroom"
NAME = "On the Record"
CHANNEL = "ask-the-record"
TICK = 0.5  # seconds between two looks at the real clock
SETTLED_WITHIN = 120.0  # seconds; a reload of a large record on a slow machine takes some of them


@click.command("demo")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to listen on; 0: any free one.")
@click.option("--no-browser", is_flag=True, help="Do not open the browser, just print the address.")
@knowledge_options
def demo_command(app: AppContext, port: int, no_browser: bool) -> None:
    """Show the bot in a simulated Discord on this machine; no account needed.

    Example: onrecord demo --knowledge my-event
    """
    logging.getLogger("discord").setLevel(logging.ERROR)  # its advice on voice and intents is for real servers
    try:
        import simcord  # noqa: F401  # the extra `demo` brings it
    except ImportError as error:
        raise SettingsError("The demo needs the extra `demo`: pip install '.[demo]'") from error
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run_until_stopped(_open_and_serve(app, port, not no_browser)))
    click.echo("\nThe demo has ended.")


async def _open_and_serve(app: AppContext, port: int, browser: bool) -> None:
    async with open_service(app, ":memory:") as service:
        settings = app.settings.model_copy(update={"ask_channels": [CHANNEL], "moderator_servers": []})
        await _serve(service, settings, _shown(app.folder), port, browser)


async def _serve(service: Service, settings: Settings, folder: str, port: int, browser: bool) -> None:
    """Serve the page until it is closed."""
    import simcord

    bot = RecordBot(service, settings)
    await service.prepare()  # the simulated Discord waits for what a bot does at its start, but not for long
    async with contextlib.AsyncExitStack() as stack:
        env = await stack.enter_async_context(simcord.run(bot, check_errors=False, settle_timeout=SETTLED_WITHIN))
        stack.callback(asyncio.create_task(keep_time(env)).cancel)
        await asyncio.sleep(0)  # the clock is set
        guild = env.create_guild(SERVER)
        moderators = guild.create_role("Moderator", permissions=discord.Permissions(manage_guild=True))
        channel = guild.create_text_channel(CHANNEL)
        bot.settings = settings.model_copy(update={"moderator_channel": channel.id})  # the only one that is shown
        member = guild.add_member(env.create_user("Mina"))
        moderator = guild.add_member(env.create_user("Theo (moderator)"), roles=[moderators])
        assert bot.user is not None
        await bot.user.edit(username=NAME)
        opened = bot.get_channel(channel.id)
        assert isinstance(opened, discord.TextChannel)
        await opened.send(embed=_welcome(service, folder))
        await env.settle()
        preview = env.preview(channel, viewers=[member, moderator], layout="channel", port=port or None)
        try:
            await stack.enter_async_context(preview)
        except simcord.SetupError as error:
            raise SettingsError(f"The demo cannot start: {error}; choose another port with --port.") from error
        click.echo(f"The bot is in #{CHANNEL}: {preview.url}")
        click.echo("Ctrl-C ends the demo.")
        if browser:
            webbrowser.open(preview.url)
        await preview.wait_closed()


async def keep_time(env: simcord.Env) -> None:
    """Let the simulated clock, which stands still, follow the real one, so that follow-ups are forgotten in time.

    It is set directly, for `env.advance_time` would get in the way of what is clicked meanwhile.
    """
    while True:
        behind = (datetime.now(UTC) - env.now()).total_seconds()
        env.backend.advance_clock(max(0.0, behind))
        await asyncio.sleep(TICK)


def _shown(folder: Path) -> str:
    """Return the folder as the user would name it from here."""
    here = Path.cwd()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def _welcome(service: Service, folder: str) -> discord.Embed:
    """Return the first message: what to try."""
    own = service.knowledge.own_entries
    first_of_topic: dict[str, str] = {}
    for entry in own:
        if entry.answerable:
            first_of_topic.setdefault(entry.topic, entry.title)
    unanswered = [entry for entry in own if not entry.has_answer and entry.approved]
    missing = max(unanswered, key=lambda entry: len(entry.phrasings), default=None)
    tries = [f"Type a question: *{title}*" for title in list(first_of_topic.values())[:3]]
    tries += [f"Ask something no source covers: *{missing.title}*"] if missing else []
    tries += [
        "Press *Why this answer?*, or *Wrong?* (in this demo, reports to the moderators arrive right here)",
        "Post a rumour, such as *my uncle says it's all made up, nobody has confirmed anything*",
        "Type `/ask` and watch it autocomplete, or `/topics`, `/unknowns`, `/sources`, `/changes`, `/about`",
        "Switch to Theo (moderator): `/queue` shows what couldn't be answered; teach it, answer it, undo it",
        f"Still as Theo, edit a file under `{folder}`, then `/knowledge reload`, and see the cards above follow",
    ]
    embed = discord.Embed(title=f"Ask me about: {service.knowledge.event.title}", colour=discord.Colour.blurple())
    embed.description = "\n".join(f"• {line}" for line in tries)
    return embed
