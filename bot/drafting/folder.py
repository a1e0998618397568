"""The folder `.draft` in a record: the articles, the prompts with their replies, and how far the drafting has come."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from bot.drafting.articles import Article
from bot.drafting.asks import Ask
from bot.drafting.replies import PromptKind
from bot.errors import DraftError
from bot.knowledge.edits import read_bytes, write_whole
from bot.knowledge.model import KnowledgeBase, Source

_NAME = re.compile(r"([a-z]+)-(\d+)")
_PROMPT, _REPLY = ".prompt.md", ".reply"
_ENDINGS = ("", ".md", ".txt", ".yaml", ".yml", ".md.txt")  # of a reply, as editors save it


@dataclass(frozen=True, slots=True, order=True)
class PromptName:
    """A prompt: the round, what it asks for, and its number among those."""

    round: int
    kind: PromptKind
    number: int

    def __str__(self) -> str:
        return f"round-{self.round}/{self.kind}-{self.number}"


class _State(BaseModel):
    """`asked`: what each prompt asks for; `taken`: the SHA-256 of each reply that was taken up, by its prompt.

    `empty` are the prompts whose reply had nothing in it that could be used, so that they still wait; `lost` are the
    entries that were refused, by prompt.
    """

    asked: dict[str, Ask] = {}
    taken: dict[str, str] = {}
    empty: set[str] = set()
    lost: dict[str, list[str]] = {}


@dataclass(frozen=True, slots=True)
class DraftFolder:
    """`.draft` in the folder of a record. Its methods raise EditError when a file can't be read or written."""

    record: Path

    @property
    def path(self) -> Path:
        """The folder itself; its name keeps it from being loaded."""
        return self.record / ".draft"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others from drafting the same record meanwhile; raises DraftError when somebody does already."""
        self._ignore()
        try:
            with FileLock(self.path / ".lock", timeout=0):
                yield
        except Timeout as error:
            message = "another `onrecord draft` is at work on it; wait until it has ended"
            raise DraftError(f"{self.record}: {message}") from error

    def add_article(self, source: str, content: bytes) -> None:
        """Keep a source's article."""
        write_whole(self.article_path(source), content)
        self._ignore()

    def article_path(self, source: str) -> Path:
        """Return where a source's article is kept."""
        return self.path / "articles" / f"{source}.txt"

    def articles(self, sources: Mapping[str, Source]) -> dict[str, Article]:
        """Return the articles that are here, by source."""
        found = {}
        for key, source in sources.items():
            path = self.article_path(key)
            if path.is_file():
                found[key] = Article(source, read_bytes(path))
        return found

    def prompts(self) -> list[PromptName]:
        """Return the prompts that were written, in the order in which they were asked."""
        return sorted(self._prompts(), key=lambda name: (name.round, list(PromptKind).index(name.kind), name.number))

    def _prompts(self) -> Iterator[PromptName]:
        for path in self.path.glob(f"round-*/*{_PROMPT}"):
            named = _NAME.fullmatch(path.name.removesuffix(_PROMPT))
            number = path.parent.name.removeprefix("round-")
            if named and number.isdecimal() and named[1] in list(PromptKind):
                yield PromptName(int(number), PromptKind(named[1]), int(named[2]))

    def add_prompt(self, number: int, ask: Ask, text: str) -> PromptName:
        """Write the next prompt of a kind in a round."""
        known = [name.number for name in self.prompts() if (name.round, name.kind) == (number, ask.kind)]
        name = PromptName(number, ask.kind, max(known, default=0) + 1)
        self.write(f"{name}{_PROMPT}", text.encode())
        state = self._state()
        state.asked[str(name)] = ask
        state.taken.pop(str(name), None)  # a prompt of that name may have been deleted
        self._write_state(state)
        return name

    def renew_prompts(self, knowledge: KnowledgeBase) -> None:
        """Write the prompts that wait for a reply anew, from the record as it is; delete those without a subject."""
        articles = self.articles(knowledge.sources)
        for name in self.waiting():
            ask = self.ask(name)
            if ask is None or (self.reply(name) is not None and not self.is_taken(name, self.reply(name))):
                continue
            text = ask.prompt(articles, knowledge)
            if text is None:
                self.prompt_path(name).unlink(missing_ok=True)
            elif text != self.prompt(name):
                self.write(f"{name}{_PROMPT}", text.encode())

    def asked(self, number: int) -> list[Ask]:
        """Return what was asked for in a round."""
        if not any(name.round == number for name in self.prompts()):
            return []  # somebody has begun anew
        asked = self._state().asked.items()  # those whose prompt was deleted, too: they are gone on without
        return [ask for name, ask in asked if name.startswith(f"round-{number}/")]

    def ask(self, name: PromptName) -> Ask | None:
        """Return what a prompt asks for, if that is known."""
        return self._state().asked.get(str(name))

    def strays(self) -> list[Path]:
        """Return the files beside the prompts that are no reply to any of them: saved under another name, perhaps."""
        known = {self.prompt_path(name) for name in self.prompts()}
        known |= {path for name in self.prompts() for path in self._replies(name)}
        return [
            path
            for path in sorted(self.path.glob("round-*/*"))
            if path not in known and path.name != "report.md" and not path.name.startswith(".")
        ]

    def waiting(self) -> list[PromptName]:
        """Return the prompts whose replies were not taken up, or had nothing in them."""
        empty = self._state().empty
        return [name for name in self.prompts() if str(name) in empty or not self.is_taken(name, self.reply(name))]

    def prompt(self, name: PromptName) -> str:
        """Return the text of a prompt."""
        return read_bytes(self.prompt_path(name)).decode("utf-8", "replace")

    def prompt_path(self, name: PromptName) -> Path:
        """Return where a prompt is."""
        return self.path / f"{name}{_PROMPT}"

    def add_reply(self, name: PromptName, text: str) -> None:
        """Keep the reply to a prompt."""
        write_whole(self.reply_path(name), text.encode("utf-8", "replace"))

    def reply_path(self, name: PromptName) -> Path:
        """Return where the reply to a prompt belongs."""
        return self.path / f"{name}{_REPLY}.md"

    def reply(self, name: PromptName) -> str | None:
        """Return the reply to a prompt, under whatever ending an editor has saved it; None where there is none."""
        texts = (_decoded(read_bytes(path)) for path in self._replies(name))
        return next((text for text in texts if text.strip()), None)

    def _replies(self, name: PromptName) -> list[Path]:
        stem = f"{name.kind}-{name.number}{_REPLY}"
        found = sorted((self.path / f"round-{name.round}").glob(f"{stem}*"))
        return [path for path in found if path.is_file() and path.name[len(stem) :].lower() in _ENDINGS]

    def report_path(self, number: int) -> Path:
        """Return where the report of a round is."""
        return self.path / f"round-{number}" / "report.md"

    def add_to_report(self, number: int, text: str) -> None:
        """Add a section to the report of a round, if it isn't there."""
        path = self.report_path(number)
        before = read_bytes(path) if path.exists() else b""
        if text.encode() not in before:
            write_whole(path, before + text.encode())

    def write(self, name: str, content: bytes) -> None:
        """Write a file of the draft; git ignores all of them."""
        self._ignore()
        write_whole(self.path / name, content)

    def _ignore(self) -> None:
        ignored = self.path / ".gitignore"
        if not ignored.exists():
            write_whole(ignored, "*\n")  # articles are other people's, and prompts quote them

    def is_taken(self, name: PromptName, reply: str | None) -> bool:
        """Say whether a reply was taken up as it is."""
        known = self._state().taken.get(str(name))
        return known is not None and (reply is None or known == _digest(reply))

    def lost(self) -> dict[str, list[str]]:
        """Return the entries that were refused in the replies, by the source that they are from."""
        found: dict[str, list[str]] = {}
        for name in self.prompts():
            ask, ids = self.ask(name), self._state().lost.get(str(name), [])
            if ask and ids:
                found.setdefault(ask.source, []).extend(ids)
        return found

    def mark_taken(self, name: PromptName, reply: str, empty: bool, lost: Sequence[str] = ()) -> None:
        """Note that a reply was taken up, whether there was nothing in it, and which entries were refused."""
        state = self._state()
        state.lost[str(name)] = [*lost]
        (state.empty.add if empty else state.empty.discard)(str(name))
        state.taken[str(name)] = _digest(reply)
        self._write_state(state)

    def _write_state(self, state: _State) -> None:
        self.write("state.json", state.model_dump_json(indent=2, exclude_defaults=True).encode())

    def _state(self) -> _State:
        path = self.path / "state.json"
        try:
            return _State.model_validate_json(read_bytes(path)) if path.exists() else _State()
        except ValidationError as error:
            message = "is damaged; delete it, and every reply in the folder is taken up once more"
            raise DraftError(f"{path}: {message}") from error


def _digest(reply: str) -> str:
    return hashlib.sha256(reply.encode("utf-8", "replace")).hexdigest()


def _decoded(content: bytes) -> str:
    """Return a reply's text; Windows' editors also save UTF-16."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")
