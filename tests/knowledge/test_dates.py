from datetime import date

import pytest

from bot.knowledge.dates import KnownDates, written_dates

FRIDAY = date(2024, 10, 25)


@pytest.mark.parametrize(
    ("text", "month", "days", "year"),
    [
        ("on 26 September", 9, (26,), None),
        ("on Sept. 26", 9, (26,), None),
        ("on Sep 26", 9, (26,), None),
        ("Oct. 25, 2024", 10, (25,), 2024),
        ("25 October 2024", 10, (25,), 2024),
        ("the 3rd of May", 5, (3,), None),
        ("May 3rd, 1999", 5, (3,), 1999),
        ("March 10-12", 3, (10, 11, 12), None),
        ("from 10 to 12 March 2024", 3, (10, 11, 12), 2024),
        ("between March 10 and 12", 3, (10, 11, 12), None),
        ("in March 2024", 3, (), 2024),
        ("Friday, 25 October 2024", 10, (25,), 2024),
        ("Fri. Oct. 25", 10, (25,), None),
    ],
)
def test_reads_a_date_however_it_is_written(text: str, month: int, days: tuple[int, ...], year: int | None) -> None:
    (found,) = written_dates(text)
    assert (found.month, found.days, found.year) == (month, days, year)
    assert text[found.start : found.end].strip() == found.text
    assert text.endswith(found.text)


@pytest.mark.parametrize(
    "text",
    [
        "it may rain",
        "in October",
        "March on",
        "Marching 10 miles",
        "May 3,000 people go?",
        "Augusta 10",
        "10 Decembrists",
    ],
)
def test_reads_no_date_where_there_is_none(text: str) -> None:
    assert list(written_dates(text)) == []


def known(text: str, published: date = FRIDAY) -> KnownDates:
    found = KnownDates()
    found.add(text, published)
    return found


def supports(text: str, asked: str, published: date = FRIDAY) -> bool:
    (written,) = written_dates(asked)
    return known(text, published).support(written)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Nothing in particular.", "25 October 2024"),
        ("He spoke on Wednesday.", "23 October 2024"),
        ("They meet on Tuesday.", "29 October"),
        ("It happened yesterday.", "24 October"),
        ("It happened three days ago.", "22 October"),
        ("A week ago it was shut.", "18 October"),
        ("It was seen twenty-two days ago.", "3 October"),
        ("It was seen on 10 October, two days earlier than the other.", "8 October"),
        ("It was seen on 10 October. The following day it was gone.", "11 October"),
        ("It was seen on 10 October and again 14 days later.", "24 October"),
        ("It will happen tomorrow.", "26 October 2024"),
        ("Since Sept. 26 it is closed.", "26 September 2024"),
        ("Since Sept. 26, 2023, it is closed.", "26 September 2023"),
        ("This month it was sent.", "October 2024"),
        ("Last month it was sent.", "September 2024"),
        ("Next month it is sent.", "November 2024"),
        ("In August it was sent.", "August 2024"),
        ("From March 10 to 12.", "11 March"),
        ("From March 10 to 12.", "10-12 March 2024"),
    ],
)
def test_supports_what_follows_from_the_day_of_publication(text: str, asked: str) -> None:
    assert supports(text, asked)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Nothing in particular.", "24 October"),
        ("He spoke on Wednesday.", "22 October"),
        ("He spoke on Wednesday.", "November 2024"),
        ("On Wednesday, Oct. 16, he spoke.", "23 October"),
        ("Since Sept. 26 it is closed.", "26 September 2023"),
        ("Since Sept. 26 it is closed.", "26 October"),
        ("From March 10 to 12.", "13 March"),
        ("From March 10 to 12.", "12-13 March"),
        ("It lasted 26 minutes in September.", "26 September"),
        ("On February 30.", "30 January"),
        ("It was shut on Sunday afternoon.", "26 October"),
        ("Since 1 October. On Sunday afternoon it rained.", "2 October"),
        ("On Sunday before lunch.", "24 October"),
        ("It was seen twenty-two days ago.", "23 October"),
        ("It was seen 1.5 weeks ago.", "20 September"),
    ],
)
def test_supports_no_other_date(text: str, asked: str) -> None:
    assert not supports(text, asked)


def test_takes_a_date_without_a_year_for_the_nearest() -> None:
    assert supports("On Dec. 30 it broke.", "30 December 2023", date(2024, 1, 2))
    assert supports("On Jan. 2 it will open.", "2 January 2025", date(2024, 12, 30))
    assert supports("In December it broke.", "December 2023", date(2024, 1, 2))


def test_knows_the_29th_of_february_in_leap_years_only() -> None:
    assert supports("Since Feb. 29.", "29 February 2024", date(2024, 3, 1))
    assert known("Since Feb. 29.", date(2022, 3, 1)).days == {date(2022, 3, 1)}


def test_names_the_months_weekdays_and_years() -> None:
    found = known("He spoke on Wednesday. Last year it was closed in August.")
    assert found.names == {"october", "august", "friday", "wednesday"}
    assert found.years == {2023, 2024}


def test_a_source_of_the_first_years_is_no_problem() -> None:
    assert known("Sunday, yesterday", date(1600, 1, 1)).days == {
        date(1600, 1, 1),
        date(1599, 12, 31),
        date(1599, 12, 26),
        date(1600, 1, 2),
    }
