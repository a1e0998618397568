"""What a change would do, and what it has done, as the moderator who makes it reads it."""

from collections.abc import Awaitable, Iterator, Sequence

import discord

from bot.answering.desk import Desk
from bot.answering.editor import Proposal
from bot.cogs import custom_ids, limits
from bot.cogs.context import context_of
from bot.cogs.controls import Button
from bot.cogs.limits import and_more
from bot.cogs.paint import escape, paint_message
from bot.cogs.pending import EntryForm
from bot.cogs.views import view_of
from bot.errors import EditError, StoreError
from bot.knowledge.messages import plural

SHOWN = 8  # lines of a list
NOTHING = "Nothing was changed."
WAIT = "**Please check this before you save it.**"


async def apply_or_ask(interaction: discord.Interaction, trying: Awaitable[Proposal]) -> tuple[str, int] | None:
    """Make a change at once if it is harmless, and ask about any other.

    The interaction was deferred. Returns what was done, and its number in the audit trail; None when it isn't (yet).
    """
    try:
        proposal = await trying
        if proposal.harmless:
            editor = context_of(interaction).editor
            return proposal.what, await editor.apply(proposal, interaction.user.id, interaction.created_at)
    except (EditError, StoreError) as error:
        await refuse(interaction, error)
    else:
        await _ask(interaction, proposal)
    return None


async def ask(interaction: discord.Interaction, trying: Awaitable[Proposal], form: EntryForm | None = None) -> None:
    """Show what a change would do, with *Save*; a form that can't be used can be gone on with.

    The interaction was deferred.
    """
    try:
        proposal = await trying
    except (EditError, StoreError) as error:
        await refuse(interaction, error, form)
    else:
        await _ask(interaction, proposal, form)


async def _ask(interaction: discord.Interaction, proposal: Proposal, form: EntryForm | None = None) -> None:
    if proposal.problems:
        listed = "\n".join(f"• {problem}" for problem in proposal.problems[:SHOWN])
        await refuse(interaction, EditError(f"With this change, the record can't be loaded:\n{listed}"), form)
        return
    context, now = context_of(interaction), interaction.created_at
    token = context.pending.add_proposal(proposal, now)
    buttons = [
        Button(custom_ids.proposal(token, "save"), "Save"),
        Button(custom_ids.proposal(token, "drop"), "Don't save"),
    ]
    if form:
        buttons.append(Button(custom_ids.again(context.pending.add_form(form, now)), "Edit again"))
    await interaction.followup.send(
        limits.shorten("\n".join([WAIT, *effects(proposal)]), limits.CONTENT),
        embeds=_preview(interaction, proposal),
        view=view_of(button.item() for button in buttons),
        ephemeral=True,
    )


async def refuse(interaction: discord.Interaction, error: Exception, form: EntryForm | None = None) -> None:
    """Say why a change can't be made; what was typed is not lost."""
    buttons = []
    if form:
        token = context_of(interaction).pending.add_form(form, interaction.created_at)
        buttons.append(Button(custom_ids.again(token), "Edit again"))
    text = limits.shorten(refusal(interaction, error), limits.CONTENT)
    await interaction.followup.send(text, view=view_of(button.item() for button in buttons), ephemeral=True)


def refusal(interaction: discord.Interaction, error: Exception) -> str:
    """Say why nothing was changed, without the paths of this machine."""
    said = str(error).replace(f"{context_of(interaction).service.folder}/", "")
    return "\n".join([*map(paint_message, said.splitlines()), NOTHING])


def _preview(interaction: discord.Interaction, proposal: Proposal) -> list[discord.Embed]:
    """Return the card of the entry as members would see it."""
    reply = Desk(proposal.engine).pick(proposal.entry) if proposal.engine and proposal.entry else None
    return [context_of(interaction).painted(reply).embed] if reply else []


def effects(proposal: Proposal) -> list[str]:
    """Return what a change does besides what it is meant to, in a line each."""
    lines: list[str] = []
    if proposal.broken:
        lines.append(f"**{plural(len(proposal.broken), 'required question')} would get a different answer:**")
        lines += _listed([str(broken) for broken in proposal.broken])
    if proposal.worse:
        lines.append(f"**{plural(len(proposal.worse), 'exam question')} would be answered worse:**")
        lines += _listed(proposal.worse)
    if proposal.others:
        listed = and_more([f"`{key}`" for key in proposal.others], SHOWN)
        lines.append(f"**The files also have changes that aren't loaded yet**, and would go live, too: {listed}.")
    if proposal.changes.event_changed:
        lines.append("The event's details, sources or concepts change.")
    if proposal.changes.large_loss:
        lines.append("**Many phrasings would be gone.** A file may be incomplete.")
    if not lines:
        lines.append("None of the record's test questions would get a different answer.")
    return lines


def _listed(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"- {paint_message(line)}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"- … and {len(lines) - SHOWN} more"


def done_text(what: str, undone: bool = False) -> str:
    """Say that a change was made, or undone."""
    said = escape(what).replace("\\`", "`")  # the names of sources stay code
    return limits.shorten(f"**{'Undone' if undone else 'Done'}:** {said}.", limits.CONTENT)
