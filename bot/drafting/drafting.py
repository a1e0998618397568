"""Drafting, step by step: replies are taken up, prompts are written, and the exam says what is still missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.answering.desk import Desk
from bot.answering.exam import ExamResult, take_exam
from bot.drafting import plan
from bot.drafting.articles import Article
from bot.drafting.asks import Ask
from bot.drafting.fates import Fate, Screened, Verdict, short
from bot.drafting.folder import DraftFolder, PromptName
from bot.drafting.new_record import remove_untouched_stubs
from bot.drafting.placement import misplaced
from bot.drafting.record import DraftRecord
from bot.drafting.replies import Item, PromptKind, ReadReply, Text, read_reply
from bot.drafting.report import exam_text, report_text
from bot.drafting.screening import ALREADY_THERE, Screen
from bot.errors import DraftError
from bot.knowledge.model import KnowledgeBase
from bot.matching.confidence import Confidence
from bot.matching.decision import Engine, Thresholds
from bot.matching.training import Trainer


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A reply that was taken up, and the fate of every item in it."""

    prompt: str
    kind: PromptKind
    fates: tuple[Fate, ...]

    def count(self, verdict: Verdict) -> int:
        """Return how many items came to that."""
        return sum(fate.verdict is verdict for fate in self.fates)


@dataclass(slots=True)
class Step:
    """What one step did: the replies that were `taken`, the prompts that are `waiting`, the exam if there was one.

    Where no prompt waits, there are entries `to_read` first, or the exam is good enough, or it shows nothing that could
    be added.

    `lost` are the ids of entries that were refused as a whole.
    `empty` are prompts whose reply had nothing in it that could be used: they wait for another.
    `suspicious` are paragraphs that speak to a model, by source; `removed` the files of stubs that are not needed now.
    """

    round: int
    taken: list[TakenUp] = field(default_factory=list)
    waiting: list[PromptName] = field(default_factory=list)
    empty: list[PromptName] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    result: ExamResult | None = None
    to_read: bool = False
    suspicious: dict[str, list[int]] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether the exam shows that the record is deep enough."""
        return self.result is not None and plan.is_good(self.result)


COPIED = 100  # characters of a prompt that no reply begins with
ASKED_AT_MOST = 2  # times that the same is asked for in a round, where a reply was cut off


class Drafting:
    """The draft of one record."""

    def __init__(self, record: DraftRecord, confidence: Confidence, thresholds: Thresholds) -> None:
        self.record = record
        self.folder = DraftFolder(record.folder)
        self._confidence, self._thresholds = confidence, thresholds

    def step(self, read_first: bool = False) -> Step:
        """Take up what was replied, and write the next prompts; raises KnowledgeError, EditError and DraftError.

        With `read_first` nothing more is asked when entries have arrived: a person is to read them before.
        """
        knowledge = self.record.load()
        articles = self.folder.articles(knowledge.sources)
        if not articles:
            names = ", ".join(f"{key}=FILE" for key in knowledge.sources)
            raise DraftError(f"{self.record.folder}: the articles are missing; name them once: --article {names}")
        number = max((name.round for name in self.folder.prompts()), default=1)
        step = Step(number, suspicious=_suspicious(articles))
        self._take_up(step, knowledge, articles)
        knowledge = self.record.reload()
        self.folder.renew_prompts(knowledge)
        asked = {_source_of(self.folder.prompt(name), articles) for name in self._named(PromptKind.ENTRIES)}
        new = {key: article for key, article in articles.items() if key not in asked}
        self._write(plan.needed_entries(new, knowledge), step.round, knowledge)  # a new article can't wait for a round
        arrived = any(taken.kind is PromptKind.ENTRIES and taken.count(Verdict.TAKEN) for taken in step.taken)
        step.to_read = read_first and arrived
        entries_wait = any(name.kind is PromptKind.ENTRIES for name in self.folder.waiting())
        if not step.to_read and not (entries_wait and not knowledge.own_entries):
            needed = self._write_needed(step, knowledge)
            if not needed and not self.folder.waiting():
                self._examine(step, knowledge)
        step.waiting = self.folder.waiting()
        return step

    def _named(self, kind: PromptKind) -> list[PromptName]:
        return [name for name in self.folder.prompts() if name.kind is kind]

    def _write_needed(self, step: Step, knowledge: KnowledgeBase) -> bool:
        """Write the prompts that the record needs before its exam; say whether there are any."""
        has_concepts = bool(self._named(PromptKind.CONCEPTS))
        asked = self.folder.asked(step.round)
        return self._write(plan.needed_depth(knowledge, step.round, asked, has_concepts), step.round, knowledge)

    def _examine(self, step: Step, knowledge: KnowledgeBase) -> None:
        """Ask the record its exam; where it fails, begin the next round."""
        knowledge = self._with_spent_exams(step, knowledge)
        desk = Desk(Engine(Trainer().train(knowledge), self._confidence, self._thresholds))
        step.result = take_exam(desk)
        if step.result is None:
            return
        self.folder.add_to_report(step.round, exam_text(step.result))
        following = step.round + 1
        if not step.good and self._write(plan.needed_after(step.result), following, knowledge):
            asked = self.folder.asked(following)
            self._write(plan.needed_depth(knowledge, following, asked, has_concepts=True), following, knowledge)

    def _write(self, asks: Iterable[Ask], number: int, knowledge: KnowledgeBase) -> bool:
        """Write the prompts of a round; say whether there are any."""
        articles = self.folder.articles(knowledge.sources)
        texts = [(ask, ask.prompt(articles, knowledge)) for ask in asks]
        return bool([self.folder.add_prompt(number, ask, text) for ask, text in texts if text is not None])

    def _with_spent_exams(self, step: Step, knowledge: KnowledgeBase) -> KnowledgeBase:
        """Make phrasings of the questions of earlier exams: they have tested what they could, and are well asked."""
        known = {phrasing for entry in knowledge.own_entries for phrasing in entry.phrasings}
        for exam in knowledge.exams[:-1]:
            asked: dict[str, list[Text]] = {}
            for question in exam.questions:
                if question.entry and question.text not in known:
                    asked.setdefault(question.entry, []).append(Text(question.text, 0))
            if asked:
                items = [Item(0, {"key": [Text(key, 0)], "texts": texts}) for key, texts in asked.items()]
                screen = Screen(knowledge, {})
                screened = screen.screen(ReadReply(tuple(items), (), False), PromptKind.PHRASINGS)
                self._place(knowledge, [screened])
                fates = self.record.add(screened, "exam", exam.round)
                step.taken.append(
                    self._report(
                        f"the exam of round {exam.round}, as phrasings", PromptKind.PHRASINGS, step.round, fates
                    )
                )
                knowledge = self.record.reload()
        return knowledge

    def _take_up(self, step: Step, knowledge: KnowledgeBase, articles: dict[str, Article]) -> None:
        """Take up every reply that is new, or other than before."""
        screen = Screen(knowledge, articles)
        screened: list[tuple[PromptName, str, str, ReadReply, Screened]] = []
        for name in self.folder.prompts():
            reply = self.folder.reply(name)
            if reply is None or self.folder.is_taken(name, reply):
                continue
            prompt = self.folder.prompt(name)
            source = _source_of(prompt, articles)
            read = read_reply(reply, name.kind)
            if prompt[:COPIED] in reply:  # it was saved in the place of the reply
                read = ReadReply((), (Text("the prompt itself", 1),), False)
            screened.append((name, reply, source, read, screen.screen(read, name.kind, source)))
        self._place(knowledge, [one for *_, one in screened])
        for name, reply, source, read, one in screened:
            fates = self.record.add(one, f"{name.kind}-{name.number}", name.round)
            taken = self._report(str(name), name.kind, name.round, fates)
            step.taken.append(taken)
            entries_taken = name.kind is PromptKind.ENTRIES and taken.count(Verdict.TAKEN) > 0
            empty = not read.items or (name.kind is PromptKind.ENTRIES and not entries_taken)
            lost = _lost_entries(read, one) if name.kind is PromptKind.ENTRIES else []
            step.lost += lost
            self.folder.mark_taken(name, reply, empty, lost)
            if empty:
                step.empty.append(name)
            elif read.cut:
                self._ask_for_the_rest(name, knowledge)
            if source in articles and entries_taken:
                step.removed += remove_untouched_stubs(self.record.folder, articles[source])

    def _ask_for_the_rest(self, name: PromptName, knowledge: KnowledgeBase) -> None:
        """Ask once more for what a reply that was cut off was to give; the prompt shows what is there now."""
        ask = self.folder.ask(name)
        if ask and self.folder.asked(name.round).count(ask) < ASKED_AT_MOST:
            self._write([ask], name.round, knowledge)

    def _place(self, knowledge: KnowledgeBase, screened: Sequence[Screened]) -> None:
        """Move phrasings that another entry answers better to it, or refuse them."""
        drafted: dict[str, list[str]] = {}
        for one in screened:
            for key, phrasings in one.phrasings.items():
                drafted.setdefault(key, []).extend(phrasings)
        elsewhere = {found.phrasing: found for found in misplaced(knowledge, drafted)}
        for one in screened:
            for key in list(one.phrasings):
                for phrasing in [phrasing for phrasing in one.phrasings[key] if phrasing in elsewhere]:
                    found = elsewhere[phrasing]
                    one.phrasings[key].remove(phrasing)
                    if found.moves:
                        one.phrasings.setdefault(found.better, []).append(phrasing)
                    verdict = Verdict.MOVED if found.moves else Verdict.REFUSED
                    one.refate(phrasing, verdict, f"`{found.better}` answers it better than `{key}`")
                if not one.phrasings[key]:
                    del one.phrasings[key]

    def _report(self, prompt: str, kind: PromptKind, number: int, fates: Sequence[Fate]) -> TakenUp:
        """Add what became of a reply to the round's report."""
        self.folder.add_to_report(number, report_text(prompt, fates))
        return TakenUp(prompt, kind, tuple(fates))


def _suspicious(articles: Mapping[str, Article]) -> dict[str, list[int]]:
    return {article.source.id: found for article in articles.values() if (found := article.addressed_to_a_model)}


def _lost_entries(reply: ReadReply, screened: Screened) -> list[str]:
    """Return the ids of the entries of a reply of which nothing was taken, whatever they are called."""
    refused = {fate.item for fate in screened.fates if fate.verdict is Verdict.REFUSED and fate.reason != ALREADY_THERE}
    return [key for item in reply.items if (key := item.first("id")) and short(key) in refused]


def _source_of(prompt: str, articles: dict[str, Article]) -> str:
    """Return the source whose article a prompt quotes first."""
    places = {key: prompt.find(f"[{key}:1]") for key in articles}
    found = {key: place for key, place in places.items() if place >= 0}
    return min(found, key=lambda key: found[key]) if found else ""
