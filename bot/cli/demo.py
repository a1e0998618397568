"""`onrecord demo`: the real bot in a simulated Discord, in the browser."""

import asyncio
import logging
import webbrowser
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import click
import discord

from bot.answering.desk import Desk
from bot.cli.wiring import Wiring, options
from bot.client import RecordBot
from bot.errors import SettingsError
from bot.settings import Settings

SERVER = "News room"
NAME = "On the Record"
CHANNEL = "ask-the-record"
SETTLED_WITHIN = 120.0  # seconds; a reload of a large record on a slow machine takes some of them


@click.command("demo")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to listen on; 0: any free one.")
@click.option("--no-browser", is_flag=True, help="Do not open the browser, just print the address.")
@options
def command(wiring: Wiring, port: int, no_browser: bool) -> None:
    """Show the bot in a simulated Discord on this machine; no account needed."""
    logging.getLogger("discord").setLevel(logging.ERROR)  # its advice on voice and intents is for real servers
    try:
        import simcord  # noqa: F401  # the extra `demo` brings it
    except ImportError as error:
        raise SettingsError("The demo needs the extra `demo`: pip install 'onrecord[demo]'") from error
    desk = wiring.desk()
    settings = wiring.settings.model_copy(update={"ask_channels": [CHANNEL]})
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(desk, settings, _shown(wiring.folder), port, not no_browser))
    click.echo("\nThe demo has ended.")


async def _serve(desk: Desk, settings: Settings, folder: str, port: int, browser: bool) -> None:
    """Serve the page until it is interrupted."""
    import simcord

    bot = RecordBot(desk, settings)
    async with simcord.run(bot, check_errors=False, settle_timeout=SETTLED_WITHIN) as env:
        guild = env.create_guild(SERVER)
        channel = guild.create_text_channel(CHANNEL)
        moderators = guild.create_role("Moderator", permissions=discord.Permissions(manage_guild=True))
        member = guild.add_member(env.create_user("Mina"))
        moderator = guild.add_member(env.create_user("Theo (moderator)"), roles=[moderators])
        assert bot.user is not None
        await bot.user.edit(username=NAME)
        opened = bot.get_channel(channel.id)
        assert isinstance(opened, discord.TextChannel)
        await opened.send(embed=_welcome(desk, folder))
        await env.settle()
        preview = env.preview(channel, viewers=[member, moderator], layout="channel", port=port or None)
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(preview)
            except simcord.SetupError as error:
                raise SettingsError(f"The demo cannot start: {error}; choose another port with --port.") from error
            click.echo(f"The bot is in #{CHANNEL}: {preview.url}")
            click.echo("Ctrl-C ends the demo.")
            if browser:
                webbrowser.open(preview.url)
            await preview.wait_closed()


def _shown(folder: Path) -> str:
    """Return the folder as the user would name it from here."""
    here = Path.cwd()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def _welcome(desk: Desk, folder: str) -> discord.Embed:
    """Return the first message: what to try."""
    knowledge = desk.knowledge
    first_of_topic: dict[str, str] = {}
    for entry in knowledge.entries.values():
        if entry.answerable:
            first_of_topic.setdefault(entry.topic, entry.title)
    unanswered = [entry for entry in knowledge.entries.values() if not entry.answerable and not entry.common]
    missing = max(unanswered, key=lambda entry: len(entry.wordings), default=None)
    tries = [f"Type a question: *{title}*" for title in list(first_of_topic.values())[:3]]
    tries += [f"Ask what no source says: *{missing.title}*"] if missing else []
    tries += [
        "Follow up: *and who said that?*",
        "Type `/ask` and watch the questions complete, or `/topics` to browse",
        f"View as Theo, the moderator: edit a file under `{folder}`, then `/knowledge reload`",
    ]
    embed = discord.Embed(title=f"Ask me about: {knowledge.event.title}", colour=discord.Colour.blurple())
    embed.description = "\n".join(f"• {line}" for line in tries)
    return embed
