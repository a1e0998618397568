"""/topics: browse what can be asked."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import limits
from bot.cogs.context import ServiceBot
from bot.cogs.paint import escape, shorten
from bot.cogs.topics.menus import topic_menu
from bot.cogs.topics.pages import Page, topic_pages

EXAMPLES = 3  # questions shown for each topic
MAX_HEADING = 80  # characters of a topic's name in the overview
MAX_TOPIC = 370  # characters of one topic in the overview
MAX_SHOWN = 12  # topics in the overview, which then stays under Discord's 6,000 characters


class Topics(commands.Cog):
    """Shows, to one person alone, the topics with some of their questions, and a menu that leads to all of them."""

    def __init__(self, bot: ServiceBot) -> None:
        self.bot = bot

    @app_commands.command()
    async def topics(self, interaction: discord.Interaction) -> None:
        """Browse the questions I can answer."""
        knowledge = self.bot.service.knowledge
        pages = topic_pages(knowledge)
        if not pages:
            await self.bot.outbox.tell(interaction, "There are no answered questions yet.")
            return
        embed = discord.Embed(title="What you can ask", description=escape(knowledge.event.title))
        for page in pages[:MAX_SHOWN]:
            embed.add_field(name=shorten(escape(page.heading), MAX_HEADING), value=_overview(page), inline=False)
        if len(pages) > limits.OPTIONS:
            embed.set_footer(text=f"{len(pages) - limits.OPTIONS} more topics: type your question, or use /ask.")
        view = topic_menu(knowledge.event.id, pages)
        await interaction.response.send_message(embed=embed, view=view, ephemeral=True)


def _overview(page: Page) -> str:
    lines = "\n".join(f"• {escape(entry.title)}" for entry in page.entries[:EXAMPLES])
    more = len(page.entries) - EXAMPLES
    return shorten(lines + (f"\n… and {more} more" if more > 0 else ""), MAX_TOPIC)
