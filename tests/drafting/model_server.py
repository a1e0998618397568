"""A small server on loopback that speaks the common chat-completions protocol, as a hosted model's does."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = Callable[[str], str]


@dataclass(slots=True)
class ModelServer:
    """Answers with `answer`, unless a failure is queued: a status, `hang`, `break`, `cut`, `empty` or `garbage`."""

    answer: Answer
    port: int = 0
    failures: list[int | str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    models: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        prompt = body["messages"][-1]["content"]
        prompt = prompt if isinstance(prompt, str) else "".join(part.get("text", "") for part in prompt)
        self.prompts.append(prompt)
        self.models.append(body["model"])
        self.keys.append(request.headers.get("Authorization", ""))
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, int):
            error = {"error": {"message": f"failure {failure}", "type": "test", "code": None}}
            return web.json_response(error, status=failure, headers={"Retry-After": "0.01"})
        if failure == "hang":
            await asyncio.sleep(30)
        if failure == "break":
            assert request.transport is not None
            request.transport.close()
        if failure == "garbage":
            return web.Response(text="<html>gateway</html>", content_type="text/html")
        text = "" if failure == "empty" else self.answer(prompt)
        cut = failure == "cut"
        return web.json_response(completion(body["model"], text[: len(text) // 2] if cut else text, cut))


def completion(model: str, text: str, cut: bool) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": "length" if cut else "stop",
            }
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 20, "total_tokens": 30},
    }


@contextmanager
def model_server(answer: Answer) -> Iterator[ModelServer]:
    """Run the server in a thread of its own."""
    server = ModelServer(answer)
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    stop = asyncio.Event()

    async def serve() -> None:
        app = web.Application(client_max_size=10**8)
        app.router.add_post("/v1/chat/completions", server.complete)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.port = runner.addresses[0][1]
        ready.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    yield server
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
