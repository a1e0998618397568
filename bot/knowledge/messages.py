"""pydantic's errors in the words of a moderator: what is wrong, and what to write instead."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from rapidfuzz import process

from bot.knowledge.model import Status
from bot.yaml_mistakes import INVISIBLE

ENOUGH_ALIKE = 65  # percent; below, a hint is more often noise than help
_DATE = "must be a date; write it as 2024-10-25"
_FIXES = {
    "string_too_short": "is empty; write some text or remove it",
    "too_short": "is an empty list; write at least one item",
    "date_type": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": "must be a day without a time; write it as 2024-10-25",
    "int_type": "must be a whole number; write it in plain digits, without quotes",
    "greater_than_equal": "must be 1 or more",
    "less_than_equal": "must be 9999 or less",
}

_PATTERNS = {
    "id": "must be lowercase letters, digits and hyphens, starting with a letter, such as troop-count",
    "cites": "must be a source and a paragraph, such as upi:3, or several as [upi:3, afp:1]",
    "url": "must be an address that starts with http:// or https:// and has no spaces or brackets, or null",
    "sha256": "must be the 64 hexadecimal digits of the article's checksum, in quotes, or null",
    "related": "must be the id of an entry, such as troop-count",
}

_MEANINGS = {
    "id": "a short name of its own",
    "status": ", ".join(status.value for status in Status),
    "questions": "a list of the ways people ask it",
    "says": "the sentence itself",
    "cites": "source and paragraph it rests on, such as upi:3",
}


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return a hint that names the most similar of the `known` words, or an empty string."""
    best = closest(given, known)
    return f"did you mean `{best}`?" if best else ""


def closest(given: str, known: Iterable[str], alike: int = ENOUGH_ALIKE) -> str | None:
    """Return the most similar of the `known` words, if it is so many percent alike."""
    best = process.extractOne(given, list(known), score_cutoff=alike)
    return str(best[0]) if best else None


def explain(error: Any, keys: list[str]) -> str:
    """Return the message for one pydantic error; `keys` are the keys that are allowed in its place."""
    kind, where, given = error["type"], [str(part) for part in error["loc"]], error.get("input")
    name = next((part for part in reversed(where) if not part.isdigit() and part != "[key]"), "the file")
    if kind == "extra_forbidden":
        return f"`{name}` is not a key here; {_suggest(name, keys)}"
    if kind == "missing":
        return f"`{name}` is missing; add it ({_MEANINGS.get(name, 'see knowledge/README.md')})"
    if kind == "date_type" and isinstance(given, datetime):
        kind = "date_from_datetime_inexact"
    if kind in _FIXES:
        return f"`{name}` {_FIXES[kind]}"
    if kind == "string_type":
        return f"{'an item of ' if where[-1].isdigit() and len(where) > 1 else ''}`{name}` {_not_text(given)}"
    if kind == "string_pattern_mismatch":
        fix = _PATTERNS.get(name, _PATTERNS["id"])
        return f"`{name}` {fix}, not {_short(given)}"
    if kind in ("literal_error", "enum"):
        allowed = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return f"`{name}` cannot be {_short(given)}; {_suggest(str(given), allowed)}"
    if kind in ("list_type", "dict_type", "model_type", "model_attributes_type"):
        wanted = "a list, one item per line, each after a hyphen" if kind == "list_type" else "lines of `key: value`"
        return f"`{name}` must be {wanted}, not {_kind(given)}"
    if kind in ("string_too_long", "too_long"):
        limit = error["ctx"]["max_length"]
        return f"`{name}` is longer than {limit} {'characters' if kind.startswith('string') else 'items'}; shorten it"
    return f"`{name}` is wrong ({error['msg']}); correct it"


def _suggest(given: str, allowed: list[str]) -> str:
    listed = ", ".join(allowed)
    hint = did_you_mean(given, allowed)
    return f"{hint} Allowed: {listed}" if hint else f"allowed: {listed}"


def _not_text(given: Any) -> str:
    if given is None:
        return "is empty; write some text or remove it"
    if isinstance(given, bool):
        word = "yes or no" if given else "no or off"
        return f'must be text, but YAML reads this as {str(given).lower()} ({word}); put it in "quotes"'
    if isinstance(given, date | int | float):
        return f'must be text, but YAML reads this as a {_kind(given)}; put it in "quotes"'
    mark = "begins with [ or a hyphen" if isinstance(given, list) else "contains a colon"
    return f'must be text, not {_kind(given)}; put text that {mark} in "quotes"'


def _kind(given: Any) -> str:
    kinds = {dict: "lines of `key: value`", list: "a list", str: "text", bool: "yes/no", int: "number", float: "number"}
    return "nothing" if given is None else "date" if isinstance(given, date) else kinds.get(type(given), "this")


def _short(given: Any) -> str:
    text = INVISIBLE.sub("�", " ".join(str(given).split()))
    return f"`{text if len(text) <= 40 else text[:39] + '…'}`"


def plural(count: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun: 1 problem, 2 problems."""
    return f"{count:,} {singular if count == 1 else plural or f'{singular}s'}"
