"""A folder of YAML files -> a KnowledgeBase, or every problem they have."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.errors import KnowledgeError, Problem
from bot.knowledge import checks
from bot.knowledge.messages import explain
from bot.knowledge.model import Citation, Entry, Event, KnowledgeBase, Sentence, Source, Status
from bot.knowledge.shapes import FILES, EntryShape, EventFile
from bot.knowledge.yaml_file import YamlFile, read_yaml

MAX_FILES = 500  # an event of 5,000 entries fits in 200 files
_ADAPTERS: dict[str, TypeAdapter[Any]] = {kind: TypeAdapter(shape) for kind, shape in FILES.items()}


@dataclass(slots=True)
class Draft:
    """What the files say before it is checked as a whole; `places` tells where each thing stands."""

    event: Event | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    concepts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    tails: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    places: dict[tuple[str | int, ...], tuple[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, place: tuple[str | int, ...], message: str) -> None:
        """Add a problem at the file and line of `place`, or of the nearest place around it."""
        while place not in self.places and len(place) > 1:
            place = place[:-1]
        self.problems.append(Problem(*self.places.get(place, ("event.yaml", 1)), message))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A knowledge base, and the file and line of each entry and sentence (`(entry, sentence index)`)."""

    knowledge: KnowledgeBase
    places: Mapping[tuple[str | int, ...], tuple[str, int]]


def knowledge_files(folder: Path, common: Path | None) -> list[tuple[Path, str, bool]]:
    """Return the YAML files of the common entries, then of the event: path, name to report, whether common."""
    shared = [(path, _name(common, path), True) for path in _yaml_files(common)] if common else []
    return shared + [(path, _name(folder, path), False) for path in _yaml_files(folder)]


def knowledge_checksum(folder: Path, common: Path | None) -> str:
    """Return the SHA-256 over names and bytes of every file that the knowledge is read from."""
    digest = hashlib.sha256()
    for path, name, _ in knowledge_files(folder, common):
        try:
            content = path.read_bytes() if path.stat().st_size < 64_000_000 else b""
        except OSError:
            content = b""
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def load_knowledge(folder: Path, common: Path | None = None) -> Loaded:
    """Load the event in `folder` and the `common` entries; raises KnowledgeError with every problem at once."""
    checksum = knowledge_checksum(folder, common)  # first: a file saved meanwhile must count as changed
    draft = read_draft(folder, common)
    if not draft.problems:
        checks.check(draft)
    if draft.problems or draft.event is None:
        raise KnowledgeError(draft.problems)
    knowledge = KnowledgeBase(draft.event, draft.sources, draft.concepts, draft.entries, checksum)
    return Loaded(knowledge, draft.places)


def read_draft(folder: Path, common: Path | None) -> Draft:
    """Read every file; what is well formed is in the draft, what is not is among its problems."""
    draft = Draft()
    if not folder.is_dir():
        draft.problems.append(Problem(str(folder), 1, "is not a folder; name the folder that holds event.yaml"))
        return draft
    files = knowledge_files(folder, common)
    if len(files) > MAX_FILES:
        draft.problems.append(Problem(str(folder), 1, f"holds over {MAX_FILES} YAML files; put some together"))
        return draft
    if not any(path.name == "event.yaml" for path, _, shared in files if not shared):
        draft.problems.append(Problem(f"{folder.name}/event.yaml", 1, "is missing; see knowledge/README.md"))
    for path, name, shared in files:
        parsed, problems = read_yaml(path, name)
        draft.problems += problems
        if parsed is not None and parsed.value is not None:
            _add(draft, parsed, _kind(path, shared), shared)
        elif parsed is not None and path.name == "event.yaml":
            draft.problems.append(Problem(name, 1, "is empty; see knowledge/README.md"))
    for entry, wordings, name in draft.tails:
        if entry in draft.entries:
            before = draft.entries[entry]
            draft.entries[entry] = replace(before, wordings=before.wordings + wordings)
        elif not draft.problems:
            hint = checks.did_you_mean(entry, draft.entries)
            draft.report((name, "wordings", entry), f"no entry has the id `{entry}`; {hint}")
    return draft


def _yaml_files(folder: Path) -> Iterator[Path]:
    found = (path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml") and path.is_file())
    return iter(sorted(path for path in found if not path.name.startswith(".")))


def _name(folder: Path, path: Path) -> str:
    """Name a file as the user would: from the folder `knowledge` on where there is one."""
    return f"{'knowledge/' if folder.parent.name == 'knowledge' else ''}{folder.name}/{path.relative_to(folder)}"


def _kind(path: Path, shared: bool) -> str:
    if path.parent.name == "wordings":
        return "wordings"
    return {"event": "event", "concepts": "concepts"}.get(path.stem, "entries") if not shared else "entries"


def _add(draft: Draft, file: YamlFile, kind: str, shared: bool) -> None:
    """Check a file's shape and put what it holds into the draft."""
    try:
        value = _ADAPTERS[kind].validate_python(file.value)
    except ValidationError as error:
        draft.problems += _problems(file, kind, error)
        if kind != "entries" or not isinstance(file.value, list):
            return
        value = [shape for item in file.value if (shape := _entry_or_none(item))]
    match kind:
        case "event":
            _add_event(draft, file, value)
        case "concepts":
            draft.concepts.update({key: tuple(found) for key, found in value.items()})
            draft.places |= {("concept", key): (file.name, file.line((key,))) for key in value}
            draft.places |= {
                ("concept", key, i): (file.name, file.line((key, i))) for key in value for i in range(len(value[key]))
            }
        case "wordings":
            for key, found in value.items():
                draft.tails.append((key, tuple(found), file.name))
                draft.places[file.name, "wordings", key] = (file.name, file.line((key,)))
                for i, wording in enumerate(found):
                    draft.places.setdefault(("wording", key, wording), (file.name, file.line((key, i))))
        case _:
            _add_entries(draft, file, value, shared)


def _entry_or_none(item: Any) -> EntryShape | None:
    try:
        return EntryShape.model_validate(item)
    except ValidationError:
        return None


def _problems(file: YamlFile, kind: str, error: ValidationError) -> list[Problem]:
    """Return one problem a place: pydantic reports each branch of a union, the user made one mistake."""
    found: dict[tuple[int, str], Problem] = {}
    for detail in error.errors(include_url=False):
        path = tuple(part for part in detail["loc"] if not _is_branch(part))
        line = file.line(path)
        message = explain({**detail, "loc": path}, _keys(kind, path))
        found.setdefault((line, str(path[:3])), Problem(file.name, line, message))
    return list(found.values())


def _is_branch(part: int | str) -> bool:
    """Tell the names pydantic gives to the branches of a union from the keys of the file."""
    return isinstance(part, str) and (part.startswith(("constrained-str", "list[", "function-")) or part == "[key]")


def _keys(kind: str, path: tuple[int | str, ...]) -> list[str]:
    from bot.knowledge.shapes import EventShape, SentenceShape, SourceShape

    if kind == "event":
        shape: Any = {"event": EventShape, "sources": SourceShape}.get(str(path[0])) if len(path) > 1 else EventFile
    else:
        shape = SentenceShape if "answer" in path[1:-1] else EntryShape
    return list(shape.model_fields) if shape else []


def _add_event(draft: Draft, file: YamlFile, value: EventFile) -> None:
    event = value.event
    draft.event = Event(event.id, event.title, event.as_of, tuple(event.never))
    for key, source in value.sources.items():
        draft.sources[key] = Source(key, **source.model_dump())
        draft.places["source", key] = (file.name, file.line(("sources", key)))
    for i in range(len(event.never)):
        draft.places["never", i] = (file.name, file.line(("event", "never", i)))
    draft.places[("event",)] = (file.name, file.line(("event",)))


def _add_entries(draft: Draft, file: YamlFile, shapes: list[EntryShape], shared: bool) -> None:
    seen: dict[str, int] = {}
    for i, item in enumerate(file.value):  # the second of two equal ids is the one to report
        key = item.get("id") if isinstance(item, dict) else None
        if isinstance(key, str) and (key in seen or key in draft.entries):
            first = f"line {file.line((seen[key],))}" if key in seen else "{}:{}".format(*draft.places[(key,)])
            line = file.line((i, "id"))
            draft.problems.append(
                Problem(file.name, line, f"the id `{key}` is taken ({first}); give this entry its own")
            )
        elif isinstance(key, str):
            seen[key] = i
    for shape in shapes:
        if shape.id in draft.entries:
            continue
        i = seen[shape.id]
        draft.entries[shape.id] = _entry(shape, Path(file.name).stem, shared)
        draft.places[(shape.id,)] = (file.name, file.line((i, "id")))
        for key in ("status", "questions", "answer", "related", "asks"):
            draft.places[shape.id, key] = (file.name, file.line((i, key)))
            for k in range(len(getattr(shape, key)) if key != "status" else 0):
                draft.places[shape.id, key, k] = (file.name, file.line((i, key, k)))
        for k, wording in enumerate(shape.questions):
            draft.places.setdefault(("wording", shape.id, wording), (file.name, file.line((i, "questions", k))))


def _entry(shape: EntryShape, topic: str, shared: bool) -> Entry:
    answer = tuple(Sentence(sentence.says, _citations(sentence.cites)) for sentence in shape.answer)
    return Entry(
        shape.id, Status(shape.status), tuple(shape.questions), answer, tuple(shape.related), tuple(shape.asks),
        topic=topic, common=shared,
    )  # fmt: skip


def _citations(cites: str | list[str]) -> tuple[Citation, ...]:
    places = [cites] if isinstance(cites, str) else cites
    split = (place.rsplit(":", 1) for place in places)
    return tuple(Citation(source, int(paragraph)) for source, paragraph in split)
