"""Browsing what can be asked, what no source says, and what the answers rest on."""

from bot.cogs.browsing.cog import Browsing
from bot.cogs.browsing.menus import BrowseButton, QuestionMenu, TopicMenu
from bot.cogs.browsing.privacy import DeleteMineButton, Privacy
from bot.cogs.browsing.unknowns import UnknownsButton
from bot.cogs.context import ServiceBot


async def setup(bot: ServiceBot) -> None:
    """Add the feature to a client."""
    await bot.add_cog(Browsing(bot))
    await bot.add_cog(Privacy(bot))
    bot.add_dynamic_items(TopicMenu, QuestionMenu, BrowseButton, UnknownsButton, DeleteMineButton)
