"""The buttons under an answer: all they need is in their custom id, so they work after a restart."""

from collections.abc import Iterator
from typing import Any

import discord

from bot.answering.conversation import Asked, Place
from bot.answering.notes import ShownIn
from bot.cogs import custom_ids
from bot.cogs.context import ENTRY_REMOVED, RecordItem, context_of, within_limits


class EntryButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.ENTRY):
    """Answers with one entry: in private where the question was asked in private."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Answer with the entry."""
        private = is_private(interaction)
        await answer_with_entry(interaction, self.named["event"], self.named["entry"], private, by_button=True)


class RelatedMenu(RecordItem[discord.ui.Select[Any]], template=custom_ids.RELATED):
    """Answers with the entry that is chosen, as the buttons do."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Answer with the entry."""
        private = is_private(interaction)
        await answer_with_entry(interaction, self.named["event"], self.item.values[0], private, by_button=True)


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
            asked = _offered_for(interaction) if by_button else None
            picked = await context.service.pick(entry, place, interaction.created_at, asked)
        if picked is None:
            await context.outbox.tell(interaction, ENTRY_REMOVED)
            return
        # everybody sees the answer, so they see who wanted it
        above = "" if private or not by_button else f"-# {interaction.user.mention} wanted to know"
        sent = await context.outbox.respond(interaction, context.painted(picked.reply), private, above)
        if sent:
            await context.service.posted(picked, sent, place, interaction.created_at, shown_by(interaction, private))


def _offered_for(interaction: discord.Interaction) -> Asked | None:
    """Return the question for which several entries were offered, not the one that has an answer already."""
    message = interaction.message
    if message is None or not any(custom_ids.is_none(component) for component in _ids(message)):
        return None
    return context_of(interaction).service.asked(message.id, interaction.created_at)


def _ids(message: discord.Message) -> Iterator[str]:
    for row in message.components:
        yield from (str(getattr(child, "custom_id", "")) for child in getattr(row, "children", ()))


def shown_by(interaction: discord.Interaction, private: bool) -> ShownIn | None:
    """Return where the response to an interaction can be corrected later; None for what one person alone sees."""
    if private or not interaction.is_guild_integration() or interaction.channel_id is None:
        return None
    return ShownIn(interaction.channel_id, interaction.app_permissions.embed_links)


def place_of(interaction: discord.Interaction, private: bool) -> Place:
    """Return the conversations that an interaction belongs to."""
    thread = isinstance(interaction.channel, discord.Thread)
    return Place(interaction.channel_id or 0, interaction.user.id, thread, private)
