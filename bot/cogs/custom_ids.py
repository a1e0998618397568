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

PROPOSAL = r"r1:v:(?P<token>[0-9a-f]{8}):(?P<choice>save|drop)"
UNDO = rf"r1:z:(?P<event>{_ID}):(?P<number>[0-9]{{1,18}})"
AGAIN = r"r1:a:(?P<token>[0-9a-f]{8})"
QUEUE = rf"r1:k:(?P<event>{_ID}):(?P<case>[0-9]{{1,18}}):(?P<act>show|edit|answer|unknown|dismiss)"
HELPFUL = rf"r1:h:(?P<event>{_ID}):(?P<entry>{_ID})"
FOLLOW = rf"r1:f:(?P<event>{_ID}):(?P<entry>{_ID})"
DELETE_MINE = "r1:d"
TEACH = rf"r1:l:(?P<event>{_ID}):(?P<case>[0-9]{{1,18}})"


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


def helpful(event: str, entry_id: str) -> str:
    """Return the id of the button that says that an answer helped."""
    return f"r1:h:{event}:{entry_id}"


def follow(event: str, entry_id: str) -> str:
    """Return the id of the button that asks to be told when an entry changes."""
    return f"r1:f:{event}:{entry_id}"


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


def proposal(token: str, choice: str) -> str:
    """Return the id of the button that saves a change (`choice` is `save`) or drops it (`drop`)."""
    return f"r1:v:{token}:{choice}"


def undo(event: str, number: int) -> str:
    """Return the id of the button that undoes a change, by its number in the audit trail."""
    return f"r1:z:{event}:{number}"


def again(token: str) -> str:
    """Return the id of the button that opens a form again."""
    return f"r1:a:{token}"


def queue(event: str, case: int, act: str) -> str:
    """Return the id of a button of the queue: `show` turns to a case, the others settle it."""
    return f"r1:k:{event}:{case}:{act}"


def teach(event: str, case: int) -> str:
    """Return the id of the menu of entries to which a case's questions are added as phrasings."""
    return f"r1:l:{event}:{case}"


def topics(event: str) -> str:
    """Return the id of the menu of topics."""
    return f"r1:t:{event}"


def questions(event: str) -> str:
    """Return the id of the menu of a topic's questions."""
    return f"r1:q:{event}"


def reload(event: str, choice: str, checksum: str) -> str:
    """Return the id of a button that applies a reload (`choice` is `apply`) or keeps what was there (`keep`)."""
    return f"r1:r:{event}:{choice}:{checksum[:12]}"
