"""What moderators do with a question of the queue. Everything works after a restart."""

from typing import Any

import discord

from bot.answering.queue import Group
from bot.cogs import custom_ids
from bot.cogs.access import require_moderator
from bot.cogs.context import RecordItem, ServiceBot, context_of
from bot.cogs.controls import Button
from bot.cogs.editing.forms import entry_modal
from bot.cogs.editing.previews import apply_or_ask, done_text
from bot.cogs.pending import EntryForm
from bot.cogs.queue.page import QUESTIONS, load_queue, queue_page
from bot.cogs.views import view_of
from bot.knowledge.shapes import MAX_PHRASING
from bot.matching.vocabulary import FOLLOWS

SETTLED = "Someone has already dealt with that. Run `/queue` again."


class QueueButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.QUEUE):
    """Turns a page, or settles the question that is shown."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Do as the moderator chose."""
        if not await require_moderator(interaction):
            return
        context, case = context_of(interaction), int(self.named["case"])
        if self.named["act"] == "show":
            await interaction.response.defer()
            await _turn(interaction, case)
            return
        group = await _group(interaction, self.named["event"], case)
        if group is None:
            await context.outbox.tell(interaction, SETTLED)
        elif self.named["act"] == "dismiss":
            await interaction.response.defer()
            number = await context.editor.dismiss(group.ids, interaction.user.id, interaction.created_at)
            await _settled(interaction, f"dismissed “{group.first.question.rpartition(FOLLOWS)[2]}”", number)
        else:
            form = _form(context, group, self.named["act"])
            await interaction.response.send_modal(entry_modal(interaction, form))


class TeachMenu(RecordItem[discord.ui.Select[Any]], template=custom_ids.TEACH):
    """Adds the questions to an entry as phrasings: whoever asks so next gets its answer."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Add them; where that would break something, ask first."""
        if not await require_moderator(interaction):
            return
        context = context_of(interaction)
        await interaction.response.defer()
        group = await _group(interaction, self.named["event"], int(self.named["case"]))
        if group is None:
            await interaction.followup.send(SETTLED, ephemeral=True)
            return
        wanted = [question[:MAX_PHRASING] for question in group.questions]
        adding = context.editor.add_phrasings(self.item.values[0], wanted, group.ids)
        if done := await apply_or_ask(interaction, adding):
            await _settled(interaction, *done)


def _form(context: ServiceBot, group: Group, act: str) -> EntryForm:
    """Return the form for a question: of the entry that it is about, or of a new one."""
    entry = context.service.readable(group.first.event, group.first.entry or "")
    if act == "edit" and entry:
        return EntryForm.of(entry, group.ids)
    asked = [question.split(FOLLOWS)[-1][:MAX_PHRASING] for question in group.questions]
    return EntryForm(
        asked[0],
        beside=entry.id if entry else None,
        phrasings=tuple(question[:MAX_PHRASING] for question in group.questions),
        cases=group.ids,
        unknown=act == "unknown",
    )


async def _group(interaction: discord.Interaction, event: str, case: int) -> Group | None:
    """Return the open group with a case of the event that is served, as the moderator sees it."""
    context, message = context_of(interaction), interaction.message
    if event != context.service.knowledge.event.id:
        return None
    group = next((group for group in await load_queue(context) if case in group.ids), None)
    shown = (message.edited_at or message.created_at) if message else interaction.created_at
    return group.seen_at(shown, QUESTIONS) if group else None


async def _turn(interaction: discord.Interaction, case: int) -> None:
    page = await queue_page(context_of(interaction), case)
    await interaction.edit_original_response(content=None, embed=page.embed, view=page.view)


async def _settled(interaction: discord.Interaction, what: str, number: int) -> None:
    """Show what was done, with *Undo*, and the way to the next question."""
    context = context_of(interaction)
    event = context.service.knowledge.event.id
    page = await queue_page(context)
    buttons = [Button(custom_ids.undo(event, number), "Undo")]
    if page.group:
        buttons.append(Button(custom_ids.queue(event, page.group.first.id, "show"), "Next question"))
    view = view_of(button.item() for button in buttons)
    await interaction.edit_original_response(content=done_text(what), embed=None, view=view)
