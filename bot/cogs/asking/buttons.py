"""The buttons under an answer: all they need is in their custom id, so they work after a restart."""

import re
from typing import Any, Self

import discord

from bot.answering.conversation import Place
from bot.cogs import custom_ids
from bot.cogs.context import ENTRY_REMOVED, RecordItem, context_of, within_limits


class EntryButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.ENTRY):
    """Answers with one entry: in private where the question was asked in private."""

    def __init__(self, item: discord.ui.Button[Any], event: str, entry: str) -> None:
        super().__init__(item)
        self.event = event
        self.entry = entry

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button from a click."""
        assert isinstance(item, discord.ui.Button)
        return cls(item, match["event"], match["entry"])

    async def used(self, interaction: discord.Interaction) -> None:
        """Answer with the entry."""
        await answer_with_entry(interaction, self.event, self.entry, is_private(interaction), by_button=True)


class RelatedMenu(RecordItem[discord.ui.Select[Any]], template=custom_ids.RELATED):
    """Answers with the entry that is chosen, as the buttons do."""

    def __init__(self, item: discord.ui.Select[Any], event: str) -> None:
        super().__init__(item)
        self.event = event

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the menu from its use."""
        assert isinstance(item, discord.ui.Select)
        return cls(item, match["event"])

    async def used(self, interaction: discord.Interaction) -> None:
        """Answer with the entry."""
        await answer_with_entry(interaction, self.event, self.item.values[0], is_private(interaction), by_button=True)


def is_private(interaction: discord.Interaction) -> bool:
    """Say whether one person alone sees the message that was clicked."""
    return bool(interaction.message and interaction.message.flags.ephemeral)


async def answer_with_entry(
    interaction: discord.Interaction, event: str, entry: str, private: bool, by_button: bool = False
) -> None:
    """Answer an interaction with an entry, and remember its question for follow-ups."""
    context = context_of(interaction)
    if not private and not await within_limits(interaction):
        return
    async with context.outbox.working():
        place = place_of(interaction, private)
        picked = None
        if event == context.service.knowledge.event.id:
            picked = await context.service.pick(entry, place, interaction.created_at)
        if picked is None:
            await context.outbox.tell(interaction, ENTRY_REMOVED)
            return
        # everybody sees the answer, so they see who wanted it
        above = "" if private or not by_button else f"-# {interaction.user.mention} wanted to know"
        sent = await context.outbox.respond(interaction, context.painted(picked.reply), private, above)
        if sent:
            await context.service.posted(picked, sent, place, interaction.created_at)


def place_of(interaction: discord.Interaction, private: bool) -> Place:
    """Return the conversations that an interaction belongs to."""
    thread = isinstance(interaction.channel, discord.Thread)
    return Place(interaction.channel_id or 0, interaction.user.id, thread, private)
