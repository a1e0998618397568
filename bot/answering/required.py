"""Required and forbidden questions: what must reach an entry, and what must never get an answer."""

from dataclasses import dataclass

from bot.knowledge.unchecked import EntryAt, EventAt, Position
from bot.matching.decision import Engine, Kind


@dataclass(frozen=True, slots=True)
class BrokenRequirement:
    """A question that no longer goes where it must: `wanted` is its entry, None when it must not be answered."""

    question: str
    wanted: str | None
    reached: str
    index: int

    def __str__(self) -> str:
        must = f"reach `{self.wanted}`" if self.wanted else "not be answered"
        return f"“{self.question}” must {must}, but reaches `{self.reached}`"

    @property
    def position(self) -> Position:
        """Where in the knowledge it is required."""
        return EntryAt(self.wanted, "asks", self.index) if self.wanted else EventAt(self.index)


def broken_requirements(engine: Engine) -> tuple[BrokenRequirement, ...]:
    """Ask every required and forbidden question of the knowledge and return those that go elsewhere."""
    found = []
    knowledge = engine.matcher.knowledge
    for entry in knowledge.entries.values():
        for i, question in enumerate(entry.must_match):
            matches = engine.matcher.match(question)
            best = max((*matches.answerable[:1], *matches.unanswerable[:1]), key=lambda match: match.score)
            if best.entry.id != entry.id:
                found.append(BrokenRequirement(question, entry.id, best.entry.id, i))
    for i, question in enumerate(knowledge.event.must_not_answer):
        decision = engine.decide(question)
        if decision.kind is Kind.ANSWER and decision.entry:
            found.append(BrokenRequirement(question, None, decision.entry.entry.id, i))
    return tuple(found)
