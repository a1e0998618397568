"""A reply -> a card: every word that people read, decided once. Discord, the terminal and JSON only paint it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from bot.answering.card import RELATED, Card, CardChoice, CardLine, CardSource
from bot.answering.chat import chat_sentence, long_date
from bot.answering.freshness import freshness_of, today
from bot.answering.languages import LOCALES, catalogue
from bot.answering.reply import Reply
from bot.knowledge.model import Citation, Entry, Event, Sentence, Source, Status
from bot.matching.decision import Kind, Reason

_TITLES = {
    Kind.SUGGEST: "Which of these do you mean?",
    Kind.NOT_REPORTED: "Not reported",
    Kind.REFUSE: "That's outside this topic",
    Kind.CHAT: "On the Record",
}
_LEAD_INS = {
    Kind.ANSWER: RELATED,
    Kind.NOT_REPORTED: RELATED,
    Kind.REFUSE: "You could ask:",
    Kind.CHAT: "You could ask:",
}
_STATUS_NOTES = {
    Status.DISPUTED: "Disputed: our sources give different accounts.",
    Status.UNVERIFIED: "Unverified: reported, but not confirmed.",
    Status.SUPERSEDED: "Superseded: newer reports say otherwise.",
}
MAX_QUOTED = 200  # characters of somebody's words


def present(reply: Reply, day: date | None = None) -> Card:
    """Decide what a reply says on a day; None: today."""
    event = reply.knowledge.event
    entries = list(_entries(reply))
    cited = dict.fromkeys(place for sentence in reply.sentences for place in sentence.cites)
    places = {place: number for number, place in enumerate(cited, start=1)}
    choices = tuple(CardChoice(choice.id, choice.title) for choice in reply.choices)
    single = not reply.parts
    sources = _sources(places, reply.knowledge.sources)
    return Card(
        kind=reply.kind,
        status=reply.entry.status if reply.entry and single else None,
        title=_title(reply),
        quote=_shortened(reply.claim),
        note=_note(reply) if single else "",
        lines=(*_lines(reply, places), *_left_open(reply)),
        sources=sources,
        lead_in=_lead_in(reply) if choices else "",
        choices=choices,
        freshness=freshness_of(entries, (cited.source for cited in sources), reply.knowledge, day or today())
        if entries or sources
        else None,
        entries=tuple(entry.id for entry in entries),
        versions=tuple(map(version, entries)),
        subject=event.title,
        footer=f"{event.title} · as of {long_date(event.as_of)}",
    )


def _entries(reply: Reply) -> Iterator[Entry]:
    """Yield the entries that a reply answers with, and those of which it says that no source answers them."""
    for part in reply.parts or (reply,):
        if part.entry:
            yield part.entry
        if part.replacement:
            yield part.replacement


def version(entry: Entry) -> str:
    """Return an entry's id with a mark of what it says: when that changes, so does the mark."""
    says = [entry.status, entry.gap or "", entry.replaced_by or ""]
    says += [f"{sentence.says} {' '.join(map(str, sentence.cites))}" for sentence in entry.answer]
    if not entry.answer:
        says.append(entry.title)
    return f"{entry.id}@{sha256(chr(0).join(says).encode()).hexdigest()[:4]}"


def _lines(reply: Reply, places: Mapping[Citation, int]) -> Iterator[CardLine]:
    """Yield what a reply says, sentence by sentence."""
    for part in reply.parts:
        titled = part.entry if part.entry and part.entry.approved else None
        yield CardLine(titled.title if titled else part.question, heading=True)
        if note := _note(part):
            yield CardLine(note)
        yield from _lines(part, places)
    if reply.parts:
        return
    if reply.kind is Kind.ANSWER and reply.entry:
        yield from _cited(reply.entry.answer, places)
        if reply.replacement:
            yield CardLine(f"Reported now: {reply.replacement.title}", heading=True)
            if reply.replacement.status in _STATUS_NOTES:
                yield CardLine(_STATUS_NOTES[reply.replacement.status])
            yield from _cited(reply.replacement.answer, places)
    else:
        yield CardLine(_without_answer(reply))
        if reply.facts and not reply.claim:
            yield CardLine("What they do say", heading=True)
    yield from _labelled(reply, places)


def _cited(sentences: Sequence[Sentence], places: Mapping[Citation, int]) -> Iterator[CardLine]:
    for sentence in sentences:
        yield CardLine(sentence.says, tuple(places[place] for place in sentence.cites))


def _labelled(reply: Reply, places: Mapping[Citation, int]) -> Iterator[CardLine]:
    """Yield the facts beside an answer; one that doesn't stand firm says so, for its entry's note is not shown."""
    if not reply.facts:
        return
    status = {sentence: entry.status for entry in reply.knowledge.own_entries for sentence in entry.answer}
    for line, sentence in zip(_cited(reply.facts, places), reply.facts, strict=True):
        label = _STATUS_NOTES.get(status.get(sentence, Status.CONFIRMED), "").partition(":")[0]
        yield replace(line, text=f"{label}: {line.text}") if label else line


def _left_open(reply: Reply) -> Iterator[CardLine]:
    """Yield what a reply can't answer: the unknown that a claim touches, and the other half of a message."""
    event = reply.knowledge.event
    if reply.gap:
        yield CardLine(gap_sentence(reply.gap, event))
    for part in reply.left:
        asked = _shortened(part.question).rstrip(" ?.")
        if part.kind is Kind.SUGGEST:
            yield CardLine(f"I'm not sure what you mean by “{asked}”.")
        else:
            yield CardLine(f"I found nothing in our sources on “{asked}”.")


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
        case Kind.SUGGEST if reply.claim and reply.facts:
            return "This is the closest our sources come:"
        case Kind.REFUSE if _reason(reply) is Reason.UNAPPROVED:
            return "Our sources say something about that, but no moderator has approved an answer yet."
        case Kind.REFUSE if reply.claim and reply.facts:
            return "I found nothing on that in our sources. This is the closest they come:"
        case Kind.REFUSE if reply.claim:
            return f"I found nothing on that in our sources on {event.title} (as of {long_date(event.as_of)})."
        case Kind.SUGGEST:
            return "I'm not sure what you're asking. Is it one of these?"
        case Kind.CHAT if reply.language:
            return catalogue(LOCALES[reply.language]).notice.format(event=event.title)
        case Kind.CHAT:
            return chat_sentence(_reason(reply), reply.knowledge)
        case Kind.NOT_REPORTED if reply.entry:
            return gap_sentence(reply.entry, event)
        case _:
            return (
                f"I don't have anything on that. I only answer questions about one event: {event.title} "
                f"(as of {long_date(event.as_of)})."
            )


def _note(reply: Reply) -> str:
    """Say what a reader must know before the sentences: the status, and which details differ from the sources."""
    notes = [catalogue(LOCALES[reply.language]).found] if reply.language and reply.kind is not Kind.CHAT else []
    notes += [_STATUS_NOTES[reply.entry.status]] if reply.entry and reply.entry.status in _STATUS_NOTES else []
    notes += [
        f"Our sources say “{contrast.ours}”, not “{contrast.theirs}”." for contrast in reply.contrasts if contrast.ours
    ]
    others = [contrast for contrast in reply.contrasts if not contrast.ours]
    answered = reply.kind is Kind.ANSWER
    elsewhere = _quoted(contrast.theirs for contrast in others if contrast.on_record and answered)
    nowhere = _quoted(contrast.theirs for contrast in others if not contrast.on_record)
    notes += [f"Nothing on record about {nowhere}."] if nowhere else []
    notes += [f"This answer says nothing about {elsewhere}."] if elsewhere else []
    return " ".join(notes)


def _quoted(words: Iterable[str]) -> str:
    return " or ".join(f"“{_shortened(word)}”" for word in words)


def _title(reply: Reply) -> str:
    if reply.language and reply.kind is Kind.CHAT:
        return catalogue(LOCALES[reply.language]).title
    if reply.claim:
        return "What our sources say"
    if reply.parts:
        return "Your questions, one by one"
    if _reason(reply) is Reason.MORE:
        return "More on this"
    if _reason(reply) is Reason.UNAPPROVED:
        return "Not answered yet"
    return reply.entry.title if reply.entry and reply.kind is Kind.ANSWER else _TITLES[reply.kind]


def _lead_in(reply: Reply) -> str:
    if reply.language and reply.kind is Kind.CHAT:
        return ""
    if reply.claim and reply.kind is Kind.SUGGEST:
        return RELATED
    if any(part.kind is Kind.SUGGEST for part in reply.left):
        return "Do you mean:"
    return _LEAD_INS.get(reply.kind, "")


def _shortened(text: str) -> str:
    """Return what somebody wrote, short enough to be quoted."""
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED].rsplit(' ', 1)[0]} …"


def _reason(reply: Reply) -> Reason:
    return reply.decision.reason if reply.decision else Reason.PICKED


def gap_sentence(entry: Entry, event: Event) -> str:
    """Say that no source answers an entry."""
    says = f"say {entry.gap}" if entry.gap else f"answer “{entry.title}”"
    gap = says if entry.approved else "answer that"
    return f"As of {long_date(event.as_of)}, none of our sources {gap}."


def as_json(reply: Reply, question_id: object) -> dict[str, object]:
    """Return a reply in the shape that `onrecord ask --jsonl` writes."""
    card = present(reply)
    return {
        "id": question_id,
        "kind": reply.kind.value,
        "entry": reply.entry.id if reply.entry else None,
        "status": reply.entry.status.value if reply.entry else None,
        "note": card.note,
        "text": card.text,
        "citations": _citations(reply.sentences),
        "confidence": round(reply.confidence, 4),
        "suggestions": [
            {"entry": entry.id, "question": entry.title, "text": entry.text, "citations": _citations(entry.answer)}
            for entry in reply.choices
        ],
        "parts": [as_json(part, question_id) for part in reply.parts],
    }


def _citations(sentences: Sequence[Sentence]) -> list[dict[str, object]]:
    places = dict.fromkeys(place for sentence in sentences for place in sentence.cites)
    return [{"source": place.source, "paragraph": place.paragraph} for place in places]
