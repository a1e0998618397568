"""First entry right, and out-of-scope held back, on CLINC150 (Larson et al. 2019), without out-of-scope examples.

python -m tests.bench.clinc150 FOLDER/clinc150-dev.json
"""

import json
import sys
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from tests.bench.foreign import bm25, extract_one, fitted, measure, ours


def main(path: Path) -> None:
    """Print both tables."""
    content = json.loads(path.read_text("utf-8"))
    phrasings: dict[str, list[str]] = {}
    for text, intent in content["train"]:
        phrasings.setdefault(intent, []).append(text)
    asked = [(text, intent) for text, intent in content["val"]]
    outside = [text for text, _ in content["oos_val"]]
    matcher, seconds = fitted(phrasings)
    console = Console()
    table = Table(
        "matcher", "first entry right", "median ms", "99% ms", title=f"CLINC150 val, fitted in {seconds:.1f} s"
    )
    table.add_row("On the Record", *_cells(measure(ours(matcher), asked)))
    sample = asked[::10]
    table.add_row("rapidfuzz extractOne (every tenth question)", *_cells(measure(extract_one(phrasings), sample)))
    table.add_row("bm25s (every tenth question)", *_cells(measure(bm25(phrasings), sample)))
    console.print(table)

    found = [(matcher.match(text).answerable[0], intent) for text, intent in asked]
    scores = np.array([best.score for best, _ in found])
    right = np.array([best.entry.id == intent for best, intent in found])
    strange = np.array([matcher.match(text).answerable[0].score for text in outside])
    table = Table("out of scope held back", "in scope answered right", "score from", title="CLINC150 oos_val and val")
    for share in (0.4, 0.5, 0.6, 0.7, 0.8):
        threshold = float(np.quantile(strange, share))
        table.add_row(
            f"{(strange <= threshold).mean():.1%}", f"{(right & (scores > threshold)).mean():.1%}", f"{threshold:+.2f}"
        )
    console.print(table)


def _cells(figures: tuple[float, float, float]) -> tuple[str, str, str]:
    right, median, high = figures
    return f"{right:.1%}", f"{median:.2f}", f"{high:.2f}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
