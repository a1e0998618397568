import os
import time
from pathlib import Path

import numpy as np
import pytest

from bot import paths
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.matching import cache
from bot.matching.matcher import Matcher


@pytest.fixture
def kept(bridge_matcher: Matcher, tmp_path: Path) -> Path:
    path = tmp_path / "cache" / "bridge.npz"
    cache.save(bridge_matcher, path)
    return path


def test_a_kept_matcher_answers_as_the_trained_one(bridge_matcher: Matcher, kept: Path) -> None:
    loaded = cache.load(kept, bridge_matcher.knowledge.checksum)
    assert loaded is not None
    assert loaded.knowledge == bridge_matcher.knowledge
    for text in ("why is the bridge shut", "who found teh cracks", ""):
        ours, theirs = bridge_matcher.match(text), loaded.match(text)
        assert [(m.entry.id, m.score) for m in ours.answerable] == [(m.entry.id, m.score) for m in theirs.answerable]


def test_the_same_matcher_is_the_same_file(bridge_matcher: Matcher, kept: Path) -> None:
    before = kept.read_bytes()
    cache.save(bridge_matcher, kept)
    assert kept.read_bytes() == before


def test_other_files_are_not_taken_for_these(kept: Path) -> None:
    assert cache.load(kept, "another checksum") is None


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -1000])
def test_a_cut_file_is_trained_again(kept: Path, cut: int, caplog: pytest.LogCaptureFixture) -> None:
    kept.write_bytes(kept.read_bytes()[:cut])
    assert cache.load(kept) is None
    assert "training again" in caplog.text


def test_any_changed_byte_of_the_content_is_noticed(kept: Path) -> None:
    whole = kept.read_bytes()
    for at in np.random.default_rng(0).integers(0, len(whole), 60):
        changed = bytearray(whole)
        changed[at] ^= 0x55
        kept.write_bytes(bytes(changed))
        loaded = cache.load(kept)
        if loaded is not None:  # a byte of the archive's own bookkeeping that says nothing
            assert cache.pack(loaded).keys() == cache.pack(cache.load(kept) or loaded).keys()
            assert cache._digest(cache.pack(loaded)) == cache._digest(_packed(whole, kept))


def _packed(whole: bytes, path: Path) -> cache.Arrays:
    path.write_bytes(whole)
    loaded = cache.load(path)
    assert loaded is not None
    return cache.pack(loaded)


def test_arrays_changed_with_their_checksums_are_noticed(kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    with np.load(kept) as file:
        arrays = {name: file[name] for name in file.files}
    arrays["bias"] = arrays["bias"] + 1
    np.savez(kept, **arrays)
    assert cache.load(kept) is None
    assert "damaged" in caplog.text


def test_a_compressed_file_is_refused(kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    np.savez_compressed(kept, details=np.zeros(50_000_000, np.uint8))
    assert cache.load(kept) is None
    assert "compressed" in caplog.text


def test_a_file_on_a_disk_that_cannot_be_written_is_used(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "utime", refuse)  # root, as which CI runs, may write anything
    assert cache.load(kept) is not None


def test_a_folder_that_cannot_be_written_is_passed_over_and_nothing_is_left(
    bridge_matcher: Matcher, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    cache.save(bridge_matcher, tmp_path / "file" / "bridge.npz")
    assert "Cannot keep" in caplog.text
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_leftovers_and_files_of_events_long_gone_are_removed(bridge_matcher: Matcher, kept: Path) -> None:
    old = time.time() - 365 * 86_400
    for name in ("killed.part", "gone.npz"):
        (kept.parent / name).write_bytes(b"")
        os.utime(kept.parent / name, (old, old))
    cache.save(bridge_matcher, kept)
    assert [path.name for path in kept.parent.iterdir()] == ["bridge.npz"]


def test_twelve_events_keep_a_file_each(tmp_path: Path) -> None:
    files = {cache.cache_file(tmp_path, tmp_path / f"event-{i}" / "record") for i in range(12)}
    assert len(files) == 12


def test_a_change_replaces_the_file_of_its_event(bridge: Path, tmp_path: Path) -> None:
    source = KnowledgeFolder(bridge, paths.COMMON, tmp_path / "kept")
    source.open()
    path = bridge / "closing.yaml"
    path.write_text(path.read_text().replace("at noon", "at midday"))
    source.open()
    assert len(list((tmp_path / "kept").iterdir())) == 1
    again = source.cached()
    assert again is not None
    assert "midday" in again.knowledge.entries["when-closed"].text
