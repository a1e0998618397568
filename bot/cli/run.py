"""`onrecord run`: the bot on Discord."""

import asyncio
import logging
import os

import click
import discord

from bot.cli.wiring import Wiring, options
from bot.client import RecordBot
from bot.errors import StartError


@click.command("run")
@options
def command(wiring: Wiring) -> None:
    """Run the bot on Discord, with the token in DISCORD_TOKEN."""
    token = os.environ.get("DISCORD_TOKEN", "").strip()
    if not token:
        raise StartError(
            "DISCORD_TOKEN is not set. Create a bot in Discord's developer portal, copy its token, and run:\n"
            "    DISCORD_TOKEN=… onrecord run\n"
            "To try the bot without an account: onrecord demo"
        )
    logging.getLogger().handlers.clear()  # the terminal's, or each line would stand there twice
    discord.utils.setup_logging(level=logging.INFO)
    desk = wiring.desk()
    try:
        asyncio.run(_serve(RecordBot(desk, wiring.settings), token))
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)


async def _serve(bot: RecordBot, token: str) -> None:
    """Run until stopped; raises StartError when Discord does not let the bot in."""
    try:
        async with bot:
            await bot.start(token)
    except discord.LoginFailure as error:
        raise StartError(
            "Discord does not accept the token in DISCORD_TOKEN; copy it again from the portal."
        ) from error
    except discord.PrivilegedIntentsRequired as error:
        raise StartError(
            "The bot needs the Message Content intent, to read replies and the ask-channel. Switch it on in Discord's\n"
            "developer portal: your application → Bot → Privileged Gateway Intents → Message Content Intent."
        ) from error
