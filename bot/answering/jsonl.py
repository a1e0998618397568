"""Questions as JSON Lines: what `onrecord ask --jsonl` and `onrecord eval` read, and how both write."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import QuestionsError

MAX_HISTORY = 20  # earlier messages that are read; what lies further back is forgotten in a conversation, too


class AskedQuestion(BaseModel):
    """A line of `onrecord ask --jsonl`."""

    model_config = ConfigDict(frozen=True)

    id: str | int | None = None
    question: str
    history: Annotated[list[str] | str | None, Field(description="Earlier messages of the same person.")] = None

    @property
    def earlier(self) -> list[str]:
        """The latest of the earlier messages, oldest first."""
        history = [self.history] if isinstance(self.history, str) else self.history or []
        return history[-MAX_HISTORY:]


class LabelledQuestion(AskedQuestion):
    """A line of `onrecord eval`: each paragraph alone is an accepted citation, every `must` matches a right answer.

    `paragraphs` are of the source named in `source`; without it, of any.
    """

    kind: str
    paragraphs: list[int]
    must: list[str] = []
    source: str | None = None


def lines_of(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the lines with text in JSON Lines content, with their numbers from 1; only line feeds end a line."""
    for number, line in enumerate(content.split(b"\n"), start=1):
        text = line.removeprefix(b"\xef\xbb\xbf").strip()  # the mark of UTF-8 begins a file, and files put together
        if text:
            yield number, text


def read_questions(path: Path) -> list[LabelledQuestion]:
    """Read labelled questions; raises QuestionsError with every bad line."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise QuestionsError(f"{path}: cannot be read: {error.strerror}") from error
    found, wrong = [], []
    for number, line in lines_of(content):
        try:
            label = LabelledQuestion.model_validate_json(line)
            for pattern in label.must:
                re.compile(pattern)
            found.append(label)
        except (ValidationError, re.error) as error:
            wrong.append(f"{path}:{number}: {first_reason(error)}")
    if wrong:
        raise QuestionsError("\n".join(wrong))
    return found


def first_reason(error: Exception) -> str:
    """Return in a line what is wrong with a question's line."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"`{where}`: {first['msg']}" if where else 'is not a JSON object such as {"id": 1, "question": "…"}'
    return f"`must`: {error}" if isinstance(error, re.error) else str(error)


def dump(line: dict[str, object]) -> str:
    """Return one line of JSON."""
    return json.dumps(line, ensure_ascii=False)
