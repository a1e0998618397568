"""Edit a folder of knowledge as a moderator does, and say what loading it reports."""

import os
import time
from pathlib import Path

from bot.errors import KnowledgeError
from bot.knowledge.loader import LoadedKnowledge, load_knowledge

LONG_AGO = 60.0  # seconds; a file that was saved just now is given time to settle


def save(path: Path, content: str | bytes) -> None:
    """Write a file as if it had been saved a while ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    age(path)


def age(path: Path) -> None:
    """Set back when a file or folder, and the folders around it, were last changed."""
    then = time.time() - LONG_AGO
    for changed in (path, *path.parents[:3]):
        os.utime(changed, (then, then))


def replace_in(path: Path, old: str, new: str) -> None:
    """Replace a text that must be in a file."""
    text = path.read_text("utf-8")
    assert old in text
    save(path, text.replace(old, new))


def problems_of(folder: Path, common: Path | None = None) -> list[str]:
    """Return the problems that loading a folder reports; none when it loads."""
    try:
        load_knowledge(folder, common)
    except KnowledgeError as error:
        return [str(problem) for problem in error.problems] or ["a KnowledgeError without a problem"]
    return []


def loaded(folder: Path, common: Path | None = None) -> LoadedKnowledge:
    """Load a folder that must have no problem."""
    assert problems_of(folder, common) == []
    return load_knowledge(folder, common)
