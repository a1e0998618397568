"""Other people's questions as a record: every entry answerable, no concepts."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
from rapidfuzz import fuzz, process, utils

from bot.knowledge.model import Citation, Entry, Event, KnowledgeBase, Sentence, Source, Status
from bot.matching.matcher import Matcher
from bot.matching.training import train

ANSWER = (Sentence("", (Citation("s", 1),)),)
Asked = Sequence[tuple[str, str]]  # question, entry that is right
First = Callable[[str], str]  # question -> entry that comes first


def record(phrasings: Mapping[str, Sequence[str]]) -> KnowledgeBase:
    """Return a knowledge base with an answered entry for each key."""
    day = date(2024, 1, 1)
    entries = {
        key: Entry(id=key, status=Status.CONFIRMED, questions=tuple(found), answer=ANSWER)
        for key, found in phrasings.items()
    }
    return KnowledgeBase(
        event=Event(id="bench", title="A benchmark", as_of=day),
        sources={"s": Source(id="s", publisher="S", kind="other", published=day, paragraphs=1)},
        concepts={},
        entries=entries,
        checksum="",
    )


def extract_one(phrasings: Mapping[str, Sequence[str]], scorer: Callable[..., float] = fuzz.WRatio) -> First:
    """Return rapidfuzz's process.extractOne over all phrasings."""
    flat = [(phrasing, key) for key, found in phrasings.items() for phrasing in found]
    texts = [utils.default_process(phrasing) for phrasing, _ in flat]

    def first(question: str) -> str:
        hit = process.extractOne(utils.default_process(question), texts, scorer=scorer)
        return flat[hit[2]][1] if hit else ""

    return first


def bm25(phrasings: Mapping[str, Sequence[str]]) -> First:
    """Return bm25s over all phrasings (Lù 2024)."""
    import bm25s

    flat = [(phrasing, key) for key, found in phrasings.items() for phrasing in found]
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize([phrasing for phrasing, _ in flat], show_progress=False), show_progress=False)

    def first(question: str) -> str:
        tokens = bm25s.tokenize([question], show_progress=False, return_ids=False)
        found, _ = retriever.retrieve(tokens, k=1, show_progress=False)
        return flat[int(found[0, 0])][1]

    return first


def fitted(phrasings: Mapping[str, Sequence[str]]) -> tuple[Matcher, float]:
    """Return our matcher and the seconds it took to fit."""
    started = time.perf_counter()
    matcher = train(record(phrasings))
    return matcher, time.perf_counter() - started


def ours(matcher: Matcher) -> First:
    """Return our first entry for a question."""
    return lambda question: matcher.match(question).answerable[0].entry.id


def measure(first: First, asked: Asked) -> tuple[float, float, float]:
    """Return the share of questions whose first entry is right; median and 99th percentile of milliseconds."""
    right, times = 0, []
    for question, entry in asked:
        started = time.perf_counter()
        right += first(question) == entry
        times.append(1000 * (time.perf_counter() - started))
    return right / len(asked), float(np.median(times)), float(np.percentile(times, 99))
