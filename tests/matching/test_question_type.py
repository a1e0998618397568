import pytest

from bot.matching.question_type import asked_for, is_thanks, lacks_type, question_type
from bot.matching.text import words


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who confirmed it?", "who"),
        ("whats the name of it", "who"),
        ("how many went", "how-many"),
        ("how long will it last", "how-long"),
        ("how come they went", "why"),
        ("on what day", "when"),
        ("which city", "where"),
        ("did they fly", "whether"),
        ("so are they there", "whether"),
        ("fair game", "topic"),
        ("how did they get there", "how"),
        ("what did he say", "what"),
    ],
)
def test_tells_what_kind_of_thing_is_asked_for(question: str, kind: str) -> None:
    assert question_type(words(question)) == kind


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("what party is the senator in", ["party"]),
        ("which kind of scanner jammed", ["scanner"]),
        ("what is the price of the gas", ["price"]),
        ("how old is the pilot", ["old"]),
        ("how many kids were evacuated", ["kids"]),
        ("how did they get there", []),
        ("who signed it", []),
        ("what", []),
    ],
)
def test_finds_the_words_that_are_asked_for(question: str, asked: list[str]) -> None:
    assert asked_for(words(question)) == asked


@pytest.mark.parametrize(
    ("question", "answer", "lacks"),
    [
        ("how old is she", "Lena Ostrow leads the company.", True),
        ("how many died", "At least ten people died.", False),
        ("when did it close", "The bridge was closed at noon.", False),
        ("when did it close", "The bridge is closed.", True),
        ("who found the cracks", "They were found by an engineer, Dana Okafor.", False),
        ("who found the cracks", "They were found by an engineer.", True),
        ("why did it close", "It rained.", False),
    ],
)
def test_tells_when_an_answer_lacks_the_type_that_is_asked_for(question: str, answer: str, lacks: bool) -> None:
    assert lacks_type(answer, words(question)) is lacks


@pytest.mark.parametrize(
    "text", ["thanks", "k thanks", "Thank you very much, that was helpful.", "thx bot ur the best", "ty!"]
)
def test_a_thank_you_asks_nothing(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize("text", ["thanks, and who said so", "thanks. where?", "who thanked them", "ok", ""])
def test_other_messages_are_no_thank_you(text: str) -> None:
    assert not is_thanks(text)
