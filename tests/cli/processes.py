"""`onrecord` as a process of its own: started, read, signalled, and looked after."""

import asyncio
import os
import signal
import uuid
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.loopback import TOKEN, SmallDiscord

LAUNCHER = Path(__file__).with_name("onrecord_on_loopback.py")
ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Started:
    """A process, what it writes, and a word in its environment by which its children are known, too."""

    process: Process
    output: Path
    mark: str

    @property
    def log(self) -> str:
        """What it wrote to stdout and stderr so far."""
        return self.output.read_text("utf-8")

    @property
    def alive(self) -> dict[int, str]:
        """The processes that are left of it, with their commands."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it has ended meanwhile
                if self.mark.encode() in (folder / "environ").read_bytes():
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found

    async def until(self, *texts: str, seconds: float = 20.0) -> None:
        """Wait until it has written some texts."""
        async with asyncio.timeout(seconds):
            while not all(text in self.log for text in texts):
                assert self.process.returncode is None, self.log
                await asyncio.sleep(0.02)

    async def until_gone(self, seconds: float) -> None:
        """Wait until none of its processes is left."""
        async with asyncio.timeout(seconds):
            while self.alive:
                await asyncio.sleep(0.05)

    async def end(self, number: signal.Signals, pid: int | None = None) -> int:
        """Send a signal and return the exit code; five seconds are enough."""
        os.kill(pid or self.process.pid, number)
        async with asyncio.timeout(5.0):
            return await self.process.wait()


@dataclass(slots=True)
class Processes:
    """Starts processes, and ends those that are left."""

    environment: Mapping[str, str]
    folder: Path
    python: str
    started: list[Started] = field(default_factory=list)

    async def run(
        self,
        discord: SmallDiscord,
        *arguments: object,
        before: tuple[str, ...] = (),
        token: str = TOKEN,
        **environment: str,
    ) -> Started:
        """Start `onrecord run` against a Discord on loopback; `before` is put before the command."""
        mark = f"onrecord-test-{uuid.uuid4()}"
        output = self.folder / f"{mark}.log"
        command = (*before, self.python, str(LAUNCHER), "run", *map(str, arguments))
        settings = {"ONRECORD_LOOPBACK": discord.address, "DISCORD_TOKEN": token, "PYTHONPATH": str(ROOT), "MARK": mark}
        with output.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                env={**self.environment, **settings, **environment},
                start_new_session=True,
            )
        self.started.append(Started(process, output, mark))
        return self.started[-1]

    async def kill(self) -> None:
        """Kill what is left of all of them."""
        for one in self.started:
            for pid in one.alive:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            await one.process.wait()
