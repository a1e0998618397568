"""How fresh an answer is: when it happened, was published and was last checked; and whether it may be out of date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.answering.chat import long_date
from bot.knowledge.model import Entry, KnowledgeBase, Source
from bot.knowledge.number_words import word_for

SPELLED_OUT = 12  # a larger number is written in digits
_UNITS = (("year", 365), ("month", 30), ("week", 7), ("day", 1))


@dataclass(frozen=True, slots=True)
class Freshness:
    """The day of what an answer tells, the day of its newest source, and the day the record was last checked.

    `warning` says that the answer may be out of date, and why; empty where it may not.
    """

    happened: date | None
    published: date | None
    checked: date
    warning: str


def today() -> date:
    """Return the day it is, in UTC."""
    return datetime.now(UTC).date()


def freshness_of(entries: Iterable[Entry], sources: Iterable[Source], knowledge: KnowledgeBase, day: date) -> Freshness:
    """Say how fresh what some entries say is on a day; `sources` are those that they cite."""
    entries = list(entries)
    event = knowledge.event
    overdue = [entry.review_by for entry in entries if entry.review_by and entry.review_by < day]
    warning = ""
    if day - event.as_of > timedelta(days=event.stale_after_days):
        warning = (
            f"May be out of date: as of {long_date(event.as_of)}, {ago(event.as_of, day)}; "
            "our sources say nothing later."
        )
    elif overdue:
        warning = f"May be out of date: this was due for review on {long_date(min(overdue))}."
    happened = [entry.happened for entry in entries if entry.happened]
    published = [source.published for source in sources]
    return Freshness(max(happened, default=None), max(published, default=None), event.as_of, warning)


def ago(past: date, day: date) -> str:
    """Return how long ago a day was, in words: two years ago."""
    days = (day - past).days
    unit, length = next(((unit, length) for unit, length in _UNITS if days >= length), ("day", 1))
    count = max(0, days) // length
    if count == 0:
        return "today"
    number = "a" if count == 1 else word_for(count) if count <= SPELLED_OUT else str(count)
    return f"{number} {unit}{'s' if count > 1 else ''} ago"
