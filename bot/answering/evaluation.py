"""Labelled questions, and what replies to them are worth."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.answering.desk import Desk
from bot.answering.reply import Reply
from bot.errors import QuestionsError
from bot.knowledge.model import Entry
from bot.matching.decision import CHOICES, Kind

VERDICTS = ("right", "offered", "missed", "wrong")


class AskedQuestion(BaseModel):
    """A line of `onrecord ask --jsonl`."""

    model_config = ConfigDict(frozen=True)

    id: str | int | None = None
    question: str
    history: Annotated[list[str] | str | None, Field(description="Earlier messages of the same person.")] = None

    @property
    def earlier(self) -> list[str]:
        """Return the earlier messages, oldest first."""
        return [self.history] if isinstance(self.history, str) else self.history or []


class LabelledQuestion(AskedQuestion):
    """A line of `onrecord eval`: each paragraph alone is an accepted citation, every `must` matches a right answer."""

    kind: str
    paragraphs: list[int]
    must: list[str] = []


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled question with its reply and the verdict on it, one of VERDICTS."""

    label: LabelledQuestion
    reply: Reply
    verdict: str


def read_questions(path: Path) -> list[LabelledQuestion]:
    """Read labelled questions, one JSON object a line; raises QuestionsError with every bad line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"{path}: cannot be read: {error}") from error
    found, wrong = [], []
    for number, line in enumerate(lines, start=1):
        if line.strip():
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
        return f"`{where}`: {first['msg']}" if where else "is not a JSON object with `id` and `question`"
    return f"`must`: {error}" if isinstance(error, re.error) else str(error)


def fits(label: LabelledQuestion, entry: Entry) -> bool:
    """Say whether an entry's answer is a right one: an accepted paragraph cited, every `must` found."""
    cited = any(place.paragraph in label.paragraphs for place in entry.citations)
    return cited and all(re.search(pattern, entry.text, re.IGNORECASE) for pattern in label.must)


def judge(label: LabelledQuestion, reply: Reply) -> str:
    """Return the verdict on a reply: right, offered, missed or wrong."""
    if not label.paragraphs:
        return "wrong" if reply.kind is Kind.ANSWER else "right"
    if reply.kind is Kind.ANSWER and reply.entry:
        return "right" if fits(label, reply.entry) else "wrong"
    offered = reply.kind is Kind.SUGGEST and any(fits(label, entry) for entry in reply.choices[:CHOICES])
    return "offered" if offered else "missed"


def ask_with_history(desk: Desk, asked: AskedQuestion) -> Reply:
    """Reply to a question after its earlier messages, as in one conversation."""
    earlier: str | None = None
    for message in asked.earlier:
        earlier = desk.thread(earlier, message)
    return desk.ask(asked.question, earlier)


def evaluate(desk: Desk, labels: Iterable[LabelledQuestion]) -> Iterator[Judged]:
    """Ask every labelled question and judge the replies."""
    for label in labels:
        reply = ask_with_history(desk, label)
        yield Judged(label, reply, judge(label, reply))


def dump(line: dict[str, object]) -> str:
    """Return one line of JSON."""
    return json.dumps(line, ensure_ascii=False)
