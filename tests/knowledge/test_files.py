import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.knowledge.files import MAX_FILES, MAX_FOLDERS, STILL_FOR, FolderSnapshot, read_files
from bot.yaml_reader import MAX_BYTES
from tests.knowledge.editing import age, save

ENTRIES = "- id: new\n  status: not-reported\n  questions: [What is new?]\n"


def problems(snapshot: FolderSnapshot) -> list[str]:
    return [str(problem) for problem in snapshot.problems]


def names(snapshot: FolderSnapshot) -> list[str]:
    return [file.name for file in snapshot.files]


def test_reads_each_file_with_its_kind_and_topic(bridge: Path) -> None:
    snapshot = read_files(bridge, None)
    assert [(file.name, file.topic, file.kind, file.common) for file in snapshot.files] == [
        ("bridge/closing.yaml", "closing", "entries", False),
        ("bridge/concepts.yaml", "concepts", "concepts", False),
        ("bridge/event.yaml", "event", "event", False),
        ("bridge/phrasings/closing.yaml", "closing", "phrasings", False),
        ("bridge/unknown.yaml", "unknown", "entries", False),
    ]
    assert snapshot.files[0].content == (bridge / "closing.yaml").read_bytes()
    assert snapshot.problems == ()


def test_reads_the_common_entries_after_the_events_own(bridge: Path, tmp_path: Path) -> None:
    common = tmp_path / "common"
    save(common / "small-talk.yaml", ENTRIES)
    save(common / "event.yaml", ENTRIES)
    save(common / "phrasings" / "small-talk.yaml", "new: [whats up]\n")
    snapshot = read_files(bridge, common)
    assert [(file.name, file.kind) for file in snapshot.files if file.common] == [
        ("common/phrasings/small-talk.yaml", "phrasings"),
        ("common/small-talk.yaml", "entries"),
    ]
    assert problems(snapshot) == [
        "common/event.yaml:1: only bridge/event.yaml describes the event; "
        "merge this file into it, or move it out of the folder"
    ]


def test_names_files_from_the_folder_knowledge_on(tmp_path: Path) -> None:
    save(tmp_path / "knowledge" / "x" / "event.yaml", "")
    assert names(read_files(tmp_path / "knowledge" / "x", None)) == ["knowledge/x/event.yaml"]


@pytest.mark.parametrize("name", ["EXTRA.YAML", "extra.yml", "Extra.Yml", "sub/folder/extra.yaml"])
def test_reads_whatever_the_ending_looks_like(bridge: Path, name: str) -> None:
    save(bridge / name, ENTRIES)
    assert f"bridge/{name}" in names(read_files(bridge, None))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("new.yaml.txt", "new.yaml"),
        ("New.YAML.TXT", "New.yaml"),
        ("new.yml.txt", "new.yaml"),
        ("new.yaml (copy)", "new.yaml"),
        ("new.yaml.", "new.yaml"),
        ("new.yaml ", "new.yaml"),
        ("new.yaml.1", "new.yaml"),
        ("phrasings/new.yaml.txt", "new.yaml"),
    ],
)
def test_names_a_file_that_is_passed_over_because_of_its_ending(bridge: Path, name: str, wanted: str) -> None:
    save(bridge / name, ENTRIES)
    assert problems(read_files(bridge, None)) == [
        f"bridge/{name}:1: is not read because of its ending; rename it to {wanted}"
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("closing.yaml~", "closing.yaml.bak", "closing.yaml.orig", "closing.yaml.swp", "closing.yaml.tmp"),
        *("closing.yaml.rej", "closing.yaml.save", "closing.yaml.old", "#closing.yaml#"),
        *("README.md", "notes.txt", "article.pdf", ".closing.yaml.swp", ".hidden.yaml"),
        *(".git/closing.yaml", ".history/closing_20240311.yaml", "..data/closing.yaml", "phrasings/.git/x.yaml"),
    ],
)
def test_passes_over_hidden_files_and_what_editors_leave(bridge: Path, name: str) -> None:
    before = read_files(bridge, None)
    save(bridge / name, ENTRIES)
    assert read_files(bridge, None) == before


def test_reads_a_mounted_config_map(tmp_path: Path) -> None:
    event = tmp_path / "event"
    data = event / "..2024_03_11_12_00_00.123456789"
    save(data / "event.yaml", "event: {}\n")
    (event / "..data").symlink_to(data.name)
    (event / "event.yaml").symlink_to("..data/event.yaml")
    age(event / "event.yaml")
    snapshot = read_files(event, None)
    assert names(snapshot) == ["event/event.yaml"]
    assert snapshot.problems == ()


@pytest.mark.parametrize("name", ["sub/event.yaml", "event.yml", "Event.YAML", "a/b/EVENT.yml"])
def test_only_the_folders_own_event_file_describes_the_event(bridge: Path, name: str) -> None:
    save(bridge / name, (bridge / "event.yaml").read_text().replace("Harbour", "Other"))
    snapshot = read_files(bridge, None)
    said = "only bridge/event.yaml describes the event; merge this file into it, or move it out of the folder"
    (problem,) = problems(snapshot)
    assert problem in (f"bridge/{name}:1: {said}", f"bridge/event.yaml:1: {said}")
    assert sum(file.kind == "event" for file in snapshot.files) == 1


def test_a_file_anywhere_below_phrasings_contains_phrasings(bridge: Path) -> None:
    save(bridge / "phrasings" / "2024" / "event.yaml", "detour: [other way]\n")
    kinds = {file.name: file.kind for file in read_files(bridge, None).files}
    assert kinds["bridge/phrasings/2024/event.yaml"] == "phrasings"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"caf\xe9.yaml", "caf\\udce9.yaml"),
        ("evil\u202elmay.yaml".encode(), "evil\\u202elmay.yaml"),
        (b"red\x1b[31m.yaml", "red\\x1b[31m.yaml"),
        (b"two\nlines.yaml", "two\\nlines.yaml"),
        (b"sub\xff/closing.yaml", "sub\\udcff/closing.yaml"),
        ("line\u2028break.yaml".encode(), "line\\u2028break.yaml"),
    ],
)
def test_a_file_name_that_cannot_be_shown_is_a_problem(bridge: Path, name: bytes, shown: str) -> None:
    path = Path(os.fsdecode(os.fsencode(bridge) + b"/" + name))
    save(path, ENTRIES)
    snapshot = read_files(bridge, None)
    said = "the file name contains characters that can't be shown; rename it"
    assert problems(snapshot) == [f"bridge/{shown}:1: {said}"]
    assert len(snapshot.files) == 5


def test_names_in_other_scripts_are_read(bridge: Path) -> None:
    for name in ("übung.yaml", "다리.yaml", "мост.yaml"):
        save(bridge / name, ENTRIES)
    assert read_files(bridge, None).problems == ()
    assert len(read_files(bridge, None).files) == 8


@pytest.mark.parametrize("kind", ["socket", "fifo", "broken link", "link to itself", "link to a device"])
def test_what_is_not_a_file_is_a_problem_and_is_not_opened(
    bridge: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bridge / "odd.yaml"
    with socket.socket(socket.AF_UNIX) as server:
        match kind:
            case "socket":
                monkeypatch.chdir(bridge)  # the path of a socket is short
                server.bind("odd.yaml")
            case "fifo":
                os.mkfifo(path)
            case "broken link":
                path.symlink_to("nowhere")
            case "link to itself":
                path.symlink_to("odd.yaml")
            case _:
                path.symlink_to("/dev/zero")
        age(bridge / "event.yaml")
        started = time.monotonic()
        found = problems(read_files(bridge, None))
    assert found == ["bridge/odd.yaml:1: is not a file that can be read; remove it"]
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("target", [".", "..", "phrasings", "phrasings/..", "../bridge"])
def test_links_in_a_circle_are_followed_once(bridge: Path, target: str) -> None:
    before = read_files(bridge, None)
    (bridge / "phrasings" / "again").symlink_to(bridge / target)
    age(bridge / "phrasings" / "closing.yaml")
    assert read_files(bridge, None) == before


def test_a_linked_folder_is_read(bridge: Path, tmp_path: Path) -> None:
    save(tmp_path / "shared-entries" / "new.yaml", ENTRIES)
    (bridge / "more").symlink_to(tmp_path / "shared-entries")
    age(bridge / "event.yaml")
    assert "bridge/more/new.yaml" in names(read_files(bridge, None))


def test_a_link_to_the_whole_disk_ends_at_once(bridge: Path) -> None:
    (bridge / "disk").symlink_to("/usr")
    age(bridge / "event.yaml")
    started = time.monotonic()
    assert problems(read_files(bridge, None))[-1] == (
        f"bridge:1: contains more than {MAX_FOLDERS} folders; name the folder of one event, without links out of it"
    )
    assert time.monotonic() - started < 2


def test_too_many_files_are_one_problem(bridge: Path) -> None:
    for i in range(MAX_FILES):
        (bridge / f"{i}.yaml").write_text("")
        os.utime(bridge / f"{i}.yaml", (1, 1))
    age(bridge / "event.yaml")
    snapshot = read_files(bridge, None)
    assert problems(snapshot) == [f"bridge:1: contains more than {MAX_FILES} YAML files; merge some"]
    assert snapshot.checksum == ""


def test_a_file_that_is_too_large_is_a_problem_and_is_not_read(bridge: Path) -> None:
    with (bridge / "large.yaml").open("wb") as file:
        file.truncate(50 * MAX_BYTES)
    age(bridge / "large.yaml")
    snapshot = read_files(bridge, None)
    assert problems(snapshot) == [
        f"bridge/large.yaml:1: has {50 * MAX_BYTES:,} bytes; split it into files under {MAX_BYTES:,} bytes"
    ]
    assert {file.content for file in snapshot.files if file.topic == "large"} == {b""}


@pytest.mark.parametrize("missing", ["nowhere", "file"])
def test_a_folder_that_is_none_is_a_problem(tmp_path: Path, missing: str) -> None:
    save(tmp_path / "file", "")
    snapshot = read_files(tmp_path / missing, None)
    assert problems(snapshot) == [f"{tmp_path / missing}:1: is not a folder; name the folder that contains event.yaml"]
    assert (snapshot.files, snapshot.checksum) == ((), "")


@pytest.fixture
def open_bridge(bridge: Path) -> Iterator[Path]:
    """A bridge where every user can reach it: pytest's own folder is closed to others."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        moved = bridge.rename(Path(folder) / "bridge")
        age(moved / "event.yaml")
        yield moved
        for path in (moved, moved / "phrasings"):
            path.chmod(0o755)


@contextmanager
def as_another_user() -> Iterator[None]:
    """Give up root, which can read everything."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize(
    ("closed", "mode", "problem"),
    [
        ("closing.yaml", 0,
         "bridge/closing.yaml:1: cannot be read: Permission denied; check the file and its permissions"),
        ("phrasings", 0, "bridge/phrasings:1: cannot be read: Permission denied; check the folder's permissions"),
        ("phrasings", 0o711, "bridge/phrasings:1: cannot be read: Permission denied; check the folder's permissions"),
        ("phrasings", 0o744,
         "bridge/phrasings/closing.yaml:1: cannot be read: Permission denied; check the file and its permissions"),
        (".", 0, "{}:1: cannot be read: Permission denied; check the folder's permissions"),
        ("..", 0, "{}:1: cannot be read: Permission denied; check the folder's permissions"),
    ],
)  # fmt: skip
def test_what_may_not_be_read_is_a_problem(open_bridge: Path, closed: str, mode: int, problem: str) -> None:
    path = open_bridge / closed
    before = path.stat().st_mode
    path.chmod(mode)
    with as_another_user():
        found = problems(read_files(open_bridge, None))
    path.chmod(before)
    assert found == [problem.format(open_bridge)]


def test_the_checksum_follows_every_byte_and_name(bridge: Path) -> None:
    seen = {read_files(bridge, None).checksum}
    save(bridge / "closing.yaml", (bridge / "closing.yaml").read_text() + "\n")
    seen.add(read_files(bridge, None).checksum)
    (bridge / "closing.yaml").rename(bridge / "closed.yaml")
    age(bridge / "closed.yaml")
    seen.add(read_files(bridge, None).checksum)
    save(bridge / "empty.yaml", "")
    seen.add(read_files(bridge, None).checksum)
    assert len(seen) == 4


@contextmanager
def writing(write: Callable[[], None]) -> Iterator[None]:
    """Have something written by another thread; ends when that is done."""
    thread = threading.Thread(target=write)
    thread.start()
    yield
    thread.join()


def test_waits_until_a_slow_editor_has_saved_all_of_a_file(bridge: Path) -> None:
    path = bridge / "closing.yaml"
    whole = path.read_bytes()
    begun = threading.Event()

    def save_slowly() -> None:
        with path.open("wb") as file:
            for i in range(6):
                file.write(whole[i * len(whole) // 6 : (i + 1) * len(whole) // 6])
                file.flush()
                begun.set()
                time.sleep(0.1)

    with writing(save_slowly):
        begun.wait()
        snapshot = read_files(bridge, None)
    assert snapshot.files[0].content == whole
    assert snapshot.problems == ()


def test_waits_for_a_file_that_an_editor_replaces_by_another(bridge: Path) -> None:
    path = bridge / "closing.yaml"
    whole = path.read_bytes()
    moved = threading.Event()

    def save_as_vim_does() -> None:
        path.rename(bridge / "closing.yaml~")
        moved.set()
        time.sleep(0.2)
        path.write_bytes(whole)

    with writing(save_as_vim_does):
        moved.wait()
        snapshot = read_files(bridge, None)
    assert [file.content for file in snapshot.files if file.name == "bridge/closing.yaml"] == [whole]


def test_reads_again_when_a_file_changes_while_it_is_read(bridge: Path) -> None:
    path = bridge / "closing.yaml"
    whole = path.read_bytes()
    stop = threading.Event()

    def save_over_and_over() -> None:
        ends = time.monotonic() + 0.5
        while time.monotonic() < ends:
            path.write_bytes(b"")
            os.utime(path, (1, 1))  # a file system whose clock is of no use
            path.write_bytes(whole[:100])
            os.utime(path, (2, 2))
        path.write_bytes(whole)
        stop.set()

    with writing(save_over_and_over):
        snapshot = read_files(bridge, None)
        assert not stop.is_set() or snapshot.files[0].content == whole
    assert read_files(bridge, None).files[0].content == whole


def test_reads_at_once_when_nothing_is_being_written(bridge: Path) -> None:
    started = time.monotonic()
    read_files(bridge, None)
    assert time.monotonic() - started < STILL_FOR


def test_reports_a_file_that_never_settles(bridge: Path) -> None:
    path = bridge / "closing.yaml"
    whole = path.read_bytes()
    begun, done = threading.Event(), threading.Event()

    def keep_writing() -> None:
        while not done.wait(0.05):
            path.write_bytes(whole)
            begun.set()

    with writing(keep_writing):
        begun.wait()
        started = time.monotonic()
        snapshot = read_files(bridge, None, patience=0.6)
        done.set()
    assert problems(snapshot) == ["bridge/closing.yaml:1: is still being written; try again when it is saved"]
    assert 0.6 <= time.monotonic() - started < 2


def test_a_process_that_dies_while_it_writes_leaves_a_file_that_is_read(bridge: Path) -> None:
    script = "import sys, os; f = open(sys.argv[1], 'a'); f.write('- id: half'); f.flush(); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script, bridge / "closing.yaml"], check=False)
    assert read_files(bridge, None).files[0].content.endswith(b"- id: half")
