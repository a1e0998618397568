"""What a prompt asks for. Its text is made from the record as it is then, and again when the record changes."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.drafting import prompts
from bot.drafting.articles import Article
from bot.drafting.replies import PromptKind
from bot.knowledge.model import KnowledgeBase


class Task(StrEnum):
    """What sort of unknowns are asked for."""

    NEAR_MISSES = "near-misses"
    WIDE = "wide"
    ANSWERED_WRONGLY = "answered-wrongly"


class Ask(BaseModel):
    """What a prompt asks for: its kind, and by kind.

    - entries: `count` for each of the `paragraphs` of `source`
    - phrasings: `count` for each of the `entries`; `failed` are questions that were not understood, by entry
    - unknowns: by `task`, with `count` questions each: `each` beside each of the `entries`, or `each` of the event in
      general, or for the questions that were `answered` wrongly, each with the entry
    - exam: `count` questions that have an answer and some `unanswerable`; `people` counts who asks, from 0
    """

    model_config = ConfigDict(frozen=True)

    kind: PromptKind
    source: str = ""
    paragraphs: tuple[int, ...] = ()
    entries: tuple[str, ...] = ()
    count: int = 0
    failed: dict[str, tuple[str, ...]] = {}
    task: Task | None = None
    each: int = 0
    answered: dict[str, str] = {}
    people: int = 0
    unanswerable: int = 0

    def prompt(self, articles: Mapping[str, Article], knowledge: KnowledgeBase) -> str | None:
        """Return the text to ask with; None when what it asks about is no longer there."""
        entries = [knowledge.entries[key] for key in self.entries if key in knowledge.entries]
        match self.kind:
            case PromptKind.ENTRIES:
                if self.source not in articles:
                    return None
                return prompts.entries_prompt(articles[self.source], self.paragraphs, knowledge, self.count)
            case PromptKind.CONCEPTS:
                return prompts.concepts_prompt(articles, knowledge)
            case PromptKind.PHRASINGS:
                return prompts.phrasings_prompt(knowledge, entries, self.count, self.failed) if entries else None
            case PromptKind.EXAM:
                return prompts.exam_prompt(articles, knowledge, self.people, self.count, self.unanswerable)
        task = None
        match self.task:
            case Task.NEAR_MISSES:
                task = prompts.near_misses_task(entries, self.each) if entries else None
            case Task.WIDE:
                task = prompts.wide_task(self.each)
            case Task.ANSWERED_WRONGLY:
                known = {
                    text: knowledge.entries[key] for text, key in self.answered.items() if key in knowledge.entries
                }
                task = prompts.answered_wrongly_task(known) if known else None
        return prompts.unknowns_prompt(articles, knowledge, task, self.count) if task else None
