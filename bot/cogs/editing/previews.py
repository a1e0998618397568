"""What a change would do, and what it has done, as the moderator who makes it reads it."""

from collections.abc import Awaitable, Iterator, Sequence

import discord

from bot.answering.desk import Desk
from bot.answering.editor import Proposal
from bot.cogs import custom_ids, limits
from bot.cogs.context import context_of
from bot.cogs.controls import Button
from bot.cogs.paint import escape, paint_message
from bot.cogs.pending import EntryForm
from bot.cogs.views import view_of
from bot.errors import EditError, StoreError
from bot.knowledge.messages import plural

SHOWN = 8  # lines of a list
NOTHING = "Nothing was changed."
WAIT = "**Please check before this is saved.**"


async def carry_out(
    interaction: discord.Interaction, trying: Awaitable[Proposal], form: EntryForm | None = None
) -> None:
    """Try a change and show what it would do, with *Save*; a form that can't be used can be gone on with.

    The interaction was deferred.
    """
    try:
        proposal = await trying
    except (EditError, StoreError) as error:
        await refuse(interaction, error, form)
        return
    if proposal.problems:
        listed = "\n".join(f"- {paint_message(str(problem))}" for problem in proposal.problems[:SHOWN])
        await refuse(interaction, EditError(f"The record can't be loaded like that:\n{listed}"), form, painted=True)
        return
    context, now = context_of(interaction), interaction.created_at
    token = context.pending.add_proposal(proposal, now)
    buttons = [
        Button(custom_ids.proposal(token, "save"), "Save"),
        Button(custom_ids.proposal(token, "drop"), "Don't save"),
    ]
    if form:
        buttons.append(Button(custom_ids.again(context.pending.add_form(form, now)), "Edit again"))
    embeds = _preview(interaction, proposal)
    await interaction.followup.send(
        "\n".join([WAIT, *effects(proposal)])[: limits.CONTENT],
        embeds=embeds,
        view=view_of(button.item() for button in buttons),
        ephemeral=True,
    )


async def refuse(
    interaction: discord.Interaction, error: Exception, form: EntryForm | None = None, painted: bool = False
) -> None:
    """Say why a change can't be made; what was typed is not lost."""
    said = str(error) if painted else paint_message(str(error))
    buttons = []
    if form:
        token = context_of(interaction).pending.add_form(form, interaction.created_at)
        buttons.append(Button(custom_ids.again(token), "Edit again"))
    text = limits.shorten(f"{said}\n{NOTHING}", limits.CONTENT)
    await interaction.followup.send(text, view=view_of(button.item() for button in buttons), ephemeral=True)


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
        more = f" and {len(proposal.others) - SHOWN} more" if len(proposal.others) > SHOWN else ""
        listed = ", ".join(f"`{key}`" for key in proposal.others[:SHOWN])
        lines.append(
            f"**The files also have changes that weren't loaded yet**, and would be served, too: {listed}{more}."
        )
    if proposal.changes.event_changed:
        lines.append("The event's details, sources or concepts change.")
    if proposal.changes.large_loss:
        lines.append("**Many phrasings would be gone.** A file may be incomplete.")
    if not lines:
        lines.append("None of the record's test questions gets another answer.")
    return lines


def _listed(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"- {paint_message(line)}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"- … and {len(lines) - SHOWN} more"


def done_text(what: str) -> str:
    """Say that a change was made."""
    undone = what.removeprefix("undone: ")
    head = "Done" if undone == what else "Undone"
    return limits.shorten(f"**{head}:** {escape(undone).replace(chr(92) + '`', '`')}.", limits.CONTENT)
