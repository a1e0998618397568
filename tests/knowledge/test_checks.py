from pathlib import Path

import pytest

from bot.knowledge.checks import MAX_QUOTED_WORDS, fold, quotations
from tests.knowledge.editing import problems_of, replace_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no quotation", []),
        ("he said “grave concern” and “fair game”.", ["grave concern", "fair game"]),
        ('he said "grave concern"', ["grave concern"]),
        ("“open and never closed", []),
        ("it's the council's ‘plan’", []),
    ],
)
def test_finds_what_is_between_double_quotation_marks(text: str, found: list[str]) -> None:
    assert quotations(text) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("What is new?", "what is NEW", True),
        ("What’s new?", "what s new", True),
        ("Straße", "STRASSE", True),
        ("What is new?", "what new is", False),
        ("3,000 men", "3000 men", False),
    ],
)
def test_phrasings_are_the_same_when_their_words_are(one: str, other: str, same: bool) -> None:
    assert (fold(one) == fold(other)) is same


@pytest.mark.parametrize(("words", "problems"), [(MAX_QUOTED_WORDS, 0), (MAX_QUOTED_WORDS + 1, 1)])
def test_a_quotation_may_have_25_words(bridge: Path, words: int, problems: int) -> None:
    replace_in(bridge / "closing.yaml", "“a precaution”", f"“{' '.join(['word'] * words)}”")
    assert len(problems_of(bridge)) == problems


def test_the_same_phrasing_twice_in_an_entry_is_said_once(bridge: Path) -> None:
    replace_in(bridge / "closing.yaml", "is there a detour,", "is there a detour, Is there a detour?,")
    assert problems_of(bridge) == [
        "bridge/closing.yaml:31: `detour` already has this phrasing (bridge/closing.yaml:31); keep it in one of the two"
    ]
