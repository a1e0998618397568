import pytest

from bot.answering.desk import Desk
from bot.answering.evaluation import ask_with_history, evaluate, fits
from bot.answering.jsonl import AskedQuestion, LabelledQuestion


def label(question: str, paragraphs: list[int], must: list[str] | None = None, **more: object) -> LabelledQuestion:
    content = {"question": question, "kind": "plain", "paragraphs": paragraphs, "must": must or [], **more}
    return LabelledQuestion.model_validate(content)


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        (label("Who found the cracks?", [2], ["okafor"]), "right"),
        (label("Who found the cracks?", [1, 2], ["OKAFOR", "city engineer"]), "right"),
        (label("Who found the cracks?", [3], ["okafor"]), "wrong"),
        (label("Who found the cracks?", [2], ["jones"]), "wrong"),
        (label("Who found the cracks?", []), "wrong"),
        (label("Was anybody hurt?", []), "right"),
        (label("Was anybody hurt?", [2]), "missed"),
        (label("when did they find it", [1], ["noon"]), "offered"),
        (label("when did they find it", [4], ["tunnels"]), "missed"),
        (label("when did they find it", []), "right"),
    ],
)
def test_judges_replies(desk: Desk, asked: LabelledQuestion, verdict: str) -> None:
    (found,) = evaluate(desk, [asked])
    assert (found.label, found.verdict) == (asked, verdict)


@pytest.mark.parametrize(("source", "fitting"), [(None, True), ("courier", True), ("council", False)])
def test_a_paragraph_of_another_source_does_not_count(desk: Desk, source: str | None, fitting: bool) -> None:
    asked = label("Who found the cracks?", [2], source=source)
    assert fits(asked, desk.knowledge.entries["who-found"]) is fitting


@pytest.mark.parametrize("history", ["who found the cracks?", ["hello", "who found the cracks?"]])
def test_a_history_is_read_as_one_conversation(desk: Desk, history: str | list[str]) -> None:
    reply = ask_with_history(desk, AskedQuestion(question="and that one?", history=history))
    assert reply.entry == desk.knowledge.entries["who-found"]


def test_a_follow_up_in_the_history_keeps_its_subject(desk: Desk) -> None:
    history = ["when was the bridge closed?", "and why?"]
    reply = ask_with_history(desk, AskedQuestion(question="and that one?", history=history))
    assert reply.entry == desk.knowledge.entries["why-closed"]


def test_only_what_the_next_question_needs_of_the_history_is_kept(desk: Desk) -> None:
    history = ["who found the cracks?", "which way can I drive by car instead?"]
    reply = ask_with_history(desk, AskedQuestion(question="and that one?", history=history))
    assert reply.entry == desk.knowledge.entries["detour"]
