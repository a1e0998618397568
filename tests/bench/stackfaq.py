"""First entry right on StackFAQ: the first phrasing and three others of each thread are the record.

    python -m tests.bench.stackfaq FOLDER/stackfaq-dev.json

Karan and Šnajder 2018. Which three others is drawn by five seeds; the figures are means.
"""

import json
import random
import sys
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from rich.console import Console
from rich.table import Table

from tests.bench.foreign import bm25, extract_one, fitted, measure, ours

KEPT = 4


def main(path: Path) -> None:
    """Print the table."""
    content = json.loads(path.read_text("utf-8"))
    threads = content if isinstance(content, list) else list(content.values())
    figures: dict[str, list[tuple[float, float, float]]] = {}
    for seed in range(5):
        chance = random.Random(seed)
        phrasings, asked = {}, []
        for number, thread in enumerate(threads):
            first, *others = dict.fromkeys(thread["questions"])
            chance.shuffle(others)
            phrasings[f"t{number}"] = [first, *others[: KEPT - 1]]
            asked += [(question, f"t{number}") for question in others[KEPT - 1 :]]
        engines = {
            "rapidfuzz extractOne (WRatio)": extract_one(phrasings),
            "rapidfuzz token_set_ratio": extract_one(phrasings, fuzz.token_set_ratio),
            "bm25s": bm25(phrasings),
            "On the Record": ours(fitted(phrasings)[0]),
        }
        for name, engine in engines.items():
            figures.setdefault(name, []).append(measure(engine, asked))
    table = Table("matcher", "first entry right", "median ms", "99% ms", title=f"StackFAQ, {len(threads)} threads")
    for name, rows in figures.items():
        right, median, high = np.mean(rows, axis=0)
        table.add_row(name, f"{right:.1%}", f"{median:.2f}", f"{high:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
