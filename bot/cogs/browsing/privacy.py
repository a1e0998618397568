"""/privacy: what the bot stores about whoever asks, and how they delete it."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import custom_ids, limits
from bot.cogs.context import RecordItem, ServiceBot, context_of
from bot.cogs.controls import Button
from bot.cogs.paint import escape
from bot.cogs.views import view_of
from bot.knowledge.messages import plural
from bot.store.people import KeptOnPerson

SHOWN = 10  # answers that somebody wants to be told of
LONGEST = 150  # characters of a title
DELETED = "Deleted."


class Privacy(commands.Cog):
    """Shows what is stored about a person, to that person alone."""

    def __init__(self, bot: ServiceBot) -> None:
        self.bot = bot

    @app_commands.command()
    async def privacy(self, interaction: discord.Interaction) -> None:
        """See what I store about you, and delete it."""
        kept = await self.bot.service.store.people.kept(interaction.user.id)
        remembered = self.bot.service.conversations.remembers(interaction.user.id)
        embed = discord.Embed(title="What I store about you", description="\n".join(_kept(self.bot, kept, remembered)))
        something = bool(kept.follows or kept.helpful or remembered)
        buttons = [Button(custom_ids.DELETE_MINE, "Delete it").item()] if something else []
        await interaction.response.send_message(embed=embed, view=view_of(buttons), ephemeral=True)


class DeleteMineButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.DELETE_MINE):
    """Deletes what is stored about whoever presses it."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Delete it."""
        service = context_of(interaction).service
        await service.store.people.forget(interaction.user.id)
        service.conversations.forget_person(interaction.user.id)
        await interaction.response.edit_message(content=DELETED, embed=None, view=None)


def _kept(bot: ServiceBot, kept: KeptOnPerson, remembered: bool) -> list[str]:
    """Say what is stored about a person."""
    entries = bot.service.knowledge.entries
    lines = []
    if remembered:
        lines.append("• Your last question, in memory, for a few minutes")
    for _, key in kept.follows[:SHOWN]:
        title = entries[key].title if key in entries else key
        lines.append(f"• You want to be told when this changes: {limits.shorten(escape(title), LONGEST)}")
    if len(kept.follows) > SHOWN:
        lines.append(f"• … and {plural(len(kept.follows) - SHOWN, 'more answer', 'more answers')}")
    if kept.helpful:
        lines.append(f"• That {plural(kept.helpful, 'answer')} helped you")
    lines = lines or ["Nothing."]
    if bot.settings.keep_questions_days:
        lines.append("\nQuestions that I couldn't answer well are stored without any name, so I can't list them here.")
    lines.append("If you are a moderator: what you changed in the record stays on file, with your name.")
    lines.append("Discord itself stores what you post, and my answers.")
    return lines
