from pathlib import Path

import pytest

from bot import paths
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.errors import KnowledgeError
from tests.answering.conftest import edit, write


def test_the_second_start_trains_nothing(bridge: Path, tmp_path: Path) -> None:
    source, steps = KnowledgeFolder(bridge, paths.COMMON, tmp_path), []
    first = source.open(lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1] == len(first.knowledge.entries)
    steps.clear()
    second = source.open(lambda done, total: steps.append((done, total)))
    assert steps == []
    assert second.knowledge == first.knowledge
    assert len(list(tmp_path.glob("*.npz"))) == 1


def test_changed_files_are_trained_again(bridge: Path, tmp_path: Path) -> None:
    source = KnowledgeFolder(bridge, paths.COMMON, tmp_path)
    source.open()
    edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
    assert source.cached() is None
    assert "Old Mill Tunnel" in source.open().knowledge.entries["detour"].text
    assert source.cached() is not None


def test_without_a_cache_nothing_is_kept(bridge: Path) -> None:
    source = KnowledgeFolder(bridge, paths.COMMON, None)
    source.open()
    assert source.cached() is None


def test_without_common_entries_there_are_only_the_events_own(bridge: Path) -> None:
    assert len(KnowledgeFolder(bridge, None, None).open().knowledge.entries) == 8


def test_every_problem_is_raised_at_once_and_nothing_is_kept(bridge: Path, tmp_path: Path) -> None:
    write(bridge / "a.yaml", "- {}\n")
    write(bridge / "b.yaml", "- {}\n")
    with pytest.raises(KnowledgeError) as caught:
        KnowledgeFolder(bridge, paths.COMMON, tmp_path).open()
    assert {problem.path for problem in caught.value.problems} == {"bridge/a.yaml", "bridge/b.yaml"}
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="is not a folder"):
        KnowledgeFolder(tmp_path / "gone", None, tmp_path / "cache").open()
