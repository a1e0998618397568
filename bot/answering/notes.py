"""What is written down beside the answers, which don't wait for it and don't fail with it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import metrics
from bot.answering.cases import cases_of, main_entries, states_of, versions_of
from bot.answering.conversation import Asked
from bot.answering.reply import Reply
from bot.errors import StoreError
from bot.knowledge.model import KnowledgeBase
from bot.matching.text import words
from bot.matching.vocabulary import FOLLOWS
from bot.store.cards import PostedCard
from bot.store.cases import CaseKind
from bot.store.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShownIn:
    """The channel of a public card, and whether it is an embed."""

    channel: int
    as_embed: bool


class Notes:
    """Cases, posted cards, and what changed; with `keep_questions` False, no question is written down."""

    def __init__(self, store: Store, keep_questions: bool = True) -> None:
        self.store = store
        self.keep_questions = keep_questions
        self._writing: set[asyncio.Task[None]] = set()

    async def add_case(
        self,
        event: str,
        kind: CaseKind,
        question: str,
        entry: str | None,
        now: datetime,
        remark: str | None = None,
    ) -> None:
        """Give moderators something to look at; raises StoreError."""
        if self.keep_questions:
            await self.store.cases.add(event, kind, question, words(question) or (question,), entry, now, remark)

    def reply(self, reply: Reply, earlier: str | None, now: datetime) -> None:
        """Note what moderators should look at in a reply."""
        for case in cases_of(reply, earlier):
            event = reply.knowledge.event.id
            self._write(self.add_case(event, case.kind, case.question, case.entry, now))

    def choice(self, event: str, asked: Asked, entry: str) -> None:
        """Note which of several entries somebody meant."""
        questions = [asked.question, *([f"{asked.earlier}{FOLLOWS}{asked.question}"] if asked.earlier else [])]
        self._write(self.store.cases.chose(event, [words(question) or (question,) for question in questions], entry))

    def card(
        self, reply: Reply, message: int, shown: ShownIn, now: datetime, then: Callable[[], None] | None = None
    ) -> None:
        """Note what a public message says, so that corrections reach it; `then` is called when that is written."""
        versions = versions_of(reply)
        card = PostedCard(message, shown.channel, shown.as_embed, versions, main_entries(reply))
        self._write(self.store.cards.add(reply.knowledge.event.id, card, now), then)

    async def history(self, knowledge: KnowledgeBase, now: datetime) -> None:
        """Note what changed in what the entries say; where the store can't be used, that is logged."""
        try:
            changed = await self.store.history.record(knowledge.event.id, states_of(knowledge), now)
            await self.store.history.serve(knowledge.event.id, knowledge.checksum)
        except StoreError as error:
            log.error("Could not store what changed: %s", error)
            return
        for change in changed:
            log.info("%s was %s.", change.entry, change.kind.value)

    async def written(self) -> None:
        """Wait until everything that was noted is written."""
        while self._writing:
            await asyncio.wait(set(self._writing))

    def _write(self, writing: Coroutine[Any, Any, None], then: Callable[[], None] | None = None) -> None:
        async def write() -> None:
            try:
                await writing
                if then:
                    then()
            except StoreError as error:
                metrics.store_errors.inc()
                log.error("Could not write to the store: %s", error)

        task = asyncio.create_task(write())
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
