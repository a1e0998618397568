"""Good manners in a busy channel: not too much of it, nothing twice, and each answer beside its question."""

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from weakref import WeakValueDictionary

from bot.answering.expiring import MOST_KEPT, Expiring

WINDOW = timedelta(minutes=1)
EDITABLE = timedelta(minutes=2)  # for so long an edit of a question updates its answer
KEPT = timedelta(hours=1)  # for so long an answer goes when its question is deleted


class Pace(Enum):
    """Whether a question may be answered now.

    Where it may not, the first is told so, everybody else once gets a sign that they have to wait, and no more.
    """

    OK = auto()
    SLOW_DOWN = auto()
    WAIT = auto()
    IGNORE = auto()


@dataclass(slots=True)
class _Window:
    """When questions were asked within the last minute, and who was told to slow down since there was room."""

    asked: deque[datetime] = field(default_factory=deque)
    told: set[int] = field(default_factory=set)


class Limits:
    """Counts the questions of each person and in each channel within a minute."""

    def __init__(self, person: int, channel: int) -> None:
        self._most = {"person": person, "channel": channel}
        self._windows: OrderedDict[tuple[str, int], _Window] = OrderedDict()

    def pace(self, person: int, channel: int, now: datetime) -> Pace:
        """Say whether one more question may be answered; count it if so."""
        windows = {kind: self._window((kind, key), now) for kind, key in (("person", person), ("channel", channel))}
        full = [window for kind, window in windows.items() if len(window.asked) >= self._most[kind]]
        if not full:
            for window in windows.values():
                window.asked.append(now)
                window.told.clear()
            return Pace.OK
        somebody = all(window.told for window in full)
        told = all(person in window.told for window in full)
        for window in full:
            window.told.add(person)
        if somebody and not told:
            return Pace.WAIT
        return Pace.IGNORE if told else Pace.SLOW_DOWN

    def free_at(self, person: int, channel: int, now: datetime) -> datetime:
        """Return when the next question may be answered."""
        windows = [self._window(("person", person), now), self._window(("channel", channel), now)]
        full = [
            window.asked[0] + WINDOW
            for window, most in zip(windows, self._most.values(), strict=True)
            if len(window.asked) >= most
        ]
        return max(full, default=now)

    def _window(self, key: tuple[str, int], now: datetime) -> _Window:
        window = self._windows.setdefault(key, _Window())
        self._windows.move_to_end(key)
        while window.asked and now - window.asked[0] >= WINDOW:
            window.asked.popleft()
        while len(self._windows) > MOST_KEPT:
            self._windows.popitem(last=False)
        return window


@dataclass(frozen=True, slots=True)
class Shown:
    """A card that was posted: its message, where people find it, and when."""

    message: int
    url: str
    at: datetime


class RecentCards:
    """The cards that were posted in each channel a moment ago, by what they say."""

    def __init__(self, minutes: float) -> None:
        self._cards: Expiring[tuple[int, str], Shown] = Expiring(timedelta(minutes=minutes))
        self._pointed_to: OrderedDict[int, None] = OrderedDict()

    def point_to(self, channel: int, says: str, now: datetime) -> Shown | None:
        """Return the card in a channel that says the same, if it is recent; others are pointed to it from now on."""
        found = self._cards.get((channel, says), now)
        if found is None or now - found.at >= self._cards.lasting:
            return None
        self._pointed_to[found.message] = None
        while len(self._pointed_to) > MOST_KEPT:
            self._pointed_to.popitem(last=False)
        return found

    def is_pointed_to(self, message: int) -> bool:
        """Say whether others were pointed to a card: it must stay as it is."""
        return message in self._pointed_to

    def add(self, channel: int, says: str, shown: Shown) -> None:
        """Note that a card was posted."""
        if self._cards.lasting:
            self._cards.add((channel, says), shown, shown.at)

    def forget(self, message: int) -> None:
        """Forget a card that is gone or says something else now."""
        for key, shown in self._cards.items():
            if shown.message == message:
                self._cards.remove(key)


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that answers another, where it is, when that was asked, and the hash of its text."""

    answer: int
    channel: int
    at: datetime
    text: int


class Answers:
    """Which message answers which, for a while, and one turn at a time in each channel."""

    def __init__(self) -> None:
        self._answers: Expiring[int, Answered] = Expiring(KEPT)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def turn(self, channel: int) -> asyncio.Lock:
        """Return what a channel's questions wait for, so that they are answered in the order they were asked."""
        return self._turns.setdefault(channel, asyncio.Lock())

    def add(self, question: int, answer: int, channel: int, at: datetime, text: str) -> None:
        """Note which message answers a question, and in which channel it is."""
        self._answers.add(question, Answered(answer, channel, at, hash(text)), at)

    def editable(self, question: int, now: datetime, text: str) -> Answered | None:
        """Return the answer that an edit of a question updates.

        None when there is none, when the edit comes late, and when the text is still the same: a link preview came.
        """
        found = self._answers.get(question, now)
        return found if found and now - found.at <= EDITABLE and found.text != hash(text) else None

    def remove(self, question: int) -> Answered | None:
        """Return the answer to a question that is gone, and forget it."""
        return self._answers.remove(question)
