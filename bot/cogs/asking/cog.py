"""Ways to ask: a mention, a reply, a direct message, the ask-channel, /ask, and the command on a message."""

from collections import OrderedDict

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.conversation import Place
from bot.cogs import limits
from bot.cogs.asking.buttons import answer_with_entry, place_of
from bot.cogs.asking.listening import asks_the_bot, question_of, text_of
from bot.cogs.context import ServiceBot
from bot.cogs.limits import shorten
from bot.knowledge.model import Entry

YOU_ARE_WELCOME = "\N{GREEN HEART}"
MAX_SEEN = 1_000  # messages; Discord repeats one, after a reconnect, within seconds
_PICKED = "entry:"  # before the id of an entry that was chosen from the completions of /ask
_UNANSWERED = " (no source says)"


class Asking(commands.Cog):
    """Answers questions in public and in private.

    It answers messages that are meant for it (see `listening`), each once, however often Discord delivers it. /ask
    completes titles; a completed title names its entry, so that two alike are not confused. *Check this claim* shows
    what the sources say on somebody's message, to the person who pointed at it alone.
    """

    def __init__(self, bot: ServiceBot) -> None:
        self.bot = bot
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._menu = app_commands.ContextMenu(name="Check this claim", callback=self.check)

    async def cog_load(self) -> None:
        """Add the command on messages: a cog cannot declare one itself."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the command on messages back."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks the bot something."""
        me = self.bot.user
        if me is None or self.bot.closing or not asks_the_bot(message, me, self.bot.settings):
            return
        if self._is_repeated(message):
            return
        async with self.bot.outbox.working():
            place = _place_of(message)
            question = question_of(message, me)
            conversed = await self.bot.service.ask(question, place, message.created_at)
            if question and conversed.reply.asks_nothing:
                if conversed.reply.is_thanks:
                    await self.bot.outbox.react(message, YOU_ARE_WELCOME)
                return
            sent = await self.bot.outbox.reply(message, self.bot.painted(conversed.reply))
            if sent:
                await self.bot.service.posted(conversed, sent.id, place, message.created_at)

    def _is_repeated(self, message: discord.Message) -> bool:
        """Say whether a message was seen before; note it."""
        if message.id in self._seen:
            return True
        self._seen[message.id] = None
        while len(self._seen) > MAX_SEEN:
            self._seen.popitem(last=False)
        return False

    @app_commands.command()
    @app_commands.describe(question="What you want to know", private="Only you see the answer")
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, limits.QUESTION],
        private: bool = False,
    ) -> None:
        """Ask a question."""
        service = self.bot.service
        event = service.knowledge.event.id
        picked = question.removeprefix(_PICKED)
        if picked != question:
            await answer_with_entry(interaction, event, picked, private)
            return
        async with self.bot.outbox.working():
            place = place_of(interaction, private)
            conversed = await service.ask(question, place, interaction.created_at)
            sent = await self.bot.outbox.respond(interaction, self.bot.painted(conversed.reply), private)
            if sent:
                await service.posted(conversed, sent, place, interaction.created_at)

    @ask.autocomplete("question")
    async def _complete(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the titles that complete what was typed so far."""
        entries = self.bot.service.complete(typed[: limits.QUESTION], limits.CHOICES)
        return [app_commands.Choice(name=_choice_name(entry), value=f"{_PICKED}{entry.id}") for entry in entries]

    async def check(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Say what the sources say on a message, to the person who pointed at it alone."""
        text = text_of(message)
        if not text:
            await self.bot.outbox.tell(interaction, "That message has no text to check.")
            return
        reply = await self.bot.service.check(text)
        await self.bot.outbox.respond(interaction, self.bot.painted(reply), private=True)


def _place_of(message: discord.Message) -> Place:
    replied = message.reference.message_id if message.type is discord.MessageType.reply and message.reference else None
    thread = isinstance(message.channel, discord.Thread)
    return Place(message.channel.id, message.author.id, thread, replied_to=replied)


def _choice_name(entry: Entry) -> str:
    end = "" if entry.answerable else _UNANSWERED
    return shorten(entry.title, limits.CHOICE_NAME - len(end)) + end
