"""Break the shipped files in every way that editors and people do, and load them.

    python -m tests.bench.fuzz_knowledge [COUNT]

Each file is cut off at every line, and COUNT (1,000) random mutations of random files are loaded: cut off, lines
deleted, doubled, moved or indented, a character inserted, quotes or colons removed. A file is either refused, with each
problem at a line of it, or it loads, and `changes` names all that is gone. Anything else is printed, and fails.

A file is loaded with the rest of its topic only (its entries and their phrasings, and a stand-in for related entries):
parsing all files for every mutation would take a third of a second each.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot import paths
from bot.errors import KnowledgeError
from bot.knowledge.changes import changes
from bot.knowledge.files import FolderSnapshot, KnowledgeFile, read_files
from bot.knowledge.loader import load_snapshot
from bot.knowledge.model import KnowledgeBase

ODD = "\t\u00a0\u200b\u202e\ufeff\x00\x1b\x85\u2028'\"“”[]{}:,#&*!|>%@`?-–\\\ud800é😀"
Mutation = Callable[[random.Random, list[str]], str]


def _whole(lines: list[str]) -> str:
    return "".join(lines)


def _at(rng: random.Random, lines: list[str]) -> int:
    return rng.randrange(len(lines))


def _cut(rng: random.Random, lines: list[str]) -> str:
    text = _whole(lines)
    return text[: rng.randrange(len(text))]


def _cut_in_the_middle(rng: random.Random, lines: list[str]) -> str:
    text = _whole(lines)
    start = rng.randrange(len(text))
    return text[:start] + text[start + rng.randrange(1, 400) :]


def _delete_lines(rng: random.Random, lines: list[str]) -> str:
    i = _at(rng, lines)
    return _whole(lines[:i] + lines[i + rng.choice((1, 1, 1, 2, 5)) :])


def _double_line(rng: random.Random, lines: list[str]) -> str:
    i = _at(rng, lines)
    return _whole([*lines[: i + 1], *lines[i:]])


def _swap_lines(rng: random.Random, lines: list[str]) -> str:
    i, k = _at(rng, lines), _at(rng, lines)
    swapped = list(lines)
    swapped[i], swapped[k] = swapped[k], swapped[i]
    return _whole(swapped)


def _join_lines(rng: random.Random, lines: list[str]) -> str:
    i = _at(rng, lines)
    return _whole([*lines[:i], lines[i].rstrip("\n"), rng.choice(("", " ")), *lines[i + 1 :]])


def _indent(rng: random.Random, lines: list[str]) -> str:
    i, by = _at(rng, lines), rng.choice((-4, -2, -1, 1, 2, 4))
    line = " " * by + lines[i] if by > 0 else lines[i][min(-by, len(lines[i]) - len(lines[i].lstrip(" "))) :]
    return _whole([*lines[:i], line, *lines[i + 1 :]])


def _insert(rng: random.Random, lines: list[str]) -> str:
    text = _whole(lines)
    i = rng.randrange(len(text))
    return text[:i] + rng.choice(ODD) + text[i:]


def _remove_marks(rng: random.Random, lines: list[str]) -> str:
    i = _at(rng, lines)
    mark = rng.choice(("'", '"', ":", "- ", "[", "]", ", ", "  ", "#", ">"))
    return _whole([*lines[:i], lines[i].replace(mark, "", rng.choice((1, -1))), *lines[i + 1 :]])


def _insert_line(rng: random.Random, lines: list[str]) -> str:
    i = _at(rng, lines)
    line = rng.choice(
        ("---\n", "...\n", "<<<<<<< HEAD\n", "=======\n", "\n", "text\n", "- x\n", "a: b\n", "```\n", "# a\n")
    )
    return _whole([*lines[:i], line, *lines[i:]])


MUTATIONS: dict[str, Mutation] = {
    "cut off anywhere": _cut,
    "cut out": _cut_in_the_middle,
    "lines deleted": _delete_lines,
    "line doubled": _double_line,
    "lines swapped": _swap_lines,
    "lines joined": _join_lines,
    "indented": _indent,
    "character inserted": _insert,
    "marks removed": _remove_marks,
    "line inserted": _insert_line,
}


@dataclass(frozen=True, slots=True)
class Slice:
    """A file to break, the files it is loaded with, and what they say while it is whole."""

    file: KnowledgeFile
    others: tuple[KnowledgeFile, ...]
    before: KnowledgeBase

    @classmethod
    def of(cls, file: KnowledgeFile, others: list[KnowledgeFile]) -> "Slice":
        """Load a file while it is whole."""
        return cls(file, tuple(others), load_snapshot(_snapshot([*others, file]), paths.KNOWLEDGE).knowledge)

    def outcome(self, content: bytes) -> str:
        """Load other content in place of the file's, and say what came of it; raises whatever is not allowed."""
        broken = replace(self.file, content=content)
        files = (*self.others, broken)
        try:
            after = load_snapshot(_snapshot(files), paths.KNOWLEDGE).knowledge
        except KnowledgeError as error:
            problems = error.problems
        else:
            return outcome_of(self.before, after)
        known = {file.name for file in files} | {"north-korea-troops/event.yaml"}
        assert problems, "refused without a problem"
        assert all(problem.path in known and problem.line > 0 and problem.message for problem in problems), problems
        return "refused"


def outcome_of(before: KnowledgeBase, after: KnowledgeBase) -> str:
    """Say whether `changes` finds nothing, something, or so much that a reload asks; all that is gone must be named."""
    found = changes(before, after)
    lost = dict(found.lost)
    for key, entry in before.entries.items():
        new = after.entries.get(key)
        gone = set(entry.phrasings) - set(new.phrasings if new else ())
        assert lost.get(key, 0) == len(gone), f"{key} lost {gone}"
        assert (key in found.removed) is (new is None), f"{key} is gone"
        if new and (new.answer, new.gap, new.title, new.status) != (entry.answer, entry.gap, entry.title, entry.status):
            assert key in found.changed, f"{key} says something else"
        elif new and new != entry:
            assert key in (*found.changed, *found.reworded), f"{key} is asked otherwise"
    assert set(found.added) == set(after.entries) - set(before.entries)
    rest = [(base.event, base.sources, base.concepts) for base in (before, after)]
    assert found.event_changed is (rest[0] != rest[1]), "the event, sources or concepts differ"
    if not found:
        assert before.entries == after.entries
        return "loaded, nothing changed"
    return "loaded, a reload asks" if found.removed or found.large_loss else "loaded, change named"


def _snapshot(files: Sequence[KnowledgeFile]) -> FolderSnapshot:
    return FolderSnapshot(tuple(files), (), "checksum")


def slices(max_lines: int | None = None) -> list[Slice]:
    """Return a slice for each of the shipped files, whose phrasings have at most `max_lines` lines."""
    snapshot = read_files(paths.KNOWLEDGE, paths.COMMON)
    whole = load_snapshot(snapshot, paths.KNOWLEDGE).knowledge
    event = next(file for file in snapshot.files if file.kind == "event")
    found = []
    for file in snapshot.files:
        cut = file
        if max_lines and file.kind == "phrasings":
            lines = file.content.decode().splitlines(keepends=True)
            lines = lines[:max_lines]
            while lines[-1].rstrip().endswith(":"):  # a list of which nothing is left
                lines.pop()
            cut = replace(file, content="".join(lines).encode())
        beside = [other for other in snapshot.files if other.kind == "entries" and other.common == file.common]
        entries = [other for other in beside if other.topic == file.topic]
        if file.kind == "phrasings" and not entries:  # a language's, for entries of many topics
            entries = beside
        topics = {file.topic, *(other.topic for other in entries)}
        topic = {key: entry for key, entry in whole.entries.items() if entry.topic in topics}
        related = {key for entry in topic.values() for key in entry.related} - set(topic)
        stand_in = "".join(f"- {{id: {key}, status: not-reported, questions: [{key}]}}\n" for key in sorted(related))
        stand_in += "- {id: any-entry, status: not-reported, questions: [any]}\n"
        others = [
            KnowledgeFile(
                Path("stand-in.yaml"), "stand-in.yaml", "stand-in", stand_in.encode(), "entries", common=False
            )
        ]
        others += [] if file.kind == "event" else [event]
        others += entries if file.kind == "phrasings" else []
        if file.kind == "entries":
            few = "".join(f"{key}: [{key} one, {key} two]\n" for key in topic)
            others.append(KnowledgeFile(Path("few.yaml"), "few.yaml", "few", few.encode(), "phrasings", file.common))
        found.append(Slice.of(cut, others))
    return found


def random_mutations(pieces: list[Slice], count: int, seed: int = 20) -> Iterator[tuple[str, Slice, bytes]]:
    """Yield `count` mutations of random files: what was done, to which file, and the content."""
    rng = random.Random(seed)
    texts = {piece.file.name: piece.file.content.decode().splitlines(keepends=True) for piece in pieces}
    for _ in range(count):
        piece, name = rng.choice(pieces), rng.choice(list(MUTATIONS))
        text = MUTATIONS[name](rng, texts[piece.file.name])
        yield name, piece, text.encode("utf-8", "surrogatepass")


def truncations(pieces: list[Slice]) -> Iterator[tuple[str, Slice, bytes]]:
    """Yield every file cut off after each of its lines."""
    for piece in pieces:
        lines = piece.file.content.splitlines(keepends=True)
        for i in range(len(lines)):
            yield f"cut off at a line ({piece.file.kind})", piece, b"".join(lines[:i])


def main(count: int) -> int:
    """Run everything, print a table, and return how many outcomes were not allowed."""
    started = time.monotonic()
    pieces = slices()
    table: dict[str, Counter[str]] = {}
    failed = 0
    for i, (name, piece, content) in enumerate((*random_mutations(pieces, count), *truncations(pieces))):
        try:
            outcome = piece.outcome(content)
        except Exception as error:
            outcome = "FAILED"
            failed += 1
            print(f"{name} of {piece.file.name}: {type(error).__name__}: {error}")
        table.setdefault(name, Counter())[outcome] += 1
        if i % 1000 == 999:
            print(f"{i + 1:,} loaded in {time.monotonic() - started:.0f} s", flush=True)
    outcomes = sorted({outcome for counts in table.values() for outcome in counts})
    print(f"{'':32}" + "".join(f"{outcome:>26}" for outcome in outcomes))
    for name, counts in table.items():
        print(f"{name:32}" + "".join(f"{counts[outcome]:>26,}" for outcome in outcomes))
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000) else 0)
