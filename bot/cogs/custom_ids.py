"""The custom ids of buttons and menus, in one place: they live on in messages that were posted years ago.

`r1:<what>:<event>…` is at most 100 characters: ids of events and entries have at most 40. A change of meaning gets
another version.
"""

_ID = "[a-z0-9-]{1,40}"

ENTRY = rf"r1:e:(?P<event>{_ID}):(?P<entry>{_ID})"
TOPICS = rf"r1:t:(?P<event>{_ID})"
QUESTIONS = rf"r1:q:(?P<event>{_ID})"
RELOAD = rf"r1:r:(?P<event>{_ID}):(?P<choice>apply|keep):(?P<checksum>[0-9a-f]{{12}})"


def entry(event: str, entry_id: str) -> str:
    """Return the id of the button that answers with an entry."""
    return f"r1:e:{event}:{entry_id}"


def topics(event: str) -> str:
    """Return the id of the menu of topics."""
    return f"r1:t:{event}"


def questions(event: str) -> str:
    """Return the id of the menu of a topic's questions."""
    return f"r1:q:{event}"


def reload(event: str, choice: str, checksum: str) -> str:
    """Return the id of a button that applies a reload (`choice` is `apply`) or keeps what was there (`keep`)."""
    return f"r1:r:{event}:{choice}:{checksum[:12]}"
