"""The pages of /unknowns, and the buttons between them."""

from typing import Any

import discord

from bot.answering.chat import long_date
from bot.cogs import custom_ids, limits
from bot.cogs.colours import STATUS
from bot.cogs.context import RecordItem, context_of
from bot.cogs.controls import Button
from bot.cogs.paint import escape
from bot.cogs.views import view_of
from bot.knowledge.model import KnowledgeBase, Status

ON_A_PAGE = 15
LONGEST = 230  # characters of a line, so that a page stays within a description


class UnknownsButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.UNKNOWNS):
    """Turns to another page."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Show the page in place of the one that was there."""
        embed, view = unknowns_page(context_of(interaction).service.knowledge, int(self.named["page"]))
        await interaction.response.edit_message(embed=embed, view=view)


def unknowns_page(knowledge: KnowledgeBase, page: int) -> tuple[discord.Embed, discord.ui.View]:
    """Return a page of what no source says, counted from 0, and the buttons to the pages beside it."""
    unknown = [entry for entry in knowledge.own_entries if not entry.has_answer and entry.approved]
    last = max(0, (len(unknown) - 1) // ON_A_PAGE)
    page = min(page, last)
    shown = unknown[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    lines = [f"• {limits.shorten(escape(entry.gap or entry.title), LONGEST)}" for entry in shown]
    embed = discord.Embed(
        title="What none of our sources say",
        description="\n".join(lines) or "Nothing is listed yet.",
        colour=discord.Colour(STATUS[Status.NOT_REPORTED]),
    )
    embed.set_footer(text=f"As of {long_date(knowledge.event.as_of)} · page {page + 1} of {last + 1}")
    event = knowledge.event.id
    buttons = [
        Button(custom_ids.unknowns(event, to), label).item()
        for label, to in (("Previous", page - 1), ("Next", page + 1))
        if 0 <= to <= last
    ]
    return embed, view_of(buttons)
