"""/topics: browse what the record answers."""

import re
from typing import Any, Self, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.desk import Desk
from bot.cogs.buttons import GONE, answer_entry
from bot.cogs.render import escape, shorten
from bot.knowledge.model import Entry, KnowledgeBase

OPTION_LIMIT = 25
OPTION_LENGTH = 100


class TopicMenu(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"record:topics"):
    """Chooses a topic; its questions follow."""

    def __init__(self, topics: list[str]) -> None:
        options = [discord.SelectOption(label=shorten(title(topic), OPTION_LENGTH), value=topic) for topic in topics]
        super().__init__(_select("record:topics", "Choose a topic", options))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the menu from its use."""
        return cls(list(pages(_desk(interaction).knowledge)))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the questions of the topic."""
        chosen = _chosen(interaction)
        entries = pages(_desk(interaction).knowledge).get(chosen)
        if not entries:
            await interaction.response.send_message(GONE, ephemeral=True)
            return
        view = discord.ui.View(timeout=None)
        view.add_item(EntryMenu(entries))
        await interaction.response.send_message(f"**{escape(title(chosen))}**", view=view, ephemeral=True)


class EntryMenu(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"record:entries"):
    """Chooses a question; its answer follows."""

    def __init__(self, entries: list[Entry]) -> None:
        options = [discord.SelectOption(label=shorten(entry.title, OPTION_LENGTH), value=entry.id) for entry in entries]
        super().__init__(_select("record:entries", "Choose a question", options))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the menu from its use."""
        entry = _desk(interaction).knowledge.entries.get(_chosen(interaction))
        return cls([entry] if entry else [])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Answer the question, to this person alone."""
        await answer_entry(interaction, _chosen(interaction), private=True)


class Topics(commands.Cog):
    """Shows what can be asked."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command()
    async def topics(self, interaction: discord.Interaction) -> None:
        """Browse what the record answers."""
        knowledge = self.desk.knowledge
        if not pages(knowledge):
            await interaction.response.send_message("The record holds no answer yet.", ephemeral=True)
            return
        view = discord.ui.View(timeout=None)
        view.add_item(TopicMenu(list(pages(knowledge))))
        embed = discord.Embed(title="What you can ask", description=escape(knowledge.event.title))
        for topic, entries in list(pages(knowledge).items())[:12]:  # 12 fields stay under Discord's 6,000 characters
            value = "\n".join(f"• {escape(entry.title)}" for entry in entries[:3])
            more = f"\n… and {len(entries) - 3} more" if len(entries) > 3 else ""
            embed.add_field(name=title(topic), value=shorten(value + more, 400), inline=False)
        await interaction.response.send_message(embed=embed, view=view, ephemeral=True)


def pages(knowledge: KnowledgeBase) -> dict[str, list[Entry]]:
    """Return the answered entries by topic, a menu's worth on each page, as many pages as a menu can name."""
    topics: dict[str, list[Entry]] = {}
    for entry in knowledge.entries.values():
        if entry.answerable and not entry.common:
            topics.setdefault(entry.topic, []).append(entry)
    found = {
        topic if start == 0 else f"{topic} {start // OPTION_LIMIT + 1}": entries[start : start + OPTION_LIMIT]
        for topic, entries in topics.items()
        for start in range(0, len(entries), OPTION_LIMIT)
    }
    return dict(list(found.items())[:OPTION_LIMIT])


def title(topic: str) -> str:
    """Return a file's name as a heading."""
    return topic.replace("-", " ").capitalize()


def _select(custom_id: str, placeholder: str, options: list[discord.SelectOption]) -> discord.ui.Select[Any]:
    return discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options)


def _chosen(interaction: discord.Interaction) -> str:
    """Return the value a select was used with."""
    sent = cast("dict[str, list[str]]", interaction.data or {})
    return next(iter(sent.get("values", [])), "")


def _desk(interaction: discord.Interaction) -> Desk:
    desk: Desk = interaction.client.desk  # type: ignore[attr-defined]  # our client; it hands its desk to items
    return desk
