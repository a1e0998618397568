"""Approve what was drafted: its marks are removed from the files, and what it is to replace is replaced."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.drafting.files import read_text
from bot.drafting.record import DraftRecord
from bot.errors import Problem
from bot.knowledge.files import read_files, reported_name
from bot.knowledge.model import Entry, KnowledgeBase
from bot.yaml_reader import parse_yaml
from bot.yaml_writer import CannotEditError, appended, list_extended, with_value, without_item, without_key


@dataclass(slots=True)
class Approved:
    """The ids that were approved, and why others could not be."""

    ids: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry in a file: its index there, counted from 0, and its line."""

    path: Path
    index: int
    line: int
    item: dict[str, Any]


def approve(record: DraftRecord, ids: Collection[str] | None = None) -> Approved:
    """Approve some entries, or all that wait; raises KnowledgeError when the record has mistakes, and DraftError.

    All changes are made at once; if the record couldn't be loaded with them, none is.
    """
    done = Approved()
    files = [file.path for file in read_files(record.folder, None).files if file.kind == "entries"]
    texts = {path: read_text(path) or "" for path in files}
    before = dict(texts)
    knowledge = record.as_it_is()
    for entry in knowledge.unapproved:
        if ids is not None and entry.id not in ids:
            continue
        place = _find(texts, entry.id)
        try:
            _approve(entry, place, texts)
            done.ids.append(entry.id)
        except CannotEditError:
            message = (
                f"`{entry.id}` is written in a way that can't be changed safely; remove `approved: false` yourself"
            )
            done.problems.append(Problem(reported_name(record.folder, place.path), place.line, message))
    _raise_as_of(record, knowledge, texts, done.ids)
    record.write({path: text for path, text in texts.items() if text != before.get(path)})
    return done


def _approve(entry: Entry, place: _Place, texts: dict[Path, str]) -> None:
    """Change the texts of the files so that an entry is approved; where that fails, none is changed."""
    if entry.replaces is None:
        texts[place.path] = without_key(texts[place.path], (place.index, "approved"))
        return
    old = _find(texts, entry.replaces)
    new = {old.path: _with_replacement(texts[old.path], old, place.item)}
    new[place.path] = without_item(new.get(place.path, texts[place.path]), place.index)
    texts.update(new)


def _raise_as_of(record: DraftRecord, knowledge: KnowledgeBase, texts: dict[Path, str], ids: Collection[str]) -> None:
    """Set `as_of` to the day of the newest source that what was approved cites: the record is as new as that now."""
    cited = {place.source for entry in knowledge.unapproved if entry.id in ids for place in entry.citations}
    newest = max((knowledge.sources[source].published for source in cited), default=knowledge.event.as_of)
    if newest > knowledge.event.as_of:
        path = record.folder / "event.yaml"
        with suppress(CannotEditError):  # then `check` says that it must be changed
            texts[path] = with_value(read_text(path) or "", ("event", "as_of"), newest)


def _with_replacement(text: str, old: _Place, proposal: dict[str, Any]) -> str:
    """Return the text of a file in which an entry says what is proposed."""
    at, item = old.index, old.item
    text = with_value(text, (at, "status"), proposal["status"])
    if item.get("answer"):
        text = with_value(text, (at, "answer"), proposal["answer"])
    else:
        text = appended(text, {"answer": proposal["answer"]}, (at,))
    for key in ("gap", "replaced_by"):
        if key in item:
            text = without_key(text, (at, key))
    more = [question for question in proposal["questions"] if question not in item["questions"]]
    return list_extended(text, (at, "questions"), more) if more else text


def _find(texts: Mapping[Path, str], key: str) -> _Place:
    """Return where an entry is written; raises CannotEditError."""
    for path, text in texts.items():
        if key not in text:
            continue
        parsed, _ = _parsed(text.encode(), path.name)
        for i, item in enumerate(parsed.value if parsed and isinstance(parsed.value, list) else ()):
            if isinstance(item, dict) and item.get("id") == key:
                return _Place(path, i, parsed.line((i,)) if parsed else 1, item)
    raise CannotEditError


_parsed = lru_cache(maxsize=64)(parse_yaml)
