"""Records at many depths, each with labelled questions: what the confidence is learned on and tested with."""

import csv
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot import paths
from bot.answering.evaluation import LabelledQuestion
from bot.answering.jsonl import read_questions
from bot.drafting.record import DraftRecord
from bot.knowledge.loader import load_knowledge
from bot.knowledge.model import Citation, Entry, KnowledgeBase, Sentence
from tests.bench.foreign import record

DATA = Path(__file__).parents[1] / "data"
SHIPPED_DEPTHS = ((3, 12), (3, 12), (3, 60), (5, 12), (5, 30), (10, 12), (10, 60), (20, 40), (20, 110), (40, 110))
"""Phrasings an entry and unknowns of the thinned copies of the shipped record."""
NONE = "NO_NODES_DETECTED"  # HINT3's label for out of scope


@dataclass(frozen=True, slots=True)
class Labelled:
    """A record with questions; records of one `family` share questions or subject and are never split in testing."""

    name: str
    family: str
    knowledge: KnowledgeBase
    questions: Sequence[LabelledQuestion]


def project_records() -> Iterator[Labelled]:
    """Yield the project's own: the events of tests/data, and the shipped one whole and thinned."""
    yield from event_records(DATA / "events")
    questions = [label for name in "abc" for label in read_questions(DATA / "questions" / f"{name}.jsonl")]
    shipped = load_knowledge(paths.KNOWLEDGE, paths.COMMON).knowledge
    yield Labelled("shipped", "shipped", shipped, questions)
    for seed, (phrasings, unknowns) in enumerate(SHIPPED_DEPTHS):
        name = f"shipped {phrasings} x {unknowns} ({seed})"
        yield Labelled(name, "shipped", thinned(shipped, phrasings, unknowns, seed), questions)


def event_records(folder: Path) -> Iterator[Labelled]:
    """Yield the events in a folder: `record/` and `questions.jsonl` in each, and `deep/` where it was drafted."""
    for event in sorted(path.parent for path in folder.glob("*/questions.jsonl")):
        questions = read_questions(event / "questions.jsonl")
        knowledge = load_knowledge(event / "record", paths.COMMON).knowledge
        yield Labelled(event.name, event.name, knowledge, questions)
        if (event / "deep" / "event.yaml").exists():
            deep = DraftRecord(event / "deep", paths.COMMON).load()
            yield Labelled(f"{event.name} deep", event.name, deep, questions)


def foreign_records(folder: Path) -> Iterator[Labelled]:
    """Yield other people's data sets: StackFAQ and CLINC150 thinned, and HINT3's chatbot."""
    for seed, phrasings in enumerate((3, 4, 5, 8)):
        yield stackfaq(folder / "stackfaq-dev.json", phrasings, seed)
    for seed, (phrasings, intents) in enumerate(((3, 40), (5, 40), (10, 60), (20, 150))):
        yield clinc150(folder / "clinc150-dev.json", phrasings, intents, seed)
    for phrasings in (3, 5, 10, 1000):
        yield hint3(folder / "hint3", "sofmattress", phrasings)


def thinned(knowledge: KnowledgeBase, phrasings: int, unknowns: int, seed: int) -> KnowledgeBase:
    """Return a record with some phrasings for each entry, and some of its unknowns."""
    chance = random.Random(seed)
    gaps = [entry.id for entry in knowledge.own_entries if not entry.answerable]
    kept = set(chance.sample(gaps, min(unknowns, len(gaps))))
    entries = {}
    for key, entry in knowledge.entries.items():
        if not entry.common and not entry.answerable and key not in kept:
            continue
        questions = entry.questions[: min(3, phrasings)]
        rest = [phrasing for phrasing in entry.phrasings if phrasing not in questions]
        chosen = tuple(chance.sample(rest, min(len(rest), phrasings - len(questions))))
        whole = entry if entry.common else replace(entry, questions=questions, extra_phrasings=chosen, related=())
        entries[key] = whole
    return replace(knowledge, entries=entries)


def stackfaq(path: Path, phrasings: int, seed: int) -> Labelled:
    """Threads of StackFAQ: the title and some paraphrases are the record; a quarter of the threads is left out."""
    threads = json.loads(path.read_text("utf-8"))
    chance = random.Random(seed)
    entries: dict[str, list[str]] = {}
    asked = []
    for number, thread in enumerate(threads if isinstance(threads, list) else threads.values()):
        first, *others = dict.fromkeys(thread["questions"])
        chance.shuffle(others)
        if chance.random() < 0.25:
            asked += [(question, None) for question in (first, *others)]
        else:
            entries[f"t{number}"] = [first, *others[: phrasings - 1]]
            asked += [(question, f"t{number}") for question in others[phrasings - 1 :]]
    return _foreign(f"stackfaq {phrasings}", "stackfaq", entries, asked)


def clinc150(path: Path, phrasings: int, intents: int, seed: int) -> Labelled:
    """Some intents of CLINC150; its out-of-scope questions, and some of other intents, have no answer."""
    content = json.loads(path.read_text("utf-8"))
    chance = random.Random(seed)
    by_intent: dict[str, list[str]] = {}
    for text, intent in content["train"]:
        by_intent.setdefault(_slug(intent), []).append(text)
    kept = chance.sample(sorted(by_intent), intents)
    entries = {intent: chance.sample(by_intent[intent], phrasings) for intent in kept}
    inside = [(text, _slug(intent)) for text, intent in content["val"] if _slug(intent) in entries]
    outside = [text for text, intent in content["val"] if _slug(intent) not in entries][:200]
    outside += [text for text, _ in content["oos_val"]]
    chance.shuffle(inside)
    asked = inside[:500] + [(text, None) for text in outside]
    return _foreign(f"clinc150 {phrasings} x {intents}", "clinc150", entries, asked)


def hint3(folder: Path, bot: str, phrasings: int) -> Labelled:
    """A chatbot of HINT3 with its real users' questions."""
    chance = random.Random(0)
    entries: dict[str, list[str]] = {}
    for text, label in _rows(folder / f"{bot}_train.csv"):
        entries.setdefault(_slug(label), []).append(text)
    entries = {key: chance.sample(found, min(phrasings, len(found))) for key, found in entries.items()}
    asked = [(text, None if label == NONE else _slug(label)) for text, label in _rows(folder / f"{bot}_test.csv")]
    return _foreign(f"hint3 {bot} {phrasings}", "hint3", entries, asked)


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.reader(file) if row][1:]


def _foreign(
    name: str, family: str, entries: Mapping[str, Sequence[str]], asked: Sequence[tuple[str, str | None]]
) -> Labelled:
    """Return a record with an entry for each key, which cites a paragraph of its own: that is its label."""
    plain = record(entries)
    common = {k: e for k, e in load_knowledge(paths.KNOWLEDGE, paths.COMMON).knowledge.entries.items() if e.common}
    number = {key: i for i, key in enumerate(entries, start=1)}
    own: dict[str, Entry] = {
        key: replace(entry, answer=(Sentence("", (Citation("s", number[key]),)),))
        for key, entry in plain.entries.items()
    }
    questions = [
        LabelledQuestion(question=text, kind=family, paragraphs=[number[key]] if key in number else [])
        for text, key in asked
    ]
    return Labelled(name, family, replace(plain, entries={**own, **common}), questions)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"
