from pathlib import Path

import pytest

from tests.cli.conftest import BRIDGE, OnRecord
from tests.conftest import DATA

ARTICLE = DATA / "bridge-courier.txt"
ADVICE = [
    f"bridge/{place}: advice: `{entry}` has {count} phrasings; write at least 8, as differently as people would ask"
    for place, entry, count in (
        ("closing.yaml:1", "when-closed", 5),
        ("closing.yaml:9", "why-closed", 5),
        ("closing.yaml:17", "how-long", 3),
        ("closing.yaml:23", "who-found", 4),
        ("closing.yaml:29", "detour", 3),
        ("unknown.yaml:1", "repair-cost", 3),
        ("unknown.yaml:4", "injured", 3),
        ("unknown.yaml:7", "ferries", 3),
    )
]
SIDE = "give each side its own, with who says it"
SIDES = f"bridge/closing.yaml:17: advice: `how-long` is disputed, but in one sentence; {SIDE}"
RELATED = (
    "bridge/closing.yaml:9: advice: `why-closed`, `how-long`, `who-found`, `detour`, `repair-cost`, `injured`, "
    "`ferries` have no `related` questions; `related: [when-closed, how-long]` would suit `why-closed`"
)
UNTESTED = "Quality: not tested yet. An exam would say how good the record is; `onrecord draft` writes one."
DEPTH = "bridge: no problems; 5 answered entries, 3 unknowns, 29 phrasings"


def edit(bridge: Path, old: str, new: str) -> None:
    path = bridge / "closing.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_prints_the_advice_and_the_depth(onrecord: OnRecord) -> None:
    done = onrecord("check", BRIDGE)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [*ADVICE, SIDES, RELATED, UNTESTED, DEPTH]


def test_prints_every_problem_in_order_and_exits_1(onrecord: OnRecord, bridge: Path) -> None:
    edit(bridge, "cites: courier:1", "cites: courier:9")
    edit(bridge, "cites: courier:4", "cites: courier:8")
    (bridge / "a.yaml").write_text("- id: x\n  status: not-reported\n  questions: [What is new?]\n  related: [y]\n")
    done = onrecord("check", bridge)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "bridge/a.yaml:4",
        "bridge/closing.yaml:6",
        "bridge/closing.yaml:34",
    ]
    assert lines[1] == "bridge/closing.yaml:6: `courier:9` does not exist: courier has paragraphs 1 to 4"
    assert done.stderr == "3 problems\n"


def test_counts_one_problem_as_one(onrecord: OnRecord, bridge: Path) -> None:
    edit(bridge, "cites: courier:1", "cites: courier:9")
    assert onrecord("check", bridge).stderr == "1 problem\n"


def test_a_required_question_that_goes_elsewhere_is_a_problem_at_its_line(onrecord: OnRecord, bridge: Path) -> None:
    edit(bridge, "asks: [what day did they shut the crossing]", "asks: [Who found the cracks?]")
    done = onrecord("check", bridge)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "bridge/closing.yaml:8: required question: “Who found the cracks?” must reach `when-closed`, but reaches "
        "`who-found`; add phrasings to the right one"
    ]


def test_checks_the_sentences_against_the_article(onrecord: OnRecord, bridge: Path) -> None:
    done = onrecord("check", bridge, "--article", f"courier={ARTICLE}")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == DEPTH
    edit(bridge, "Dana Okafor", "Diana Okafor")
    done = onrecord("check", bridge, "--article", f"courier={ARTICLE}")
    assert done.exit_code == 1
    assert [
        line for line in done.stdout.splitlines() if "Diana" in line and line.startswith("bridge/closing.yaml:27: ")
    ]
    assert done.stderr == "1 problem\n"


def test_notes_what_could_not_be_checked(onrecord: OnRecord) -> None:
    notes = [
        line
        for line in onrecord("check", BRIDGE, "--article", f"courier={ARTICLE}").stdout.splitlines()
        if "note" in line
    ]
    assert [line.split(": note: ")[0] for line in notes] == ["bridge/closing.yaml:15", "bridge/closing.yaml:21"]


@pytest.mark.parametrize("article", ["council", "courier", f"x={ARTICLE}", "=", ""])
def test_names_the_sources_that_there_are(onrecord: OnRecord, article: str) -> None:
    done = onrecord("check", BRIDGE, "--article", article)
    assert done.exit_code == 2
    assert done.stderr == f"--article {article}: write SOURCE=FILE with one of the sources: courier, council\n"


def test_takes_one_article_for_each_source(onrecord: OnRecord) -> None:
    twice = f"courier={ARTICLE}"
    done = onrecord("check", BRIDGE, "--article", twice, "--article", twice)
    assert done.exit_code == 2
    assert done.stderr == f"--article {twice}: `courier` has an article already; name each source once\n"


def test_shows_20_pieces_of_advice_and_says_how_many_more_there_are(onrecord: OnRecord, bridge: Path) -> None:
    entries = [f"- id: e{i}\n  status: not-reported\n  questions: [Is number {i} right?]\n" for i in range(30)]
    (bridge / "more.yaml").write_text("".join(entries))
    some = onrecord("check", bridge).stdout.splitlines()
    everything = onrecord("check", bridge, "--all").stdout.splitlines()
    assert len(some) == 23
    assert some[:20] == everything[:20]
    assert some[20] == f"… and {len(everything) - 22} more; --all shows them"
    assert some[21:] == everything[-2:]


@pytest.mark.parametrize("inside", ["", "closing.yaml", "phrasings/closing.yaml", "phrasings"])
def test_checks_the_event_around_what_is_named(onrecord: OnRecord, inside: str) -> None:
    assert onrecord("check", Path(BRIDGE) / inside).stdout.splitlines()[-1] == DEPTH


@pytest.mark.parametrize("where", [".", ".."])
def test_names_the_event_also_when_the_folder_is_not_named(
    onrecord: OnRecord, bridge: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (bridge.parent / "here").rmdir()
    monkeypatch.chdir(bridge if where == "." else bridge / "phrasings")
    assert onrecord("check", where).stdout.splitlines()[-1] == DEPTH
    edit(bridge, "cites: courier:1", "cites: courier:9")
    assert onrecord("check", where).stdout.startswith("bridge/closing.yaml:6: ")


def test_refuses_a_file_that_belongs_to_no_event(onrecord: OnRecord, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    done = onrecord("check", file)
    assert done.exit_code == 2
    assert done.stderr == f"{file}: there is no event.yaml beside it or above it; name the folder of an event\n"
