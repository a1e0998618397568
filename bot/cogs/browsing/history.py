"""/changes and /privacy: what changed in the record, and what is kept on whoever asks."""

from datetime import timedelta
from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import custom_ids, limits
from bot.cogs.context import RecordItem, ServiceBot, context_of
from bot.cogs.controls import Button
from bot.cogs.paint import escape
from bot.cogs.views import view_of
from bot.knowledge.messages import plural
from bot.store.history import Change, ChangeKind
from bot.store.people import KeptOnPerson

SHOWN = 10  # changes
LONGEST = 150  # characters of what was said before, and of what is said now
DAYS = {"day": 1, "week": 7, "month": 31}
DELETED = "Deleted."


class History(commands.Cog):
    """Shows what changed, and what is kept on a person; each to one person alone."""

    def __init__(self, bot: ServiceBot) -> None:
        self.bot = bot

    @app_commands.command()
    @app_commands.describe(since="How far back to look")
    async def changes(self, interaction: discord.Interaction, since: Literal["day", "week", "month"] = "week") -> None:
        """See which answers changed lately."""
        start = interaction.created_at - timedelta(days=DAYS[since])
        event = self.bot.service.knowledge.event.id
        found = await self.bot.service.store.history.since(event, start, SHOWN + 1)
        lines = [_line(change) for change in found[:SHOWN]] + (["… and more"] if len(found) > SHOWN else [])
        nothing = f"No answer has changed since {discord.utils.format_dt(start, 'D')}."
        text = limits.shorten("\n".join(lines), limits.EMBED_DESCRIPTION) or nothing
        embed = discord.Embed(title="What changed", description=text)
        await interaction.response.send_message(embed=embed, ephemeral=True)

    @app_commands.command()
    async def privacy(self, interaction: discord.Interaction) -> None:
        """See what is kept on you, and delete it."""
        kept = await self.bot.service.store.people.kept(interaction.user.id)
        remembered = self.bot.service.remembers(interaction.user.id)
        embed = discord.Embed(title="What is kept on you", description="\n".join(_kept(self.bot, kept, remembered)))
        something = bool(kept.follows or kept.helpful or remembered)
        buttons = [Button(custom_ids.DELETE_MINE, "Delete it").item()] if something else []
        await interaction.response.send_message(embed=embed, view=view_of(buttons), ephemeral=True)


class DeleteMineButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.DELETE_MINE):
    """Deletes what is kept on whoever presses it."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Delete it."""
        service = context_of(interaction).service
        await service.store.people.forget(interaction.user.id)
        service.forget_person(interaction.user.id)
        await interaction.response.edit_message(content=DELETED, embed=None, view=None)


def _kept(bot: ServiceBot, kept: KeptOnPerson, remembered: bool) -> list[str]:
    """Say what is kept on a person."""
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
        lines.append("\nQuestions that I couldn't answer well are kept without any name, so they can't be listed here.")
    lines.append("If you are a moderator: what you changed in the record is kept with your name, and stays.")
    lines.append("Discord itself keeps what you post, and my answers to it.")
    return lines


def _line(change: Change) -> str:
    when = discord.utils.format_dt(change.at, "R")
    title = limits.shorten(escape(change.title), LONGEST)
    before, after = (limits.shorten(escape(text), LONGEST) for text in (change.before, change.after))
    match change.kind:
        case ChangeKind.ADDED:
            return f"• {when}, new: **{title}**\n{after}"
        case ChangeKind.WITHDRAWN:
            return f"• {when}, withdrawn: **{title}**\nIt said: {before}"
        case ChangeKind.CHANGED:
            return f"• {when}, changed: **{title}**\nNow: {after}\nBefore: {before}"
