import pytest

from bot.knowledge.copying import copied_words

ARTICLE = [
    "The Harbour Bridge has been closed since noon on Sunday, March 10, the council said.",
    "“We had no choice but to act at once and without any delay,” said the mayor.",
]
COPY = "the harbour bridge has been closed since noon on sunday"


@pytest.mark.parametrize(
    ("says", "copied"),
    [
        (
            "The Harbour Bridge has been closed since noon on Sunday.",
            COPY,
        ),
        (
            "It is shut: the harbour bridge HAS been closed since noon on Sunday.",
            COPY,
        ),
        ("The bridge has been shut since Sunday noon.", ""),
        ("The Harbour Bridge has been closed since Sunday.", ""),
        ("The mayor said: “We had no choice but to act at once and without any delay.”", ""),
        ("", ""),
    ],
)
def test_finds_what_is_copied_outside_quotations(says: str, copied: str) -> None:
    assert copied_words(says, ARTICLE) == copied
