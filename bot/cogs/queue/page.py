"""A page of the queue: one thing that people ask, and what can be done about it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import discord

from bot.answering.queue import Closest, Group, closest, grouped
from bot.cogs import custom_ids, limits
from bot.cogs.context import ServiceBot
from bot.cogs.controls import Button, Menu
from bot.cogs.paint import escape
from bot.cogs.views import view_of
from bot.matching.vocabulary import FOLLOWS
from bot.store.cases import CaseKind

QUESTIONS, REMARKS, NEAREST = 10, 3, 3  # shown of each
EDITS = {CaseKind.DISLIKED: "Correct it", CaseKind.UNKNOWN: "Edit that entry"}
"""The kinds of case that are about an entry, and what changing it is called."""
LONGEST = 200  # characters of a question
_WHY = {
    CaseKind.UNANSWERED: "I had no answer.",
    CaseKind.UNSURE: "I wasn't sure, and offered a choice.",
    CaseKind.UNKNOWN: "I said that no source answers it.",
    CaseKind.CLAIM: "Somebody claimed it, and I couldn't settle it.",
    CaseKind.DISLIKED: "A member said that the answer is wrong.",
    CaseKind.PASSED_ON: "A member asked you to answer it.",
}


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What is shown, and the group that it shows; None when the queue is empty."""

    embed: discord.Embed
    view: discord.ui.View
    group: Group | None = None


async def load_queue(bot: ServiceBot) -> list[Group]:
    """Return the open cases of the event in groups, those asked most first; raises StoreError."""
    desk = bot.service.desk
    cases = await bot.service.store.cases.open(desk.knowledge.event.id)
    return await asyncio.to_thread(grouped, cases, desk.engine.matcher)


async def queue_page(bot: ServiceBot, case: int | None = None) -> QueuePage:
    """Return the page with a case, or the first one; raises StoreError."""
    await bot.service.notes.written()
    groups = await load_queue(bot)
    if not groups:
        embed = discord.Embed(title="The queue is empty", description="I've answered everything people asked.")
        return QueuePage(embed, view_of([]))
    place = next((place for place, group in enumerate(groups) if case in group.ids), 0)
    group = groups[place]
    near = await asyncio.to_thread(closest, bot.service.desk, group)
    return QueuePage(_embed(group, near, place, len(groups)), _view(bot, groups, place, near), group)


def _embed(group: Group, near: list[Closest], place: int, total: int) -> discord.Embed:
    shown = group.questions[:QUESTIONS]
    lines = [f"“{_shown(question)}”" for question in shown]
    if len(group.questions) > len(shown):
        lines.append(f"… and {len(group.questions) - len(shown)} more like it")
    often = "once" if group.asked == 1 else f"{group.asked:,} times"
    times = f"Asked {often}, last {discord.utils.format_dt(group.last_at, 'R')}"
    embed = discord.Embed(title="What people ask", description="\n".join(lines), colour=discord.Colour.blurple())
    reasons = dict.fromkeys(_WHY[case.kind] for case in group.cases)
    embed.add_field(name="Why it's here", value="\n".join([*reasons, times]), inline=False)
    if group.remarks:
        said = "\n".join(f"“{limits.shorten(escape(remark), LONGEST)}”" for remark in group.remarks[:REMARKS])
        embed.add_field(name="What members said", value=said, inline=False)
    if near:
        listed = "\n".join(
            f"• {limits.shorten(escape(one.entry.title), LONGEST)} ({one.probability:.0%}"
            f"{'' if one.entry.has_answer else ', no source says'})"
            for one in near[:NEAREST]
        )
        embed.add_field(name="Closest questions in the record", value=listed, inline=False)
    return embed.set_footer(text=f"{place + 1} of {total} in the queue")


def _view(bot: ServiceBot, groups: list[Group], place: int, near: list[Closest]) -> discord.ui.View:
    event, group = bot.service.knowledge.event.id, groups[place]
    case = group.first.id
    controls: list[Button | Menu] = []
    if near:
        options = tuple((one.entry.id, limits.shorten(one.entry.title, limits.OPTION_LABEL)) for one in near)
        controls.append(Menu(custom_ids.teach(event, case), "It means the same as …", options))
    if label := EDITS.get(group.first.kind):
        controls.append(Button(custom_ids.queue(event, case, "edit"), label))
    controls.append(Button(custom_ids.queue(event, case, "answer"), "Write an answer"))
    controls.append(Button(custom_ids.queue(event, case, "unknown"), "No source says it"))
    controls.append(Button(custom_ids.queue(event, case, "dismiss"), "Dismiss"))
    controls += _turns(event, groups, place)
    return view_of(control.item() for control in controls)


def _turns(event: str, groups: list[Group], place: int) -> Iterator[Button]:
    for label, to in (("Previous", place - 1), ("Next", place + 1)):
        if 0 <= to < len(groups):
            yield Button(custom_ids.queue(event, groups[to].first.id, "show"), label)


def _shown(question: str) -> str:
    """Return a question, with the one that it follows up on if there is one."""
    *earlier, asked = question.split(FOLLOWS)
    said = f"{asked} (after: {earlier[-1]})" if earlier else asked
    return limits.shorten(escape(said), LONGEST)
