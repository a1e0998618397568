import asyncio
import sys
from collections.abc import Iterator

import pytest

from bot.drafting import model_client
from bot.drafting.model_client import ModelClient, ModelReply
from bot.errors import DraftError
from tests.drafting.model_server import ModelServer, model_server

KEY = "sk-secret-0123456789"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with model_server(lambda prompt: f"reply to {prompt}") as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        yield running


def ask(name: str = "openai:small", prompt: str = "hello") -> ModelReply:
    async def run() -> ModelReply:
        client = ModelClient(name)
        try:
            return await client.reply(prompt)
        finally:
            await client.close()

    return asyncio.run(run())


@pytest.mark.parametrize("name", ["openai:small", "openai-chat:small", "small"])
def test_asks_a_server_that_speaks_chat_completions(server: ModelServer, name: str) -> None:
    assert ask(name) == ModelReply("reply to hello", cut=False)
    assert (server.prompts, server.models, server.keys) == (["hello"], ["small"], [f"Bearer {KEY}"])


def test_needs_no_key_for_a_server_of_ones_own(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    assert ask().text == "reply to hello"


@pytest.mark.parametrize("failure", [429, 500, 503, "break"])
def test_tries_again_after_a_failure_that_passes(server: ModelServer, failure: int | str) -> None:
    server.failures += [failure, failure]
    assert ask().text == "reply to hello"
    assert len(server.prompts) == 3


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (401, "the key was refused (HTTP 401); check the key in the environment"),
        (403, "the key was refused (HTTP 403)"),
        (404, "there is no such model (HTTP 404); check its name"),
        (402, "the account has no credit left (HTTP 402)"),
        (400, "the request was refused (HTTP 400)"),
        (429, "too many requests (HTTP 429); wait a while, then run this again: what has arrived is kept"),
        (500, "the server has a problem (HTTP 500); run this again later"),
        ("break", "no reply in time, or no connection; run this again"),
        ("garbage", "run this again"),
    ],
)
def test_says_what_is_wrong_and_what_to_do(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch, failure: int | str, said: str
) -> None:
    monkeypatch.setattr(model_client, "RETRIES", 1)
    server.failures += [failure] * 5
    with pytest.raises(DraftError) as error:
        ask()
    assert said in str(error.value)
    assert str(error.value).startswith("openai:small: ")
    assert KEY not in str(error.value)


def test_gives_up_on_a_server_that_hangs(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_client, "RETRIES", 0)
    monkeypatch.setattr(model_client, "TIMEOUT", 0.2)
    server.failures.append("hang")
    with pytest.raises(DraftError, match="no reply in time, or no connection"):
        ask()


def test_says_that_nothing_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_client, "RETRIES", 0)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(DraftError, match="no reply in time, or no connection"):
        ask()


def test_says_that_a_reply_was_cut_off(server: ModelServer) -> None:
    server.failures.append("cut")
    assert ask() == ModelReply("reply t", cut=True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("small", "write PROVIDER:MODEL, such as openai:gpt-5-mini"),
        ("nobody:small", "write PROVIDER:MODEL, such as openai:gpt-5-mini"),
        ("openai:small", "there is no key; set OPENAI_API_KEY to yours"),
        ("", "write PROVIDER:MODEL"),
    ],
)
def test_says_which_names_and_keys_it_needs(monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    for variable in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(DraftError) as error:
        ModelClient(name)
    assert said in str(error.value)


def test_says_which_packages_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pydantic_ai.models", None)
    with pytest.raises(
        DraftError, match=r"--model needs more packages; in the project's folder: .venv/bin/pip install"
    ):
        ModelClient("openai:small")


def test_knows_a_price_before_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    price = ModelClient("openai:gpt-4o-mini").price(["x" * 8_000] * 10)
    assert price is not None
    assert 0.01 < price < 0.2
    assert ModelClient("openai:no-such-model-at-all").price(["x"]) is None


def test_knows_no_price_of_a_server_of_ones_own(server: ModelServer) -> None:
    assert ModelClient("openai:gpt-4o-mini").price(["x"]) is None
