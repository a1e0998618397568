"""How long from a message to the request that replies to it, beside a bot that sends an embed of the same size.

    python -m tests.bench.latency --seconds 60

Both run as processes of their own against a small Discord on loopback, one after the other and twice: 50 questions a
second in 20 channels. Quote the ratios of one run; the milliseconds are this machine's.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bot import paths
from tests.cli.loopback import GUILD, TOKEN, small_discord

RATE, CHANNELS = 50, 20  # questions a second
QUESTIONS = Path(__file__).parents[1] / "data" / "questions"
PLAIN = """
import os, discord
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from yarl import URL
address = os.environ["ONRECORD_LOOPBACK"]
discord.http.Route.BASE = f"{address}api/v10"
DiscordWebSocket.DEFAULT_GATEWAY = URL(address.replace("http", "ws", 1))
bot = commands.Bot("!", intents=discord.Intents(guilds=True, guild_messages=True, message_content=True))

@bot.event
async def on_message(message):
    if message.author.bot:
        return
    embed = discord.Embed(title="How many soldiers did North Korea send?", colour=discord.Colour.green())
    embed.description = "x" * 250
    embed.add_field(name="Source", value="y" * 90, inline=False)
    embed.add_field(name="When", value="z" * 110, inline=False)
    embed.set_footer(text="w" * 90)
    view = discord.ui.View(timeout=None)
    options = [discord.SelectOption(label=f"Question {i} " + "o" * 40, value=str(i)) for i in range(3)]
    view.add_item(discord.ui.Select(custom_id="a", options=options))
    view.add_item(discord.ui.Button(label="Why this answer?", custom_id="b"))
    view.stop()
    await message.channel.send(embed=embed, reference=message, view=view, nonce=str(message.id), mention_author=False)

bot.run(os.environ["DISCORD_TOKEN"], log_handler=None)
"""


async def measure(command: list[str], seconds: int, questions: list[str]) -> np.ndarray[Any, Any]:
    """Return the milliseconds from each message to the request that replies to it."""
    async with small_discord() as served:
        environment = {**os.environ, "ONRECORD_LOOPBACK": served.address, "DISCORD_TOKEN": TOKEN}
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        await served.until(lambda: served.greeted, 60)
        for i in range(CHANNELS):
            channel = {"id": str(3100000000000000000 + i), "type": 0, "name": "ask-the-record", "position": 0}
            await served.dispatch("CHANNEL_CREATE", {**channel, "guild_id": str(GUILD), "permission_overwrites": []})
        await asyncio.sleep(8)  # what is read in the background at the start
        asked = {}
        begun = time.perf_counter()
        for i in range(RATE * seconds):
            await asyncio.sleep(max(0.0, begun + i / RATE - time.perf_counter()))
            key = 5000000000000000000 + i
            asked[str(key)] = time.perf_counter()
            await served.dispatch("MESSAGE_CREATE", message(key, i, questions[i % len(questions)]))
        await asyncio.sleep(2)
        process.terminate()
        await process.wait()
        took = [1000 * (served.arrived[key] - when) for key, when in asked.items() if key in served.arrived]
        assert len(took) > 0.8 * len(asked), f"{len(took)} replies to {len(asked)} questions"
        return np.array(took)


def message(key: int, number: int, content: str) -> dict[str, Any]:
    """Return a member's message, of another member and in another channel each time."""
    person = {"id": str(4000000000000000000 + number), "username": "m", "discriminator": "0", "avatar": None}
    return {
        "id": str(key), "channel_id": str(3100000000000000000 + number % CHANNELS), "guild_id": str(GUILD),
        "author": person, "content": content, "embeds": [], "attachments": [], "mentions": [], "mention_roles": [],
        "timestamp": "2024-10-25T12:00:00+00:00", "edited_timestamp": None, "tts": False, "mention_everyone": False,
        "pinned": False, "type": 0, "flags": 0, "components": [],
        "member": {"roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0},
    }  # fmt: skip


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    seconds = parser.parse_args().seconds
    lines = [line for path in sorted(QUESTIONS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    questions = [q for line in lines if isinstance(q := json.loads(line)["question"], str)][:300]
    with tempfile.TemporaryDirectory() as folder:
        plain, settings = Path(folder) / "plain.py", Path(folder) / "bot.yaml"
        plain.write_text(PLAIN)
        limits = "questions_per_minute: 10000\nchannel_questions_per_minute: 10000\nrepeat_minutes: 0\n"
        settings.write_text(f"{limits}ask_channels_answer: everything\n")
        ours = [sys.executable, "-m", "tests.cli.onrecord_on_loopback", "run", "--config", str(settings)]
        commands = {"a plain bot": [sys.executable, str(plain)], "On the Record": ours}
        os.chdir(paths.ROOT)
        table = Table("", "median ms", "99th percentile ms", "replies")
        found: dict[str, list[np.ndarray[Any, Any]]] = {name: [] for name in commands}
        for _ in range(2):
            for name, command in commands.items():
                found[name].append(await measure(command, seconds, questions))
        figures = {name: np.percentile(np.concatenate(runs), [50, 99]) for name, runs in found.items()}
        for name, runs in found.items():
            median, slow = figures[name]
            table.add_row(name, f"{median:.1f}", f"{slow:.1f}", str(sum(map(len, runs))))
        ratio = figures["On the Record"] / figures["a plain bot"]
        table.add_row("ratio", f"{ratio[0]:.2f}", f"{ratio[1]:.2f}", "")
        Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
