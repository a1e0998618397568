"""Correct one entry of which 20,000 cards were posted, while people go on asking.

    python -m tests.bench.corrections --cards 20000 --seconds 60

The bot runs as a process of its own against a small Discord on loopback. It prints how fast the cards are edited, how
long answers take meanwhile and without cards, and how much memory the process takes at the start and at the end.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.store.cards import PostedCard
from bot.store.history import State
from bot.store.store import Store
from tests.bench.latency import message
from tests.cli.loopback import GUILD, TOKEN, small_discord

BRIDGE = Path(__file__).parents[1] / "data" / "bridge"
CHANNELS, RATE = 20, 5  # questions a second
QUESTION = "who found the cracks?"


async def measure(cards: int, seconds: int) -> tuple[int, list[float], int, int]:
    """Return the edits, the milliseconds of the answers, and the process's memory in MB at the start and the end."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, place = Path(shutil.copytree(BRIDGE, Path(temporary) / "bridge")), str(Path(temporary) / "x.db")
        settings = Path(temporary) / "bot.yaml"
        settings.write_text("questions_per_minute: 10000\nchannel_questions_per_minute: 10000\nrepeat_minutes: 0\n")
        store = await Store.open(place)
        now = datetime.now(UTC)
        await store.history.record("bridge", {"detour": State("detour@0000", "Which way?", "Old.")}, now)
        for i in range(cards):
            card = PostedCard(
                10**18 + i, 3100000000000000000 + i % CHANNELS, True, {"detour": "detour@0000"}, ("detour",)
            )
            await store.cards.add("bridge", card, now - timedelta(days=1))
        await store.aclose()
        async with small_discord() as served:
            environment = {**os.environ, "ONRECORD_LOOPBACK": served.address, "DISCORD_TOKEN": TOKEN}
            command = (
                "-m",
                "tests.cli.onrecord_on_loopback",
                "run",
                "--config",
                str(settings),
                "--knowledge",
                str(folder),
            )
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *command,
                env=environment | {"ONRECORD_STORE": place},
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            await served.until(lambda: served.greeted, 60)
            for i in range(CHANNELS):
                shown = {"id": str(3100000000000000000 + i), "type": 0, "name": "ask-the-record", "position": 0}
                body = {**shown, "guild_id": str(GUILD), "permission_overwrites": []}
                await served.dispatch("CHANNEL_CREATE", body)
            await asyncio.sleep(8)
            before, edited, asked = megabytes(process.pid), len(served.edited), {}
            begun = time.perf_counter()
            for i in range(RATE * seconds):
                await asyncio.sleep(max(0.0, begun + i / RATE - time.perf_counter()))
                key = 5000000000000000000 + i
                asked[str(key)] = time.perf_counter()
                await served.dispatch("MESSAGE_CREATE", message(key, i, QUESTION))
            await asyncio.sleep(1)
            after, edits = megabytes(process.pid), len(served.edited) - edited
            assert len(set(served.edited)) == len(served.edited)  # each once
            process.terminate()
            await process.wait()
            took = [1000 * (served.arrived[key] - when) for key, when in asked.items() if key in served.arrived]
            return edits, took, before, after


def megabytes(pid: int) -> int:
    """Return the memory that a process takes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    table = Table(
        "cards", "edits a second", "median ms of an answer", "99th percentile ms", "MB at the start", "at the end"
    )
    for cards in (0, options.cards):
        edits, took, before, after = await measure(cards, options.seconds)
        slow = statistics.quantiles(took, n=100)[98]
        row = (
            f"{edits / options.seconds:.1f}",
            f"{statistics.median(took):.1f}",
            f"{slow:.1f}",
            str(before),
            str(after),
        )
        table.add_row(f"{cards:,}", *row)
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
