"""The prompts: each holds all that a language model needs, and the exact form of its reply."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from string import Template

from bot.drafting.articles import Article, listed_numbers, material
from bot.knowledge.model import Entry, KnowledgeBase

WHOLE = ' Also write one\nentry for the event as a whole ("What happened?").'
NEW_TOPICS = "one of four or five topics that you choose"
SHOWN_PHRASINGS = 4  # of an entry, in a prompt
_PEOPLE = (
    "the members of a busy, friendly server",
    "worried relatives, bored teenagers and people who argue about politics",
    "people who have read another, worse article and mix things up",
    "journalists, students and people who have only seen a headline",
)
"""Who asks in the first exam, the second and so on."""


def entries_prompt(article: Article, paragraphs: Sequence[int], knowledge: KnowledgeBase, per_paragraph: int) -> str:
    """Ask for the entries that some of an article's paragraphs give, so many for each of them."""
    answered = [entry for entry in knowledge.own_entries if entry.has_answer]
    unknowns = [entry for entry in knowledge.own_entries if not entry.has_answer]
    topics = dict.fromkeys(entry.topic for entry in answered)
    gaps = "\n".join(f"- {entry.id}: {entry.gap or entry.title}" for entry in unknowns) or "- (none yet)"
    known = f"\n{_filled('known-entries', entries=_cited(answered), unknowns=gaps)}" if answered else ""
    return _filled(
        "entries",
        source=article.source.id,
        publisher=article.source.publisher,
        published=article.source.published,
        article=article.numbered(),
        plural="s" if len(paragraphs) > 1 else "",
        about=per_paragraph * len(paragraphs),
        focus=listed_numbers(paragraphs),
        known=known,
        whole="" if answered or 1 not in paragraphs else WHOLE,
        topics=f"one of these: {', '.join(topics)}; or, if none fits, a new one" if topics else NEW_TOPICS,
    )


def concepts_prompt(articles: Mapping[str, Article], knowledge: KnowledgeBase) -> str:
    """Ask for the words that people use for the things of the event."""
    listed = "\n".join(f"- {key}: {', '.join(words)}" for key, words in knowledge.concepts.items())
    known = f"\nThe list so far. Reply only with what is missing: new words under its keys, and new keys:\n{listed}\n"
    return _filled(
        "concepts",
        articles=material(articles),
        titles="\n".join(f"- {entry.title}" for entry in knowledge.own_entries),
        known=known if listed else "",
    )


def phrasings_prompt(
    knowledge: KnowledgeBase, entries: Sequence[Entry], count: int, failed: Mapping[str, Sequence[str]]
) -> str:
    """Ask for phrasings of some entries; `failed` are questions that the record did not understand, by entry."""
    ids = {entry.id for entry in entries}
    others = "; ".join(entry.title for entry in knowledge.own_entries if entry.id not in ids)
    return _filled(
        "phrasings",
        event=knowledge.event.title,
        count=count,
        entries="\n".join(map(_described, entries)),
        others=others or "nothing.",
        failed=_failed(failed),
    )


def _described(entry: Entry) -> str:
    says = entry.text or (f"(no source says {entry.gap})" if entry.gap else "(no source says)")
    asked = ", ".join(f"“{phrasing}”" for phrasing in entry.phrasings[:SHOWN_PHRASINGS])
    return f"- {entry.id}: {says}\n  asked: {asked}"


def _failed(failed: Mapping[str, Sequence[str]]) -> str:
    if not failed:
        return ""
    listed = "\n".join(f"- {key}: “{question}”" for key, found in failed.items() for question in found)
    return (
        f"\nPeople asked these and were not understood. Write questions of the same kinds, in other words:\n{listed}\n"
    )


def unknowns_prompt(articles: Mapping[str, Article], knowledge: KnowledgeBase, task: str, count: int) -> str:
    """Ask for things that no source says."""
    known = ", ".join(entry.id for entry in knowledge.own_entries if not entry.has_answer)
    return _filled("unknowns", articles=material(articles), known=known or "none", task=task, count=count)


def near_misses_task(entries: Sequence[Entry], each: int) -> str:
    """Ask for what stands next to what the record answers."""
    questions = "\n".join(f"- {entry.title}" for entry in entries)
    return _filled("task-near-misses", each=each, total=each * len(entries), questions=questions)


def wide_task(number: int) -> str:
    """Ask for what people want to know of such an event in general."""
    return _filled("task-wide", total=number)


def answered_wrongly_task(answered: Mapping[str, Entry]) -> str:
    """Ask for unknowns that keep questions like these from being answered with those entries."""
    questions = "\n".join(f"- “{asked}”, answered with “{entry.title}”" for asked, entry in answered.items())
    return _filled("task-answered-wrongly", questions=questions)


def exam_prompt(
    articles: Mapping[str, Article], knowledge: KnowledgeBase, people: int, answerable: int, unanswerable: int
) -> str:
    """Ask for an exam; `people` counts who asks, from 0: each prompt and each round has others."""
    answered = [entry for entry in knowledge.own_entries if entry.has_answer]
    return _filled(
        "exam",
        articles=material(articles),
        entries=_says(answered),
        answerable=answerable,
        unanswerable=unanswerable,
        people=_PEOPLE[people % len(_PEOPLE)],
    )


def _says(entries: Iterable[Entry]) -> str:
    """Return what some entries say, one per line."""
    return "\n".join(f"- {entry.id}: {entry.text}" for entry in entries)


def _cited(entries: Iterable[Entry]) -> str:
    """Return the same with the paragraphs that each sentence rests on."""
    return "\n".join(
        f"- {entry.id}: " + " ".join(f"{said.says} [{', '.join(map(str, said.cites))}]" for said in entry.answer)
        for entry in entries
    )


def _filled(name: str, **values: object) -> str:
    text = (files("bot.drafting") / "templates" / f"{name}.md").read_text("utf-8")
    return Template(text).substitute(values)
