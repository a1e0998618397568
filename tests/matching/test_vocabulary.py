import pytest

from bot.matching.matcher import Matcher


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("vladivostock", "vladivostok"),
        ("sulivan", "sullivan"),
        ("akeba", "akiba"),
        ("nroth", "north"),
        ("soliders", "soldiers"),
        ("satelite", "satellite"),
        ("southkorea", "south korea"),
        ("teh", "the"),
        ("mnay", "many"),
    ],
)
def test_repairs_typos(shipped_matcher: Matcher, typed: str, read: str) -> None:
    assert " ".join(shipped_matcher.vocabulary.read(typed).words) == read


@pytest.mark.parametrize(
    "word", ["south", "north", "horse", "aquarium", "waitress", "organise", "centre", "messi", "docx"]
)
def test_leaves_words_alone_that_are_right_or_names(shipped_matcher: Matcher, word: str) -> None:
    assert shipped_matcher.vocabulary.read(word).words == (word,)


def test_finds_concepts_of_several_words(shipped_matcher: Matcher) -> None:
    terms = shipped_matcher.vocabulary.read("did the hermit kingdom send boots on the ground to ru").terms
    assert [term for term in terms if term[0] == "@"] == ["@north-korea", "@send", "@soldiers", "@russia"]


def test_names_words_that_the_record_never_uses(shipped_matcher: Matcher) -> None:
    assert shipped_matcher.vocabulary.read("who juggles a unicorn in wonsan").unknown == ("juggles", "unicorn")


def test_a_follow_up_is_read_with_what_the_earlier_question_was_about(bridge_matcher: Matcher) -> None:
    read = bridge_matcher.vocabulary.read_phrasing("when was the bridge closed? >> and why?")
    assert read.words == ("and", "why", "the", "bridge", "closed")
