"""A reply -> a card: every word that people read, decided once. Discord, the terminal and JSON only paint it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.answering.reply import Reply
from bot.knowledge.model import Citation, Entry, Event, Source, Status
from bot.matching.decision import Kind, Reason

_TITLES = {
    Kind.SUGGEST: "Which of these do you mean?",
    Kind.NOT_REPORTED: "Not reported",
    Kind.REFUSE: "That's outside this topic",
    Kind.CHAT: "On the Record",
}
_LEAD_INS = {
    Kind.ANSWER: "Related:",
    Kind.NOT_REPORTED: "What we do know:",
    Kind.REFUSE: "You could ask:",
    Kind.CHAT: "You could ask:",
}
_STATUS_NOTES = {
    Status.DISPUTED: "Disputed: the sources disagree.",
    Status.UNVERIFIED: "Unverified: reported, but not confirmed.",
    Status.SUPERSEDED: "Superseded: newer reports say otherwise.",
}


@dataclass(frozen=True, slots=True)
class CardLine:
    """One sentence, and the numbers of the places it rests on."""

    text: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CardSource:
    """A source of the answer, once, with the numbers that the sentences cite and the paragraph behind each."""

    source: Source
    places: tuple[tuple[int, int], ...]

    @property
    def description(self) -> str:
        """Publisher, title and date."""
        title = f", “{self.source.title}”" if self.source.title else ""
        return f"{self.source.publisher}{title}, {long_date(self.source.published)}"


@dataclass(frozen=True, slots=True)
class CardChoice:
    """A question to offer: the entry's id and its title."""

    entry: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A reply as people read it. Texts are plain: whoever paints it escapes and shortens them."""

    kind: Kind
    status: Status | None
    title: str
    note: str
    lines: tuple[CardLine, ...]
    sources: tuple[CardSource, ...]
    lead_in: str
    choices: tuple[CardChoice, ...]
    footer: str

    @property
    def text(self) -> str:
        """The sentences alone, as one paragraph."""
        return " ".join(line.text for line in self.lines)


def present(reply: Reply) -> Card:
    """Decide what a reply says."""
    entry, event = reply.entry, reply.knowledge.event
    answered = entry if reply.kind is Kind.ANSWER else None
    places = {place: number for number, place in enumerate(answered.citations, start=1)} if answered else {}
    choices = tuple(CardChoice(choice.id, choice.title) for choice in reply.choices)
    return Card(
        kind=reply.kind,
        status=entry.status if entry else None,
        title=answered.title if answered else _title(reply),
        note=_note(reply, answered) if answered else "",
        lines=_sentences(answered, places) if answered else (CardLine(_without_answer(reply)),),
        sources=_sources(places, reply.knowledge.sources),
        lead_in=_LEAD_INS.get(reply.kind, "") if choices else "",
        choices=choices,
        footer=f"{event.title} · as of {long_date(event.as_of)}",
    )


def _sentences(entry: Entry, places: Mapping[Citation, int]) -> tuple[CardLine, ...]:
    return tuple(CardLine(line.says, tuple(places[place] for place in line.cites)) for line in entry.answer)


def _sources(places: Mapping[Citation, int], sources: Mapping[str, Source]) -> tuple[CardSource, ...]:
    names = dict.fromkeys(place.source for place in places)
    return tuple(
        CardSource(
            sources[name], tuple((number, place.paragraph) for place, number in places.items() if place.source == name)
        )
        for name in names
    )


def _without_answer(reply: Reply) -> str:
    """Say why there is no answer."""
    event = reply.knowledge.event
    match reply.kind:
        case Kind.SUGGEST if _reason(reply) is Reason.MORE:
            return "Here's what else I can tell you about that."
        case Kind.SUGGEST:
            return "I'm not sure what you're asking. Is it one of these?"
        case Kind.CHAT:
            return _chat(reply)
        case Kind.NOT_REPORTED if reply.entry:
            return gap_sentence(reply.entry, event)
        case _:
            return (
                f"I don't have anything on that. I only answer questions about one event: {event.title} "
                f"(as of {long_date(event.as_of)})."
            )


def _note(reply: Reply, answered: Entry) -> str:
    """Say what a reader must know before the sentences: the status, and what the answer leaves open."""
    notes = [_STATUS_NOTES[answered.status]] if answered.status in _STATUS_NOTES else []
    if reply.decision and reply.decision.uncovered:
        words = " or ".join(f"“{word}”" for word in reply.decision.uncovered)
        notes.append(f"This answer says nothing about {words}.")
    return " ".join(notes)


def _title(reply: Reply) -> str:
    return "More on this" if _reason(reply) is Reason.MORE else _TITLES[reply.kind]


def _reason(reply: Reply) -> Reason:
    return reply.decision.reason if reply.decision else Reason.PICKED


def _chat(reply: Reply) -> str:
    """Answer what is said to the bot itself."""
    knowledge, event = reply.knowledge, reply.knowledge.event
    about = f"I answer questions about one event: {event.title}."
    match _reason(reply):
        case Reason.THANKS:
            return "You're welcome."
        case Reason.INCOMPLETE:
            return f"Could you say a bit more? Ask me a whole question. {about}"
        case Reason.ABOUT_THE_BOT:
            sources = ", ".join(dict.fromkeys(source.publisher for source in knowledge.sources.values()))
            return (
                f"I'm a bot. {about} Every sentence of an answer rests on a source ({sources}), "
                f"as of {long_date(event.as_of)}; I make nothing up."
            )
        case Reason.SMALL_TALK:
            return f"Hi! {about} Just ask, or browse the questions with /topics."
        case _:
            return f"{about} Just ask, or browse the questions with /topics."


def gap_sentence(entry: Entry, event: Event) -> str:
    """Say that no source answers an entry."""
    gap = f"say {entry.gap}" if entry.gap else f"answer “{entry.title}”"
    return f"As of {long_date(event.as_of)}, none of our sources {gap}."


def long_date(day: date) -> str:
    """Return a date as 25 October 2024."""
    return f"{day.day} {day:%B %Y}"


def as_json(reply: Reply, question_id: object) -> dict[str, object]:
    """Return a reply in the shape that `onrecord ask --jsonl` writes."""
    answered = reply.entry if reply.kind is Kind.ANSWER else None
    return {
        "id": question_id,
        "kind": reply.kind.value,
        "entry": reply.entry.id if reply.entry else None,
        "status": reply.entry.status.value if reply.entry else None,
        "text": present(reply).text,
        "citations": _citations(answered) if answered else [],
        "confidence": round(reply.confidence, 4),
        "suggestions": [
            {"entry": entry.id, "question": entry.title, "text": entry.text, "citations": _citations(entry)}
            for entry in reply.choices
        ],
    }


def _citations(entry: Entry) -> list[dict[str, object]]:
    return [{"source": place.source, "paragraph": place.paragraph} for place in entry.citations]
