import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import paths
from bot.yaml_reader import MAX_BYTES, MAX_DEPTH, MAX_VALUES, parse_yaml, read_yaml


def value_of(content: str) -> object:
    file, problems = parse_yaml(content.encode(), "file.yaml")
    assert problems == []
    assert file is not None
    return file.value


def problems_of(content: bytes | str) -> list[str]:
    raw = content.encode() if isinstance(content, str) else content
    return [str(problem) for problem in parse_yaml(raw, "file.yaml")[1]]


def test_knows_the_line_of_every_value() -> None:
    file, problems = parse_yaml(b"- id: a\n  list:\n    - one\n    - two\n- id: b\n", "file.yaml")
    assert problems == []
    assert file is not None
    assert file.value == [{"id": "a", "list": ["one", "two"]}, {"id": "b"}]
    assert file.lines == {
        (): 1, (0,): 1, (0, "id"): 1, (0, "list"): 2, (0, "list", 0): 3, (0, "list", 1): 4, (1,): 5, (1, "id"): 5
    }  # fmt: skip


def test_a_value_without_a_line_has_the_line_around_it() -> None:
    file, _ = parse_yaml(b"# comment\n- id: a\n- id: b\n", "file.yaml")
    assert file is not None
    assert [file.line(path) for path in ((1, "status"), (1, "answer", 0, "says"), (7,), ())] == [3, 3, 2, 2]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("a: 12", 12),
        ("a: -3", -3),
        ("a: 0", 0),
        ("a: 2.50", 2.5),
        ("a: 2024-10-25", date(2024, 10, 25)),
        ("a: no", False),
        ("a: ~", None),
        ("a: ", None),
        ("a: '12'", "12"),
        # what YAML 1.1 reads as another number than the one that is written stays text
        ("a: 010", "010"),
        ("a: 0x1F", "0x1F"),
        ("a: 1_000", "1_000"),
        ("a: 1:30", "1:30"),
        ("a: 1:30.5", "1:30.5"),
        ("a: 0b11", "0b11"),
        ("a: 1e3", "1e3"),
        ("a: .5", ".5"),
        ("a: .nan", ".nan"),
        ("a: -.inf", "-.inf"),
        ("a: +12", 12),
        ("a: 2024-13-45", "2024-13-45"),
        # programs name the type of a value that they put in quotes
        ('"a": !!timestamp "2024-10-25"', date(2024, 10, 25)),
        ('"a": !!int "12"', 12),
        ('a: !!int "010"', "010"),
        ("a: !!bool 'false'", False),
        ("a: !!null ''", None),
        ("a: !!str 12", "12"),
        ("a: !!timestamp soon", "soon"),
        ("a: =", "="),
        ("a: <<", "<<"),
        (f"a: {'9' * 5000}", "9" * 5000),
    ],
)
def test_reads_what_is_written(written: str, value: object) -> None:
    assert value_of(written + "\n") == {"a": value}


def test_reads_texts_as_they_are() -> None:
    assert value_of("- it's a \"test\"\n- 'a # b'\n- a#b\n- http://a.org/#b\n- 👩\u200d🚀\n- a\u00a0b\n") == [
        'it\'s a "test"', "a # b", "a#b", "http://a.org/#b", "👩\u200d🚀", "a\u00a0b"
    ]  # fmt: skip


@pytest.mark.parametrize("content", ["", "\n", "# only a comment\n", "---\n", "\ufeff"])
def test_an_empty_file_has_no_value_and_no_problem(content: str) -> None:
    assert value_of(content) is None


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem() -> None:
    file, problems = parse_yaml(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - c\r\n", "file.yaml")
    assert problems == []
    assert file is not None
    assert file.value == {"a": 1, "b": ["c"]}
    assert file.line(("b", 0)) == 3


def test_repeats_what_an_anchor_names() -> None:
    assert value_of("- &one [upi:3, upi:1]\n- *one\n- {a: &two x, b: *two}\n") == [
        ["upi:3", "upi:1"], ["upi:3", "upi:1"], {"a": "x", "b": "x"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a: &x 1\nb: 2\n", "1: `&x` is not read as text but as an anchor; put text that begins with & in quotes"),
        ("a: 1\nb: *x\n", "2: `*x` is not read as text but as an alias; put the text in quotes"),
        ("a: &x [*x]\n", "1: `*x` is not read as text but as an alias; put the text in quotes"),
        ("a: 1\nb: !!python/object:os.system x\n",
         "2: `tag:yaml.org,2002:python/object:os.system` is not read as text but as a tag; put the text in quotes"),
        ("a: 1\nb: !important x\n", "2: `!important` is not read as text but as a tag; put the text in quotes"),
        ("a: 1\nb: 2\na: 3\n", "3: duplicate key `a` (first on line 1); keep only one"),
        ("- id: a\n  x: 1\n  id: b\n",
         "3: duplicate key `id` (first on line 1); keep only one, or begin a new entry with a hyphen"),
        ("a: 1\n---\nb: 2\n", "2: a second document starts here; remove the `---`"),
        ("[a]: 1\n", "1: a key must be a plain word; if this is text, put it in quotes"),
        ('"a\\nb": 1\n', "1: a key must be a plain word; if this is text, put it in quotes"),
        ("? a\n: b\n", "1: text that begins with ? must be in quotes"),
        ("- a\n- ? b\n", "2: text that begins with ? must be in quotes"),
        (b"a: 1\nb: \xff\xfe\n", "2: is not UTF-8 text; save the file as UTF-8"),
        ("- id: é\n- b\n".encode("latin-1"), "1: is not UTF-8 text; save the file as UTF-8"),
        ("- id: a\n".encode("utf-16"), "1: is not UTF-8 text; save the file as UTF-8"),
        (b"a: 1\nb: \x00\x01\n", "2: contains a character that YAML does not allow (U+0000); remove it"),
        ("- é\n- ééé\n- a\x1b[31mb\n", "3: contains a character that YAML does not allow (U+001B); remove it"),
        ("- a\n- \ufffe\n", "2: contains a character that YAML does not allow (U+FFFE); remove it"),
        ("- a\n- b\u2028c\n", "2: contains an invisible line break (U+2028); replace it with a space"),
        ("- a\n- b\x85c\n", "2: contains an invisible line break (U+0085); replace it with a space"),
    ],
)  # fmt: skip
def test_refuses_what_no_file_needs(content: bytes | str, problem: str) -> None:
    assert problems_of(content) == [f"file.yaml:{problem}"]


@pytest.mark.parametrize("character", "\u200b\u200e\u200f\u202a\u202e\u2066\u2069\u00ad\u061c\ufeff\x7f\x9f")
def test_names_characters_that_readers_cannot_see(character: str) -> None:
    named = f"U+{ord(character):04X}"
    for content in (f"- a\n- b{character}c\n", f"- a\n- 'b{character}c'\n", f'- a\n- "b\\u{ord(character):04x}c"\n'):
        (found,) = problems_of(content)
        assert found in (
            f"file.yaml:2: the text contains an invisible character ({named}), which readers can't see; remove it",
            f"file.yaml:2: contains a character that YAML does not allow ({named}); remove it",
        )


def test_names_an_escaped_control_character() -> None:
    said = "the text contains an invisible character (U+001B), which readers can't see; remove it"
    assert problems_of('- a\n- "\\e[31mred"\n') == [f"file.yaml:2: {said}"]
    assert problems_of("- |\n  one\n  two\u202e\n") == [f"file.yaml:3: {said.replace('001B', '202E')}"]


@pytest.mark.parametrize(
    ("key", "named"),
    [
        ("sta\u200btus", "an invisible character (U+200B)"),
        ("status\u202e", "an invisible character (U+202E)"),
        ("\u00a0status", "a no-break space (U+00A0)"),
        ("\u2003status", "a special space (U+2003)"),
    ],
)
def test_names_what_is_hidden_in_a_key(key: str, named: str) -> None:
    assert problems_of(f"a: 1\n{key}: x\n") == [f"file.yaml:2: the key `status` contains {named}; type the key again"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("- says: Cars leave by lane #2, lorries must turn back.\n", 1),
        ("- a\n- says: see lane #2\n", 2),
        ("- Cars leave # by lane two\n", 1),
        ("- says: a sentence that is wrapped\n    over two lines #2\n", 2),
        ("title: The #1 bridge\n", 1),
    ],
)
def test_a_text_is_not_cut_off_at_a_number_sign(content: str, line: int) -> None:
    said = "YAML ignores everything after ` #`; put the text in quotes, or two spaces before a comment's `# `"
    assert problems_of(content) == [f"file.yaml:{line}: {said}"]


def test_a_text_does_not_vanish_behind_a_number_sign() -> None:
    said = "YAML reads text that begins with # as a comment; put it in quotes"
    assert problems_of("a:\n  - x\n  - #2 is closed\n") == [f"file.yaml:3: {said}"]


@pytest.mark.parametrize(
    "content",
    ["a: 1 # one\n", "a: some text  # a comment\n", "a: [b]  # c\n", "# a\na: b\n", "- 'a' # b\n", "-  # a\n  b\n"],
)
def test_comments_are_no_problem(content: str) -> None:
    assert problems_of(content) == []


@pytest.mark.parametrize(
    "items",
    [
        "What about Kim, Xi, and Putin?",
        "Did 3,000 soldiers go?",
        "more than 3,000",
        "how many went, and where?",
        "Can I cross, please?",
        "is it open, or closed?, other question",
    ],
)
def test_a_comma_inside_brackets_does_not_split_a_question(items: str) -> None:
    said = "a comma inside [ ] splits a text in two; put each text in quotes, or on a line"
    assert problems_of(f"- a\n- [{items}]\n") == [f"file.yaml:2: {said}"]


@pytest.mark.parametrize(
    "items",
    [
        "How long will it stay closed?, when does the bridge open again, reopening date",
        "What is new?, and then what?",
        "upi:3, upi:1",
        "1, 200",
        "left, right",
        "'What about Kim, Xi, and Putin?'",
    ],
)
def test_a_list_in_brackets_is_no_problem(items: str) -> None:
    assert problems_of(f"- [{items}]\n") == []


def test_a_question_without_its_hyphen_is_not_joined_to_the_one_above() -> None:
    joined = "YAML reads this line as part of the line above;"
    assert problems_of("a:\n  - How many?\n    how many troops\n") == [
        f"file.yaml:3: {joined} begin it with a hyphen, or join the two"
    ]
    assert problems_of("a: [\n  How many?\n  how many troops]\n") == [
        f"file.yaml:3: {joined} put a comma between them, or join the two"
    ]
    hyphen = "line up its hyphen with the others"
    assert problems_of("a:\n  - How many?\n    - how many troops\n") == [f"file.yaml:3: {joined} {hyphen}"]


def test_a_long_text_may_go_on_on_the_next_line() -> None:
    long = "How many soldiers did the government send to the east of the"
    assert value_of(f"- {long}\n  neighbouring country?\n") == [f"{long} neighbouring country?"]
    sentence = "- says: A sentence\n    may be wrapped anywhere.\n"
    assert value_of(sentence) == [{"says": "A sentence may be wrapped anywhere."}]
    assert value_of('- "a quoted text\n  may be wrapped: yes"\n') == ["a quoted text may be wrapped: yes"]
    assert value_of("- 'a quoted text\n  note: it goes on'\n") == ["a quoted text note: it goes on"]
    assert value_of("- says: 'a quoted text\n    note: it goes on'\n") == [{"says": "a quoted text note: it goes on"}]
    assert value_of('["a quoted text\nnote: it goes on"]\n') == ["a quoted text note: it goes on"]
    assert value_of("- |\n  - a\n  b\n") == ["- a\nb\n"]


@pytest.mark.parametrize(
    "style",
    [
        {}, {"allow_unicode": True}, {"width": 1000}, {"default_flow_style": True}, {"default_flow_style": None},
        {"default_style": "'"}, {"default_style": '"'}, {"indent": 4}, {"line_break": "\r\n"},
    ],
    ids=str,
)  # fmt: skip
def test_reads_what_programs_write(style: dict[str, object]) -> None:
    for path in (paths.KNOWLEDGE / "event.yaml", paths.KNOWLEDGE / "people.yaml", paths.KNOWLEDGE / "concepts.yaml"):
        value = value_of(path.read_text("utf-8"))
        assert value_of(yaml.safe_dump([value, value], **style)) == [value, value]  # the second is an alias


def test_quotation_marks_do_not_swallow_the_next_lines() -> None:
    closes = "the quotation mark that opens here closes only on line {}; close it on its line"
    assert problems_of('a:\n  - "How many?\n  - he said "\n') == [f"file.yaml:2: {closes.format(3)}"]
    assert problems_of("- says: 'tis so\n  cites: upi:3'\n") == [f"file.yaml:1: {closes.format(2)}"]


@pytest.mark.parametrize(
    "brackets", ["[" * 100_000, "[" * 50 + "]" * 50, "{a: " * 50 + "1" + "}" * 50, "- " * 60 + "a"]
)
def test_refuses_deep_nesting_wherever_libyaml_stops(brackets: str) -> None:
    (found,) = problems_of(f"a: 1\nb:\n  {brackets}\n")
    assert found in (
        f"file.yaml:3: nested more than {MAX_DEPTH} levels deep; see knowledge/README.md",
        "file.yaml:3: nested far too deep; see knowledge/README.md",
    )


def test_anchors_cannot_nest_deeper_than_brackets() -> None:
    content = "- &a0 [[[x]]]\n" + "".join(f"- &a{i} [[[*a{i - 1}]]]\n" for i in range(1, 500))
    assert problems_of(content) == [f"file.yaml:3: nested more than {MAX_DEPTH} levels deep; see knowledge/README.md"]


def test_repeated_anchors_count_as_what_they_name() -> None:
    content = "- &a [x,x,x,x,x,x,x,x,x]\n"
    for name, before in zip("bcdef", "abcde", strict=True):
        content += f"- &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    started = time.perf_counter()
    (found,) = problems_of(content)
    assert f"nested more than {MAX_DEPTH}" in found or f"more than {MAX_VALUES:,} values" in found
    assert time.perf_counter() - started < 1


def test_refuses_more_values_than_a_file_can_have() -> None:
    started = time.perf_counter()
    assert problems_of("- {}\n" * 780_000) == [
        f"file.yaml:{MAX_VALUES}: the file has more than {MAX_VALUES:,} values; split it into smaller files"
    ]
    assert time.perf_counter() - started < 3


def test_refuses_a_50_mb_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(b"- x\n" * 12_500_000)
    started = time.perf_counter()
    _, problems = read_yaml(path, "file.yaml")
    assert time.perf_counter() - started < 0.5
    assert [str(problem) for problem in problems] == [
        f"file.yaml:1: the file has 50,000,000 bytes; split it into files under {MAX_BYTES:,} bytes"
    ]


def test_says_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    for name, why in (("missing.yaml", "No such file or directory"), ("folder.yaml", "Is a directory")):
        _, (problem,) = read_yaml(tmp_path / name, name)
        assert str(problem) == f"{name}:1: cannot be read: {why}; check the file and its permissions"


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"ab:-#'\"[]{},&*!|>%@`?. \n\t\\é", "\n- ", ": ", "  ", "\u00a0", "\u200b", "---", "id", "\r"])
    )
)
def test_any_text_is_read_or_refused_at_a_line_of_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    file, problems = parse_yaml(text.encode(), "file.yaml")
    assert file is not None or len(problems) == 1
    lines = max(1, len(text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")))
    assert all(1 <= problem.line <= lines for problem in problems), problems
