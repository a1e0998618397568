"""Apply a reload that waits for confirmation, or keep what was there before."""

from typing import Any

import discord

from bot.answering.reload import ReloadResult
from bot.cogs import custom_ids
from bot.cogs.access import require_moderator
from bot.cogs.context import RecordItem, context_of
from bot.cogs.knowledge.report import reload_report
from bot.cogs.views import view_of

KEPT = "Kept the previous version. Fix the files and run `/knowledge reload` again."
OUTDATED = "This reload is outdated. Run `/knowledge reload` again."


class ReloadButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.RELOAD):
    """Applies a reload, or keeps the previous version; for moderators, whoever presses it."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Do as the moderator chose."""
        if not await require_moderator(interaction):
            return
        await interaction.response.defer()  # another reload may be under way
        service = context_of(interaction).service
        if self.named["choice"] == "keep":
            said = KEPT if await service.discard(self.named["checksum"]) else OUTDATED
        else:
            result = await service.confirm(self.named["checksum"])
            said = reload_report(result) if result else OUTDATED
        await interaction.edit_original_response(content=said, view=None)


def confirmation(event: str, result: ReloadResult) -> discord.ui.View:
    """Return the two buttons."""
    return view_of(
        discord.ui.Button(label=label, custom_id=custom_ids.reload(event, choice, result.checksum), style=style)
        for label, choice, style in (
            ("Apply", "apply", discord.ButtonStyle.danger),
            ("Keep the previous version", "keep", discord.ButtonStyle.secondary),
        )
    )
