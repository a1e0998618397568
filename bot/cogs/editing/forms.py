"""The forms in which moderators write: an entry, and a source."""

import re
from datetime import date
from typing import Any

import discord

from bot.answering.editor import Proposal
from bot.cogs.access import require_moderator
from bot.cogs.context import context_of
from bot.cogs.editing.previews import carry_out, refuse
from bot.cogs.failures import report_failure
from bot.cogs.limits import MODAL_TITLE, shorten
from bot.cogs.pending import EntryForm
from bot.errors import EditError
from bot.knowledge.editing import EntryText, parse_sentences
from bot.knowledge.model import Status
from bot.knowledge.shapes import MAX_GAP, MAX_PHRASING, SourceKind

KEPT = 1800.0  # seconds for which a form that was opened can be sent
LONGEST = 4000  # characters of all sentences
_STATUSES = [status.value for status in Status if status not in (Status.NOT_REPORTED, Status.SUPERSEDED)]
_NOT_NAME = re.compile(r"[^a-z0-9]+")


class _Form(discord.ui.Modal):
    """A form for moderators: also whoever opened it must still be one when it is sent."""

    def __init__(self, title: str) -> None:
        super().__init__(title=shorten(title, MODAL_TITLE), timeout=KEPT)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let moderators alone send it."""
        return await require_moderator(interaction)

    async def on_error(self, interaction: discord.Interaction, error: Exception, /) -> None:  # type: ignore[override]
        """Log what failed, and tell the person."""
        await report_failure(interaction, error)


class EntryModal(_Form):
    """Writes an entry: a question with its answer, or with what no source says."""

    def __init__(self, form: EntryForm) -> None:
        super().__init__("What no source says" if form.unknown else "An answer with its sources")
        self._form = form
        self.question: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="title", label="The question, as its title", default=form.title, max_length=MAX_PHRASING
        )
        self.add_item(self.question)
        self.sentences: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="sentences",
            label="Sentences, one per line, each with its source",
            style=discord.TextStyle.paragraph,
            default=form.sentences or None,
            placeholder="The bridge opens on Monday, the council says. [council:3]",
            max_length=LONGEST,
        )
        self.status: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="status", label=f"Status: {', '.join(_STATUSES)}", default=form.status, max_length=20
        )
        self.gap: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="gap",
            label="None of our sources say …",
            default=form.gap or None,
            placeholder="whether anybody was hurt",
            max_length=MAX_GAP,
        )
        for item in (self.gap,) if form.unknown else (self.sentences, self.status):
            self.add_item(item)

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Show what would change; what can't be used is shown with what was typed."""
        form = self._form.typed(self.question.value, self.sentences.value, self.status.value, self.gap.value)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await carry_out(interaction, _proposed(interaction, form), form)


async def _proposed(interaction: discord.Interaction, form: EntryForm) -> Proposal:
    """Try what a form says; raises EditError."""
    editor = context_of(interaction).editor
    title = " ".join(form.title.split())
    if form.unknown:
        wanted = EntryText(title, Status.NOT_REPORTED, gap=" ".join(form.gap.split()), phrasings=form.phrasings)
    else:
        status = form.status.strip().lower()
        if status not in _STATUSES:
            raise EditError(f"“{form.status}” is not a status. Use {', '.join(_STATUSES[:-1])} or {_STATUSES[-1]}.")
        wanted = EntryText(title, Status(status), parse_sentences(form.sentences), phrasings=form.phrasings)
        if not wanted.sentences:
            raise EditError("Write at least one sentence.")
    if form.entry:
        return await editor.set_text(form.entry, wanted, form.cases)
    return await editor.add_entry(wanted, form.beside, form.cases)


class SourceModal(_Form, title="A new source"):
    """Adds a source, so that answers can cite it."""

    publisher: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="publisher", label="Publisher", placeholder="Reuters", max_length=100
    )
    headline: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="headline", label="Title of the article", required=False, max_length=200
    )
    link: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="link", label="Link", required=False, placeholder="https://…", max_length=500
    )
    published: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="published", label="Published on", placeholder="2024-10-25", max_length=10
    )
    paragraphs: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="paragraphs", label="Number of paragraphs", placeholder="12", max_length=4
    )

    def __init__(self, name: str, kind: SourceKind) -> None:
        super().__init__("A new source")
        self._name, self._kind = name, kind

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Show what would change."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            published = date.fromisoformat(self.published.value.strip())
        except ValueError:
            await refuse(interaction, EditError("Write the day as 2024-10-25."))
            return
        if not self.paragraphs.value.strip().isdigit():
            await refuse(interaction, EditError("Write the number of paragraphs as a number, such as 12."))
            return
        source: dict[str, Any] = {"publisher": self.publisher.value.strip(), "kind": self._kind.value}
        source |= {"title": found} if (found := self.headline.value.strip()) else {}
        source |= {"url": found} if (found := self.link.value.strip()) else {}
        source |= {"published": published, "paragraphs": int(self.paragraphs.value)}
        await carry_out(interaction, context_of(interaction).editor.add_source(self._name, source, published))


def source_name(publisher: str) -> str:
    """Return a source's id, made from what a moderator typed."""
    return _NOT_NAME.sub("-", publisher.casefold()).strip("-")
