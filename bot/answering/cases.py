"""What the store is told of a reply: what moderators should look at, and which entries it says something of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answering.presentation import version
from bot.answering.reply import Reply
from bot.knowledge.model import KnowledgeBase
from bot.matching.decision import Kind, Reason
from bot.matching.vocabulary import FOLLOWS
from bot.store.cases import CaseKind
from bot.store.history import State

MAX_QUESTION = 500  # characters that are kept of a question: as many as a phrasing may have


@dataclass(frozen=True, slots=True)
class NewCase:
    """A question to look at, and the entry that it came closest to, if any."""

    kind: CaseKind
    question: str
    entry: str | None


def cases_of(reply: Reply, earlier: str | None = None) -> Iterator[NewCase]:
    """Yield what is to be looked at in a reply; a follow-up with the question before it, as in a phrasing."""
    for part in (*(reply.parts or (reply,)), *reply.left):
        kind = _kind(part)
        if kind is None or part.decision is None:
            continue
        question = " ".join((part.claim or part.question).split())
        if earlier and part.decision.matches.in_context:
            question = f"{' '.join(earlier.split())}{FOLLOWS}{question}"
        closest = part.entry or next((match.entry for match in part.decision.choices), None)
        yield NewCase(kind, question[:MAX_QUESTION], closest.id if closest and not closest.common else None)


def _kind(reply: Reply) -> CaseKind | None:
    reason = reply.decision.reason if reply.decision else Reason.PICKED
    if reply.kind is Kind.CHAT or reply.kind is Kind.ANSWER or reason in (Reason.OFF_TOPIC, Reason.MORE):
        return None
    if reply.claim:
        return CaseKind.CLAIM
    if reply.kind is Kind.SUGGEST:
        return CaseKind.UNSURE
    return CaseKind.UNKNOWN if reply.kind is Kind.NOT_REPORTED else CaseKind.UNANSWERED


def main_entries(reply: Reply) -> tuple[str, ...]:
    """Return the ids of the entries that a reply answers with, those that no source answers among them."""
    return tuple(dict.fromkeys(part.entry.id for part in (reply.parts or (reply,)) if part.entry))


def versions_of(reply: Reply) -> dict[str, str]:
    """Return the version of every entry of which a reply says something."""
    if reply.kind is Kind.CHAT:
        return {}
    entries = reply.knowledge.entries
    shown = set(reply.sentences)
    also = (entry.id for entry in reply.knowledge.own_entries if entry.approved and shown.intersection(entry.answer))
    gap = [reply.gap.id] if reply.gap else []
    return {key: version(entries[key]) for key in dict.fromkeys((*main_entries(reply), *also, *gap))}


def versions_now(knowledge: KnowledgeBase, entries: Iterable[str]) -> dict[str, str | None]:
    """Return the version that entries have now; None for those that are not there any more."""
    states = states_of(knowledge)
    return {key: states[key].version if key in states else None for key in entries}


def states_of(knowledge: KnowledgeBase) -> dict[str, State]:
    """Return what each entry says to its readers."""
    return {
        entry.id: State(version(entry), entry.title, entry.text or f"No source says {entry.gap or entry.title}")
        for entry in knowledge.own_entries
        if entry.approved
    }
