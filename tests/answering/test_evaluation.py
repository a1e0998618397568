import json
from pathlib import Path

import pytest

from bot.answering.desk import Desk
from bot.answering.evaluation import LabelledQuestion, ask_with_history, evaluate, read_questions
from bot.answering.golden import broken_golden_questions
from bot.errors import QuestionsError
from bot.matching.decision import Thresholds
from tests.conftest import DATA


def label(question: str, paragraphs: list[int], must: list[str], **more: object) -> LabelledQuestion:
    content = {"id": "q", "question": question, "kind": "plain", "paragraphs": paragraphs, "must": must, **more}
    return LabelledQuestion.model_validate_json(json.dumps(content))


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        (label("Who found the cracks?", [2], ["okafor"]), "right"),
        (label("Who found the cracks?", [3], ["okafor"]), "wrong"),
        (label("Who found the cracks?", [2], ["jones"]), "wrong"),
        (label("Was anybody hurt?", [2], []), "missed"),
        (label("Was anybody hurt?", [], []), "right"),
        (label("Who found the cracks?", [], []), "wrong"),
    ],
)
def test_judges_replies(desk: Desk, asked: LabelledQuestion, verdict: str) -> None:
    assert [one.verdict for one in evaluate(desk, [asked])] == [verdict]


def test_history_may_be_a_text_or_a_list(desk: Desk) -> None:
    for history in ("who found the cracks?", ["hello", "who found the cracks?"]):
        reply = ask_with_history(desk, label("and that one?", [2], [], history=history))
        assert reply.entry == desk.knowledge.entries["who-found"]


def test_every_bad_line_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"id": 1}\nnope\n{"id": 1, "question": "x", "kind": "y", "paragraphs": [], "must": ["("]}\n')
    with pytest.raises(QuestionsError) as caught:
        read_questions(path)
    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == [f"{path}:{i}" for i in (1, 2, 3)]


@pytest.mark.parametrize("name", ["a", "b", "c", "d"])
def test_labelled_questions_of_the_project_can_be_read(name: str) -> None:
    assert len(read_questions(DATA / "questions" / f"{name}.jsonl")) >= 300


def test_shipped_golden_questions_hold(shipped_desk: Desk) -> None:
    thresholds = Thresholds(answer_at=0.75, offer_at=0.15)
    assert broken_golden_questions(shipped_desk.matcher, shipped_desk.confidence, thresholds) == []
