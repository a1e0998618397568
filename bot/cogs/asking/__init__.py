"""Ways to ask, and the buttons under the answers."""

from bot.cogs.asking.buttons import EntryButton, RelatedMenu
from bot.cogs.asking.cog import Asking
from bot.cogs.context import ServiceBot


async def setup(bot: ServiceBot) -> None:
    """Add the feature to a client."""
    await bot.add_cog(Asking(bot))
    bot.add_dynamic_items(EntryButton, RelatedMenu)
