"""/knowledge: what moderators do with the knowledge."""

from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.reload import Reload
from bot.cogs import custom_ids, limits
from bot.cogs.access import hide_from_members, refusal_for, require_moderator
from bot.cogs.context import ServiceBot
from bot.cogs.editing.forms import SourceModal, entry_modal
from bot.cogs.editing.previews import ask
from bot.cogs.knowledge.buttons import confirmation
from bot.cogs.knowledge.report import audit_report, reload_report, rollback_report, status_report
from bot.cogs.pending import EntryForm
from bot.cogs.views import view_of
from bot.knowledge.editing import slug
from bot.knowledge.model import Entry
from bot.knowledge.shapes import MAX_PHRASING, SourceKind

LISTED = 5  # changes that /knowledge undo shows
NO_ENTRY = "There is no such question in the record. Pick one from the list that appears while you type."


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class Knowledge(commands.GroupCog, group_name="knowledge", group_description="Manage what the bot knows"):
    """Reload, status and editing, for moderators alone; everything is shown to the moderator alone.

    A reload with problems changes nothing. One that takes much away, or that breaks a required question, shows what
    it would do and waits for the moderator to apply it.
    """

    def __init__(self, bot: ServiceBot) -> None:
        self.bot = bot
        group = self.app_command
        assert isinstance(group, app_commands.Group)
        hide_from_members(group, bot.settings)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let moderators alone use these commands."""
        return await require_moderator(interaction)

    @app_commands.command()
    async def reload(self, interaction: discord.Interaction) -> None:
        """Load the edited files; if there's a problem, nothing changes."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        result = await self.bot.service.reload()
        if result.outcome is Reload.NEEDS_CONFIRMATION:
            view = confirmation(self.bot.service.knowledge.event.id, result)
            await interaction.followup.send(reload_report(result), view=view, ephemeral=True)
        else:
            await interaction.followup.send(reload_report(result), ephemeral=True)

    @app_commands.command()
    @app_commands.describe(question="The question whose answer you want to change")
    async def edit(self, interaction: discord.Interaction, question: app_commands.Range[str, 1, 100]) -> None:
        """Correct an answer, or answer what no source said before."""
        entry = self._entry(question)
        if entry is None:
            await self.bot.outbox.tell(interaction, NO_ENTRY)
            return
        await interaction.response.send_modal(entry_modal(interaction, EntryForm.of(entry)))

    @app_commands.command()
    @app_commands.describe(question="The new question", beside="A question that it belongs with")
    async def add(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, MAX_PHRASING],
        beside: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Add a question with its answer."""
        near = self._entry(beside) if beside else None
        if beside and near is None:
            await self.bot.outbox.tell(interaction, NO_ENTRY)
            return
        form = EntryForm(question, beside=near.id if near else None)
        await interaction.response.send_modal(entry_modal(interaction, form))

    @app_commands.command()
    @app_commands.describe(question="The question in the record", phrasing="Another way to ask it")
    async def phrasing(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, 100],
        phrasing: app_commands.Range[str, 1, MAX_PHRASING],
    ) -> None:
        """Add another way to ask a question."""
        entry = self._entry(question)
        if entry is None:
            await self.bot.outbox.tell(interaction, NO_ENTRY)
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        await ask(interaction, self.bot.editor.add_phrasings(entry.id, [phrasing]))

    @app_commands.command()
    @app_commands.describe(
        name="A short name for it, as in [reuters:3]",
        kind="What sort of publication it is",
        checked="The whole record has been checked up to the day on which it was published",
    )
    async def source(
        self,
        interaction: discord.Interaction,
        name: app_commands.Range[str, 1, 30],
        kind: Literal["wire", "newspaper", "broadcast", "official", "think-tank", "other"],
        checked: bool = False,
    ) -> None:
        """Add a source that answers can cite."""
        await interaction.response.send_modal(SourceModal(slug(name), SourceKind(kind), checked))

    @app_commands.command()
    async def undo(self, interaction: discord.Interaction) -> None:
        """See the latest changes made from Discord, and undo one."""
        event = self.bot.service.knowledge.event.id
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await self.bot.service.store.audit.latest(event, LISTED)
        buttons = [
            discord.ui.Button[Any](label=f"Undo {number}", custom_id=custom_ids.undo(event, record.id))
            for number, record in enumerate(found, start=1)
            if record.undone_by is None and (record.file or record.cases)
        ]
        await interaction.followup.send(audit_report(found), view=view_of(buttons), ephemeral=True)

    @edit.autocomplete("question")
    @add.autocomplete("beside")
    @phrasing.autocomplete("question")
    async def _complete(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the titles that complete what was typed; to moderators alone."""
        if refusal_for(interaction):
            return []
        entries = self.bot.service.complete(typed, limits.CHOICES)
        return [
            app_commands.Choice(name=limits.shorten(entry.title, limits.CHOICE_NAME), value=entry.id)
            for entry in entries
        ]

    def _entry(self, named: str) -> Entry | None:
        """Return an entry of the event by its id or its title."""
        own = self.bot.service.knowledge.own_entries
        return next((entry for entry in own if named in (entry.id, entry.title)), None)

    @app_commands.command()
    async def rollback(self, interaction: discord.Interaction) -> None:
        """Go back to the version before the last change; the files stay as they are."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        changed = await self.bot.service.roll_back()
        await interaction.followup.send(rollback_report(changed), ephemeral=True)

    @app_commands.command()
    async def status(self, interaction: discord.Interaction) -> None:
        """Show what the bot knows now."""
        service = self.bot.service
        await interaction.response.defer(ephemeral=True, thinking=True)
        exam = await service.exam()
        await interaction.followup.send(status_report(service.knowledge, exam, service.problems), ephemeral=True)
