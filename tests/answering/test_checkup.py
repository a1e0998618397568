from pathlib import Path

import pytest

from bot import paths
from bot.answering.checkup import Checkup, check_up
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.errors import KnowledgeError
from bot.knowledge.model import Depth
from bot.matching.confidence import Confidence
from bot.matching.decision import Thresholds
from tests.answering.conftest import edit
from tests.conftest import DATA

COURIER = (DATA / "bridge-courier.txt").read_bytes()


@pytest.fixture
def check(bridge: Path, cache: Path, confidence: Confidence, thresholds: Thresholds):
    def run(**articles: bytes) -> Checkup:
        return check_up(KnowledgeFolder(bridge, paths.COMMON, cache), articles, confidence, thresholds)

    return run


def test_a_sound_record_has_advice_and_a_depth(check) -> None:
    checkup = check()
    assert (checkup.problems, checkup.notes, checkup.exam) == ((), (), None)
    assert Depth.of(checkup.knowledge) == Depth(5, 3, 29, 4.0, 9)
    assert [str(advice).split(" phrasings")[0] for advice in checkup.advice[:8]] == [
        "bridge/closing.yaml:1: `when-closed` has 5",
        "bridge/closing.yaml:9: `why-closed` has 5",
        "bridge/closing.yaml:17: `how-long` has 3",
        "bridge/closing.yaml:23: `who-found` has 4",
        "bridge/closing.yaml:29: `detour` has 3",
        "bridge/unknown.yaml:1: `repair-cost` has 3",
        "bridge/unknown.yaml:4: `injured` has 3",
        "bridge/unknown.yaml:7: `ferries` has 3",
    ]


def test_what_could_not_be_checked_against_an_article_is_a_note(check) -> None:
    checkup = check(courier=COURIER)
    assert checkup.problems == ()
    assert [str(note) for note in checkup.notes] == [
        "bridge/closing.yaml:15: not checked: no article was given for `council`",
        "bridge/closing.yaml:21: not checked: no article was given for `council`",
    ]


def test_names_what_the_article_does_not_say_and_which_required_question_fails(check, bridge: Path) -> None:
    edit(bridge / "closing.yaml", "Dana Okafor", "Diana Okafor")
    edit(bridge / "closing.yaml", "asks: [what day did they shut the crossing]", "asks: [x, who found the cracks?]")
    assert [str(problem) for problem in check(courier=COURIER).problems][-1:] == [
        "bridge/closing.yaml:8: required question: “who found the cracks?” must reach `when-closed`, "
        "but reaches `who-found`; add phrasings to the right one"
    ]
    assert str(check(courier=COURIER).problems[0]) == (
        "bridge/closing.yaml:27: the name Diana Okafor is not in courier:2; correct it"
    )


def test_a_forbidden_question_that_is_answered_is_a_problem_at_its_line(check, bridge: Path) -> None:
    edit(bridge / "event.yaml", "    - What is your", "    - who found the cracks?\n    - What is your")
    (problem,) = check().problems
    assert str(problem) == (
        "bridge/event.yaml:6: required question: “who found the cracks?” must not be answered, "
        "but reaches `who-found`; add phrasings to the right one"
    )


def test_what_cannot_be_loaded_raises_with_every_problem(check, bridge: Path) -> None:
    edit(bridge / "closing.yaml", "cites: courier:1", "cites: courier:9")
    edit(bridge / "closing.yaml", "cites: courier:4", "cites: herald:4")
    with pytest.raises(KnowledgeError) as caught:
        check()
    assert [problem.line for problem in caught.value.problems] == [6, 34]
