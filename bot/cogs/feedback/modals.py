"""The forms: what is wrong with an answer, and the question that nobody has answered. They go to the moderators."""

from typing import Any

import discord

from bot.cogs.context import context_of
from bot.cogs.failures import UNANSWERED, report_failure
from bot.cogs.limits import EMBED_FIELD, QUESTION, shorten
from bot.cogs.manners import Pace
from bot.cogs.paint import escape

MAX_REPORT = 300  # characters
KEPT = 900.0  # seconds for which a form that was opened can be sent
SENT = "Thanks. Sent to the moderators, without your name."
NOT_SENT = "That didn't reach the moderators. Please tell one of them."
ENOUGH = "You've sent the moderators a few already. Please wait a minute."


class _ModeratorsModal(discord.ui.Modal):
    """A form whose text is posted in the moderators' channel, without the name of whoever wrote it."""

    def __init__(self) -> None:
        super().__init__(timeout=KEPT)

    async def on_error(self, interaction: discord.Interaction, error: Exception, /) -> None:  # type: ignore[override]
        """Log what failed, and tell the person."""
        await report_failure(interaction, error)

    async def post(self, interaction: discord.Interaction, embed: discord.Embed) -> None:
        """Post in the moderators' channel, and say whether that worked."""
        context = context_of(interaction)
        if context.reports.pace(interaction.user.id, 0, interaction.created_at) is not Pace.OK:
            await context.outbox.tell(interaction, ENOUGH)
            return
        channel = context.get_channel(context.settings.moderator_channel or 0)
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

    def __init__(self, entry: str, answer: discord.Message | None) -> None:
        super().__init__()
        self._entry, self._answer = entry, answer

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Post the report, with a link to the answer."""
        embed = discord.Embed(title="A member reported this answer", description=escape(self.what.value))
        embed.add_field(name="Answer", value=shorten(escape(self._entry), EMBED_FIELD), inline=False)
        shown = self._answer.embeds[0] if self._answer and self._answer.embeds else None
        if shown and shown.footer.text:
            embed.set_footer(text=shown.footer.text)
        if self._answer and not self._answer.flags.ephemeral:
            embed.add_field(name="Where", value=f"[Jump to the answer]({self._answer.jump_url})", inline=False)
        await self.post(interaction, embed)


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
        await self.post(interaction, discord.Embed(title="A member asked something I can't answer", description=text))
