"""What the bot says of its record: its sources, itself, and whether a card is still true."""

import re
from collections import Counter
from dataclasses import dataclass

from bot.answering.chat import COLOURS, kind_of, long_date
from bot.answering.desk import Desk
from bot.answering.presentation import version
from bot.answering.reply import Reply
from bot.knowledge.messages import plural
from bot.knowledge.model import Depth, KnowledgeBase

CHANGED = "That isn't what the record says now: it was changed, or the ID isn't ours. The record now says:"
_VERSION = re.compile(r"(?P<entry>[a-z][a-z0-9-]*)@(?P<mark>[0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source: who published it, what it is and how much rests on it, and where it can be read."""

    name: str
    text: str
    url: str


def source_lines(knowledge: KnowledgeBase) -> list[SourceLine]:
    """Describe each source, the one that most rests on first."""
    answered = [entry for entry in knowledge.own_entries if entry.answerable]
    cited = Counter(source for entry in answered for source in {place.source for place in entry.citations})
    found = []
    for source in sorted(knowledge.sources.values(), key=lambda source: -cited[source.id]):
        kind = f"{found_kind.capitalize()}, " if (found_kind := kind_of(source)) else ""
        title = f"“{source.title}”. " if source.title else ""
        rests = f"{plural(cited[source.id], 'answer')} {'is' if cited[source.id] == 1 else 'are'} based on it"
        text = f"{title}{kind}{long_date(source.published)}, {plural(source.paragraphs, 'paragraph')}. {rests}."
        found.append(SourceLine(source.publisher, text, source.url or ""))
    return found


@dataclass(frozen=True, slots=True)
class VersionCheck:
    """Whether a card still says what the record says, and what that is now; no reply where it is not known."""

    message: str
    reply: Reply | None = None


def checked_version(desk: Desk, text: str) -> VersionCheck:
    """Check a card by what stands last in its footer, which may be copied with what is around it."""
    marks = list(_VERSION.finditer(text))
    if not marks:
        return VersionCheck(
            "That isn't the ID of an answer. Look for it at the end of the small print under an answer; it looks like "
            "troop-count@1f88."
        )
    changed = None
    for mark in marks:
        reply = desk.pick(mark["entry"])
        if reply is None or reply.entry is None:
            return VersionCheck(f"The record has no answer `{mark['entry']}` (any more). Don't rely on that card.")
        if version(reply.entry) != mark[0]:
            changed = changed or reply
    if changed:
        return VersionCheck(CHANGED, changed)
    return VersionCheck("Yes, the record still says exactly this.", desk.pick(marks[0]["entry"]))


def about_lines(knowledge: KnowledgeBase, minutes: float, days: int, operator: str | None) -> list[tuple[str, str]]:
    """Say what the bot knows, in which language, what it keeps and who runs it, each under a heading."""
    event, depth = knowledge.event, Depth.of(knowledge)
    sources = plural(len(knowledge.sources), "source")
    return [
        (
            "What I know",
            f"{event.title}, as of {long_date(event.as_of)}: {plural(depth.answered, 'answer')} from {sources}, and "
            f"{plural(depth.unanswered, 'question')} that no source answers. People approved every sentence; I only "
            "choose which ones answer your question. No language model takes part in that.",
        ),
        ("What the colours mean", COLOURS),
        ("Language", "I answer in English. If you ask in another language, I say so in that language."),
        (
            "What I keep",
            f"Your last question for {minutes:g} minutes, in memory, to understand what you ask next. {_kept(days)} "
            "Your account is only stored if you ask to be told of a change, or say that an answer helped; /privacy "
            "shows that and lets you delete it. What you send to the moderators reaches them without your name.",
        ),
        ("Who runs me", operator or "Whoever added me to this server; ask its moderators."),
    ]


def _kept(days: int) -> str:
    if not days:
        return "No question is written down."
    return (
        f"Questions that I can't answer well are kept for {days} days for the moderators, without who asked them; all "
        "others are not written down."
    )
