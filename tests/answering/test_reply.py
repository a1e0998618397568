from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.answering.reply import Reply, reply_to, reply_with
from bot.knowledge.model import Entry, KnowledgeBase, Status
from bot.matching.decision import Decision, Engine, Kind, Reason
from bot.matching.matcher import Match


@pytest.fixture
def knowledge(bridge_engine: Engine) -> KnowledgeBase:
    return bridge_engine.matcher.knowledge


Decide = Callable[..., Decision]


@pytest.fixture
def decide(bridge_engine: Engine, knowledge: KnowledgeBase) -> Decide:
    """Return a decision made by hand: kind, the entry's id, the ids of the choices."""

    def decision(kind: Kind, entry: str | None, *choices: str) -> Decision:
        matches = {key: Match(each, 1.0, 0.5) for key, each in knowledge.entries.items()}
        return replace(
            bridge_engine.decide("x"),
            kind=kind,
            reason=Reason.CONFIDENT,
            entry=matches[entry] if entry else None,
            choices=tuple(matches[key] for key in choices),
            confidence=0.8,
        )

    return decision


def ids(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.id for entry in entries]


@pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.NOT_REPORTED])
def test_an_answer_and_a_gap_need_an_entry(knowledge: KnowledgeBase, kind: Kind) -> None:
    with pytest.raises(ValueError, match=f"a reply of kind {kind}"):
        Reply(kind=kind, question="x", knowledge=knowledge)


@pytest.mark.parametrize("kind", [Kind.SUGGEST, Kind.REFUSE])
def test_a_choice_and_a_refusal_have_none(knowledge: KnowledgeBase, kind: Kind) -> None:
    with pytest.raises(ValueError, match=f"a reply of kind {kind}"):
        Reply(kind=kind, question="x", knowledge=knowledge, entry=knowledge.entries["detour"])


class TestReplyTo:
    def test_an_answer_offers_what_is_related_instead_of_what_is_near(
        self, knowledge: KnowledgeBase, decide: Decide
    ) -> None:
        reply = reply_to("x", knowledge, decide(Kind.ANSWER, "when-closed", "detour", "how-long"))
        assert reply.entry == knowledge.entries["when-closed"]
        assert ids(reply.choices) == ["why-closed"]
        assert reply.confidence == 0.8

    def test_an_answer_without_related_ones_offers_what_is_near(self, knowledge: KnowledgeBase, decide: Decide) -> None:
        reply = reply_to("x", knowledge, decide(Kind.ANSWER, "detour", "how-long", "who-found"))
        assert ids(reply.choices) == ["how-long", "who-found"]

    def test_a_gap_offers_what_is_related_then_what_is_near_each_once_and_three_at_most(
        self, knowledge: KnowledgeBase, decide: Decide
    ) -> None:
        ferries = replace(knowledge.entries["ferries"], related=("detour", "injured", "detour"))
        changed = replace(knowledge, entries={**knowledge.entries, "ferries": ferries})
        decision = decide(Kind.NOT_REPORTED, "ferries", "how-long", "detour", "who-found", "why-closed")
        decision = replace(decision, entry=Match(ferries, 1.0, 0.5))
        assert ids(reply_to("x", changed, decision).choices) == ["detour", "how-long", "who-found"]

    def test_a_choice_offers_what_is_near(self, knowledge: KnowledgeBase, decide: Decide) -> None:
        reply = reply_to("x", knowledge, decide(Kind.SUGGEST, None, "how-long", "detour"))
        assert reply.entry is None
        assert ids(reply.choices) == ["how-long", "detour"]


class TestReplyWith:
    def test_an_answerable_entry_is_an_answer_without_doubt(self, knowledge: KnowledgeBase) -> None:
        reply = reply_with(knowledge.entries["when-closed"], knowledge)
        assert (reply.kind, reply.question, reply.confidence) == (Kind.ANSWER, "When was the bridge closed?", 1.0)
        assert reply.decision is None
        assert ids(reply.choices) == ["why-closed"]

    def test_an_unanswered_entry_is_a_gap(self, knowledge: KnowledgeBase) -> None:
        reply = reply_with(knowledge.entries["ferries"], knowledge)
        assert (reply.kind, reply.choices) == (Kind.NOT_REPORTED, ())

    def test_related_entries_without_an_answer_are_not_offered_and_three_at_most(
        self, knowledge: KnowledgeBase
    ) -> None:
        related = ("injured", "detour", "detour", "how-long", "who-found", "why-closed")
        entry = replace(knowledge.entries["when-closed"], related=related)
        assert ids(reply_with(entry, knowledge).choices) == ["detour", "how-long", "who-found"]

    def test_a_superseded_entry_is_an_answer_still(self, knowledge: KnowledgeBase) -> None:
        entry = replace(knowledge.entries["detour"], status=Status.SUPERSEDED)
        assert reply_with(entry, knowledge).kind is Kind.ANSWER
