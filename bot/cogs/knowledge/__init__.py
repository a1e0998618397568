"""What moderators do with the knowledge."""

from bot.cogs.context import ServiceBot
from bot.cogs.knowledge.buttons import ReloadButton
from bot.cogs.knowledge.cog import Knowledge


async def setup(bot: ServiceBot) -> None:
    """Add the feature to a client."""
    await bot.add_cog(Knowledge(bot))
    bot.add_dynamic_items(ReloadButton)
