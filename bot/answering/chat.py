"""What the bot says of itself and its record, in plain words."""

from datetime import date

from bot.knowledge.model import KnowledgeBase, Source
from bot.matching.decision import Reason

COLOURS = (
    "Green: our sources confirm it. Orange: reported, but not confirmed. Red: our sources disagree. Blue-grey: newer "
    "reports say otherwise. Purple: no source says it. The line above an answer says the same in words, and the "
    "numbers in brackets show which paragraph a sentence rests on."
)


def chat_sentence(reason: Reason, knowledge: KnowledgeBase) -> str:
    """Answer what is said to the bot itself."""
    event = knowledge.event
    about = f"I answer questions about one event: {event.title}."
    match reason:
        case Reason.THANKS:
            return "You're welcome."
        case Reason.INCOMPLETE:
            return f"Could you say a bit more? Ask me a whole question. {about}"
        case Reason.WHO_ARE_YOU:
            publishers = ", ".join(dict.fromkeys(source.publisher for source in knowledge.sources.values()))
            return (
                f"I'm a bot. {about} I don't make up my answers: every sentence comes from a source ({publishers}) and "
                "was approved by a person. I pick the ones that fit your question, and I answer in English."
            )
        case Reason.HELP:
            return f"{about} Just ask in your own words, or browse the questions with /topics."
        case Reason.FRESHNESS:
            latest = max(source.published for source in knowledge.sources.values())
            as_of = long_date(event.as_of)
            return f"What I know is as of {as_of}. My latest source is from {long_date(latest)}; I know nothing newer."
        case Reason.SOURCES:
            listed = "; ".join(_with_link(source) for source in knowledge.sources.values())
            return f"Everything I say rests on: {listed}. Each answer names the paragraphs behind it."
        case Reason.OVERVIEW:
            return f"{about} That's too much for one message: ask about a part of it, or browse it with /topics."
        case Reason.STATUSES:
            return COLOURS
        case Reason.COMPLAINT:
            return (
                "Sorry about that. Try asking in other words, or find your question with /topics. If the answer itself "
                "is wrong, tell a moderator; if there is a Wrong? button below it, that does it for you."
            )
        case Reason.PRIVACY:
            return (
                "I keep your last question for a few minutes, to understand what you ask next; then it is deleted. A "
                "question that I can't answer well is kept for the moderators, without your name. /privacy shows what "
                "I store about you and lets you delete it; /about says more."
            )
        case Reason.SMALL_TALK:
            return f"Hi! {about} Just ask, or browse the questions with /topics."
        case _:
            return f"{about} Just ask, or browse the questions with /topics."


def named(source: Source) -> str:
    """Return a source's publisher, kind, title and date."""
    title = f", “{source.title}”" if source.title else ""
    kind = f" ({found})" if (found := kind_of(source)) else ""
    return f"{source.publisher}{kind}{title}, {long_date(source.published)}"


def kind_of(source: Source) -> str:
    """Return what sort of publication a source is, such as think tank; nothing where that says nothing."""
    return "" if source.kind == "other" else source.kind.replace("-", " ")


def _with_link(source: Source) -> str:
    return f"{named(source)}, {source.url}" if source.url else named(source)


def long_date(day: date) -> str:
    """Return a date as 25 October 2024."""
    return f"{day.day} {day:%B %Y}"
