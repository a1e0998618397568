"""The buttons of previews: save or not, undo, and going on with a form."""

from typing import Any

import discord

from bot.cogs import custom_ids
from bot.cogs.access import require_moderator
from bot.cogs.context import RecordItem, context_of
from bot.cogs.controls import Button
from bot.cogs.editing.forms import entry_modal
from bot.cogs.editing.previews import NOTHING, apply_or_ask, done_text, refusal, refuse
from bot.cogs.pending import OUTDATED
from bot.cogs.views import view_of
from bot.errors import EditError, StoreError


class ProposalButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.PROPOSAL):
    """Saves a change, or drops it."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Do as the moderator chose."""
        if not await require_moderator(interaction):
            return
        context = context_of(interaction)
        proposal = context.pending.take_proposal(self.named["token"])
        if proposal is None:
            await interaction.response.edit_message(content=OUTDATED, embeds=[], view=None)
            return
        if self.named["choice"] == "drop":
            await interaction.response.edit_message(content=NOTHING, embeds=[], view=None)
            return
        event = context.service.knowledge.event.id
        await interaction.response.defer()
        try:
            number = await context.editor.apply(proposal, interaction.user.id, interaction.created_at)
        except (EditError, StoreError) as error:
            await interaction.edit_original_response(content=refusal(interaction, error), embeds=[])
            return
        said, undo = done_text(proposal.what, proposal.undoes is not None), custom_ids.undo(event, number)
        view = view_of([Button(undo, "Undo").item()])
        await interaction.edit_original_response(content=said, view=view, embeds=[])


class UndoButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.UNDO):
    """Undoes a change; where that would break something, it asks first."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Undo it."""
        if not await require_moderator(interaction):
            return
        context = context_of(interaction)
        event, number = context.service.knowledge.event.id, int(self.named["number"])
        await interaction.response.defer(ephemeral=True, thinking=True)
        record = await context.service.store.audit.get(event, number)
        if record is None or self.named["event"] != event:
            await refuse(interaction, EditError("There is no such change."))
            return
        if record.file is None:
            try:
                await context.editor.reopen(record, interaction.user.id)
            except (EditError, StoreError) as error:
                await refuse(interaction, error)
                return
        elif await apply_or_ask(interaction, context.editor.undo(record)) is None:
            return
        await interaction.followup.send(done_text(record.what, undone=True), ephemeral=True)


class AgainButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.AGAIN):
    """Opens a form with what was typed into it."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Open it."""
        if not await require_moderator(interaction):
            return
        form = context_of(interaction).pending.form(self.named["token"], interaction.created_at)
        if form is None:
            await context_of(interaction).outbox.tell(interaction, OUTDATED)
            return
        await interaction.response.send_modal(entry_modal(interaction, form))
