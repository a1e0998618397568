"""What is kept in memory for a while and then forgotten."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MOST_KEPT = 10_000  # items; a server of thousands asks fewer questions in ten minutes


class Expiring(Generic[K, V]):
    """A mapping that forgets each item once `lasting` has passed since it was added, and the oldest of too many."""

    def __init__(self, lasting: timedelta) -> None:
        self.lasting = lasting
        self._items: OrderedDict[K, tuple[datetime, V]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._items)

    def add(self, key: K, value: V, now: datetime) -> None:
        """Keep a value from now on, in place of one that was there."""
        self.forget(now)
        self._items[key] = (now, value)
        self._items.move_to_end(key)
        while len(self._items) > MOST_KEPT:
            self._items.popitem(last=False)

    def get(self, key: K, now: datetime) -> V | None:
        """Return a value if it is still kept."""
        self.forget(now)
        found = self._items.get(key)
        return found[1] if found else None

    def items(self) -> list[tuple[K, V]]:
        """Return what is kept."""
        return [(key, value) for key, (_, value) in self._items.items()]

    def kept(self) -> list[K]:
        """Return the keys of what is kept."""
        return list(self._items)

    def remove(self, key: K) -> V | None:
        """Forget a value and return it."""
        found = self._items.pop(key, None)
        return found[1] if found else None

    def forget(self, now: datetime) -> None:
        """Forget what was added too long ago."""
        while self._items and now - next(iter(self._items.values()))[0] > self.lasting:
            self._items.popitem(last=False)
