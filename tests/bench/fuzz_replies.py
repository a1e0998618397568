"""Change a model's raw replies at random, and check that nothing is lost, nothing wrong is taken, and nothing fails.

python -m tests.bench.fuzz_replies --count 10000
"""

import argparse
import random
import re
import shutil
import string
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import paths
from bot.drafting.articles import Article
from bot.drafting.fates import Screened, Verdict
from bot.drafting.record import DraftRecord
from bot.drafting.replies import Item, PromptKind, read_reply
from bot.drafting.screening import Screen
from bot.drafting.sentences import SentenceScreen
from bot.knowledge.checks import fold
from bot.knowledge.model import Citation, Entry, KnowledgeBase, Sentence

DATA = Path(__file__).parents[1] / "data"
EVENT = DATA / "events" / "volcano"
WRITTEN_EVERY = 50  # replies; writing and loading a record takes longer than screening
SLICE = 40  # lines of a reply, at most: mistakes are found as well in a part of it
_ITEM = re.compile(r"^\s*-\s+(?![A-Za-z_-]+:)(?P<text>.*)$|^\s*(?:- )?(?:says|asks): (?P<said>.*)$")

Mutation = Callable[[random.Random, list[str]], list[str]]


def cut(chance: random.Random, lines: list[str]) -> list[str]:
    """Stop in the middle of a line."""
    at = chance.randrange(len(lines))
    return [*lines[:at], lines[at][: chance.randrange(len(lines[at]) + 1)]]


def without_line(chance: random.Random, lines: list[str]) -> list[str]:
    """Leave a line out."""
    at = chance.randrange(len(lines))
    return lines[:at] + lines[at + 1 :]


def twice(chance: random.Random, lines: list[str]) -> list[str]:
    """Say a few lines twice."""
    at = chance.randrange(len(lines))
    return lines[: at + chance.randrange(1, 6)] + lines[at:]


def swapped(chance: random.Random, lines: list[str]) -> list[str]:
    """Swap two lines."""
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return lines


def with_prose(chance: random.Random, lines: list[str]) -> list[str]:
    """Talk in between."""
    at = chance.randrange(len(lines) + 1)
    said = chance.choice(["Sure! Here you go:", "Note: I left one out.", "---", "(continued)", "# comment", "", "..."])
    return [*lines[:at], said, *lines[at:]]


def without_quotes(chance: random.Random, lines: list[str]) -> list[str]:
    """Forget quotes, all or one."""
    at = chance.randrange(len(lines))
    lines[at] = lines[at].replace('"', "", chance.choice([1, 9]))
    return lines


def indented(chance: random.Random, lines: list[str]) -> list[str]:
    """Indent otherwise."""
    start = chance.randrange(len(lines))
    for i in range(start, min(len(lines), start + chance.randrange(1, 8))):
        lines[i] = chance.choice(["", "  ", "\t", "      "]) + lines[i].lstrip()
    return lines


def other_characters(chance: random.Random, lines: list[str]) -> list[str]:
    """Put other characters in."""
    at = chance.randrange(len(lines))
    place = chance.randrange(len(lines[at]) + 1)
    new = chance.choice(
        [*string.punctuation, "\0", "\u202e", "\u200b", "é", "漢", "😀", "\x1b", "\ufeff", "https://x.y "]
    )
    lines[at] = lines[at][:place] + new + lines[at][place:]
    return lines


def other_numbers(chance: random.Random, lines: list[str]) -> list[str]:
    """Change a number, or put one in."""
    at = chance.randrange(len(lines))
    number = str(chance.randrange(10, 10_000_000))
    lines[at] = (
        re.sub(r"\d[\d,]*", number, lines[at], count=1) if re.search(r"\d", lines[at]) else lines[at] + f" {number}"
    )
    return lines


def other_key(chance: random.Random, lines: list[str]) -> list[str]:
    """Misname a key or an id."""
    at = chance.randrange(len(lines))
    lines[at] = re.sub(
        r"[a-z-]+:", chance.choice(["xyz:", "id:", "says:", "Questions:", "death-toll:", "none:"]), lines[at]
    )
    return lines


def fenced(chance: random.Random, lines: list[str]) -> list[str]:
    """Put fences around some of it."""
    first = chance.randrange(len(lines) + 1)
    last = chance.randrange(first, len(lines) + 1)
    return [*lines[:first], "```yaml", *lines[first:last], *(["```"] if chance.random() < 0.8 else []), *lines[last:]]


MUTATIONS: tuple[Mutation, ...] = (
    *(cut, without_line, twice, swapped, with_prose, without_quotes),
    *(indented, other_characters, other_numbers, other_key, fenced),
)


@dataclass(slots=True)
class Fuzz:
    """Replies to mutate, and the record that they are for."""

    knowledge: KnowledgeBase
    articles: dict[str, Article]
    replies: dict[PromptKind, list[str]]
    fates: Counter[str] = field(default_factory=Counter)

    @classmethod
    def load(cls) -> "Fuzz":
        """Load the record of the volcano and the replies for it."""
        knowledge = DraftRecord(EVENT / "deep", paths.COMMON).load()
        entries = {key: entry for key, entry in knowledge.entries.items() if entry.has_answer or entry.common}
        article = Article(knowledge.sources["newswire"], (EVENT / "article.txt").read_bytes())
        replies = {kind: (DATA / "replies" / f"{kind}.md").read_text("utf-8").splitlines() for kind in PromptKind}
        bare = {key: entry if entry.common else replace(entry, extra_phrasings=()) for key, entry in entries.items()}
        return cls(_with(knowledge, bare), {"newswire": article}, replies)

    def mutated(self, chance: random.Random, kind: PromptKind) -> str:
        """Return a part of a reply, changed in one to four ways."""
        lines = [line for line in self.replies[kind] if not line.startswith("```")]
        starts = [i for i, line in enumerate(lines) if line and not line.startswith(" ")]
        start = chance.choice(starts)
        part = lines[start : start + SLICE]
        for _ in range(chance.randrange(1, 5)):
            part = chance.choice(MUTATIONS)(chance, part or [""])
        return "\n".join(part)

    def run(self, chance: random.Random, kind: PromptKind, reply: str) -> Screened:
        """Screen a reply and check what came out; raises AssertionError with the reply."""
        known = self._without_drafted(kind)
        read = read_reply(reply, kind)
        screened = Screen(known, self.articles).screen(read, kind, "newswire")
        self.fates.update(fate.verdict.value for fate in screened.fates)
        self._check_nothing_is_lost(reply, read.items, screened)
        self._check_nothing_wrong_is_taken(known, screened)
        return screened

    def _without_drafted(self, kind: PromptKind) -> KnowledgeBase:
        """Return the record as it was when this was asked for: without entries, if these are asked for."""
        if kind is not PromptKind.ENTRIES:
            return self.knowledge
        return _with(self.knowledge, {key: entry for key, entry in self.knowledge.entries.items() if entry.common})

    def _check_nothing_is_lost(self, reply: str, items: Sequence[Item], screened: Screened) -> None:
        """Check that every text is named, by itself or with the item that was refused as a whole."""
        named = " ".join(fold(f"{fate.item} {fate.reason}") for fate in screened.fates)
        refused = {fate.line for fate in screened.fates if fate.verdict is Verdict.REFUSED}
        starts = [item.line for item in items]
        for number, line in enumerate(reply.split("\n"), start=1):
            found = _ITEM.match(line)
            text = fold((found["text"] or found["said"] or "")[:100]) if found else ""
            around = max((start for start in starts if start <= number), default=0)
            if len(text) > 3 and around not in refused:
                assert _pieces_in(text, named), f"line {number} is lost: {line!r}\n{reply}"

    def _check_nothing_wrong_is_taken(self, known: KnowledgeBase, screened: Screened) -> None:
        screen = SentenceScreen(self.articles, known.concepts)
        text = self.articles["newswire"].content.decode()
        for entry in (entry for found in screened.entries.values() for entry in found):
            assert entry["approved"] is False
            assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", entry["id"])
            assert entry["questions"]
            for sentence in entry["answer"]:
                cites = [sentence["cites"]] if isinstance(sentence["cites"], str) else sentence["cites"]
                places = tuple(Citation(*_place(place)) for place in cites)
                assert not screen.doubts(Sentence(sentence["says"], places))
                for number in re.findall(r"\d[\d,]{2,}", sentence["says"]):
                    assert number in text or number.replace(",", "") in text or number == "2017", sentence
        owners = {fold(phrasing): entry.id for entry in known.own_entries for phrasing in entry.phrasings}
        new = {unknown["id"] for unknown in screened.unknowns}
        for key, found in screened.phrasings.items():
            assert key in known.entries or key in new
            assert all(owners.get(fold(phrasing)) is None for phrasing in found)
        for key in screened.exam:
            assert key == "none" or key in known.entries
        assert all(unknown["approved"] is False and unknown["questions"] for unknown in screened.unknowns)


def _with(knowledge: KnowledgeBase, entries: Mapping[str, Entry]) -> KnowledgeBase:
    return replace(knowledge, entries=entries, concepts={}, exams=())


def _place(text: str) -> tuple[str, int]:
    source, _, paragraph = text.partition(":")
    return source, int(paragraph)


def _pieces_in(text: str, named: str) -> bool:
    """Say whether the words of a list in brackets, or of a line that was split, are all named."""
    return all(word in named for word in text.split())


def main() -> None:
    """Run, and print what the items came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    fuzz(options.count, options.seed)


def fuzz(count: int, seed: int) -> Counter[str]:
    """Screen `count` mutated replies; every so often, write what was taken into a copy of the record and load it."""
    found = Fuzz.load()
    chance = random.Random(seed)
    written = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            kind = chance.choice(list(PromptKind))
            reply = found.mutated(chance, kind)
            screened = found.run(chance, kind, reply)
            if number % WRITTEN_EVERY == 0 and kind is not PromptKind.ENTRIES:
                copy = Path(folder) / f"r{number}"
                shutil.copytree(
                    EVENT / "deep", copy, ignore=shutil.ignore_patterns("unknown", "phrasings", "concepts.yaml")
                )
                record = DraftRecord(copy, paths.COMMON)
                fates = record.add(screened, "fuzz", 1)
                broken = [str(fate) for fate in fates if "can't be loaded" in fate.reason]
                assert not broken, f"{broken[0]}\n{reply}"
                record.reload()
                shutil.rmtree(copy)
                written += 1
    print(f"{count} replies, {written} written and loaded: {dict(found.fates)}")
    return found.fates


if __name__ == "__main__":
    main()
