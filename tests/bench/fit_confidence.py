"""Learn the shipped confidence on many records at many depths, and test it on records that it was not learned on.

    python -m tests.bench.fit_confidence                          show the figures on the project's own records
    python -m tests.bench.fit_confidence --more FOLDER            with other data: events/ and bench/ in a folder
    python -m tests.bench.fit_confidence --more FOLDER --into config/confidence.json

Each record counts as much as any other. The figures are of leaving out one family of records at a time.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.answering.calibration import Samples, collect, confidence_file, figures_at, fit_forest
from bot.answering.desk import Desk
from bot.matching.confidence import Confidence, Forest
from bot.matching.decision import Engine, Thresholds
from bot.matching.evidence import Evidence
from bot.matching.training import train
from tests.bench.records import Labelled, event_records, foreign_records, project_records

UNFITTED = Confidence(Forest(base=0.0, trees=[]), Forest(base=0.0, trees=[]))
SHOWN_AT = 0.7


def main() -> None:
    """Fit, test, and write or show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--more", type=Path, help="a folder with events/ and bench/")
    parser.add_argument("--into", type=Path, help="where to write the confidence")
    options = parser.parse_args()
    records = list(_records(options.more))
    found = [collect(Desk(Engine(train(r.knowledge), UNFITTED, Thresholds(0.7, 0.15))), r.questions) for r in records]
    samples = Samples(
        *(
            np.concatenate([getattr(one, name) for one in found])
            for name in ("values", "right", "offerable", "answerable")
        )
    )
    sizes = [len(one.right) for one in found]
    weights = np.repeat([1 / size for size in sizes], sizes) * len(samples.right) / len(records)
    family = np.repeat([record.family for record in records], sizes)
    predicted = np.zeros(len(samples.right))
    for left_out in dict.fromkeys(family.tolist()):
        inside = family == left_out
        forest = fit_forest(samples.values[~inside], samples.right[~inside], weights[~inside])
        predicted[inside] = [_probability(forest, row) for row in samples.values[inside].tolist()]
    _show(records, sizes, predicted, samples)
    if options.into:
        confidence = Confidence(
            fit_forest(samples.values, samples.right, weights), fit_forest(samples.values, samples.offerable, weights)
        )
        about = (
            f"Learned on {len(records)} records of {len(set(family.tolist()))} families by "
            "tests/bench/fit_confidence.py; figures are on records of families left out."
        )
        content = confidence_file(confidence, about, predicted, samples).model_dump_json()
        options.into.write_text(content + "\n", "utf-8")


def _records(more: Path | None) -> Iterable[Labelled]:
    yield from project_records()
    if more:
        yield from event_records(more / "events")
        yield from foreign_records(more / "bench")


def _probability(forest: Forest, row: list[float]) -> float:
    return forest.probability([Evidence("", value, "") for value in row])


def _show(records: list[Labelled], sizes: list[int], predicted: np.ndarray, samples: Samples) -> None:
    table = Table(
        "record", "first", "one of three", "right", "wrong", "held back", title=f"answering from {SHOWN_AT} on"
    )
    start = 0
    for record, size in zip(records, sizes, strict=True):
        part = slice(start, start + size)
        one = Samples(*(getattr(samples, n)[part] for n in ("values", "right", "offerable", "answerable")))
        figures = figures_at(SHOWN_AT, predicted[part], one)
        first, offerable = one.right[one.answerable].mean(), one.offerable[one.answerable].mean()
        table.add_row(
            record.name,
            f"{first:.1%}",
            f"{offerable:.1%}",
            *(f"{figures[n]:.1%}" for n in ("right", "wrong", "held_back")),
        )
        start += size
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
