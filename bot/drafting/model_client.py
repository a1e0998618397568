"""A hosted or local language model, asked through pydantic-ai: the only place that knows one."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.errors import DraftError

if TYPE_CHECKING:
    from pydantic_ai.models import Model

TIMEOUT = 300.0  # seconds for one reply; 400 lines take a slow model three minutes
RETRIES = 4  # of a request that fails for a while: too many at once, an error there, no connection
CHARACTERS_PER_TOKEN = 4  # of English, about
TOKENS_OF_A_REPLY = 6_000  # about what a reply of 400 lines takes
_ANTHROPIC_MOST = 16_000  # tokens; without saying so, a reply there ends after a quarter of that


@dataclass(frozen=True, slots=True)
class ModelReply:
    """A model's reply: its text, and whether it was cut off at the model's limit."""

    text: str
    cut: bool


class ModelClient:
    """One model, by its name in pydantic-ai, such as `openai:gpt-5-mini`, `anthropic:…` or `ollama:llama3.3`.

    A name without a provider is one of the server at OPENAI_BASE_URL. The key comes from the environment, and is
    never written or shown. Raises DraftError when there is no such model, or no key.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._model = _model(name)

    async def reply(self, prompt: str) -> ModelReply:
        """Ask; raises DraftError with what to do about it."""
        from pydantic_ai import ModelSettings
        from pydantic_ai.direct import model_request
        from pydantic_ai.exceptions import AgentRunError, UserError
        from pydantic_ai.messages import ModelRequest

        settings = ModelSettings(timeout=TIMEOUT)
        if self._model.system == "anthropic":
            settings["max_tokens"] = _ANTHROPIC_MOST
        try:
            response = await model_request(
                self._model, [ModelRequest.user_text_prompt(prompt)], model_settings=settings
            )
        except (AgentRunError, UserError) as error:
            raise DraftError(f"{self.name}: {_explained(error)}") from None
        return ModelReply(response.text or "", response.finish_reason == "length")

    async def close(self) -> None:
        """Close its connections; it can be asked again all the same."""
        if client := getattr(self._model, "client", None):
            await client.close()

    def price(self, prompts: list[str]) -> float | None:
        """Return about what the replies to some prompts will cost, in US dollars; None where it isn't known."""
        from genai_prices import Usage, calc_price

        tokens = sum(len(prompt) for prompt in prompts) // CHARACTERS_PER_TOKEN
        usage = Usage(input_tokens=tokens, output_tokens=TOKENS_OF_A_REPLY * len(prompts))
        provider, _, model = self.name.rpartition(":")
        if not provider or os.environ.get("OPENAI_BASE_URL"):
            return None
        try:
            return float(calc_price(usage, model_ref=model, provider_id=provider.removesuffix("-chat")).total_price)
        except (LookupError, ValueError):
            return None


def _model(name: str) -> "Model":
    try:
        from pydantic_ai.exceptions import UserError
        from pydantic_ai.models import infer_model
        from pydantic_ai.models.openai import OpenAIChatModel
    except ImportError:
        raise DraftError(
            "--model needs more packages; in the project's folder: .venv/bin/pip install -e '.[draft]'"
        ) from None
    provider, _, model = name.rpartition(":")
    own_server = bool(os.environ.get("OPENAI_BASE_URL"))
    try:
        if provider in ("openai", "openai-chat") or (not provider and own_server):
            return OpenAIChatModel(model, provider=_openai_provider(own_server))
        return infer_model(name)
    except ImportError as error:
        raise DraftError(f"{name}: {error}") from None
    except (UserError, ValueError) as error:
        hint = "write PROVIDER:MODEL, such as openai:gpt-5-mini, or set OPENAI_BASE_URL for a server of your own"
        raise DraftError(f"{name}: {' '.join(str(error).split())} ({hint})") from None


def _openai_provider(own_server: bool) -> Any:
    from openai import AsyncOpenAI, OpenAIError
    from pydantic_ai.exceptions import UserError
    from pydantic_ai.providers.openai import OpenAIProvider

    key = os.environ.get("OPENAI_API_KEY") or ("none" if own_server else None)
    try:
        return OpenAIProvider(openai_client=AsyncOpenAI(api_key=key, max_retries=RETRIES, timeout=TIMEOUT))
    except OpenAIError:
        raise UserError("there is no key; set OPENAI_API_KEY to yours") from None


def _explained(error: Exception) -> str:
    """Return what went wrong and what to do, without a trace of the request."""
    from pydantic_ai import exceptions

    code = getattr(error, "status_code", None)
    with_code = f" (HTTP {code})" if code else ""
    match error:
        case exceptions.ModelAuthenticationError():
            return f"the key was refused{with_code}; check the key in the environment"
        case exceptions.ModelNotFoundError():
            return f"there is no such model{with_code}; check its name"
        case exceptions.ModelQuotaExceededError():
            return f"the account has no credit left{with_code}; add some, then run this again"
        case exceptions.ModelRateLimitError():
            return f"too many requests{with_code}; wait a while, then run this again: what has arrived is kept"
        case exceptions.ModelConnectionError():
            return "no reply in time, or no connection; run this again: what has arrived is kept"
        case exceptions.ModelAPIError() if code is not None and code < 500:
            return f"the request was refused{with_code}: {_short(error)}"
        case exceptions.ModelAPIError():
            return f"the server has a problem{with_code}; run this again later: what has arrived is kept"
        case _:
            return f"the reply can't be used ({_short(error)}); run this again: what has arrived is kept"


def _short(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else f"{text[:199]}…"
