import pytest

from bot.knowledge.number_words import is_checked, number_of


@pytest.mark.parametrize(
    ("word", "number"),
    [("zero", 0), ("six", 6), ("nineteen", 19), ("twenty", 20), ("twenty-five", 25), ("ninety-nine", 99)],
)
def test_knows_the_number_of_a_word(word: str, number: int) -> None:
    assert number_of(word) == number


@pytest.mark.parametrize(
    "word", ["", "sixes", "six-pack", "ten-five", "twenty-ten", "twenty-zero", "6", "dozen", "-six"]
)
def test_other_words_have_no_number(word: str) -> None:
    assert number_of(word) is None


def test_small_counts_are_the_editors_own() -> None:
    assert [word for word in ("one", "two", "three", "four", "five", "twelve", "seventy-two") if is_checked(word)] == [
        "five", "twelve", "seventy-two"
    ]  # fmt: skip
    assert all(is_checked(word) for word in ("3", "3,000", "dozen", "dozens", "hundred", "millions", "billion"))
    assert not any(is_checked(word) for word in ("", "millionaire", "a", "dozing"))
