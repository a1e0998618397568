"""What every feature needs from the client, and the items that hand it on."""

from typing import Any, TypeVar, cast

import discord
from discord.ext import commands

from bot.answering.presentation import present
from bot.answering.reply import Reply
from bot.answering.service import Service
from bot.cogs.failures import report_failure
from bot.cogs.outbox import Outbox
from bot.cogs.paint import Painted, paint
from bot.settings import Settings

V = TypeVar("V", bound=discord.ui.Item[Any])
ENTRY_REMOVED = "That question has been changed or removed. Try asking again with /ask."


class ServiceBot(commands.Bot):
    """What a client offers its cogs, buttons and menus; `closing` says that it takes no more questions."""

    service: Service
    settings: Settings
    outbox: Outbox
    closing: bool = False

    def painted(self, reply: Reply) -> Painted:
        """Return a reply as Discord shows it."""
        return paint(present(reply), reply.knowledge.event.id, self.settings.moderator_channel is not None)


def context_of(interaction: discord.Interaction) -> ServiceBot:
    """Return the client that an interaction reached."""
    return cast("ServiceBot", interaction.client)


class RecordItem(discord.ui.DynamicItem[V], template="never"):
    """A button or menu that works after a restart, and whose errors are reported to the person who used it."""

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do what the item does; an error is logged, and the person is told."""
        try:
            await self.used(interaction)
        except Exception as error:  # whatever it is, the person must not be left with "interaction failed"
            await report_failure(interaction, error)

    async def used(self, interaction: discord.Interaction) -> None:
        """Do what the item does."""
        raise NotImplementedError
