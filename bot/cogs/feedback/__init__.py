"""What people can do with an answer: ask why, say that it is wrong, refuse a choice, pass a question on."""

from bot.cogs.context import ServiceBot
from bot.cogs.feedback.buttons import FollowButton, HelpfulButton, NoneButton, PassOnButton, WhyButton, WrongButton


async def setup(bot: ServiceBot) -> None:
    """Add the feature to a client."""
    bot.add_dynamic_items(WhyButton, WrongButton, NoneButton, PassOnButton, HelpfulButton, FollowButton)
