"""What became of every item of a reply, for a moderator to look through."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.drafting.fates import Fate, Verdict


def counts(fates: Sequence[Fate]) -> str:
    """Return how many items were taken, moved and refused."""
    found = Counter(fate.verdict for fate in fates)
    return ", ".join(f"{found[verdict]} {verdict.value}" for verdict in Verdict if found[verdict]) or "nothing in it"


def report_text(prompt: str, fates: Sequence[Fate]) -> str:
    """Return the section of one reply in a report: what was moved and refused, and why, then what was taken."""
    return "\n".join([f"## {prompt}: {counts(fates)}", "", *_lines(fates), ""])


def _lines(fates: Sequence[Fate]) -> Iterator[str]:
    for verdict in (Verdict.REFUSED, Verdict.MOVED, Verdict.TAKEN):
        for fate in fates:
            if fate.verdict is verdict:
                line = f" (line {fate.line})" if fate.line and verdict is not Verdict.TAKEN else ""
                reason = f": {fate.reason}" if fate.reason else ""
                yield f"- {verdict.value}{line}: {fate.item}{reason}"
