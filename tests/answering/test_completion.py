import math
import time

import pytest

from bot.answering.completion import complete
from bot.answering.desk import Desk
from bot.knowledge.model import Entry, Status

LIMIT = 25


def entry(key: str, *questions: str, answered: bool = True) -> Entry:
    return Entry(id=key, status=Status.CONFIRMED if answered else Status.NOT_REPORTED, questions=questions)


ENTRIES = [
    entry("toll", "Who paid the toll?", answered=False),
    entry("hurt", "Who was hurt?", answered=False),
    entry("cracks", "Who found the cracks?", "name of the engineer"),
    entry("cracks-when", "Who found the cracks? And when?"),
    entry("closed", "When was the bridge closed?", "since when is the crossing shut"),
    entry("ferry", "Is there a ferry?", "can I take a boat across", answered=False),
]


def completed(typed: str, limit: int = LIMIT) -> list[str]:
    return [found.id for found in complete(ENTRIES, typed, limit)]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["cracks", "cracks-when", "closed", "toll", "hurt", "ferry"]),
        ("   ", ["cracks", "cracks-when", "closed", "toll", "hurt", "ferry"]),
        ("when was", ["closed"]),
        ("  WHEN   Was ", ["closed"]),
        ("the cracks? who", ["cracks", "cracks-when"]),
        ("bridge clo", ["closed"]),
        ("engineer name", ["cracks"]),
        ("a boat acro", ["ferry"]),
        ("bridge xylophone zebra", []),
        ("?!", []),
    ],
)
def test_completes(typed: str, offered: list[str]) -> None:
    assert completed(typed)[: len(offered)] == offered
    assert offered or completed(typed) == []


def test_a_title_that_begins_like_it_comes_before_one_that_has_the_words() -> None:
    assert completed("who")[:4] == ["cracks", "cracks-when", "toll", "hurt"]
    assert completed("the")[:2] == ["cracks", "cracks-when"]


def test_a_title_in_full_comes_before_a_longer_one_even_without_an_answer() -> None:
    entries = [entry("long", "Who was hurt? And when?"), entry("short", "Who was hurt?", answered=False)]
    assert [found.id for found in complete(entries, "who was hurt?", LIMIT)] == ["short", "long"]


def test_a_title_with_a_slip_is_found_by_likeness() -> None:
    assert completed("who fonud the craks?")[0] == "cracks"


def test_every_entry_is_offered_once_and_no_more_than_wanted() -> None:
    assert len(completed("who", 3)) == 3
    assert len(set(completed("who"))) == len(completed("who"))


def test_what_a_stranger_can_type_takes_no_time() -> None:
    entries = [entry(f"e{i}", f"What did the council say on day {i} about the {'bridge ' * 60}?") for i in range(300)]
    for typed in ("bridge " * 140, "x" * 1000, "xq zz " * 160, "?" * 1000):
        started = time.perf_counter()
        complete(entries, typed[:1000], LIMIT)
        assert time.perf_counter() - started < 0.5


class TestShipped:
    """Titles of the shipped event, as they are."""

    @pytest.fixture
    def entries(self, shipped_desk: Desk) -> list[Entry]:
        return shipped_desk.knowledge.own_entries

    def test_every_title_that_is_typed_in_full_is_offered_first(self, entries: list[Entry]) -> None:
        assert len(entries) > 280
        assert [e.title for e in entries if complete(entries, e.title, LIMIT)[0].id != e.id] == []

    def test_every_title_that_is_typed_to_60_percent_is_offered(self, entries: list[Entry]) -> None:
        typed = {e.id: e.title[: math.ceil(0.6 * len(e.title))] for e in entries}
        assert [typed[e.id] for e in entries if e not in complete(entries, typed[e.id], LIMIT)] == []

    def test_offers_with_an_answer_come_first_among_titles_that_begin_alike(self, entries: list[Entry]) -> None:
        for typed in ("h", "w", "wh", "why", "who "):
            offered = complete(entries, typed, LIMIT)
            answered = [e.answerable for e in offered if e.title.casefold().startswith(typed)]
            assert answered == sorted(answered, reverse=True)
            assert any(answered)

    @pytest.mark.parametrize(
        ("typed", "title"),
        [
            ("Why did the three adv", "Why did the three advisers meet?"),
            ("advisers meet why", "Why did the three advisers meet?"),
            ("how many soldeirs did", "How many soldiers did North Korea send?"),
            ("who is kirb", "Who is John Kirby?"),
        ],
    )
    def test_finds(self, entries: list[Entry], typed: str, title: str) -> None:
        assert title in [e.title for e in complete(entries, typed, LIMIT)[:3]]


def test_a_question_in_other_words_is_offered_too(desk: Desk) -> None:
    found = [entry.id for entry in desk.complete("reason for shutting the crossing", 5)]
    assert "why-closed" in found
