"""What the bot costs beside a discord.py bot that only echoes: start, time a question, resident memory.

    python -m tests.bench.footprint

Both bots run in SimCord, each in a process of its own, and are asked the same 200 questions.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import discord
import simcord
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
QUESTIONS = [json.loads(line)["question"] for line in (ROOT / "tests/data/questions/a.jsonl").read_text().splitlines()]
ECHO = "import sys, discord; print(sys.argv[1])"


def resident() -> float:
    """Return the megabytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


class Echo(discord.Client):
    """Repeats every message."""

    async def on_message(self, message: discord.Message) -> None:
        """Repeat a message of a person."""
        if not message.author.bot:
            await message.channel.send(message.content[:2000])


async def serve(bot: discord.Client) -> tuple[float, float]:
    """Return the median milliseconds from a message to its reply, and the megabytes at the end."""
    async with simcord.run(bot) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("ask-the-record")
        member = guild.add_member(env.create_user("mina"))
        times = []
        for question in QUESTIONS[:200]:
            started = time.perf_counter()
            await member.send(channel, question)
            times.append(1000 * (time.perf_counter() - started))
        return statistics.median(times), resident()


def one(name: str) -> None:
    """Serve one bot and print its figures."""
    if name == "echo":
        bot: discord.Client = Echo(intents=discord.Intents(guilds=True, guild_messages=True, message_content=True))
        asking = 0.0
    else:
        from bot import paths
        from bot.answering.conversation import Conversations
        from bot.answering.loading import LoadingProcess
        from bot.answering.notes import Notes
        from bot.answering.service import Service
        from bot.cli.app_context import AppContext
        from bot.client import RecordBot
        from bot.settings import Settings
        from bot.store.store import Store

        app = AppContext(Settings(), paths.KNOWLEDGE)
        desk = app.desk()
        loading = LoadingProcess(app.source, app.confidence, app.thresholds)
        store = asyncio.run(Store.open(":memory:"))
        bot = RecordBot(Service(desk, Conversations(app.remembered_for), loading, Notes(store)), app.settings)
        times = []
        for question in QUESTIONS:
            started = time.perf_counter()
            desk.ask(question)
            times.append(1000 * (time.perf_counter() - started))
        asking = statistics.median(times)
    print(json.dumps([asking, *asyncio.run(serve(bot))]))


def main() -> None:
    """Print the table."""
    commands = {
        "echo": [sys.executable, "-c", ECHO, "how many"],
        "record": [sys.executable, "-m", "bot", "ask", "how many"],
    }
    table = Table("bot", "whole process s", "asking ms", "message to reply ms", "resident MB")
    for name, command in commands.items():
        starts = []
        for _ in range(7):
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
            starts.append(time.perf_counter() - started)
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.footprint", name], check=True, capture_output=True, text=True, cwd=ROOT
        )
        asking, replying, memory = json.loads(done.stdout.splitlines()[-1])
        table.add_row(name, f"{statistics.median(starts):.2f}", f"{asking:.2f}", f"{replying:.1f}", f"{memory:.0f}")
    Console().print(table)


if __name__ == "__main__":
    one(sys.argv[1]) if sys.argv[1:] else main()
