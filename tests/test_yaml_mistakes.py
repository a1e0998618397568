import re
from collections.abc import Callable

import pytest

from bot.yaml_reader import parse_yaml
from tests.conftest import DATA

ENTRIES = """\
- id: troop-count
  status: confirmed
  questions:
    - How many soldiers?
    - how many troops
    - number of men
  answer:
    - says: At least 3,000 soldiers were sent to the east of the country in that month, and more may
        follow them.
      cites: upi:3
  related: [route]
- id: route
  status: confirmed
  questions: [Which route?, what way]
  answer:
    - says: By ship.
      cites: [upi:8, upi:3]
"""
LINES = ENTRIES.splitlines()
STRAIGHT = "a colon followed by a space splits the text; put the text in straight quotes"
CURLY = f"{STRAIGHT}; curly quotes (“ ”) don't count, use straight ones"
NEVER_CLOSED = "the quotation mark that opens here is never closed; close it"
TAB = "this line is indented with a tab; use spaces instead"
INSIDE = "there are quotation marks inside quoted text; use the other kind ('…' or \"…\") around it"
NOT_CLOSED = "the bracket that opens here is not closed; add `]`, or put the text in quotes"
TOO_MANY = "there is a `]` too many; remove it, or put the text in quotes"
GOES_ON = "the text goes on after the closing quotation mark; put all of it in quotes"
ABOVE = "is indented differently from the lines above; line it up with them (two spaces per level)"
HYPHEN_SPACE = "a hyphen that begins a list item needs a space after it"
NO_BREAK = "contains a no-break space (U+00A0) where YAML needs an ordinary one; retype the space"
COMMENT = "YAML ignores everything after ` #`; put the text in quotes, or two spaces before a comment's `# `"


def problems_of(content: str) -> list[str]:
    return [str(problem) for problem in parse_yaml(content.encode(), "file.yaml")[1]]


def with_line(line: int, *new: str) -> str:
    return "\n".join([*LINES[: line - 1], *new, *LINES[line:]]) + "\n"


def starts_with(mark: str) -> str:
    return f"text that begins with {mark} must be in quotes"


def bullet(mark: str) -> str:
    return f"a list item begins with a hyphen and a space, not with {mark}"


def no_colon(line: str) -> str:
    return f"`{line}` has no colon; write `key: value`"


def test_the_entries_themselves_have_no_problem() -> None:
    assert problems_of(ENTRIES) == []


@pytest.mark.parametrize(
    ("line", "written", "problem"),
    [
        (2, "\tstatus: confirmed", TAB),
        (5, "\t- how many troops", TAB),
        (5, "  \t- how many troops", TAB),
        (10, "\t  cites: upi:3", TAB),
        (5, "    -\thow many troops", "there is a tab in this line where YAML needs a space; use a space instead"),
        (8, "    - says: The White House said: no comment.", STRAIGHT),
        (16, "    - says: He said the following:", STRAIGHT),
        (5, "    - Kirby: who is he: tell me", STRAIGHT),
        (16, "    - says: “By ship: perhaps.”", CURLY),
        (16, '    - says: “By ship: perhaps."', CURLY),
        (4, "    - *How many soldiers?", "`*How` is not read as text but as an alias; put the text in quotes"),
        (4, "    - *How* many soldiers?", starts_with("*")),
        (4, "    - * How many", starts_with("*")),
        (4, "    - @bot how many", starts_with("@")),
        (4, "    - %age of soldiers", starts_with("%")),
        (4, "% of soldiers", starts_with("%")),
        (4, "    - `how many`", starts_with("`")),
        (4, "    - !important how many",
         "`!important` is not read as text but as a tag; put the text in quotes"),
        (4, "    - & how many", starts_with("&")),
        (4, "    - > how many", "text that begins with > or | must be in quotes"),
        (4, "    - | how many", "text that begins with > or | must be in quotes"),
        (4, "    - ? how many", starts_with("?")),
        (4, "    - {how many} soldiers", starts_with("{")),
        (4, "    - [how many] soldiers", starts_with("[")),
        (4, "    - , how many", starts_with(",")),
        (16, '    - says: "By ship.', NEVER_CLOSED),
        (16, "    - says: 'By ship.", NEVER_CLOSED),
        (4, '    - "How many soldiers?', NEVER_CLOSED),
        (2, '  "status: confirmed', NEVER_CLOSED),
        (4, "    - 'twas how many", NEVER_CLOSED),
        (14, "  questions: ['Which route?, what way]", NEVER_CLOSED),
        (16, '    - says: "By ship.”', NEVER_CLOSED),
        (16, "    - says: 'North Korea's ship.'", INSIDE),
        (16, '    - says: "He said "by ship" then."', INSIDE),
        (16, '    - says: "By" ship.', GOES_ON),
        (4, '    - "How many" soldiers?', GOES_ON),
        (14, '  questions: ["Which" route?, what way]', GOES_ON),
        (16, '    - says: "C:\\soldiers"',
         "a backslash inside \"…\" begins a special character; put the text in '…' instead"),
        (14, '  questions: "Which route?", "what way"',
         "texts with commas between them must be in [ ]; or put each on a line, after a hyphen"),
        (14, '  questions: ["Which route?" "what way"]',
         "two texts in quotes follow each other here; put a comma between them, or one on each line"),
        (2, "  status confirmed", no_colon("status confirmed")),
        (1, "- id troop-count", no_colon("- id troop-count")),
        (3, "  questions", no_colon("questions")),
        (7, "  answer", no_colon("answer")),
        (16, "    - says By ship.", no_colon("- says By ship.")),
        (8, LINES[7].replace("says:", "says"), no_colon(LINES[7].strip().replace("says:", "says")[:60])),
        (10, "      cites upi:3", no_colon("cites upi:3")),
        (11, "  related [route]", no_colon("related [route]")),
        (2, "  status = confirmed", no_colon("status = confirmed")),
        (2, "  status： confirmed", "`：` is not the colon that YAML needs; write `:` and a space"),
        (2, "  status:confirmed", "the colon after `status` needs a space after it"),
        (10, "      cites:upi:3", "the colon after `cites` needs a space after it"),
        (8, LINES[7].replace("says: ", "says:"), "the colon after `says` needs a space after it"),
        (4, "    -How many soldiers?", HYPHEN_SPACE),
        (5, "    -how many troops", HYPHEN_SPACE),
        (12, "-id: route", HYPHEN_SPACE),
        (4, "    – How many soldiers?", bullet("–")),
        (5, "    — how many troops", bullet("—")),
        (5, "    • how many troops", bullet("•")),
        (5, "    * how many troops", bullet("*")),
        (5, "    + how many troops", bullet("+")),
        (4, "      How many soldiers?", "begins without a hyphen, unlike the lines below; write `- ` before it"),
        (5, "      how many troops",
         "YAML reads this line as part of the line above; begin it with a hyphen, or join the two"),
        (12, "id: route", "an item of a list begins with a hyphen; write `- ` before it, or indent the line"),
        (5, "\u00a0\u00a0\u00a0 - how many troops", NO_BREAK),
        (4, "    -\u00a0How many soldiers?", NO_BREAK),
        (5, "    -\u00a0how many troops", NO_BREAK),
        (2, "  status:\u00a0confirmed", NO_BREAK),
        (8, LINES[7].replace("says: ", "says:\u00a0"), NO_BREAK),
        (5, "    -\u2003how many troops", NO_BREAK.replace("no-break space (U+00A0)", "special space (U+2003)")),
        (12, "\ufeff- id: route", "contains an invisible character (U+FEFF); delete it"),
        (2, "    status: confirmed", ABOVE),
        (2, " status: confirmed", ABOVE),
        (3, "   questions:", ABOVE),
        (10, "     cites: upi:3", ABOVE),
        (10, "        cites: upi:3", ABOVE),
        (5, "   - how many troops", ABOVE),
        (12, " - id: route", ABOVE),
        (4, "   - How many soldiers?", "is indented differently from the items below; line up their hyphens"),
        (4, "     - How many soldiers?", "is indented differently from the lines around it; line it up with them"),
        (5, "      - how many troops",
         "YAML reads this line as part of the line above; line up its hyphen with the others"),
        (1, " - id: troop-count", "is indented differently from the lines around it; line it up with them"),
        (11, "  related: [route", NOT_CLOSED),
        (11, "  related: [route)", NOT_CLOSED),
        (14, "  questions: [Which route?, what way", NOT_CLOSED),
        (17, "      cites: [upi:8, upi:3", NOT_CLOSED),
        (16, "    - {says: By ship, cites: upi:3", NOT_CLOSED.replace("]", "}")),
        (11, "  related: [route]]", TOO_MANY),
        (4, "    - ] how many", TOO_MANY),
        (14, "  questions: [Which route?,, what way]", "there is a comma too many; remove it"),
        (11, "  related: [route #2]", COMMENT),
        (16, "    - says: By ship #2, they said", COMMENT),
        (8, LINES[7].replace("the country", "#the country"), COMMENT),
        (12, "---\n- id: route", "a second document starts here; remove the `---`"),
        (12, "...\n- id: route", "`...` ends the document; remove it"),
        (1, "```yaml\n- id: troop-count", "``` is not YAML; remove the line"),
        (5, "<<<<<<< HEAD\n    - how many troops",
         "this marks a merge conflict; keep one of the two versions and remove the marks"),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_on_its_line_with_what_to_write(line: int, written: str, problem: str) -> None:
    assert problems_of(with_line(line, written))[:1] == [f"file.yaml:{line}: {problem}"]


def test_a_line_that_goes_on_too_far_left_can_also_be_indented() -> None:
    said = "`follow them.` has no colon; write `key: value`, or indent it to go on from the line above"
    assert problems_of(with_line(9, "follow them.")) == [f"file.yaml:9: {said}"]


def test_a_quotation_mark_is_reported_where_it_opens_even_when_it_closes_far_below() -> None:
    more = "".join(f"- id: more-{i}\n  status: not-reported\n  questions: [q{i}]\n" for i in range(40))
    opened = with_line(16, '    - says: "By ship.') + more
    closes = "the quotation mark that opens here closes only on line 138; close it on its line"
    assert problems_of(opened + '- id: last\n  questions: ["q"]\n') == [f"file.yaml:16: {closes.replace('138', '139')}"]
    assert problems_of(opened + '"\n') == [f"file.yaml:16: {closes}"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("event\n  id: x\n", "1: `event` has no colon; write `key: value`"),
        ("event:\n  id: x\n  title T\n  as_of: 2024-01-01\n", "3: `title T` has no colon; write `key: value`"),
        (" event:\n   id: x\nsources: {}\n", "1: is indented differently from the lines below; line it up with them"),
        ("bridge [a, b]\nclose: [c]\n",
         "1: `bridge [a, b]` has no colon; write `key: value`, or indent it to go on from the line above"),
        ("bridge: [a]\nclose:[c]\nopen: [d]\n", "2: the colon after `close` needs a space after it"),
        ("bridge: [a,\nclose: [c]\nopen: [d]\n", f"1: {NOT_CLOSED}"),
        ("a: [\n  'Which route?'\n  'what way']\n", "2: a comma is missing at the end of this line; add it"),
        ("detour\n  - a\n" + "  - b\n" * 100 + "closed:\n  - c\n",
         "1: `detour` has no colon; write `key: value`, or indent it to go on from the line above"),
        ("detour:\n  -a\n" + "  - b\n" * 100 + "  - c: d: e\n", f"2: {HYPHEN_SPACE}"),
    ],
)  # fmt: skip
def test_a_mistake_in_other_files_is_reported_on_its_line(content: str, problem: str) -> None:
    assert problems_of(content)[:1] == [f"file.yaml:{problem}"]


def _sub(pattern: str, replacement: str) -> Callable[[str], str]:
    return lambda line: re.sub(pattern, replacement, line, count=1)


MISTAKES = {
    "a tab": _sub("^  ", "\t"),
    "a no-break space at the start": _sub("^ ", "\u00a0"),
    "a no-break space after the hyphen": _sub(r"^( *)- ", "\\1-\u00a0"),
    "a no-break space after the colon": _sub(r"^( *(?:- )?\w+): ", "\\1:\u00a0"),
    "no space after the hyphen": _sub(r"^( *)- ", r"\1-"),
    "no space after the colon": _sub(r"^( *(?:- )?\w+): ", r"\1:"),
    "no colon": _sub(r"^( *(?:- )?\w+):(?= |$)", r"\1"),
    "an open double quote": _sub(r"^( *(?:- )?(?:- |says: |title: ))(?!\w+: )(?=\w)", r'\1"'),
    "an open single quote": _sub(r"^( *(?:- )?(?:- |says: |title: ))(?!\w+: )(?=\w)", r"\1'"),
    "a star": _sub(r"^( *- )(?!\w+: )(?=\w)", r"\1*"),
    "an at sign": _sub(r"^( *- )(?!\w+: )(?=\w)", r"\1@"),
    "a dash for a hyphen": _sub(r"^( *)- (?!\w+: )", r"\1– "),
    "a missing bracket": _sub(r"\]$", ""),
    "a bracket too many": _sub(r"\]$", "]]"),
    "a colon in the text": _sub(r"^( *(?:- )?(?:says|title): \w+)", r"\1: so"),
    "a number sign in the text": _sub(r"^( *(?:- )?(?:says|title): \w+ )", r"\1#"),
    "one space more": _sub(r"^(?= *(?:- )?\w+:(?: |$))", " "),
    "one space less": _sub(r"^ (?= *(?:- )?\w+:(?: |$))", ""),
}

ONLY_ITEM = "- What is your favourite football team?"  # without its hyphen it is no longer in a list; the shape says so


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_reported_on_its_line_wherever_it_is_made(mistake: str) -> None:
    tried = 0
    for text in (ENTRIES, *(path.read_text("utf-8") for path in sorted((DATA / "bridge").rglob("*.yaml")))):
        lines = text.splitlines()
        for i, line in enumerate(lines):
            edited = MISTAKES[mistake](line)
            if edited == line or line.strip() == ONLY_ITEM:
                continue
            found = problems_of("\n".join([*lines[:i], edited, *lines[i + 1 :]]) + "\n")
            assert found, edited
            assert found[0].startswith(f"file.yaml:{i + 1}: "), (edited, found)
            tried += 1
    assert tried >= 3
