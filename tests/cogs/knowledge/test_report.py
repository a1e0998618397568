from dataclasses import replace
from datetime import date

import pytest

from bot.answering.reload import Reload, ReloadResult
from bot.answering.required import BrokenRequirement
from bot.cogs.knowledge.report import plural, reload_report, status_report
from bot.errors import Problem
from bot.knowledge.changes import Changes
from bot.matching.decision import Engine


def problems(count: int) -> tuple[Problem, ...]:
    return tuple(Problem("bridge/closing.yaml", line, "unknown word") for line in range(1, count + 1))


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 problems"), (1, "1 problem"), (2, "2 problems"), (12_345, "12,345 problems")]
)
def test_counts_with_the_noun_in_its_number(count: int, said: str) -> None:
    assert plural(count, "problem") == said


@pytest.mark.parametrize(("count", "more"), [(1, None), (10, None), (11, 1), (300, 290)])
def test_lists_ten_problems_and_counts_the_rest(count: int, more: int | None) -> None:
    head, *lines = reload_report(ReloadResult(Reload.FAILED, problems=problems(count))).splitlines()
    assert head == f"**Reload failed: {plural(count, 'problem')}.** Still using the previous version."
    assert lines[:10] == [f"- bridge/closing.yaml:{line}: unknown word" for line in range(1, min(count, 10) + 1)]
    assert lines[10:] == ([f"… and {more} more; `onrecord check` lists them all."] if more else [])


def test_code_stays_code_and_everything_else_is_no_markup() -> None:
    problem = Problem("bridge/*a*.yaml", 3, "`<@1> *x*`: is no id; write it like `when-closed`, **not** <t:0:R>")
    said = reload_report(ReloadResult(Reload.FAILED, problems=(problem,)))
    assert said.splitlines()[1] == (
        "- bridge/\\*a\\*.yaml:3: `<@1> *x*`: is no id; write it like `when-closed`, \\*\\*not\\*\\* \\<t:0:R\\>"
    )


def test_a_problem_stays_on_its_line() -> None:
    problem = Problem("bridge/a.yaml", 3, "unknown word\n# `x`\n- y")
    assert len(reload_report(ReloadResult(Reload.FAILED, problems=(problem,))).splitlines()) == 2


def test_lists_ten_ids_of_each_sort_and_counts_the_rest() -> None:
    ids = tuple(f"entry-{i}" for i in range(12))
    changes = Changes(added=ids[:1], changed=ids, reworded=ids[:2], removed=ids[:10], lost=(("entry-0", 3),))
    ten = ", ".join(f"`entry-{i}`" for i in range(10))
    assert reload_report(ReloadResult(Reload.DONE, changes)).splitlines() == [
        "**Reloaded.**",
        "Added (1): `entry-0`",
        f"Changed (12): {ten} and 2 more",
        "Only phrasings changed (2): `entry-0`, `entry-1`",
        f"Removed (10): {ten}",
        "3 phrasings gone: 3 of `entry-0`",
    ]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("outcome", [Reload.DONE, Reload.NEEDS_CONFIRMATION])
def test_a_broken_requirement_is_told_as_what_is_or_would_be(outcome: Reload, count: int) -> None:
    broken = tuple(BrokenRequirement(f"where *{i}*", "route", "detour", 0) for i in range(count))
    said = reload_report(ReloadResult(outcome, broken=broken)).splitlines()[-count - 1 :]
    verb = "would now get" if outcome is Reload.NEEDS_CONFIRMATION else "now gets" if count == 1 else "now get"
    assert said[0] == f"**{plural(count, 'required question')} {verb} a different answer:**"
    assert said[1] == "- “where \\*0\\*” must reach `route`, but reaches `detour`"


@pytest.mark.parametrize("outcome", [Reload.DONE, Reload.NEEDS_CONFIRMATION, Reload.FAILED])
def test_a_report_is_one_message_whatever_it_says(outcome: Reload) -> None:
    ids = tuple("x" * 40 + str(i) for i in range(500))
    changes = Changes(ids, ids, ids, ids, tuple((key, 5) for key in ids), True, True)
    broken = tuple(BrokenRequirement("*" * 500, key, key, 0) for key in ids)
    long = tuple(Problem("a" * 250, i, "*" * 500) for i in range(500))
    assert len(reload_report(ReloadResult(outcome, changes, long, broken))) <= 2000


def test_status_says_what_is_loaded_and_that_the_last_reload_failed(bridge_engine: Engine) -> None:
    knowledge = bridge_engine.matcher.knowledge
    event = replace(knowledge.event, title="The *closing*", as_of=date(2024, 3, 1))
    sources = {key: replace(source, publisher=f"_{key}_") for key, source in knowledge.sources.items()}
    changed = replace(knowledge, event=event, sources=sources, checksum="0123456789abcdef")
    assert status_report(changed, None, problems(2)).splitlines() == [
        "**The \\*closing\\***, as of 1 March 2024",
        "5 answered entries, 3 unknowns, 29 phrasings",
        "Sources: \\_courier\\_, \\_council\\_",
        "Version 0123456789ab",
        "The last reload failed (2 problems), so this is the previous version.",
    ]


def test_status_is_one_message_with_many_sources(bridge_engine: Engine) -> None:
    knowledge = bridge_engine.matcher.knowledge
    sources = {f"s{i}": replace(knowledge.sources["courier"], publisher="*" * 200) for i in range(50)}
    assert len(status_report(replace(knowledge, sources=sources), None, problems(1))) <= 2000
