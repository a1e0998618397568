"""What /changes shows."""

import discord

from bot.cogs import limits
from bot.cogs.paint import escape
from bot.store.history import Change, ChangeKind

SHOWN = 10  # changes
LONGEST = 150  # characters of what was said before, and of what is said now
DAYS = {"day": 1, "week": 7, "month": 31}


def changes_text(changes: list[Change]) -> str:
    """Return the latest changes, in at most an embed's description."""
    lines = [_line(change) for change in changes[:SHOWN]] + (["… and more"] if len(changes) > SHOWN else [])
    return limits.shorten("\n".join(lines), limits.EMBED_DESCRIPTION)


def _line(change: Change) -> str:
    when = discord.utils.format_dt(change.at, "R")
    title = limits.shorten(escape(change.title), LONGEST)
    before, after = (limits.shorten(escape(text), LONGEST) for text in (change.before, change.after))
    match change.kind:
        case ChangeKind.ADDED:
            return f"• {when}, new: **{title}**\n{after}"
        case ChangeKind.WITHDRAWN:
            return f"• {when}, withdrawn: **{title}**\nIt said: {before}"
        case ChangeKind.CHANGED:
            return f"• {when}, changed: **{title}**\nNow: {after}\nBefore: {before}"
