"""A folder of YAML files -> a KnowledgeBase, or every problem they have."""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.errors import KnowledgeError, Problem
from bot.knowledge.checks import check
from bot.knowledge.files import FolderSnapshot, KnowledgeFile, read_files
from bot.knowledge.messages import explain
from bot.knowledge.model import Citation, Entry, Event, KnowledgeBase, Sentence, Source
from bot.knowledge.shapes import FILES, EntryShape, EventFile, EventShape, SentenceShape, SourceShape
from bot.knowledge.unchecked import (
    IF_DELETED,
    MAX_PROBLEMS,
    CitationAt,
    ConceptAt,
    EntryAt,
    EventAt,
    PhrasingAt,
    Positions,
    SourceAt,
    UncheckedKnowledge,
)
from bot.knowledge.unserved import add_exam, is_stub, set_proposals_apart
from bot.yaml_reader import ValuePath, YamlFile, parse_yaml

_parsed = lru_cache(maxsize=512)(parse_yaml)  # a reload parses only the files that changed
_ADAPTERS: dict[str, TypeAdapter[Any]] = {kind: TypeAdapter(shape) for kind, shape in FILES.items()}


@dataclass(frozen=True, slots=True)
class LoadedKnowledge:
    """A knowledge base, and the file and line of everything in it."""

    knowledge: KnowledgeBase
    positions: Positions


def load_knowledge(folder: Path, common: Path | None = None) -> LoadedKnowledge:
    """Load the event in `folder` and the `common` entries; raises KnowledgeError with every problem at once."""
    return load_snapshot(read_files(folder, common), folder)


def load_snapshot(snapshot: FolderSnapshot, folder: Path, to_serve: bool = True) -> LoadedKnowledge:
    """Load what was read from `folder`; raises KnowledgeError with every problem at once.

    Without `to_serve`, a record may have nothing yet that people could read.
    """
    unchecked = read_unchecked(snapshot, folder)
    if not unchecked.problems:
        check(unchecked, to_serve)
    if unchecked.problems or unchecked.event is None:
        raise KnowledgeError(unchecked.capped_problems)
    knowledge = KnowledgeBase(
        event=unchecked.event,
        sources=unchecked.sources,
        concepts=unchecked.concepts,
        entries=unchecked.entries,
        checksum=snapshot.checksum,
        proposals=unchecked.proposals,
        exams=unchecked.exams,
        stubs=unchecked.stubs,
    )
    return LoadedKnowledge(knowledge, unchecked.positions)


def read_unchecked(snapshot: FolderSnapshot, folder: Path) -> UncheckedKnowledge:
    """Read every file; what is well formed is in the result, what is not is among its problems."""
    unchecked = UncheckedKnowledge(problems=list(snapshot.problems), unread=bool(snapshot.problems))
    if not snapshot.checksum:
        return unchecked
    if not any(file.kind == "event" for file in snapshot.files):
        name = f"{folder.resolve().name}/event.yaml"
        unchecked.problems.append(Problem(name, 1, "is missing; see knowledge/README.md"))
    phrasings: list[tuple[str, tuple[str, ...], KnowledgeFile, int]] = []
    for file in snapshot.files:
        parsed, problems = _parsed(file.content, file.name)
        unchecked.problems += problems
        if parsed is None:
            unchecked.unread |= file.kind == "entries"
            continue
        if parsed.value is None:
            if file.kind == "event":
                unchecked.problems.append(Problem(file.name, 1, "is empty; see knowledge/README.md"))
            continue
        value = _validated(unchecked, parsed, file.kind)
        match file.kind:
            case _ if value is None:
                unchecked.unread |= file.kind == "entries"
            case "event":
                _add_event(unchecked, parsed, value)
            case "concepts":
                _add_concepts(unchecked, parsed, value)
            case "phrasings":
                phrasings += [(key, tuple(found), file, parsed.line((key,))) for key, found in value.items()]
                for key, found in value.items():
                    for i, phrasing in enumerate(found):
                        unchecked.positions.add(PhrasingAt(key, phrasing), parsed.name, parsed.line((key, i)))
            case "exam":
                add_exam(unchecked, parsed, value, file)
            case _:
                _add_entries(unchecked, parsed, value, file)
    _add_phrasings(unchecked, phrasings)
    set_proposals_apart(unchecked)
    return unchecked


def _validated(unchecked: UncheckedKnowledge, file: YamlFile, kind: str) -> Any:
    """Return a file's content in its shape; of a file of entries the ones that are well formed."""
    if kind == "entries" and isinstance(file.value, list):
        return _well_formed_entries(unchecked, file)
    try:
        return _ADAPTERS[kind].validate_python(file.value)
    except ValidationError as error:
        unchecked.problems += _problems(file, kind, error, ())
        return None


def _well_formed_entries(unchecked: UncheckedKnowledge, file: YamlFile) -> list[EntryShape]:
    found = []
    count = 0
    for i, item in enumerate(file.value):
        if is_stub(item):
            unchecked.stubs += 1
            unchecked.ids.add(item["id"])
            continue
        try:
            found.append(EntryShape.model_validate(item))
        except ValidationError as error:
            if count < MAX_PROBLEMS:
                unchecked.problems += _problems(file, "entries", error, (i,))
            else:  # counted, not explained: a file of nothing but mistakes has hundreds of thousands
                unchecked.problems += [Problem(file.name, file.line((i,)), "")] * error.error_count()
            count += error.error_count()
    return found


def _problems(file: YamlFile, kind: str, error: ValidationError, start: ValuePath) -> list[Problem]:
    """Return the problems of a file, one for each place; `start` is the path of what was validated."""
    found: dict[ValuePath, Problem] = {}
    for detail in error.errors(include_url=False):
        path = (*start, *(part for part in detail["loc"] if part != "[key]"))
        explained = len(found) < MAX_PROBLEMS
        message = explain({**detail, "loc": path}, _allowed_keys(kind, path)) if explained else ""
        found.setdefault(path, Problem(file.name, file.line(path), message))
    return list(found.values())


def _allowed_keys(kind: str, path: ValuePath) -> list[str]:
    if kind == "event":
        shape: Any = {"event": EventShape, "sources": SourceShape}.get(str(path[0])) if len(path) > 1 else EventFile
    else:
        shape = SentenceShape if "answer" in path[1:-1] else EntryShape
    return list(shape.model_fields) if shape else []


def _add_event(unchecked: UncheckedKnowledge, file: YamlFile, value: EventFile) -> None:
    event = value.event
    unchecked.event = Event(
        id=event.id,
        title=event.title,
        as_of=event.as_of,
        stale_after_days=event.stale_after_days,
        must_not_answer=tuple(event.never),
    )
    unchecked.positions.add(EventAt(), file.name, file.line(("event",)))
    for i in range(len(event.never)):
        unchecked.positions.add(EventAt(i), file.name, file.line(("event", "never", i)))
    for key, source in value.sources.items():
        unchecked.sources[key] = Source(id=key, **source.model_dump())
        unchecked.positions.add(SourceAt(key), file.name, file.line(("sources", key)))


def _add_concepts(unchecked: UncheckedKnowledge, file: YamlFile, value: dict[str, list[str]]) -> None:
    for concept, words in value.items():
        if concept in unchecked.concepts:
            first = unchecked.positions.find(ConceptAt(concept))
            message = f"the concept `{concept}` is already in {first}; merge the two"
            unchecked.problems.append(Problem(file.name, file.line((concept,)), message))
            continue
        unchecked.concepts[concept] = tuple(words)
        unchecked.positions.add(ConceptAt(concept), file.name, file.line((concept,)))
        for i in range(len(words)):
            unchecked.positions.add(ConceptAt(concept, i), file.name, file.line((concept, i)))


def _add_entries(
    unchecked: UncheckedKnowledge, parsed: YamlFile, shapes: list[EntryShape], file: KnowledgeFile
) -> None:
    lines: dict[str, int] = {}
    for i, item in enumerate(parsed.value):  # the second of two equal ids is the one to report
        key = item.get("id") if isinstance(item, dict) else None
        if not isinstance(key, str):
            continue
        unchecked.ids.add(key)
        taken = unchecked.entries.get(key)
        if is_stub(item):
            continue
        if key in lines or (taken and not file.common):
            where = (
                f"line {parsed.line((lines[key], 'id'))}" if key in lines else unchecked.positions.find(EntryAt(key))
            )
            message = f"the id `{key}` is already used ({where}); give this entry its own"
            unchecked.problems.append(Problem(file.name, parsed.line((i, "id")), message))
        else:
            lines[key] = i
    for shape in shapes:
        if shape.id in unchecked.entries or shape.id not in lines:
            continue
        unchecked.entries[shape.id] = _entry(shape, file)
        _note_entry(unchecked.positions, parsed, shape, lines[shape.id])


def _note_entry(positions: Positions, file: YamlFile, shape: EntryShape, i: int) -> None:
    positions.add(EntryAt(shape.id), file.name, file.line((i, "id")))
    for name in EntryShape.model_fields:
        positions.add(EntryAt(shape.id, name), file.name, file.line((i, name)))
    for name in ("answer", "related", "asks"):
        for k in range(len(getattr(shape, name))):
            positions.add(EntryAt(shape.id, name, k), file.name, file.line((i, name, k)))
    for k, sentence in enumerate(shape.answer):
        for n in range(len(sentence.cites)):
            positions.add(CitationAt(shape.id, k, n), file.name, file.line((i, "answer", k, "cites", n)))
    for k, phrasing in enumerate(shape.questions):
        positions.add(PhrasingAt(shape.id, phrasing), file.name, file.line((i, "questions", k)))


def _entry(shape: EntryShape, file: KnowledgeFile) -> Entry:
    return Entry(
        id=shape.id,
        status=shape.status,
        questions=tuple(shape.questions),
        answer=tuple(Sentence(sentence.says, _citations(sentence.cites)) for sentence in shape.answer),
        gap=shape.gap,
        related=tuple(shape.related),
        must_match=tuple(shape.asks),
        topic=file.topic,
        common=file.common,
        approved=shape.approved,
        replaces=shape.replaces,
        replaced_by=shape.replaced_by,
        happened=shape.happened,
        review_by=shape.review_by,
    )


def _citations(cites: list[str]) -> tuple[Citation, ...]:
    split = (text.rsplit(":", 1) for text in cites)
    return tuple(Citation(source, int(paragraph)) for source, paragraph in split)


def _add_phrasings(
    unchecked: UncheckedKnowledge, phrasings: list[tuple[str, tuple[str, ...], KnowledgeFile, int]]
) -> None:
    """Add the extra phrasings to their entries, once all entries are known."""
    for key, found, file, line in phrasings:
        entry = unchecked.entries.get(key)
        if entry is None and (unchecked.unread or key in unchecked.ids):
            continue  # the entry has a problem of its own
        if entry is None:
            hint = unchecked.hint(key, unchecked.entries) or IF_DELETED
            unchecked.problems.append(Problem(file.name, line, f"no entry has the id `{key}`; {hint}"))
        elif entry.common and not file.common:
            message = (
                f"`{key}` belongs to the common entries of every event; write an entry of your own, with another id"
            )
            unchecked.problems.append(Problem(file.name, line, message))
        elif entry.common == file.common:
            unchecked.entries[key] = replace(entry, extra_phrasings=entry.extra_phrasings + found)
