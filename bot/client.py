"""The Discord client: its intents, its cogs, and what happens when something fails."""

import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.desk import Desk
from bot.cogs.ask import Ask
from bot.cogs.buttons import EntryButton
from bot.cogs.moderation import Knowledge
from bot.cogs.topics import EntryMenu, TopicMenu, Topics
from bot.settings import Settings

log = logging.getLogger(__name__)
FAILED = "Something went wrong on the bot's side; it is logged. Please try again."


def needed_intents() -> discord.Intents:
    """Return the least that works: servers, messages, and their text (privileged) for replies and the ask-channel."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)


class RecordBot(commands.Bot):
    """Answers from a desk. Pings nobody, keeps no members and no messages."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(
            command_prefix=_no_prefix,
            help_command=None,
            intents=needed_intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.desk = desk
        self.settings = settings
        self.tree.on_error = self._on_command_error  # type: ignore[method-assign]  # as discord.py's guide does

    async def setup_hook(self) -> None:
        """Add the cogs and the buttons, and tell Discord the commands."""
        await self.add_cog(Ask(self, self.desk, self.settings))
        await self.add_cog(Topics(self.desk))
        moderation = Knowledge(self.desk, self.settings)
        await self.add_cog(moderation)
        group = moderation.app_command
        assert isinstance(group, app_commands.Group)
        group.guild_only = True
        if not self.settings.moderator_roles:  # with roles, Discord would hide the commands from them
            group.default_permissions = discord.Permissions(manage_guild=True)
        self.add_dynamic_items(EntryButton, TopicMenu, EntryMenu)
        await self.tree.sync()

    async def on_message(self, message: discord.Message, /) -> None:
        """Leave messages to the cogs: there are no prefix commands."""

    async def _on_command_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """Log what failed, and tell the person in private if Discord still lets us."""
        if isinstance(error, app_commands.CheckFailure):
            return
        cause = getattr(error, "original", error)
        if isinstance(cause, discord.HTTPException):
            log.warning("cannot answer an interaction: %s", cause)
        else:
            log.error("a command failed", exc_info=cause)
        try:
            if interaction.response.is_done():
                await interaction.followup.send(FAILED, ephemeral=True)
            else:
                await interaction.response.send_message(FAILED, ephemeral=True)
        except discord.HTTPException as failed:
            log.warning("cannot tell so either: %s", failed)


def _no_prefix(_: commands.Bot, __: discord.Message) -> list[str]:
    return []
