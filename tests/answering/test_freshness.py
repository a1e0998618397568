from dataclasses import replace
from datetime import date

import pytest

from bot.answering.desk import Desk
from bot.answering.freshness import ago
from bot.answering.presentation import present
from bot.answering.reply import reply_with


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (date(2026, 11, 25), "today"),
        (date(2026, 11, 24), "a day ago"),
        (date(2026, 11, 12), "a week ago"),
        (date(2026, 9, 20), "two months ago"),
        (date(2024, 10, 25), "two years ago"),
        (date(2011, 1, 1), "15 years ago"),
    ],
)
def test_says_how_long_ago_a_day_was(past: date, said: str) -> None:
    assert ago(past, date(2026, 11, 25)) == said


@pytest.mark.parametrize(
    ("day", "review_by", "warning"),
    [
        (date(2024, 4, 11), None, ""),
        (
            date(2024, 4, 12),
            None,
            "May be out of date: as of 12 March 2024, a month ago; our sources say nothing later.",
        ),
        (date(2024, 3, 20), date(2024, 3, 20), ""),
        (date(2024, 3, 21), date(2024, 3, 20), "May be out of date: this was due for review on 20 March 2024."),
    ],
)
def test_warns_after_the_events_own_limit_and_after_the_entrys(
    desk: Desk, day: date, review_by: date | None, warning: str
) -> None:
    knowledge = desk.knowledge
    entry = replace(knowledge.entries["detour"], review_by=review_by)
    fresh = present(reply_with(entry, knowledge), day).freshness
    assert fresh is not None
    assert fresh.warning == warning
