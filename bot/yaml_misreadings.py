"""What YAML silently reads as something other than was meant: `#` in a sentence, a comma in a list, a lost hyphen."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from bot.yaml_mistakes import (
    ITEM_INDENT,
    KEY,
    SWALLOWED_COMMENT,
    explain_missing_colon,
    explain_missing_hyphen,
    indent_of,
    is_key_without_colon,
)

WRAPPED_AT = 60  # columns; people and programs wrap a long line later than that, so a shorter one was meant to end
WRAPPED_AFTER_A_QUESTION_AT = 80  # a line that ends with a question mark is seldom wrapped there: programs' default
_SWALLOWED = re.compile(r"( |\s+(?=#\S))#")  # a comment, as people write it, has two spaces before and one after the #
_CONTINUES = re.compile(r"(and|or|but|nor)\s.*\?$|(please|right|too|though|then|correct)\b\W*\?$", re.IGNORECASE)
_INDENT = re.compile(r"\s*(?:- +)*")


def find_swallowed_comment(text_lines: Sequence[str], event: Any) -> str | None:
    """Return a message when YAML cuts off a plain text at a `#`."""
    end = event.end_mark
    rest = text_lines[end.line][end.column :] if end.line < len(text_lines) else ""
    stripped = event.value.strip()
    if stripped and _SWALLOWED.match(rest) and (" " in stripped or re.match(r"\s+#\S", rest)):
        return SWALLOWED_COMMENT
    if not stripped and re.match(r"\s*#\S", rest):
        return "YAML reads text that begins with # as a comment; put it in quotes"
    return None


def find_joined_line(
    text_lines: Sequence[str], event: Any, *, is_item: bool, in_brackets: bool
) -> tuple[int, str] | None:
    """Return the line (from 1) and a message when YAML joins two lines that were meant to be two things."""
    first, last = event.start_mark.line, min(event.end_mark.line, len(text_lines) - 1)
    if event.style in ("|", ">") or first >= last:
        return None
    if event.style and in_brackets:
        return None  # an open quotation mark is an error there
    for line in range(first + 1, last + 1):
        text = text_lines[line]
        begins_item = text.lstrip().startswith("- ")
        if event.style:
            if indent_of(text) < _indent_of_continued(text_lines[first]) and (begins_item or KEY.match(text)):
                closed = f"the quotation mark that opens here closes only on line {last + 1}; close it on its line"
                return first + 1, closed
        elif begins_item:
            return _explain_joined_item(text_lines, first, line, event.start_mark.column)
        elif is_item and text.strip() and _was_meant_to_end(text_lines[line - 1], text):
            missing = "put a comma between them" if in_brackets else "begin it with a hyphen"
            return line + 1, f"YAML reads this line as part of the line above; {missing}, or join the two"
    return None


def _explain_joined_item(text_lines: Sequence[str], first: int, line: int, column: int) -> tuple[int, str]:
    """Explain why the item of a list on `line` is read as part of the text that begins on the line `first`."""
    opening, item = text_lines[first], text_lines[line]
    if not opening[:column].strip():  # the text begins its line: something is missing there
        explain = explain_missing_colon if is_key_without_colon(opening) else explain_missing_hyphen
        return first + 1, explain(opening)
    after = text_lines[line + 1] if line + 1 < len(text_lines) else ""
    lined_up = after.lstrip().startswith("- ") and indent_of(after) == indent_of(item)
    if lined_up or indent_of(opening) % 2 > indent_of(item) % 2:
        return first + 1, ITEM_INDENT
    return line + 1, "YAML reads this line as part of the line above; line up its hyphen with the others"


def _indent_of_continued(opening: str) -> int:
    """Return how far at least a text that begins on a line is indented when it goes on on the next."""
    start = _INDENT.match(opening)
    return (len(start.group()) if start else 0) + bool(KEY.match(opening))


def _was_meant_to_end(line: str, following: str) -> bool:
    """Guess whether a line was meant to be all of a text: it ends early, or with a question mark."""
    limit = WRAPPED_AFTER_A_QUESTION_AT if line.rstrip().endswith("?") else WRAPPED_AT
    return len(line.rstrip()) + 1 + len(following.split()[0]) <= limit


def splits_a_text(items: Sequence[Any]) -> bool:
    """Guess from the pieces whether a comma in `[What about Kim, Xi, and Putin?]` was meant as part of the text."""
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return False
    opens = texts[0][:1].isupper() and texts[0][-1:] not in "?!." and " " in texts[0]
    closes = any(text.endswith("?") and text[:1].islower() for text in texts[1:])
    if opens and closes:
        return True
    for before, text in pairwise(texts):
        if re.search(r"\d$", before) and re.match(r"\d{3}\b", text) and not (before + text).isdigit():
            return True  # 3,000
        if _CONTINUES.match(text) and before[-1:] not in "?!.":
            return True
    return False
