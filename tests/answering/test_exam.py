import shutil
from pathlib import Path

import pytest

from bot import paths
from bot.answering.desk import Desk
from bot.answering.exam import Graded, drafted, quality_lines, take_exam
from bot.answering.reply import Reply
from bot.knowledge.loader import load_knowledge
from bot.matching.confidence import Confidence
from bot.matching.decision import Engine, Thresholds
from bot.matching.training import Trainer
from tests.conftest import DATA
from tests.knowledge.editing import problems_of, save

EXAM = """why-closed:
  - what is wrong with the brigde
  - "who discovered the damage >> and why is it closed"
who-found:
  - name of the enginer
detour:
  - is there a detour
injured:
  - were there any injuries at all
none:
  - what's your favourite football team
  - who built the opera house
"""


@pytest.fixture
def examined(bridge: Path, confidence: Confidence, thresholds: Thresholds):
    def run(exam: str, name: str = "round-1") -> Desk:
        save(bridge / "exam" / f"{name}.yaml", exam)
        knowledge = load_knowledge(bridge, paths.COMMON).knowledge
        return Desk(Engine(Trainer().train(knowledge), confidence, thresholds))

    return run


def test_asks_every_question_and_says_what_the_replies_are_worth(examined) -> None:
    result = take_exam(examined(EXAM))
    verdicts = {one.question.text: one.verdict for one in result.graded}
    assert list(verdicts) == [
        "what is wrong with the brigde",
        "who discovered the damage >> and why is it closed",
        "name of the enginer",
        "were there any injuries at all",
        "what's your favourite football team",
        "who built the opera house",
    ]  # “is there a detour” is a phrasing, so it tests nothing
    assert (len(result.answerable), len(result.unanswerable)) == (3, 3)
    assert all(verdict in ("right", "offered") for verdict in verdicts.values())
    right = sum(one.verdict == "right" for one in result.answerable)
    offered = len(result.answerable) - right
    assert (
        str(result)
        == f"exam of 6: {right} of 3 right, {offered} offered, 0 missed, 0 wrong; 100% of the unknown held back"
    )


def test_the_latest_round_counts(examined) -> None:
    examined(EXAM)
    result = take_exam(examined("detour:\n  - which way around for lorries\n", "round-10"))
    assert (result.round, len(result.graded)) == (10, 1)


def test_a_record_without_an_exam_has_no_result(desk: Desk) -> None:
    assert take_exam(desk) is None
    assert list(quality_lines(desk.knowledge, None)) == []


def test_says_what_would_help_most(examined) -> None:
    result = take_exam(
        examined("detour:\n  - where is my uncle's boat\n  - can ships pass\nwhy-closed: [was it the mayor]\n")
    )
    assert result.share("right", "offered") < 1
    assert result.advice.startswith("what would help most: phrasings for `")


def test_wrong_answers_to_the_unknown_are_named_with_their_entry(desk: Desk) -> None:
    from bot.answering.exam import ExamResult
    from bot.knowledge.model import ExamQuestion

    reply: Reply = desk.ask("Who found the cracks?")
    result = ExamResult(1, (Graded(ExamQuestion("who built it", None), reply, "wrong"),))
    assert (result.held_back, result.share("right")) == (0.0, 1.0)
    assert result.advice == "what would help most: unknowns close to `who-found`"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        (
            "round-1",
            "detuor:\n  - x\n",
            "bridge/exam/round-1.yaml:1: no entry has the id `detuor`; did you mean `detour`?",
        ),
        (
            "first",
            "detour:\n  - x\n",
            "bridge/exam/first.yaml:1: is not the name of an exam; rename it to round-1.yaml",
        ),
        ("round-1", "- x\n", "bridge/exam/round-1.yaml:1: `the file` must be lines of `key: value`"),
    ],
)
def test_names_what_is_wrong_with_an_exam(bridge: Path, name: str, text: str, problem: str) -> None:
    save(bridge / "exam" / f"{name}.yaml", text)
    (found,) = problems_of(bridge, paths.COMMON)
    assert found.startswith(problem)


def test_an_exam_changes_no_answer(bridge: Path) -> None:
    before = load_knowledge(bridge, paths.COMMON).knowledge.entries
    save(bridge / "exam" / "round-1.yaml", EXAM)
    assert load_knowledge(bridge, paths.COMMON).knowledge.entries == before


def test_counts_what_is_drafted(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DATA / "bridge", tmp_path / "bridge"))
    draft = "- id: x\n  approved: false\n  status: not-reported\n  questions: [what else is new]\n"
    save(folder / "more.yaml", draft)
    knowledge = load_knowledge(folder, paths.COMMON).knowledge
    assert drafted(knowledge.unapproved) == "1 gap"
    assert list(quality_lines(knowledge, None)) == [
        "Hidden from members until approved: 1 gap (`onrecord draft --approve`)."
    ]
