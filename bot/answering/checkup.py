"""Everything that is wrong with a folder of knowledge, and what would make it better."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.answering.desk import Desk
from bot.answering.exam import ExamResult, take_exam
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.required import broken_requirements
from bot.errors import Problem
from bot.knowledge.article import check_articles, paragraphs_of
from bot.knowledge.copying import copied_words
from bot.knowledge.loader import LoadedKnowledge, load_snapshot
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.unchecked import ConceptAt, EntryAt, EventAt, SourceAt
from bot.matching.advice import Advice, advise
from bot.matching.confidence import Confidence
from bot.matching.decision import Engine, Thresholds
from bot.matching.training import Trainer


@dataclass(frozen=True, slots=True)
class Checkup:
    """Problems (the knowledge is not as it should be), notes (what could not be checked), advice, and the exam."""

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    knowledge: KnowledgeBase
    exam: ExamResult | None


def check_up(
    source: KnowledgeFolder, articles: Mapping[str, bytes], confidence: Confidence, thresholds: Thresholds
) -> Checkup:
    """Load, train and check a folder; raises KnowledgeError when it can't be loaded."""
    snapshot = source.read()
    loaded = load_snapshot(snapshot, source.folder)
    positions = loaded.positions
    against = check_articles(loaded, articles) if articles else None
    matcher = source.cached(snapshot) or source.train(snapshot, Trainer())
    engine = Engine(matcher, confidence, thresholds)
    advice = [_placed(loaded, found) for found in advise(matcher)]
    broken = [
        positions.problem(found.position, f"required question: {found}; add phrasings to the right one")
        for found in broken_requirements(engine)
    ]
    return Checkup(
        problems=(*(against.problems if against else ()), *broken),
        notes=(*_newer_than_as_of(loaded), *(against.unchecked if against else ())),
        advice=(*_untitled(loaded), *_copied(loaded, articles), *advice),
        knowledge=loaded.knowledge,
        exam=take_exam(Desk(engine)),
    )


def _placed(loaded: LoadedKnowledge, advice: Advice) -> Problem:
    """Return a piece of advice at its entry, or at the concepts."""
    concept = next(iter(loaded.knowledge.concepts), None)
    of_concepts = ConceptAt(concept) if concept else EventAt()
    return loaded.positions.problem(EntryAt(advice.entry) if advice.entry else of_concepts, advice.message)


def _newer_than_as_of(loaded: LoadedKnowledge) -> Iterator[Problem]:
    """Name the sources that were published after the day up to which the record is kept."""
    event = loaded.knowledge.event
    cited = {place.source for entry in loaded.knowledge.own_entries for place in entry.citations}
    for source in loaded.knowledge.sources.values():
        if source.id in cited and source.published > event.as_of:
            message = (
                f"`{source.id}` was published after `as_of` ({event.as_of}); once you have checked it for answers to "
                f"your unknowns, set `as_of: {source.published}`"
            )
            yield loaded.positions.problem(SourceAt(source.id), message)


def _untitled(loaded: LoadedKnowledge) -> Iterator[Problem]:
    """Say when the event has no title but the name of its folder."""
    event = loaded.knowledge.event
    if event.title == event.id.replace("-", " ").title():
        message = f"people read “{event.title}” under every answer; write what the event is called as its `title`"
        yield loaded.positions.problem(EventAt(), message)


def _copied(loaded: LoadedKnowledge, articles: Mapping[str, bytes]) -> Iterator[Problem]:
    """Name the sentences that copy an article instead of telling it in other words."""
    texts = {source: paragraphs_of(content) for source, content in articles.items()}
    for entry in loaded.knowledge.own_entries:
        for i, sentence in enumerate(entry.answer):
            for source in texts:
                if copied := copied_words(sentence.says, texts[source]):
                    message = f"“{copied}” is taken from {source} word for word; say it in your own words"
                    yield loaded.positions.problem(EntryAt(entry.id, "answer", i), message)
