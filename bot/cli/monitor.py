"""/healthz and /metrics on a port of this machine, for whoever watches the bot."""

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator

from aiohttp import web

from bot import metrics
from bot.answering.service import Service
from bot.client import RecordBot
from bot.errors import SettingsError, StoreError

HOST = "127.0.0.1"  # whoever wants it elsewhere puts a proxy with a password in front of it
STORE_WITHIN = 2.0  # seconds for the store to answer


class Monitor:
    """Says how the bot is doing; `bot` is the client that is connected or connecting, None before the first one."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._open_cases = 0
        self._probe: asyncio.Task[int] | None = None
        self.bot: RecordBot | None = None
        metrics.watch("gateway", lambda: float(self._is_connected()))
        metrics.watch("latency", lambda: self.bot.latency if self.bot and self._is_connected() else math.nan)
        metrics.watch("servers", lambda: len(self.bot.guilds) if self.bot else 0)
        metrics.watch("queue", lambda: self._open_cases)

    def _is_connected(self) -> bool:
        return self.bot is not None and self.bot.connected and not self.bot.is_closed()

    async def _store(self) -> str:
        """Say whether the store answers; count the open cases on the way. What takes longer goes on."""
        if self._probe is None or self._probe.done():
            count = self._service.store.cases.count_open(self._service.knowledge.event.id)
            self._probe = asyncio.create_task(count)
        done, _ = await asyncio.wait({self._probe}, timeout=STORE_WITHIN)
        if not done:
            return "no answer"
        if isinstance(error := self._probe.exception(), StoreError):
            return str(error)
        self._open_cases = self._probe.result()
        return "ok"

    async def health(self, _: web.Request) -> web.Response:
        """Answer 200 while everything works, otherwise 503, with what doesn't."""
        found = {
            "gateway": "ok" if self._is_connected() else "not connected",
            "store": await self._store(),
            "knowledge": "the last reload failed" if self._service.problems else "ok",
            "version": self._service.knowledge.checksum[:12],
        }
        works = found["gateway"] == found["store"] == "ok"
        return web.json_response({"status": "ok" if works else "failing", **found}, status=200 if works else 503)

    async def metrics(self, _: web.Request) -> web.Response:
        """Answer with all metrics."""
        await self._store()
        return web.Response(body=metrics.exposed(), headers={"Content-Type": "text/plain; version=0.0.4"})


@contextlib.asynccontextmanager
async def monitored(service: Service, port: int | None) -> AsyncIterator[Monitor]:
    """Serve /healthz and /metrics meanwhile, if there is a port; raises SettingsError when it is taken."""
    monitor = Monitor(service)
    if port is None:
        yield monitor
        return
    app = web.Application()
    app.add_routes([web.get("/healthz", monitor.health), web.get("/metrics", monitor.metrics)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            raise SettingsError(
                f"`monitor_port`: port {port} can't be used: {error.strerror}; set another one"
            ) from error
        yield monitor
    finally:
        await runner.cleanup()
