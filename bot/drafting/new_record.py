"""A record to fill in from an article: the event, the names in it, and a stub for each of its statements."""

import hashlib
import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from bot.drafting.articles import Article, decoded_article
from bot.drafting.folder import DraftFolder
from bot.drafting.names import names_in, numbers_in
from bot.drafting.record import with_concept, yaml_file
from bot.drafting.statements import statements
from bot.errors import DraftError, KnowledgeError, Problem
from bot.knowledge.article import paragraphs_of
from bot.knowledge.checks import fold
from bot.knowledge.edits import Edits, read_bytes, write_whole
from bot.knowledge.messages import explain
from bot.knowledge.model import Source
from bot.knowledge.shapes import FILES, MAX_ID, EventFile
from bot.yaml_reader import parse_yaml, read_yaml
from bot.yaml_writer import CannotEditError, appended, dump_yaml

LONGEST_ID = 24  # characters of a source's id; it is written with every citation
WIDTH = 116  # columns of a comment
SCHEMAS = ".schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article with what is said of it where it was published."""

    content: bytes
    publisher: str
    published: date
    kind: str
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """What was made: the source's id, its stubs' file and number, and whether the record was there before."""

    title: str
    source: str
    stubs: Path
    statements: int
    paragraphs: int
    added: bool


def start_record(folder: Path, article: NewArticle, schemas: dict[str, str]) -> Started:
    """Make a record in `folder`, or add a source to the one that is there; `schemas` are for editors, by kind of file.

    Nothing that exists is overwritten. Raises DraftError and KnowledgeError.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise DraftError(f"{folder}: is a file; name a new folder for the record")
    except OSError as error:
        raise DraftError(f"{folder}: cannot be a folder: {error.strerror}; choose another name") from error
    decoded_article(article.content)
    event_file = yaml_file(folder, "event")
    known = _known_sources(event_file) if event_file.exists() else {}
    digest = hashlib.sha256(article.content).hexdigest()
    same = next((key for key, source in known.items() if source.sha256 == digest), None)
    if same:
        raise DraftError(f"{folder}: this article is already a source, `{same}`; name another article to add one")
    source = _source_id(article, known, folder)
    paragraphs = paragraphs_of(article.content)
    described = _described(article, digest, len(paragraphs))
    edits = Edits()
    if known:
        text = _with_source(event_file, edits.text(event_file) or "", source, described)
    else:
        text = _event(folder, article, source, described)
    title = _checked(text).event.title
    concepts = yaml_file(folder, "concepts")
    if known:
        edits.put(concepts, _with_names(edits.text(concepts) or "", paragraphs, article.publisher))
    elif edits.text(concepts) is None:
        edits.put(concepts, _concepts(source, paragraphs, article.publisher))
    stubs = folder / f"from-{source}.yaml"
    written = list(_stubs(source, paragraphs))
    for kind, schema in schemas.items():
        _write_new(folder / SCHEMAS / f"{kind}.schema.json", schema)
    _write_new(stubs, _head(article.publisher, article.published) + "".join(written))
    DraftFolder(folder).add_article(source, article.content)
    edits.put(event_file, text)  # last: it makes the folder a record
    edits.write()
    return Started(title, source, stubs, len(written), len(paragraphs), bool(known))


def remove_untouched_stubs(folder: Path, article: Article) -> list[str]:
    """Delete the stubs of an article if nobody has written in their file: there are entries now. Returns its name."""
    path = folder / f"from-{article.source.id}.yaml"
    untouched = "".join(_stubs(article.source.id, article.paragraphs))
    text = Edits().text(path) or ""
    head = text.removesuffix(untouched)
    if head != text and head == _head(article.source.publisher, article.source.published):
        path.unlink()
        return [path.name]
    return []


def _checked(text: str) -> EventFile:
    """Return what the text of event.yaml says; raises DraftError when what was said of the article can't be in it."""
    parsed, problems = parse_yaml(text.encode(), "event.yaml")
    if parsed is None or problems:
        raise DraftError("\n".join(problem.message for problem in problems))
    try:
        written = EventFile.model_validate(parsed.value)
    except ValidationError as error:
        found = [(detail["loc"][-1], explain(detail, [])) for detail in error.errors(include_url=False)]
        raise DraftError("\n".join(said.replace(f"`{key}`", f"--{key}", 1) for key, said in found)) from error
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()  # somewhere it is already that day
    if any(source.published > tomorrow for source in written.sources.values()):
        raise DraftError("--published is in the future; write the day on which the article was published")
    return written


def _known_sources(event_file: Path) -> dict[str, Source]:
    parsed, problems = read_yaml(event_file, event_file.name)
    if parsed is None or problems:
        raise KnowledgeError(problems)
    try:
        value = EventFile.model_validate(parsed.value)
    except ValueError as error:
        message = "has mistakes; `onrecord check` explains them"
        raise KnowledgeError([Problem(str(event_file), 1, message)]) from error
    return {key: Source(id=key, **source.model_dump()) for key, source in value.sources.items()}


def _source_id(article: NewArticle, known: dict[str, Source], folder: Path) -> str:
    """Return a name for a source that neither another one nor the files of another one have."""
    words = re.findall(r"[a-z0-9]+", article.publisher.casefold())
    words = [word for word in words if word not in ("the", "a")] or ["source"]
    whole = "-".join(words)
    key = whole if len(whole) <= LONGEST_ID else words[-1][:LONGEST_ID]
    key = key if key[0].isalpha() else f"source-{key}"
    number = 2
    found = key
    while found in known or _has_files_of_another(folder, found, article.content):
        found, number = f"{key}-{number}", number + 1
    return found


def _has_files_of_another(folder: Path, source: str, content: bytes) -> bool:
    """Say whether there are files of a source by this name that this article did not make, before an interruption."""
    kept = DraftFolder(folder).article_path(source)
    if kept.exists():
        return read_bytes(kept) != content
    return (folder / f"from-{source}.yaml").exists()


def _described(article: NewArticle, digest: str, paragraphs: int) -> dict[str, object]:
    return {
        "publisher": article.publisher,
        "title": article.title,
        "kind": article.kind,
        "published": article.published,
        "paragraphs": paragraphs,
        "url": article.url,
        "sha256": digest,
    }


def _event(folder: Path, article: NewArticle, source: str, described: dict[str, object]) -> str:
    key = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.casefold()).strip("-")[:MAX_ID].strip("-")
    key = key if key[:1].isalpha() else f"event-{key}"[:MAX_ID].strip("-")
    name = article.title or key.replace("-", " ").title()
    event = {"id": key, "title": name[:120], "as_of": article.published}
    return (
        f"{_modeline('event')}event:\n"
        + textwrap.indent(dump_yaml(event), "  ")
        .replace(
            "\n  title:",
            "\n  # What people read under every answer, such as: The closing of the Harbour Bridge\n  title:",
        )
        .replace("\n  as_of:", "\n  # The day you last checked the sources\n  as_of:")
        + f"sources:\n  {source}:\n"
        + textwrap.indent(dump_yaml(described), "    ")
    )


def _with_source(event_file: Path, text: str, source: str, described: dict[str, object]) -> str:
    try:
        return appended(text, {source: described}, ("sources",))
    except CannotEditError as error:
        block = textwrap.indent(dump_yaml({source: described}), "  ")
        raise DraftError(f"{event_file}: cannot be added to; add this under `sources:` yourself:\n{block}") from error


def _concepts(source: str, paragraphs: Sequence[str], publisher: str) -> str:
    lines = [
        _modeline("concepts"),
        _comment(
            "The names in the article. Add the other words that people use for each, add the things that the event is "
            "about (bridge: [bridge, crossing]), and remove what nobody will ask about. A word goes into one line only."
        ),
    ]
    lines += [f"{key}: {dump_yaml(words, flow=True)}" for key, words in names_in(paragraphs, publisher).items()]
    numbers = ", ".join(f"{number} ({source}:{paragraph})" for number, paragraph in numbers_in(paragraphs))
    if numbers:
        lines.append(_comment(f"The numbers in the article, with their paragraphs, to look them up: {numbers}"))
    return "".join(lines)


def _with_names(text: str, paragraphs: Sequence[str], publisher: str) -> str:
    """Return the concepts with the names of another article, those of which no form is there."""
    parsed, problems = parse_yaml(text.encode(), "concepts.yaml")
    known = parsed.value if parsed and isinstance(parsed.value, dict) and not problems else {}
    words = {fold(str(word)) for found in known.values() for word in (found if isinstance(found, list) else ())}
    with suppress(CannotEditError):  # then they are added by hand, or drafted
        for key, forms in names_in(paragraphs, publisher).items():
            if key not in known and words.isdisjoint(map(fold, forms)):
                text = with_concept(text, key, forms)
    return text


def _head(publisher: str, published: date) -> str:
    """Return what stands above the stubs of an article."""
    return _modeline("entries") + _comment(
        f"The statements of {publisher}, {published}. Write the questions that each answers and a "
        "sentence in your own words; merge stubs that answer one question, delete those that nobody will ask about. "
        "An entry is loaded once it is written. The name of a file is its topic in /topics: move entries to files of "
        "your own."
    )


def _stubs(source: str, paragraphs: Sequence[str]) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs, start=1):
        found = statements(paragraph)
        for i, statement in enumerate(found, start=1):
            head = f"\n{_comment(f'{source}:{number} {paragraph}')}" if i == 1 else ""
            own = f"\n{_comment(f'Statement: {statement}')}" if len(found) > 1 else ""
            key = f"{source}-{number}" + (f"-{i}" if len(found) > 1 else "")
            yield (
                f"{head}{own}- id: {key}\n  status: confirmed\n  questions:\n    -\n"
                f"  answer:\n    - says:\n      cites: {source}:{number}\n"
            )


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False))


def _modeline(kind: str) -> str:
    assert kind in FILES
    return f"# yaml-language-server: $schema={SCHEMAS}/{kind}.schema.json\n"


def _write_new(path: Path, text: str) -> None:
    if not path.exists():
        write_whole(path, text)
