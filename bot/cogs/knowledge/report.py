"""What a reload did, and what is loaded, as moderators read it."""

from collections.abc import Iterable, Sequence

import discord

from bot.answering.chat import long_date
from bot.answering.exam import ExamResult, quality_lines
from bot.answering.reload import Reload, ReloadResult
from bot.cogs import limits
from bot.cogs.limits import and_more, shorten
from bot.cogs.paint import escape, paint_message
from bot.errors import Problem
from bot.knowledge.changes import Changes
from bot.knowledge.messages import plural
from bot.knowledge.model import Depth, KnowledgeBase
from bot.store.audit import AuditRecord

LONGEST = 300  # characters of what was changed
SHOWN = 10  # problems, or ids, before "and N more"


def reload_report(result: ReloadResult) -> str:
    """Return what a reload did, or what it would do, in at most a message."""
    match result.outcome:
        case Reload.FAILED:
            head = f"**Reload failed: {plural(len(result.problems), 'problem')}.** Still using the previous version."
            lines = [head, *_listed([paint_message(str(problem)) for problem in result.problems])]
        case Reload.UNCHANGED:
            lines = ["**Nothing has changed** since the files were last loaded."]
        case Reload.DONE:
            lines = ["**Reloaded.**", *_changes(result.changes), *_broken(result)]
        case Reload.NEEDS_CONFIRMATION:
            head = "**Not reloaded yet: please check.** Still using the previous version."
            lines = [head, *_changes(result.changes), *_broken(result)]
            if result.worse:
                lines.append(f"**{plural(len(result.worse), 'exam question')} would be answered worse:**")
                lines += _listed([paint_message(line) for line in result.worse])
            if result.changes.large_loss:
                lines.append("So much is gone that a file may be incomplete. Apply it anyway?")
    return shorten("\n".join(lines), limits.CONTENT)


def rollback_report(changed: Changes | None) -> str:
    """Return what going back did, in at most a message."""
    if changed is None:
        return "There is nothing to go back to: nothing was loaded since the bot started."
    lines = ["**Back to the version before.** The files are as they are; `/knowledge reload` loads them again."]
    return shorten("\n".join([*lines, *_changes(changed)]), limits.CONTENT)


def audit_report(records: Sequence[AuditRecord]) -> str:
    """Return the latest changes, in at most a message."""
    if not records:
        return "Nothing has been changed from Discord yet."
    lines = []
    for number, record in enumerate(records, start=1):
        when = discord.utils.format_dt(record.at, "R")
        undone = " (undone)" if record.undone_by is not None else ""
        lines.append(f"{number}. {when}, <@{record.person}> {shorten(paint_message(record.what), LONGEST)}{undone}")
    return shorten("\n".join(lines), limits.CONTENT)


def status_report(knowledge: KnowledgeBase, exam: ExamResult | None, problems: Sequence[Problem]) -> str:
    """Return what is loaded, in at most a message."""
    lines = [
        f"**{escape(knowledge.event.title)}**, as of {long_date(knowledge.event.as_of)}",
        str(Depth.of(knowledge)),
        *quality_lines(knowledge, exam),
        f"Sources: {', '.join(escape(source.publisher) for source in knowledge.sources.values())}",
        f"Version {knowledge.checksum[:12]}",
    ]
    if problems:
        lines.append(f"The last reload failed ({plural(len(problems), 'problem')}), so this is the previous version.")
    return shorten("\n".join(lines), limits.CONTENT)


def _changes(changes: Changes) -> Iterable[str]:
    for name, ids in (
        ("Added", changes.added),
        ("Changed", changes.changed),
        ("Only phrasings changed", changes.reworded),
        ("Removed", changes.removed),
    ):
        if ids:
            yield f"{name} ({len(ids)}): {and_more([f'`{key}`' for key in ids], SHOWN)}"
    if changes.lost:
        total = sum(count for _, count in changes.lost)
        lost = and_more([f"{count} of `{key}`" for key, count in changes.lost], SHOWN)
        yield f"{plural(total, 'phrasing')} gone: {lost}"
    if changes.event_changed:
        yield "The event details, sources or concepts also changed."
    if not changes:
        yield "Only the files changed, not what they say."


def _broken(result: ReloadResult) -> list[str]:
    if not result.broken:
        return []
    head = f"**{plural(len(result.broken), 'required question')} would now get a different answer:**"
    if result.outcome is Reload.DONE:
        head = head.replace("would now get", "now gets" if len(result.broken) == 1 else "now get")
    return [head, *_listed([paint_message(str(broken)) for broken in result.broken])]


def _listed(lines: Sequence[str]) -> list[str]:
    more = [f"… and {len(lines) - SHOWN} more; `onrecord check` lists them all."] if len(lines) > SHOWN else []
    return [*(f"- {line}" for line in lines[:SHOWN]), *more]
