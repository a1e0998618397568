import asyncio
import gc
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.answering.conversation import Conversations, Place
from bot.answering.desk import Desk
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.loading import LoadingProcess
from bot.answering.notes import Notes
from bot.answering.reload import Reload
from bot.answering.service import Service
from bot.matching.decision import Engine, Kind
from bot.store.store import Store
from tests.answering.conftest import edit, remove, write

NOW = datetime(2024, 10, 25, 12)
HERE = Place(1, 10)
TUNNEL, OLD_TUNNEL = "Cars are sent through the Mill Tunnel.", "Cars are sent through the Old Mill Tunnel."


async def detour(service: Service) -> str:
    reply = await service.check("Which way can I drive instead?", NOW)
    assert reply.entry is not None
    return reply.entry.text


def break_requirement(bridge: Path) -> None:
    """Move the words of a required question from its entry to another one."""
    words = "what day did they shut the crossing,"
    edit(bridge / "closing.yaml", "[Which way can I drive instead?,", f"[Which way can I drive instead?, {words}")
    write(bridge / "phrasings" / "closing.yaml", "{}\n")


class TestAsk:
    async def test_a_follow_up_is_remembered_with_its_subject(self, service: Service) -> None:
        await service.ask("when was the bridge closed?", HERE, NOW)
        second = await service.ask("and why?", HERE, NOW)
        assert second.context == "when was the bridge closed? and why?"
        third = await service.ask("and that one?", HERE, NOW)
        assert third.reply.entry == service.knowledge.entries["why-closed"]

    async def test_a_picked_entry_is_what_a_follow_up_is_about(self, service: Service) -> None:
        picked = await service.pick("who-found", HERE, NOW)
        assert picked is not None
        assert picked.context == "Who found the cracks?"
        then = await service.ask("and that one?", HERE, NOW)
        assert then.reply.entry == service.knowledge.entries["who-found"]

    async def test_what_cannot_be_picked_changes_nothing(self, service: Service, conversations: Conversations) -> None:
        assert await service.pick("tolls", HERE, NOW) is None
        assert len(conversations) == 0

    async def test_what_is_asked_alone_is_not_remembered(self, service: Service, conversations: Conversations) -> None:
        assert (await service.check("who found the cracks?", NOW)).kind is Kind.ANSWER
        assert len(conversations) == 0

    async def test_only_public_replies_can_be_replied_to(self, service: Service) -> None:
        private = Place(1, 10, private=True)
        for place, message in ((HERE, 5), (private, 6)):
            conversed = await service.ask("who found the cracks?", place, NOW)
            await service.posted(conversed, message, place, NOW)
        for message, understood in ((5, True), (6, False)):
            follow_up = await service.ask("and that one?", Place(1, 11 + message, replied_to=message), NOW)
            assert (follow_up.reply.kind is Kind.ANSWER) is understood


class TestForget:
    async def test_nothing_is_left_after_ten_minutes(self, service: Service, conversations: Conversations) -> None:
        for i in range(300):
            place = Place(1, i, thread=bool(i % 2))
            conversed = await service.ask(f"who found crack number {i}?", place, NOW + timedelta(seconds=i))
            await service.posted(conversed, i, place, NOW + timedelta(seconds=i))
        assert len(conversations) == 601
        await service.forget(NOW + timedelta(minutes=10, seconds=300))
        assert len(conversations) == 0

    async def test_no_question_stays_in_memory(self, service: Service) -> None:
        service.notes.keep_questions = False
        conversed = await service.ask(secret(), HERE, NOW)
        await service.posted(conversed, 5, HERE, NOW)
        del conversed
        await service.notes.written()
        assert texts_in_memory("plesiosaur") > 0
        await service.forget(NOW + timedelta(minutes=11))
        assert texts_in_memory("plesiosaur") == 0


def secret() -> str:
    """Return a question that no part of the program holds as a constant."""
    return "who found the " + "".join(reversed("ruasoiselp")) + " under the bridge last night?"


def texts_in_memory(word: str) -> int:
    """Return how many texts of more than three words in memory contain a word."""
    gc.collect()
    holders = gc.get_objects()
    held = [each for holder in holders for each in gc.get_referents(holder)]
    held += [each for pair in held if isinstance(pair, tuple) for each in pair]  # such as a time and a question
    found = {id(each) for each in held if isinstance(each, str) and word in each and each.count(" ") > 2}
    return len(found)


class TestReload:
    async def test_serves_what_changed(self, service: Service, bridge: Path) -> None:
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        result = await service.reload()
        assert (result.outcome, result.changes.changed) == (Reload.DONE, ("detour",))
        assert await detour(service) == OLD_TUNNEL

    async def test_unchanged_files_change_nothing(self, service: Service, bridge: Path) -> None:
        desk = service.desk
        assert (await service.reload()).outcome is Reload.UNCHANGED
        write(bridge / "closing.yaml", (bridge / "closing.yaml").read_text())
        assert (await service.reload()).outcome is Reload.UNCHANGED
        assert service.desk is desk

    async def test_with_problems_everything_stays_and_they_are_kept_for_the_status(
        self, service: Service, bridge: Path
    ) -> None:
        desk = service.desk
        write(bridge / "broken.yaml", "- {}\n")
        result = await service.reload()
        assert result.outcome is Reload.FAILED
        assert {(problem.path, problem.line) for problem in result.problems} == {("bridge/broken.yaml", 1)}
        assert service.problems == result.problems
        assert service.desk is desk
        remove(bridge / "broken.yaml")
        assert (await service.reload()).outcome is Reload.UNCHANGED
        assert service.problems == ()

    async def test_a_problem_ends_the_waiting_of_an_earlier_reload(self, service: Service, bridge: Path) -> None:
        remove(bridge / "unknown.yaml")
        waiting = await service.reload()
        write(bridge / "broken.yaml", "- {}\n")
        await service.reload()
        assert await service.confirm(waiting.checksum) is None

    @pytest.mark.parametrize("lost", ["an entry", "phrasings", "a requirement"])
    async def test_what_takes_much_away_waits_and_is_served_when_confirmed(
        self, service: Service, bridge: Path, lost: str
    ) -> None:
        if lost == "an entry":
            text = (bridge / "unknown.yaml").read_text()
            write(bridge / "unknown.yaml", text[: text.index("- id: ferries")])
        elif lost == "phrasings":
            write(bridge / "phrasings" / "closing.yaml", "{}\n")
            edit(bridge / "closing.yaml", "  asks: [what day did they shut the crossing]\n", "")
            edit(bridge / "closing.yaml", ", since when is the bridge shut, closing date]", "]")
        else:
            break_requirement(bridge)
        desk = service.desk
        result = await service.reload()
        assert result.outcome is Reload.NEEDS_CONFIRMATION
        assert bool(result.changes.removed) == (lost == "an entry")
        assert bool(result.broken) == (lost == "a requirement")
        assert service.desk is desk
        done = await service.confirm(result.checksum[:12])
        assert done is not None
        assert (done.outcome, done.changes, done.broken) == (Reload.DONE, result.changes, result.broken)
        assert service.knowledge.checksum == result.checksum
        assert await service.confirm(result.checksum[:12]) is None

    async def test_a_requirement_that_was_broken_before_is_no_reason_to_ask(
        self, engine: Engine, conversations: Conversations, tmp_path: Path, bridge: Path, store: Store
    ) -> None:
        break_requirement(bridge)
        source = KnowledgeFolder(bridge, None, tmp_path)
        matcher = source.open()
        loading = LoadingProcess(source, engine.confidence, engine.thresholds)
        try:
            service = Service(Desk(replace(engine, matcher=matcher)), conversations, loading, Notes(store))
            await service.prepare()
            edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
            result = await service.reload()
            assert (result.outcome, len(result.broken)) == (Reload.DONE, 1)
        finally:
            service.close()

    @pytest.mark.parametrize("confirmed", [True, False])
    async def test_what_was_discarded_cannot_be_confirmed(
        self, service: Service, bridge: Path, confirmed: bool
    ) -> None:
        remove(bridge / "unknown.yaml")
        result = await service.reload()
        assert not await service.discard("0" * 12)
        if not confirmed:
            assert await service.discard(result.checksum[:12])
            assert not await service.discard(result.checksum[:12])
        assert (await service.confirm(result.checksum[:12]) is not None) is confirmed
        assert len(service.knowledge.own_entries) == (5 if confirmed else 8)

    async def test_a_reload_that_a_later_one_made_unnecessary_is_not_confirmed(
        self, service: Service, bridge: Path
    ) -> None:
        text = (bridge / "unknown.yaml").read_text()
        remove(bridge / "unknown.yaml")
        waiting = await service.reload()
        write(bridge / "unknown.yaml", text)
        assert (await service.reload()).outcome is Reload.UNCHANGED
        assert await service.confirm(waiting.checksum) is None

    async def test_two_reloads_at_once_are_one_after_the_other(self, service: Service, bridge: Path) -> None:
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        first, second = await asyncio.gather(service.reload(), service.reload())
        assert (first.outcome, second.outcome) == (Reload.DONE, Reload.UNCHANGED)
        assert await detour(service) == OLD_TUNNEL

    async def test_a_confirmation_during_a_reload_waits_for_it_and_is_outdated_then(
        self, service: Service, bridge: Path
    ) -> None:
        remove(bridge / "unknown.yaml")
        waiting = await service.reload()
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        newer, confirmed = await asyncio.gather(service.reload(), service.confirm(waiting.checksum))
        assert newer.outcome is Reload.NEEDS_CONFIRMATION
        assert confirmed is None

    async def test_questions_during_a_reload_are_answered_whole(self, service: Service, bridge: Path) -> None:
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        reload = asyncio.create_task(service.reload())
        answers = []
        while not reload.done():
            answers.append(await detour(service))
            await asyncio.sleep(0)
        answers.append(await detour(service))
        assert set(answers) == {TUNNEL, OLD_TUNNEL}
        assert answers == sorted(answers)  # never back to the old one
