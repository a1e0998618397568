"""pydantic's errors in the words of a moderator: what is wrong, and what to write instead."""

from datetime import date
from typing import Any

from rapidfuzz import process

_FIXES = {
    "string_too_short": "is empty; write some text or remove it",
    "too_short": "is an empty list; write at least one item",
    "date_type": "must be a date; write it as 2024-10-25",
    "date_from_datetime_parsing": "must be a date; write it as 2024-10-25",
    "date_from_datetime_inexact": "must be a day without a time; write it as 2024-10-25",
    "int_type": "must be a whole number; write it in digits, without quotes",
}

_PATTERNS = {
    "id": "must be small letters, digits and hyphens, starting with a letter, such as troop-count",
    "cites": "must be a source and a paragraph, such as upi:3",
    "url": "must be an address that starts with http:// or https://, or null",
    "sha256": "must be the 64 hexadecimal digits of the article's checksum, or null",
    "related": "must be the id of an entry, such as troop-count",
}


def explain(error: Any, keys: list[str]) -> str:
    """Return the message for one pydantic error; `keys` are the keys that its place allows."""
    kind, where, given = error["type"], [str(part) for part in error["loc"]], error.get("input")
    name = next((part for part in reversed(where) if not part.isdigit()), "the file")
    if kind == "extra_forbidden":
        return f"`{name}` is not a key here; {_suggest(name, keys)}"
    if kind == "missing":
        return f"`{name}` is missing; add it ({_meaning(name)})"
    if kind in _FIXES:
        return f"`{name}` {_FIXES[kind]}"
    if kind == "string_type":
        return f"`{name}` {_not_text(given)}"
    if kind == "string_pattern_mismatch":
        fix = _PATTERNS.get(name, _PATTERNS["id"])
        return f"`{name}` {fix}, not {_short(given)}"
    if kind == "literal_error":
        return f"`{name}` cannot be {_short(given)}; {_suggest(str(given), _choices(error))}"
    if kind in ("list_type", "dict_type", "model_type", "model_attributes_type"):
        wanted = "a list: one item a line, each after a hyphen" if kind == "list_type" else "keys with values"
        return f"`{name}` must be {wanted}, not {_kind(given)}"
    if kind in ("string_too_long", "too_long"):
        limit = error["ctx"]["max_length"]
        return f"`{name}` is longer than {limit} {'characters' if kind.startswith('string') else 'items'}; shorten it"
    return f"`{name}` is wrong ({error['msg']}); correct it"


def _suggest(given: str, allowed: list[str]) -> str:
    best = process.extractOne(given, allowed, score_cutoff=60)  # under 60 a hint confuses more than it helps
    listed = ", ".join(allowed)
    return f"did you mean `{best[0]}`? Allowed: {listed}" if best else f"allowed: {listed}"


def _choices(error: Any) -> list[str]:
    return [part.strip("'") for part in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]


def _meaning(name: str) -> str:
    return {
        "id": "a short name of its own",
        "status": "confirmed, disputed, unverified, not-reported or superseded",
        "questions": "a list of the ways people ask it",
        "says": "the sentence itself",
        "cites": "source and paragraph it rests on, such as upi:3",
    }.get(name, "see knowledge/README.md")


def _not_text(given: Any) -> str:
    if isinstance(given, bool):
        word = "yes or no" if given else "no or off"
        return f'must be text, but YAML reads this as {str(given).lower()} ({word}); put it in "quotes"'
    if isinstance(given, date | int | float):
        return f'must be text, but YAML reads this as a {_kind(given)}; put it in "quotes"'
    return f'must be text, not {_kind(given)}; put text that holds a colon in "quotes"'


def _kind(given: Any) -> str:
    kinds = {dict: "keys with values", list: "a list", str: "text", bool: "yes/no", int: "number", float: "number"}
    return "nothing" if given is None else "date" if isinstance(given, date) else kinds.get(type(given), "this")


def _short(given: Any) -> str:
    text = str(given)
    return f"`{text if len(text) <= 40 else text[:39] + '…'}`"
