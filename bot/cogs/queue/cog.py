"""/queue: what people ask and the record doesn't answer well, for moderators alone."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import hide_from_members, require_moderator
from bot.cogs.context import ServiceBot
from bot.cogs.queue.page import queue_page


class Queue(commands.Cog):
    """Shows the queue, the question asked most first."""

    def __init__(self, bot: ServiceBot) -> None:
        self.bot = bot
        hide_from_members(self.queue, bot.settings)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let moderators alone use it."""
        return await require_moderator(interaction)

    @app_commands.command()
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    async def queue(self, interaction: discord.Interaction) -> None:
        """See what people ask that I don't answer well, and fix it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        page = await queue_page(self.bot)
        await interaction.followup.send(embed=page.embed, view=page.view, ephemeral=True)
