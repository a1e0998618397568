"""Changing the record from Discord: the forms, the previews, and undoing."""

from bot.cogs.context import ServiceBot
from bot.cogs.editing.buttons import AgainButton, ProposalButton, UndoButton


async def setup(bot: ServiceBot) -> None:
    """Add the feature to a client."""
    bot.add_dynamic_items(ProposalButton, UndoButton, AgainButton)
