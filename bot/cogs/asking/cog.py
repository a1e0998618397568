"""Ways to ask: a mention, a reply, a direct message, the ask-channel, /ask, and the command on a message."""

from collections import OrderedDict

import discord
from discord import app_commands
from discord.ext import commands

from bot import metrics
from bot.answering.conversation import Place
from bot.answering.notes import ShownIn
from bot.cogs import limits
from bot.cogs.asking.buttons import answer_with_entry, place_of, shown_by
from bot.cogs.asking.listening import asks_the_bot, may_follow_up, question_of, text_of
from bot.cogs.context import ServiceBot, slow_down, within_limits
from bot.cogs.manners import Answered, Answers, Pace, RecentCards, Shown
from bot.cogs.outbox import may_embed
from bot.cogs.paint import Painted
from bot.knowledge.model import Entry
from bot.matching.decision import Kind

YOU_ARE_WELCOME = "\N{GREEN HEART}"
WAIT = "\N{HOURGLASS WITH FLOWING SAND}"
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
        self._cards = RecentCards(bot.settings.repeat_minutes)
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
        if me is None or self.bot.closing or not self._is_asked(message, me):
            return
        if self._is_repeated(message):
            return
        with metrics.sent_seconds.time():
            await self._answer_in_turn(message, me)

    async def _answer_in_turn(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer a message after those before it in its channel, within the limits."""
        async with self.bot.outbox.working(), self._answers.turn(message.channel.id):
            person, channel, now = message.author.id, message.channel.id, message.created_at
            pace = self.bot.limits.pace(person, channel, now)
            if pace is not Pace.OK:
                metrics.slow_downs.inc()
            match pace:
                case Pace.SLOW_DOWN:
                    await self.bot.outbox.say(message, slow_down(self.bot.limits.free_at(person, channel, now)))
                case Pace.WAIT:
                    await self.bot.outbox.react(message, WAIT)
                case Pace.OK:
                    await self._answer(message, me)

    def _is_asked(self, message: discord.Message, me: discord.ClientUser) -> bool:
        """Say whether a message is meant for the bot, also as a follow-up in a thread in which it was asked."""
        if asks_the_bot(message, me, self.bot.settings):
            return True
        mentions_only = self.bot.settings.ask_channels_answer == "mentions"
        follows = may_follow_up(message) and not mentions_only
        return follows and self.bot.service.is_conversing(_place_of(message), message.created_at)

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
        above = self._cards.point_to(message.channel.id, painted.content, message.created_at) if repeatable else None
        if above:
            sent = await self.bot.outbox.say(message, f"[That's answered above.]({above.url})")
        else:
            thread = await self._thread_for(message, painted)
            sent = await self.bot.outbox.reply(message, painted, thread)
        if sent is None:
            return
        await self.bot.service.posted(conversed, sent.id, place, message.created_at, None if above else shown_in(sent))
        if sent.channel.id != message.channel.id:
            in_thread = Place(sent.channel.id, message.author.id, thread=True)
            await self.bot.service.moved(conversed, in_thread, message.created_at)
        self._answers.add(message.id, sent.id, sent.channel.id, message.created_at, message.content)
        if repeatable and not above:
            self._cards.add(message.channel.id, painted.content, Shown(sent.id, sent.jump_url, message.created_at))

    async def _thread_for(self, message: discord.Message, painted: Painted) -> discord.Thread | None:
        """Open a thread for an answer, where the settings say so; those of forums are threads already."""
        channel, settings = message.channel, self.bot.settings
        if not (settings.answer_in_threads and isinstance(channel, discord.TextChannel)):
            return None
        if not settings.is_ask_channel(channel.id, channel.name):
            return None
        return await self.bot.outbox.open_thread(message, painted.embed.title or "Answer")

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Update the answer when its question is edited soon after; where it asks nothing any more, delete it."""
        me, message = self.bot.user, payload.message
        if me is None or self.bot.closing or message.edited_at is None:
            return
        async with self.bot.outbox.working(), self._answers.turn(message.channel.id):
            answer = self._answers.editable(message.id, message.edited_at, message.content)
            if answer is None:
                return
            if not self._is_asked(message, me):
                await self._withdraw(message.id)
                return
            person, channel, now = message.author.id, message.channel.id, message.edited_at
            pace = self.bot.limits.pace(person, channel, now)
            if pace is Pace.OK:
                await self._answer_again(message, me, answer)
                return
            await self._withdraw(message.id)  # it answers another question now
            if pace is Pace.SLOW_DOWN:
                await self.bot.outbox.say(message, slow_down(self.bot.limits.free_at(person, channel, now)))

    async def _answer_again(self, message: discord.Message, me: discord.ClientUser, found: Answered) -> None:
        """Show the answer to an edited question in place of the earlier one, unless others were pointed to that."""
        conversed = await self.bot.service.ask_again(question_of(message, me), found.answer, message.created_at)
        if conversed.reply.asks_nothing:
            await self._withdraw(message.id)
            return
        painted, answer, channel = self.bot.painted(conversed.reply), found.answer, found.channel
        if self._cards.is_pointed_to(answer):
            sent = await self.bot.outbox.reply(message, painted)
            answer, channel = (sent.id, sent.channel.id) if sent else (answer, channel)
        elif not await self.bot.outbox.edit(self._message(found), painted, may_embed(message)):
            return
        self._cards.forget(answer)
        self._answers.add(message.id, answer, channel, message.created_at, message.content)
        shown = ShownIn(channel, may_embed(message))
        await self.bot.service.posted(conversed, answer, _place_of(message), message.created_at, shown)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Delete the answer when its question is deleted."""
        await self._gone(payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Delete the answers when their questions are deleted."""
        for message in sorted(payload.message_ids):
            await self._gone(payload.channel_id, message)

    async def _gone(self, channel: int, message: int) -> None:
        """Forget a card that is gone, or withdraw the answer to a question that is, once it is there."""
        self._cards.forget(message)
        async with self.bot.outbox.working(), self._answers.turn(channel):
            await self._withdraw(message)

    async def _withdraw(self, question: int) -> None:
        """Delete the answer to a question, unless others were pointed to it."""
        found = self._answers.remove(question)
        if found and not self._cards.is_pointed_to(found.answer) and not self.bot.closing:
            self._cards.forget(found.answer)
            await self.bot.outbox.delete(self._message(found))

    def _message(self, found: Answered) -> discord.PartialMessage:
        return self.bot.get_partial_messageable(found.channel).get_partial_message(found.answer)

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
        if not await within_limits(interaction):
            return
        async with self.bot.outbox.working():
            place = place_of(interaction, private)
            conversed = await service.ask(question, place, interaction.created_at)
            sent = await self.bot.outbox.respond(interaction, self.bot.painted(conversed.reply), private)
            if sent:
                await service.posted(conversed, sent, place, interaction.created_at, shown_by(interaction, private))

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
        reply = await self.bot.service.check(text, interaction.created_at)
        await self.bot.outbox.respond(interaction, self.bot.painted(reply), private=True)


def _place_of(message: discord.Message) -> Place:
    replied = message.reference.message_id if message.type is discord.MessageType.reply and message.reference else None
    thread = isinstance(message.channel, discord.Thread)
    return Place(message.channel.id, message.author.id, thread, replied_to=replied)


def shown_in(message: discord.Message) -> ShownIn:
    """Return where a card can be corrected later."""
    return ShownIn(message.channel.id, bool(message.embeds))


def _choice_name(entry: Entry) -> str:
    end = "" if entry.answerable else _UNANSWERED
    return limits.shorten(entry.title, limits.CHOICE_NAME - len(end)) + end
