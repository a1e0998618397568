"""Holds REST bodies against Discord's own description of its API."""

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.conftest import SHARED, need


@cache
def description() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(need(SHARED / "bench" / "discord-openapi.json").read_text("utf-8"))
    return content


@cache
def operations() -> list[tuple[str, re.Pattern[str], dict[str, Any]]]:
    found = []
    for path, methods in description()["paths"].items():
        pattern = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + "$")
        found += [
            (method.upper(), pattern, operation) for method, operation in methods.items() if method != "parameters"
        ]
    return found


@cache
def validator(operation: int) -> Draft202012Validator | None:
    """Return what checks the bodies of an operation, by its number; None where it takes no JSON."""
    content = operations()[operation][2].get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    return Draft202012Validator({**content["application/json"]["schema"], "components": description()["components"]})


def violations(method: str, path: str, body: Any) -> list[str]:
    """Return what is wrong with a request; an operation that Discord does not have is wrong too."""
    matching = [i for i, (known, pattern, _) in enumerate(operations()) if known == method and pattern.match(path)]
    if not matching:
        return [f"{method} {path} is not in Discord's description"]
    check = validator(matching[0])
    if body is None or check is None:
        return []
    return [
        f"{method} {path}: {error.json_path}: {error.message[:300]}"
        for error in check.iter_errors(_with_snowflakes(body))
    ]


def _with_snowflakes(value: Any) -> Any:
    """Return a body with its snowflakes as text: discord.py sends some as numbers, which Discord takes as well."""
    if isinstance(value, dict):
        return {key: _with_snowflakes(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_snowflakes(inner) for inner in value]
    return str(value) if isinstance(value, int) and value >= 2**40 else value
