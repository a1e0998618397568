"""What a record still needs, as prompts: entries first, then concepts, phrasings, unknowns, and an exam."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from bot.answering.exam import ExamResult
from bot.drafting.articles import Article
from bot.drafting.asks import Ask, Task
from bot.drafting.replies import PromptKind
from bot.knowledge.model import KnowledgeBase

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


def is_good(result: ExamResult) -> bool:
    """Say whether an exam shows that a record is deep enough."""
    return (
        result.share("right") >= GOOD_RIGHT
        and result.share("right", "offered") >= GOOD_HELPED
        and result.share("wrong") <= GOOD_WRONG
        and result.held_back >= GOOD_HELD
    )


def needed_entries(articles: Mapping[str, Article], knowledge: KnowledgeBase) -> Iterator[Ask]:
    """Ask for the entries of each article that no entry cites."""
    cited = {citation.source for entry in knowledge.own_entries for citation in entry.citations}
    for key, article in articles.items():
        if key not in cited:
            for focus in _even_batches(range(1, len(article.paragraphs) + 1), FOCUS):
                yield Ask(kind=PromptKind.ENTRIES, source=key, paragraphs=tuple(focus), count=ENTRIES_PER_PARAGRAPH)


def needed_depth(knowledge: KnowledgeBase, number: int, asked: Sequence[Ask], has_concepts: bool) -> Iterator[Ask]:
    """Ask for all that makes a record with entries deep, and for the exam of a round; `asked` is what that round has.

    Nothing is asked for twice in a round: what came short is asked for after the exam.
    """
    if not has_concepts:
        yield Ask(kind=PromptKind.CONCEPTS)
    have_phrasings = {key for ask in asked if ask.kind is PromptKind.PHRASINGS for key in ask.entries}
    have_near_misses = {key for ask in asked if ask.task is Task.NEAR_MISSES for key in ask.entries}
    answered = [entry for entry in knowledge.own_entries if entry.has_answer]
    unknowns = [entry for entry in knowledge.own_entries if not entry.has_answer]
    thin = [one.id for one in answered if len(one.phrasings) < ENOUGH_PHRASINGS and one.id not in have_phrasings]
    count = max(FEWEST_PHRASINGS, min(PHRASINGS, PROMPTS * LINES // max(1, len(thin))))
    yield from _phrasings(thin, count)
    thin = [one.id for one in unknowns if len(one.phrasings) < ENOUGH_OF_UNKNOWN and one.id not in have_phrasings]
    yield from _phrasings(thin, UNKNOWN_PHRASINGS)
    enough = min(MOST_UNKNOWNS, UNKNOWNS_PER_ENTRY * len(answered))
    if len(unknowns) < enough:
        each = next((each for most, each in NEAR_MISSES if len(answered) <= most), 1)
        yield from _near_misses([entry.id for entry in answered if entry.id not in have_near_misses], each)
        if not any(ask.task is Task.WIDE for ask in asked if ask.kind is PromptKind.UNKNOWNS):
            yield _unknowns(Task.WIDE, each=UNKNOWNS_BATCH)
    examined = knowledge.exam is not None and knowledge.exam.round >= number
    if not examined and not any(ask.kind is PromptKind.EXAM for ask in asked):
        for i in range(EXAMS):
            yield Ask(
                kind=PromptKind.EXAM,
                people=(number - 1) * EXAMS + i,
                count=EXAM_ANSWERABLE,
                unanswerable=EXAM_UNANSWERABLE,
            )


def needed_after(result: ExamResult) -> Iterator[Ask]:
    """Ask for what an exam shows to be missing: phrasings where it failed, and unknowns where it answered wrongly.

    An entry that gets phrasings gets unknowns beside them: it would answer more of what isn't its own otherwise.
    """
    failed: dict[str, list[str]] = {}
    for one in result.answerable:
        if one.verdict != "right" and one.question.entry:
            failed.setdefault(one.question.entry, []).append(one.question.text)
    yield from _phrasings([*failed], MORE_PHRASINGS, failed)
    wrong = [one for one in result.unanswerable if one.verdict == "wrong"]
    for batch in _even_batches(wrong, WRONG_BATCH):
        asked = {one.question.text: one.reply.entry.id for one in batch if one.reply.entry}
        yield _unknowns(Task.ANSWERED_WRONGLY, answered=asked)
    mistaken = dict.fromkeys(one.reply.entry.id for one in wrong if one.reply.entry)
    yield from _near_misses([*mistaken], MORE_NEAR_MISSES)
    yield from _near_misses([key for key in failed if key not in mistaken], BESIDE_PHRASINGS)


def _near_misses(entries: Sequence[str], each: int) -> Iterator[Ask]:
    for batch in _even_batches(entries, UNKNOWNS_BATCH // each):
        yield _unknowns(Task.NEAR_MISSES, entries=tuple(batch), each=each)


def _phrasings(
    entries: Sequence[str], count: int, failed: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> Iterator[Ask]:
    for batch in _even_batches(entries, LINES // count):
        shown = {key: tuple(failed[key][:FAILED_SHOWN]) for key in batch if key in failed}
        yield Ask(kind=PromptKind.PHRASINGS, entries=tuple(batch), count=count, failed=shown)


def _unknowns(task: Task, **given: Any) -> Ask:
    return Ask(kind=PromptKind.UNKNOWNS, task=task, count=UNKNOWN_PHRASINGS, **given)


def _even_batches(items: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """Yield the items in as few batches as possible, all about as long."""
    if not items:
        return
    number = -(-len(items) // most)
    for i in range(number):
        yield items[i * len(items) // number : (i + 1) * len(items) // number]
