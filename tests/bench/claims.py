"""What the replies to claims, wrong premises and several questions in one message show and name.

    python -m tests.bench.claims

`shows`: of the messages, how many replies say in the card what the article says on them. `names`: of those with
something that the article doesn't say, how many replies name it. The messages were written from the articles alone.
"""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bot import paths
from bot.answering.desk import Desk
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.presentation import present
from bot.matching.confidence import load_confidence
from bot.matching.decision import Engine, Thresholds
from bot.settings import Settings

DATA = Path(__file__).parents[1] / "data"


def main() -> None:
    """Print the table."""
    settings, console = Settings(), Console(width=100, highlight=False)
    thresholds = Thresholds(settings.answer_at, settings.offer_at)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with TemporaryDirectory() as cache:
        for file in sorted((DATA / "claims").glob("*.jsonl")):
            shipped = file.stem == "shipped"
            folder = paths.KNOWLEDGE if shipped else DATA / "events" / file.stem / "record"
            matcher = KnowledgeFolder(folder, paths.COMMON, Path(cache)).open()
            desk = Desk(Engine(matcher, load_confidence(paths.CONFIDENCE), thresholds))
            for line in file.read_text("utf-8").splitlines():
                asked = json.loads(line)
                count(counts["shipped" if shipped else "thin", asked["kind"]], asked, desk)
    table = Table("record", "kind", "messages", "shows", "or offers", "names")
    for (record, kind), count_of in counts.items():
        cells = (count_of["shows"], count_of["shows"] + count_of["offers"])
        names = f"{count_of['names']} of {count_of['lacking']}" if count_of["lacking"] else "–"
        table.add_row(record, kind, str(count_of["messages"]), *map(str, cells), names)
    console.print(table)


def count(counts: Counter[str], asked: dict[str, list[str]], desk: Desk) -> None:
    """Count what the reply to one message shows, offers and names."""
    reply = desk.ask(str(asked["question"]))
    card = present(reply)
    said = " ".join((card.note, *(line.text for line in card.lines)))
    own = " ".join((card.note, *(line.text for line in card.lines if not line.numbers)))
    shows = _has_all(asked["shows"], said)
    counts["messages"] += 1
    counts["shows"] += shows
    counts["offers"] += not shows and any(_has_all(asked["shows"], entry.text) for entry in reply.choices)
    counts["lacking"] += bool(asked["lacks"])
    counts["names"] += bool(asked["lacks"]) and _has_all(asked["lacks"], own)


def _has_all(patterns: list[str], text: str) -> bool:
    return all(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


if __name__ == "__main__":
    main()
