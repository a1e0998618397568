"""Write YAML as a person would, and change a file that a person wrote without touching the rest of it.

A change is made in the text, at the places that libyaml's parser names, and then read again: if the file doesn't say
exactly what it should, CannotEditError is raised and nothing is changed.
"""

import re
from typing import Any

import yaml

from bot.yaml_reader import ValuePath

_HASH = re.compile(r"(?:(?<=\s)|^)#")
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads every value as text: what is compared is what is written, whatever YAML would make of it."""


class CannotEditError(Exception):
    """The file is written in a way that can't be changed safely; a person has to do it."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        """Indent lists under their key."""
        return super().increase_indent(flow, False)


def dump_yaml(value: Any, flow: bool = False) -> str:
    """Return a value as YAML; in blocks one item per line, the outermost list not indented."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000, default_flow_style=flow
    )
    return text


def appended(text: str, value: list[Any] | dict[str, Any], path: ValuePath = ()) -> str:
    """Return a file's text with items added to the list at a path, or keys to the mapping; at its end without one."""
    if path:
        return _appended_within(text, value, path)
    node = _composed(text)
    before = text if text.endswith("\n") or not text else f"{text}\n"
    if node is None:
        return before + dump_yaml(value)
    if node.flow_style or isinstance(node, yaml.SequenceNode) != isinstance(value, list):
        raise CannotEditError
    old = _loaded(text)
    value_as_read = _as_read(value)
    wanted = [*old, *value_as_read] if isinstance(value, list) else {**old, **value_as_read}
    return _checked(before + _indented(dump_yaml(value), node.start_mark.column), wanted)


def _appended_within(text: str, value: list[Any] | dict[str, Any], path: ValuePath) -> str:
    node = _at(text, path)
    if node.flow_style or not node.value or isinstance(node, yaml.SequenceNode) != isinstance(value, list):
        raise CannotEditError
    end = _line_end(text, _end(text, node))
    wanted = _loaded(text)
    inner = _value_at(wanted, path)
    inner.extend(_as_read(value)) if isinstance(value, list) else inner.update(_as_read(value))
    added = _indented(dump_yaml(value), node.start_mark.column)
    return _checked(f"{text[:end]}\n{added.rstrip()}{text[end:]}", wanted)


def list_extended(text: str, path: ValuePath, more: list[str]) -> str:
    """Return a file's text with items added to the list at a path."""
    node = _at(text, path)
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise CannotEditError
    end = _end(text, node.value[-1])
    if node.flow_style:
        added = "".join(f", {dump_yaml([item], flow=True).strip()[1:-1]}" for item in more)
    else:
        end = _line_end(text, end)
        column = node.start_mark.column
        added = "".join(f"\n{' ' * column}- {dump_yaml([item]).strip().removeprefix('- ')}" for item in more)
    wanted = _loaded(text)
    _value_at(wanted, path).extend(_as_read(more))
    return _checked(text[:end] + added + text[end:], wanted)


def without_key(text: str, path: ValuePath) -> str:
    """Return a file's text without a key and its value."""
    *around, key = path
    node = _at(text, tuple(around))
    pair = next((pair for pair in node.value if pair[0].value == key), None) if _is_block_mapping(node) else None
    if pair is None:
        raise CannotEditError
    lines = text.splitlines(keepends=True)
    first, last = pair[0].start_mark.line, text.count("\n", 0, _end(text, pair[1]))
    if lines[first][: pair[0].start_mark.column].strip():
        raise CannotEditError  # "- approved: false" begins the entry
    wanted = _loaded(text)
    del _value_at(wanted, tuple(around))[key]
    kept = _comments(text, first, last)
    return _checked("".join([*lines[:first], *kept, *lines[last + 1 :]]), wanted)


def with_value(text: str, path: ValuePath, value: Any) -> str:
    """Return a file's text with another value at a path."""
    node = _at(text, path)
    start, end = node.start_mark.index, _end(text, node)
    if isinstance(node, yaml.ScalarNode) and not isinstance(value, list | dict):
        new = dump_yaml([value], flow=True).strip()[1:-1]
    elif isinstance(node, yaml.SequenceNode) and not node.flow_style:
        column = node.start_mark.column
        lines = text.count("\n", 0, start), text.count("\n", 0, end)
        notes = (f"{note.strip()}\n{' ' * column}" for note in _comments(text, *lines))
        new = "".join(notes) + _indented(dump_yaml(value), column).strip()
    else:
        raise CannotEditError
    *around, key = path
    wanted = _loaded(text)
    _value_at(wanted, tuple(around))[key] = _as_read(value)
    return _checked(text[:start] + new + text[end:], wanted)


def without_item(text: str, index: int) -> str:
    """Return the text of a file of entries without one of them; comments before it stay."""
    node = _composed(text)
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or index >= len(node.value):
        raise CannotEditError
    lines = text.splitlines(keepends=True)
    item = node.value[index]
    first, last = item.start_mark.line, text.count("\n", 0, _end(text, item))
    wanted = _loaded(text)
    del wanted[index]
    new = "".join([*lines[:first], *_comments(text, first, last), *lines[last + 1 :]])
    return new if not wanted and _composed(new) is None else _checked(new, wanted)


def _comments(text: str, first: int, last: int) -> list[str]:
    """Return the comments in some lines of a file, each on a line of its own: what a person noted there stays.

    A # within a value is no comment.
    """
    values = [token for token in yaml.scan(text, Loader=_LOADER) if isinstance(token, yaml.ScalarToken)]
    found = []
    start = 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        for match in _HASH.finditer(line) if first <= number <= last else ():
            at = start + match.start()
            if not any(value.start_mark.index <= at < value.end_mark.index for value in values):
                found.append(f"{line[match.start() :].strip()}\n")
                break
        start += len(line)
    return found


def _as_read(value: Any) -> Any:
    """Return a value as the file that it is written to is read: all text."""
    return _loaded(dump_yaml(value, flow=not isinstance(value, list | dict)))


def _composed(text: str) -> Any:
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise CannotEditError from error


def _loaded(text: str) -> Any:
    return yaml.load(text, Loader=_LOADER)


def _at(text: str, path: ValuePath) -> Any:
    node = _composed(text)
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        else:
            node = None
    if node is None:
        raise CannotEditError
    return node


def _value_at(value: Any, path: ValuePath) -> Any:
    try:
        for part in path:
            value = value[part]
    except (KeyError, IndexError, TypeError):
        raise CannotEditError from None
    return value


def _is_block_mapping(node: Any) -> bool:
    return isinstance(node, yaml.MappingNode) and not node.flow_style


def _is_block_text(node: Any) -> bool:
    """Say whether a value is text after a | or >, in which a # is no comment."""
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def _end(text: str, node: Any) -> int:
    """Return where a node's text ends; a block's own mark is only at the next token."""
    while not isinstance(node, yaml.ScalarNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end: int = node.end_mark.index
    return len(text[:end].rstrip()) if _is_block_text(node) else end


def _line_end(text: str, place: int) -> int:
    """Return where the line of a place ends: a comment may stand behind it."""
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _indented(text: str, column: int) -> str:
    return "".join(f"{' ' * column}{line}" if line.strip() else line for line in text.splitlines(keepends=True))


def _checked(text: str, wanted: Any) -> str:
    try:
        if _loaded(text) == wanted:
            return text
    except yaml.YAMLError:
        pass
    raise CannotEditError
