"""When an answer changes, the cards that were posted follow, and whoever asked to be told gets one message."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import discord
from discord.ext import commands, tasks

from bot import metrics
from bot.answering.cases import main_entries, versions_now, versions_of
from bot.cogs.context import ServiceBot
from bot.cogs.corrections.painting import beside, corrected, told, withdrawn
from bot.cogs.failures import UNANSWERED, is_passing, one_line
from bot.errors import StoreError
from bot.store.cards import PostedCard
from bot.store.history import Change

log = logging.getLogger(__name__)
PAUSE = 0.25  # seconds after each message, so that answers to questions go first
AT_ONCE = 50  # cards that are read from the store at once
ENTRIES_AT_ONCE = 300  # entries that the store is asked for at once
MOST_TOLD = 1_000  # people who are told of one change in one go
MOST_CHANGES = 10_000  # that are looked at
GONE, UNTOLD = "gone", "untold"  # instead of a version: of what was withdrawn, and of what somebody was not told yet
LOOK_BACK = timedelta(days=31)  # for changes that did not reach every card and every person yet


def batched(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield some keys at a time."""
    yield from (keys[start : start + size] for start in range(0, len(keys), size))


class Corrections(commands.Cog):
    """Brings posted cards up to date, one after the other; what is not done yet is done after a restart."""

    def __init__(self, bot: ServiceBot) -> None:
        self.bot = bot
        self._work: asyncio.Task[None] | None = None
        self._again = False

    async def cog_load(self) -> None:
        """Work whenever other knowledge is served, and again after a failure."""
        self.bot.service.on_change.append(self.start)
        self._retry.start()

    async def cog_unload(self) -> None:
        """Stop."""
        self.bot.service.on_change.remove(self.start)
        self._retry.cancel()
        if self._work:
            self._work.cancel()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Begin with what changed while the bot was away."""
        self.start()

    @tasks.loop(minutes=1)
    async def _retry(self) -> None:
        if self._again:
            self.start()

    def start(self) -> None:
        """Bring everything up to date beside what is going on; what changes meanwhile comes next."""
        self._again = True
        if not self.bot.closing and (self._work is None or self._work.done()):
            self._work = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while self._again and not self.bot.closing:
            self._again = False
            try:
                done = await self.bring_up_to_date()
            except StoreError as error:
                log.error("Could not correct the posted cards, trying again: %s", error)
                done = False
            except Exception:
                log.exception("Could not correct the posted cards, trying again.")
                done = False
            if not done:
                self._again = True
                return

    async def bring_up_to_date(self) -> bool:
        """Correct the cards, and tell the people, that say or know an older version of an entry.

        Returns whether all of it is done; raises StoreError.
        """
        service = self.bot.service
        event, desk = service.knowledge.event.id, service.desk
        found = await service.store.history.since(event, discord.utils.utcnow() - LOOK_BACK, MOST_CHANGES)
        changes = {change.entry: change for change in reversed(found)}
        current = versions_now(desk.knowledge, changes)
        seen: set[int] = set()  # each card once, whatever becomes of it
        failed = False
        for keys in batched(sorted(changes), ENTRIES_AT_ONCE):
            wanted = {key: current[key] for key in keys}
            below: int | None = None
            while cards := await service.store.cards.outdated(event, wanted, AT_ONCE, below):
                below = cards[-1].message
                for card in cards:
                    if card.message in seen:
                        continue
                    if self.bot.closing or service.desk is not desk:  # what has changed meanwhile comes next
                        return False
                    seen.add(card.message)
                    failed = not await self._correct(event, card, current, changes) or failed
                    await asyncio.sleep(PAUSE)
        for entry, change in changes.items():
            if service.desk is not desk:
                return False
            failed = not await self._tell(event, entry, current.get(entry) or GONE, change) or failed
        return not failed

    async def _correct(
        self, event: str, card: PostedCard, current: Mapping[str, str | None], changes: Mapping[str, Change]
    ) -> bool:
        """Show what the record says now in place of what a card said; return False where Discord fails for now."""
        service = self.bot.service
        if await service.store.cards.get(card.message) != card:  # it says something else by now
            return True
        stale = [key for key, version in card.versions.items() if key in current and current[key] != version]
        change = next((changes[key] for key in stale if key in changes), None)
        reply = service.rebuilt(card.main)
        if not card.main:
            shown = beside(change)
        else:
            shown = corrected(self.bot.painted(reply), change) if reply else withdrawn(change)
        message = self.bot.get_partial_messageable(card.channel).get_partial_message(card.message)
        try:
            await message.edit(**shown.arguments(card.as_embed))
        except UNANSWERED as error:
            if is_passing(error):
                log.warning("Could not correct a card in channel %s: %s", card.channel, one_line(error))
                return False
            log.info("Can no longer correct a card in channel %s: %s", card.channel, one_line(error))
            await service.store.cards.remove(card.message)
            return True
        if reply is None and card.main:
            await service.store.cards.remove(card.message)
            return True
        kept = {key: version for key, version in card.versions.items() if key not in stale}
        now = {key: version for key in stale if (version := current[key]) is not None}
        says = versions_of(reply) if reply else kept | now
        main = main_entries(reply) if reply else ()
        metrics.corrections.inc()
        await service.store.cards.corrected(event, PostedCard(card.message, card.channel, card.as_embed, says, main))
        return True

    async def _tell(self, event: str, entry: str, version: str, change: Change) -> bool:
        """Send one message to each person who asked to be told; return False where Discord fails for now."""
        people, done = self.bot.service.store.people, True
        reply = self.bot.service.rebuilt([entry])
        shown = told(self.bot.painted(reply), change) if reply else withdrawn(change)
        desk = self.bot.service.desk
        for person in await people.to_tell(event, entry, version, MOST_TOLD):
            if self.bot.closing or self.bot.service.desk is not desk:
                return False
            if not await people.take(event, entry, version, person):
                continue  # another process has told them
            try:
                user = await self.bot.fetch_user(person)
                await user.send(**shown.arguments(as_embed=True))
            except UNANSWERED as error:
                log.info("Could not tell a person of a change: %s", one_line(error))
                if is_passing(error):
                    await people.follow(event, entry, UNTOLD, person, discord.utils.utcnow())
                    done = False
            await asyncio.sleep(PAUSE)
        return done
