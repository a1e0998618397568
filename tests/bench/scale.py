"""Time and memory from 150 entries to 5,000, beside rapidfuzz's extractOne and bm25s in the same run.

    python -m tests.bench.scale                 150 and 1,000 entries, 50 phrasings each
    python -m tests.bench.scale 150 1000 5000   with 5,000 entries and 500,000 phrasings (half an hour, 8 GB)
    python -m tests.bench.scale events          100 events of 150 entries in one process

The phrasings are made by drawing words: topic words of the entry's own, and common ones that all entries share, as in
real questions. Each size runs in a process of its own, so that its memory is its own.
"""

import random
import resource
import subprocess
import sys
import time

from rich.console import Console
from rich.table import Table

from tests.bench.foreign import bm25, extract_one, fitted, measure, ours

COMMON = "how many what who why when where did does is the a of to in for they it was were said about which on".split()
PER_ENTRY = {5_000: 100}


def synthetic(entries: int, per_entry: int, seed: int = 0) -> dict[str, list[str]]:
    """Return phrasings by entry: words over a vocabulary that grows with the record."""
    chance = random.Random(seed)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    vocabulary = ["".join(chance.choices(syllables, k=chance.choice((2, 3, 4)))) for _ in range(4 * entries + 500)]
    found: dict[str, list[str]] = {}
    for number in range(entries):
        own = chance.sample(vocabulary, 6)
        found[f"e{number}"] = [
            " ".join(chance.sample(own, 3) + chance.choices(COMMON, k=5) + chance.choices(vocabulary, k=1))
            for _ in range(per_entry)
        ]
    return found


def one_size(entries: int) -> None:
    """Print one row: fit, median and 99th percentile, memory; then the others on the same phrasings."""
    phrasings = synthetic(entries, PER_ENTRY.get(entries, 50) + 1)
    asked = [(found.pop(), entry) for entry, found in phrasings.items()][:1000]
    matcher, seconds = fitted(phrasings)
    right, median, high = measure(ours(matcher), asked)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    cells = [f"{entries:,}", f"{sum(map(len, phrasings.values())):,}", f"{seconds:.1f}", f"{memory:,}", f"{right:.1%}"]
    cells += [f"{median:.2f}", f"{high:.2f}"]
    for engine in (extract_one(phrasings), bm25(phrasings)):
        right, median, _ = measure(engine, asked[:20])
        cells += [f"{median:.2f}"]
    print("|".join(cells), flush=True)


def many_events() -> None:
    """Print the memory that 100 events take together, and the time of a question to each in turn."""
    matchers = []
    for seed in range(100):
        phrasings = synthetic(150, 30, seed)
        matchers.append((fitted(phrasings)[0], phrasings["e0"][0]))
        print(f"\r{seed + 1} events", end="", file=sys.stderr)
    started = time.perf_counter()
    for matcher, question in matchers:
        matcher.match(question)
    each = 1000 * (time.perf_counter() - started) / len(matchers)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n100 events, 150 entries with 30 phrasings each: {memory:,} MB at the most, {each:.2f} ms a question")


def main(sizes: list[str]) -> None:
    """Print the table, a process for each size."""
    columns = (
        "entries",
        "phrasings",
        "fit s",
        "MB at most",
        "right",
        "median ms",
        "99% ms",
        "extractOne ms",
        "bm25s ms",
    )
    table = Table(*columns, title="One core, synthetic phrasings")
    for size in sizes:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.scale", "one", size], capture_output=True, text=True, check=False
        )
        table.add_row(*(done.stdout.split("|") if done.returncode == 0 else [size, "failed", done.stderr[-200:]]))
    Console(width=120).print(table)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["one"]:
        one_size(int(arguments[1]))
    elif arguments == ["events"]:
        many_events()
    else:
        main(arguments or ["150", "1000"])
