"""Ways to ask: a mention, a reply, a direct message, the ask-channel, /ask, and the command on a message."""

from collections import OrderedDict
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.conversation import Place
from bot.cogs import limits
from bot.cogs.asking.buttons import answer_with_entry, place_of
from bot.cogs.asking.listening import asks_the_bot, question_of, text_of
from bot.cogs.asking.manners import Answers, Limits, Pace, RecentCards, Shown
from bot.cogs.context import ServiceBot
from bot.cogs.limits import shorten
from bot.cogs.outbox import may_embed
from bot.knowledge.model import Entry
from bot.matching.decision import Kind

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
        settings = bot.settings
        self._limits = Limits(settings.questions_per_minute, settings.channel_questions_per_minute)
        self._cards = RecentCards(settings.repeat_minutes)
        self._answers = Answers()
        self._menu = app_commands.ContextMenu(name="Check this claim", callback=self.check)

    async def cog_load(self) -> None:
        """Add the command on messages: a cog cannot declare one itself."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the command on messages back."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks the bot something, after those before it in its channel."""
        me = self.bot.user
        if me is None or self.bot.closing or not asks_the_bot(message, me, self.bot.settings):
            return
        if self._is_repeated(message):
            return
        async with self.bot.outbox.working(), self._answers.turn(message.channel.id):
            person, channel, now = message.author.id, message.channel.id, message.created_at
            match self._limits.pace(person, channel, now):
                case Pace.SLOW_DOWN:
                    await self.bot.outbox.say(message, slow_down(self._limits.free_at(person, channel, now)))
                case Pace.OK:
                    await self._answer(message, me)

    async def _answer(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer a message; where the same answer stands a little above, point to it."""
        place = _place_of(message)
        question = question_of(message, me)
        conversed = await self.bot.service.ask(question, place, message.created_at)
        if question and conversed.reply.asks_nothing:
            if conversed.reply.is_thanks:
                await self.bot.outbox.react(message, YOU_ARE_WELCOME)
            return
        painted = self.bot.painted(conversed.reply)
        repeatable = conversed.reply.kind in (Kind.ANSWER, Kind.NOT_REPORTED) and message.guild is not None
        above = self._cards.find(message.channel.id, painted.content, message.created_at) if repeatable else None
        if above:
            sent = await self.bot.outbox.say(message, f"Answered above: {above.url}")
        else:
            sent = await self.bot.outbox.reply(message, painted)
        if sent is None:
            return
        await self.bot.service.posted(conversed, sent.id, place, message.created_at)
        self._answers.add(message.id, sent.id, message.created_at)
        if repeatable and not above:
            self._cards.add(message.channel.id, painted.content, Shown(sent.id, sent.jump_url, message.created_at))

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Update the answer when its question is edited soon after."""
        me, message = self.bot.user, payload.message
        if me is None or self.bot.closing or "content" not in payload.data:
            return
        answer = self._answers.editable(message.id, message.edited_at or discord.utils.utcnow())
        if answer is None or not asks_the_bot(message, me, self.bot.settings):
            return
        async with self.bot.outbox.working(), self._answers.turn(message.channel.id):
            question = question_of(message, me)
            place = _place_of(message)
            conversed = await self.bot.service.ask(question, place, message.created_at)
            if not conversed.reply.asks_nothing:
                self._cards.forget(answer)
                painted, shown = self.bot.painted(conversed.reply), self._message(message.channel.id, answer)
                if await self.bot.outbox.edit(shown, painted, may_embed(message)):
                    await self.bot.service.posted(conversed, answer, place, message.created_at)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Delete the answer when its question is deleted."""
        answer = self._answers.remove(payload.message_id)
        self._cards.forget(answer or payload.message_id)
        if answer is not None and not self.bot.closing:
            await self.bot.outbox.delete(self._message(payload.channel_id, answer))

    def _message(self, channel: int, message: int) -> discord.PartialMessage:
        return self.bot.get_partial_messageable(channel).get_partial_message(message)

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
        person, channel, now = interaction.user.id, interaction.channel_id or 0, interaction.created_at
        if self._limits.pace(person, channel, now) is not Pace.OK:
            await self.bot.outbox.tell(interaction, slow_down(self._limits.free_at(person, channel, now)))
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


def slow_down(free: datetime) -> str:
    """Say that somebody, or a channel, asks faster than is answered."""
    return f"That's a lot of questions at once. Please ask again {discord.utils.format_dt(free, 'R')}."


def _place_of(message: discord.Message) -> Place:
    replied = message.reference.message_id if message.type is discord.MessageType.reply and message.reference else None
    thread = isinstance(message.channel, discord.Thread)
    return Place(message.channel.id, message.author.id, thread, replied_to=replied)


def _choice_name(entry: Entry) -> str:
    end = "" if entry.answerable else _UNANSWERED
    return shorten(entry.title, limits.CHOICE_NAME - len(end)) + end
