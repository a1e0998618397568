import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.matcher import Matcher, names_nothing, refers_back

POLITE = st.sampled_from(["", "hi, ", "please ", "Hello there! ", "could you tell me ", "quick question: "])
THANKS = st.sampled_from(["", " please", " thanks", "??", " pls", " thank you!"])


def best(matcher: Matcher, text: str, earlier: str | None = None) -> str:
    matches = matcher.match(text, earlier)
    return max((matches.answerable[0], matches.unanswerable[0]), key=lambda match: match.score).entry.id


def test_every_title_reaches_its_own_entry(shipped_matcher: Matcher) -> None:
    reached = {entry.id: best(shipped_matcher, entry.title) for entry in shipped_matcher.knowledge.own_entries}
    assert {entry: found for entry, found in reached.items() if found != entry} == {}


def test_probabilities_sum_to_one(bridge_matcher: Matcher) -> None:
    matches = bridge_matcher.match("why is it shut")
    every = (*matches.answerable, *matches.unanswerable)
    assert sum(match.probability for match in every) == pytest.approx(1, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), before=POLITE, after=THANKS, shout=st.booleans(), spaces=st.integers(1, 4))
def test_pleasantries_case_and_spacing_do_not_change_the_entry(
    shipped_matcher: Matcher, data: st.DataObject, before: str, after: str, shout: bool, spaces: int
) -> None:
    entry = data.draw(st.sampled_from(shipped_matcher.knowledge.own_entries))
    text = before + entry.title + after
    text = (text.upper() if shout else text).replace(" ", " " * spaces)
    assert best(shipped_matcher, text) == entry.id


@pytest.mark.parametrize("text", ["and why?", "how many though", "and from there?", "where", "which one"])
def test_some_messages_name_nothing_of_their_own(bridge_matcher: Matcher, text: str) -> None:
    assert names_nothing(bridge_matcher.vocabulary.read(text))


@pytest.mark.parametrize("text", ["who's Sullivan?", "what's 2+2", "Who is the publisher?", "stop", "what game is it"])
def test_others_name_something(bridge_matcher: Matcher, text: str) -> None:
    assert not names_nothing(bridge_matcher.vocabulary.read(text))


def test_some_messages_refer_back(bridge_matcher: Matcher) -> None:
    assert refers_back(bridge_matcher.vocabulary.read("did they find it"))
    assert not refers_back(bridge_matcher.vocabulary.read("who found the cracks"))


@pytest.mark.parametrize("earlier", ["tell me a joke", "was anybody hurt?", "which way can I drive instead?"])
def test_what_is_complete_alone_is_not_changed_by_what_came_before(bridge_matcher: Matcher, earlier: str) -> None:
    for question in ("who found the cracks?", "When was the bridge closed?", "Are there extra ferries?"):
        alone, after = bridge_matcher.match(question), bridge_matcher.match(question, earlier)
        assert alone == after


def test_what_names_nothing_is_read_with_what_came_before(bridge_matcher: Matcher) -> None:
    matches = bridge_matcher.match("and why?", "when was the bridge closed?")
    assert matches.in_context
    assert matches.answerable[0].entry.id == "why-closed"


def test_the_closest_phrasing_is_named(bridge_matcher: Matcher) -> None:
    entry = bridge_matcher.knowledge.entries["who-found"]
    phrasing, alike = bridge_matcher.closest_phrasing(bridge_matcher.vocabulary.read("found the cracks who"), entry)
    assert (phrasing, alike) == ("Who found the cracks?", 1.0)


def test_what_a_question_names_itself_is_not_lost_in_context(shipped_matcher: Matcher) -> None:
    earlier = "Which demands did they make to Russia and North Korea?"
    assert best(shipped_matcher, "Has Russia reacted to it?", earlier) == "russia-response"
