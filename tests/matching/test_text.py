import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.text import words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("What's Kirby's job?", "what is kirby job"),
        ("whats up w the U.S. and D.P.R.K.", "what is up with the us and dprk"),
        ("didn’t they FLY?", "did not they fly"),
        ("3,000 or 3k or 3 000 men", "3000 or 3000 or 3000 men"),
        ("**who** <@123456789012345678> ||is|| <:kirby:123456> _he_ https://example.org/x?y=1", "who is he"),
        ("pls tell me where is it, thanks!", "where is it"),
        ("hey guys, does anyone know when it was? ty", "when it was"),
        ("Ｗｈｏ ｉｓ ｈｅ", "who is he"),
        ("who‮ is\u200b he\u0301", "who is he"),
        ("wh\u043e is Kirby", "who is kirby"),  # a Cyrillic о
        ("whooooo is he", "whoo is he"),
        ("wdym ppl r in ru rn", "what do you mean people are in ru right now"),
        ("What’s the number of troops\nthat\twent?", "what is the number of troops that went"),
        ("thanks", "thanks"),
        ("Кто это", "кто это"),
        ("😀", ""),
        ("", ""),
    ],
)
def test_reads_what_people_type(typed: str, read: str) -> None:
    assert " ".join(words(typed)) == read


@given(st.text(max_size=300))
def test_never_raises_and_is_stable(text: str) -> None:
    first = words(text)
    assert words(text) == first
    assert all(word and not word.isspace() for word in first)


@given(st.text(alphabet="abcdefghij '?!,.", max_size=80))
def test_case_and_spacing_do_not_matter(text: str) -> None:
    assert words(text.upper()) == words(text) == words(f"  {text.replace(' ', '   ')}\n")


def test_chinese_and_japanese_are_read_in_pairs_of_characters() -> None:
    assert words("北韓派3000人kim") == ("北韓", "韓派", "3000", "人", "kim")
    assert words("兵士を") == ("兵士", "士を")
    assert words("북한이 몇") == tuple(unicodedata.normalize("NFKD", word) for word in ("북한이", "몇"))
