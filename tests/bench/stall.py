"""How long the event loop waits, and how fast questions are answered, while the knowledge is loaded again.

    python -m tests.bench.stall

Serves a copy of the shipped record; adds one phrasing and reloads, then changes a concept (all is trained again).
"""

import asyncio
import shutil
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bot import paths
from bot.answering.conversation import Conversations
from bot.answering.desk import Desk
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.loading import LoadingProcess
from bot.answering.notes import Notes
from bot.answering.service import Service
from bot.matching.confidence import load_confidence
from bot.matching.decision import Engine, Thresholds
from bot.store.store import Store

QUESTION = "how many soldiers did north korea send"


async def measure(service: Service, seconds: float | None = None) -> tuple[float, list[float], list[float]]:
    """Reload (or wait some seconds); return the seconds it took, the loop's waits and the answers' times in ms."""
    started = time.perf_counter()
    task = asyncio.create_task(service.reload() if seconds is None else asyncio.sleep(seconds))
    waits, answers = [], []
    while not task.done():
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        waits.append(1000 * (time.perf_counter() - before - 0.001))
        if len(waits) % 20 == 0:
            before = time.perf_counter()
            service.desk.ask(QUESTION)
            answers.append(1000 * (time.perf_counter() - before))
    await task
    return time.perf_counter() - started, waits, answers


async def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        event = Path(shutil.copytree(paths.KNOWLEDGE, Path(folder) / "event"))
        source = KnowledgeFolder(event, paths.COMMON, Path(folder) / "cache")
        confidence, thresholds = load_confidence(paths.CONFIDENCE), Thresholds(0.75, 0.15)
        loading = LoadingProcess(source, confidence, thresholds)
        started = time.perf_counter()
        engine = (await loading.load()).engine
        fit = time.perf_counter() - started
        assert isinstance(engine, Engine)
        notes = Notes(await Store.open(":memory:"))
        service = Service(Desk(engine), Conversations(timedelta(minutes=10)), loading, notes)
        await asyncio.sleep(1)
        rows = {"nothing": await measure(service, 3.0)}
        phrasings = event / "phrasings" / "deployment.yaml"
        for name, path, old, new in (
            (
                "one phrasing more",
                phrasings,
                "troop-count:\n",
                "troop-count:\n  - head tally of the dprk lads over there\n",
            ),
            ("one concept changed", event / "concepts.yaml", "\nsoldiers: [", "\nsoldiers: [squaddies, "),
        ):
            text = path.read_text()
            assert old in text, path
            path.write_text(text.replace(old, new, 1))
            rows[name] = await measure(service)
        service.close()
    table = Table(
        "reload of", "seconds", "loop waits: median ms", "99.9% ms", "longest ms", "answer: median ms", "99% ms"
    )
    for name, (seconds, waits, answers) in rows.items():
        table.add_row(
            name,
            f"{seconds:.2f}",
            f"{statistics.median(waits):.2f}",
            f"{np.percentile(waits, 99.9):.1f}",
            f"{max(waits):.1f}",
            f"{statistics.median(answers):.2f}",
            f"{np.percentile(answers, 99):.2f}",
        )
    Console(width=120).print(table, f"trained from nothing, in the process: {fit:.1f} s")


if __name__ == "__main__":
    asyncio.run(main())
