"""A reply -> what Discord shows: an embed, or plain text where embeds are not allowed."""

from dataclasses import dataclass

import discord

from bot.answering.reply import Reply, long_date
from bot.knowledge.model import Citation, Source, Status
from bot.matching.decision import Kind

TITLE_LIMIT = 256
DESCRIPTION_LIMIT = 4096
CONTENT_LIMIT = 2000
LABEL_LIMIT = 80
FIELD_LIMIT = 1024

_COLOURS = {
    Kind.ANSWER: discord.Colour.green(),
    Kind.SUGGEST: discord.Colour.gold(),
    Kind.NOT_REPORTED: discord.Colour.dark_purple(),
    Kind.REFUSE: discord.Colour.dark_grey(),
}
_TITLES = {
    Kind.SUGGEST: "Which of these do you mean?",
    Kind.NOT_REPORTED: "Not reported",
    Kind.REFUSE: "Not on the record",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply in Discord's terms; `choices` are the entries to put on buttons, as (id, label)."""

    embed: discord.Embed
    choices: tuple[tuple[str, str], ...]

    @property
    def content(self) -> str:
        """Return the same as plain text, for channels where the bot may not embed."""
        parts = [f"**{self.embed.title}**", self.embed.description or ""]
        parts += [f"{field.name}: {field.value}" for field in self.embed.fields]
        return shorten("\n".join([*parts, f"-# {self.embed.footer.text}"]), CONTENT_LIMIT)


def render(reply: Reply) -> Rendered:
    """Render a reply within Discord's limits, with every text from outside escaped."""
    embed = discord.Embed(colour=_COLOURS[reply.kind])
    if reply.kind is Kind.ANSWER and reply.entry:
        numbers = {place: i for i, place in enumerate(reply.entry.citations, start=1)}
        embed.title = shorten(escape(reply.entry.title), TITLE_LIMIT)
        lines = [
            f"{escape(sentence.says)} `{' '.join(f'[{numbers[place]}]' for place in sentence.cites)}`"
            for sentence in reply.entry.answer
        ]
        if reply.entry.status is not Status.CONFIRMED:
            lines.insert(0, f"**{reply.entry.status.value.capitalize()}**")
        embed.description = shorten("\n".join(lines), DESCRIPTION_LIMIT)
        sources = "\n".join(_source_line(i, place, reply.sources[place.source]) for place, i in numbers.items())
        embed.add_field(name="Sources" if len(numbers) > 1 else "Source", value=shorten(sources, FIELD_LIMIT))
    else:
        embed.title = _TITLES[reply.kind]
        embed.description = shorten(escape(reply.text), DESCRIPTION_LIMIT)
        if reply.choices and reply.kind is not Kind.SUGGEST:
            embed.description += (
                "\n\nWhat the record does say:" if reply.kind is Kind.NOT_REPORTED else "\n\nYou could ask:"
            )
    embed.set_footer(text=shorten(f"{reply.event.title} · as of {long_date(reply.event.as_of)}", 2048))
    choices = tuple((entry.id, shorten(entry.title, LABEL_LIMIT)) for entry in reply.choices)
    return Rendered(embed, choices)


def _source_line(number: int, place: Citation, source: Source) -> str:
    where = f"{escape(source.publisher)}, {long_date(source.published)}, paragraph {place.paragraph}"
    return f"`[{number}]` {where}" + (f" · <{source.url}>" if source.url else "")


def escape(text: str) -> str:
    """Return text with Discord's markdown and mentions made harmless."""
    return discord.utils.escape_mentions(discord.utils.escape_markdown(text))


def shorten(text: str, limit: int) -> str:
    """Cut a text to Discord's limit, at a space where there is one, and mark the cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip("\\") + "…"
