"""The custom ids of buttons and menus, in one place: they live on in messages that were posted years ago.

`r1:<what>:<event>…` is at most 100 characters: ids of events and entries have at most 40. A change of meaning gets
another version.
"""

_ID = "[a-z0-9-]{1,40}"

ENTRY = rf"r1:e:(?P<event>{_ID}):(?P<entry>{_ID})"
TOPICS = rf"r1:t:(?P<event>{_ID})"
QUESTIONS = rf"r1:q:(?P<event>{_ID})"
RELATED = rf"r1:m:(?P<event>{_ID})"
WHY = rf"r1:w:(?P<event>{_ID}):(?P<entry>{_ID})"
WRONG = rf"r1:x:(?P<event>{_ID}):(?P<entry>{_ID})"
NONE = rf"r1:n:(?P<event>{_ID})"
PASS_ON = rf"r1:p:(?P<event>{_ID})"
BROWSE = rf"r1:b:(?P<event>{_ID})"
UNKNOWNS = rf"r1:u:(?P<event>{_ID}):(?P<page>[0-9]{{1,4}})"
RELOAD = rf"r1:r:(?P<event>{_ID}):(?P<choice>apply|keep):(?P<checksum>[0-9a-f]{{12}})"


def entry(event: str, entry_id: str) -> str:
    """Return the id of the button that answers with an entry."""
    return f"r1:e:{event}:{entry_id}"


def related(event: str) -> str:
    """Return the id of the menu of related questions."""
    return f"r1:m:{event}"


def why(event: str, entry_id: str) -> str:
    """Return the id of the button that says why an entry was the answer."""
    return f"r1:w:{event}:{entry_id}"


def wrong(event: str, entry_id: str) -> str:
    """Return the id of the button that reports an answer."""
    return f"r1:x:{event}:{entry_id}"


def none(event: str) -> str:
    """Return the id of the button that refuses all choices."""
    return f"r1:n:{event}"


def is_none(custom_id: str) -> bool:
    """Say whether an id is that of a button that refuses all choices."""
    return custom_id.startswith("r1:n:")


def pass_on(event: str) -> str:
    """Return the id of the button that passes a question on to the moderators."""
    return f"r1:p:{event}"


def browse(event: str) -> str:
    """Return the id of the button that leads to the topics."""
    return f"r1:b:{event}"


def unknowns(event: str, page: int) -> str:
    """Return the id of the button that turns to a page of the unknowns."""
    return f"r1:u:{event}:{page}"


def topics(event: str) -> str:
    """Return the id of the menu of topics."""
    return f"r1:t:{event}"


def questions(event: str) -> str:
    """Return the id of the menu of a topic's questions."""
    return f"r1:q:{event}"


def reload(event: str, choice: str, checksum: str) -> str:
    """Return the id of a button that applies a reload (`choice` is `apply`) or keeps what was there (`keep`)."""
    return f"r1:r:{event}:{choice}:{checksum[:12]}"
