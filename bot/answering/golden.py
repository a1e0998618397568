"""Golden questions: what must reach an entry, and what must never be answered."""

from dataclasses import dataclass

from bot.matching.confidence import Confidence
from bot.matching.decision import Kind, Thresholds, decide
from bot.matching.matcher import Matcher


@dataclass(frozen=True, slots=True)
class Broken:
    """A golden question that no longer holds: the entry it must reach (None: must not be answered), where it goes."""

    question: str
    wanted: str | None
    reached: str | None
    index: int

    def __str__(self) -> str:
        if self.wanted is None:
            return f"“{self.question}” must not be answered, but reaches `{self.reached}`"
        return f"“{self.question}” must reach `{self.wanted}`, but reaches `{self.reached}`"


def broken_golden_questions(matcher: Matcher, confidence: Confidence, thresholds: Thresholds) -> list[Broken]:
    """Ask every golden question of the knowledge and return those that go elsewhere."""
    found = []
    for entry in matcher.knowledge.entries.values():
        for i, question in enumerate(entry.asks):
            matches = matcher.match(question)
            best = max((*matches.answerable[:1], *matches.rest[:1]), key=lambda match: match.score)
            if best.entry.id != entry.id:
                found.append(Broken(question, entry.id, best.entry.id, i))
    for i, question in enumerate(matcher.knowledge.event.never):
        decision = decide(matcher, confidence, thresholds, matcher.match(question))
        if decision.kind is Kind.ANSWER:
            found.append(Broken(question, None, decision.matches[0].entry.id, i))
    return found
