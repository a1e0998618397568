"""What `run` and `demo` share: the knowledge opened inside the event loop, and signals that end the work."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Coroutine
from datetime import UTC, datetime
from typing import Any

from bot.answering.conversation import Conversations
from bot.answering.desk import Desk
from bot.answering.loading import LoadingProcess
from bot.answering.notes import Notes
from bot.answering.service import Service
from bot.cli.app_context import AppContext
from bot.errors import KnowledgeError, Problem
from bot.matching.decision import Engine
from bot.store.store import Store

log = logging.getLogger(__name__)
STOPPING = (signal.SIGTERM, signal.SIGINT)


@contextlib.asynccontextmanager
async def open_service(app: AppContext, place: str) -> AsyncIterator[Service]:
    """Open the knowledge and the store at a place, and yield a service.

    Raises KnowledgeError with every problem, and StoreError.
    """
    loading = LoadingProcess(app.source, app.confidence, app.thresholds)
    try:
        problems: tuple[Problem, ...] = ()
        matcher = await asyncio.to_thread(app.source.cached)
        if matcher:
            engine = Engine(matcher, app.confidence, app.thresholds)
        else:
            log.info("Training on %s (some seconds, once) …", app.folder)
            loaded = await loading.load()
            problems = loaded.problems
            engine = loaded.engine or await _last_good(app, problems)
            for broken in loaded.broken:
                log.warning("A required or forbidden question is not answered as it must be: %s", broken)
        async with contextlib.aclosing(await Store.open(place)) as store:
            notes = Notes(store, keep_questions=app.settings.keep_questions_days > 0)
            service = Service(Desk(engine), Conversations(app.remembered_for), loading, notes)
            service.problems = problems
            await notes.history(service.knowledge, datetime.now(UTC))
            yield service
            await notes.written()
    finally:
        loading.close()


async def _last_good(app: AppContext, problems: tuple[Problem, ...]) -> Engine:
    """Return what could last be loaded, loudly; raises KnowledgeError where that wasn't kept."""
    matcher = await asyncio.to_thread(app.source.last_good)
    if matcher is None:
        raise KnowledgeError(list(problems))
    for problem in problems:
        log.error("%s", problem)
    log.error(
        "%s can't be loaded, so the last version that could is served. Fix this, then use /knowledge reload.",
        app.folder,
    )
    return Engine(matcher, app.confidence, app.thresholds)


async def run_until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run until the work is done, or until SIGTERM or Ctrl-C cancels it and it has cleaned up after itself.

    That also works in process 1 of a container, which the system's own handling of signals leaves out.
    """
    task = asyncio.create_task(work)
    stopped = False

    def stop() -> None:
        nonlocal stopped
        if not stopped:  # a second signal, as some programs send that start others, must not disturb the cleaning up
            stopped = True
            log.info("Stopping.")
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in STOPPING:
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    try:
        await task
    except asyncio.CancelledError:
        if not stopped:
            raise
