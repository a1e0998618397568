from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.knowledge.shapes import FILES

ENTRY = {"id": "a", "status": "confirmed", "questions": ["q"], "answer": [{"says": "s", "cites": "upi:3"}]}
SOURCE = {"publisher": "UPI", "kind": "wire", "published": "2024-10-25", "paragraphs": 11}


def accepts(kind: str, value: Any) -> bool:
    try:
        TypeAdapter(FILES[kind]).validate_python(value)
    except ValidationError:
        return False
    return True


def test_one_citation_may_be_written_without_a_list() -> None:
    (entry,) = TypeAdapter(FILES["entries"]).validate_python([ENTRY])
    assert entry.answer[0].cites == ["upi:3"]


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("a", True), ("troop-count", True), ("a1-2", True), ("a" * 40, True),
        ("a" * 41, False), ("A", False), ("1a", False), ("-a", False), ("a-", False), ("a--b", False), ("a_b", False),
        ("ä", False), ("a\n", False), ("", False), ("a b", False),
    ],
)  # fmt: skip
def test_an_id_fits_into_a_button_and_a_link(name: str, accepted: bool) -> None:
    assert accepts("entries", [{**ENTRY, "id": name}]) is accepted
    assert accepts("concepts", {name: ["word"]}) is accepted
    assert accepts("phrasings", {name: ["phrasing"]}) is accepted


@pytest.mark.parametrize(
    ("cites", "accepted"),
    [
        ("upi:3", True), (["upi:3", "upi:1"], True), ("upi:9999", True), ("a-b:1", True),
        ("upi:10000", False), ("upi:0", False), ("upi:-1", False), ("upi", False), ("UPI:3", False), ([], False),
        (3, False), (["upi:3"] * 7, False), ("upi: 3", False), ("upi:3\n", False),
    ],
)  # fmt: skip
def test_a_citation_is_a_source_and_a_paragraph(cites: Any, accepted: bool) -> None:
    assert accepts("entries", [{**ENTRY, "answer": [{"says": "s", "cites": cites}]}]) is accepted


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("https://example.org/a?b=c#d", True), ("http://example.org", True), (None, True),
        ("javascript:alert(1)", False), ("example.org", False), ("https://a b", False), ("https://a)b", False),
        ("https://a](b", False), ("https://<@1>", False), ("https://" + "a" * 500, False), ("https://a\nb", False),
    ],
)  # fmt: skip
def test_an_address_cannot_break_out_of_its_link(url: str | None, accepted: bool) -> None:
    event = {"id": "e", "title": "t", "as_of": "2024-10-25"}
    assert accepts("event", {"event": event, "sources": {"upi": {**SOURCE, "url": url}}}) is accepted


@pytest.mark.parametrize(
    ("key", "value", "accepted"),
    [
        ("published", "2024-10-25", True), ("published", "2024-02-30", False), ("published", "25.10.2024", False),
        ("paragraphs", 11, True), ("paragraphs", "11", False), ("paragraphs", True, False), ("paragraphs", 1.0, False),
        ("sha256", "0" * 64, True), ("sha256", "0" * 63, False), ("sha256", "G" * 64, False), ("kind", "blog", False),
        ("publisher", "", False), ("publisher", " \n ", False), ("publisher", "x" * 201, False), ("author", "x", False),
    ],
)  # fmt: skip
def test_a_source_has_a_date_and_a_number_of_paragraphs(key: str, value: Any, accepted: bool) -> None:
    event = {"id": "e", "title": "t", "as_of": "2024-10-25"}
    assert accepts("event", {"event": event, "sources": {"upi": {**SOURCE, key: value}}}) is accepted


@pytest.mark.parametrize(("field", "limit"), [("questions", 500), ("asks", 500), ("gap", 200)])
def test_texts_are_no_longer_than_discord_shows(field: str, limit: int) -> None:
    for length, accepted in ((limit, True), (limit + 1, False)):
        value = "x" * length if field == "gap" else ["x" * length]
        assert accepts("entries", [{**ENTRY, field: value}]) is accepted
