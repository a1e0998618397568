"""Why a question was answered as it was, in words that its asker can check."""

from dataclasses import dataclass

from bot.knowledge.model import Entry
from bot.matching.decision import Engine


@dataclass(frozen=True, slots=True)
class Why:
    """An entry that answered; and where the question is known: what it came closest to, and what came next.

    `sure` is the probability, from 0 to 1, that the question asks for this entry.
    """

    entry: Entry
    question: str = ""
    phrasing: str = ""
    sure: float = 0.0
    runner_up: Entry | None = None

    @property
    def lines(self) -> list[str]:
        """What it says, one thing per line."""
        if not self.question:
            return ["I no longer have the question: it is kept for a few minutes only."]
        lines = [
            f"You asked: “{self.question}”",
            f"I read it as: “{self.entry.title}” ({self.sure:.0%} sure)",
            f"The closest question I know for that: “{self.phrasing}”",
        ]
        return lines + ([f"Next closest: “{self.runner_up.title}”"] if self.runner_up else [])


def why(engine: Engine, entry: Entry, question: str, earlier: str | None = None) -> Why:
    """Say why a question, read with an earlier one, was answered with an entry; or that it is no longer known."""
    if not question.strip():
        return Why(entry)
    matches = engine.decide(question, earlier).matches
    ranked = matches.ranked
    own = next((match.probability for match in ranked if match.entry.id == entry.id), 0.0)
    other = next((match.entry for match in ranked if match.entry.id != entry.id), None)
    readable = other if other and other.approved and not other.common else None
    phrasing, _ = engine.matcher.closest_phrasing(matches.question, entry)
    return Why(entry, question, phrasing, own, readable)
