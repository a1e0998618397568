"""A record while it is drafted: read as if all of it were approved, written to without touching people's text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.drafting.fates import Fate, Screened, Verdict
from bot.drafting.files import read_text, write_whole
from bot.errors import KnowledgeError
from bot.knowledge.files import FolderSnapshot, read_files
from bot.knowledge.loader import load_snapshot
from bot.knowledge.model import Entry, KnowledgeBase
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

        Either all of it is written, or nothing. Returns the fate of every item.
        """
        refused: list[Fate] = []
        changed: dict[Path, str] = {}
        for topic, entries in screened.entries.items():
            self._append(changed, self._free(f"{topic}.yaml"), entries, "entries")
        if screened.unknowns:
            self._append(changed, self._new(f"unknown/round-{number}-{name}.yaml"), screened.unknowns, "unknowns")
        if screened.phrasings:
            path = self._new(f"phrasings/round-{number}-{name}.yaml")
            self._append(changed, path, screened.phrasings, "phrasings")
        if screened.concepts:
            refused += self._add_concepts(changed, screened.concepts)
        if screened.exam:
            self._add_exam(changed, screened.exam, self.folder / "exam" / f"round-{number}.yaml")
        try:
            self.write(changed)
        except KnowledgeError as error:
            reason = f"the record can't be loaded with its reply: {error.problems[0]}"
            screened.fates = [
                fate if fate.verdict is Verdict.REFUSED else Fate(Verdict.REFUSED, fate.item, fate.line, reason)
                for fate in screened.fates
            ]
        return [*screened.fates, *refused]

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

    def _append(self, changed: dict[Path, str], path: Path, value: Any, kind: str) -> None:
        text = changed.get(path) or read_text(path)  # two topics of one reply may go into one file
        if text is None:
            changed[path] = _HEADS[kind] + dump_yaml(value)
            return
        try:
            changed[path] = appended(text, value)
        except CannotEditError:
            new = self._new(f"{path.relative_to(self.folder).with_suffix('')}-more.yaml")
            changed[new] = _HEADS[kind] + dump_yaml(value)

    def _add_concepts(self, changed: dict[Path, str], concepts: Mapping[str, list[str]]) -> list[Fate]:
        path = self.folder / "concepts.yaml"
        text = read_text(path) or ""
        refused = []
        for key, words in concepts.items():
            try:
                text = list_extended(text, (key,), words)
            except CannotEditError:
                try:
                    text = with_concept(text, key, words)
                except CannotEditError:
                    reason = "concepts.yaml is written in a way that can't be added to; add these yourself"
                    refused.append(Fate(Verdict.REFUSED, f"{key}: {', '.join(words)}", 0, reason))
        changed[path] = text
        return refused

    def _add_exam(self, changed: dict[Path, str], exam: Mapping[str, list[str]], path: Path) -> None:
        text = read_text(path)
        if text is None:
            changed[path] = _HEADS["exam"] + dump_yaml(dict(exam))
            return
        for key, questions in exam.items():
            try:
                text = list_extended(text, (key,), questions)
            except CannotEditError:
                text = appended(text, {key: questions})
        changed[path] = text

    def write(self, changed: Mapping[Path, str]) -> None:
        """Write files, each whole or not at all.

        If the record can't be loaded with them, everything is as before; raises KnowledgeError, and DraftError.
        """
        before = {path: read_text(path) for path in changed}
        for path, text in changed.items():
            write_whole(path, text)
        try:
            self.reload()
        except KnowledgeError:
            for path, old in before.items():
                if old is None:
                    path.unlink()
                else:
                    write_whole(path, old)
            raise


def as_approved(knowledge: KnowledgeBase) -> KnowledgeBase:
    """Return a record as it will be when everything in it is approved."""
    entries = {key: replace(entry, approved=True) for key, entry in knowledge.entries.items()}
    for proposal in knowledge.proposals.values():
        if proposal.replaces in entries:
            entries[proposal.replaces] = _replaced(entries[proposal.replaces], proposal)
    return replace(knowledge, entries=entries, proposals={})


def _replaced(entry: Entry, proposal: Entry) -> Entry:
    """Return an entry with what is proposed in its place."""
    questions = tuple(dict.fromkeys((*entry.questions, *proposal.questions)))
    return replace(
        entry, status=proposal.status, answer=proposal.answer, questions=questions, gap=None, replaced_by=None
    )


def with_concept(text: str, key: str, words: list[str]) -> str:
    """Return the text of concepts.yaml with one more, on a line as people write it; raises CannotEditError."""
    appended(text, {key: words})
    end = "" if text.endswith("\n") or not text else "\n"
    return f"{text}{end}{key}: {dump_yaml(words, flow=True)}"
