"""Buttons and menus that answer when used, also after a restart: all they need is in their custom id."""

import logging
import re
from collections.abc import Iterable
from typing import Any, Self, cast

import discord

from bot.answering.desk import Desk
from bot.cogs.render import LABEL_LIMIT, Rendered, render, shorten

log = logging.getLogger(__name__)
GONE = "The record no longer has that question; it was edited since. Ask again with /ask."


class EntryButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"record:entry:(?P<entry>[a-z0-9-]{1,60})"):
    """Answers with one entry."""

    def __init__(self, entry: str, label: str) -> None:
        button: discord.ui.Button[Any] = discord.ui.Button(
            label=shorten(label, LABEL_LIMIT), custom_id=f"record:entry:{entry}", style=discord.ButtonStyle.secondary
        )
        super().__init__(button)
        self.entry = entry

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button from a click."""
        return cls(match["entry"], cast("discord.ui.Button[Any]", item).label or "…")

    async def callback(self, interaction: discord.Interaction) -> None:
        """Answer: in private where the question was asked in private."""
        private = bool(interaction.message and interaction.message.flags.ephemeral)
        await answer_entry(interaction, self.entry, private)


def buttons(choices: Iterable[tuple[str, str]]) -> discord.ui.View:
    """Return a view with a button for each (entry id, label)."""
    view = discord.ui.View(timeout=None)
    for entry, label in choices:
        view.add_item(EntryButton(entry, label))
    return view


async def answer_entry(interaction: discord.Interaction, entry: str, private: bool) -> None:
    """Answer an interaction with an entry, and remember its question for follow-ups."""
    desk: Desk = interaction.client.desk  # type: ignore[attr-defined]  # our client; it hands its desk to items
    reply = desk.pick(entry)
    if reply is None:
        await interaction.response.send_message(GONE, ephemeral=True)
        return
    await respond(interaction, render(reply), private)
    desk.remember(reply.question, [("person", interaction.channel_id, interaction.user.id)], interaction.created_at)


async def respond(interaction: discord.Interaction, rendered: Rendered, private: bool) -> None:
    """Send a rendered reply as the response to an interaction; one that Discord refuses is logged and no more."""
    view = buttons(rendered.choices)
    try:
        if interaction.app_permissions.embed_links or interaction.guild is None or private:
            await interaction.response.send_message(embed=rendered.embed, view=view, ephemeral=private)
        else:
            await interaction.response.send_message(rendered.content, view=view)
    except discord.HTTPException as error:
        log.warning("cannot answer an interaction in channel %s: %s", interaction.channel_id, error)
