"""What moderators change in a record without opening a file: a phrasing, an answer, a new entry."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.errors import EditError
from bot.knowledge.checks import fold
from bot.knowledge.edits import Edits
from bot.knowledge.files import read_files
from bot.knowledge.model import Entry, Status
from bot.knowledge.shapes import CITATION, MAX_ID
from bot.yaml_reader import parse_yaml
from bot.yaml_writer import CannotEditError, appended, dump_yaml, list_extended, with_value, without_key

LATEST = "latest"  # the topic of what is near nothing else
_CITED = re.compile(r"^(?P<says>.*\S)\s*\[(?P<cites>[^\[\]]+)\]\.?$")
_PLACE = re.compile(CITATION)
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")
_SMALL = frozenset("a an the of to in on at for and or is are was were do does did has have had be been it its".split())


@dataclass(frozen=True, slots=True)
class EntryText:
    """What an entry is to say: its sentences, each with its citations; without any, its gap (which may be empty).

    `phrasings` are more ways to ask it, for a new entry.
    """

    title: str
    status: Status
    sentences: tuple[tuple[str, tuple[str, ...]], ...] = ()
    gap: str = ""
    phrasings: tuple[str, ...] = ()

    @property
    def answer(self) -> list[dict[str, Any]]:
        """The sentences as the files have them."""
        return [{"says": says, "cites": cites[0] if len(cites) == 1 else list(cites)} for says, cites in self.sentences]


def parse_sentences(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the sentences of a text, one per line, each with its sources in brackets at its end.

    Raises EditError with the line that lacks them.
    """
    found = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        cited = _CITED.match(line)
        places = [place.strip() for place in cited["cites"].split(",")] if cited else []
        if cited is None or not all(_PLACE.match(place) for place in places):
            raise EditError(
                f"Line {number} must end with the source and paragraph it rests on, such as [upi:3] or [upi:3, bbc:1]."
            )
        found.append((cited["says"], tuple(places)))
    return tuple(found)


def sentences_text(entry: Entry) -> str:
    """Return an entry's sentences as `parse_sentences` reads them."""
    return "\n".join(f"{sentence.says} [{', '.join(map(str, sentence.cites))}]" for sentence in entry.answer)


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """An entry in a file: its index there, counted from 0, its line, and what the file says."""

    path: Path
    index: int
    line: int
    item: dict[str, Any]


_parsed = lru_cache(maxsize=64)(parse_yaml)  # several entries of one file are looked for


def find_entry(folder: Path, edits: Edits, key: str) -> EntryPlace | None:
    """Return where an entry is written, in the files of a record as they will be; None where it is in none of them."""
    for file in read_files(folder, None, patience=None).files:
        text = edits.text(file.path) if file.kind == "entries" else None
        parsed = _parsed((text or "").encode(), file.name)[0]
        for index, item in enumerate(parsed.value if parsed and isinstance(parsed.value, list) else ()):
            if isinstance(item, dict) and item.get("id") == key:
                return EntryPlace(file.path, index, parsed.line((index,)) if parsed else 1, item)
    return None


class RecordFiles:
    """The files of a record, with changes that are not written yet. Its methods raise EditError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.edits = Edits()

    def add_phrasings(self, entry: Entry, phrasings: Sequence[str]) -> Path:
        """Add phrasings to an entry, where its other ones are; return the file."""
        more = list(phrasings)
        for path in self._phrasing_files(entry):
            try:
                self.edits.put(path, list_extended(self._text(path), (entry.id,), more))
            except CannotEditError:
                continue
            return path
        place = self._find(entry)
        try:
            text = list_extended(self._text(place.path), (place.index, "questions"), more)
        except CannotEditError:
            raise _cannot(place.path) from None
        self.edits.put(place.path, text)
        return place.path

    def set_text(self, entry: Entry, wanted: EntryText) -> Path:
        """Change what an entry says; return the file. Its other phrasings, links and notes stay."""
        place = self._find(entry)
        path, index, says = place.path, place.index, wanted.answer
        text = self._text(path)
        if not _is_served(place.item, entry):
            raise EditError(f"{path.name} was edited here and isn't loaded yet. Run `/knowledge reload` first.")
        try:
            if wanted.title != entry.title:
                text = with_value(text, (index, "questions", 0), wanted.title)
            if wanted.status is not entry.status:
                text = with_value(text, (index, "status"), wanted.status.value)
            if entry.answer and says:
                text = with_value(text, (index, "answer"), says)
            elif entry.answer:
                text = without_key(text, (index, "answer"))
            elif says:
                text = appended(text, {"answer": says}, (index,))
            if entry.gap and entry.gap != wanted.gap:
                text = without_key(text, (index, "gap"))
            if wanted.gap and entry.gap != wanted.gap:
                text = appended(text, {"gap": wanted.gap}, (index,))
            if entry.replaced_by and wanted.status is not Status.SUPERSEDED:
                text = without_key(text, (index, "replaced_by"))
        except CannotEditError:
            raise _cannot(path) from None
        self.edits.put(path, text)
        return path

    def add_entry(self, wanted: EntryText, beside: Entry | None, taken: Mapping[str, Entry]) -> tuple[Path, str]:
        """Add an entry to the file of another one; return the file and the new entry's id."""
        key = new_id(wanted.title, taken)
        item: dict[str, Any] = {"id": key, "status": wanted.status.value}
        item |= {"gap": wanted.gap} if wanted.gap else {}
        item["questions"] = list({fold(text): text for text in (wanted.title, *wanted.phrasings)}.values())
        item["questions"][0] = wanted.title
        item |= {"answer": wanted.answer} if wanted.sentences else {}
        path = self._find(beside).path if beside else self.folder / f"{LATEST}.yaml"
        text = self.edits.text(path)
        try:
            self.edits.put(path, dump_yaml([item]) if text is None else appended(text, [item]))
        except CannotEditError:
            raise _cannot(path) from None
        return path, key

    def add_source(self, key: str, source: Mapping[str, Any], as_of: date | None) -> Path:
        """Add a source to event.yaml, and move the day up to which the record is kept; return the file."""
        path = next(iter(self._files("event")), None)
        if path is None:
            raise EditError("There is no event.yaml any more.")
        try:
            text = appended(self._text(path), {key: dict(source)}, ("sources",))
            if as_of:
                text = with_value(text, ("event", "as_of"), as_of)
        except CannotEditError:
            raise _cannot(path) from None
        self.edits.put(path, text)
        return path

    def _find(self, entry: Entry) -> EntryPlace:
        place = find_entry(self.folder, self.edits, entry.id)
        if place is None:
            raise EditError(f"The entry `{entry.id}` is not in the files any more. Run `/knowledge reload`.")
        return place

    def _phrasing_files(self, entry: Entry) -> Iterator[Path]:
        """Yield the files with extra phrasings of an entry, that of its topic first."""
        begins = re.compile(rf"^{re.escape(entry.id)}:", re.MULTILINE)
        found = [path for path in self._files("phrasings") if begins.search(self._text(path))]
        yield from sorted(found, key=lambda path: path.stem != entry.topic)

    def _files(self, kind: str) -> list[Path]:
        """Return the record's own files of a kind."""
        return [file.path for file in read_files(self.folder, None, patience=None).files if file.kind == kind]

    def _text(self, path: Path) -> str:
        return self.edits.text(path) or ""


def slug(text: str) -> str:
    """Return a text as the files write ids: lowercase letters and digits, with hyphens between the words."""
    return _BETWEEN_WORDS.sub("-", text.casefold()).strip("-")


def new_id(title: str, taken: Mapping[str, Entry]) -> str:
    """Return an id for a new entry, made from its title."""
    found = list(filter(None, slug(title).split("-")))
    telling = [word for word in found if word not in _SMALL] or found or ["entry"]
    key = ""
    for word in telling:
        if len(f"{key}-{word}") > MAX_ID - 4:
            break
        key = f"{key}-{word}" if key else word
    key = key or telling[0][: MAX_ID - 4]
    key = key if key[0].isalpha() else f"e-{key}"[: MAX_ID - 4]
    number, wanted = 2, key
    while wanted in taken:
        wanted, number = f"{key}-{number}", number + 1
    return wanted


def _is_served(item: Mapping[str, Any], entry: Entry) -> bool:
    """Say whether an entry in a file says what is served: nobody has edited it since it was loaded."""
    served = [(sentence.says, list(map(str, sentence.cites))) for sentence in entry.answer]
    try:
        answer = [(one["says"], one["cites"]) for one in item.get("answer") or ()]
        found = [(_line(says), [cites] if isinstance(cites, str) else cites) for says, cites in answer]
        same_head = _line(item["questions"][0]) == entry.title and item["status"] == entry.status.value
        return same_head and found == served and _line(item.get("gap") or "") == (entry.gap or "")
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):  # somebody is in the middle of an edit
        return False


def _line(text: str) -> str:
    return " ".join(str(text).split())


def _cannot(path: Path) -> EditError:
    return EditError(f"{path.name} is written in a way that I can't change safely. Please edit the file by hand.")
