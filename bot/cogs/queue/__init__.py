"""The moderators' queue: what people ask and the record doesn't answer well."""

from bot.cogs.context import ServiceBot
from bot.cogs.queue.buttons import QueueButton, TeachMenu
from bot.cogs.queue.cog import Queue


async def setup(bot: ServiceBot) -> None:
    """Add the feature to a client."""
    await bot.add_cog(Queue(bot))
    bot.add_dynamic_items(QueueButton, TeachMenu)
