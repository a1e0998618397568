"""The desk: answers for one event. Pure: it reads no file, keeps nothing, and knows nobody."""

from dataclasses import dataclass, replace

from bot.answering.completion import complete
from bot.answering.reply import Reply, opening_entries, reply_to, reply_with
from bot.knowledge.model import Entry, KnowledgeBase
from bot.matching.decision import Decision, Engine, Kind, Reason
from bot.matching.english import MORE
from bot.matching.text import words


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers from one state of the knowledge; after a reload there is another desk."""

    engine: Engine

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge that it answers from."""
        return self.engine.matcher.knowledge

    def ask(self, question: str, earlier: str | None = None) -> Reply:
        """Reply to a question; `earlier` is the message it follows up on. Takes about a millisecond."""
        typed = words(question)
        decision = self.engine.decide(question, earlier if typed else None)  # 👍 asks nothing again
        if earlier and typed and MORE.issuperset(typed):
            return self._more(earlier, decision)
        picked = next((entry for entry in self.knowledge.own_entries if entry.title == question), None)
        if picked:  # a title, typed or completed letter by letter: there is no doubt
            return replace(reply_with(picked, self.knowledge), decision=decision)
        return reply_to(question, self.knowledge, decision)

    def pick(self, entry_id: str) -> Reply | None:
        """Reply with an entry that a person picked; None when there is no such entry (any more)."""
        entry = self.knowledge.entries.get(entry_id)
        return None if entry is None or entry.common else reply_with(entry, self.knowledge)

    def complete(self, typed: str, limit: int) -> list[Entry]:
        """Return up to `limit` entries whose titles complete what was typed so far."""
        return complete(self.knowledge.own_entries, typed, limit)

    def _more(self, earlier: str, decision: Decision) -> Reply:
        """Offer what is related to the last answer."""
        last = reply_to(earlier, self.knowledge, self.engine.decide(earlier))
        decision = replace(decision, kind=Kind.SUGGEST, reason=Reason.MORE, entry=None)
        return Reply(
            kind=Kind.SUGGEST,
            question=earlier,
            knowledge=self.knowledge,
            choices=last.choices or opening_entries(self.knowledge),
            confidence=decision.confidence,
            decision=decision,
        )


def context_after(reply: Reply, earlier: str | None) -> str:
    """Return what a follow-up to a reply is to be read with: the question, and what that was read with itself."""
    if earlier and reply.kind is Kind.CHAT:  # a thank-you or a bare mention is no new subject
        return earlier
    in_context = reply.decision is not None and reply.decision.matches.in_context
    return f"{earlier} {reply.question}" if earlier and in_context and reply.question != earlier else reply.question
