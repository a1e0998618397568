"""A card -> what Discord shows: an embed, or plain text where embeds are not allowed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import discord

from bot.answering.card import Card, CardLine, CardSource
from bot.cogs import limits
from bot.cogs.colours import colour_of
from bot.cogs.controls import Control, controls

_MARKUP = re.compile(r"[\\`*_~|<>\[\]]|^[#+-]|(?<=:)/(?=/)")  # anywhere; at the start of a line; in https://
_NUMBERED = re.compile(r"^(\d+)([.)])")  # the start of a list
_CODE = re.compile(r"`([^`]+)`")
_NO_BRACKETS = str.maketrans("[]", "()")  # Discord ends the text of a link at a bracket even when it is escaped
SOURCE_FIELDS = 3  # of an embed, for many sources with long links
MIN_BODY = 600  # characters of a plain message that stay for the sentences
MAX_DESCRIBED, SHORT_DESCRIBED = 300, 120  # characters of a source's publisher, title and date; where space is short
MIN_CUT = 40  # characters of a sentence that are worth showing
WHEN = "When"
MAX_VERSIONS = 3  # of answers in a footer
SHORT_PLACES = 3  # paragraphs of one source where space is short


@dataclass(frozen=True, slots=True)
class Painted:
    """A card in Discord's terms: an embed, the same as plain text, and what can be clicked below."""

    embed: discord.Embed
    content: str
    controls: tuple[Control, ...] = ()


def paint(card: Card, event: str, moderated: bool = False) -> Painted:
    """Paint a card within Discord's limits, with every text from outside escaped.

    `event` is the event's id; `moderated` says that what is wrong or missing can be passed on to moderators.
    """
    title = limits.shorten(escape(card.title), limits.EMBED_TITLE)
    return Painted(_embed(card, title), _plain(card, title), tuple(controls(card, event, moderated)))


def _embed(card: Card, title: str) -> discord.Embed:
    """Return a card as an embed; the sources come first, the sentences have what is left."""
    footer = limits.shorten(_footer(card), limits.EMBED_FOOTER)
    lines = _fitting(card.sources, SOURCE_FIELDS * limits.EMBED_FIELD, limits.EMBED_FIELD)
    fields = _filled(lines, limits.EMBED_FIELD)
    name = "Sources" if len(card.sources) > 1 else "Source"
    times = _times(card)
    left = limits.EMBED_TOTAL - len(title) - len(footer) - len(name) * len(fields) - sum(map(len, fields))
    left -= len(WHEN) + len(times)
    embed = discord.Embed(colour=colour_of(card), title=title)
    lead_in = "" if fields or card.related else card.lead_in  # under the sources the buttons speak for themselves
    embed.description = _body(card, min(left, limits.EMBED_DESCRIPTION), lead_in)
    for i, field in enumerate(fields):
        embed.add_field(name="\u200b" if i else name, value=field, inline=False)
    if times:
        embed.add_field(name=WHEN, value=times, inline=False)
    return embed.set_footer(text=footer)


def _plain(card: Card, title: str) -> str:
    """Return a card as one message of text; where it is too long, the sentences are cut and the sources stay."""
    head, foot = f"**{title}**\n", f"\n-# {escape(_footer(card))}"
    times = f"\n{found}" if (found := _times(card)) else ""
    left = limits.CONTENT - len(head) - len(foot) - len(times)
    sources = "".join(f"\n{line}" for line in _fitting(card.sources, left - MIN_BODY, left - MIN_BODY)) + times
    return f"{head}{_body(card, left - len(sources) + len(times), '' if card.related else card.lead_in, sources)}{foot}"


def _body(card: Card, limit: int, lead_in: str, sources: str = "") -> str:
    """Return note, sentences, sources and lead-in; the first sentence that does not fit is cut, its numbers stay."""
    lead_in = f"\n\n{lead_in}" if lead_in else ""
    lines = [f"> {escape(card.quote)}", ""] if card.quote else []  # without an empty line the quote would go on
    lines += [f"**{escape(card.note)}**"] if card.note else []
    lines += [f"*{escape(card.freshness.warning)}*", ""] if card.freshness and card.freshness.warning else []
    left = limit - len(lead_in) - sum(len(line) + 1 for line in lines) - len("\n…")
    for line in card.lines:
        text, numbers = escape(line.text), _numbers(line)
        if line.heading:
            text = f"\n**{text}**" if lines else f"**{text}**"
        room = left - len(numbers)
        if len(text) > room:
            lines.append(limits.shorten(text, room) + numbers if room >= MIN_CUT else "…")
            break
        lines.append(text + numbers)
        left -= len(lines[-1]) + 1
    return "\n".join(lines) + sources + lead_in


def _times(card: Card) -> str:
    """Return when what a card says happened, was published and was checked, in each reader's own way."""
    fresh = card.freshness
    if fresh is None:
        return ""
    said = [f"Happened {timestamp(fresh.happened)}"] if fresh.happened else []
    said += [f"Published {timestamp(fresh.published)}"] if fresh.published else []
    said.append(f"{'Record' if not said else 'record'} last checked {timestamp(fresh.checked)}")
    return f"{' · '.join(said)} ({timestamp(fresh.checked, 'R')})"


def source_lines(card: Card) -> str:
    """Return the sources of a card, as many as fit into a field."""
    return "\n".join(_fitting(card.sources, limits.EMBED_FIELD, limits.EMBED_FIELD))


def timestamp(day: date, style: str = "D") -> str:
    """Return a day as Discord shows it to each reader: at noon in UTC, it is the same day nearly everywhere."""
    return f"<t:{int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())}:{style}>"


def _footer(card: Card) -> str:
    """Return the last line: what it is about, and the version of each answer, for /verify."""
    versions = [f"ID {version}" for version in card.versions[:MAX_VERSIONS]]
    return " · ".join((card.subject if card.freshness else card.footer, *versions))


def _numbers(line: CardLine) -> str:
    return f" `{' '.join(f'[{number}]' for number in line.numbers)}`" if line.numbers else ""


def _source(source: CardSource, link: bool = True, short: bool = False) -> str:
    """Return one source, with its link if wanted, and the paragraph behind each number."""
    shown = source.places[:SHORT_PLACES] if short else source.places
    listed = ", ".join(f"`[{number}]` paragraph {paragraph}" for number, paragraph in shown)
    more = " …" if len(shown) < len(source.places) else ""
    url = source.source.url if link else None
    described = source.description.translate(_NO_BRACKETS) if url else source.description
    described = limits.shorten(escape(described), SHORT_DESCRIBED if short else MAX_DESCRIBED)
    return f"{f'[{described}](<{url}>)' if url else described}: {listed}{more}"


def _fitting(sources: Sequence[CardSource], limit: int, line_limit: int) -> list[str]:
    """Return a line for each source, within a limit for all and one for each.

    Where not all links fit, the last are left out, as half a link is none; where not all sources fit, the rest are
    counted.
    """
    lines = [_source(source, link=False, short=True) for source in sources]
    rest: list[str] = []
    while (spare := limit - sum(len(line) + 1 for line in (*lines, *rest))) < 0:
        lines.pop()
        rest = [f"… and {len(sources) - len(lines)} more"]
    for i, source in enumerate(sources[: len(lines)]):
        for longer in (_source(source), _source(source, short=True), _source(source, link=False)):
            if len(longer) <= line_limit and len(longer) - len(lines[i]) <= spare:
                spare -= len(longer) - len(lines[i])
                lines[i] = longer
                break
    return lines + rest


def _filled(lines: Sequence[str], limit: int) -> list[str]:
    """Put lines into as few texts as possible, each within a limit."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + 1 + len(line) <= limit:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return texts


def paint_message(text: str) -> str:
    """Return a message of ours with what is between backticks as code, and everything else escaped."""
    parts = _CODE.split(_on_one_line(text))
    return "".join(f"`{part}`" if i % 2 else _escape(part) for i, part in enumerate(parts))


def escape(text: str) -> str:
    """Return text on one line, with Discord's markdown, mentions, times and links made harmless."""
    return _escape(_on_one_line(text))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _escape(text: str) -> str:
    if text.startswith("-#"):  # small print; not everything that shows Discord's markdown takes \\-# for plain text
        text = f"\u200b{text}"
    return discord.utils.escape_mentions(_NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text)))
