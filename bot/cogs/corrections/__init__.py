"""What follows when an answer changes: posted cards are corrected, and who asked for it is told."""

from bot.cogs.context import ServiceBot
from bot.cogs.corrections.cog import Corrections


async def setup(bot: ServiceBot) -> None:
    """Add the feature to a client."""
    await bot.add_cog(Corrections(bot))
