"""`onrecord doctor`: what keeps the bot from working, and what to do about it."""

import asyncio
import os
import platform
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import aiohttp
import click
import discord
from discord.http import Route

from bot.cli.app_context import AppContext, knowledge_options
from bot.cli.run import read_token
from bot.client import needed_intents
from bot.cogs.failures import UNREACHABLE, one_line
from bot.errors import KnowledgeError, OnRecordError, StoreError
from bot.knowledge.loader import load_snapshot
from bot.knowledge.messages import plural
from bot.knowledge.model import Depth
from bot.settings import Settings
from bot.store.store import Store

CLOCK_OFF = timedelta(seconds=30)  # then follow-ups and "2 minutes ago" are wrong
NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
    add_reactions=True,
)
"""What the bot needs in a channel in which it is asked."""
TO_POST = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)
"""What it needs in the moderators' channel."""
INVITE = "https://discord.com/oauth2/authorize?client_id={}&scope=bot+applications.commands&permissions={}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was looked at: whether it is fine, what was found, and what to do where it isn't."""

    fine: bool
    what: str
    remedy: str = ""


@click.command("doctor")
@knowledge_options
def doctor_command(app: AppContext) -> None:
    """Check everything the bot needs, and say what to do about what is missing.

    It asks Discord with the token in DISCORD_TOKEN, changes nothing there, and ends with 1 if anything is wrong.
    A store that is not there yet is made.

    Example: DISCORD_TOKEN=… onrecord doctor
    """
    sys.exit(asyncio.run(_report(app)))


async def _report(app: AppContext) -> int:
    failed = 0
    async for finding in examine(app):
        failed += not finding.fine
        click.echo(f"{'ok  ' if finding.fine else 'FAIL'} {finding.what}")
        if finding.remedy:
            click.echo(f"     → {finding.remedy}")
    click.echo("Everything is fine." if not failed else f"{plural(failed, 'thing')} to do.")
    return 1 if failed else 0


async def examine(app: AppContext) -> AsyncIterator[Finding]:
    """Yield what was found: versions, knowledge, store, then Discord, if there is a token."""
    names = ", ".join(f"{name} {version(name)}" for name in ("onrecord", "discord.py", "SQLAlchemy"))
    yield Finding(True, f"Python {platform.python_version()}, {names}")
    for finding in _knowledge(app):
        yield finding
    yield await _store(app.store)
    try:
        token = read_token(os.environ.get("DISCORD_TOKEN", ""))
    except OnRecordError as error:
        yield Finding(False, "DISCORD_TOKEN", " ".join(str(error).split()))
        return
    async for finding in _discord(token, app.settings):
        yield finding


def _knowledge(app: AppContext) -> Iterator[Finding]:
    try:
        knowledge = load_snapshot(app.source.read(), app.folder).knowledge
    except KnowledgeError as error:
        remedy = f"{error.problems[0]} (`onrecord check` lists them all)"
        yield Finding(False, f"{app.folder}: {plural(len(error.problems), 'problem')}", remedy)
        return
    yield Finding(True, f"“{knowledge.event.title}”: {Depth.of(knowledge)}")


async def _store(place: str) -> Finding:
    try:
        store = await Store.open(place)
        await store.check()
    except StoreError as error:
        return Finding(False, "The store", str(error))
    await store.aclose()
    return Finding(True, f"The store: {store.name}")


async def _discord(token: str, settings: Settings) -> AsyncIterator[Finding]:
    """Yield what Discord says of the bot: token, clock, intents, servers, channels."""
    async with discord.Client(intents=needed_intents()) as client:
        try:
            await client.login(token)
        except discord.LoginFailure:
            yield Finding(False, "The token", "Discord does not accept it; copy it again from the developer portal")
            return
        except (discord.HTTPException, *UNREACHABLE) as error:
            yield Finding(False, "Discord can't be reached", f"{one_line(error)}; check the network")
            return
        yield Finding(True, f"The token is that of {client.user}")
        try:
            yield await _clock()
            flags = (await client.application_info()).flags
            reads = flags.gateway_message_content or flags.gateway_message_content_limited
            remedy = "" if reads else "developer portal → your application → Bot → switch on Message Content Intent"
            yield Finding(bool(reads), "The Message Content intent", remedy)
            async for finding in servers(client, settings):
                yield finding
        except (discord.DiscordException, *UNREACHABLE) as error:
            yield Finding(False, "Discord did not answer everything", f"{one_line(error)}; try again in a minute")


async def _clock() -> Finding:
    """Compare this machine's clock with Discord's."""
    async with aiohttp.ClientSession() as session, session.get(f"{Route.BASE}/gateway") as response:
        given = response.headers.get("Date")
    if given is None:
        return Finding(True, "The clock could not be compared: Discord's answer has no date")
    theirs = parsedate_to_datetime(given)
    off = abs(datetime.now(UTC) - theirs)
    fine = off < CLOCK_OFF
    return Finding(fine, f"The clock is {off.total_seconds():.0f} s off", "" if fine else "switch on NTP (timedatectl)")


async def servers(client: discord.Client, settings: Settings) -> AsyncIterator[Finding]:
    """Yield what was found in each server: its ask-channels, and what the bot may do in them."""
    assert client.application_id is not None
    needed = discord.Permissions(NEEDED.value)
    if settings.answer_in_threads:
        needed.update(create_public_threads=True)
    invite = INVITE.format(client.application_id, needed.value)
    seen = False
    guilds = [guild async for guild in client.fetch_guilds(limit=None)]
    if not guilds:
        yield Finding(False, "The bot is in no server", f"invite it: {invite}")
    for listed in guilds:
        guild = await client.fetch_guild(listed.id)
        assert client.user is not None
        me = await guild.fetch_member(client.user.id)
        channels = [one for one in await guild.fetch_channels() if isinstance(one, discord.TextChannel)]
        asked = [channel for channel in channels if settings.is_ask_channel(channel.id, channel.name)]
        if not asked:
            remedy = f"create #ask-the-record, or name one in `ask_channels`; to invite it elsewhere: {invite}"
            yield Finding(False, f"{guild.name}: no ask-channel", remedy)
        for channel in asked:
            yield _permissions(f"{guild.name} #{channel.name}", channel, me, needed)
        for channel in channels:
            if channel.id == settings.moderator_channel:
                seen = True
                yield _permissions("The moderators' channel", channel, me, TO_POST)
    if settings.moderator_channel is not None and not seen:
        yield Finding(False, "The moderators' channel", "it is in none of these servers; correct `moderator_channel`")


def _permissions(where: str, channel: discord.TextChannel, me: discord.Member, needed: discord.Permissions) -> Finding:
    has = channel.permissions_for(me)
    lacks = [name.replace("_", " ").title() for name, wanted in needed if wanted and not getattr(has, name)]
    remedy = f"give it {', '.join(lacks)} in the channel's permissions" if lacks else ""
    return Finding(not lacks, where, remedy)
