"""The buttons and menus under a card: what each card offers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import discord

from bot.answering.card import Card
from bot.cogs import custom_ids, limits
from bot.matching.decision import Kind

BROWSE, PASS_ON, NONE_OF_THESE = "Browse questions", "Ask the moderators", "None of these"
WHY, HELPFUL, WRONG = "Why this answer?", "Helpful", "Wrong?"
FOLLOW = "Tell me when this changes"


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its custom id and what it says."""

    custom_id: str
    label: str

    def item(self) -> discord.ui.Item[Any]:
        """Return it for a view."""
        return discord.ui.Button(label=self.label, custom_id=self.custom_id, style=discord.ButtonStyle.secondary)


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu: its custom id, what it says while nothing is chosen, and its options as (value, label)."""

    custom_id: str
    placeholder: str
    options: tuple[tuple[str, str], ...]

    def item(self) -> discord.ui.Item[Any]:
        """Return it for a view."""
        options = [discord.SelectOption(label=label, value=value) for value, label in self.options]
        return discord.ui.Select(custom_id=self.custom_id, placeholder=self.placeholder, options=options)


Control = Button | Menu


def controls(card: Card, event: str, moderated: bool) -> Iterator[Control]:
    """Yield the controls of a card; `event` is the event's id, `moderated` whether moderators can be written to."""
    says_something = card.kind in (Kind.ANSWER, Kind.NOT_REPORTED)
    if card.related:
        options = tuple((choice.entry, limits.shorten(choice.title, limits.OPTION_LABEL)) for choice in card.choices)
        yield Menu(custom_ids.related(event), "Related questions", options)
    else:
        for choice in card.choices:
            yield Button(custom_ids.entry(event, choice.entry), limits.shorten(choice.title, limits.BUTTON_LABEL))
    if card.kind is Kind.SUGGEST:
        yield Button(custom_ids.none(event), NONE_OF_THESE)
    if says_something and card.entries:
        if not card.several:
            yield Button(custom_ids.why(event, card.entries[0]), WHY)
            yield Button(custom_ids.helpful(event, card.entries[0]), HELPFUL)
        if moderated:
            yield Button(custom_ids.wrong(event, card.entries[0]), WRONG)
        if not card.several:
            yield Button(custom_ids.follow(event, card.entries[0]), FOLLOW)
    if card.kind in (Kind.REFUSE, Kind.CHAT):
        yield from way_out(event, moderated and card.kind is Kind.REFUSE)


def way_out(event: str, moderated: bool) -> Iterator[Button]:
    """Yield what leads on where there is no answer."""
    yield Button(custom_ids.browse(event), BROWSE)
    if moderated:
        yield Button(custom_ids.pass_on(event), PASS_ON)
