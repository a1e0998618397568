"""The forms: what is wrong with an answer, and the question that nobody has answered. They go to the moderators."""

import logging
from typing import Any

import discord

from bot.answering.cases import MAX_QUESTION
from bot.cogs.context import RecordModal, context_of
from bot.cogs.failures import UNANSWERED
from bot.cogs.limits import EMBED_FIELD, QUESTION, shorten
from bot.cogs.manners import Pace
from bot.cogs.paint import escape
from bot.errors import StoreError
from bot.store.cases import CaseKind

log = logging.getLogger(__name__)
MAX_REPORT = 300  # characters
KEPT = 900.0  # seconds for which a form that was opened can be sent
SENT = "Thanks. Sent to the moderators, without your name."
NOT_SENT = "That didn't reach the moderators. Please tell one of them."
ENOUGH = "You've sent the moderators a few already. Please wait a minute."


class _ModeratorsModal(RecordModal):
    """A form whose text goes into the moderators' queue and channel, without the name of whoever wrote it."""

    def __init__(self) -> None:
        super().__init__(timeout=KEPT)

    async def pass_on(
        self,
        interaction: discord.Interaction,
        embed: discord.Embed,
        kind: CaseKind,
        question: str,
        entry: str | None = None,
        remark: str | None = None,
    ) -> None:
        """Add a case to the queue, post it in the moderators' channel if there is one, and say whether that worked."""
        context = context_of(interaction)
        if context.reports.pace(interaction.user.id, 0, interaction.created_at) is not Pace.OK:
            await context.outbox.tell(interaction, ENOUGH)
            return
        channel = context.get_channel(context.settings.moderator_channel or 0)
        posted = context.service.notes.keep_questions
        event = context.service.knowledge.event.id
        try:
            await context.service.notes.add_case(event, kind, question, entry, interaction.created_at, remark)
        except StoreError as error:
            log.error("Could not store a report: %s", error)
            posted = False
        if isinstance(channel, discord.abc.Messageable):
            try:
                await channel.send(embed=embed)
                posted = True
            except UNANSWERED:
                pass
        await interaction.response.send_message(SENT if posted else NOT_SENT, ephemeral=True)


class WrongModal(_ModeratorsModal, title="What is wrong with this answer?"):
    """Reports an answer."""

    what: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="what",
        label="Tell the moderators in one line",
        max_length=MAX_REPORT,
        placeholder="Such as: the number is out of date",
    )

    def __init__(self, entry: str, title: str, question: str, answer: discord.Message | None) -> None:
        super().__init__()
        self._entry, self._title, self._question, self._answer = entry, title, question, answer

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Post the report, with a link to the answer."""
        embed = discord.Embed(title="A member reported this answer", description=escape(self.what.value))
        embed.add_field(name="Answer", value=shorten(escape(self._title), EMBED_FIELD), inline=False)
        if self._question:
            embed.add_field(name="Asked", value=shorten(escape(self._question), EMBED_FIELD), inline=False)
        shown = self._answer.embeds[0] if self._answer and self._answer.embeds else None
        if shown and shown.footer.text:
            embed.set_footer(text=shown.footer.text)
        if self._answer and not self._answer.flags.ephemeral:
            embed.add_field(name="Where", value=f"[Jump to the answer]({self._answer.jump_url})", inline=False)
        question = self._question or self._title
        await self.pass_on(interaction, embed, CaseKind.DISLIKED, question, self._entry, self.what.value)


class PassOnModal(_ModeratorsModal, title="Ask the moderators"):
    """Passes on a question."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="question",
            label="Your question, as they will see it",
            style=discord.TextStyle.paragraph,
            max_length=QUESTION,
            default=question[:QUESTION] or None,
        )
        self.add_item(self.question)

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Post the question."""
        text = escape(self.question.value)
        embed = discord.Embed(title="A member asked something I can't answer", description=text)
        await self.pass_on(interaction, embed, CaseKind.PASSED_ON, self.question.value[:MAX_QUESTION])
