"""Read and write the files of a record and of its draft; raises DraftError where that is not possible."""

from pathlib import Path

from bot.errors import DraftError


def read_bytes(path: Path) -> bytes:
    """Return a file's content."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DraftError(f"{path}: cannot be read: {error.strerror}; check the file and its permissions") from error


def read_text(path: Path) -> str | None:
    """Return a file's text, None where there is none."""
    try:
        return path.read_text("utf-8-sig") if path.exists() else None
    except (OSError, UnicodeDecodeError) as error:
        raise DraftError(f"{path}: cannot be read ({error}); save it as UTF-8 and check its permissions") from error


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all, with the folders around it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.unfinished")  # hidden, so that it is never loaded
        unfinished.write_bytes(content.encode() if isinstance(content, str) else content)
        unfinished.replace(path)
    except OSError as error:
        raise DraftError(f"{path}: cannot be written: {error.strerror}; check the disk and its permissions") from error
