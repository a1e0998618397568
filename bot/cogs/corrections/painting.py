"""What corrected cards look like."""

from dataclasses import dataclass
from typing import Any

import discord

from bot.cogs import limits
from bot.cogs.outbox import buttons
from bot.cogs.paint import Painted, escape
from bot.cogs.views import view_of
from bot.store.history import Change

LONGEST = 600  # characters of what it said before
WITHDRAWN = "We no longer stand by this answer, and have withdrawn it."


@dataclass(frozen=True, slots=True)
class Correction:
    """A card as it is shown now, with a line above it that says what changed."""

    above: str
    embed: discord.Embed | None
    content: str
    view: discord.ui.View

    def arguments(self, as_embed: bool) -> dict[str, Any]:
        """Return what to send, or to put in place of what a message says."""
        if self.embed is None:
            return {"content": self.above} if as_embed else {}
        if as_embed:
            return {"content": self.above, "embed": self.embed, "view": self.view}
        whole = f"{self.above}\n{self.content}"
        return {"content": whole if len(whole) <= limits.CONTENT else self.content, "view": self.view}


def corrected(painted: Painted, change: Change | None) -> Correction:
    """Return a card with what it said before."""
    return Correction(_above("Corrected", change), painted.embed, painted.content, buttons(painted))


def told(painted: Painted, change: Change) -> Correction:
    """Return a card for somebody who asked to be told of its next change."""
    above = _above("You asked to be told when this answer changes. Changed", change)
    return Correction(above, painted.embed, painted.content, buttons(painted))


def beside(change: Change | None) -> Correction:
    """Return a line above a card that only has a sentence of what has changed."""
    said = limits.shorten(escape(change.after), LONGEST) if change and change.after else ""
    now = f" Now: “{said}”" if said else ""
    return Correction(f"{_above('A sentence below was corrected', change)}{now}", None, "", view_of([]))


def withdrawn(change: Change | None) -> Correction:
    """Return what stands where an answer was withdrawn."""
    title = limits.shorten(escape(change.title), limits.EMBED_TITLE) if change else "Withdrawn"
    embed = discord.Embed(title=title, description=WITHDRAWN, colour=discord.Colour.dark_grey())
    return Correction(_above("Withdrawn", change), embed, f"**{title}**\n{WITHDRAWN}", view_of([]))


def _above(said: str, change: Change | None) -> str:
    if change is None:
        return f"-# {said}."
    before = limits.shorten(escape(change.before), LONGEST)
    was = f" Before, it said: “{before}”" if before else ""
    return f"-# {said} {discord.utils.format_dt(change.at, 'R')}.{was}"
