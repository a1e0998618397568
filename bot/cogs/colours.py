"""The colours of cards: each can be told from the background of Discord's light and dark themes (3:1 at least)."""

import discord

from bot.answering.card import Card
from bot.knowledge.model import Status
from bot.matching.decision import Kind

BACKGROUNDS = {"light": 0xF2F3F5, "dark": 0x2B2D31}
"""Of an embed, by theme."""
STATUS = {
    Status.CONFIRMED: 0x2A9D5C,  # green
    Status.UNVERIFIED: 0xC97A12,  # orange
    Status.DISPUTED: 0xE0484D,  # red
    Status.SUPERSEDED: 0x7A889C,  # blue-grey
    Status.NOT_REPORTED: 0xA06BD6,  # purple
}
KIND = {
    Kind.ANSWER: STATUS[Status.CONFIRMED],  # to several questions
    Kind.NOT_REPORTED: STATUS[Status.NOT_REPORTED],
    Kind.SUGGEST: 0x5B7CF0,  # blue
    Kind.REFUSE: 0x868B95,  # grey
    Kind.CHAT: 0x6A76F2,  # Discord's own blue, a shade lighter
}


def colour_of(card: Card) -> discord.Colour:
    """Return the colour of a card: of the status of what it says, or else of its kind."""
    return discord.Colour(STATUS[card.status] if card.status else KIND[card.kind])
