"""What became of every item of a reply, for a moderator to look through."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.answering.exam import ExamResult
from bot.drafting.fates import Fate, Verdict
from bot.matching.decision import Kind


def counts(fates: Sequence[Fate]) -> str:
    """Return how many items were taken, moved and refused."""
    found = Counter(fate.verdict for fate in fates)
    return ", ".join(f"{found[verdict]} {verdict.value}" for verdict in Verdict if found[verdict]) or "nothing in it"


def report_text(prompt: str, fates: Sequence[Fate]) -> str:
    """Return the section of one reply in a report: what was moved and refused, and why, then what was taken."""
    return "\n".join([f"## {prompt}: {counts(fates)}", "", *_lines(fates), ""])


def exam_text(result: ExamResult) -> str:
    """Return the section on an exam: every question that was not answered as it should be."""
    lines = [f"## The exam of round {result.round}: {result}", ""]
    for one in result.graded:
        if one.verdict == "right":
            continue
        reply = one.reply
        got = f"`{reply.entry.id}`" if reply.entry else _GOT.get(reply.kind, "no answer")
        offered = ", ".join(f"`{entry.id}`" for entry in reply.choices) if one.verdict == "offered" else ""
        wanted = f"`{one.question.entry}`" if one.question.entry else "no answer"
        lines.append(f"- {one.verdict}: {one.question.text}: wanted {wanted}, got {offered or got}")
    return "\n".join([*lines, "", ""])


_GOT = {Kind.SUGGEST: "a choice", Kind.CHAT: "small talk"}


def _lines(fates: Sequence[Fate]) -> Iterator[str]:
    for verdict in (Verdict.REFUSED, Verdict.MOVED, Verdict.TAKEN):
        for fate in fates:
            if fate.verdict is verdict:
                line = f" (line {fate.line})" if fate.line and verdict is not Verdict.TAKEN else ""
                reason = f": {fate.reason}" if fate.reason else ""
                yield f"- {verdict.value}{line}: {fate.item}{reason}"
