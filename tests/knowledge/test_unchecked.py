from bot.errors import Problem
from bot.knowledge.unchecked import (
    MAX_PROBLEMS,
    ConceptAt,
    EntryAt,
    EventAt,
    PhrasingAt,
    Positions,
    SourceAt,
    UncheckedKnowledge,
)


def test_what_has_no_line_has_the_line_of_what_contains_it() -> None:
    positions = Positions()
    positions.add(EventAt(), "event.yaml", 1)
    positions.add(EntryAt("a"), "a.yaml", 2)
    positions.add(EntryAt("a", "answer"), "a.yaml", 5)
    positions.add(ConceptAt("c"), "concepts.yaml", 7)
    for position, where in (
        (EntryAt("a", "answer", 3), "a.yaml:5"),
        (EntryAt("a", "related", 3), "a.yaml:2"),
        (PhrasingAt("a", "how"), "a.yaml:2"),
        (ConceptAt("c", 2), "concepts.yaml:7"),
        (EventAt(3), "event.yaml:1"),
        (SourceAt("s"), "event.yaml:1"),
        (EntryAt("b"), "event.yaml:1"),
    ):
        assert str(positions.find(position)) == where


def test_what_was_noted_first_stays() -> None:
    positions = Positions()
    positions.add(EntryAt("a"), "a.yaml", 2)
    positions.add(EntryAt("a"), "b.yaml", 3)
    assert positions.problem(EntryAt("a"), "is wrong") == Problem("a.yaml", 2, "is wrong")


def test_problems_come_in_file_order_and_are_capped_file_by_file() -> None:
    many = [Problem("b.yaml", line, "wrong") for line in range(MAX_PROBLEMS + 2, 0, -1)]
    one_more = [Problem("c.yaml", line, "wrong") for line in range(1, MAX_PROBLEMS + 2)]
    unchecked = UncheckedKnowledge(problems=[*many, *one_more, Problem("a.yaml", 9, "wrong")])
    capped = unchecked.capped_problems
    assert capped[0] == Problem("a.yaml", 9, "wrong")
    assert [problem.line for problem in capped if problem.path == "b.yaml"] == [*range(1, MAX_PROBLEMS + 1), 102]
    assert str(capped[MAX_PROBLEMS + 1]) == "b.yaml:102: … and 2 more problems in this file"
    assert str(capped[-1]) == "c.yaml:101: … and 1 more problem in this file"
    assert capped == sorted(capped)


def test_hints_only_while_there_are_few_problems() -> None:
    unchecked = UncheckedKnowledge(problems=[Problem("a.yaml", 1, "")] * (MAX_PROBLEMS - 1))
    assert unchecked.hint("detuor", ["detour"]) == "did you mean `detour`?"
    unchecked.report(EventAt(), "one more")
    assert unchecked.hint("detuor", ["detour"]) == ""
