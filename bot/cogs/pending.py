"""What moderators have begun and not finished: forms that had a mistake, and changes that wait to be saved."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.answering.editor import Proposal
from bot.answering.expiring import Expiring
from bot.knowledge.editing import sentences_text
from bot.knowledge.model import Entry

KEPT = timedelta(minutes=30)
OUTDATED = "This has expired. Please start again."


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What was typed into the form of an entry, and what it is for.

    `seen` is the entry that is changed, as it was read, None for a new one, which goes into the file of `beside`.
    `phrasings` become phrasings of a new entry, and `cases` are closed with it. `unknown` says that no source answers
    it (yet).
    """

    title: str
    sentences: str = ""
    status: str = "confirmed"
    gap: str = ""
    seen: Entry | None = None
    beside: str | None = None
    phrasings: tuple[str, ...] = ()
    cases: tuple[int, ...] = ()
    unknown: bool = False

    @classmethod
    def of(cls, entry: Entry, cases: tuple[int, ...] = ()) -> "EntryForm":
        """Return the form of an entry as it is."""
        status = entry.status.value if entry.has_answer else "confirmed"
        text, unknown = sentences_text(entry), not entry.has_answer
        return cls(entry.title, text, status, entry.gap or "", entry, cases=cases, unknown=unknown)

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
        """Keep a change that waits to be saved; return its token."""
        token = secrets.token_hex(4)
        self._proposals.add(token, proposal, now)
        return token

    def take_proposal(self, token: str) -> Proposal | None:
        """Return a change that waits, once."""
        return self._proposals.remove(token)
