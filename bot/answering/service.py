"""The service: what cogs and commands talk to. It keeps conversations, and swaps desks when the knowledge changes."""

import asyncio
import gc
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot import metrics
from bot.answering.conversation import Asked, ByReply, Conversations, Conversed, Place
from bot.answering.desk import Desk, context_after
from bot.answering.exam import ExamResult, newly_missed, take_exam
from bot.answering.expiring import Expiring
from bot.answering.languages import language_of
from bot.answering.loading import LoadingProcess, LoadResult
from bot.answering.notes import Notes, ShownIn
from bot.answering.reload import Reload, ReloadResult
from bot.answering.reply import Reply
from bot.answering.required import BrokenRequirement
from bot.answering.why import Why
from bot.errors import Problem
from bot.knowledge.changes import Changes, changes
from bot.knowledge.model import Depth, Entry, KnowledgeBase
from bot.matching.decision import Engine

log = logging.getLogger(__name__)
LOOK_AGAIN = 60.0  # seconds before files are loaded again that others serve and that were not there


class Service:
    """Answers, completes and reloads. Its methods are asynchronous where something may have to be waited for."""

    def __init__(self, desk: Desk, conversations: Conversations, loading: LoadingProcess, notes: Notes) -> None:
        self.notes = notes
        self.store = notes.store
        self.on_change: list[Callable[[], None]] = []  # called whenever other knowledge is served
        self.swapping = asyncio.Lock()  # whoever changes what is served holds it
        self._desk = desk
        self._conversations = conversations
        self._questions: Expiring[int, Asked] = Expiring(conversations.lasting)
        self._loading = loading
        self._waiting: tuple[ReloadResult, Engine] | None = None
        self._previous: Desk | None = None
        self._broken_before: frozenset[str] = frozenset()
        self._not_found = "", 0.0  # what other processes serve and isn't in the files here, and when that was looked at
        self._prepared = False
        self._broken: frozenset[str] = frozenset()  # requirements that were broken at the start, or let pass since
        self.problems: tuple[Problem, ...] = ()
        self._count_entries()

    @property
    def desk(self) -> Desk:
        """The desk that answers now."""
        return self._desk

    @property
    def conversations(self) -> Conversations:
        """What people asked a moment ago."""
        return self._conversations

    @property
    def folder(self) -> Path:
        """The folder that the knowledge is loaded from."""
        return self._loading.source.folder.resolve()

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge that is served now."""
        return self._desk.knowledge

    async def ask(self, question: str, place: Place, now: datetime) -> Conversed:
        """Reply to a question, read within the conversations of its place, and remember it for follow-ups."""
        desk = self._desk  # one look: a reload meanwhile must not mix two states of the knowledge
        earlier = self._conversations.earlier(place.context, now)
        with metrics.reply_seconds.time():
            reply = desk.ask(question, earlier)
        metrics.replies.labels(reply.kind.value).inc()
        context = context_after(reply, earlier)
        self._conversations.remember(place.own, context, now)
        self.notes.reply(reply, earlier, now)
        return Conversed(reply, context, earlier)

    async def ask_again(self, question: str, answer: int, now: datetime) -> Conversed:
        """Reply to a question that was edited, read with what it was read with before; what was asked since stays."""
        before = self._questions.get(answer, now)
        earlier = before.earlier if before else None
        reply = self._desk.ask(question, earlier)
        return Conversed(reply, context_after(reply, earlier), earlier)

    def is_conversing(self, place: Place, now: datetime) -> bool:
        """Say whether something was asked in the conversations of a place a moment ago."""
        return self._conversations.earlier(place.own, now) is not None

    async def check(self, text: str, now: datetime) -> Reply:
        """Reply to what somebody else's message claims: it is no part of the asking person's conversation."""
        reply = self._desk.check(text)
        self.notes.reply(reply, None, now)
        return reply

    async def pick(self, entry_id: str, place: Place, now: datetime, asked: Asked | None = None) -> Conversed | None:
        """Reply with an entry that a person picked; None when there is no such entry (any more).

        `asked` is the question for which several entries were offered: moderators see which one was meant.
        """
        reply = self._desk.pick(entry_id)
        if reply is None:
            return None
        if asked:
            self.notes.choice(self.knowledge.event.id, asked, entry_id)
        self._conversations.remember(place.own, reply.question, now)
        return Conversed(reply, reply.question)

    def readable(self, event: str, entry_id: str) -> Entry | None:
        """Return an entry of an event that people may read; None when there is no such entry (any more)."""
        reply = self._desk.pick(entry_id) if event == self.knowledge.event.id else None
        return reply.entry if reply else None

    def rebuilt(self, entries: Iterable[str]) -> Reply | None:
        """Reply with what some entries say now, each once; None when none of them is there any more."""
        found = [reply for key in dict.fromkeys(entries) if (reply := self._desk.pick(key))]
        if len(found) < 2:
            return found[0] if found else None
        return replace(found[0], parts=tuple(replace(part, facts=()) for part in found))

    async def why(self, entry_id: str, asked: Asked | None) -> Why | None:
        """Say why a question was answered with an entry; None when there is no such entry (any more)."""
        return self._desk.why(entry_id, asked.about(entry_id) if asked else "", asked.earlier if asked else None)

    def asked(self, message: int, now: datetime) -> Asked | None:
        """Return what one of the bot's messages answers; None if it is no longer kept."""
        return self._questions.get(message, now)

    def carry_question(self, asked: Asked, message: int, now: datetime) -> None:
        """Keep a question for another message that offers something for it."""
        self._questions.add(message, asked, now)

    async def posted(
        self, conversed: Conversed, message: int, place: Place, now: datetime, shown: ShownIn | None = None
    ) -> None:
        """Note that a reply was sent as a message, so that people can reply to it: not to private ones.

        `shown` says where a public message can be corrected later.
        """
        self._questions.add(message, conversed.asked, now)
        if not place.private:
            self._conversations.remember([ByReply(message)], conversed.context, now)
        if shown:
            late = conversed.reply.knowledge is not self.knowledge  # what it says may have changed meanwhile
            self.notes.card(conversed.reply, message, shown, now, self._tell_of_change if late else None)

    async def moved(self, conversed: Conversed, place: Place, now: datetime) -> None:
        """Note that a question goes on in another place, such as a thread of its own."""
        self._conversations.remember(place.own, conversed.context, now)

    async def forget(self, now: datetime) -> None:
        """Drop what people asked longer ago than it is kept."""
        self._conversations.forget(now)
        self._questions.forget(now)

    def complete(self, typed: str, limit: int) -> list[Entry]:
        """Return up to `limit` entries whose titles complete what was typed so far."""
        return self._desk.complete(typed, limit)

    async def reload(self) -> ReloadResult:
        """Load the knowledge again; with problems, nothing changes.

        What takes much away (a file may be cut off), breaks a required question or makes an exam question worse waits
        for `confirm`.
        """
        result = await self._reload()
        metrics.reloads.labels(result.outcome.name.lower()).inc()
        return result

    async def _reload(self) -> ReloadResult:
        async with self.swapping:
            before = self._desk.engine
            loaded = await self._loading.load(before.matcher.knowledge.checksum)
            self._waiting = None
            self.problems = loaded.problems
            if loaded.problems:
                return ReloadResult(Reload.FAILED, problems=loaded.problems)
            if loaded.engine is None:
                return ReloadResult(Reload.UNCHANGED)
            after = loaded.engine.matcher.knowledge
            changed = changes(before.matcher.knowledge, after)
            worse = await asyncio.to_thread(newly_missed, self._desk, Desk(loaded.engine))
            if changed.removed or changed.large_loss or worse or self.newly_broken(loaded.broken):
                result = ReloadResult(Reload.NEEDS_CONFIRMATION, changed, (), loaded.broken, after.checksum, worse)
                self._waiting = result, loaded.engine
                return result
            return await self._done(loaded.engine, changed, loaded.broken)

    async def confirm(self, checksum: str) -> ReloadResult | None:
        """Serve what waits for confirmation; None when something else, or nothing, is waiting."""
        async with self.swapping:
            if self._waiting is None or not self._waiting[0].checksum.startswith(checksum):
                return None
            result, engine = self._waiting
            self._waiting = None
            return await self._done(engine, result.changes, result.broken)

    async def discard(self, checksum: str) -> bool:
        """Forget what waits for confirmation; False when something else, or nothing, is waiting."""
        if self._waiting is None or not self._waiting[0].checksum.startswith(checksum):
            return False
        self._waiting = None
        return True

    async def _done(self, engine: Engine, changed: Changes, broken: tuple[BrokenRequirement, ...]) -> ReloadResult:
        await self.serve(engine, broken)
        return ReloadResult(Reload.DONE, changed, broken=broken)

    async def try_out(self, instead: Mapping[Path, bytes | None]) -> LoadResult:
        """Load the knowledge with other contents of some files; what is served stays."""
        return await self._loading.load(self.knowledge.checksum, dict(instead))

    async def keep(self) -> None:
        """Keep what is served for the next start."""
        await self._loading.keep(self.knowledge.checksum)

    def newly_broken(self, broken: Iterable[BrokenRequirement]) -> tuple[BrokenRequirement, ...]:
        """Return the requirements among some that were not broken before."""
        return tuple(one for one in broken if str(one) not in self._broken)

    async def serve(self, engine: Engine, broken: Iterable[BrokenRequirement] = (), decided: bool = True) -> None:
        """Answer from another state of the knowledge.

        Whoever `decided` that it is served notes what changed in what its entries say; others only follow.
        """
        self._broken_before = self._broken
        self._previous, self._desk = self._desk, Desk(engine)
        self._count_entries()
        self._broken = frozenset(map(str, broken))
        self._waiting = None
        if decided:
            await self.notes.history(self.knowledge, datetime.now(UTC))
        self._tell_of_change()

    def _count_entries(self) -> None:
        depth, version = Depth.of(self.knowledge), self.knowledge.checksum[:12]
        metrics.serving(self.knowledge.event.id, version, depth.answered, depth.unanswered)

    def _tell_of_change(self) -> None:
        for call in self.on_change:
            call()

    async def roll_back(self) -> Changes | None:
        """Serve what was served before, until the files are loaded again; None when there is nothing to go back to."""
        async with self.swapping:
            before = self._previous
            if before is None:
                return None
            changed = changes(self.knowledge, before.knowledge)
            await self._serve_again(before, decided=True)
            return changed

    async def _serve_again(self, previous: Desk, decided: bool) -> None:
        """Serve what was served before, with what was broken in it then."""
        broken = self._broken_before
        await self.serve(previous.engine, decided=decided)
        self._broken = broken

    async def follow(self) -> bool:
        """Serve what another process serves, if that is in the files or was served before; return whether it was."""
        async with self.swapping:
            event, (missed, when) = self.knowledge.event.id, self._not_found
            wanted = await self.store.history.served(event)
            if wanted in (None, self.knowledge.checksum) or (wanted == missed and time.monotonic() - when < LOOK_AGAIN):
                return False
            if self._previous and self._previous.knowledge.checksum == wanted:
                await self._serve_again(self._previous, decided=False)
                return True
            loaded = await self.try_out({})
            found = loaded.engine.matcher.knowledge.checksum if loaded.engine else None
            if loaded.engine is None or found != wanted or await self.store.history.served(event) != wanted:
                self._not_found = str(wanted), time.monotonic()  # the files are others here, or not there yet
                return False
            await self.serve(loaded.engine, loaded.broken, decided=False)
            return True

    async def exam(self) -> ExamResult | None:
        """Ask the record its exam, if it has one: some hundred questions, in a thread of their own."""
        return await asyncio.to_thread(take_exam, self._desk)

    async def prepare(self) -> None:
        """Get ready for the next reload, once; what is broken already is no reason to ask then."""
        if self._prepared:
            return
        self._prepared = True
        await asyncio.to_thread(language_of, "das ist kein englischer satz")  # reads what tells languages apart
        self._broken |= {str(broken) for broken in await self._loading.prepare()}
        gc.freeze()  # looking through all of the knowledge for garbage would delay answers by 25 ms now and then

    def close(self) -> None:
        """End the process that loads."""
        self._loading.close()
