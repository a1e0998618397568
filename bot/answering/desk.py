"""The desk: asks the record, keeps conversations, reloads. All that a cog or a command needs to know."""

import asyncio
import logging
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answering.conversation import Conversations
from bot.answering.golden import Broken, broken_golden_questions
from bot.answering.record import RecordSource
from bot.answering.reply import Reply
from bot.errors import KnowledgeError, Problem
from bot.knowledge.changes import Changes, changes
from bot.knowledge.model import Entry, KnowledgeBase
from bot.matching.confidence import Confidence
from bot.matching.decision import CHOICES, Decision, Kind, Thresholds, decide
from bot.matching.matcher import Matcher, leans

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reload did: the changes it made, or the problems that kept the old knowledge serving."""

    changes: Changes | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Broken, ...] = ()


class Desk:
    """Answers from one record at a time; a reload swaps the record in one step."""

    def __init__(
        self,
        source: RecordSource,
        matcher: Matcher,
        confidence: Confidence,
        thresholds: Thresholds,
        conversations: Conversations,
    ) -> None:
        self._source = source
        self._matcher = matcher
        self._confidence = confidence
        self._thresholds = thresholds
        self._conversations = conversations
        self._reloading = asyncio.Lock()
        self.problems: tuple[Problem, ...] = ()

    @property
    def knowledge(self) -> KnowledgeBase:
        """Return the knowledge that serves now."""
        return self._matcher.knowledge

    @property
    def confidence(self) -> Confidence:
        """Return the weights of the evidence."""
        return self._confidence

    @property
    def matcher(self) -> Matcher:
        """Return the matcher that serves now."""
        return self._matcher

    def ask(self, question: str, earlier: str | None = None) -> Reply:
        """Reply to a question; `earlier` is the message it follows up on. Takes about a millisecond."""
        matcher = self._matcher  # one look: a reload meanwhile must not mix two records
        decision = decide(matcher, self._confidence, self._thresholds, matcher.match(question, earlier))
        picked = next((e for e in matcher.knowledge.entries.values() if e.title == question and not e.common), None)
        if picked:  # completed by /ask, or typed letter by letter: there is no doubt
            return replace(_picked(matcher.knowledge, picked), decision=decision)
        return _reply(question, matcher.knowledge, decision)

    def converse(self, question: str, keys: Sequence[Hashable], now: datetime) -> Reply:
        """Reply to a question within the conversations named by `keys`, the nearest first, and remember it."""
        earlier = self._conversations.earlier(keys, now)
        reply = self.ask(question, earlier)
        self.remember(self.thread(earlier, question), keys, now)
        return reply

    def thread(self, earlier: str | None, question: str) -> str:
        """Return what a follow-up to `question` is to be read with: with `earlier` too, if it leans on that."""
        return f"{earlier} {question}" if earlier and leans(self._matcher.vocabulary.read(question)) else question

    def remember(self, question: str, keys: Sequence[Hashable], now: datetime) -> None:
        """Remember a question for follow-ups, under further keys as they become known."""
        self._conversations.remember(keys, question, now)

    def pick(self, entry_id: str) -> Reply | None:
        """Reply with an entry that a person picked; None when the record no longer has it."""
        knowledge = self._matcher.knowledge
        entry = knowledge.entries.get(entry_id)
        return None if entry is None or entry.common else _picked(knowledge, entry)

    async def reload(self) -> Reloaded:
        """Load the knowledge again, off the event loop; with problems, the old one keeps serving."""
        async with self._reloading:
            before = self._matcher
            try:
                after = await asyncio.to_thread(self._source.open, None, before)
            except KnowledgeError as error:
                self.problems = tuple(error.problems)
                return Reloaded(None, self.problems)
            except Exception as error:  # nothing in a file may take the bot down
                log.exception("reloading the knowledge failed")
                message = f"could not be loaded ({type(error).__name__}); the log has the details"
                self.problems = (Problem(self._source.folder.name, 1, message),)
                return Reloaded(None, self.problems)
            warnings = broken_golden_questions(after, self._confidence, self._thresholds)
            self._matcher, self.problems = after, ()
            return Reloaded(changes(before.knowledge, after.knowledge), (), tuple(warnings))


def _picked(knowledge: KnowledgeBase, entry: Entry) -> Reply:
    """Return the reply with an entry that a person picked."""
    kind = Kind.ANSWER if entry.answerable else Kind.NOT_REPORTED
    related = _answerable(knowledge, entry.related)
    return Reply(kind, entry.title, knowledge.event, knowledge.sources, entry, related, 1.0)


def _reply(question: str, knowledge: KnowledgeBase, decision: Decision) -> Reply:
    named = decision.matches[0].entry if decision.matches else None
    offered = tuple(match.entry for match in decision.matches)
    if decision.kind is Kind.ANSWER and named:
        offered = _answerable(knowledge, named.related) or offered[1:]
    elif decision.kind is Kind.NOT_REPORTED and named:
        settled = (*_answerable(knowledge, named.related), *offered[1:])
        offered = tuple(dict.fromkeys(settled))[:CHOICES]
    else:
        named = None
    return Reply(
        decision.kind, question, knowledge.event, knowledge.sources, named, offered, decision.confidence, decision
    )


def _answerable(knowledge: KnowledgeBase, ids: Sequence[str]) -> tuple[Entry, ...]:
    found = (knowledge.entries[key] for key in dict.fromkeys(ids))
    return tuple(entry for entry in found if entry.answerable)[:CHOICES]
