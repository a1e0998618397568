"""Read a YAML file that a person wrote: plain values, the line of each, and mistakes explained in their words.

libyaml parses; this module turns its events into values, refuses what the formats have no use for (tags, several
documents), and catches what YAML would silently read as something else (`#` in a sentence, `010`, a comma in a list).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import Problem
from bot.yaml_misreadings import find_joined_line, find_swallowed_comment, splits_a_text
from bot.yaml_mistakes import INVISIBLE, LastScalar, explain_yaml_error, name_invisible, name_space

MAX_BYTES = 4_000_000  # the largest shipped file is 0.16 MB; a hand-edited one of 4 MB is an accident
MAX_DEPTH = 8  # an entry's deepest value, a citation in a list, is at depth 6
MAX_VALUES = 100_000  # in one file, with what aliases repeat; twenty times as many as in the largest shipped file
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where the wheel has it, ten times as fast
_PLAIN_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")  # YAML 1.1 also reads 010, 0x1F, 1_000 and 1:30 as integers
_PLAIN_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]+")  # and 1e3, .5, .nan, .inf and 1:30.5 as floats
_SCALAR_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp")}
"""What programs write before a quoted value that isn't text."""
_FORBIDDEN = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")  # by libyaml
_LINE_BREAK = re.compile("[\x85\u2028\u2029]")  # a new line for YAML, but not for a text editor

ValuePath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file's value; `lines` maps the path of each value in it, as (key, index, …), to its line, counted from 1."""

    name: str
    value: Any
    lines: dict[ValuePath, int]

    def line(self, path: ValuePath) -> int:
        """Return the line of the value at `path`, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _RefusedError(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message


def read_yaml(path: Path, name: str) -> tuple[YamlFile | None, list[Problem]]:
    """Read `path`; return its value and its problems, reported under `name`."""
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        return None, [Problem(name, 1, f"cannot be read: {error.strerror}; check the file and its permissions")]
    if size > MAX_BYTES:
        hint = f"the file has {size:,} bytes; split it into files under {MAX_BYTES:,} bytes"
        return None, [Problem(name, 1, hint)]
    return parse_yaml(raw, name)


def parse_yaml(raw: bytes, name: str) -> tuple[YamlFile | None, list[Problem]]:
    """Parse the bytes of a file; a problem that stops the parsing (not YAML, too deep) leaves no value."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [Problem(name, line, "is not UTF-8 text; save the file as UTF-8")]
    if found := _LINE_BREAK.search(text):
        line = text.count("\n", 0, found.start()) + 1
        named = f"an invisible line break (U+{ord(found.group()):04X})"
        return None, [Problem(name, line, f"contains {named}; replace it with a space")]
    builder = _Builder(name, text)
    try:
        value = builder.build()
    except _RefusedError as refused:
        return None, [Problem(name, refused.line, refused.message)]
    except yaml.MarkedYAMLError as error:
        return None, [Problem(name, *explain_yaml_error(error, text, builder.last_scalar, builder.bracket))]
    except yaml.YAMLError:
        bad = _FORBIDDEN.search(text)
        named = f" (U+{ord(bad.group()):04X})" if bad else ""
        line = text.count("\n", 0, bad.start() if bad else 0) + 1
        return None, [Problem(name, line, f"contains a character that YAML does not allow{named}; remove it")]
    except RecursionError:
        return None, [Problem(name, 1, f"nested more than {MAX_DEPTH} levels deep; see knowledge/README.md")]
    return YamlFile(name, value, builder.lines), builder.problems


@dataclass(slots=True)
class _Anchored:
    """What an anchor names, how many values that is and how deep they are, and the line of the anchor."""

    value: Any
    size: int
    depth: int
    line: int
    used: bool = False


class _Builder:
    """Turns libyaml's events into plain values."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.text_lines = text.splitlines()
        self.lines: dict[ValuePath, int] = {}
        self.problems: list[Problem] = []
        self.last_scalar: LastScalar | None = None
        self.bracket: int | None = None  # the line of the outermost [ or { that is open
        self._anchors: dict[str, _Anchored] = {}
        self._count = 0
        self._deepest = 0
        self._resolver: Any = yaml.SafeLoader("")

    def build(self) -> Any:
        loader = _LOADER(self.text)
        try:
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
        finally:
            loader.dispose()
        for name, anchored in self._anchors.items():
            if not anchored.used:
                message = f"`&{name}` is not read as text but as an anchor; put text that begins with & in quotes"
                self._report(anchored.line, message)
        return value

    def _events(self, loader: Any) -> Iterator[Any]:
        while True:
            yield loader.get_event()

    def _report(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.name, line, message))

    def _value(self, event: Any, events: Iterator[Any], path: ValuePath) -> Any:
        line = event.start_mark.line + 1
        self.lines[path] = line
        self._count += 1
        if self._count > MAX_VALUES:
            raise _RefusedError(line, f"the file has more than {MAX_VALUES:,} values; split it into smaller files")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path)
        if event.tag and not (event.tag in _SCALAR_TAGS and isinstance(event, yaml.ScalarEvent)):
            raise _RefusedError(line, f"`{event.tag}` is not read as text but as a tag; put the text in quotes")
        before, self._deepest = (self._count, self._deepest), len(path)
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event, path)
        else:
            value = self._collection(event, events, path)
        if event.anchor:
            size, depth = 1 + self._count - before[0], self._deepest - len(path)
            self._anchors[event.anchor] = _Anchored(value, size, depth, line)
        self._deepest = max(self._deepest, before[1])
        return value

    def _alias(self, event: Any, path: ValuePath) -> Any:
        """Return what the anchor named: programs that write YAML repeat a value this way."""
        line = event.start_mark.line + 1
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            raise _RefusedError(line, f"`*{event.anchor}` is not read as text but as an alias; put the text in quotes")
        anchored.used = True
        self._count += anchored.size
        self._refuse_depth(len(path) + anchored.depth, line)
        return anchored.value

    def _refuse_depth(self, depth: int, line: int) -> None:
        self._deepest = max(self._deepest, depth)
        if depth > MAX_DEPTH:
            raise _RefusedError(line, f"nested more than {MAX_DEPTH} levels deep; see knowledge/README.md")

    def _collection(self, event: Any, events: Iterator[Any], path: ValuePath) -> Any:
        line = event.start_mark.line + 1
        self._refuse_depth(len(path) + 1, line)
        outermost = bool(event.flow_style) and self.bracket is None
        if outermost:
            self.bracket = line
        if isinstance(event, yaml.SequenceStartEvent):
            value: Any = self._sequence(event, events, path)
        else:
            value = self._mapping(events, path)
        if outermost:
            self.bracket = None
        return value

    def _sequence(self, event: Any, events: Iterator[Any], path: ValuePath) -> list[Any]:
        items: list[Any] = []
        plain: list[bool] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            plain.append(isinstance(item, yaml.ScalarEvent) and not item.style)
            items.append(self._value(item, events, (*path, len(items))))
        if event.flow_style and all(plain) and splits_a_text(items):
            line = self.lines[path]
            self._report(line, "a comma inside [ ] splits a text in two; put each text in quotes, or on a line")
        return items

    def _mapping(self, events: Iterator[Any], path: ValuePath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key, line = self._key(event), event.start_mark.line + 1
            if key in found:
                first = self.lines[(*path, key)]
                entry = ", or begin a new entry with a hyphen" if key == "id" else ""
                self._report(line, f"duplicate key `{key}` (first on line {first}); keep only one{entry}")
                self._value(next(events), events, (*path, key))
                self.lines[(*path, key)] = first
                continue
            found[key] = self._value(next(events), events, (*path, key))
            self.lines[(*path, key)] = line
        return found

    def _key(self, event: Any) -> str:
        line, column = event.start_mark.line + 1, event.start_mark.column
        if self.text_lines[line - 1][:column].rstrip().endswith("?"):
            raise _RefusedError(line, "text that begins with ? must be in quotes")
        if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag or "\n" in event.value:
            raise _RefusedError(line, "a key must be a plain word; if this is text, put it in quotes")
        key: str = event.value
        hidden = name_space(key) or name_invisible(key)
        if hidden:
            shown = INVISIBLE.sub("", key).strip()
            raise _RefusedError(line, f"the key `{shown}` contains {hidden}; type the key again")
        return key

    def _scalar(self, event: Any, path: ValuePath) -> Any:
        """Return the value: text, or what `no`, `2024-10-25`, `12` and `~` stand for."""
        start, end = event.start_mark, event.end_mark
        self.last_scalar = LastScalar(event.style or "", start.line + 1, end.line + 1, end.column)
        if hidden := name_invisible(event.value):
            lines = range(start.line, min(end.line + 1, len(self.text_lines)))
            line = next((line for line in lines if INVISIBLE.search(self.text_lines[line])), start.line)
            self._report(line + 1, f"the text contains {hidden}, which readers can't see; remove it")
        is_item = bool(path) and isinstance(path[-1], int)
        if joined := find_joined_line(self.text_lines, event, is_item=is_item, in_brackets=self.bracket is not None):
            self._report(*joined)
        if event.tag:
            return event.value if event.tag.endswith(":str") else self._plain(event.value)
        if event.style:  # quoted or block style
            return event.value
        if message := find_swallowed_comment(self.text_lines, event):
            self._report(end.line + 1, message)
        return self._plain(event.value)

    def _plain(self, text: str) -> Any:
        """Return what a text without quotes stands for."""
        tag = self._resolver.resolve(yaml.ScalarNode, text, (True, False))
        if tag == "tag:yaml.org,2002:str" or len(text) > 100:  # no number or date is so long
            return text
        if tag == "tag:yaml.org,2002:int" and not _PLAIN_INTEGER.fullmatch(text):
            return text
        if tag == "tag:yaml.org,2002:float" and not _PLAIN_FLOAT.fullmatch(text):
            return text
        try:
            return self._resolver.construct_object(yaml.ScalarNode(tag, text))
        except (ValueError, yaml.YAMLError):  # 2024-13-45 looks like a date but isn't one
            return text
