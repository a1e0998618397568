"""config/bot.yaml and the environment -> Settings."""

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import SettingsError

Share = Annotated[float, Field(ge=0, le=1)]
Named = Annotated[int, Field(ge=1, lt=2**64)] | Annotated[str, Field(min_length=1, max_length=100)]


class Settings(BaseModel):
    """Every setting of the bot; config/bot.yaml explains each in a line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    knowledge: Path | None = None
    answer_at: Share = 0.75
    offer_at: Share = 0.15
    follow_up_minutes: Annotated[float, Field(gt=0, le=1440)] = 10
    ask_channels: list[Named] = ["ask-the-record"]
    moderator_roles: list[Named] = []


def load_settings(path: Path) -> Settings:
    """Read the settings file; raises SettingsError with every problem and what to write instead."""
    try:
        found: Any = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}; name another file with --config") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SettingsError(f"{path}: is not valid YAML: {' '.join(str(error).split())}") from error
    if found is None:
        found = {}
    if not isinstance(found, dict):
        raise SettingsError(f"{path}: must hold one setting a line, such as `answer_at: 0.75`")
    try:
        settings = Settings.model_validate(found)
    except ValidationError as error:
        allowed = ", ".join(Settings.model_fields)
        lines = []
        for problem in error.errors(include_url=False):
            name = ".".join(str(part) for part in problem["loc"])
            what = f"is not a setting; allowed: {allowed}" if problem["type"] == "extra_forbidden" else problem["msg"]
            lines.append(f"{path}: `{name}`: {what}")
        raise SettingsError("\n".join(lines)) from error
    if settings.offer_at > settings.answer_at:
        raise SettingsError(f"{path}: `offer_at` must not be above `answer_at`; lower it")
    if settings.knowledge and not settings.knowledge.is_absolute():
        settings = settings.model_copy(update={"knowledge": (path.parent / settings.knowledge).resolve()})
    return settings
