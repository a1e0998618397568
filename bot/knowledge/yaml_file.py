"""Read one YAML file of the knowledge safely: plain values, and the line each one stands on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import Problem

MAX_BYTES = 4_000_000  # the largest file shipped has 0.5 MB; a hand-edited one of 4 MB is an accident
MAX_DEPTH = 8  # an entry's deepest value, a citation in a list, stands at depth 6
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where the wheel has it, ten times as fast

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file's value; `lines` maps the path of each value in it, as (key, index, …), to its line."""

    name: str
    value: Any
    lines: dict[Path_, int]

    def line(self, path: Path_) -> int:
        """Return the line of the value at `path`, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _RefusedError(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message


def read_yaml(path: Path, name: str) -> tuple[YamlFile | None, list[Problem]]:
    """Read `path`; return its value and its problems, reported under `name`.

    With a problem that stops the reading (not YAML, too large, too deep, an alias), the value is None.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            hint = f"the file has {size:,} bytes; split it into files under {MAX_BYTES:,} bytes"
            return None, [Problem(name, 1, hint)]
        raw = path.read_bytes()
    except OSError as error:
        return None, [Problem(name, 1, f"cannot be read: {error.strerror}; check the file and its permissions")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [Problem(name, line, "is not UTF-8 text; save the file as UTF-8")]
    builder = _Builder(name)
    try:
        value = builder.build(text)
    except _RefusedError as refused:
        return None, [Problem(name, refused.line, refused.message)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(part for part in (error.context, error.problem) if part)
        hint = f"is not valid YAML: {said}; check indentation, quotes and colons around here"
        line = min(mark.line + 1, len(text.rstrip().splitlines())) if mark else 1  # the end of the file: its last line
        return None, [Problem(name, line, hint)]
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0) or 0) + 1
        return None, [Problem(name, line, "holds a character that YAML does not allow; remove it (binary file?)")]
    return YamlFile(name, value, builder.lines), builder.problems


class _Builder:
    """Turns libyaml's events into plain values, and refuses what the format has no use for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []
        self._resolver: Any = None

    def build(self, text: str) -> Any:
        loader = _LOADER(text)
        try:
            self._resolver = yaml.SafeLoader("")
            events = self._events(loader)
            next(events)  # stream start
            first = next(events)
            if isinstance(first, yaml.StreamEndEvent):
                return None
            value = self._value(next(events), events, ())
            next(events)  # document end
            second = next(events)
            if not isinstance(second, yaml.StreamEndEvent):
                raise _RefusedError(second.start_mark.line + 1, "a second document starts here; remove the `---`")
            return value
        finally:
            loader.dispose()

    def _events(self, loader: Any) -> Iterator[Any]:
        while True:
            yield loader.get_event()

    def _value(self, event: Any, events: Iterator[Any], path: Path_) -> Any:
        line = event.start_mark.line + 1
        self.lines[path] = line
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError(line, f"an alias (*{event.anchor}) is not allowed here; write the value out")
        if event.anchor:
            raise _RefusedError(line, f"an anchor (&{event.anchor}) is not allowed here; remove it")
        if event.tag:
            raise _RefusedError(line, f"a tag ({event.tag}) is not allowed here; remove it, quote the text if need be")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if len(path) >= MAX_DEPTH:
            raise _RefusedError(line, f"nested more than {MAX_DEPTH} levels deep; the format is in knowledge/README.md")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _sequence(self, events: Iterator[Any], path: Path_) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._value(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: Path_) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
                raise _RefusedError(line, "a key must be a plain word")
            key = event.value
            if key in found:
                first = self.lines[(*path, key)]
                message = f"`{key}` stands here a second time (first on line {first}); keep one of them"
                self.problems.append(Problem(self.name, line, message))
                self._value(next(events), events, (*path, key))
                self.lines[(*path, key)] = first
                continue
            found[key] = self._value(next(events), events, (*path, key))
            self.lines[(*path, key)] = line
        return found

    def _scalar(self, event: Any) -> Any:
        """Return the value YAML 1.1 reads: text, or what `no`, `2024-10-25`, `12` and `~` become."""
        if not event.implicit[0]:  # quoted or block style
            return event.value
        tag = self._resolver.resolve(yaml.ScalarNode, event.value, (True, False))
        if tag == "tag:yaml.org,2002:str":
            return event.value
        if len(event.value) > 100:  # no number or date is so long, and Python refuses to print one that is
            return event.value
        node = yaml.ScalarNode(tag, event.value)
        try:
            return self._resolver.construct_object(node)
        except (ValueError, yaml.YAMLError):  # 2024-13-45 looks like a date and is none
            return event.value
