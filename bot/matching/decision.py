"""Matches and evidence -> what to do: answer, offer a choice, say that it is not reported, or refuse."""

from dataclasses import dataclass
from enum import StrEnum

from bot.matching import evidence as weighing
from bot.matching.confidence import Confidence
from bot.matching.evidence import Evidence
from bot.matching.matcher import Match, Matcher, Matches

MOST = 0.5  # of the belief: with more in small talk or another subject, a choice of questions would be beside the point
CHOICES = 3  # more than three buttons are not a choice but a list


class Kind(StrEnum):
    """The four kinds of reply."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    NOT_REPORTED = "not_reported"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which confidence on to answer, and from which on to offer a choice; both from 0 to 1."""

    answer_at: float
    offer_at: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a question, and all that speaks for and against it.

    `matches[0]` is the entry of an answer or of a not-reported reply, the further ones what to offer beside it;
    `confidence` is the probability, from 0 to 1, that the best answer is right.
    """

    kind: Kind
    matches: tuple[Match, ...]
    confidence: float
    evidence: tuple[Evidence, ...]
    found: Matches


def decide(matcher: Matcher, confidence: Confidence, thresholds: Thresholds, found: Matches) -> Decision:
    """Decide on the matches of a question."""
    evidence = weighing.weigh(matcher, found)
    sure = confidence.of_answer(evidence)
    choices = found.answerable[:CHOICES]
    best_of_rest = found.rest[0] if found.rest else None
    unanswered_leads = best_of_rest and (not choices or best_of_rest.score > choices[0].score)
    if not found.question.words:
        kind, shown = Kind.REFUSE, choices
    elif sure >= thresholds.answer_at:
        kind, shown = Kind.ANSWER, choices
    elif best_of_rest and best_of_rest.entry.common and best_of_rest.share > MOST:
        kind, shown = Kind.REFUSE, choices
    elif confidence.of_offer(evidence) >= thresholds.offer_at:
        kind, shown = Kind.SUGGEST, choices
    elif best_of_rest and unanswered_leads and not best_of_rest.entry.common:
        kind, shown = Kind.NOT_REPORTED, (best_of_rest, *choices)
    else:
        kind, shown = Kind.REFUSE, choices
    return Decision(kind, shown, sure, evidence, found)
