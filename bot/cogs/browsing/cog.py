"""What the record has: /topics, /unknowns, /sources, /changes, /verify and /about, each shown to one person alone."""

from datetime import timedelta
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.about import about_lines, checked_version, source_lines
from bot.cogs import limits
from bot.cogs.browsing.changes import DAYS, SHOWN, changes_text
from bot.cogs.browsing.menus import show_topics
from bot.cogs.browsing.unknowns import unknowns_page
from bot.cogs.context import ServiceBot
from bot.cogs.paint import escape

MAX_SOURCE = 400  # characters of what is said of a source, without its link
ROOM = 100  # characters that are left for the footer of /sources


class Browsing(commands.Cog):
    """Shows what can be asked, what no source says, what the answers rest on, what changed, and what is still true."""

    def __init__(self, bot: ServiceBot) -> None:
        self.bot = bot

    @app_commands.command()
    async def topics(self, interaction: discord.Interaction) -> None:
        """Browse the questions I can answer."""
        await show_topics(interaction)

    @app_commands.command()
    async def unknowns(self, interaction: discord.Interaction) -> None:
        """See what people ask that no source answers."""
        embed, view = unknowns_page(self.bot.service.knowledge, 0)
        await interaction.response.send_message(embed=embed, view=view, ephemeral=True)

    @app_commands.command()
    async def sources(self, interaction: discord.Interaction) -> None:
        """See what my answers are based on."""
        knowledge = self.bot.service.knowledge
        about = limits.shorten(escape(knowledge.event.title), limits.EMBED_TITLE)
        embed = discord.Embed(title="Sources", description=about)
        lines = source_lines(knowledge)
        for i, line in enumerate(lines):
            name = limits.shorten(escape(line.name), limits.EMBED_TITLE)
            text = limits.shorten(escape(line.text), MAX_SOURCE)
            text = f"{text}\n<{line.url}>" if line.url else text
            if i == limits.EMBED_FIELDS or len(embed) + len(name) + len(text) > limits.EMBED_TOTAL - ROOM:
                embed.set_footer(text=f"… and {len(lines) - i} more")
                break
            embed.add_field(name=name, value=text, inline=False)
        await interaction.response.send_message(embed=embed, ephemeral=True)

    @app_commands.command()
    @app_commands.describe(answer="The ID at the end of the small print, such as troop-count@1f88")
    async def verify(self, interaction: discord.Interaction, answer: app_commands.Range[str, 1, 200]) -> None:
        """Check whether an answer still says what the record says."""
        found = checked_version(self.bot.service.desk, answer)
        if found.reply is None:
            await self.bot.outbox.tell(interaction, found.message)
            return
        await self.bot.outbox.respond(interaction, self.bot.painted(found.reply), private=True, above=found.message)

    @app_commands.command()
    async def about(self, interaction: discord.Interaction) -> None:
        """See what I know, as of when, what I keep, and who runs me."""
        settings = self.bot.settings
        lines = about_lines(
            self.bot.service.knowledge, settings.follow_up_minutes, settings.keep_questions_days, settings.operator
        )
        embed = discord.Embed(title="About this bot")
        for name, text in lines:
            embed.add_field(name=name, value=limits.shorten(escape(text), limits.EMBED_FIELD), inline=False)
        await interaction.response.send_message(embed=embed, ephemeral=True)

    @app_commands.command()
    @app_commands.describe(since="How far back to look")
    async def changes(self, interaction: discord.Interaction, since: Literal["day", "week", "month"] = "week") -> None:
        """See which answers changed lately."""
        start = interaction.created_at - timedelta(days=DAYS[since])
        event = self.bot.service.knowledge.event.id
        found = await self.bot.service.store.history.since(event, start, SHOWN + 1)
        nothing = f"No answer has changed since {discord.utils.format_dt(start, 'D')}."
        embed = discord.Embed(title="What changed", description=changes_text(found) or nothing)
        await interaction.response.send_message(embed=embed, ephemeral=True)
