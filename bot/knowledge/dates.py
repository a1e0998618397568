"""The dates that a text gives, and those that follow from the day it was published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.knowledge.number_words import number_of

MOST_COUNTED = 99  # days or weeks that a text counts from another day
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = {"Tues": "Tuesday", "Thurs": "Thursday", "Sept": "September"} | {name[:3]: name for name in MONTHS + WEEKDAYS}
_MONTH = "(?P<month>" + "|".join([*MONTHS, *(rf"{name}\b\.?" for name in _SHORT if _SHORT[name] in MONTHS)]) + ")"
_ANY_WEEKDAY = "|".join([*WEEKDAYS, *(name for name in _SHORT if _SHORT[name] in WEEKDAYS)])
_ORDINAL = "(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"(?:(?P<weekday>{_ANY_WEEKDAY})\b\.?,? )?(?:the )?"
    rf"(?:(?:(?P<from>\d{{1,2}}){_ORDINAL}(?:-| to | and ))?\b(?P<day>\d{{1,2}}){_ORDINAL}(?: of)? )?"
    rf"\b{_MONTH}(?!\w)"
    rf"(?: (?P<us_from>\d{{1,2}}){_ORDINAL}(?:(?:-| to | and )(?P<us_day>\d{{1,2}}){_ORDINAL})?(?![:,.]?\d))?"
    rf"(?:,? (?P<year>(?:19|20)\d\d)\b)?"
)
_WEEKDAY = re.compile(rf"\b({_ANY_WEEKDAY})\b")
_COUNTED = re.compile(r"(?<![\w.,-])([\w-]+) (day|week)s? (ago|earlier|before|previously|later|after)\b")
_NEXT_TO = (
    (re.compile(r"\bprevious day\b|\b(?:the|a) day (?:before|earlier)\b"), -1),
    (re.compile(r"\b(?:next|following) day\b|\b(?:the|a) day (?:after|later)\b"), 1),
)
_RELATIVE = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text: a month with a day, with a year or with both; and where it is in the text."""

    month: int
    days: tuple[int, ...]
    year: int | None
    weekday: int | None
    text: str
    start: int
    end: int

    def in_year(self, year: int) -> list[date]:
        """Return its days in a year; none for the 30th of February."""
        return [found for day in self.days if (found := _date(year, self.month, day))]

    def near(self, published: date) -> list[date]:
        """Return its days: in its own year, or in that of `published` and in the one in which it is closest to it."""
        if self.year:
            return self.in_year(self.year)
        years = [self.in_year(published.year + offset) for offset in (0, -1, 1)]
        closest = min((days for days in years if days), key=lambda days: abs(days[0] - published), default=[])
        return [*years[0], *closest]


def written_dates(text: str) -> Iterator[WrittenDate]:
    """Yield the dates that a text writes out; a month alone is not one."""
    for match in _DATE.finditer(text):
        last = match["day"] or match["us_day"] or match["us_from"]
        first = match["from"] or (match["us_from"] if match["us_day"] else None) or last
        if not last and not match["year"]:
            continue
        yield WrittenDate(
            month=MONTHS.index(_full(match["month"])) + 1,
            days=tuple(range(min(int(first), int(last)), int(last) + 1)) if first and last else (),
            year=int(match["year"]) if match["year"] else None,
            weekday=WEEKDAYS.index(_full(match["weekday"])) if match["weekday"] else None,
            text=match.group().strip(),
            start=match.start(),
            end=match.end(),
        )


@dataclass(slots=True)
class KnownDates:
    """The days, months (year, month) and years that a text supports."""

    days: set[date] = field(default_factory=set)
    months: set[tuple[int, int]] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    def add(self, text: str, published: date) -> None:
        """Add the dates of a text that was published on a day: written out, or by the name of a weekday."""
        self.days.add(published)
        self.days.update(published + timedelta(days=_RELATIVE[word]) for word in _RELATIVE if word in text.casefold())
        rest = text
        bases = {published}
        for written in written_dates(text):
            self.days.update(written.near(published))
            bases.update(written.near(published))
            if written.year:
                self.months.add((written.year, written.month))
            rest = rest[: written.start] + " " * (written.end - written.start) + rest[written.end :]
        self.months |= {(day.year, day.month) for day in self.days}
        for match in _WEEKDAY.finditer(rest):  # these don't support a month alone: next Friday may be in another one
            back = (published.weekday() - WEEKDAYS.index(_full(match.group()))) % 7
            near = {published - timedelta(days=back), published + timedelta(days=7 - back)}
            self.days |= near
            bases |= near
        self.days.update(_counted_from(rest.casefold(), published, bases))
        for match in re.finditer(rf"\b{_MONTH}(?!\w)", rest):
            month = MONTHS.index(_full(match["month"])) + 1
            years = (published.year, published.year - 1, published.year + 1)
            closest = min(years, key=lambda year: abs(date(year, month, 15) - published))
            self.months |= {(published.year, month), (closest, month)}
        self._add_relative(rest.casefold(), published)
        self.years |= {year for year, _ in self.months} | {published.year}

    def _add_relative(self, text: str, published: date) -> None:
        first = published.replace(day=1)
        if re.search(r"(last|previous) month|month (ago|earlier|before)", text):
            before = first - timedelta(days=1)
            self.months.add((before.year, before.month))
        if re.search(r"(next|coming) month", text):
            after = first + timedelta(days=31)
            self.months.add((after.year, after.month))
        if re.search(r"(last|previous) year|year (ago|earlier|before)", text):
            self.years.add(published.year - 1)
        if re.search(r"(next|coming) year", text):
            self.years.add(published.year + 1)

    def support(self, written: WrittenDate) -> bool:
        """Say whether a written date is one of these."""
        if not written.days:
            return (written.year, written.month) in self.months
        known = {(day.month, day.day) for day in self.days if written.year in (None, day.year)}
        return {(written.month, day) for day in (written.days[0], written.days[-1])} <= known

    @property
    def names(self) -> set[str]:
        """The months and weekdays of these dates, in lower case."""
        return {MONTHS[month - 1].casefold() for _, month in self.months} | {
            WEEKDAYS[day.weekday()].casefold() for day in self.days
        }


def _counted_from(text: str, published: date, bases: set[date]) -> Iterator[date]:
    """Yield the days that a text counts from one of the `bases`: two days earlier, the next day; or from today: ago."""
    for words, days in _NEXT_TO:
        if words.search(text):
            yield from (base + timedelta(days=days) for base in bases)
    for match in _COUNTED.finditer(text):
        count = 1 if match[1] == "a" else int(match[1]) if match[1].isdecimal() else number_of(match[1])
        if count is None or count > MOST_COUNTED:
            continue
        days = count * (7 if match[2] == "week" else 1)
        sign = 1 if match[3] in ("later", "after") else -1
        for base in {published} if match[3] == "ago" else bases:
            yield base + timedelta(days=sign * days)


def _full(name: str) -> str:
    name = name.rstrip(".")
    return _SHORT.get(name, name)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
