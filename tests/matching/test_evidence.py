import math
from dataclasses import replace

import pytest

from bot.knowledge.model import Citation, Sentence
from bot.matching.candidate import Candidate
from bot.matching.evidence import PIECES, Evidence, weigh
from bot.matching.matcher import Matcher


def evidence(matcher: Matcher, text: str) -> tuple[Evidence, ...]:
    matches = matcher.match(text)
    return weigh(Candidate(matcher, matches, matches.answerable[0]))


def piece(matcher: Matcher, text: str, name: str) -> Evidence:
    return next(found for found in evidence(matcher, text) if found.name == name)


def test_every_piece_is_weighed_once_in_order(bridge_matcher: Matcher) -> None:
    names = [found.name for found in evidence(bridge_matcher, "who found the cracks")]
    assert names == [found.name for found in PIECES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("text", ["who found the cracks", "", "x" * 30, "why 3000 not?", "the of and"])
def test_every_value_is_a_finite_number(bridge_matcher: Matcher, text: str) -> None:
    assert all(math.isfinite(found.value) for found in evidence(bridge_matcher, text))


def test_a_lead_over_unanswered_entries_is_positive_where_the_answer_is_clear(bridge_matcher: Matcher) -> None:
    assert piece(bridge_matcher, "who found the cracks", "lead").value > 0.3
    assert piece(bridge_matcher, "who pays for new cables", "lead-over-unknowns").value < 0
    assert piece(bridge_matcher, "tell me a joke", "lead-over-other-subjects").value < 0


def test_names_what_the_entry_does_not_have(shipped_matcher: Matcher) -> None:
    unknown = piece(shipped_matcher, "who confirmed the unicorns", "unknown-words")
    assert (unknown.value, unknown.says) == (1, "words the record doesn't have: unicorns")
    assert "unicorn" in piece(shipped_matcher, "who confirmed the unicorns", "unmatched-share").says
    rarest = piece(shipped_matcher, "who confirmed the unicorns", "rarest-unmatched")
    assert rarest.says == "the rarest of them: unicorn"
    assert piece(shipped_matcher, "why did washington not confirm it", "negation").value == 1
    assert piece(shipped_matcher, "how many soldiers did russia send to north korea", "roles-swapped").value >= 1
    strange = piece(shipped_matcher, "did north korea send 54321 soldiers", "numbers")
    assert (strange.value, strange.says) == (1, "numbers the entry doesn't have: 54321")


def test_an_attribute_that_the_entry_lacks_counts_against_it(bridge_matcher: Matcher) -> None:
    assert piece(bridge_matcher, "what party is Dana Okafor in", "asked-for").says.endswith(": party")
    assert piece(bridge_matcher, "how old is the engineer Dana Okafor", "answer-type").value == 1
    assert piece(bridge_matcher, "who found the cracks", "answer-type").value == 0


def test_entries_that_cite_the_same_paragraphs_share_their_probability(bridge_matcher: Matcher) -> None:
    question = "why was it closed and who found the damage"
    apart = piece(bridge_matcher, question, "agreement").value
    same = (Sentence("It is so.", (Citation("courier", 2),)),)
    entries = {
        key: replace(entry, answer=same) if key in ("why-closed", "who-found") else entry
        for key, entry in bridge_matcher.knowledge.entries.items()
    }
    together = replace(bridge_matcher, knowledge=replace(bridge_matcher.knowledge, entries=entries))
    assert piece(together, question, "agreement").value > apart


def test_depth_is_that_of_the_record(bridge_matcher: Matcher, shipped_matcher: Matcher) -> None:
    assert piece(bridge_matcher, "who found the cracks", "unknown-entries").value == pytest.approx(math.log1p(3))
    shallow, deep = (piece(m, "who confirmed it", "phrasing-depth").value for m in (bridge_matcher, shipped_matcher))
    assert shallow < deep
