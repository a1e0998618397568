from pathlib import Path

import pytest

from bot import shipped
from bot.errors import KnowledgeError
from bot.knowledge.changes import changes
from bot.knowledge.loader import load_knowledge
from bot.knowledge.model import Citation, Status

ENTRY = """
- id: new-one
  status: confirmed
  questions: [What is new?]
  answer:
    - says: Something is new.
      cites: courier:1
"""


def problems(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    return [str(problem) for problem in caught.value.problems]


def test_loads_entries_with_their_wordings_and_citations(bridge: Path) -> None:
    knowledge = load_knowledge(bridge).knowledge
    entry = knowledge.entries["why-closed"]
    assert entry.status is Status.CONFIRMED
    assert entry.topic == "closing"
    assert entry.citations == (Citation("courier", 2), Citation("council", 1), Citation("courier", 3))
    assert entry.all_wordings[-1] == "cause of the closing"
    assert not knowledge.entries["injured"].answerable


def test_tells_where_each_entry_stands(bridge: Path) -> None:
    loaded = load_knowledge(bridge)
    name, line = loaded.places["detour", "answer", 0]
    assert name == "bridge/closing.yaml"
    assert "Mill Tunnel" in (bridge / "closing.yaml").read_text().splitlines()[line - 1]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("  status: confirmed", "  statuss: confirmed", 1, "`status` is missing"),
        ("  status: confirmed", "  status: confirmed\n  awnser: []", 5, "did you mean `answer`?"),
        ("  status: confirmed", "  status: confrimed", 5, "did you mean `confirmed`?"),
        ("[What is new?]", "What is new?", 6, "`questions` must be a list"),
        ("[What is new?]", "[What is new?, no]", 6, 'put it in "quotes"'),
        ("[What is new?]", "[2024-10-25]", 6, 'put it in "quotes"'),
        ("[What is new?]", "[]", 6, "at least one"),
        ("[What is new?]", "[When was the bridge CLOSED]", 6, "the same wording stands in `when-closed`"),
        ("[What is new?]", "['?!']", 6, "no letter or digit"),
        ("[What is new?]", "[Since when is the bridge shut?]", 4, "nobody can reach `new-one`"),
        ("id: new-one", "id: New One", 4, "small letters"),
        ("id: new-one", "id: detour", 4, "the id `detour` is taken"),
        ("courier:1", "courier:9", 8, "paragraphs 1 to 4"),
        ("courier:1", "currier:1", 8, "did you mean `courier`?"),
        ("courier:1", "paragraph one", 9, "a source and a paragraph"),
        ("      cites: courier:1\n", "", 8, "`cites` is missing"),
        ("Something is new.", "“" + "word " * 26 + "”", 8, "quotation of 26 words"),
        ("status: confirmed", "status: not-reported", 7, "no source says"),
        ("      cites: courier:1", "      cites: courier:1\n  related: [detuor]", 10, "did you mean `detour`?"),
        ("      cites: courier:1", "      cites: courier:1\n  related: [new-one]", 10, "itself"),
    ],
)
def test_reports_file_line_and_remedy(bridge: Path, old: str, new: str, line: int, said: str) -> None:
    content = ENTRY.replace(old, new, 1)
    assert content != ENTRY
    (bridge / "new.yaml").write_text("# a comment\n# and another\n" + content.lstrip("\n").replace("- id", "- id", 1))
    found = problems(bridge)
    matching = [one for one in found if said in one]
    assert matching, found
    # the entry starts on line 3 of the file; `line` counts in ENTRY, where it starts on line 4 of the pattern
    assert any(one.startswith("bridge/new.yaml:") for one in found)
    assert all(int(one.split(":")[1]) >= 3 for one in matching), (line, found)


def test_reports_all_problems_of_all_files_at_once(bridge: Path) -> None:
    (bridge / "one.yaml").write_text("- id: one\n")
    (bridge / "two.yaml").write_text("- 5\n")
    (bridge / "wordings" / "three.yaml").write_text("detour: {a: 1}\n")
    (bridge / "event.yaml").write_text("event: {id: bridge, title: x, as_of: soon}\nsources: {}\n")
    found = problems(bridge)
    assert {one.split(":")[0] for one in found} == {
        "bridge/event.yaml", "bridge/one.yaml", "bridge/two.yaml", "bridge/wordings/three.yaml"
    }  # fmt: skip
    assert "bridge/event.yaml:1: `as_of` must be a date; write it as 2024-10-25" in found


def test_reports_the_exact_line(bridge: Path) -> None:
    path = bridge / "closing.yaml"
    path.write_text(path.read_text().replace("cites: courier:4\n", "cites: courier:5\n"))
    line = next(i for i, text in enumerate(path.read_text().splitlines(), start=1) if "Mill Tunnel" in text)
    assert problems(bridge) == [
        f"bridge/closing.yaml:{line}: `courier:5` does not exist: courier has paragraphs 1 to 4"
    ]


def test_wordings_of_an_unknown_entry_are_a_problem(bridge: Path) -> None:
    (bridge / "wordings" / "more.yaml").write_text("detuor: [another way]\n")
    assert problems(bridge) == ["bridge/wordings/more.yaml:1: no entry has the id `detuor`; did you mean `detour`?"]


def test_a_wording_in_two_concepts_is_a_problem(bridge: Path) -> None:
    path = bridge / "concepts.yaml"
    path.write_text(path.read_text() + "viaduct: [Crossing]\n")
    assert "also a wording of the concept `bridge`" in problems(bridge)[0]


def test_as_of_must_not_lie_before_a_source(bridge: Path) -> None:
    path = bridge / "event.yaml"
    path.write_text(path.read_text().replace("as_of: 2024-03-12", "as_of: 2024-03-11"))
    assert "published after `as_of`" in problems(bridge)[0]


def test_a_folder_without_event_is_a_problem(tmp_path: Path) -> None:
    assert "event.yaml:1: is missing" in problems(tmp_path)[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- id: [a]\n  status: confirmed\n  questions: [x y]\n", "new.yaml:1: `id` must be text"),
        ("- id: {a: 1}\n", "new.yaml:1: `id` must be text"),
        ("a: 1\n", "new.yaml:1: `the file` must be a list"),
        ("- null\n", "new.yaml:1: `the file` must be keys with values"),
        ("- id: detour\n  status: not-reported\n  questions: [x y]\n", "new.yaml:1: the id `detour` is taken"),
        ("- id: gen-life\n  status: not-reported\n  questions: [x y]\n", "new.yaml:1: the id `gen-life` is taken"),
    ],
)
def test_strange_values_are_problems_of_the_file_they_stand_in(bridge: Path, content: str, said: str) -> None:
    (bridge / "new.yaml").write_text(content)
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(bridge, shipped.COMMON)
    assert any(f"bridge/{said}" in str(problem) for problem in caught.value.problems), str(caught.value)


def test_an_empty_event_is_a_problem(bridge: Path) -> None:
    (bridge / "event.yaml").write_text("")
    assert "bridge/event.yaml:1: is empty; see knowledge/README.md" in problems(bridge)


def test_checksum_follows_every_byte(bridge: Path) -> None:
    before = load_knowledge(bridge).knowledge.checksum
    path = bridge / "closing.yaml"
    path.write_text(path.read_text() + "\n")
    assert load_knowledge(bridge).knowledge.checksum != before


def test_changes_name_what_was_added_changed_and_removed(bridge: Path) -> None:
    before = load_knowledge(bridge).knowledge
    path = bridge / "closing.yaml"
    path.write_text(path.read_text().replace("Mill Tunnel", "Old Mill Tunnel").replace("id: how-long", "id: reopening"))
    found = changes(before, load_knowledge(bridge).knowledge)
    assert (found.added, found.changed, found.removed) == (("reopening",), ("detour",), ("how-long",))
    assert found
    assert not changes(before, before)
