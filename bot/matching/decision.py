"""Matches and evidence -> what to do: answer, offer a choice, say that no source reports it, or refuse."""

from dataclasses import dataclass
from enum import StrEnum

from bot.matching.candidate import Candidate
from bot.matching.confidence import Confidence
from bot.matching.evidence import Evidence, weigh
from bot.matching.matcher import BARE_WORDS, Match, Matcher, Matches, names_nothing
from bot.matching.question_type import is_thanks

OFF_TOPIC_PROBABILITY = 0.5  # of small talk or another subject; with more, a choice would be beside the point
SMALL_TALK, ABOUT_THE_BOT = "gen-smalltalk", "gen-bot-meta"  # the common entries that are not another subject
CLEAR_GAP = 0.3  # margins by which an unknown leads; with less, one in fifty answerable questions is behind it
MAX_CHOICES = 3  # more than three buttons are not a choice but a list


class Kind(StrEnum):
    """The kinds of reply."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    NOT_REPORTED = "not_reported"
    REFUSE = "refuse"
    CHAT = "chat"


class Reason(StrEnum):
    """Why a decision came out as it did; one for each branch."""

    CONFIDENT = "the confidence reaches answer_at"
    UNSURE = "the confidence that one of the choices is right reaches offer_at"
    CLEAR_GAP = "an entry that no source answers leads clearly"
    GAP = "an entry that no source answers leads, and no choice is likely enough"
    EMPTY = "there are no words in it"
    INCOMPLETE = "it is only a question word"
    SMALL_TALK = "it is a greeting or the like"
    THANKS = "it is a thank-you"
    ABOUT_THE_BOT = "it asks about the bot"
    OFF_TOPIC = "another subject leads clearly"
    NO_MATCH = "nothing is close enough"
    MORE = "it asks for more on the last answer"
    PICKED = "the person picked the entry"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which confidence on to answer, and from which on to offer a choice; both from 0 to 1."""

    answer_at: float
    offer_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do with a question, and everything that speaks for and against it.

    `entry` is the one to answer from, or the one that no source answers; None for a choice and a refusal. `choices`
    are the best answerable entries, without `entry`. `confidence` is the probability, from 0 to 1, that the best
    answerable entry is right; `uncovered` are numbers and names in the question that this entry doesn't have.
    """

    kind: Kind
    reason: Reason
    entry: Match | None
    choices: tuple[Match, ...]
    confidence: float
    evidence: tuple[Evidence, ...]
    matches: Matches
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Engine:
    """A matcher with the confidence and the thresholds to decide by."""

    matcher: Matcher
    confidence: Confidence
    thresholds: Thresholds

    def decide(self, question: str, earlier: str | None = None) -> Decision:
        """Decide what to do with a question; `earlier` is the message it follows up on, if any."""
        matches = self.matcher.match(question, earlier)
        best = matches.answerable[: MAX_CHOICES + 1]
        candidate = Candidate(self.matcher, matches, best[0]) if best else None
        evidence = weigh(candidate) if candidate else ()
        confidence = self.confidence.of_answer(evidence)
        kind, reason, entry = self._choose(matches, evidence, confidence)
        return Decision(
            kind=kind,
            reason=reason,
            entry=entry,
            choices=tuple(match for match in best if match is not entry)[:MAX_CHOICES],
            confidence=confidence,
            evidence=evidence,
            matches=matches,
            uncovered=candidate.uncovered if candidate else (),
        )

    def _choose(
        self, matches: Matches, evidence: tuple[Evidence, ...], confidence: float
    ) -> tuple[Kind, Reason, Match | None]:
        best = matches.answerable[0] if matches.answerable else None
        unanswered = matches.unanswerable[0] if matches.unanswerable else None
        question = matches.question
        if not question.words:
            return Kind.CHAT, Reason.EMPTY, None
        if is_thanks(question.text):
            return Kind.CHAT, Reason.THANKS, None
        if len(question.words) <= BARE_WORDS and names_nothing(question) and not matches.in_context:
            return Kind.CHAT, Reason.INCOMPLETE, None
        if best and confidence >= self.thresholds.answer_at:
            return Kind.ANSWER, Reason.CONFIDENT, best
        if unanswered and unanswered.entry.common and unanswered.probability > OFF_TOPIC_PROBABILITY:
            return _off_topic(unanswered.entry.id)
        gap = unanswered if unanswered and not unanswered.entry.common else None
        if gap and (best is None or gap.score > best.score + CLEAR_GAP):
            return Kind.NOT_REPORTED, Reason.CLEAR_GAP, gap
        if best and self.confidence.of_offer(evidence) >= self.thresholds.offer_at:
            return Kind.SUGGEST, Reason.UNSURE, None
        if gap and best and gap.score > best.score:
            return Kind.NOT_REPORTED, Reason.GAP, gap
        return Kind.REFUSE, Reason.NO_MATCH, None


def _off_topic(common_entry: str) -> tuple[Kind, Reason, None]:
    """Tell small talk and questions about the bot from other subjects."""
    if common_entry == SMALL_TALK:
        return Kind.CHAT, Reason.SMALL_TALK, None
    if common_entry == ABOUT_THE_BOT:
        return Kind.CHAT, Reason.ABOUT_THE_BOT, None
    return Kind.REFUSE, Reason.OFF_TOPIC, None
