"""libyaml's syntax errors in the words of the person who made the mistake, at the line where they made it."""

import re
from dataclasses import dataclass
from typing import Any

INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb]"
)
"""Control characters, and those that hide text or turn its direction; without the joiners, which emoji need."""
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"  # those that YAML does not take for a space
_WRONG_SPACE = re.compile(rf"(?:^\s*?|[:-])(?P<space>[{_SPACES}])")
LOOKED_BACK = 4  # lines; a text that was begun before that is not where the mistake is
_KEYS = (
    "id|status|gap|questions|answer|says|cites|related|asks|approved|replaces|replaced_by|happened|review_by|"
    "event|sources|title|as_of|stale_after_days|never|publisher|kind|published|paragraphs|url|sha256"
)
KEY = re.compile(r"\s*(?:- +)*[\w-]+:(?:\s|$)")
_KNOWN_KEY_WITHOUT_COLON = re.compile(rf"\s*(?:- +(?:id|says)|(?:{_KEYS}))(?: +\S|\s*$)")
_ANY_KEY_WITHOUT_COLON = re.compile(r"\s*\w[\w-]*(?: +[\[{].*|\s*)$")
_COLON_WITHOUT_SPACE = re.compile(rf"\s*(?:- +)*(?P<key>{_KEYS}|[a-z][a-z0-9-]*(?=:\[)):[^\s:]")
_HYPHEN_WITHOUT_SPACE = re.compile(r"\s*-[^\s-]")
_BULLET = re.compile(r"\s*(?P<mark>[*+•·▪‣∙–—])\s")
_MERGE_MARK = re.compile(r"(<<<<<<<|=======|>>>>>>>)( |$)")
_VALUE_START = re.compile(r"\s*(?:- +)*(?:[\w-]+: +)?(?P<mark>[*@%`!|>?{}\[\],&])")
_CURLY = re.compile(r"[“”‘’]")
ITEM_INDENT = "is indented differently from the items below; line up their hyphens"
SWALLOWED_COMMENT = "YAML ignores everything after ` #`; put the text in quotes, or two spaces before a comment's `# `"


@dataclass(frozen=True, slots=True)
class LastScalar:
    """The last text that was read before an error: its quotes ("": plain), its lines (from 1) and where it ended."""

    style: str
    first: int
    last: int
    end_column: int

    @property
    def quoted(self) -> bool:
        """Say whether the text is in quotes."""
        return self.style in ("'", '"')


def name_invisible(text: str) -> str | None:
    """Return how to call the first invisible character of a text; None when it has none."""
    bad = INVISIBLE.search(text)
    return f"an invisible character (U+{ord(bad.group()):04X})" if bad else None


def name_space(text: str) -> str | None:
    """Return how to call the first space of a text that YAML does not take for one; None when it has none."""
    bad = re.search(f"[{_SPACES}]", text)
    kind = "a no-break space" if bad and bad.group() == "\u00a0" else "a special space"
    return f"{kind} (U+{ord(bad.group()):04X})" if bad else None


def explain_yaml_error(error: Any, text: str, last: LastScalar | None, bracket: int | None) -> tuple[int, str]:
    """Return the line (from 1) and the message for a syntax error of libyaml.

    libyaml reports where it could not go on; the mistake is often before that, and this looks for it. `bracket` is the
    line of the outermost [ or { that is open there.
    """
    lines = text.splitlines() or [""]
    mark = error.problem_mark or error.context_mark
    at = min(mark.line if mark else 0, len(lines) - 1)
    column = mark.column if mark else 0
    opened = min(error.context_mark.line, at) if error.context_mark else at
    problem, context = str(error.problem), str(error.context)
    here = lines[at]
    if "nesting depth" in problem:
        return at + 1, "nested far too deep; see knowledge/README.md"
    if "escape" in problem:
        return at + 1, "a backslash inside \"…\" begins a special character; put the text in '…' instead"
    if "quoted scalar" in context:
        return opened + 1, "the quotation mark that opens here is never closed; close it"
    if "\t" in here[: len(here) - len(here.lstrip())] or "tab character" in problem:
        return at + 1, "this line is indented with a tab; use spaces instead"
    if here[column : column + 1] == "\t":
        return at + 1, "there is a tab in this line where YAML needs a space; use a space instead"
    for line in range(at, max(-1, at - LOOKED_BACK), -1):
        if wrong := _WRONG_SPACE.search(lines[line]):
            return line + 1, f"contains {name_space(wrong['space'])} where YAML needs an ordinary one; retype the space"
    if character := name_invisible(here):
        return at + 1, f"contains {character}; delete it"
    if last and last.quoted and last.last >= at and (found := _explain_quotes(last, at, here, bracket)):
        return found
    if "flow" in context or bracket:
        first = (bracket or opened + 1) - 1
        return _explain_brackets(lines, first, at, column, last, context)
    if "block scalar" in context:
        return at + 1, "text that begins with > or | must be in quotes"
    return _explain_line(lines, at, opened, column, problem)


def _explain_quotes(last: LastScalar, at: int, here: str, bracket: int | None) -> tuple[int, str] | None:
    """Explain an error that comes right after quoted text."""
    if last.first < last.last:
        return last.first, f"the quotation mark that opens here closes only on line {last.last}; close it on its line"
    rest = here[last.end_column :] if last.last == at + 1 else ""
    if not bracket and rest.lstrip().startswith(","):
        return at + 1, "texts with commas between them must be in [ ]; or put each on a line, after a hyphen"
    if last.style in rest:
        separated = re.match(r"\s+['\"]", rest)
        if separated:
            return at + 1, "two texts in quotes follow each other here; put a comma between them, or one on each line"
        return at + 1, "there are quotation marks inside quoted text; use the other kind ('…' or \"…\") around it"
    if rest[:1] not in ("", " ", ",", ":") or re.match(r" +[^\s#:,\]}]", rest):
        return at + 1, "the text goes on after the closing quotation mark; put all of it in quotes"
    return None


def _explain_brackets(
    lines: list[str], first: int, at: int, column: int, last: LastScalar | None, context: str
) -> tuple[int, str]:
    """Explain an error inside [ ] or { }, the outermost of which opens on the line `first` (from 0)."""
    if re.search(r"\s#", lines[first]):
        return first + 1, SWALLOWED_COMMENT
    if last and last.quoted and at > first and lines[at][column : column + 1] in ("'", '"'):
        return last.last, "a comma is missing at the end of this line; add it"
    opening = re.search(r"[\[{]", lines[first])
    closing = "}" if opening and opening.group() == "{" else "]"
    if "node" in context and lines[at][column : column + 1] == ",":
        return at + 1, "there is a comma too many; remove it"
    return first + 1, f"the bracket that opens here is not closed; add `{closing}`, or put the text in quotes"


def _explain_line(lines: list[str], at: int, opened: int, column: int, problem: str) -> tuple[int, str]:
    """Explain an error by what is on its line and on the lines before."""
    here = lines[at]
    if "expected ':'" in problem:
        return opened + 1, _explain_start(lines[opened]) or explain_missing_colon(lines[opened])
    if "document start" in problem:
        if ends := [i for i in range(at + 1) if lines[i].startswith("...")]:
            return ends[-1] + 1, "`...` ends the document; remove it"
        if indented := [i for i in range(at) if lines[i].startswith(" ") and lines[i].strip()]:
            return indented[0] + 1, "is indented differently from the lines below; line it up with them"
    if here[column : column + 1] in ("]", "}"):
        return at + 1, f"there is a `{here[column]}` too many; remove it, or put the text in quotes"
    if (start := _VALUE_START.match(here)) and start.start("mark") <= column:
        return at + 1, _explain_start(here) or f"text that begins with {start['mark']} must be in quotes"
    if "mapping values" in problem and (found := _explain_head_of_list(lines, at)):
        return found
    colons = here.count(": ") + here.rstrip().endswith(":")
    if "mapping values" in problem and (colons > 1 or not KEY.match(here)):
        curly = "; curly quotes (“ ”) don't count, use straight ones" if _CURLY.search(here) else ""
        return at + 1, f"a colon followed by a space splits the text; put the text in straight quotes{curly}"
    if found := _explain_lines_before(lines, at):
        return found
    if "'-' indicator" in problem and column == 0 and not here.startswith("-"):
        return at + 1, "an item of a list begins with a hyphen; write `- ` before it, or indent the line"
    if indent_of(here) % 2 == 0 and (odd := _odd_line_before(lines, at, opened)) is not None:
        return odd + 1, "is indented differently from the lines around it; line it up with them"
    return at + 1, "is indented differently from the lines above; line it up with them (two spaces per level)"


def _odd_line_before(lines: list[str], at: int, opened: int) -> int | None:
    """Return a line before that is indented by an odd number of spaces: the mistake, since two are a level."""
    inner = at
    while inner > 0 and (indent_of(lines[inner - 1]) > indent_of(lines[at]) or not lines[inner - 1].strip()):
        inner -= 1
    sibling = min(range(inner, at), key=lambda line: indent_of(lines[line]) if lines[line].strip() else 99, default=at)
    near = range(at - 1, max(-1, at - LOOKED_BACK), -1)
    begun = next((line for line in near if KEY.match(lines[line]) or lines[line].lstrip().startswith("- ")), at)
    return next((line for line in (begun, sibling, opened) if indent_of(lines[line]) % 2), None)


def _explain_lines_before(lines: list[str], at: int) -> tuple[int, str] | None:
    """Explain an error by how the text began that goes on up to its line."""
    if message := _explain_start(lines[at]):
        return at + 1, message
    for line in range(at - 1, max(-1, at - LOOKED_BACK), -1):
        before = lines[line]
        if message := _explain_start(before):
            return line + 1, message
        if is_key_without_colon(before):
            return line + 1, explain_missing_colon(before)
        if re.search(r"\S #", before) and not KEY.match(lines[line + 1]):
            return line + 1, SWALLOWED_COMMENT
        if KEY.match(before) or before.lstrip().startswith(("- ", "#")) or not before.strip():
            return None
    return None


def _explain_head_of_list(lines: list[str], at: int) -> tuple[int, str] | None:
    """Explain an error in a list or right after it by the line that it hangs on: a key or an item, in a wrong form."""
    line = at - 1
    while line >= 0 and not lines[line].lstrip().startswith("- "):
        line -= 1
    width = indent_of(lines[line])
    while line >= 0 and (lines[line].lstrip().startswith("- ") or indent_of(lines[line]) > width):
        line -= 1
    if line < 0 or line == at - 1:
        return None
    head, above, below = lines[line], lines[line - 1] if line else "", lines[line + 1]
    if _ANY_KEY_WITHOUT_COLON.match(head):
        return line + 1, explain_missing_colon(head)
    if above.rstrip().endswith(":") and not KEY.match(head) and head.strip():
        return line + 1, explain_missing_hyphen(head)
    if head.rstrip().endswith(":") and below.lstrip().startswith("- ") and indent_of(below) < width:
        return line + 2, ITEM_INDENT
    if head.rstrip().endswith(":") and not KEY.match(below) and not below.lstrip().startswith(("- ", "#")):
        return line + 2, explain_missing_hyphen(below)
    return None


def explain_missing_hyphen(line: str) -> str:
    """Return what is wrong with a line that should begin an item of a list."""
    if wrong := _WRONG_SPACE.search(line):
        return f"contains {name_space(wrong['space'])} where YAML needs an ordinary one; retype the space"
    return _explain_start(line) or "begins without a hyphen, unlike the lines below; write `- ` before it"


def _explain_start(line: str) -> str | None:
    """Explain what is wrong with the beginning of a line, whatever libyaml says about it."""
    if line.startswith("```"):
        return "``` is not YAML; remove the line"
    if _MERGE_MARK.match(line):
        return "this marks a merge conflict; keep one of the two versions and remove the marks"
    if _HYPHEN_WITHOUT_SPACE.match(line):
        return "a hyphen that begins a list item needs a space after it"
    if bullet := _BULLET.match(line):
        return f"a list item begins with a hyphen and a space, not with {bullet['mark']}"
    if "：" in line and not KEY.match(line):
        return "`：` is not the colon that YAML needs; write `:` and a space"
    if key := _COLON_WITHOUT_SPACE.match(line):
        return f"the colon after `{key['key']}` needs a space after it"
    return None


def indent_of(line: str) -> int:
    """Return how many spaces a line begins with."""
    return len(line) - len(line.lstrip())


def explain_missing_colon(line: str) -> str:
    """Return what is wrong with a line that should be a key and its value."""
    indent = "" if _KNOWN_KEY_WITHOUT_COLON.match(line) else ", or indent it to go on from the line above"
    return f"`{line.strip()[:60]}` has no colon; write `key: value`{indent}"


def is_key_without_colon(line: str) -> bool:
    """Say whether a line looks like a key that lacks its colon."""
    known = _KNOWN_KEY_WITHOUT_COLON.match(line) or _ANY_KEY_WITHOUT_COLON.match(line)
    return bool(known) and not KEY.match(line)
