"""The menus of /topics: first a topic, then a question. They work after a restart."""

from typing import Any

import discord

from bot.cogs import custom_ids, limits
from bot.cogs.asking.buttons import answer_with_entry
from bot.cogs.browsing.pages import Page, topic_pages
from bot.cogs.context import ENTRY_REMOVED, RecordItem, context_of
from bot.cogs.controls import Menu
from bot.cogs.paint import escape
from bot.cogs.views import view_of

EXAMPLES = 3  # questions shown for each topic
MAX_HEADING = 80  # characters of a topic's name in the overview
MAX_TOPIC = 370  # characters of one topic in the overview
MAX_SHOWN = 12  # topics in the overview, which then stays under Discord's 6,000 characters


class TopicMenu(RecordItem[discord.ui.Select[Any]], template=custom_ids.TOPICS):
    """Chooses a topic; its questions follow."""

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

    async def used(self, interaction: discord.Interaction) -> None:
        """Answer the question."""
        await answer_with_entry(interaction, self.named["event"], self.item.values[0], private=True)


class BrowseButton(RecordItem[discord.ui.Button[Any]], template=custom_ids.BROWSE):
    """Shows the topics, where there is no answer."""

    async def used(self, interaction: discord.Interaction) -> None:
        """Show the topics."""
        await show_topics(interaction)


async def show_topics(interaction: discord.Interaction) -> None:
    """Show one person the topics with some of their questions, and a menu that leads to all of them."""
    context = context_of(interaction)
    knowledge = context.service.knowledge
    pages = topic_pages(knowledge)
    if not pages:
        await context.outbox.tell(interaction, "There are no answered questions yet.")
        return
    embed = discord.Embed(title="What you can ask", description=escape(knowledge.event.title))
    for page in pages[:MAX_SHOWN]:
        embed.add_field(name=limits.shorten(escape(page.heading), MAX_HEADING), value=_overview(page), inline=False)
    if len(pages) > limits.OPTIONS:
        embed.set_footer(text=f"{len(pages) - limits.OPTIONS} more topics: type your question, or use /ask.")
    view = topic_menu(knowledge.event.id, pages)
    await interaction.response.send_message(embed=embed, view=view, ephemeral=True)


def _overview(page: Page) -> str:
    lines = "\n".join(f"• {escape(entry.title)}" for entry in page.entries[:EXAMPLES])
    more = len(page.entries) - EXAMPLES
    return limits.shorten(lines + (f"\n… and {more} more" if more > 0 else ""), MAX_TOPIC)


def topic_menu(event: str, pages: list[Page]) -> discord.ui.View:
    """Return the menu of topics, as many as fit into one."""
    options = [(page.heading, page.key) for page in pages[: limits.OPTIONS]]
    return _menu(custom_ids.topics(event), "Choose a topic", options)


def question_menu(event: str, page: Page) -> discord.ui.View:
    """Return the menu of a page's questions."""
    options = [(entry.title, entry.id) for entry in page.entries]
    return _menu(custom_ids.questions(event), "Choose a question", options)


def _menu(custom_id: str, placeholder: str, options: list[tuple[str, str]]) -> discord.ui.View:
    shown = tuple((value, limits.shorten(label, limits.OPTION_LABEL)) for label, value in options)
    return view_of([Menu(custom_id, placeholder, shown).item()])
