from dataclasses import replace

from bot.answering.required import BrokenRequirement, broken_requirements
from bot.knowledge.unchecked import EntryAt, EventAt
from bot.matching.decision import Engine
from tests.answering.conftest import with_entries


def test_what_holds_is_not_reported(bridge_engine: Engine) -> None:
    assert broken_requirements(bridge_engine) == ()


def test_the_shipped_ones_hold(shipped_engine: Engine) -> None:
    assert broken_requirements(shipped_engine) == ()


def test_a_required_question_that_reaches_another_entry_is_reported_with_its_place(bridge_engine: Engine) -> None:
    engine = with_entries(bridge_engine, detour={"must_match": ("is there a detour", "who found the cracks?")})
    (broken,) = broken_requirements(engine)
    assert broken == BrokenRequirement("who found the cracks?", "detour", "who-found", 1)
    assert str(broken) == "“who found the cracks?” must reach `detour`, but reaches `who-found`"
    assert broken.position == EntryAt("detour", "asks", 1)


def test_an_entry_without_an_answer_can_be_required_too(bridge_engine: Engine) -> None:
    assert broken_requirements(with_entries(bridge_engine, injured={"must_match": ("was anybody hurt",)})) == ()
    (broken,) = broken_requirements(with_entries(bridge_engine, ferries={"must_match": ("was anybody hurt",)}))
    assert broken.reached == "injured"


def test_a_forbidden_question_that_is_answered_is_reported_with_its_place(bridge_engine: Engine) -> None:
    knowledge = bridge_engine.matcher.knowledge
    event = replace(knowledge.event, must_not_answer=("Was anybody hurt?", "Who found the cracks?", "and why?"))
    matcher = replace(bridge_engine.matcher, knowledge=replace(knowledge, event=event))
    (broken,) = broken_requirements(replace(bridge_engine, matcher=matcher))
    assert broken == BrokenRequirement("Who found the cracks?", None, "who-found", 1)
    assert str(broken) == "“Who found the cracks?” must not be answered, but reaches `who-found`"
    assert broken.position == EventAt(1)
