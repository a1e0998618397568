"""What every feature needs from the client, and the items that hand it on."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self, TypeVar, cast

import discord
from discord.ext import commands

from bot.answering.editor import Editor
from bot.answering.presentation import present
from bot.answering.reply import Reply
from bot.answering.service import Service
from bot.cogs.failures import report_failure
from bot.cogs.manners import Limits, Pace
from bot.cogs.outbox import Outbox
from bot.cogs.paint import Painted, paint
from bot.cogs.pending import Pending
from bot.settings import Settings

V = TypeVar("V", bound=discord.ui.Item[Any])
ENTRY_REMOVED = "That question has been changed or removed. Try asking again with /ask."


class ServiceBot(commands.Bot):
    """What a client offers its cogs, buttons and menus; `closing` says that it takes no more questions."""

    service: Service
    settings: Settings
    outbox: Outbox
    limits: Limits
    reports: Limits
    editor: Editor
    pending: Pending
    closing: bool = False

    @property
    def moderated(self) -> bool:
        """Whether what is wrong or missing can be passed on to moderators: into their channel, or the queue."""
        return self.settings.moderator_channel is not None or self.service.notes.keep_questions

    def painted(self, reply: Reply) -> Painted:
        """Return a reply as Discord shows it."""
        return paint(present(reply), reply.knowledge.event.id, self.moderated)


async def within_limits(interaction: discord.Interaction) -> bool:
    """Count a question that a command or a button asks; who asks too much is told so."""
    limits = context_of(interaction).limits
    person, channel, now = interaction.user.id, interaction.channel_id or 0, interaction.created_at
    if limits.pace(person, channel, now) is Pace.OK:
        return True
    await context_of(interaction).outbox.tell(interaction, slow_down(limits.free_at(person, channel, now)))
    return False


def slow_down(free: datetime) -> str:
    """Say that somebody, or a channel, asks faster than is answered."""
    return f"That's a lot of questions at once. Please ask again {discord.utils.format_dt(free, 'R')}."


def context_of(interaction: discord.Interaction) -> ServiceBot:
    """Return the client that an interaction reached."""
    return cast("ServiceBot", interaction.client)


class RecordModal(discord.ui.Modal):
    """A form whose errors are reported to the person who sent it."""

    async def on_error(self, interaction: discord.Interaction, error: Exception, /) -> None:  # type: ignore[override]
        """Log what failed, and tell the person."""
        await report_failure(interaction, error)


class RecordItem(discord.ui.DynamicItem[V], template="never"):
    """A button or menu that works after a restart, and whose errors are reported to the person who used it.

    `named` are the parts of its custom id, by the names that its template in `custom_ids` gives them.
    """

    def __init__(self, item: V, named: Mapping[str, str]) -> None:
        super().__init__(item)
        self.named = named

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the item from its use."""
        return cls(cast("V", item), match.groupdict())

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do what the item does; an error is logged, and the person is told."""
        try:
            await self.used(interaction)
        except Exception as error:  # whatever it is, the person must not be left with "interaction failed"
            await report_failure(interaction, error)

    async def used(self, interaction: discord.Interaction) -> None:
        """Do what the item does."""
        raise NotImplementedError
