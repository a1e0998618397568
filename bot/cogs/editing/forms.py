"""The forms in which moderators write: an entry, and a source."""

import re
from datetime import date
from typing import Any

import discord

from bot.answering.editor import Proposal
from bot.cogs.access import require_moderator
from bot.cogs.context import RecordModal, context_of
from bot.cogs.editing.previews import ask, refuse
from bot.cogs.limits import MODAL_TITLE, shorten
from bot.cogs.pending import EntryForm
from bot.errors import EditError
from bot.knowledge.editing import EntryText, parse_sentences
from bot.knowledge.model import Status
from bot.knowledge.shapes import MAX_GAP, MAX_PHRASING, SourceKind

KEPT = 1800.0  # seconds for which a form that was opened can be sent
LONGEST = 4000  # characters of all sentences
_STATUSES = [status.value for status in Status if status not in (Status.NOT_REPORTED, Status.SUPERSEDED)]
_GAP = re.compile(r"^(?:none of our|no) sources? (?:say|says) ", re.IGNORECASE)


class _Form(RecordModal):
    """A form for moderators: also whoever opened it must still be one when it is sent."""

    def __init__(self, title: str) -> None:
        super().__init__(title=shorten(title, MODAL_TITLE), timeout=KEPT)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let moderators alone send it."""
        return await require_moderator(interaction)


class EntryModal(_Form):
    """Writes an entry: a question with its answer, or with what no source says."""

    def __init__(self, form: EntryForm, source: str) -> None:
        super().__init__("What no source says" if form.unknown else "An answer with its sources")
        self._form = form
        answered_too = not form.unknown or form.seen is not None
        self.question: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="title", label="The question, as its title", default=form.title, max_length=MAX_PHRASING
        )
        self.gap: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="gap",
            label="None of our sources say …",
            default=form.gap or None,
            placeholder="whether anybody was hurt",
            max_length=MAX_GAP,
            required=not answered_too,
        )
        self.sentences: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="sentences",
            label="… or, if one does: a sentence per line" if form.unknown else "Sentences, one per line, with sources",
            style=discord.TextStyle.paragraph,
            default=form.sentences or None,
            placeholder=f"The bridge opens on Monday, the council says. [{source}:3]",
            max_length=LONGEST,
            required=not form.unknown,
        )
        self.status: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="status", label=f"Status: {', '.join(_STATUSES)}", default=form.status, max_length=20
        )
        for item in (self.question, *([self.gap] if form.unknown else [])):
            self.add_item(item)
        for item in (self.sentences, self.status) if answered_too else ():
            self.add_item(item)

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Show what would change; what can't be used is shown with what was typed."""
        form = self._form.typed(self.question.value, self.sentences.value, self.status.value, self.gap.value)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await ask(interaction, _proposed(interaction, form), form)


async def _proposed(interaction: discord.Interaction, form: EntryForm) -> Proposal:
    """Try what a form says; raises EditError."""
    editor = context_of(interaction).editor
    title, gap = " ".join(form.title.split()), _GAP.sub("", " ".join(form.gap.split())).rstrip(" .")
    status = form.status.strip().lower()
    if not title:
        raise EditError("The question is empty.")
    if form.unknown and not form.sentences.strip():
        wanted = EntryText(title, Status.NOT_REPORTED, gap=gap, phrasings=form.phrasings)
    elif status not in _STATUSES:
        raise EditError(f"“{form.status}” is not a status. Use {', '.join(_STATUSES[:-1])} or {_STATUSES[-1]}.")
    else:
        wanted = EntryText(title, Status(status), parse_sentences(form.sentences), phrasings=form.phrasings)
        if not wanted.sentences:
            raise EditError("Write at least one sentence.")
    if form.seen:
        return await editor.set_text(form.seen, wanted, form.cases)
    return await editor.add_entry(wanted, form.beside, form.cases)


def entry_modal(interaction: discord.Interaction, form: EntryForm) -> EntryModal:
    """Return the form, with one of the record's own sources in its example."""
    return EntryModal(form, next(iter(context_of(interaction).service.knowledge.sources)))


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

    def __init__(self, name: str, kind: SourceKind, checked: bool) -> None:
        super().__init__("A new source")
        self._name, self._kind, self._checked = name, kind, checked

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Show what would change."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            published = date.fromisoformat(self.published.value.strip())
        except ValueError:
            await refuse(interaction, EditError("Write the day as 2024-10-25."))
            return
        if not self.paragraphs.value.strip().isdecimal():
            await refuse(interaction, EditError("Write the number of paragraphs as a number, such as 12."))
            return
        source: dict[str, Any] = {"publisher": self.publisher.value.strip(), "kind": self._kind.value}
        source |= {"title": found} if (found := self.headline.value.strip()) else {}
        source |= {"url": found} if (found := self.link.value.strip()) else {}
        source |= {"published": published, "paragraphs": int(self.paragraphs.value)}
        context = context_of(interaction)
        newer = self._checked and published > context.service.knowledge.event.as_of
        await ask(interaction, context.editor.add_source(self._name, source, published if newer else None))
