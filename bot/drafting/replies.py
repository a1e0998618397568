"""What a language model replied -> the items in it, whatever stands around them; nothing in it is trusted yet.

Models add prose and fences, forget quotes, indent as they like, and stop in the middle. So a reply is read line by
line: each is a key with or without a value, an item of a list, or the rest of the text before it, or it is named.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

MAX_LINE = 2_000  # characters; four times as long as a question may be
MAX_CHARACTERS = 400_000  # of one reply; the longest asked for has a tenth of that


class PromptKind(StrEnum):
    """What a prompt asks for."""

    ENTRIES = "entries"
    CONCEPTS = "concepts"
    PHRASINGS = "phrasings"
    UNKNOWNS = "unknowns"
    EXAM = "exam"


_KEYS = {
    PromptKind.ENTRIES: ("id", "topic", "status", "replaces", "questions", "answer", "says", "cites", "gap"),
    PromptKind.UNKNOWNS: ("id", "gap", "questions", "status"),
    PromptKind.EXAM: ("asks", "entry"),
}
_FIRST = {PromptKind.ENTRIES: ("id",), PromptKind.UNKNOWNS: ("id",), PromptKind.EXAM: ("asks",)}
"""The keys with which an item of a list begins."""
_MOST = {"questions": MAX_CHARACTERS, "texts": MAX_CHARACTERS, "asks": MAX_CHARACTERS, "answer": 0}
"""How many texts a field may have, where it isn't one; the texts of an answer are in its sentences."""
_FENCE = re.compile(r"^\s*(```|~~~)")
_LINE = re.compile(r"^(?P<indent>\s*)(?P<dash>(?:[-*•]\s+)*-?$|(?:[-*•]\s+)*)(?P<rest>.*?)\s*$")
_KEY = re.compile(r"""^["']?(?P<key>[A-Za-z][A-Za-z0-9_ -]{0,60}?)["']?\s*:(?:\s+(?P<value>.*))?$""")
_ITEM = re.compile(r"\s*[-*•]\s+\S|\s*[a-z0-9_-]+:(?:\s|$)")
_ID = re.compile(r"[a-z0-9]+(?:[-_ ][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a reply, and its line in it, from 1. `cut` says that it has a beginning but no end."""

    value: str
    line: int
    cut: bool = False


@dataclass(slots=True)
class Said:
    """One sentence of an answer as it was replied: its text, and what it cites."""

    line: int
    says: list[Text] = field(default_factory=list)
    cites: list[Text] = field(default_factory=list)


@dataclass(slots=True)
class Item:
    """One item of a reply: its fields by name, each with its texts in order; `sentences` are those of an answer."""

    line: int
    fields: dict[str, list[Text]] = field(default_factory=dict)
    sentences: list[Said] = field(default_factory=list)

    def first(self, name: str) -> str:
        """Return the first text of a field; nothing where there is none."""
        found = self.fields.get(name)
        return found[0].value if found else ""

    def surplus(self) -> list[Text]:
        """Return the texts that stand where there should be fewer, or none."""
        beyond = [text for key, texts in self.fields.items() for text in texts[_MOST.get(key, 1) :]]
        return beyond + [text for sentence in self.sentences for text in sentence.says[1:]]


@dataclass(frozen=True, slots=True)
class ReadReply:
    """The items of a reply, the lines that are none of them, and whether it stops in the middle."""

    items: tuple[Item, ...]
    stray: tuple[Text, ...]
    cut: bool


def read_reply(reply: str, kind: PromptKind) -> ReadReply:
    """Read a reply to a prompt of a kind. Never fails: what is not understood is among the stray lines."""
    text = reply[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    as_yaml = _from_json(text, kind)
    reader = _Listed(kind) if kind in _KEYS else _Keyed()
    for number, line, fenced in _content_lines(as_yaml if as_yaml is not None else text):
        if fenced:
            reader.take(number, line)
        elif _ITEM.match(line):  # prose around the block is as expected; more of the list is not
            reader.stray.append(Text(line.strip(), number))
    open_fence = as_yaml is None and sum(bool(_FENCE.match(line)) for line in text.split("\n")) % 2 == 1
    for item in reader.items:
        reader.stray += item.surplus()
    cut = open_fence or len(reply) > MAX_CHARACTERS or reader.ends_in_the_middle
    return ReadReply(tuple(reader.items), tuple(reader.stray), cut)


def _content_lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the lines with text, with their numbers, and whether they are inside the fences; without any, all are."""
    lines = text.split("\n")
    inside = not any(_FENCE.match(line) for line in lines)
    for number, line in enumerate(lines, start=1):
        if _FENCE.match(line):
            inside = not inside
        elif line.strip():
            yield number, line.rstrip()[:MAX_LINE], inside


def _from_json(text: str, kind: PromptKind) -> str | None:
    """Return a reply in JSON as lines that can be read like any other; None when it isn't JSON."""
    bare = "\n".join(line for line in text.split("\n") if not _FENCE.match(line)).strip()
    if not bare.startswith(("[", "{")):
        return None
    try:
        value = json.loads(bare)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict) and kind in _KEYS:  # {"entries": […]}
        value = next((inner for inner in value.values() if isinstance(inner, list)), [value])
    return "\n".join(_as_lines(value)).encode("utf-8", "replace").decode()  # JSON can hold half a pair of surrogates


def _as_lines(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{key}:"
            yield from _as_list(inner)
        return
    for item in value if isinstance(value, list) else []:
        for n, (key, inner) in enumerate(item.items() if isinstance(item, dict) else ()):
            start = "- " if n == 0 else "  "
            if isinstance(inner, list | dict):
                yield f"{start}{key}:"
                yield from _as_list(inner)
            else:
                yield f"{start}{key}: {json.dumps(str(inner), ensure_ascii=False)}"


def _as_list(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            for n, (key, inner) in enumerate(item.items()):
                listed = inner if isinstance(inner, list) else [inner]
                shown = ", ".join(json.dumps(str(one), ensure_ascii=False) for one in listed)
                yield f"    {'- ' if n == 0 else '  '}{key}: {f'[{shown}]' if isinstance(inner, list) else shown}"
        else:
            yield f"    - {json.dumps(str(item), ensure_ascii=False)}"


class _Reader:
    """Collects items; what a line continues is remembered from the one before."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.stray: list[Text] = []
        self._texts: list[Text] | None = None  # where the next item of a list goes

    @property
    def ends_in_the_middle(self) -> bool:
        """Whether the last text has no end."""
        if not self.items:
            return False
        last = self.items[-1]
        said = [text for sentence in last.sentences for text in sentence.says]
        return any(text.cut for text in (*said, *(text for found in last.fields.values() for text in found)))

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        parts = _LINE.match(line)
        assert parts is not None
        rest, dash, indented = parts["rest"], bool(parts["dash"]), bool(parts["indent"])
        named = _KEY.match(rest)
        key, value = (named["key"].strip().lower(), named["value"] or "") if named else ("", "")
        if named and self._is_key(key, value, nested=dash and indented):
            self._begin(number, key)
            assert self._texts is not None
            self._texts += _texts(value, number)
        elif dash and self._texts is not None:
            self._texts += _texts(rest, number)
        elif rest not in ("-", "", "---", "..."):
            self._continue(number, rest, indented and not dash)

    def _is_key(self, key: str, value: str, *, nested: bool) -> bool:
        """Say whether a line with a colon begins a field; `nested` is an indented item of a list."""
        raise NotImplementedError

    def _begin(self, number: int, key: str) -> None:
        """Begin a field, and an item where it is the first of one; its texts go into `_texts`."""
        raise NotImplementedError

    def _continue(self, number: int, text: str, indented: bool) -> None:
        """Add a line to the text before it, where it can only be its rest."""
        short = self._texts and len(self._texts[-1].value) < MAX_LINE
        if indented and self._texts and short and (self._texts[-1].cut or not _KEY.match(text)):
            before = self._texts[-1]
            joined = f"{before.value} {text}".strip()
            value, cut = _unquoted(f'"{joined}' if before.cut else joined)
            self._texts[-1] = Text(value, before.line, cut)
        else:
            self.stray.append(Text(text, number))


class _Listed(_Reader):
    """Reads a list of items with known keys."""

    def __init__(self, kind: PromptKind) -> None:
        super().__init__()
        self._keys, self._first = _KEYS[kind], _FIRST[kind]

    def _is_key(self, key: str, value: str, *, nested: bool) -> bool:
        return key in self._keys

    def _begin(self, number: int, key: str) -> None:
        if key in self._first or not self.items:
            self.items.append(Item(number))
        item = self.items[-1]
        if key == "says":
            item.sentences.append(Said(number))
            self._texts = item.sentences[-1].says
        elif key == "cites" and item.sentences:
            self._texts = item.sentences[-1].cites
        else:
            self._texts = item.fields.setdefault(key, [])


class _Keyed(_Reader):
    """Reads lists under keys: phrasings by entry, words by concept."""

    def _is_key(self, key: str, value: str, *, nested: bool) -> bool:
        return bool(_ID.fullmatch(key)) and (value == "" or value.startswith("[")) and not nested

    def _begin(self, number: int, key: str) -> None:
        self.items.append(Item(number, {"key": [Text(re.sub("[_ ]", "-", key), number)]}))
        self._texts = self.items[-1].fields.setdefault("texts", [])


def _texts(value: str, line: int) -> list[Text]:
    """Return the text that a value is, or those of a list in brackets."""
    value = value.strip()
    if value in ("", ">", ">-", "|", "|-", "[]"):
        return []
    parts = _split_list(value[1:].removesuffix("]")) if value.startswith("[") else [value]
    unquoted = (_unquoted(part) for part in parts if part.strip())
    return [Text(text, line, cut) for text, cut in unquoted if text or cut]


def _split_list(inner: str) -> list[str]:
    """Split at the commas that are not inside quotes."""
    parts, quote, start = [], "", 0
    for i, char in enumerate(inner):
        if quote:
            quote = "" if char == quote and inner[i - 1] != "\\" else quote
        elif char in "\"'" and not inner[start:i].strip():
            quote = char
        elif char == ",":
            parts.append(inner[start:i])
            start = i + 1
    return [*parts, inner[start:]]


def _unquoted(value: str) -> tuple[str, bool]:
    """Return a value without its quotes, and whether it begins with one that is never closed."""
    value = value.strip()
    quote = value[:1]
    if quote not in ('"', "'"):
        return value, False
    for i in range(1, len(value)):
        closes = value[i] == quote and value[i - 1] != "\\"
        if closes and not value[i + 1 :].lstrip(" ,]").strip().strip("#"):
            return _unescaped(value[1:i], quote), False
        if closes and re.match(r",?\s+#", value[i + 1 :]):  # a comment
            return _unescaped(value[1:i], quote), False
    if value.count(quote) > 1 and not value.rstrip().endswith(quote):
        return value, False  # “"No" is what they said”: the quotes belong to the text
    return _unescaped(value[1:], quote), True


def _unescaped(text: str, quote: str) -> str:
    if quote == "'":
        return text.replace("''", "'").strip()
    return text.replace('\\"', '"').replace("\\'", "'").replace("\\n", " ").replace("\\\\", "\\").strip()
