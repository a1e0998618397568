"""The exam of a record: questions written apart from its phrasings, asked, and what the replies are worth."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.desk import Desk, context_after
from bot.answering.reply import Reply
from bot.knowledge.checks import fold
from bot.knowledge.messages import plural
from bot.knowledge.model import Entry, ExamQuestion, KnowledgeBase
from bot.matching.decision import MAX_CHOICES, Kind
from bot.matching.vocabulary import FOLLOWS

NAMED = 3  # entries that would gain most


@dataclass(frozen=True, slots=True)
class Graded:
    """An exam question with the reply to it; `verdict` is right, offered, missed or wrong."""

    question: ExamQuestion
    reply: Reply
    verdict: str


@dataclass(frozen=True, slots=True)
class ExamResult:
    """The graded questions of an exam; those that have become phrasings of the record are left out."""

    round: int
    graded: tuple[Graded, ...]

    @property
    def answerable(self) -> list[Graded]:
        """Those that an entry answers."""
        return [one for one in self.graded if one.question.entry]

    @property
    def unanswerable(self) -> list[Graded]:
        """Those that none answers."""
        return [one for one in self.graded if not one.question.entry]

    def share(self, *verdicts: str) -> float:
        """Return the share of the answerable questions with one of the verdicts, from 0 to 1."""
        found = self.answerable
        return sum(one.verdict in verdicts for one in found) / len(found) if found else 1.0

    @property
    def held_back(self) -> float:
        """The share of the unanswerable questions that were not answered, from 0 to 1."""
        found = self.unanswerable
        return sum(one.verdict == "right" for one in found) / len(found) if found else 1.0

    def __str__(self) -> str:
        counts = Counter(one.verdict for one in self.answerable)
        said = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("offered", "missed", "wrong"))
        return (
            f"exam of {len(self.graded)}: {counts['right']} of {len(self.answerable)} right, {said}; "
            f"{self.held_back:.0%} of the unknown held back"
        )

    @property
    def advice(self) -> str:
        """What would help most, in one sentence; nothing when all is well."""
        unclear = Counter(
            one.question.entry for one in self.answerable if one.verdict != "right" and one.question.entry
        )
        mistaken = Counter(
            one.reply.entry.id for one in self.unanswerable if one.verdict == "wrong" and one.reply.entry
        )
        wanted = [f"phrasings for {_ids(unclear)}"] if unclear else []
        wanted += [f"unknowns close to {_ids(mistaken)}"] if mistaken else []
        return f"what would help most: {' and '.join(wanted)}" if wanted else ""


def take_exam(desk: Desk) -> ExamResult | None:
    """Ask the questions of the record's latest exam; None where it has none."""
    exam = desk.knowledge.exam
    if exam is None:
        return None
    known = {fold(phrasing) for entry in desk.knowledge.own_entries for phrasing in entry.phrasings}
    questions = [question for question in exam.questions if fold(question.text) not in known]
    return ExamResult(exam.round, tuple(_grade(desk, questions)))


def newly_missed(before: Desk, after: Desk) -> tuple[str, ...]:
    """Return in a line each the exam questions that one desk answers rightly and the other doesn't."""
    old, new = take_exam(before), take_exam(after)
    if old is None or new is None:
        return ()
    right = {one.question.text for one in old.graded if one.verdict == "right"}
    return tuple(_missed(one) for one in new.graded if one.question.text in right and one.verdict != "right")


def _missed(one: Graded) -> str:
    reached = f"is answered with `{one.reply.entry.id}`" if one.reply.entry else "is not answered any more"
    return f"“{one.question.text}” {reached}" + (f" instead of `{one.question.entry}`" if one.question.entry else "")


def _grade(desk: Desk, questions: list[ExamQuestion]) -> Iterator[Graded]:
    entries = desk.knowledge.entries
    for question in questions:
        *before, asked = question.text.split(FOLLOWS)
        earlier: str | None = None
        for message in before:
            earlier = context_after(desk.ask(message, earlier), earlier)
        reply = desk.ask(asked, earlier)
        wanted = entries.get(question.entry or "")
        answerable = wanted is not None and wanted.has_answer
        yield Graded(
            question if answerable else ExamQuestion(question.text, None), reply, _verdict(question, reply, answerable)
        )


def _verdict(question: ExamQuestion, reply: Reply, answerable: bool) -> str:
    answered = [part.entry.id for part in (reply, *reply.parts) if part.kind is Kind.ANSWER and part.entry]
    if not answerable:
        return "wrong" if answered else "right"
    if answered:
        return "right" if question.entry in answered else "wrong"
    offered = reply.kind is Kind.SUGGEST and any(choice.id == question.entry for choice in reply.choices[:MAX_CHOICES])
    return "offered" if offered else "missed"


def _ids(counts: Counter[str]) -> str:
    named = [f"`{key}`" for key, _ in counts.most_common(NAMED)]
    return ", ".join(named) + (f" and {len(counts) - NAMED} more" if len(counts) > NAMED else "")


def quality_lines(
    knowledge: KnowledgeBase, result: ExamResult | None, approve: str = "onrecord draft --approve"
) -> Iterator[str]:
    """Yield in a line each how good a record is, what would help most, and what is not finished.

    `approve` is the command that approves what waits.
    """
    if result:
        yield f"Quality: {result}"
        if result.advice:
            yield f"{result.advice[0].upper()}{result.advice[1:]}."
    if knowledge.stubs:
        yield f"Still to be written: {plural(knowledge.stubs, 'stub')}."
    if knowledge.unapproved:
        listed = drafted(knowledge.unapproved)
        yield f"Hidden from members until approved: {listed} (`{approve}`)."


def wrong_lines(result: ExamResult | None) -> Iterator[str]:
    """Yield in a line each the exam questions that were answered wrongly."""
    for one in result.graded if result else ():
        if one.verdict == "wrong":
            answered = f"`{one.reply.entry.id}`" if one.reply.entry else "several entries"
            wanted = f"`{one.question.entry}`" if one.question.entry else "no answer"
            yield f"Answered wrongly: “{one.question.text}” with {answered}, wanted {wanted}"


def drafted(entries: Sequence[Entry]) -> str:
    """Return how many answers and gaps some entries have."""
    answers = sum(entry.has_answer for entry in entries)
    gaps = len(entries) - answers
    return " and ".join([plural(answers, "answer")] * bool(answers) + [plural(gaps, "gap")] * bool(gaps))
