"""When an answer changes, the cards that were posted follow, and whoever asked to be told gets one message."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta

import discord
from discord.ext import commands, tasks

from bot.answering.cases import main_entries, versions_of
from bot.cogs.context import ServiceBot
from bot.cogs.corrections.painting import corrected, told, withdrawn
from bot.cogs.failures import UNANSWERED, one_line
from bot.errors import StoreError
from bot.store.cards import PostedCard
from bot.store.history import Change

log = logging.getLogger(__name__)
PAUSE = 0.25  # seconds after each message, so that answers to questions go first
AT_ONCE = 50  # cards, or people, that are read from the store at once
MOST_CHANGES = 1_000  # that are looked at after a restart
_GONE = (discord.NotFound, discord.Forbidden)


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
                log.error("Posted cards could not be corrected, trying again: %s", error)
                done = False
            except Exception:
                log.exception("Posted cards could not be corrected, trying again.")
                done = False
            if not done:
                self._again = True
                return

    async def bring_up_to_date(self) -> bool:
        """Correct the cards, and tell the people, that say or know an older version of an entry.

        Returns whether all of it is done; raises StoreError.
        """
        service, days = self.bot.service, self.bot.settings.keep_cards_days
        event = service.knowledge.event.id
        since = discord.utils.utcnow() - timedelta(days=days)
        found = await service.store.history.since(event, since, MOST_CHANGES)
        changes = {change.entry: change for change in reversed(found)}
        current = service.versions(changes)
        failed: set[int] = set()
        while cards := await service.store.cards.outdated(event, current, AT_ONCE + len(failed)):
            left = [card for card in cards if card.message not in failed]
            if not left or self.bot.closing:
                break
            for card in left:
                if not await self._correct(event, card, current, changes):
                    failed.add(card.message)
                await asyncio.sleep(PAUSE)
        for entry, change in changes.items():
            await self._tell(event, entry, current.get(entry) or "", change)
        return not failed

    async def _correct(
        self, event: str, card: PostedCard, current: Mapping[str, str | None], changes: Mapping[str, Change]
    ) -> bool:
        """Show what the record says now in place of what a card said; return False where Discord fails for now."""
        service = self.bot.service
        stale = [key for key, version in card.versions.items() if key in current and current[key] != version]
        change = next((changes[key] for key in stale if key in changes), None)
        reply = service.rebuilt(card.main or stale)
        shown = corrected(self.bot.painted(reply), change) if reply else withdrawn(change)
        message = self.bot.get_partial_messageable(card.channel).get_partial_message(card.message)
        try:
            await message.edit(**shown.arguments(card.as_embed))
        except _GONE:
            await service.store.cards.remove([card.message])
            return True
        except UNANSWERED as error:
            log.warning("A card in channel %s could not be corrected: %s", card.channel, one_line(error))
            return False
        if reply is None:
            await service.store.cards.remove([card.message])
        else:
            now_says = PostedCard(card.message, card.channel, card.as_embed, versions_of(reply), main_entries(reply))
            await service.store.cards.corrected(event, now_says)
        return True

    async def _tell(self, event: str, entry: str, version: str, change: Change) -> None:
        """Send one message to each person who asked to be told."""
        people = self.bot.service.store.people
        while found := await people.to_tell(event, entry, version, AT_ONCE):
            if self.bot.closing:
                return
            reply = self.bot.service.rebuilt([entry])
            shown = told(self.bot.painted(reply), change) if reply else withdrawn(change)
            for person in found:
                if not await people.take(event, entry, version, person):
                    continue  # another process has told them
                try:
                    user = await self.bot.fetch_user(person)
                    await user.send(**shown.arguments(as_embed=True))
                except UNANSWERED as error:  # their messages are closed, or they are gone
                    log.info("A person could not be told of a change: %s", one_line(error))
                await asyncio.sleep(PAUSE)
