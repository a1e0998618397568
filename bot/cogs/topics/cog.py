"""/topics: browse what can be asked."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.context import ServiceBot
from bot.cogs.topics.menus import show_topics


class Topics(commands.Cog):
    """Shows, to one person alone, the topics with some of their questions, and a menu that leads to all of them."""

    def __init__(self, bot: ServiceBot) -> None:
        self.bot = bot

    @app_commands.command()
    async def topics(self, interaction: discord.Interaction) -> None:
        """Browse the questions I can answer."""
        await show_topics(interaction)
