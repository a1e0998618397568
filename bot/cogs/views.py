"""Views: the buttons and menus under a message."""

from collections.abc import Iterable
from typing import Any

import discord


def view_of(items: Iterable[discord.ui.Item[Any]]) -> discord.ui.View:
    """Return a view that nobody keeps.

    Clicks find their item by its custom id; discord.py would keep every view that has not ended for good.
    """
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view
