"""Judge replies to labelled questions: right, offered, missed or wrong."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answering.desk import Desk, context_after
from bot.answering.jsonl import AskedQuestion, LabelledQuestion
from bot.answering.reply import Reply
from bot.knowledge.model import Entry
from bot.matching.decision import MAX_CHOICES, Kind

VERDICTS = ("right", "offered", "missed", "wrong")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A labelled question with its reply and what that is worth, one of VERDICTS."""

    label: LabelledQuestion
    reply: Reply
    verdict: str


def fits(label: LabelledQuestion, entry: Entry) -> bool:
    """Say whether an entry's answer is a right one: an accepted paragraph cited, every `must` found."""
    cited = any(
        place.paragraph in label.paragraphs and label.source in (None, place.source) for place in entry.citations
    )
    return cited and all(re.search(pattern, entry.text, re.IGNORECASE) for pattern in label.must)


def judge(label: LabelledQuestion, reply: Reply) -> str:
    """Return the verdict on a reply: right, offered, missed or wrong."""
    if not label.paragraphs:
        return "wrong" if reply.kind is Kind.ANSWER else "right"
    if reply.kind is Kind.ANSWER and reply.entry:
        return "right" if fits(label, reply.entry) else "wrong"
    offered = reply.kind is Kind.SUGGEST and any(fits(label, entry) for entry in reply.choices[:MAX_CHOICES])
    return "offered" if offered else "missed"


def ask_with_history(desk: Desk, asked: AskedQuestion) -> Reply:
    """Reply to a question after its earlier messages, as in one conversation."""
    earlier: str | None = None
    for message in asked.earlier:
        earlier = context_after(desk.ask(message, earlier), earlier)
    return desk.ask(asked.question, earlier)


def evaluate(desk: Desk, labels: Iterable[LabelledQuestion]) -> Iterator[Verdict]:
    """Ask every labelled question and judge the replies."""
    for label in labels:
        reply = ask_with_history(desk, label)
        yield Verdict(label, reply, judge(label, reply))
