"""The one place that sends messages: as an embed or as text, once, and again where that may help."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord

from bot.cogs import limits
from bot.cogs.failures import TOO_LATE, UNANSWERED, is_passing, one_line
from bot.cogs.paint import Painted
from bot.cogs.views import view_of

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds before the second try over a broken connection


class Outbox:
    """Sends painted cards and keeps track of the replies that are under way."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._under_way: set[asyncio.Task[object]] = set()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Count what happens inside as a reply under way, which a shutdown waits for."""
        task = asyncio.current_task()
        if task is None or task in self._under_way:
            yield
            return
        self._under_way.add(task)
        try:
            yield
        finally:
            self._under_way.discard(task)

    async def drain(self, seconds: float) -> None:
        """Wait for the replies under way, at most some seconds."""
        tasks = self._under_way - {asyncio.current_task()}
        if tasks:
            log.info("Sending the last %d replies.", len(tasks))
            await asyncio.wait(tasks, timeout=seconds)

    async def open_thread(self, message: discord.Message, name: str) -> discord.Thread | None:
        """Open a thread on a message; None when Discord refuses, and then the answer goes into the channel."""
        try:
            return await message.create_thread(name=limits.shorten(name, limits.THREAD_NAME))
        except UNANSWERED as error:
            log.info("Cannot open a thread in channel %s: %s", message.channel.id, one_line(error))
            return None

    async def reply(
        self, message: discord.Message, painted: Painted, thread: discord.Thread | None = None
    ) -> discord.Message | None:
        """Reply to a message, or answer it in a thread.

        Returns what was sent, or None when Discord doesn't take it (that is logged).
        """
        if thread is not None:
            shown = _shown(painted, may_embed(message))
            try:
                return await thread.send(**shown, view=buttons(painted), nonce=str(message.id))
            except UNANSWERED as error:
                log.info("Cannot answer in thread %s: %s", thread.id, one_line(error))
        try:
            return await self._send(message, painted, as_reply=True)
        except UNANSWERED as error:
            as_reply = is_passing(error)
            if as_reply:
                log.info("Trying again to reply in channel %s: %s", message.channel.id, one_line(error))
                await asyncio.sleep(self._pause)
            else:  # no permission to read the history, or the message is gone
                log.info("Sending without a reference in channel %s: %s", message.channel.id, one_line(error))
        try:
            return await self._send(message, painted, as_reply)
        except UNANSWERED as error:
            log.warning("Cannot reply in channel %s: %s", message.channel.id, one_line(error))
            return None

    async def react(self, message: discord.Message, emoji: str) -> None:
        """React to a message; if Discord refuses, that is only logged."""
        try:
            await message.add_reaction(emoji)
        except UNANSWERED as error:
            log.info("Cannot react in channel %s: %s", message.channel.id, one_line(error))

    async def say(self, message: discord.Message, text: str) -> discord.Message | None:
        """Reply to a message with a line of text; return what was sent, or None when Discord doesn't take it."""
        reference = message.to_reference(fail_if_not_exists=False)
        try:
            return await message.channel.send(text, reference=reference, nonce=str(message.id), mention_author=False)
        except UNANSWERED as error:
            log.info("Cannot reply in channel %s: %s", message.channel.id, one_line(error))
            return None

    async def edit(self, answer: discord.PartialMessage, painted: Painted, as_embed: bool) -> bool:
        """Show another card in a message of the bot; return whether Discord has taken it."""
        shown: dict[str, Any] = {"embed": painted.embed, "content": None}
        if not as_embed:
            shown = {"content": painted.content}
        try:
            await answer.edit(**shown, view=buttons(painted))
        except UNANSWERED as error:
            log.info("Cannot edit an answer in channel %s: %s", answer.channel.id, one_line(error))
            return False
        return True

    async def delete(self, answer: discord.PartialMessage) -> None:
        """Delete a message of the bot; if Discord refuses, that is only logged."""
        try:
            await answer.delete()
        except UNANSWERED as error:
            log.info("Cannot delete an answer in channel %s: %s", answer.channel.id, one_line(error))

    async def _send(self, message: discord.Message, painted: Painted, as_reply: bool) -> discord.Message:
        """Send a reply; Discord takes two with the same nonce for one, so that a second try can't double it."""
        shown = _shown(painted, may_embed(message))
        if as_reply:
            shown["reference"] = message.to_reference(fail_if_not_exists=False)
        return await message.channel.send(**shown, view=buttons(painted), nonce=str(message.id), mention_author=False)

    async def respond(
        self, interaction: discord.Interaction, painted: Painted, private: bool, above: str = ""
    ) -> int | None:
        """Respond to an interaction, with a line above the card if there is one.

        Returns the id of the message, or None when Discord doesn't take it.
        """
        embeds = private or interaction.guild_id is None or interaction.app_permissions.embed_links
        shown = _shown(painted, embeds, above)
        for may_retry in (True, False):
            try:
                sent = await interaction.response.send_message(**shown, view=buttons(painted), ephemeral=private)
                return sent.message_id
            except UNANSWERED as error:
                if may_retry and is_passing(error):
                    log.info("Trying again to answer in channel %s: %s", interaction.channel_id, one_line(error))
                    await asyncio.sleep(self._pause)
                    continue
                level = logging.INFO if getattr(error, "code", 0) in TOO_LATE else logging.WARNING
                log.log(level, "Cannot answer in channel %s: %s", interaction.channel_id, one_line(error))
                break
        return None

    async def tell(self, interaction: discord.Interaction, text: str) -> None:
        """Say something to one person alone."""
        await interaction.response.send_message(text, ephemeral=True)


def _shown(painted: Painted, as_embed: bool, above: str = "") -> dict[str, Any]:
    """Return what to send of a card; links in plain text get no preview."""
    if as_embed:
        return {"embed": painted.embed} | ({"content": above} if above else {})
    content = f"{above}\n{painted.content}" if above else painted.content
    fits = len(content) <= limits.CONTENT  # what the answer rests on is worth more than who wanted it
    return {"content": content if fits else painted.content, "suppress_embeds": True}


def buttons(painted: Painted) -> discord.ui.View:
    """Return a view with the buttons and menus of a card."""
    return view_of(control.item() for control in painted.controls)


def may_embed(message: discord.Message) -> bool:
    """Say whether the bot may send embeds where a message is."""
    channel = message.channel
    if message.guild is None or (isinstance(channel, discord.Thread) and channel.parent is None):
        return True  # a direct message, or a place that is not in the cache
    return channel.permissions_for(message.guild.me).embed_links
