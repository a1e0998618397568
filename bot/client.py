"""The Discord client: its intents, its features, and how it starts and ends."""

import asyncio
import contextlib
import gc
import logging
from datetime import timedelta

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.answering.editor import Editor
from bot.answering.service import Service
from bot.cogs.context import ServiceBot
from bot.cogs.failures import UNREACHABLE, one_line, report_failure, soften_completion_error
from bot.cogs.manners import Limits
from bot.cogs.outbox import Outbox
from bot.cogs.pending import Pending
from bot.cogs.translation import CatalogueTranslator
from bot.errors import StoreError
from bot.settings import Settings

log = logging.getLogger(__name__)
_FEATURES = ("asking", "feedback", "browsing", "knowledge", "editing", "queue", "corrections")
REPORTS, ALL_REPORTS = 3, 30  # that reach the moderators in a minute: of one person, and of all
FOLLOW = 3.0  # seconds between two looks at what other processes serve
LAST_REPLIES = 3.0  # seconds for the replies under way when the bot is stopped


def needed_intents() -> discord.Intents:
    """Return the least that works: servers, messages, and their text (privileged) for replies and the ask-channel."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)


class RecordTree(app_commands.CommandTree[ServiceBot]):
    """The commands; an error in one is logged, and the person is told."""

    async def on_error(self, interaction: discord.Interaction[ServiceBot], error: app_commands.AppCommandError) -> None:
        """Report an error in a command."""
        await report_failure(interaction, error)


class RecordBot(ServiceBot):
    """Answers from a service. Pings nobody, keeps no members and no messages."""

    def __init__(self, service: Service, settings: Settings) -> None:
        super().__init__(
            command_prefix=_no_prefix,
            help_command=None,
            intents=needed_intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            tree_cls=RecordTree,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.service = service
        self.settings = settings
        self.outbox = Outbox()
        self.limits = Limits(settings.questions_per_minute, settings.channel_questions_per_minute)
        self.reports = Limits(REPORTS, ALL_REPORTS)
        self.editor = Editor(service)
        self.pending = Pending()
        self.connected = False  # to Discord's gateway
        self._background: set[asyncio.Task[None]] = set()
        logging.getLogger("discord.app_commands.tree").addFilter(soften_completion_error)

    async def setup_hook(self) -> None:
        """Add the features, and tell Discord the commands; where it refuses them, messages are still answered."""
        for feature in _FEATURES:
            await self.load_extension(f"bot.cogs.{feature}")
        self._forget.start()
        self._clean.start()
        if self.service.store.shared:
            self._follow.start()
        await self.tree.set_translator(CatalogueTranslator())
        try:
            await self.tree.sync()
        except (discord.HTTPException, app_commands.AppCommandError, *UNREACHABLE) as error:
            log.warning("Discord did not take the commands, so /ask may be missing: %s", one_line(error))

    async def on_disconnect(self) -> None:
        """Note that Discord is away."""
        self.connected = False

    async def on_resumed(self) -> None:
        """Note that Discord is back."""
        self.connected = True

    async def on_ready(self) -> None:
        """Say what is served, as whom, and where; then get ready for the next reload."""
        self.connected = True
        event = self.service.knowledge.event
        servers = f"{len(self.guilds)} server{'' if len(self.guilds) == 1 else 's'}"
        log.info("Serving “%s” as %s in %s.", event.title, self.user, servers)
        for guild in self.guilds:
            names = [f"#{c.name}" for c in guild.text_channels if self.settings.is_ask_channel(c.id, c.name)]
            log.info("Server %s (%d): ask-channels %s.", guild.name, guild.id, ", ".join(names) or "none")
        if not self._background:
            task = asyncio.create_task(self.service.prepare())
            self._background.add(task)

    async def on_message(self, message: discord.Message, /) -> None:
        """Leave messages to the cogs: there are no prefix commands."""

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """Log an error in a listener."""
        log.exception("An error while handling %s.", event_method)

    @tasks.loop(minutes=1)
    async def _forget(self) -> None:
        """Drop what people asked longer ago than the settings allow."""
        await self.service.forget(discord.utils.utcnow())

    @tasks.loop(hours=1)
    async def _clean(self) -> None:
        """Delete from the store what is older than the settings allow."""
        gc.freeze()  # knowledge that was loaded meanwhile: see Service.prepare
        questions, cards = (
            timedelta(days=days) for days in (self.settings.keep_questions_days, self.settings.keep_cards_days)
        )
        try:
            await self.service.store.forget(discord.utils.utcnow(), questions, cards)
        except StoreError as error:
            log.error("Could not delete what is too old from the store, trying again in an hour: %s", error)

    @tasks.loop(seconds=FOLLOW)
    async def _follow(self) -> None:
        """Serve what other processes serve."""
        try:
            if await self.service.follow():
                log.info("Serving what another process serves: version %s.", self.service.knowledge.checksum[:12])
        except StoreError as error:
            log.warning("Cannot see what other processes serve: %s", error)

    async def close(self) -> None:
        """Stop taking questions, send the replies under way, and leave."""
        if self.closing:
            await super().close()
            return
        self.closing = True
        for loop in (self._forget, self._clean, self._follow):
            loop.cancel()
        with contextlib.suppress(Exception):
            await self.outbox.drain(LAST_REPLIES)
        self.service.close()
        await super().close()


def _no_prefix(_: commands.Bot, __: discord.Message) -> list[str]:
    return []
