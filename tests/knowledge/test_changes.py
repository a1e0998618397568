import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import paths
from bot.knowledge.changes import Changes, changes
from bot.knowledge.loader import load_knowledge
from bot.knowledge.model import Entry, KnowledgeBase
from bot.yaml_reader import parse_yaml
from tests.knowledge.editing import loaded, replace_in, save


def changes_after(bridge: Path, name: str, old: str, new: str) -> Changes:
    before = loaded(bridge).knowledge
    replace_in(bridge / name, old, new)
    return changes(before, loaded(bridge).knowledge)


def test_names_what_was_added_changed_and_removed(bridge: Path) -> None:
    before = loaded(bridge).knowledge
    path = bridge / "closing.yaml"
    save(path, path.read_text().replace("Mill Tunnel", "Old Mill Tunnel").replace("id: how-long", "id: reopening"))
    found = changes(before, loaded(bridge).knowledge)
    assert (found.added, found.changed, found.removed) == (("reopening",), ("detour",), ("how-long",))
    assert found.lost == ()
    assert found
    assert not changes(before, before)


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("closing.yaml", "Mill Tunnel", "Old Mill Tunnel", Changes(changed=("detour",))),
        ("closing.yaml", "cites: [council:2, courier:4]", "cites: council:2", Changes(changed=("how-long",))),
        ("closing.yaml", "status: disputed", "status: unverified", Changes(changed=("how-long",))),
        ("closing.yaml", "  related: [why-closed]\n", "", Changes(changed=("when-closed",))),
        ("unknown.yaml", "  status: not-reported\n  questions: [Was",
         "  status: not-reported\n  gap: whether anybody was hurt\n  questions: [Was", Changes(changed=("injured",))),
        ("closing.yaml", "is there a detour,", "is there a detour, other way,", Changes(reworded=("detour",))),
        ("closing.yaml", "is there a detour, ", "", Changes(reworded=("detour",), lost=(("detour", 1),))),
        ("closing.yaml", "Which way can I drive instead?", "What is the detour?",
         Changes(changed=("detour",), lost=(("detour", 1),))),
        ("closing.yaml", "  asks: [what day did they shut the crossing]\n", "", Changes(reworded=("when-closed",))),
        ("phrasings/closing.yaml", "who-found: [which engineer found the damage]\n", "",
         Changes(reworded=("who-found",), lost=(("who-found", 1),))),
        ("concepts.yaml", ", barrier", "", Changes(event_changed=True)),
        ("concepts.yaml", "close:", "closing:", Changes(event_changed=True, large_loss=True)),
        ("event.yaml", "as_of: 2024-03-12", "as_of: 2024-03-13", Changes(event_changed=True)),
        ("event.yaml", "publisher: City Council", "publisher: The Council", Changes(event_changed=True)),
        ("event.yaml", "favourite football", "favourite", Changes(event_changed=True)),
        ("closing.yaml", "- id: why-closed", "# a comment\n- id: why-closed", Changes()),
    ],
)  # fmt: skip
def test_names_every_kind_of_change(bridge: Path, name: str, old: str, new: str, expected: Changes) -> None:
    found = changes_after(bridge, name, old, new)
    assert found == expected
    assert bool(found) is (expected != Changes())


def test_an_entry_in_another_file_is_a_change(bridge: Path) -> None:
    before = loaded(bridge).knowledge
    (bridge / "unknown.yaml").rename(bridge / "other.yaml")
    save(bridge / "other.yaml", (bridge / "other.yaml").read_bytes())
    found = changes(before, loaded(bridge).knowledge)
    assert found == Changes(reworded=("repair-cost", "injured", "ferries"))


def without_extra_phrasings(knowledge: KnowledgeBase, keep: Callable[[Entry], float]) -> KnowledgeBase:
    """Return a knowledge base whose entries keep a share of their extra phrasings."""
    entries = {
        key: replace(
            entry, extra_phrasings=entry.extra_phrasings[: math.ceil(len(entry.extra_phrasings) * keep(entry))]
        )
        for key, entry in knowledge.entries.items()
    }
    return replace(knowledge, entries=entries)


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return load_knowledge(paths.KNOWLEDGE, paths.COMMON).knowledge


def test_an_edit_is_no_large_loss(bridge: Path) -> None:
    questions = "Why was the bridge closed?, reason for closing the crossing, "
    found = changes_after(bridge, "closing.yaml", questions, "Why?, ")
    assert found == Changes(changed=("why-closed",), lost=(("why-closed", 2),))


def test_an_entry_that_loses_most_of_its_phrasings_is_a_large_loss(shipped: KnowledgeBase) -> None:
    found = changes(shipped, without_extra_phrasings(shipped, lambda entry: entry.id != "troop-count"))
    assert (found.reworded, [key for key, _ in found.lost]) == (("troop-count",), ["troop-count"])
    assert found.large_loss


LANGUAGES = ("chinese", "japanese", "korean", "russian", "ukrainian")
TOPICS = sorted(path.stem for path in (paths.KNOWLEDGE / "phrasings").iterdir() if path.stem not in LANGUAGES)


@pytest.mark.parametrize("topic", TOPICS)
def test_an_emptied_file_of_phrasings_is_a_large_loss(shipped: KnowledgeBase, topic: str) -> None:
    found = changes(shipped, without_extra_phrasings(shipped, lambda entry: entry.topic != topic))
    assert {key for key, _ in found.lost} == {key for key, entry in shipped.entries.items() if entry.topic == topic}
    assert found.large_loss


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_emptied_file_of_another_language_is_a_large_loss(shipped: KnowledgeBase, language: str) -> None:
    content = (paths.KNOWLEDGE / "phrasings" / f"{language}.yaml").read_bytes()
    parsed, _ = parse_yaml(content, language)
    assert parsed is not None
    gone = {phrasing for found in parsed.value.values() for phrasing in found}
    entries = {
        key: replace(entry, extra_phrasings=tuple(one for one in entry.extra_phrasings if one not in gone))
        for key, entry in shipped.entries.items()
    }
    assert changes(shipped, replace(shipped, entries=entries)).large_loss


def test_many_small_losses_are_a_large_loss(shipped: KnowledgeBase) -> None:
    few = changes(shipped, without_extra_phrasings(shipped, lambda _: 0.995))
    assert few.lost
    assert not few.large_loss
    many = changes(shipped, without_extra_phrasings(shipped, lambda _: 0.75))
    assert not many.removed
    assert many.large_loss
