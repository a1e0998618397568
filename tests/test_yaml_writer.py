from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.yaml_writer import CannotEditError, appended, dump_yaml, list_extended, with_value, without_item, without_key

FILE = """# top
- id: a   # the first
  status: confirmed
  approved: false  # not yet
  questions:
    - one
    - "two"   # why
  answer:
    - says: Hello there.
      cites: upi:3

# second
- id: b
  status: not-reported
  questions: [x, "y, z"]
  gap: whether
"""


def test_writes_one_item_per_line_and_quotes_what_yaml_would_misread() -> None:
    value = [{"id": "a", "questions": ["lane #2", "yes", "12", "a: b", "plain"], "day": date(2024, 3, 1)}]
    assert dump_yaml(value) == (
        "- id: a\n  questions:\n    - 'lane #2'\n    - 'yes'\n    - '12'\n"
        "    - 'a: b'\n    - plain\n  day: 2024-03-01\n"
    )


def test_never_breaks_a_long_line() -> None:
    assert len(dump_yaml(["word " * 200]).splitlines()) == 1


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60), min_size=1))
def test_what_is_written_reads_back(texts: list[str]) -> None:
    assert yaml.safe_load(dump_yaml({"key": texts})) == {"key": texts}


def test_adds_entries_at_the_end_and_leaves_the_rest_as_it_is() -> None:
    assert appended(FILE, [{"id": "c"}]) == FILE + "- id: c\n"
    assert appended(FILE.rstrip("\n"), [{"id": "c"}]) == FILE + "- id: c\n"


def test_adds_entries_as_they_are_indented_in_the_file() -> None:
    assert appended("  - id: a\n", [{"id": "b", "n": [1]}]) == "  - id: a\n  - id: b\n    n:\n      - 1\n"


def test_adds_keys_to_a_mapping_within() -> None:
    text = "event:\n  id: x\nsources:\n  upi:\n    url: null  # none\n# the end\n"
    assert appended(text, {"afp": {"url": None}}, ("sources",)) == (
        "event:\n  id: x\nsources:\n  upi:\n    url: null  # none\n  afp:\n    url: null\n# the end\n"
    )


def test_adds_to_an_empty_file() -> None:
    assert appended("", [{"id": "a"}]) == "- id: a\n"
    assert appended("# only a comment\n", {"a": ["b"]}) == "# only a comment\na:\n  - b\n"


@pytest.mark.parametrize(
    ("path", "more", "line"),
    [
        ((0, "questions"), ["three", "yes"], "    - \"two\"   # why\n    - three\n    - 'yes'\n"),
        ((1, "questions"), ["a, b", "c"], "  questions: [x, \"y, z\", 'a, b', c]\n"),
    ],
)
def test_extends_lists_as_they_are_written(path: tuple[Any, ...], more: list[str], line: str) -> None:
    new = list_extended(FILE, path, more)
    assert line in new
    assert len(new.splitlines()) - len(FILE.splitlines()) in (0, len(more))


def test_removes_a_line_and_nothing_else() -> None:
    assert without_key(FILE, (0, "approved")) == FILE.replace("  approved: false  # not yet\n", "# not yet\n")


def test_replaces_values() -> None:
    assert with_value(FILE, (1, "status"), "disputed") == FILE.replace("not-reported", "disputed")
    new = with_value(FILE, (0, "answer"), [{"says": "New: text", "cites": ["a:1", "b:2"]}])
    assert new == FILE.replace(
        "    - says: Hello there.\n      cites: upi:3\n",
        "    - says: 'New: text'\n      cites:\n        - a:1\n        - b:2\n",
    )


def test_removes_an_entry_and_keeps_the_comments_around_it() -> None:
    assert without_item(FILE, 0) == "# top\n# the first\n# not yet\n# why\n\n" + FILE[FILE.index("# second") :]
    assert without_item(FILE, 1) == FILE[: FILE.index("- id: b")]
    assert without_item("- id: a\n", 0) == ""


@pytest.mark.parametrize(
    "edit",
    [
        lambda: without_key("- approved: false\n  id: a\n", (0, "approved")),
        lambda: without_key("- {id: a, approved: false}\n", (0, "approved")),
        lambda: without_key(FILE, (0, "nothing")),
        lambda: appended("[a, b]\n", ["c"]),
        lambda: appended("a: b\n", ["c"]),
        lambda: appended("a: [\n", ["c"]),
        lambda: list_extended(FILE, (0, "status"), ["c"]),
        lambda: list_extended(FILE, (5, "questions"), ["c"]),
        lambda: list_extended("a: []\n", ("a",), ["c"]),
        lambda: with_value("- answer: [{says: x}]\n", (0, "answer"), [{"says": "y"}]),
        lambda: without_item("[{id: a}]\n", 0),
        lambda: without_item(FILE, 7),
    ],
)
def test_refuses_what_it_can_t_change_safely(edit: Any) -> None:
    with pytest.raises(CannotEditError):
        edit()


@given(st.data())
def test_an_edit_changes_only_what_it_should(data: st.DataObject) -> None:
    texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
    old = data.draw(st.lists(texts, min_size=1, max_size=4))
    more = data.draw(st.lists(texts, min_size=1, max_size=3))
    flow = data.draw(st.booleans())
    text = (
        f"# head\na:\n  x: 1\nb: {dump_yaml(old, flow=True)}"
        if flow
        else "# head\n" + dump_yaml({"a": {"x": 1}, "b": old})
    )
    try:
        new = list_extended(text, ("b",), more)
    except CannotEditError:
        return
    assert yaml.safe_load(new) == {"a": {"x": 1}, "b": [*old, *more]}
    assert new.startswith("# head\na:\n  x: 1\nb:")
