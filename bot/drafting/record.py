"""A record while it is drafted: read as if all of it were approved, written to without touching people's text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.drafting.fates import Fate, Screened, Verdict
from bot.errors import KnowledgeError
from bot.knowledge.edits import Edits
from bot.knowledge.files import FolderSnapshot, read_files
from bot.knowledge.loader import load_snapshot
from bot.knowledge.model import Entry, KnowledgeBase, Status
from bot.yaml_writer import CannotEditError, appended, dump_yaml, list_extended

_HEADS = {
    "entries": "# Drafted with a language model. Read each entry, correct it, then remove its `approved: false`.\n",
    "phrasings": "# Drafted with a language model: how people ask.\n",
    "unknowns": "# Drafted with a language model: what people ask and no source says.\n",
    "exam": "# The exam of this round, drafted with a language model: entry -> questions; none: nothing does.\n",
}


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """The folder of a record, with the common entries beside it."""

    folder: Path
    common: Path | None

    def as_it_is(self) -> KnowledgeBase:
        """Return the record with its drafts marked as such; raises KnowledgeError with what must be fixed first."""
        return self._loaded(read_files(self.folder, self.common))

    def load(self) -> KnowledgeBase:
        """Return the record with everything in it approved; raises KnowledgeError."""
        return as_approved(self.as_it_is())

    def reload(self) -> KnowledgeBase:
        """Return the same after a change of ours, which is whole, so that there is nothing to wait for."""
        return as_approved(self._loaded(read_files(self.folder, self.common, patience=None)))

    def _loaded(self, snapshot: FolderSnapshot) -> KnowledgeBase:
        return load_snapshot(snapshot, self.folder, to_serve=False).knowledge

    def add(self, screened: Screened, name: str, number: int) -> list[Fate]:
        """Write what was taken from a reply; `name` is its prompt's, `number` its round.

        Either all of it is written, or nothing. Returns the fate of every item. Raises KnowledgeError when the record
        has mistakes without it, and EditError.
        """
        edits = Edits()
        for topic, entries in screened.entries.items():
            self._append(edits, self._free(f"{topic}.yaml"), entries, "entries")
        if screened.unknowns:
            self._append(edits, self._new(f"unknown/round-{number}-{name}.yaml"), screened.unknowns, "unknowns")
        if screened.phrasings:
            self._append(edits, self._new(f"phrasings/round-{number}-{name}.yaml"), screened.phrasings, "phrasings")
        refused = list(self._add_concepts(edits, screened.concepts)) if screened.concepts else []
        if screened.exam:
            refused += self._add_exam(edits, screened.exam, number)
        for fate in refused:
            screened.refate(fate.item, Verdict.REFUSED, fate.reason)
        try:
            self.write(edits)
        except KnowledgeError as error:
            self.reload()  # if it can't be loaded without it either, the reply isn't to blame, and waits
            reason = f"the record can't be loaded with its reply: {error.problems[0]}"
            screened.fates = [
                fate if fate.verdict is Verdict.REFUSED else Fate(Verdict.REFUSED, fate.item, fate.line, reason)
                for fate in screened.fates
            ]
        return screened.fates

    def _free(self, name: str) -> Path:
        """Return a file that entries can be added to: this one, or one beside it where they can't."""
        path = self.folder / name
        if path.name in ("event.yaml", "concepts.yaml"):
            return self.folder / f"about-{name}"
        return path

    def _new(self, name: str) -> Path:
        """Return a file that does not exist yet."""
        path = self.folder / name
        number = 2
        while path.exists():
            path = self.folder / f"{name.removesuffix('.yaml')}-{number}.yaml"
            number += 1
        return path

    def _append(self, edits: Edits, path: Path, value: Any, kind: str) -> None:
        text = edits.text(path)  # two topics of one reply may go into one file
        if text is None:
            edits.put(path, _HEADS[kind] + dump_yaml(value))
            return
        try:
            edits.put(path, appended(text, value))
        except CannotEditError:
            new = self._new(f"{path.relative_to(self.folder).with_suffix('')}-more.yaml")
            edits.put(new, _HEADS[kind] + dump_yaml(value))

    def _add_concepts(self, edits: Edits, concepts: Mapping[str, list[str]]) -> Iterator[Fate]:
        """Add words to concepts; yields a refusal for those that can't be added."""
        path = yaml_file(self.folder, "concepts")
        text = edits.text(path) or ""
        for key, words in concepts.items():
            try:
                text = list_extended(text, (key,), words)
            except CannotEditError:
                try:
                    text = with_concept(text, key, words)
                except CannotEditError:
                    reason = f"{path.name} is written in a way that can't be added to; add this yourself"
                    yield from (Fate(Verdict.REFUSED, f"{key}: {word}", 0, reason) for word in words)
        edits.put(path, text)

    def _add_exam(self, edits: Edits, exam: Mapping[str, list[str]], number: int) -> Iterator[Fate]:
        """Add questions to the exam of a round; yields a refusal for those that can't be added."""
        path = yaml_file(self.folder / "exam", f"round-{number}")
        text = edits.text(path)
        if text is None:
            edits.put(path, _HEADS["exam"] + dump_yaml(dict(exam)))
            return
        for key, questions in exam.items():
            try:
                text = list_extended(text, (key,), questions)
            except CannotEditError:
                try:
                    text = appended(text, {key: questions})
                except CannotEditError:
                    reason = f"exam/{path.name} is written in a way that can't be added to; add this yourself"
                    yield from (Fate(Verdict.REFUSED, question, 0, reason) for question in questions)
        edits.put(path, text)

    def write(self, edits: Edits) -> None:
        """Make some changes; if the record can't be loaded with them, everything is as before.

        Raises KnowledgeError then, and EditError when a file can't be written or somebody has just changed it.
        """
        edits.write()
        try:
            self.reload()
        except KnowledgeError:
            edits.undo()
            raise


def yaml_file(folder: Path, stem: str) -> Path:
    """Return a file of a record, under the ending that it has there."""
    other = folder / f"{stem}.yml"
    return other if other.exists() else folder / f"{stem}.yaml"


def as_approved(knowledge: KnowledgeBase) -> KnowledgeBase:
    """Return a record as it will be when everything in it is approved."""
    entries = {key: replace(entry, approved=True) for key, entry in knowledge.entries.items()}
    for proposal in knowledge.proposals.values():
        if proposal.replaces in entries:
            entries[proposal.replaces] = with_proposal(entries[proposal.replaces], proposal)
    return replace(knowledge, entries=entries)


def with_proposal(entry: Entry, proposal: Entry) -> Entry:
    """Return an entry with what is proposed: in its place, or beside what it says where the two contradict."""
    before = entry.answer if proposal.status is Status.DISPUTED else ()
    return replace(
        entry,
        status=proposal.status,
        answer=tuple(dict.fromkeys((*before, *proposal.answer))),
        questions=tuple(dict.fromkeys((*entry.questions, *proposal.questions))),
        gap=None,
        replaced_by=None,
    )


def with_concept(text: str, key: str, words: list[str]) -> str:
    """Return the text of concepts.yaml with one more, on a line as people write it; raises CannotEditError."""
    appended(text, {key: words})
    end = "" if text.endswith("\n") or not text else "\n"
    return f"{text}{end}{key}: {dump_yaml(words, flow=True)}"
