"""What a record still needs, as prompts: entries first, then concepts, phrasings, unknowns, and an exam."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from bot.answering.exam import ExamResult
from bot.drafting import prompts
from bot.drafting.articles import Article
from bot.drafting.replies import PromptKind
from bot.knowledge.model import Entry, KnowledgeBase

FOCUS = 14  # paragraphs of one prompt for entries; their entries fill a reply
ENTRIES_PER_PARAGRAPH = 3  # about what a news article gives
LINES = 360  # questions of one prompt; their reply is about as long as assistants write
PROMPTS = 5  # for phrasings, at most; then fewer are asked for each entry
PHRASINGS, FEWEST_PHRASINGS, ENOUGH_PHRASINGS = 40, 24, 18  # asked for an entry, and with how many it needs no more
UNKNOWN_PHRASINGS, ENOUGH_OF_UNKNOWN = 14, 8  # the same for an unknown
UNKNOWNS_BATCH = 24  # unknowns of one prompt
NEAR_MISSES = ((40, 3), (60, 2))  # unknowns for each entry, by how many entries there are at most; beyond, one each
UNKNOWNS_PER_ENTRY, MOST_UNKNOWNS = 2, 110  # how many are enough
MORE_PHRASINGS = 20  # for an entry that the exam shows to be weak
MORE_NEAR_MISSES = 3  # unknowns for an entry that the exam has seen answer what nothing answers
BESIDE_PHRASINGS = 2  # unknowns for an entry that gets phrasings, so that it doesn't take what isn't its own
FAILED_SHOWN = 6  # questions of one entry, in a prompt
WRONG_BATCH = 8  # questions of one prompt for unknowns; each gives three
EXAMS, EXAM_ANSWERABLE, EXAM_UNANSWERABLE = 2, 40, 20  # prompts of a round, and the questions of each
# the shares of an exam with which a record is deep enough
GOOD_RIGHT, GOOD_HELPED, GOOD_WRONG, GOOD_HELD = 0.85, 0.96, 0.02, 0.93

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewPrompt:
    """A prompt to be written."""

    kind: PromptKind
    text: str


def is_good(result: ExamResult) -> bool:
    """Say whether an exam shows that a record is deep enough."""
    return (
        result.share("right") >= GOOD_RIGHT
        and result.share("right", "offered") >= GOOD_HELPED
        and result.share("wrong") <= GOOD_WRONG
        and result.held_back >= GOOD_HELD
    )


def needed_entries(articles: Mapping[str, Article], knowledge: KnowledgeBase) -> Iterator[NewPrompt]:
    """Ask for the entries of each article that no entry cites."""
    cited = {citation.source for entry in knowledge.own_entries for citation in entry.citations}
    for key, article in articles.items():
        if key not in cited:
            for focus in _even_batches(range(1, len(article.paragraphs) + 1), FOCUS):
                yield NewPrompt(
                    PromptKind.ENTRIES, prompts.entries_prompt(article, focus, knowledge, ENTRIES_PER_PARAGRAPH)
                )


def needed_depth(
    articles: Mapping[str, Article], knowledge: KnowledgeBase, number: int, has_concepts: bool
) -> Iterator[NewPrompt]:
    """Ask for all that makes a record with entries deep, and for the exam of a round."""
    if not has_concepts:
        yield NewPrompt(PromptKind.CONCEPTS, prompts.concepts_prompt(articles, knowledge))
    answered = [entry for entry in knowledge.own_entries if entry.has_answer]
    unknowns = [entry for entry in knowledge.own_entries if not entry.has_answer]
    thin = [entry for entry in answered if len(entry.phrasings) < ENOUGH_PHRASINGS]
    count = max(FEWEST_PHRASINGS, min(PHRASINGS, PROMPTS * LINES // max(1, len(thin))))
    yield from _phrasings(knowledge, thin, count)
    thin = [entry for entry in unknowns if len(entry.phrasings) < ENOUGH_OF_UNKNOWN]
    yield from _phrasings(knowledge, thin, UNKNOWN_PHRASINGS)
    enough = min(MOST_UNKNOWNS, UNKNOWNS_PER_ENTRY * len(answered))
    if len(unknowns) < enough:
        each = next((each for most, each in NEAR_MISSES if len(answered) <= most), 1)
        yield from _near_misses(articles, knowledge, answered, each)
        yield _unknowns(articles, knowledge, prompts.wide_task(UNKNOWNS_BATCH))
    if knowledge.exam is None or knowledge.exam.round < number:
        for i in range(EXAMS):
            people = (number - 1) * EXAMS + i
            text = prompts.exam_prompt(articles, knowledge, people, EXAM_ANSWERABLE, EXAM_UNANSWERABLE)
            yield NewPrompt(PromptKind.EXAM, text)


def needed_after(articles: Mapping[str, Article], knowledge: KnowledgeBase, result: ExamResult) -> Iterator[NewPrompt]:
    """Ask for what an exam shows to be missing: phrasings where it failed, and unknowns where it answered wrongly.

    An entry that gets phrasings gets unknowns beside them: it would answer more of what isn't its own otherwise.
    """
    failed: dict[str, list[str]] = {}
    for one in result.answerable:
        if one.verdict != "right" and one.question.entry:
            failed.setdefault(one.question.entry, []).append(one.question.text)
    weak = [knowledge.entries[key] for key in failed]
    yield from _phrasings(knowledge, weak, MORE_PHRASINGS, failed)
    wrong = [one for one in result.unanswerable if one.verdict == "wrong"]
    for batch in _even_batches(wrong, WRONG_BATCH):
        yield _unknowns(articles, knowledge, prompts.answered_wrongly_task(batch))
    mistaken = {one.reply.entry.id: one.reply.entry for one in wrong if one.reply.entry}
    yield from _near_misses(articles, knowledge, [*mistaken.values()], MORE_NEAR_MISSES)
    others = [entry for entry in weak if entry.id not in mistaken]
    yield from _near_misses(articles, knowledge, others, BESIDE_PHRASINGS)


def _near_misses(
    articles: Mapping[str, Article], knowledge: KnowledgeBase, entries: Sequence[Entry], each: int
) -> Iterator[NewPrompt]:
    for batch in _even_batches(entries, UNKNOWNS_BATCH // each):
        yield _unknowns(articles, knowledge, prompts.near_misses_task(batch, each))


def _phrasings(
    knowledge: KnowledgeBase,
    entries: Sequence[Entry],
    count: int,
    failed: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Iterator[NewPrompt]:
    for batch in _even_batches(entries, LINES // count):
        shown = {entry.id: failed[entry.id][:FAILED_SHOWN] for entry in batch if entry.id in failed}
        yield NewPrompt(PromptKind.PHRASINGS, prompts.phrasings_prompt(knowledge, batch, count, shown))


def _unknowns(articles: Mapping[str, Article], knowledge: KnowledgeBase, task: str) -> NewPrompt:
    return NewPrompt(PromptKind.UNKNOWNS, prompts.unknowns_prompt(articles, knowledge, task, UNKNOWN_PHRASINGS))


def _even_batches(items: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """Yield the items in as few batches as possible, all about as long."""
    if not items:
        return
    number = -(-len(items) // most)
    for i in range(number):
        yield items[i * len(items) // number : (i + 1) * len(items) // number]
