import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot import paths
from bot.errors import KnowledgeError
from bot.knowledge.files import KnowledgeFile, read_files
from bot.knowledge.loader import load_snapshot
from bot.knowledge.model import Citation, Sentence, Source, Status
from bot.knowledge.shapes import EntryShape
from bot.knowledge.unchecked import CitationAt, ConceptAt, EntryAt, EventAt, PhrasingAt, SourceAt
from tests.knowledge.editing import loaded, problems_of, replace_in, save

ENTRY = """\
# a comment
- id: new-one
  status: confirmed
  questions:
    - What is new?
    - any news
  answer:
    - says: Something is new.
      cites: courier:1
"""
COLON = 'put text that contains a colon in "quotes"'
ID = "must be lowercase letters, digits and hyphens, starting with a letter, such as troop-count"
CITES = "`cites` must be a source and a paragraph, such as upi:3, or several as [upi:3, afp:1]"


def test_loads_entries_with_their_phrasings_and_citations(bridge: Path) -> None:
    entry = loaded(bridge).knowledge.entries["why-closed"]
    assert entry.status is Status.CONFIRMED
    assert entry.topic == "closing"
    assert entry.title == "Why was the bridge closed?"
    assert entry.phrasings == (
        "Why was the bridge closed?", "reason for closing the crossing", "what is wrong with the bridge",
        "how come they shut the bridge", "cause of the closing",
    )  # fmt: skip
    assert entry.citations == (Citation("courier", 2), Citation("council", 1), Citation("courier", 3))
    assert entry.answer[1] == Sentence("The council calls the closing “a precaution”.", entry.citations[1:])


def test_loads_the_event_its_sources_and_concepts(bridge: Path) -> None:
    knowledge = loaded(bridge).knowledge
    assert (knowledge.event.id, knowledge.event.as_of) == ("bridge", date(2024, 3, 12))
    assert knowledge.event.must_not_answer == ("What is your favourite football team?",)
    assert knowledge.sources["courier"] == Source(
        id="courier", publisher="Port Ellis Courier", kind="newspaper", published=date(2024, 3, 11), paragraphs=4,
        url="https://example.org/bridge",
    )  # fmt: skip
    assert knowledge.concepts["close"] == ("close", "shut", "block", "barrier")
    assert knowledge.entries["when-closed"].must_match == ("what day did they shut the crossing",)
    assert knowledge.entries["when-closed"].related == ("why-closed",)
    assert not knowledge.entries["injured"].answerable


def test_knows_the_file_and_line_of_everything(bridge: Path) -> None:
    positions = loaded(bridge).positions
    for position, where in (
        (EventAt(), "event.yaml:1"),
        (EventAt(0), "event.yaml:6"),
        (SourceAt("council"), "event.yaml:14"),
        (ConceptAt("close"), "concepts.yaml:2"),
        (ConceptAt("close", 2), "concepts.yaml:2"),
        (EntryAt("why-closed"), "closing.yaml:9"),
        (EntryAt("why-closed", "questions"), "closing.yaml:11"),
        (EntryAt("why-closed", "answer", 1), "closing.yaml:15"),
        (CitationAt("why-closed", 1, 0), "closing.yaml:16"),
        (CitationAt("why-closed", 1, 9), "closing.yaml:15"),
        (EntryAt("when-closed", "related", 0), "closing.yaml:7"),
        (EntryAt("when-closed", "asks", 0), "closing.yaml:8"),
        (PhrasingAt("detour", "is there a detour"), "closing.yaml:31"),
        (PhrasingAt("why-closed", "cause of the closing"), "phrasings/closing.yaml:2"),
        (EntryAt("why-closed", "gap"), "closing.yaml:9"),  # it has none: the entry's own line
    ):
        assert str(positions.find(position)) == f"bridge/{where}", position


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("  status: confirmed", "  status: confirmed\n  awnser: []", 4,
         "`awnser` is not a key here; did you mean `answer`? "
         f"Allowed: {', '.join(EntryShape.model_fields)}"),
        ("  status: confirmed", "  status: confrimed", 3,
         "`status` cannot be `confrimed`; did you mean `confirmed`? "
         "Allowed: confirmed, disputed, unverified, not-reported, superseded"),
        ("  status: confirmed", "  status: true", 3,
         "`status` cannot be `True`; allowed: confirmed, disputed, unverified, not-reported, superseded"),
        ("- id: new-one\n  status: confirmed\n", "- status: confirmed\n", 2,
         "`id` is missing; add it (a short name of its own)"),
        ("  status: confirmed\n", "", 2,
         "`status` is missing; add it (confirmed, disputed, unverified, not-reported, superseded)"),
        ("    - What is new?\n    - any news\n", "    What is new?\n", 4,
         "`questions` must be a list, one item per line, each after a hyphen, not text"),
        ("    - What is new?\n    - any news\n", "    []\n", 4,
         "`questions` is an empty list; write at least one item"),
        ("    - What is new?\n    - any news\n", "", 4,
         "`questions` must be a list, one item per line, each after a hyphen, not nothing"),
        ("    - any news", "    - no", 6,
         'an item of `questions` must be text, but YAML reads this as false (no or off); put it in "quotes"'),
        ("    - any news", "    - 2024-10-25", 6,
         'an item of `questions` must be text, but YAML reads this as a date; put it in "quotes"'),
        ("    - any news", "    - 3000", 6,
         'an item of `questions` must be text, but YAML reads this as a number; put it in "quotes"'),
        ("    - any news", "    -", 6, "an item of `questions` is empty; write some text or remove it"),
        ("    - any news", '    - "  "', 6, "`questions` is empty; write some text or remove it"),
        ("    - any news", "    - Kirby: who", 6,
         f"an item of `questions` must be text, not lines of `key: value`; {COLON}"),
        ("    - any news", "    - - any news", 6,
         'an item of `questions` must be text, not a list; put text that begins with [ or a hyphen in "quotes"'),
        ("    - any news", f"    - {'x' * 501}", 6, "`questions` is longer than 500 characters; shorten it"),
        ("    - any news", "    - When was the bridge CLOSED", 6,
         "`when-closed` already has this phrasing (bridge/closing.yaml:3); keep it in one of the two"),
        ("    - any news", "    - any news?", None, None),
        ("    - any news", "    - '?!'", 6, "this has no letter or digit; write a question"),
        ("id: new-one", "id: New One", 2, f"`id` {ID}, not `New One`"),
        ("id: new-one", "id: 7", 2, '`id` must be text, but YAML reads this as a number; put it in "quotes"'),
        ("id: new-one", "id: yes", 2,
         '`id` must be text, but YAML reads this as true (yes or no); put it in "quotes"'),
        ("id: new-one", "id:", 2, "`id` is empty; write some text or remove it"),
        ("id: new-one", f"id: {'a' * 41}", 2, "`id` is longer than 40 characters; shorten it"),
        ("id: new-one", "id: detour", 2,
         "the id `detour` is already used (bridge/closing.yaml:29); give this entry its own"),
        ("courier:1", "courier:9", 9, "`courier:9` does not exist: courier has paragraphs 1 to 4"),
        ("courier:1", "currier:1", 9, "`currier:1` cites an unknown source; did you mean `courier`?"),
        ("courier:1", "reuters:1", 9, "`reuters:1` cites an unknown source; add it to event.yaml"),
        ("courier:1", "\n        - courier:1\n        - courier:5\n        - council:1", 11,
         "`courier:5` does not exist: courier has paragraphs 1 to 4"),
        ("courier:1", "paragraph one", 9, f"{CITES}, not `paragraph one`"),
        ("courier:1", "courier:0", 9, f"{CITES}, not `courier:0`"),
        ("courier:1", "courier:01", 9, f"{CITES}, not `courier:01`"),
        ("courier:1", "courier 1", 9, f"{CITES}, not `courier 1`"),
        ("courier:1", "[courier:1, courier]", 9, f"{CITES}, not `courier`"),
        ("courier:1", "[]", 9, "`cites` is an empty list; write at least one item"),
        ("courier:1", "3", 9,
         "`cites` must be a list, one item per line, each after a hyphen, not number"),
        ("      cites: courier:1\n", "", 8,
         "`cites` is missing; add it (source and paragraph it rests on, such as upi:3)"),
        ("    - says: Something is new.\n      cites", "    - cites", 8,
         "`says` is missing; add it (the sentence itself)"),
        ("Something is new.", f"{'word ' * 121}", 8, "`says` is longer than 600 characters; shorten it"),
        ("Something is new.", f"He said “{'word ' * 26}”", 8,
         "a quotation of 26 words; quote at most 25 words and paraphrase the rest"),
        ("status: confirmed", "status: not-reported", 7,
         "a not-reported entry can't have an `answer`; remove the answer, or choose another status"),
        ("status: confirmed", "status: confirmed\n  gap: whether it rained", 4,
         "`gap` is for not-reported entries; remove it, or change the status"),
        ("  answer:\n    - says: Something is new.\n      cites: courier:1\n", "", 2,
         "`new-one` has no answer; add `answer` with `says` and `cites`, or set `status: not-reported`"),
        ("cites: courier:1", "cites: courier:1\n  related: [detuor]", 10,
         "no entry has the id `detuor`; did you mean `detour`?"),
        ("cites: courier:1", "cites: courier:1\n  related: [xyz]", 10,
         "no entry has the id `xyz`; check the spelling, or add the entry"),
        ("cites: courier:1", "cites: courier:1\n  related: [new-one]", 10,
         "`new-one` lists itself as related; remove it"),
        ("cites: courier:1", "cites: courier:1\n  related: [De Tour]", 10,
         "`related` must be the id of an entry, such as troop-count, not `De Tour`"),
        ("cites: courier:1", "cites: courier:1\n  related: detour", 10,
         "`related` must be a list, one item per line, each after a hyphen, not text"),
        ("cites: courier:1", "cites: courier:1\n  asks: what is new", 10,
         "`asks` must be a list, one item per line, each after a hyphen, not text"),
    ],
)  # fmt: skip
def test_reports_file_line_and_remedy(bridge: Path, old: str, new: str, line: int | None, problem: str | None) -> None:
    assert old in ENTRY
    save(bridge / "new.yaml", ENTRY.replace(old, new, 1))
    assert problems_of(bridge) == ([] if problem is None else [f"bridge/new.yaml:{line}: {problem}"])


def test_an_entry_whose_phrasings_others_have_can_never_match(bridge: Path) -> None:
    save(bridge / "new.yaml", ENTRY.replace("What is new?", "Is there a detour?").replace("any news", "closing date"))
    assert problems_of(bridge) == [
        "bridge/new.yaml:2: `new-one` can never match: other entries already have all its phrasings; add a unique one",
        "bridge/new.yaml:5: `detour` already has this phrasing (bridge/closing.yaml:31); keep it in one of the two",
        "bridge/new.yaml:6: `when-closed` already has this phrasing (bridge/closing.yaml:3); keep it in one of the two",
    ]


EVENT_KEYS = "Allowed: id, title, as_of, stale_after_days, never"


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("as_of: 2024-03-12", "as_of: soon", 4, "`as_of` must be a date; write it as 2024-10-25"),
        ("as_of: 2024-03-12", "as_of: 12.03.2024", 4, "`as_of` must be a date; write it as 2024-10-25"),
        ("as_of: 2024-03-12", "as_of: 2024-02-30", 4, "`as_of` must be a date; write it as 2024-10-25"),
        ("as_of: 2024-03-12", "as_of: 2024-03-12 10:00:00", 4,
         "`as_of` must be a day without a time; write it as 2024-10-25"),
        ("as_of: 2024-03-12", "as_of: 2131-01-01", 1,
         "`as_of` (2131-01-01) is in the future; write the day you last checked the sources"),
        ("as_of: 2024-03-12", "as_of: 2024-03-11", None, None),
        ("published: 2024-03-12", "published: 9999-12-31", 14,
         "`council` was published in the future (9999-12-31); correct the date"),
        ("published: 2024-03-12", "published: 1024-03-12", 14,
         "`council` was published in the year 1024; correct the year"),
        ("as_of: 2024-03-12", 'as_of: "2024-03-12"', None, None),
        ("published: 2024-03-11", "published: '2024-03-11'", None, None),
        ("as_of:", "as-of:", 1, "`as_of` is missing; add it (see knowledge/README.md)"),
        ("  title: The closing of", "  titel: The closing of", 1,
         "`title` is missing; add it (see knowledge/README.md)"),
        ("paragraphs: 4", "paragraphs: 010", 12,
         "`paragraphs` must be a whole number; write it in plain digits, without quotes"),
        ("paragraphs: 4", "paragraphs: 1:30", 12,
         "`paragraphs` must be a whole number; write it in plain digits, without quotes"),
        ("paragraphs: 4", 'paragraphs: "4"', 12,
         "`paragraphs` must be a whole number; write it in plain digits, without quotes"),
        ("paragraphs: 4", "paragraphs: 4.0", 12,
         "`paragraphs` must be a whole number; write it in plain digits, without quotes"),
        ("paragraphs: 4", "paragraphs: 0", 12, "`paragraphs` must be 1 or more"),
        ("paragraphs: 4", "paragraphs: 10000", 12, "`paragraphs` must be 9999 or less"),
        ("kind: newspaper", "kind: newspapr", 10,
         "`kind` cannot be `newspapr`; did you mean `newspaper`? "
         "Allowed: wire, newspaper, broadcast, official, think-tank, other"),
        ("https://example.org/bridge", "example.org/bridge", 13,
         "`url` must be an address that starts with http:// or https:// and has no spaces or brackets, or null, "
         "not `example.org/bridge`"),
        ("https://example.org/bridge", "https://example.org/<t:0:R>", 13,
         "`url` must be an address that starts with http:// or https:// and has no spaces or brackets, or null, "
         "not `https://example.org/<t:0:R>`"),
        ("https://example.org/bridge", "'https://example.org/ bridge'", 13,
         "`url` must be an address that starts with http:// or https:// and has no spaces or brackets, or null, "
         "not `https://example.org/ bridge`"),
        ("https://example.org/bridge", "null", None, None),
        ("    url: https", "    sha256: abc\n    url: https", 13,
         "`sha256` must be the 64 hexadecimal digits of the article's checksum, in quotes, or null, not `abc`"),
        ("id: bridge", "id: The Bridge", 2, f"`id` {ID}, not `The Bridge`"),
        ("  courier:\n", "  Courier:\n", 8, f"`Courier` {ID}, not `Courier`"),
        ("    - What is your favourite football team?", "    - no", 6,
         'an item of `never` must be text, but YAML reads this as false (no or off); put it in "quotes"'),
        ("event:\n", "evnt:\n", 1, "`event` is missing; add it (see knowledge/README.md)"),
    ],
)  # fmt: skip
def test_reports_what_is_wrong_with_the_event(
    bridge: Path, old: str, new: str, line: int | None, problem: str | None
) -> None:
    replace_in(bridge / "event.yaml", old, new)
    found = problems_of(bridge)
    assert found[:1] == ([] if problem is None else [f"bridge/event.yaml:{line}: {problem}"])


def test_a_misspelt_key_is_named_besides_the_missing_one(bridge: Path) -> None:
    replace_in(bridge / "event.yaml", "as_of:", "as-of:")
    assert problems_of(bridge) == [
        "bridge/event.yaml:1: `as_of` is missing; add it (see knowledge/README.md)",
        f"bridge/event.yaml:4: `as-of` is not a key here; did you mean `as_of`? {EVENT_KEYS}",
    ]


def test_reports_all_problems_of_all_files_at_once(bridge: Path) -> None:
    save(bridge / "one.yaml", "- id: one\n")
    save(bridge / "two.yaml", "- 5\n")
    save(bridge / "three.yaml", "- id: [a\n")
    save(bridge / "phrasings" / "three.yaml", "detour: {a: 1}\n")
    save(bridge / "concepts.yaml", "bridge:\n")
    save(bridge / "event.yaml", "event: {id: bridge, title: x, as_of: soon}\nsources: {}\n")
    listed = "must be a list, one item per line, each after a hyphen, not"
    assert problems_of(bridge) == [
        f"bridge/concepts.yaml:1: `bridge` {listed} nothing",
        "bridge/event.yaml:1: `as_of` must be a date; write it as 2024-10-25",
        "bridge/event.yaml:2: `sources` is an empty list; write at least one item",
        "bridge/one.yaml:1: `questions` is missing; add it (a list of the ways people ask it)",
        "bridge/one.yaml:1: `status` is missing; add it (confirmed, disputed, unverified, not-reported, superseded)",
        f"bridge/phrasings/three.yaml:1: `detour` {listed} lines of `key: value`",
        "bridge/three.yaml:1: the bracket that opens here is not closed; add `]`, or put the text in quotes",
        "bridge/two.yaml:1: `the file` must be lines of `key: value`, not number",
    ]


def test_a_mistake_in_one_file_does_not_cause_problems_in_others(bridge: Path) -> None:
    replace_in(bridge / "closing.yaml", "- id: why-closed", '- id: "why-closed')
    assert problems_of(bridge) == [
        "bridge/closing.yaml:9: the quotation mark that opens here is never closed; close it"
    ]


def test_a_mistake_in_one_entry_does_not_cause_problems_elsewhere(bridge: Path) -> None:
    replace_in(bridge / "closing.yaml", "  questions: [Why was", "  question: [Why was")
    assert problems_of(bridge) == [
        "bridge/closing.yaml:9: `questions` is missing; add it (a list of the ways people ask it)",
        "bridge/closing.yaml:11: `question` is not a key here; did you mean `questions`? "
        f"Allowed: {', '.join(EntryShape.model_fields)}",
    ]


@pytest.mark.parametrize("entry", ["event", "source", "concept", "entry", "never", "phrasing"])
def test_an_entry_may_have_any_name_and_is_reported_in_its_own_file(bridge: Path, entry: str) -> None:
    save(bridge / "new.yaml", ENTRY.replace("new-one", entry).replace("courier:1", "courier:9"))
    assert problems_of(bridge) == ["bridge/new.yaml:9: `courier:9` does not exist: courier has paragraphs 1 to 4"]
    save(bridge / "new.yaml", ENTRY.replace("new-one", entry))
    assert str(loaded(bridge).positions.find(EntryAt(entry))) == "bridge/new.yaml:2"
    assert str(loaded(bridge).positions.find(EventAt())) == "bridge/event.yaml:1"


def test_phrasings_of_an_unknown_entry_are_a_problem(bridge: Path) -> None:
    save(bridge / "phrasings" / "more.yaml", "detuor: [another way]\nxyz: [b]\n")
    assert problems_of(bridge) == [
        "bridge/phrasings/more.yaml:1: no entry has the id `detuor`; did you mean `detour`?",
        "bridge/phrasings/more.yaml:2: no entry has the id `xyz`; check the spelling; if you deleted the entry, "
        "delete these lines, too",
    ]


def test_phrasings_of_one_entry_may_be_in_several_files(bridge: Path) -> None:
    save(bridge / "phrasings" / "more.yaml", "when-closed: [one more]\n")
    save(bridge / "phrasings" / "2024" / "march.yml", "when-closed: [and one]\n")
    assert loaded(bridge).knowledge.entries["when-closed"].extra_phrasings == (
        "and one", "which day did the bridge close", "when did they put up the barriers", "one more"
    )  # fmt: skip


def test_phrasings_for_a_common_entry_are_not_lost_without_a_word(bridge: Path) -> None:
    save(bridge / "phrasings" / "more.yaml", "gen-life: [one more]\n")
    assert problems_of(bridge, paths.COMMON) == [
        "bridge/phrasings/more.yaml:1: `gen-life` belongs to the common entries of every event; "
        "write an entry of your own, with another id"
    ]


def test_an_entry_of_the_event_replaces_a_common_one_of_the_same_name(bridge: Path) -> None:
    save(bridge / "new.yaml", ENTRY.replace("new-one", "gen-life"))
    entry = loaded(bridge, paths.COMMON).knowledge.entries["gen-life"]
    assert (entry.common, entry.phrasings) == (False, ("What is new?", "any news"))


def test_a_phrasing_of_the_event_is_taken_from_the_common_entries(bridge: Path) -> None:
    common = {
        phrasing for entry in loaded(bridge, paths.COMMON).knowledge.entries.values() if entry.common
        for phrasing in entry.phrasings
    }  # fmt: skip
    assert {"hi", "thanks"} <= common
    save(bridge / "new.yaml", ENTRY.replace("any news", "Hi!\n    - THANKS"))
    entries = loaded(bridge, paths.COMMON).knowledge.entries
    assert entries["new-one"].phrasings == ("What is new?", "Hi!", "THANKS")
    left = {phrasing for entry in entries.values() if entry.common for phrasing in entry.phrasings}
    assert common - left == {"hi", "thanks"} | {p for p in common if p.strip("!?. ").casefold() in ("hi", "thanks")}


def test_a_common_entry_with_no_phrasing_left_is_left_out(bridge: Path, tmp_path: Path) -> None:
    common = tmp_path / "common"
    save(common / "talk.yaml", "- id: greeting\n  status: not-reported\n  questions: [hi]\n")
    save(common / "phrasings" / "talk.yaml", "greeting: [hello]\n")
    assert loaded(bridge, common).knowledge.entries["greeting"].phrasings == ("hi", "hello")
    save(bridge / "new.yaml", ENTRY.replace("any news", "Hi"))
    assert loaded(bridge, common).knowledge.entries["greeting"].phrasings == ("hello",)
    save(bridge / "new.yaml", ENTRY.replace("any news", "Hi\n    - hello?"))
    assert "greeting" not in loaded(bridge, common).knowledge.entries


def test_a_word_in_two_concepts_is_a_problem(bridge: Path) -> None:
    replace_in(bridge / "concepts.yaml", "close: [", "viaduct: [Crossing]\nclose: [")
    assert problems_of(bridge) == [
        "bridge/concepts.yaml:2: `Crossing` is already in the concept `bridge`; keep it in one of the two"
    ]


def test_a_concept_in_two_files_is_a_problem(bridge: Path) -> None:
    save(bridge / "sub" / "concepts.yml", "bridge: [viaduct]\ntunnel: ['!']\n")
    assert problems_of(bridge) == [
        "bridge/sub/concepts.yml:1: the concept `bridge` is already in bridge/concepts.yaml:1; merge the two"
    ]
    save(bridge / "sub" / "concepts.yml", "tunnel: ['!']\n")
    assert problems_of(bridge) == ["bridge/sub/concepts.yml:1: a word of `tunnel` has no letter or digit; remove it"]


def test_a_folder_without_event_is_a_problem(tmp_path: Path) -> None:
    save(tmp_path / "x" / "a.yaml", ENTRY)
    assert problems_of(tmp_path / "x") == ["x/event.yaml:1: is missing; see knowledge/README.md"]


def test_an_empty_event_is_a_problem(bridge: Path) -> None:
    save(bridge / "event.yaml", "# nothing yet\n")
    assert problems_of(bridge) == ["bridge/event.yaml:1: is empty; see knowledge/README.md"]


def test_an_event_without_entries_is_a_problem(bridge: Path) -> None:
    for path in ("closing.yaml", "unknown.yaml", "phrasings/closing.yaml"):
        save(bridge / path, "")
    assert problems_of(bridge, paths.COMMON) == [
        "bridge/event.yaml:1: the event has no entries; add one, as in knowledge/README.md"
    ]


def test_empty_files_of_entries_phrasings_and_concepts_are_no_problem(bridge: Path) -> None:
    for path in ("more.yaml", "phrasings/more.yaml", "sub/concepts.yaml"):
        save(bridge / path, "# nothing yet\n")
    assert len(loaded(bridge).knowledge.entries) == 8


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("- id: [a]\n  status: confirmed\n  questions: [x y]\n", "1: `id` must be text, not a list; "
         'put text that begins with [ or a hyphen in "quotes"'),
        ("- id: {a: 1}\n  status: confirmed\n  questions: [x y]\n",
         f"1: `id` must be text, not lines of `key: value`; {COLON}"),
        ("a: 1\n", "1: `the file` must be a list, one item per line, each after a hyphen, not lines of `key: value`"),
        ("text\n", "1: `the file` must be a list, one item per line, each after a hyphen, not text"),
        ("- null\n", "1: `the file` must be lines of `key: value`, not nothing"),
        ("- id: detour\n  status: not-reported\n  questions: [x y]\n",
         "1: the id `detour` is already used (bridge/closing.yaml:29); give this entry its own"),
        ("- &a\n  id: x\n  status: not-reported\n  questions: [x y]\n- *a\n",
         "5: the id `x` is already used (line 2); give this entry its own"),
        ("- id: x\n  status: not-reported\n  questions: [x y]\n- id: x\n",
         "4: the id `x` is already used (line 1); give this entry its own"),
        ('- id: "a\\nb:1: fake"\n  status: not-reported\n  questions: [x y]\n', f"1: `id` {ID}, not `a b:1: fake`"),
        ("- id: x\n  status: \"\\e[31mred\\u202e\"\n  questions: [x y]\n",
         "2: `status` cannot be `�[31mred�`; allowed: confirmed, disputed, unverified, not-reported, superseded"),
    ],
)  # fmt: skip
def test_strange_values_are_problems_of_their_line(bridge: Path, content: str, problem: str) -> None:
    save(bridge / "new.yaml", content)
    assert f"bridge/new.yaml:{problem}" in problems_of(bridge, paths.COMMON)


def test_the_same_sentence_may_be_repeated_by_an_anchor(bridge: Path) -> None:
    save(bridge / "new.yaml", ENTRY.replace("cites: courier:1", "cites: &both [courier:1, council:2]\n"
         "    - says: Something else is new.\n      cites: *both"))  # fmt: skip
    entry = loaded(bridge).knowledge.entries["new-one"]
    assert entry.answer[0].cites == entry.answer[1].cites == (Citation("courier", 1), Citation("council", 2))


def test_texts_are_read_as_one_line(bridge: Path) -> None:
    save(bridge / "new.yaml", ENTRY.replace("    - any news", "    - |\n      any\n      news  now")
         .replace("says: Something is new.", "says: >-\n        Something\n\n        is\u00a0 new.\n"))  # fmt: skip
    entry = loaded(bridge).knowledge.entries["new-one"]
    assert entry.questions[1] == "any news now"
    assert entry.answer[0].says == "Something is new."


def load_seconds(content: str, kind: str, bridge: Path) -> tuple[list[str], float]:
    """Load the bridge with one more file; return its problems, and how long that took."""
    snapshot = read_files(bridge, None)
    file = KnowledgeFile(Path("new.yaml"), "bridge/new.yaml", "new", content.encode(), kind, common=False)
    started = time.perf_counter()
    with pytest.raises(KnowledgeError) as caught:
        load_snapshot(replace(snapshot, files=(*snapshot.files, file)), bridge)
    return [str(problem) for problem in caught.value.problems], time.perf_counter() - started


@pytest.mark.parametrize(
    ("kind", "content", "rest"),
    [
        ("entries", "- {}\n" * 60_000, "60000: … and 179,900 more problems in this file"),
        ("entries", "- x\n" * 20_000, "20000: … and 19,900 more problems in this file"),
        ("entries", f"[{'{}, ' * 20_000}]\n", "1: … and 59,900 more problems in this file"),
        ("entries", "- id: detour\n" * 20_000, "20000: … and 59,900 more problems in this file"),
        ("phrasings", "".join(f"when{i}: [a]\n" for i in range(10_000)),
         "10000: … and 9,900 more problems in this file"),
        ("phrasings", "".join(f"{i}: [a]\n" for i in range(10_000)), "10000: … and 9,900 more problems in this file"),
        ("concepts", "".join(f"a{i}: a\n" for i in range(10_000)), "10000: … and 9,900 more problems in this file"),
        ("entries", "".join(f"- {{id: e{i}, status: not-reported, questions: [q], related: [e{i}x]}}\n"
                            for i in range(5_000)), "5000: … and 14,898 more problems in this file"),
        ("entries", "- a b #c\n" * 20_000, "20000: … and 39,900 more problems in this file"),
    ],
    ids="empty-entries texts one-line one-id unknown-ids strange-ids no-lists related comments".split(),
)  # fmt: skip
def test_a_file_of_nothing_but_mistakes_is_answered_soon(bridge: Path, kind: str, content: str, rest: str) -> None:
    found, seconds = load_seconds(content, kind, bridge)
    assert len(found) == 101
    assert found[-1] == f"bridge/new.yaml:{rest}"
    assert seconds < 5  # about one; a busy machine takes longer


def test_many_problems_are_capped_file_by_file(bridge: Path) -> None:
    for name in ("one", "two"):
        save(bridge / f"{name}.yaml", "- {}\n" * 34)
    found = problems_of(bridge)
    assert [problem for problem in found if "more problem" in problem] == [
        "bridge/one.yaml:34: … and 2 more problems in this file",
        "bridge/two.yaml:34: … and 2 more problems in this file",
    ]
    assert len(found) == 202
