"""Everything that is wrong with a folder of knowledge, and what would make it better."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.required import broken_requirements
from bot.errors import Problem
from bot.knowledge.article import check_articles
from bot.knowledge.loader import load_snapshot
from bot.knowledge.model import Depth
from bot.knowledge.unchecked import EntryAt
from bot.matching.advice import advise
from bot.matching.confidence import Confidence
from bot.matching.decision import Engine, Thresholds
from bot.matching.training import Trainer


@dataclass(frozen=True, slots=True)
class Checkup:
    """Problems (the knowledge is not as it should be), notes (what could not be checked), advice, and the depth."""

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    depth: Depth


def check_up(
    source: KnowledgeFolder, articles: Mapping[str, bytes], confidence: Confidence, thresholds: Thresholds
) -> Checkup:
    """Load, train and check a folder; raises KnowledgeError when it can't be loaded."""
    snapshot = source.read()
    loaded = load_snapshot(snapshot, source.folder)
    positions = loaded.positions
    against = check_articles(loaded, articles) if articles else None
    matcher = source.cached(snapshot) or source.train(snapshot, Trainer())
    broken = [
        positions.problem(found.position, f"required question: {found}; add phrasings to the right one")
        for found in broken_requirements(Engine(matcher, confidence, thresholds))
    ]
    return Checkup(
        problems=(*(against.problems if against else ()), *broken),
        notes=against.unchecked if against else (),
        advice=tuple(positions.problem(EntryAt(advice.entry), advice.message) for advice in advise(matcher)),
        depth=Depth.of(loaded.knowledge),
    )
