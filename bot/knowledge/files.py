"""The files of a knowledge folder, read once and whole: what is loaded is what the checksum covers."""

import hashlib
import os
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import Problem
from bot.yaml_reader import MAX_BYTES

MAX_FILES = 500  # an event of 5,000 entries fits in 200 files
MAX_FOLDERS = 100  # a link to a whole disk, or the wrong folder, would take minutes to look through
STILL_FOR = 0.4  # seconds without a change before a file counts as saved
STILL_WITHIN = 5.0  # seconds to wait for that; an editor that takes longer is reported
_YAML = (".yaml", ".yml")
_LEFTOVERS = (".bak", ".old", ".orig", ".rej", ".save", ".swp", ".tmp", "~")  # what editors leave, on purpose not read
_UNSHOWN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # characters that a terminal or Discord doesn't show, or that garble it

Stamps = dict[Path, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """One file: its path, how to report it, its content, what it contains (a key of `shapes.FILES`)."""

    path: Path
    name: str
    topic: str
    content: bytes
    kind: str
    common: bool


@dataclass(frozen=True, slots=True)
class FolderSnapshot:
    """Everything that a knowledge base is made from, and its SHA-256; `problems` name what could not be read."""

    files: tuple[KnowledgeFile, ...]
    problems: tuple[Problem, ...]
    checksum: str


def read_files(
    folder: Path,
    common: Path | None,
    patience: float | None = STILL_WITHIN,
    instead: Mapping[Path, bytes | None] | None = None,
) -> FolderSnapshot:
    """Read the YAML files of the event in `folder`, then those of the `common` entries.

    Waits up to `patience` seconds while any of them is being written, so that a half-written one is not read; with
    None it reads them as they are, which is for whoever has written them. `instead` are contents to read in place of
    those of some files, or of files that don't exist yet; None: no such file.
    """
    folder = folder.resolve()
    try:
        next(folder.iterdir(), None)
    except (FileNotFoundError, NotADirectoryError):
        message = "is not a folder; name the folder that contains event.yaml"
    except OSError as error:
        message = f"cannot be read: {error.strerror}; check the folder's permissions"
    else:
        if patience is None or instead is not None:
            return _read_once(folder, common, instead or {})
        return _read_when_still(folder, common, patience)
    return FolderSnapshot((), (Problem(_shown(str(folder)), 1, message),), "")


def _read_when_still(folder: Path, common: Path | None, patience: float) -> FolderSnapshot:
    give_up = time.monotonic() + patience
    while True:
        stamps = _stamps(folder, common)
        fresh = _changed_just_now(stamps)
        if fresh is None or time.monotonic() > give_up:
            snapshot = _read_once(folder, common, {})
            if fresh is None and _stamps(folder, common) == stamps:
                return snapshot
            if time.monotonic() > give_up:
                return replace(snapshot, problems=(*snapshot.problems, _still_changing(folder, fresh)))
        time.sleep(STILL_FOR / 8)


def reported_name(root: Path, path: Path) -> str:
    """Name a file as the user would: from the folder `knowledge` on where there is one."""
    return _shown(_name(root, path))


def _name(root: Path, path: Path) -> str:
    return f"{'knowledge/' if root.parent.name == 'knowledge' else ''}{(root.name / path.relative_to(root)).as_posix()}"


def _shown(name: str) -> str:
    """Return a name with what can't be shown in it as an escape: a file's name may have any bytes."""
    return "".join(c if unicodedata.category(c) not in _UNSHOWN else c.encode("unicode_escape").decode() for c in name)


def _read_once(folder: Path, common: Path | None, instead: Mapping[Path, bytes | None]) -> FolderSnapshot:
    problems: list[Problem] = []
    own = sorted({*_yaml_files(folder, problems), *instead})
    found = [(path, False) for path in own if instead.get(path, b"") is not None]
    if len(found) > MAX_FILES:
        problems.append(Problem(_shown(folder.name), 1, f"contains more than {MAX_FILES} YAML files; merge some"))
        return FolderSnapshot((), tuple(problems), "")
    found += [(path, True) for path in _yaml_files(common, problems)] if common else []
    files: list[KnowledgeFile] = []
    digest = hashlib.sha256()
    for path, shared in found:
        root = common if shared and common else folder
        name = reported_name(root, path)
        given = instead.get(path)
        content = _read(path, name, problems) if given is None else given
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
        kind = _kind(root, path, shared)
        if kind is None or (kind == "event" and any(file.kind == "event" for file in files)):
            event_file = f"{_shown(folder.name)}/event.yaml"
            message = f"only {event_file} describes the event; merge this file into it, or move it out of the folder"
            problems.append(Problem(name, 1, message))
        else:
            files.append(KnowledgeFile(path, name, path.stem, content, kind, shared))
    return FolderSnapshot(tuple(files), tuple(problems), digest.hexdigest())


def _yaml_files(root: Path, problems: list[Problem]) -> list[Path]:
    """Return the YAML files below a folder in a fixed order; name those that look like one but can't be read."""
    found = []
    for path in sorted(_visible_files(root, problems)):
        lower = path.name.lower()
        name = reported_name(root, path)
        if name != _name(root, path):
            problems.append(Problem(name, 1, "the file name contains characters that can't be shown; rename it"))
        elif lower.endswith(_YAML):
            found.append(path)
        elif any(suffix in lower for suffix in _YAML) and not lower.startswith("#") and not lower.endswith(_LEFTOVERS):
            wanted = path.name[: lower.rindex(".y")] + ".yaml"
            problems.append(Problem(name, 1, f"is not read because of its ending; rename it to {wanted}"))
    return found


def _visible_files(root: Path, problems: list[Problem]) -> Iterator[Path]:
    """Yield the files below a folder; hidden folders (.git, an editor's history) are left out, links are followed."""

    def report(folder: Path, message: str) -> None:
        problems.append(Problem(reported_name(root, folder), 1, message))

    for base, names in _visible_folders(root, report):
        yield from (base / name for name in names)


def _visible_folders(root: Path, report: Callable[[Path, str], None]) -> Iterator[tuple[Path, list[str]]]:
    """Yield the folder and those below it, each with the names of its files, and each once however it is linked."""

    def unreadable(error: OSError) -> None:
        report(Path(error.filename or root), f"cannot be read: {error.strerror}; check the folder's permissions")

    seen = set()
    for base, folders, names in os.walk(root, onerror=unreadable, followlinks=True):
        real = os.path.realpath(base)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        if len(seen) > MAX_FOLDERS:
            report(
                root, f"contains more than {MAX_FOLDERS} folders; name the folder of one event, without links out of it"
            )
            return
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield Path(base), [name for name in names if not name.startswith(".")]


def _stamps(folder: Path, common: Path | None) -> Stamps:
    """Return when each YAML file, and each folder that has some, was last modified, and its size."""
    found = {}
    for root in (folder, common) if common else (folder,):
        for base, names in _visible_folders(root, lambda _, __: None):  # reading reports what can't be read
            for path in (base, *(base / name for name in names if name.lower().endswith(_YAML))):
                with suppress(OSError):
                    status = path.stat()
                    found[path] = (status.st_mtime, status.st_size)
    return found


def _changed_just_now(stamps: Stamps) -> Path | None:
    """Return a file or folder that was modified a moment ago."""
    now = time.time()
    return next((path for path, (modified, _) in stamps.items() if abs(now - modified) < STILL_FOR), None)


def _still_changing(folder: Path, path: Path | None) -> Problem:
    inside = path is not None and path != folder and path.is_relative_to(folder)
    name = reported_name(folder, path) if path and inside else _shown(folder.name)
    return Problem(name, 1, "is still being written; try again when it is saved")


def _read(path: Path, name: str, problems: list[Problem]) -> bytes:
    try:
        if not path.is_file():
            problems.append(Problem(name, 1, "is not a file that can be read; remove it"))
        elif (size := path.stat().st_size) > MAX_BYTES:
            problems.append(Problem(name, 1, f"has {size:,} bytes; split it into files under {MAX_BYTES:,} bytes"))
        else:
            return path.read_bytes()
    except OSError as error:
        problems.append(Problem(name, 1, f"cannot be read: {error.strerror}; check the file and its permissions"))
    return b""


def _kind(root: Path, path: Path, shared: bool) -> str | None:
    """Return what a file contains by its name and place; None for an event.yaml that is not the event's own."""
    folders = path.relative_to(root).parts[:-1]
    if "phrasings" in folders:
        return "phrasings"
    if "exam" in folders and not shared:
        return "exam"
    stem = path.stem.lower()
    if stem == "event":
        return "event" if path.parent == root and not shared else None
    return "concepts" if stem == "concepts" and not shared else "entries"
