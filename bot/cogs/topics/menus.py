"""The menus of /topics: first a topic, then a question. They work after a restart."""

import re
from typing import Any, Self, cast

import discord

from bot.cogs import custom_ids, limits
from bot.cogs.asking.buttons import answer_with_entry
from bot.cogs.context import ENTRY_REMOVED, RecordItem, context_of
from bot.cogs.paint import escape, shorten
from bot.cogs.topics.pages import Page, topic_pages
from bot.cogs.views import view_of


class TopicMenu(RecordItem[discord.ui.Select[Any]], template=custom_ids.TOPICS):
    """Chooses a topic; its questions follow."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the menu from its use."""
        return cls(cast("discord.ui.Select[Any]", item))

    async def used(self, interaction: discord.Interaction) -> None:
        """Show the questions of the topic."""
        context = context_of(interaction)
        knowledge = context.service.knowledge
        page = next((page for page in topic_pages(knowledge) if page.key == self.item.values[0]), None)
        if page is None:
            await context.outbox.tell(interaction, ENTRY_REMOVED)
            return
        view = question_menu(knowledge.event.id, page)
        await interaction.response.send_message(f"**{escape(page.heading)}**", view=view, ephemeral=True)


class QuestionMenu(RecordItem[discord.ui.Select[Any]], template=custom_ids.QUESTIONS):
    """Chooses a question; its answer follows, for this person alone."""

    def __init__(self, item: discord.ui.Select[Any], event: str) -> None:
        super().__init__(item)
        self.event = event

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the menu from its use."""
        return cls(cast("discord.ui.Select[Any]", item), match["event"])

    async def used(self, interaction: discord.Interaction) -> None:
        """Answer the question."""
        await answer_with_entry(interaction, self.event, self.item.values[0], private=True)


def topic_menu(event: str, pages: list[Page]) -> discord.ui.View:
    """Return the menu of topics, as many as fit into one."""
    options = [(page.heading, page.key) for page in pages[: limits.OPTIONS]]
    return _menu(custom_ids.topics(event), "Choose a topic", options)


def question_menu(event: str, page: Page) -> discord.ui.View:
    """Return the menu of a page's questions."""
    options = [(entry.title, entry.id) for entry in page.entries]
    return _menu(custom_ids.questions(event), "Choose a question", options)


def _menu(custom_id: str, placeholder: str, options: list[tuple[str, str]]) -> discord.ui.View:
    shown = [discord.SelectOption(label=shorten(label, limits.OPTION_LABEL), value=value) for label, value in options]
    return view_of([discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=shown)])
