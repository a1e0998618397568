from dataclasses import replace

import pytest

from bot.matching.confidence import Confidence, Forest
from bot.matching.decision import Engine, Kind, Reason, Thresholds
from bot.matching.matcher import Matcher

EVERYTHING, NOTHING = Forest(base=30.0, trees=[]), Forest(base=-30.0, trees=[])
SURE, UNSURE, LOST = Confidence(EVERYTHING, EVERYTHING), Confidence(NOTHING, EVERYTHING), Confidence(NOTHING, NOTHING)


def engine(matcher: Matcher, confidence: Confidence) -> Engine:
    return Engine(matcher, confidence, Thresholds(0.75, 0.15))


@pytest.mark.parametrize(
    ("question", "confidence", "kind", "reason", "entry"),
    [
        ("who found the cracks", SURE, Kind.ANSWER, Reason.CONFIDENT, "who-found"),
        ("who found the cracks", UNSURE, Kind.SUGGEST, Reason.UNSURE, None),
        ("who found the cracks", LOST, Kind.REFUSE, Reason.NO_MATCH, None),
        ("was anybody hurt", UNSURE, Kind.NOT_REPORTED, Reason.CLEAR_GAP, "injured"),
        ("tell me a joke", UNSURE, Kind.REFUSE, Reason.OFF_TOPIC, None),
        ("hello, how are you", UNSURE, Kind.CHAT, Reason.SMALL_TALK, None),
        ("thank you", UNSURE, Kind.CHAT, Reason.THANKS, None),
        ("who made you", UNSURE, Kind.CHAT, Reason.WHO_ARE_YOU, None),
        ("where", SURE, Kind.CHAT, Reason.INCOMPLETE, None),
        ("how many", SURE, Kind.CHAT, Reason.INCOMPLETE, None),
        ("😀", SURE, Kind.CHAT, Reason.EMPTY, None),
    ],
)
def test_each_branch_has_its_reason(
    bridge_matcher: Matcher, question: str, confidence: Confidence, kind: Kind, reason: Reason, entry: str | None
) -> None:
    decision = engine(bridge_matcher, confidence).decide(question)
    reached = decision.entry.entry.id if decision.entry else None
    assert (decision.kind, decision.reason, reached) == (kind, reason, entry)


def test_a_gap_that_leads_by_little_is_said_only_where_no_choice_is_likely(bridge_matcher: Matcher) -> None:
    matches = bridge_matcher.match("who pays for it")
    gap, best = matches.unanswerable[0], matches.answerable[0]
    assert not gap.entry.common
    assert gap.score > best.score
    decision = engine(bridge_matcher, LOST).decide("who pays for it")
    assert decision.kind is Kind.NOT_REPORTED
    assert decision.reason in (Reason.GAP, Reason.CLEAR_GAP)


def test_choices_are_the_best_answered_entries_without_the_one_answered_from(bridge_matcher: Matcher) -> None:
    decision = engine(bridge_matcher, SURE).decide("who found the cracks")
    assert decision.entry is not None
    assert len(decision.choices) == 3
    assert decision.entry not in decision.choices
    assert all(match.entry.answerable for match in decision.choices)
    scores = [match.score for match in decision.choices]
    assert scores == sorted(scores, reverse=True)


def test_without_answered_entries_a_gap_is_said(bridge_matcher: Matcher) -> None:
    knowledge = bridge_matcher.knowledge
    gaps = {
        key: entry if not entry.answerable else replace(entry, status=knowledge.entries["injured"].status, answer=())
        for key, entry in knowledge.entries.items()
    }
    matcher = replace(bridge_matcher, knowledge=replace(knowledge, entries=gaps))
    decision = engine(matcher, SURE).decide("was anybody hurt")
    assert (decision.kind, decision.confidence, decision.choices) == (Kind.NOT_REPORTED, 0.0, ())
