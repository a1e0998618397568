"""The buttons under every answer. They work after a restart, and answer the person who pressed them alone."""

from typing import Any

import discord

from bot.answering.conversation import Asked
from bot.answering.presentation import present, version
from bot.answering.reply import reply_with
from bot.cogs import custom_ids
from bot.cogs.asking.listening import question_of
from bot.cogs.context import ENTRY_REMOVED, RecordItem, context_of
from bot.cogs.controls import way_out
from bot.cogs.failures import UNANSWERED
from bot.cogs.feedback.modals import PassOnModal, WrongModal
from bot.cogs.paint import escape, source_lines
from bot.cogs.views import view_of

THANKS = "Thanks, that's good to know."
FOLLOWED = "I'll send you one direct message when this answer changes. Press the button again if you change your mind."
UNFOLLOWED = "OK, I won't message you."
TRY_AGAIN = "Try asking in other words, or browse everything I can answer."


class WhyButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.WHY):
    """Says why the question was answered as it was."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Show what was asked, what it was read as, and what the answer rests on."""
        context = context_of(interaction)
        why = None
        if self.named["event"] == context.service.knowledge.event.id:
            why = await context.service.why(self.named["entry"], await question_behind(interaction))
        if why is None:
            await context.outbox.tell(interaction, ENTRY_REMOVED)
            return
        card = present(reply_with(why.entry, context.service.knowledge))
        embed = discord.Embed(title="Why this answer?", description="\n".join(map(escape, why.lines)))
        if lines := source_lines(card):
            embed.add_field(name="Based on", value=lines, inline=False)
        embed.set_footer(text="People approved every sentence; I only choose which ones answer your question.")
        await interaction.response.send_message(embed=embed, ephemeral=True)


class WrongButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.WRONG):
    """Asks for a line on what is wrong, for the moderators."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        key, message = self.named["entry"], interaction.message
        service = context_of(interaction).service
        entry = service.knowledge.entries.get(key)
        asked = service.asked(message.id, interaction.created_at) if message else None
        question = asked.about(key) if asked else ""
        await interaction.response.send_modal(WrongModal(key, entry.title if entry else key, question, message))


class HelpfulButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.HELPFUL):
    """Counts that an answer helped, each person once."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Count it, and say thanks."""
        context = context_of(interaction)
        entry = context.service.readable(self.named["event"], self.named["entry"])
        if entry is None:
            await context.outbox.tell(interaction, ENTRY_REMOVED)
            return
        people = context.service.store.people
        await people.found_helpful(self.named["event"], version(entry), interaction.user.id, interaction.created_at)
        await context.outbox.tell(interaction, THANKS)


class FollowButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.FOLLOW):
    """Tells a person when an answer changes, once."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Note who wants to be told; who was noted already is not any more."""
        context, person = context_of(interaction), interaction.user.id
        event, key = self.named["event"], self.named["entry"]
        entry = context.service.readable(event, key)
        if entry is None:
            await context.outbox.tell(interaction, ENTRY_REMOVED)
            return
        people = context.service.store.people
        if await people.unfollow(event, key, person):
            await context.outbox.tell(interaction, UNFOLLOWED)
            return
        await people.follow(event, key, version(entry), person, interaction.created_at)
        await context.outbox.tell(interaction, FOLLOWED)


class NoneButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.NONE):
    """Says what else can be done when no choice fits."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Offer the topics, and to pass the question on."""
        context = context_of(interaction)
        view = view_of(button.item() for button in way_out(self.named["event"], context.moderated))
        asked = await question_behind(interaction)
        sent = await interaction.response.send_message(TRY_AGAIN, view=view, ephemeral=True)
        if asked and sent.message_id:
            context.service.carry_question(asked, sent.message_id, interaction.created_at)


class PassOnButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.PASS_ON):
    """Passes a question on to the moderators, once its asker has looked at it."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Open the form, with the question in it."""
        asked = await question_behind(interaction)
        await interaction.response.send_modal(PassOnModal(asked.question if asked else ""))


async def question_behind(interaction: discord.Interaction) -> Asked | None:
    """Return what the clicked message answers: from memory, or from the message it replies to."""
    message, me = interaction.message, interaction.client.user
    if message is None or me is None:
        return None
    kept = context_of(interaction).service.asked(message.id, interaction.created_at)
    if kept or message.reference is None or message.reference.message_id is None:
        return kept
    try:
        asked = await message.channel.fetch_message(message.reference.message_id)
    except UNANSWERED:  # deleted, or no permission to read the history
        return None
    return None if asked.author.bot else Asked(question_of(asked, me))
