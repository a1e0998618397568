"""The folder `.draft` in a record: the articles, the prompts with their replies, and how far the drafting has come."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from bot.drafting.articles import Article
from bot.drafting.replies import Kind
from bot.errors import DraftError
from bot.knowledge.model import Source

_NAME = re.compile(r"([a-z]+)-(\d+)")
_PROMPT, _REPLY = ".prompt.md", ".reply"


@dataclass(frozen=True, slots=True, order=True)
class PromptName:
    """A prompt: the round, what it asks for, and its number among those."""

    round: int
    kind: Kind
    number: int

    def __str__(self) -> str:
        return f"round-{self.round}/{self.kind}-{self.number}"


class _State(BaseModel):
    """`taken`: the name of each prompt whose reply was taken up, and the reply's SHA-256."""

    taken: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class DraftFolder:
    """`.draft` in the folder of a record. Its methods raise DraftError when a file can't be read or written."""

    record: Path

    @property
    def path(self) -> Path:
        """The folder itself; its name keeps it from being loaded."""
        return self.record / ".draft"

    def add_article(self, source: str, content: bytes) -> None:
        """Keep a source's article."""
        self.write(f"articles/{source}.txt", content)

    def articles(self, sources: Mapping[str, Source]) -> dict[str, Article]:
        """Return the articles that are here, by source."""
        found = {}
        for key, source in sources.items():
            path = self.path / "articles" / f"{key}.txt"
            if path.is_file():
                found[key] = Article(source, _read(path))
        return found

    def prompts(self) -> list[PromptName]:
        """Return the prompts that were written, in the order in which they were asked."""
        return sorted(self._prompts(), key=lambda name: (name.round, list(Kind).index(name.kind), name.number))

    def _prompts(self) -> Iterator[PromptName]:
        for path in self.path.glob(f"round-*/*{_PROMPT}"):
            named = _NAME.fullmatch(path.name.removesuffix(_PROMPT))
            number = path.parent.name.removeprefix("round-")
            if named and number.isdecimal() and named[1] in list(Kind):
                yield PromptName(int(number), Kind(named[1]), int(named[2]))

    def add_prompt(self, number: int, kind: Kind, text: str) -> PromptName:
        """Write the next prompt of a kind in a round."""
        known = [name.number for name in self.prompts() if (name.round, name.kind) == (number, kind)]
        name = PromptName(number, kind, max(known, default=0) + 1)
        self.write(f"{name}{_PROMPT}", text.encode())
        return name

    def prompt(self, name: PromptName) -> str:
        """Return the text of a prompt."""
        return _read(self.prompt_path(name)).decode("utf-8", "replace")

    def prompt_path(self, name: PromptName) -> Path:
        """Return where a prompt is."""
        return self.path / f"{name}{_PROMPT}"

    def reply_path(self, name: PromptName) -> Path:
        """Return where the reply to a prompt belongs."""
        return self.path / f"{name}{_REPLY}.md"

    def reply(self, name: PromptName) -> str | None:
        """Return the reply to a prompt, under whatever ending an editor has saved it; None where there is none."""
        folder = self.path / f"round-{name.round}"
        stem = f"{name.kind}-{name.number}{_REPLY}"
        for path in sorted(folder.glob(f"{stem}*")):
            if path.is_file() and path.name[len(stem) :].lower() in ("", ".md", ".txt", ".yaml", ".yml", ".md.txt"):
                text = _decoded(_read(path))
                if text.strip():
                    return text
        return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        path = self.path / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            ignored = self.path / ".gitignore"
            if not ignored.exists():
                ignored.write_text("*\n", "utf-8")  # articles are other people's, and prompts quote them
            unfinished = path.with_name(f"{path.name}.unfinished")
            unfinished.write_bytes(content)
            unfinished.replace(path)
        except OSError as error:
            raise DraftError(
                f"{path}: cannot be written: {error.strerror}; check the disk and its permissions"
            ) from error

    def is_taken(self, name: PromptName, reply: str | None) -> bool:
        """Say whether a reply was taken up as it is."""
        known = self._state().taken.get(str(name))
        return known is not None and (reply is None or known == _digest(reply))

    def mark_taken(self, name: PromptName, reply: str) -> None:
        """Note that a reply was taken up."""
        state = self._state()
        state.taken[str(name)] = _digest(reply)
        self.write("state.json", state.model_dump_json(indent=2).encode())

    def _state(self) -> _State:
        path = self.path / "state.json"
        try:
            return _State.model_validate_json(_read(path)) if path.exists() else _State()
        except ValidationError:  # the replies are all there, and what is taken up twice changes nothing
            return _State()


def _digest(reply: str) -> str:
    return hashlib.sha256(reply.encode("utf-8", "replace")).hexdigest()


def _decoded(content: bytes) -> str:
    """Return a reply's text; Windows' editors also save UTF-16."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DraftError(f"{path}: cannot be read: {error.strerror}; check the file and its permissions") from error
