from pathlib import Path

import pytest

from bot.knowledge.messages import did_you_mean
from bot.knowledge.model import Status
from tests.knowledge.editing import problems_of, replace_in, save


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("detuor", "did you mean `detour`?"),
        ("when-close", "did you mean `when-closed`?"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_hints_at_the_most_similar_word(given: str, hint: str) -> None:
    assert did_you_mean(given, ["when-closed", "why-closed", "detour"]) == hint


def test_hints_at_nothing_when_nothing_is_known() -> None:
    assert did_you_mean("detour", []) == ""


def test_names_every_status(bridge: Path) -> None:
    replace_in(bridge / "closing.yaml", "status: disputed", "status: maybe")
    allowed = ", ".join(status.value for status in Status)
    assert problems_of(bridge) == [f"bridge/closing.yaml:18: `status` cannot be `maybe`; allowed: {allowed}"]


def test_a_long_value_is_shortened_in_the_message(bridge: Path) -> None:
    replace_in(bridge / "closing.yaml", "status: disputed", f"status: {'x' * 1000}")
    (problem,) = problems_of(bridge)
    assert f"`status` cannot be `{'x' * 39}…`; allowed: " in problem


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "new.yaml",
            "- {id: x, status: 5, questions: {a: 1}, answer: 7, related: ~, asks: [~], gap: [1], x: 1, 5: 6}\n",
        ),
        ("new.yaml", "- {id: x, status: confirmed, questions: [a], answer: [{}, 5, [], {says: [], cites: {}}]}\n"),
        ("new.yaml", "- {id: 2024-10-25, status: [], questions: [1.5], answer: ~}\n"),
        ("event.yaml", "event: 5\nsources: 6\n"),
        ("event.yaml", "event: {id: ~, title: [], as_of: 5, never: x}\nsources: {a: 5, B: {}, c: {paragraphs: 0.5}}\n"),
        ("event.yaml", "5\n"),
        ("concepts.yaml", "a: {}\n5: []\n[]: 1\n"),
        ("concepts.yaml", "- a\n"),
        ("phrasings/x.yaml", "detour: [~, 5, {a: 1}, [], '', 2024-10-25]\n"),
    ],
)
def test_no_message_is_in_the_words_of_a_library(bridge: Path, name: str, content: str) -> None:
    save(bridge / name, content)
    found = problems_of(bridge)
    assert found
    for problem in found:
        assert problem.startswith(f"bridge/{name}:")
        for word in ("Input", "input", "valid", "pydantic", "str_", "None", "NoneType", "<", "is wrong"):
            assert word not in problem
