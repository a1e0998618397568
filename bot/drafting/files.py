"""Read and write the files of a record and of its draft; raises DraftError where that is not possible."""

import codecs
import shutil
from pathlib import Path

from bot.errors import DraftError


def read_bytes(path: Path) -> bytes:
    """Return a file's content."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DraftError(f"{path}: cannot be read: {error.strerror}; check the file and its permissions") from error


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all, with the folders around it; a link stays one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.resolve()
        unfinished = target.with_name(f".{target.name}.unfinished")  # hidden, so that it is never loaded
        unfinished.write_bytes(content.encode() if isinstance(content, str) else content)
        if target.exists():
            shutil.copymode(target, unfinished)
        unfinished.replace(target)
    except OSError as error:
        raise DraftError(f"{path}: cannot be written: {error.strerror}; check the disk and its permissions") from error


class Edits:
    """Changes to text files that are made together, each with the line ends and the byte order mark that it has.

    A file is read once, and written only if it is still as it was read. Its methods raise DraftError.
    """

    def __init__(self) -> None:
        self._read: dict[Path, bytes | None] = {}
        self._texts: dict[Path, str] = {}
        self._written: dict[Path, bytes] = {}

    def text(self, path: Path) -> str | None:
        """Return the text of a file as it will be, with plain line ends; None where there is no file."""
        if path in self._texts:
            return self._texts[path]
        if path not in self._read:
            self._read[path] = read_bytes(path) if path.exists() else None
        content = self._read[path]
        return None if content is None else _plain_text(path, content)

    def put(self, path: Path, text: str) -> None:
        """Change the text of a file, or make the file."""
        if text != self.text(path):
            self._texts[path] = text

    def write(self) -> None:
        """Write what was changed; raises DraftError, and writes nothing, if somebody has changed a file meanwhile."""
        for path in self._texts:
            if (read_bytes(path) if path.exists() else None) != self._read[path]:
                raise DraftError(f"{path}: somebody has just changed it; nothing was written, run this again")
        try:
            for path, text in self._texts.items():
                content = _as_before(text, self._read[path])
                write_whole(path, content)
                self._written[path] = content
        except DraftError:
            self.undo()
            raise

    def undo(self) -> None:
        """Write the files as they were read; raises DraftError for those that somebody has changed meanwhile."""
        changed = []
        for path, content in self._written.items():
            before = self._read[path]
            if not path.exists() or read_bytes(path) != content:
                changed.append(
                    f"{path}: somebody has just changed it, so what we changed is still in it; look it through"
                )
            elif before is None:
                path.unlink()
            else:
                write_whole(path, before)
        self._written.clear()
        if changed:
            raise DraftError("\n".join(changed))


def _plain_text(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise DraftError(f"{path}: is not UTF-8 text; save it as UTF-8") from error


def _as_before(text: str, before: bytes | None) -> bytes:
    if before and b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    content = text.encode()
    return codecs.BOM_UTF8 + content if before and before.startswith(codecs.BOM_UTF8) else content
