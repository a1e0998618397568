"""Who asked what a moment ago, so that "and from where?" can be understood."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MAX_REMEMBERED = 10_000  # questions; a server of thousands asks fewer in ten minutes
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


@dataclass(slots=True)
class AskedQuestions:
    """The questions behind the bot's messages; forgotten after `lasting`."""

    lasting: timedelta
    _asked: OrderedDict[int, tuple[datetime, Asked]] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self._asked)

    def add(self, message: int, asked: Asked, now: datetime) -> None:
        """Keep what one of the bot's messages answers."""
        self._asked[message] = (now, asked)
        self._asked.move_to_end(message)
        while len(self._asked) > MAX_REMEMBERED:
            self._asked.popitem(last=False)

    def find(self, message: int, now: datetime) -> Asked | None:
        """Return what a message answers, if it is still kept."""
        self.forget(now)
        found = self._asked.get(message)
        return found[1] if found else None

    def forget(self, now: datetime) -> None:
        """Drop everything older than `lasting`."""
        while self._asked and now - next(iter(self._asked.values()))[0] > self.lasting:
            self._asked.popitem(last=False)


@dataclass(slots=True)
class Conversations:
    """The latest question by conversation; forgotten after `lasting`."""

    lasting: timedelta
    _latest: OrderedDict[ConversationKey, tuple[datetime, str]] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self._latest)

    def earlier(self, keys: Iterable[ConversationKey], now: datetime) -> str | None:
        """Return what was asked in the first of the conversations that is remembered, or None."""
        self.forget(now)
        return next((self._latest[key][1] for key in keys if key in self._latest), None)

    def remember(self, keys: Iterable[ConversationKey], question: str, now: datetime) -> None:
        """Keep a question in each of the conversations."""
        for key in keys:
            self._latest[key] = (now, question[-MAX_CONTEXT:])
            self._latest.move_to_end(key)
        while len(self._latest) > MAX_REMEMBERED:
            self._latest.popitem(last=False)

    def forget(self, now: datetime) -> None:
        """Drop everything older than `lasting`."""
        while self._latest and now - next(iter(self._latest.values()))[0] > self.lasting:
            self._latest.popitem(last=False)
