"""Change the files of a record: whole or not at all, and never over what somebody else has just saved."""

import codecs
import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.errors import EditError


def read_bytes(path: Path) -> bytes:
    """Return a file's content."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise EditError(f"{path}: cannot be read: {error.strerror}; check the file and its permissions") from error


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
        raise EditError(f"{path}: cannot be written: {error.strerror}; check the disk and its permissions") from error


class Edits:
    """Changes to text files that are made together, each with the line ends and the byte order mark that it has.

    A file is read once, and written only if it is still as it was read. Its methods raise EditError.
    """

    def __init__(self) -> None:
        self._read: dict[Path, bytes | None] = {}
        self._texts: dict[Path, str | None] = {}
        self._written: dict[Path, bytes | None] = {}

    def text(self, path: Path) -> str | None:
        """Return the text of a file as it will be, with plain line ends; None where there is no file."""
        if path in self._texts:
            return self._texts[path]
        if path not in self._read:
            self._read[path] = read_bytes(path) if path.exists() else None
        return self.text_before(path)

    def put(self, path: Path, text: str | None) -> None:
        """Change the text of a file, or make the file; None: remove it."""
        if text != self.text(path):
            self._texts[path] = text

    @property
    def contents(self) -> dict[Path, bytes | None]:
        """The files that are to be written, as they will be; None: it will be removed."""
        return {
            path: None if text is None else _as_before(text, self._read[path]) for path, text in self._texts.items()
        }

    def text_before(self, path: Path) -> str | None:
        """Return the text of a file as it was read."""
        content = self._read[path]
        return None if content is None else _plain_text(path, content)

    def write(self) -> None:
        """Write what was changed; raises EditError, and writes nothing, if somebody has changed a file meanwhile."""
        for path in self._texts:
            if (read_bytes(path) if path.exists() else None) != self._read[path]:
                raise EditError(f"{path}: somebody has just changed it; nothing was written, run this again")
        try:
            for path, content in self.contents.items():
                _put(path, content)
                self._written[path] = content
        except EditError:
            self.undo()
            raise

    def undo(self) -> None:
        """Write the files as they were read; raises EditError for those that somebody has changed meanwhile."""
        changed = []
        for path, content in self._written.items():
            before = self._read[path]
            if (read_bytes(path) if path.exists() else None) != content:
                changed.append(
                    f"{path}: somebody has just changed it, so what we changed is still in it; look it through"
                )
            else:
                _put(path, before)
        self._written.clear()
        if changed:
            raise EditError("\n".join(changed))


def _put(path: Path, content: bytes | None) -> None:
    if content is not None:
        write_whole(path, content)
        return
    try:
        path.unlink()
    except OSError as error:
        raise EditError(f"{path}: cannot be removed: {error.strerror}; check the folder's permissions") from error


def _plain_text(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise EditError(f"{path}: is not UTF-8 text; save it as UTF-8") from error


def _as_before(text: str, before: bytes | None) -> bytes:
    if before and b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    content = text.encode()
    return codecs.BOM_UTF8 + content if before and before.startswith(codecs.BOM_UTF8) else content


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a change of a text did: `old` was replaced by `new`, which stands in the text only once."""

    old: str
    new: str

    @classmethod
    def of(cls, before: str, after: str) -> "Fragment":
        """Return the changed lines, with as many lines around them as it takes to find them again."""
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
        start = 0
        while start < min(len(old), len(new)) and old[start] == new[start]:
            start += 1
        end = 0
        while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
            end += 1
        while True:
            found = cls("".join(old[start : len(old) - end]), "".join(new[start : len(new) - end]))
            if (found.new and after.count(found.new) == 1) or (start == 0 and end == 0):
                return found
            start, end = max(0, start - 1), max(0, end - 1)

    def undone(self, text: str) -> str | None:
        """Return a text without the change; None when the changed lines are not in it any more, or more than once."""
        if not self.new:
            return self.old if not text else None
        at = text.find(self.new)
        end = at + len(self.new)
        whole_lines = at >= 0 and (at == 0 or text[at - 1] == "\n") and (end == len(text) or text[end - 1] == "\n")
        return text[:at] + self.old + text[end:] if whole_lines and text.count(self.new) == 1 else None
