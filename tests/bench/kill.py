"""Kill the process at random moments while questions are noted and the record is edited, and look at what is left.

    python -m tests.bench.kill [COUNT] [--postgres]

What the process said is done must be there once; the files must be whole.
"""

import asyncio
import contextlib
import random
import shutil
import signal
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.answering.conversation import Conversations
from bot.answering.desk import Desk
from bot.answering.editor import Editor
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.loading import LoadingProcess
from bot.answering.notes import Notes
from bot.answering.service import Service
from bot.errors import KnowledgeError
from bot.knowledge.loader import load_knowledge
from bot.matching.confidence import load_confidence
from bot.matching.decision import Engine, Thresholds
from bot.paths import CONFIDENCE
from bot.store.cases import CaseKind
from bot.store.store import Store
from tests.postgres import running

BRIDGE = Path(__file__).parents[1] / "data" / "bridge"
LONGEST = 2.0  # seconds of work before the process is killed
AT_ONCE = 2


async def work(folder: Path, place: str, name: str) -> None:
    """Note questions and edit the record until killed; say on stdout what is done."""
    source = KnowledgeFolder(folder, None, None)
    confidence, thresholds = load_confidence(CONFIDENCE), Thresholds(0.75, 0.15)
    loading = LoadingProcess(source, confidence, thresholds)
    store = await Store.open(place)
    service = Service(
        Desk(Engine(source.open(), confidence, thresholds)),
        Conversations(timedelta(minutes=1)),
        loading,
        Notes(store),
    )
    editor = Editor(service)
    await editor.apply(await editor.add_phrasings("detour", [f"{name} first"]), 1, datetime.now(UTC))
    print("ready", flush=True)

    async def ask() -> None:
        for i in range(1_000_000):
            question = f"{name} question {i}"
            await store.cases.add("bridge", CaseKind.UNANSWERED, question, question.split(), None, datetime.now(UTC))
            print(f"asked {question}", flush=True)
            await asyncio.sleep(0.005)

    async def edit() -> None:
        for i in range(1_000_000):
            phrasing = f"{name} phrasing {i}"
            proposal = await editor.add_phrasings("detour", [phrasing])
            await editor.apply(proposal, 1, datetime.now(UTC))
            print(f"edited {phrasing}", flush=True)

    await asyncio.gather(ask(), edit())


async def kill_once(number: int, place: str, seed: int) -> Counter[str]:
    """Start a process, kill it, and count what was right and what was not."""
    rng = random.Random(seed * 1000 + number)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(shutil.copytree(BRIDGE, Path(temporary) / "bridge"))
        target = place or str(Path(temporary) / "onrecord.db")
        name = f"k{seed}x{number}"
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.kill", "--work", str(folder), target, name),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        assert process.stdout is not None
        await process.stdout.readline()
        await asyncio.sleep(rng.uniform(0, LONGEST))
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        said = (await process.stdout.read()).decode().splitlines(keepends=True)
        await process.wait()
        lines = [line.strip() for line in said if line.endswith("\n")]
        asked = [line.removeprefix("asked ") for line in lines if line.startswith("asked ")]
        edited = [line.removeprefix("edited ") for line in lines if line.startswith("edited ")]
        store = await Store.open(target)
        cases = Counter({case.question: case.asked for case in await store.cases.open("bridge")})
        wanted = [question for question in asked if len(cases) < 1000 or question in cases]
        found["questions"] += len(asked)
        found["questions lost"] += sum(question not in cases for question in wanted)
        found["questions doubled"] += sum(count > 1 for question, count in cases.items() if question.startswith(name))
        audit = "\n".join(record.what for record in await store.audit.latest("bridge", 10_000))
        await store.aclose()
        text = (folder / "closing.yaml").read_text("utf-8")
        found["edits"] += len(edited)
        found["edits lost"] += sum(text.count(f"{phrasing},") + text.count(f"{phrasing}]") != 1 for phrasing in edited)
        found["edits not in the audit trail"] += sum(f"“{phrasing}”" not in audit for phrasing in edited)
        unsaid = text.count(f"{name} phrasing") - len(edited)
        found["edits made and not yet said"] += unsaid
        try:
            load_knowledge(folder, None)
        except KnowledgeError:
            found["files broken"] += 1
        found["leftovers"] += len(list(folder.rglob(".*unfinished")))
    return found


async def main(count: int, place: str) -> None:
    """Print the sums."""
    total: Counter[str] = Counter()
    seed = random.randrange(1000)
    for start in range(0, count, AT_ONCE):
        for found in await asyncio.gather(*(kill_once(i, place, seed) for i in range(start, start + AT_ONCE))):
            total.update(found)
    print(f"{count} kills, {'PostgreSQL' if place else 'SQLite'}:")
    for what, number in total.items():
        print(f"  {what}: {number}")


if __name__ == "__main__":
    if "--work" in sys.argv:
        asyncio.run(work(Path(sys.argv[2]), sys.argv[3], sys.argv[4]))
    else:
        kills = int(next((argument for argument in sys.argv[1:] if argument.isdigit()), 100))
        if "--postgres" in sys.argv:
            with running() as address:
                asyncio.run(main(kills, address))
        else:
            asyncio.run(main(kills, ""))
