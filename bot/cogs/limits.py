"""Discord's limits, in characters unless said otherwise, and how a text is cut to one."""

from collections.abc import Sequence

CONTENT = 2000
EMBED_TITLE = 256
EMBED_DESCRIPTION = 4096
EMBED_FIELD = 1024
EMBED_FIELDS = 25  # fields
EMBED_FOOTER = 2048
EMBED_TOTAL = 6000
BUTTON_LABEL = 80
OPTION_LABEL = 100
OPTIONS = 25  # options of a menu
CHOICES = 25  # choices of an autocompletion
CHOICE_NAME = 100
CUSTOM_ID = 100
QUESTION = 1000  # ours: what /ask takes
THREAD_NAME = 100
MODAL_TITLE = 45
MODAL_TEXT = 4000


def and_more(words: Sequence[str], most: int) -> str:
    """Return words with commas between them, at most so many, and how many more there are."""
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def shorten(text: str, limit: int) -> str:
    """Cut a text to a limit, at a space where there is one, and mark the cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    cut = (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip()
    return cut[: len(cut) - (len(cut) - len(cut.rstrip("\\"))) % 2] + "…"
