import json
from pathlib import Path

from tests.cli.conftest import BRIDGE, OnRecord


def test_writes_the_event_its_sources_concepts_and_entries(onrecord: OnRecord) -> None:
    exported = json.loads(onrecord("export", "--json", "--knowledge", BRIDGE).stdout)
    assert exported["event"]["id"] == "bridge"
    assert exported["event"]["as_of"] == "2024-03-12"
    assert [source["id"] for source in exported["sources"]] == ["courier", "council"]
    assert set(exported["concepts"]) >= {"bridge", "close"}
    entries = {entry["id"]: entry for entry in exported["entries"]}
    assert entries["why-closed"]["status"] == "confirmed"
    assert entries["why-closed"]["questions"] == [
        "Why was the bridge closed?",
        "reason for closing the crossing",
        "what is wrong with the bridge",
    ]
    assert entries["why-closed"]["extra_phrasings"] == ["how come they shut the bridge", "cause of the closing"]
    assert entries["why-closed"]["answer"][1] == {
        "says": "The council calls the closing “a precaution”.",
        "cites": [{"source": "council", "paragraph": 1}, {"source": "courier", "paragraph": 3}],
    }
    assert entries["injured"]["answer"] == []


def test_names_the_problems_instead_of_writing_half(onrecord: OnRecord, bridge: Path) -> None:
    (bridge / "new.yaml").write_text("- id: X\n")
    done = onrecord("export", "--json", "--knowledge", bridge)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("bridge/new.yaml:1: ")
