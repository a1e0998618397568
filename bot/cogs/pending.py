"""What moderators have begun and not finished: forms that had a mistake, and changes that wait for a yes."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.answering.editor import Proposal
from bot.answering.expiring import Expiring

KEPT = timedelta(minutes=30)
OUTDATED = "That's too old to go on with. Please start again."


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What was typed into the form of an entry, and what it is for.

    `entry` is the entry that is changed, None for a new one, which goes into the file of `beside`. `phrasings` become
    phrasings of a new entry, and `cases` are closed with it.
    """

    title: str
    sentences: str = ""
    status: str = "confirmed"
    gap: str = ""
    entry: str | None = None
    beside: str | None = None
    phrasings: tuple[str, ...] = ()
    cases: tuple[int, ...] = ()
    unknown: bool = False

    def typed(self, title: str, sentences: str, status: str, gap: str) -> "EntryForm":
        """Return the form with other contents."""
        return replace(self, title=title, sentences=sentences, status=status, gap=gap)


class Pending:
    """What is begun, by a token that buttons carry; gone after a while, and after a restart."""

    def __init__(self) -> None:
        self._forms: Expiring[str, EntryForm] = Expiring(KEPT)
        self._proposals: Expiring[str, Proposal] = Expiring(KEPT)

    def add_form(self, form: EntryForm, now: datetime) -> str:
        """Keep a form; return its token."""
        token = secrets.token_hex(4)
        self._forms.add(token, form, now)
        return token

    def form(self, token: str, now: datetime) -> EntryForm | None:
        """Return a form."""
        return self._forms.get(token, now)

    def add_proposal(self, proposal: Proposal, now: datetime) -> str:
        """Keep a change that waits for a yes; return its token."""
        token = secrets.token_hex(4)
        self._proposals.add(token, proposal, now)
        return token

    def take_proposal(self, token: str) -> Proposal | None:
        """Return a change that waits, once."""
        return self._proposals.remove(token)
