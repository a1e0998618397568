import pytest

from bot.matching.asking import asked_for
from bot.matching.evidence import weigh
from bot.matching.matcher import Matcher
from bot.matching.text import words


def piece(matcher: Matcher, text: str, name: str) -> tuple[float, str]:
    return next((found.value, found.says) for found in weigh(matcher, matcher.match(text)) if found.name == name)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who confirmed it?", "who"), ("whats the name of it", "who"), ("how many went", "how-many"),
        ("how long will it last", "how-long"), ("how come they went", "why"), ("on what day", "when"),
        ("which city", "where"), ("did they fly", "whether"), ("so are they there", "whether"), ("fair game", "topic"),
        ("how did they get there", "how"), ("what did he say", "what"),
    ],
)  # fmt: skip
def test_tells_what_kind_of_thing_is_asked_for(question: str, kind: str) -> None:
    assert asked_for(words(question)) == kind


def test_a_lead_speaks_for_an_entry(bridge_matcher: Matcher) -> None:
    assert piece(bridge_matcher, "who found the cracks", "lead")[0] > 0.3
    assert piece(bridge_matcher, "who pays for new cables", "lead")[0] < 0


def test_names_what_is_uncovered_foreign_negated_and_turned(shipped_matcher: Matcher) -> None:
    value, says = piece(shipped_matcher, "who confirmed the unicorns", "foreign")
    assert value == 1
    assert "unicorns" in says
    assert "unicorn" in piece(shipped_matcher, "who confirmed the unicorns", "uncovered")[1]
    assert piece(shipped_matcher, "why did washington not confirm it", "negation")[0] == 1
    assert piece(shipped_matcher, "how many soldiers did russia send to north korea", "turned")[0] >= 1
    assert piece(shipped_matcher, "did north korea send 54321 soldiers", "numbers")[0] == 1


def test_entries_that_cite_the_same_share_their_belief(bridge_matcher: Matcher) -> None:
    assert "%" in piece(bridge_matcher, "who found the cracks", "agreement")[1]
