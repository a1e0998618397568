"""What a record has and nothing is answered from: stubs, proposals, exams."""

import re
from typing import Any

from bot.errors import Problem
from bot.knowledge.checks import NO_ENTRY
from bot.knowledge.files import KnowledgeFile
from bot.knowledge.model import Exam, ExamQuestion
from bot.knowledge.unchecked import ExamAt, UncheckedKnowledge
from bot.yaml_reader import YamlFile

_EXAM_FILE = re.compile(r"round-([1-9][0-9]{0,3})")


def is_stub(item: Any) -> bool:
    """Say whether an entry is as `onrecord new` made it: no question and no sentence is written yet."""
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or item.get("gap"):
        return False
    questions, answer = item.get("questions"), item.get("answer")
    if not (isinstance(questions, list) and isinstance(answer, list) and answer):
        return False
    says = [sentence.get("says", "") if isinstance(sentence, dict) else sentence for sentence in answer]
    return not any(questions) and not any(says)


def add_exam(unchecked: UncheckedKnowledge, parsed: YamlFile, value: dict[str, list[str]], file: KnowledgeFile) -> None:
    """Add the exam of a round; the ids are checked once all entries are known."""
    named = _EXAM_FILE.fullmatch(file.topic)
    if named is None:
        message = "is not the name of an exam; rename it to round-1.yaml, round-2.yaml and so on"
        unchecked.problems.append(Problem(file.name, 1, message))
        return
    number = int(named[1])
    questions = tuple(
        ExamQuestion(question, None if key == NO_ENTRY else key) for key, found in value.items() for question in found
    )
    unchecked.exams = tuple(sorted((*unchecked.exams, Exam(number, questions)), key=lambda exam: exam.round))
    for key in value:
        unchecked.positions.add(ExamAt(key, number), file.name, parsed.line((key,)))


def set_proposals_apart(unchecked: UncheckedKnowledge) -> None:
    """Take what is to replace another entry, and isn't approved yet, out of what is answered from."""
    for key, entry in list(unchecked.entries.items()):
        if entry.replaces and not entry.approved:
            unchecked.proposals[key] = unchecked.entries.pop(key)
