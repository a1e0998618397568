"""Matches and evidence -> what to do: answer, offer a choice, say that no source reports it, or refuse."""

from dataclasses import dataclass
from enum import StrEnum

from bot.matching.candidate import Candidate, content_of
from bot.matching.confidence import Confidence
from bot.matching.evidence import Evidence, weigh
from bot.matching.matcher import BARE_WORDS, Match, Matcher, Matches, names_nothing
from bot.matching.question_type import is_chatter, is_thanks

OFF_TOPIC_PROBABILITY = 0.5  # of small talk or another subject; with more, a choice would be beside the point
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
    CHATTER = "it asks nothing"
    WHO_ARE_YOU = "it asks what the bot is"
    HELP = "it asks what to ask, and how"
    FRESHNESS = "it asks how up to date the record is"
    SOURCES = "it asks for the sources"
    OVERVIEW = "it asks for everything"
    STATUSES = "it asks what the colours and labels mean"
    COMPLAINT = "it says that the answer was no good"
    PRIVACY = "it asks what the bot keeps"
    OFF_TOPIC = "another subject leads clearly"
    NO_MATCH = "nothing is close enough"
    UNAPPROVED = "what leads is a draft that no moderator has approved"
    MORE = "it asks for more on the last answer"
    LANGUAGE = "it is in another language"
    LANGUAGE_KNOWN = "an entry with phrasings in its language leads clearly"
    PICKED = "the person picked the entry"


CHAT_ENTRIES = {
    "gen-smalltalk": Reason.SMALL_TALK,
    "gen-who-are-you": Reason.WHO_ARE_YOU,
    "gen-help": Reason.HELP,
    "gen-freshness": Reason.FRESHNESS,
    "gen-sources": Reason.SOURCES,
    "gen-overview": Reason.OVERVIEW,
    "gen-statuses": Reason.STATUSES,
    "gen-complaint": Reason.COMPLAINT,
    "gen-privacy": Reason.PRIVACY,
}
"""The common entries that are said to the bot itself; the others are other subjects."""


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
    answerable entry is right.
    """

    kind: Kind
    reason: Reason
    entry: Match | None
    choices: tuple[Match, ...]
    confidence: float
    evidence: tuple[Evidence, ...]
    matches: Matches


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
        if is_chatter(question.words):
            return Kind.CHAT, Reason.CHATTER, None
        if len(question.words) <= BARE_WORDS and names_nothing(question) and not matches.in_context:
            return Kind.CHAT, Reason.INCOMPLETE, None
        if best and confidence >= self.thresholds.answer_at:
            return Kind.ANSWER, Reason.CONFIDENT, best
        if unanswered and unanswered.entry.common and unanswered.probability > OFF_TOPIC_PROBABILITY:
            return self._not_on_the_event(matches, unanswered.entry.id)
        gap = unanswered if unanswered and not unanswered.entry.common else None
        if gap and (best is None or gap.score > best.score + CLEAR_GAP):
            return _unanswered(gap, Reason.CLEAR_GAP)
        if best and self.confidence.of_offer(evidence) >= self.thresholds.offer_at:
            return Kind.SUGGEST, Reason.UNSURE, None
        if gap and best and gap.score > best.score:
            return _unanswered(gap, Reason.GAP)
        return Kind.REFUSE, Reason.NO_MATCH, None

    def _not_on_the_event(self, matches: Matches, common: str) -> tuple[Kind, Reason, None]:
        """Tell what is said to the bot, in words that are said to it, from other subjects."""
        usages = [usage for key in CHAT_ENTRIES if (usage := self.matcher.usage.get(key))]
        said = all(any(usage.has_term(term) for usage in usages) for term in content_of(self.matcher, matches.question))
        if common in CHAT_ENTRIES and said:
            return Kind.CHAT, CHAT_ENTRIES[common], None
        return Kind.REFUSE, Reason.OFF_TOPIC, None


def _unanswered(gap: Match, reason: Reason) -> tuple[Kind, Reason, Match | None]:
    """Tell what no source answers from what a source does answer, in a draft that nobody has approved."""
    return (Kind.REFUSE, Reason.UNAPPROVED, None) if gap.entry.has_answer else (Kind.NOT_REPORTED, reason, gap)
