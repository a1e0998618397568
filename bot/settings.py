"""config/bot.yaml -> Settings."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from bot.errors import Problem, SettingsError
from bot.yaml_reader import YamlFile, read_yaml

_SNOWFLAKE = re.compile(r"(?:<[#@]&?)?([0-9]{15,20})>?")  # an id of Discord's, also as in <#…>; those of 2015 have 17


def _name_or_id(value: Any) -> int | str:
    """Take an id for a number also when it is quoted, and refuse what only looks like a name or an id."""
    if isinstance(value, bool) or value is None:
        read_as = "nothing" if value is None else "yes or no"
        raise ValueError(f'is read by YAML as {read_as}; put the name in "quotes"')
    if not isinstance(value, int | str | date):  # a name can look like a date
        raise ValueError("must be a name or an id, or several as [one, another]")
    text = str(value).strip()
    if found := _SNOWFLAKE.fullmatch(text):
        return int(found[1])
    if isinstance(value, int):
        raise ValueError(f'{value} is no Discord id (these have 15 to 20 digits); put a name in "quotes"')
    return text


def _channel(value: Any) -> Any:
    """Take `#Ask the record` for the channel ask-the-record, as Discord writes it."""
    found = _name_or_id(value)
    if isinstance(found, int):
        return found
    if "," in found:
        raise ValueError("no channel has a comma in its name; write several channels as [one, another]")
    return _not_empty(_as_discord_writes(found.removeprefix("#")))


def _as_discord_writes(channel: str) -> str:
    return "-".join(channel.casefold().split())


def _role(value: Any) -> Any:
    found = _name_or_id(value)
    if isinstance(found, int):
        return found
    if found.casefold() in ("@everyone", "everyone", "@here"):
        raise ValueError("everyone can't be moderators; name a role that you give to moderators only")
    return _not_empty(found.removeprefix("@"))


def _not_empty(name: str) -> str:
    if not name:
        raise ValueError("is empty; write a name or an id, or [] for none")
    return name


def _server(value: Any) -> Any:
    found = _SNOWFLAKE.fullmatch(str(value).strip())
    if not found:
        raise ValueError("must be a server's id: a number of 15 to 20 digits (right-click the server, Copy Server ID)")
    return int(found[1])


def _blank_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _channel_id(value: Any) -> Any:
    if value is None:
        return None
    found = _SNOWFLAKE.fullmatch(str(value).strip())
    if not found:
        raise ValueError("must be a channel's id (right-click the channel, Copy Channel ID), or null")
    return int(found[1])


def _store(value: Any) -> Any:
    if value is not None and not (isinstance(value, str) and value.strip()):
        raise ValueError("must be a file, or a database such as postgresql://user@host/name, or null")
    if value and "://" in value and "@" in value and ":" in value.split("://", 1)[1].split("@")[0]:
        raise ValueError("has a password in it; leave it out here and put the whole address in ONRECORD_STORE")
    return value


def _listed(value: Any) -> Any:
    if value is None:
        raise ValueError("is empty; write [] for none")
    return value if isinstance(value, list) else [value]


def _number(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        default = Settings.model_fields[str(info.field_name)].default
        raise ValueError(f"must be a number, written like {default}")
    return value


def _path(value: Any) -> Any:
    if value is not None and not (isinstance(value, str | Path) and str(value).strip()):
        raise ValueError('must be the path of a folder or file (in "quotes" if it is a number), or null')
    try:
        return Path(value).expanduser() if value else None
    except RuntimeError as error:  # ~somebody
        raise ValueError("begins with ~ and a name that no user of this machine has") from error


Number = Annotated[float, BeforeValidator(_number)]
Probability = Annotated[Number, Field(ge=0, le=1)]
OptionalPath = Annotated[Path | None, BeforeValidator(_path)]
ChannelNameOrId = Annotated[int | str, BeforeValidator(_channel)]
RoleNameOrId = Annotated[int | str, BeforeValidator(_role)]
ServerId = Annotated[int, BeforeValidator(_server)]


class Settings(BaseModel):
    """Every setting of the bot; config/bot.yaml explains each in a line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    knowledge: OptionalPath = None
    confidence: OptionalPath = None
    answer_at: Probability = 0.75
    offer_at: Probability = 0.15
    follow_up_minutes: Annotated[Number, Field(gt=0, le=1440)] = 10
    ask_channels: Annotated[list[ChannelNameOrId], BeforeValidator(_listed)] = ["ask-the-record"]
    ask_channels_answer: Literal["everything", "questions", "mentions"] = "questions"
    answer_in_threads: Annotated[bool, Strict()] = False
    questions_per_minute: Annotated[int, Field(ge=1, le=10_000)] = 10
    channel_questions_per_minute: Annotated[int, Field(ge=1, le=10_000)] = 40
    repeat_minutes: Annotated[Number, Field(ge=0, le=1440)] = 3
    moderator_servers: Annotated[list[ServerId], BeforeValidator(_listed)] = []
    moderator_roles: Annotated[list[RoleNameOrId], BeforeValidator(_listed)] = []
    store: Annotated[str | None, BeforeValidator(_store)] = None
    keep_questions_days: Annotated[int, Strict(), Field(ge=0, le=3650)] = 90
    keep_cards_days: Annotated[int, Strict(), Field(ge=0, le=3650)] = 30
    monitor_port: Annotated[int, Strict(), Field(ge=1, le=65535)] | None = None
    moderator_channel: Annotated[int | None, BeforeValidator(_channel_id)] = None
    operator: Annotated[str | None, BeforeValidator(_blank_is_none)] = None

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.offer_at > self.answer_at:
            raise ValueError(f"`offer_at` ({self.offer_at}) must not be above `answer_at` ({self.answer_at}); lower it")
        if not self.moderator_servers and any(isinstance(role, str) for role in self.moderator_roles):
            raise ValueError(
                "`moderator_roles` by name need `moderator_servers`: in any other server, whoever manages roles could "
                "make one of that name; list your servers, or give the roles' ids"
            )
        return self

    def is_ask_channel(self, channel_id: int, name: str) -> bool:
        """Say whether a channel is one of the ask-channels."""
        return channel_id in self.ask_channels or _as_discord_writes(name) in self.ask_channels


def load_settings(path: Path) -> Settings:
    """Read the settings file; raises SettingsError with every problem and what to write instead."""
    file, problems = read_yaml(path, str(path))
    if file is None:
        raise _error(problems)
    content = {} if file.value is None else file.value
    if not isinstance(content, dict):
        raise _error([Problem(str(path), 1, "must contain one setting per line, such as `answer_at: 0.75`")])
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        problems += [_problem(file, detail) for detail in error.errors(include_url=False)]
        raise _error(problems) from error
    if problems:
        raise _error(problems)
    places: dict[str, Path | str] = {
        name: (path.parent / place).resolve()
        for name, place in (("knowledge", settings.knowledge), ("confidence", settings.confidence))
        if place and not place.is_absolute()
    }
    if settings.store and "://" not in settings.store and settings.store != ":memory:":
        places["store"] = str((path.parent / Path(settings.store).expanduser()).resolve())
    return settings.model_copy(update=places)


def _problem(file: YamlFile, detail: Any) -> Problem:
    where = tuple(detail["loc"])
    message = detail["msg"].removeprefix("Value error, ")
    name = str(where[0]) if where else ""
    if detail["type"] == "extra_forbidden":
        message = f"is not a setting; allowed: {', '.join(Settings.model_fields)}"
    elif detail["type"] in ("greater_than_equal", "less_than_equal", "greater_than", "literal_error"):
        message = message.replace("Input should", "must")
    if not name:  # settings that do not agree: at the first of them that is in the file, the others have their defaults
        where = next(((named,) for named in re.findall(r"`(\w+)`", message) if (named,) in file.lines), ())
    return Problem(file.name, file.line(where), f"`{name}`: {message}" if name else message)


def _error(problems: list[Problem]) -> SettingsError:
    return SettingsError("\n".join(str(problem) for problem in sorted(problems)))
