import pytest

from bot.knowledge.model import Sentence
from bot.matching.contrast import Comparison, Contrast
from bot.matching.decision import Engine
from bot.matching.matcher import Matcher

SENT = "North Korea sent at least 3,000 soldiers to eastern Russia in October 2024."
SAID = "John Kirby spoke on Wednesday, 23 October 2024."


def comparison(matcher: Matcher, message: str, *shown: str, earlier: str | None = None) -> Comparison:
    return Comparison(matcher, matcher.match(message, earlier), [Sentence(text, ()) for text in shown], None)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("did 12,000 soldiers go", SENT, Contrast("12,000", "at least 3,000")),
        ("did 12k soldiers go", SENT, Contrast("12k", "at least 3,000")),
        ("did 2 million soldiers go", SENT, None),
        ("did 3000 soldiers go", SENT, None),
        ("did 12,000 tanks go", SENT, Contrast("12,000")),
        ("did they go to China", SENT, Contrast("China", "to eastern Russia", on_record=True)),
        ("did they go to china", SENT, Contrast("china", "to eastern Russia", on_record=True)),
        ("did Kirby speak on Sunday", SAID, Contrast("Sunday", "Wednesday")),
        ("did he speak in July", SAID, Contrast("July", "October")),
        ("did he speak in 2019", SAID, Contrast("2019", "2024")),
        ("did he cost $2000", SAID, Contrast("2000")),
        ("are they in kursk", SENT, Contrast("kursk")),
    ],
)
def test_a_detail_is_met_with_the_one_of_its_kind(
    shipped_matcher: Matcher, question: str, sentence: str, expected: Contrast | None
) -> None:
    found = comparison(shipped_matcher, question, sentence).of_question()
    assert found == ((expected,) if expected else ())


def test_a_share_is_not_met_with_a_count(shipped_matcher: Matcher) -> None:
    assert comparison(shipped_matcher, "did 40 percent of soldiers go", SENT).of_question() == (Contrast("40 percent"),)


def test_a_long_question_tells_a_story_whose_details_are_not_asked_about(shipped_matcher: Matcher) -> None:
    story = "my uncle who lived in Peru for 25 years asked me yesterday evening over dinner how many soldiers went"
    assert comparison(shipped_matcher, story, SENT).of_question() == ()


def test_a_claim_names_the_telling_words_that_no_answer_has(shipped_matcher: Matcher) -> None:
    found = comparison(shipped_matcher, "the soldiers defected with cargo planes", SENT).of_claim()
    assert [contrast.theirs for contrast in found] == ["defected", "cargo planes"]


def test_nothing_is_compared_with_sentences_on_something_else(shipped_matcher: Matcher) -> None:
    matches = shipped_matcher.match("18 soldiers died")
    other = Comparison(shipped_matcher, matches, [Sentence(SENT, ())], None, comparable=False)
    assert other.of_question() == (Contrast("18"),)


def test_the_sentence_with_the_same_count_corrects_a_number(shipped_matcher: Matcher) -> None:
    pool = [Sentence(SAID, ()), Sentence(SENT, ())]
    assert list(comparison(shipped_matcher, "will these 30,000 soldiers fight", SAID).corrections(pool)) == [pool[1]]
    assert list(comparison(shipped_matcher, "will these 30,000 soldiers fight", SENT).corrections(pool)) == []


def test_a_claim_is_held_against_the_sentences_detail_by_detail(shipped_engine: Engine) -> None:
    claim = "12,000 soldiers went to China on Sunday and defected"
    assert comparison(shipped_engine.matcher, claim, SENT).of_claim() == (
        Contrast("12,000", "at least 3,000"),
        Contrast("Sunday"),
        Contrast("China", "to eastern Russia", on_record=True),
        Contrast("defected"),
    )


def test_no_more_than_four_details_are_named(shipped_engine: Engine) -> None:
    claim = "12,000 soldiers went to China on Sunday in July with Elvis and defected"
    found = comparison(shipped_engine.matcher, claim, SENT).of_claim()
    assert [contrast.theirs for contrast in found] == ["12,000", "Sunday", "July", "China"]


def test_a_claim_that_says_what_the_sentences_say_has_no_contrast(shipped_engine: Engine) -> None:
    assert comparison(shipped_engine.matcher, "3,000 soldiers were sent to eastern Russia", SENT).of_claim() == ()


def test_a_name_of_the_earlier_question_is_no_detail_of_a_follow_up(shipped_engine: Engine) -> None:
    earlier = "did the soldiers go to Kursk"
    assert comparison(shipped_engine.matcher, earlier, SENT).of_claim() == (Contrast("Kursk", "to eastern Russia"),)
    follow_up = comparison(shipped_engine.matcher, "are they still there", SENT, earlier=earlier)
    assert (follow_up.matches.in_context, follow_up.of_claim()) == (True, ())


def test_a_number_is_compared_in_context_too(shipped_engine: Engine) -> None:
    follow_up = comparison(shipped_engine.matcher, "was it 12,000", SENT, earlier="did the soldiers go to Kursk")
    assert (follow_up.matches.in_context, follow_up.of_claim()) == (True, (Contrast("12,000", "at least 3,000"),))
