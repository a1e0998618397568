"""Who asked what a moment ago, so that "and from where?" can be understood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.answering.expiring import Expiring
from bot.answering.reply import Reply

MAX_CONTEXT = 400  # characters of the earlier messages that a follow-up is read with


@dataclass(frozen=True, slots=True)
class ByPerson:
    """One person in one channel; what they asked in private is a conversation of its own."""

    channel: int
    person: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class ByThread:
    """Everybody in one thread."""

    thread: int


@dataclass(frozen=True, slots=True)
class ByReply:
    """One message of the bot, for whoever replies to it."""

    message: int


ConversationKey = ByPerson | ByThread | ByReply


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question was asked: the conversations it belongs to, and the message it replies to."""

    channel: int
    person: int
    thread: bool = False
    private: bool = False
    replied_to: int | None = None

    @property
    def context(self) -> list[ConversationKey]:
        """The conversations that a question may follow up on, the nearest first."""
        replied: list[ConversationKey] = [ByReply(self.replied_to)] if self.replied_to else []
        return replied + self.own

    @property
    def own(self) -> list[ConversationKey]:
        """The conversations that a question becomes part of."""
        person = ByPerson(self.channel, self.person, self.private)
        return [person, ByThread(self.channel)] if self.thread and not self.private else [person]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered, and the one that it was read with; `parts` are its own questions, by entry."""

    question: str
    earlier: str | None = None
    parts: Mapping[str, str] = field(default_factory=dict)

    def about(self, entry: str) -> str:
        """Return what was asked about an entry."""
        return self.parts.get(entry, self.question)


@dataclass(frozen=True, slots=True)
class Conversed:
    """A reply, the question as later messages will refer to it, and what the question was read with."""

    reply: Reply
    context: str
    earlier: str | None = None

    @property
    def asked(self) -> Asked:
        """What was asked, to be told why it was answered so."""
        parts = {part.entry.id: part.question for part in self.reply.parts if part.entry}
        return Asked(self.reply.question, self.earlier, parts)


class Conversations:
    """The latest question by conversation; forgotten after `lasting`."""

    def __init__(self, lasting: timedelta) -> None:
        self._latest: Expiring[ConversationKey, str] = Expiring(lasting)

    def __len__(self) -> int:
        return len(self._latest)

    @property
    def lasting(self) -> timedelta:
        """For how long a question is kept."""
        return self._latest.lasting

    def earlier(self, keys: Iterable[ConversationKey], now: datetime) -> str | None:
        """Return what was asked in the first of the conversations that is remembered, or None."""
        kept = (self._latest.get(key, now) for key in keys)
        return next((question for question in kept if question is not None), None)

    def remember(self, keys: Iterable[ConversationKey], question: str, now: datetime) -> None:
        """Keep a question in each of the conversations."""
        for key in keys:
            self._latest.add(key, question[-MAX_CONTEXT:], now)

    def remembers(self, person: int) -> bool:
        """Say whether a question of a person is kept."""
        return any(_is_of(key, person) for key in self._latest.kept())

    def forget_person(self, person: int) -> None:
        """Drop the questions of a person."""
        for key in self._latest.kept():
            if _is_of(key, person):
                self._latest.remove(key)

    def forget(self, now: datetime) -> None:
        """Drop everything older than `lasting`."""
        self._latest.forget(now)


def _is_of(key: ConversationKey, person: int) -> bool:
    return isinstance(key, ByPerson) and key.person == person
