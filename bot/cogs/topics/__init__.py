"""Browsing what can be asked."""

from bot.cogs.context import ServiceBot
from bot.cogs.topics.cog import Topics
from bot.cogs.topics.menus import BrowseButton, QuestionMenu, TopicMenu


async def setup(bot: ServiceBot) -> None:
    """Add the feature to a client."""
    await bot.add_cog(Topics(bot))
    bot.add_dynamic_items(TopicMenu, QuestionMenu, BrowseButton)
