"""Who asked what a moment ago, so that "and from where?" can be understood."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

REMEMBERED = 10_000  # questions kept at most; a server of thousands asks fewer in ten minutes
LONGEST = 400  # characters of the earlier messages that a follow-up is read with


@dataclass(slots=True)
class Conversations:
    """The latest question by key: a person in a channel, a thread, a reply of the bot. Forgotten after `lasting`."""

    lasting: timedelta
    _latest: OrderedDict[Hashable, tuple[datetime, str]] = field(default_factory=OrderedDict)

    def earlier(self, keys: Iterable[Hashable], now: datetime) -> str | None:
        """Return what was asked under the first of the keys that is remembered, or None."""
        for key in keys:
            found = self._latest.get(key)
            if found and now - found[0] <= self.lasting:
                return found[1]
        return None

    def remember(self, keys: Iterable[Hashable], question: str, now: datetime) -> None:
        """Keep a question under each of the keys."""
        for key in keys:
            self._latest[key] = (now, question[-LONGEST:])
            self._latest.move_to_end(key)
        while len(self._latest) > REMEMBERED:
            self._latest.popitem(last=False)
