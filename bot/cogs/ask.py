"""Ways to ask: a mention, a reply, a direct message, the ask-channel, /ask, and the command on a message."""

import logging
import re
from collections.abc import Hashable

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.desk import Desk
from bot.cogs.buttons import buttons, respond
from bot.cogs.render import Rendered, render, shorten
from bot.settings import Settings

log = logging.getLogger(__name__)
CHOICE_LIMIT = 25
CHOICE_LENGTH = 100
_ANSWERED = (discord.MessageType.default, discord.MessageType.reply)


class Ask(commands.Cog):
    """Takes questions, and nothing that is not one."""

    def __init__(self, bot: commands.Bot, desk: Desk, settings: Settings) -> None:
        self.bot = bot
        self.desk = desk
        self.settings = settings
        self._menu = app_commands.ContextMenu(name="Ask about this", callback=self.ask_about)

    async def cog_load(self) -> None:
        """Add the command on messages: a cog cannot declare one itself."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the command on messages back."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks the bot something."""
        if message.author.bot or message.webhook_id or message.type not in _ANSWERED or not self._is_asked(message):
            return
        question = self._question(message)
        if not question:
            return
        keys = _keys(message)
        reply = self.desk.converse(question, keys, message.created_at)
        try:
            sent = await self._send(message, render(reply))
        except discord.HTTPException as error:
            log.warning("cannot reply in channel %s: %s", message.channel.id, error)
            return
        self.desk.remember(self.desk.thread(None, question), [("reply", sent.id)], message.created_at)

    def _is_asked(self, message: discord.Message) -> bool:
        """Say whether a message is meant for the bot."""
        me = self.bot.user
        if message.guild is None or me in message.mentions:
            return True
        replied = message.reference.resolved if message.reference else None
        if isinstance(replied, discord.Message) and replied.author == me:
            return True
        channel = message.channel.parent if isinstance(message.channel, discord.Thread) else message.channel
        return channel is not None and bool(
            {channel.id, getattr(channel, "name", None)} & {*self.settings.ask_channels}
        )

    def _question(self, message: discord.Message) -> str:
        """Return the question: the message without the bot's mention, or the message it replies to."""
        me = self.bot.user.id if self.bot.user else 0
        text = re.sub(rf"<@!?{me}>", " ", message.content).strip()
        replied = message.reference.resolved if message.reference else None
        if not text and isinstance(replied, discord.Message) and replied.author != self.bot.user:
            return replied.content.strip()
        return text

    async def _send(self, message: discord.Message, rendered: Rendered) -> discord.Message:
        reference = message.to_reference(fail_if_not_exists=False)
        view = buttons(rendered.choices)
        if message.guild is None or message.channel.permissions_for(message.guild.me).embed_links:
            return await message.channel.send(
                embed=rendered.embed, view=view, reference=reference, mention_author=False
            )
        return await message.channel.send(rendered.content, view=view, reference=reference, mention_author=False)

    @app_commands.command()
    @app_commands.describe(question="What you want to know", private="Show the answer to you alone")
    async def ask(
        self, interaction: discord.Interaction, question: app_commands.Range[str, 1, 1000], private: bool = False
    ) -> None:
        """Ask the record a question."""
        reply = self.desk.converse(question, _interaction_keys(interaction), interaction.created_at)
        await respond(interaction, render(reply), private)

    @ask.autocomplete("question")
    async def _complete(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the entries' questions that are most like what was typed so far."""
        entries = self.desk.matcher.titles_like(typed[:CHOICE_LENGTH], CHOICE_LIMIT)
        titles = dict.fromkeys(shorten(entry.title, CHOICE_LENGTH) for entry in entries)
        return [app_commands.Choice(name=title, value=title) for title in titles]

    async def ask_about(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Take a message for a question, and answer the person who pointed at it alone."""
        if not message.content.strip():
            await interaction.response.send_message("That message has no text to ask about.", ephemeral=True)
            return
        reply = self.desk.ask(message.content)  # somebody else's words: no part of this person's conversation
        await respond(interaction, render(reply), private=True)


def _keys(message: discord.Message) -> list[Hashable]:
    """Return the conversations a message belongs to, the nearest first."""
    keys: list[Hashable] = []
    if message.reference and message.reference.message_id:
        keys.append(("reply", message.reference.message_id))
    keys.append(("person", message.channel.id, message.author.id))
    if isinstance(message.channel, discord.Thread):
        keys.append(("thread", message.channel.id))
    return keys


def _interaction_keys(interaction: discord.Interaction) -> list[Hashable]:
    return [("person", interaction.channel_id, interaction.user.id)]
