import pytest

from bot.matching.facts import facts_on
from bot.matching.matcher import Matcher


def facts(matcher: Matcher, question: str, *entries: str, shown: str = "", limit: int = 3) -> list[str]:
    known = matcher.knowledge.entries
    already = known[shown].answer if shown else ()
    return [
        one.says for one in facts_on(matcher, matcher.match(question), already, map(known.__getitem__, entries), limit)
    ]


def test_the_sentence_that_covers_most_comes_first(bridge_matcher: Matcher) -> None:
    assert facts(bridge_matcher, "the city engineer found cracks", "when-closed", "who-found") == [
        "The cracks were found by the city engineer, Dana Okafor."
    ]


def test_what_is_shown_is_not_said_again(bridge_matcher: Matcher) -> None:
    assert facts(bridge_matcher, "the city engineer found cracks", "who-found", shown="who-found") == []


def test_there_are_never_more_than_wanted(shipped_matcher: Matcher) -> None:
    entries = [key for key, entry in shipped_matcher.knowledge.entries.items() if entry.answerable]
    claim = "Kirby and Akiba and Sullivan and Shin met in Washington about missiles, workers and the South China Sea"
    assert [len(facts(shipped_matcher, claim, *entries, limit=limit)) for limit in (0, 1, 2)] == [0, 1, 2]


def test_a_sentence_that_points_back_never_stands_alone(shipped_matcher: Matcher) -> None:
    entries = [key for key, entry in shipped_matcher.knowledge.entries.items() if entry.answerable]
    for claim in ("they were taken from Wonsan to Vladivostok", "he called it a highly concerning probability"):
        said = facts(shipped_matcher, claim, *entries)
        assert said
        assert not any(sentence.startswith(("He ", "They ", "It ", "That ", "This ")) for sentence in said)


def test_what_every_sentence_says_is_no_reason_to_show_one(shipped_matcher: Matcher) -> None:
    entries = [key for key, entry in shipped_matcher.knowledge.entries.items() if entry.answerable]
    assert facts(shipped_matcher, "North Korea and Russia", *entries) == []


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (
            "the closing is a precaution because of cracks",
            [
                "The council calls the closing “a precaution”.",
                "An engineer found cracks in two cables, the Courier reports.",
            ],
        ),
        ("cars are sent through the Mill Tunnel", ["Cars are sent through the Mill Tunnel."]),
        ("the bridge", ["The Harbour Bridge was closed on Sunday, 10 March, at noon."]),
        ("pizza with cheese", []),
    ],
)
def test_each_further_sentence_says_something_of_the_claim_that_is_not_said_yet(
    bridge_matcher: Matcher, claim: str, said: list[str]
) -> None:
    entries = [key for key, entry in bridge_matcher.knowledge.entries.items() if entry.answerable and not entry.common]
    assert facts(bridge_matcher, claim, *entries) == said


def test_a_sentence_of_two_entries_is_said_once(bridge_matcher: Matcher) -> None:
    found = facts(bridge_matcher, "the city engineer found cracks", "who-found", "who-found")
    assert found == ["The cracks were found by the city engineer, Dana Okafor."]
