import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import StoreError
from bot.store.cards import PostedCard
from bot.store.cases import Case, CaseKind, Outcome
from bot.store.history import ChangeKind, State
from bot.store.people import KeptOnPerson
from bot.store.store import Store
from bot.store.tables import MIGRATIONS, schema_version

NOW = datetime(2024, 3, 14, 2, 0, 0, 123_000, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


async def ask(store: Store, question: str, kind: CaseKind = CaseKind.UNANSWERED, now: datetime = NOW) -> None:
    await store.cases.add("bridge", kind, question, question.split(), "detour", now)


async def only(store: Store) -> Case:
    (found,) = await store.cases.open("bridge")
    return found


class TestOpen:
    async def test_what_was_kept_is_there_after_a_restart(self, place: str) -> None:
        first = await Store.open(place)
        await ask(first, "is there a toll")
        await first.aclose()
        again = await Store.open(place)
        assert (await only(again)).question == "is there a toll"
        await again.aclose()

    async def test_several_processes_that_start_at_once_migrate_once(self, place: str) -> None:
        stores = await asyncio.gather(*(Store.open(place) for _ in range(3)))
        await asyncio.gather(*(ask(store, "is there a toll") for store in stores))
        assert (await only(stores[0])).asked == 3
        await asyncio.gather(*(store.aclose() for store in stores))

    async def test_a_database_of_a_newer_program_is_left_alone(self, place: str) -> None:
        store = await Store.open(place)
        async with store.cases._engine.begin() as connection:
            await connection.execute(insert(schema_version).values(version=len(MIGRATIONS) + 1))
        await store.aclose()
        with pytest.raises(StoreError, match="was made by a newer version of this program; update the program"):
            await Store.open(place)

    async def test_a_file_that_is_no_database_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "x.db").write_bytes(b"not a database, but a text of some length" * 50)
        with pytest.raises(StoreError, match=r"x\.db: can't be used: file is not a database; check `store`"):
            await Store.open(str(tmp_path / "x.db"))

    async def test_a_folder_that_can_not_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(StoreError, match="cannot be made"):
            await Store.open(str(tmp_path / "file" / "x.db"))

    async def test_a_server_that_is_not_there_is_named_without_its_password(self) -> None:
        with pytest.raises(StoreError, match=r"postgresql.*can't be used") as error:
            await Store.open("postgresql://me:secret@127.0.0.1:1/onrecord")
        assert "secret" not in str(error.value)

    @pytest.mark.parametrize("place", ["mysql://x/y", "://"])
    async def test_another_kind_of_database_is_refused(self, place: str) -> None:
        with pytest.raises(StoreError, match="postgresql://user@host/name"):
            await Store.open(place)


class TestCases:
    async def test_the_same_question_is_counted(self, store: Store) -> None:
        await ask(store, "is there a toll")
        await ask(store, "is there a toll", now=LATER)
        await ask(store, "who pays")
        first, second = await store.cases.open("bridge")
        assert (first.question, first.asked, first.first_at, first.last_at) == ("is there a toll", 2, NOW, LATER)
        assert (second.question, second.asked, second.kind, second.entry) == ("who pays", 1, "unanswered", "detour")
        assert await store.cases.open("ferry") == []
        assert await store.cases.count_open("bridge") == 2

    async def test_counts_are_exact_when_many_ask_at_once(self, store: Store) -> None:
        await asyncio.gather(*(ask(store, "is there a toll") for _ in range(50)))
        assert (await only(store)).asked == 50

    async def test_a_closed_case_comes_back_when_it_is_asked_again_but_not_a_dismissed_one(self, store: Store) -> None:
        await ask(store, "is there a toll")
        case = await only(store)
        assert await store.cases.close("bridge", [case.id], Outcome.ANSWERED, 7, LATER) == [case.id]
        assert await store.cases.close("bridge", [case.id], Outcome.ANSWERED, 7, LATER) == []
        assert await store.cases.open("bridge") == []
        await ask(store, "is there a toll")
        assert (await only(store)).outcome is None
        await store.cases.close("bridge", [case.id], Outcome.DISMISSED, 7, LATER)
        await ask(store, "is there a toll")
        assert await store.cases.open("bridge") == []
        await store.cases.reopen("bridge", [case.id])
        assert (await only(store)).asked == 3

    async def test_cases_of_another_event_can_not_be_closed(self, store: Store) -> None:
        await ask(store, "is there a toll")
        case = await only(store)
        assert await store.cases.close("ferry", [case.id], Outcome.DISMISSED, 7, NOW) == []
        assert await only(store) == case

    async def test_the_entry_that_somebody_chose_stays(self, store: Store) -> None:
        await ask(store, "is there a toll", CaseKind.UNSURE)
        await store.cases.chose("bridge", [["who", "pays"], ["is", "there", "a", "toll"]], "price")
        await ask(store, "is there a toll", CaseKind.UNSURE)
        case = await only(store)
        assert (case.entry, case.asked) == ("price", 2)
        await store.cases.chose("ferry", [["is", "there", "a", "toll"]], "boat")
        assert (await only(store)).entry == "price"

    async def test_old_cases_are_forgotten(self, store: Store) -> None:
        await ask(store, "is there a toll")
        await ask(store, "who pays", now=LATER)
        await store.forget(LATER + timedelta(days=1), timedelta(days=1, minutes=30), timedelta(days=1))
        assert (await only(store)).question == "who pays"


class TestAudit:
    async def test_a_change_is_kept_and_undone_once(self, store: Store) -> None:
        number = await store.audit.add("bridge", NOW, 7, "added a phrasing", "detour", "closing.yaml", "a", "b", [1, 2])
        await store.audit.add("bridge", LATER, 8, "reloaded")
        latest, first = await store.audit.latest("bridge", 5)
        assert (first.id, first.at, first.person, first.file, first.before, first.after, first.cases) == (
            *(number, NOW, 7),
            *("closing.yaml", "a", "b", (1, 2)),
        )
        assert (latest.what, latest.file, latest.cases) == ("reloaded", None, ())
        assert await store.audit.undo(number, 9)
        assert not await store.audit.undo(number, 9)
        found = await store.audit.get("bridge", number)
        assert found is not None
        assert found.undone_by == 9
        assert await store.audit.get("ferry", number) is None


class TestCards:
    async def test_cards_that_say_something_else_are_found(self, store: Store) -> None:
        await store.cards.add("bridge", PostedCard(1, 5, True, {"detour": "detour@1"}, ("detour",)), NOW)
        both = PostedCard(2, 5, False, {"detour": "detour@2", "toll": "toll@1"}, ("toll",))
        await store.cards.add("bridge", both, NOW)
        await store.cards.add("ferry", PostedCard(3, 5, True, {"detour": "detour@1"}, ("detour",)), NOW)
        assert [card.message for card in await store.cards.outdated("bridge", {"detour": "detour@2"}, 10)] == [1]
        assert [card.message for card in await store.cards.outdated("bridge", {"detour": None}, 10)] == [2, 1]
        assert [card.message for card in await store.cards.outdated("bridge", {"detour": None}, 1)] == [2]
        assert await store.cards.outdated("bridge", {"toll": "toll@2"}, 10) == [both]
        assert await store.cards.outdated("bridge", {}, 10) == []
        await store.cards.add("bridge", PostedCard(2, 5, False, {"toll": "toll@2"}, ("toll",)), NOW)
        assert await store.cards.outdated("bridge", {"toll": "toll@2"}, 10) == []
        await store.cards.remove(1)
        assert await store.cards.outdated("bridge", {"detour": None}, 10) == []

    async def test_a_correction_keeps_the_day_on_which_a_card_was_posted(self, store: Store) -> None:
        card = PostedCard(1, 5, True, {"detour": "detour@1"}, ("detour",))
        await store.cards.add("bridge", card, NOW)
        await store.cards.corrected("bridge", PostedCard(1, 5, True, {"detour": "detour@2"}, ("detour",)))
        assert await store.cards.outdated("bridge", {"detour": "detour@2"}, 10) == []
        await store.forget(NOW + timedelta(days=3), timedelta(days=1), timedelta(days=2))
        assert await store.cards.outdated("bridge", {"detour": None}, 10) == []

    async def test_old_cards_are_forgotten(self, store: Store) -> None:
        await store.cards.add("bridge", PostedCard(1, 5, True, {"detour": "detour@1"}, ("detour",)), NOW)
        await store.forget(NOW + timedelta(days=3), timedelta(days=1), timedelta(days=2))
        assert await store.cards.outdated("bridge", {"detour": None}, 10) == []


class TestHistory:
    async def test_what_changed_is_recorded_once(self, store: Store) -> None:
        old = {"detour": State("detour@1", "Which way?", "Old."), "toll": State("toll@1", "A toll?", "No.")}
        new = {"detour": State("detour@2", "Which way now?", "New."), "who": State("who@1", "Who?", "She.")}
        assert await store.history.record("bridge", old, NOW) == []
        found = await store.history.record("bridge", new, LATER)
        assert [(one.entry, one.kind, one.before, one.after) for one in found] == [
            ("detour", ChangeKind.CHANGED, "Old.", "New."),
            ("toll", ChangeKind.WITHDRAWN, "No.", ""),
            ("who", ChangeKind.ADDED, "", "She."),
        ]
        assert await store.history.record("bridge", new, LATER) == []
        assert [one.entry for one in await store.history.since("bridge", NOW, 10)] == ["who", "toll", "detour"]
        assert await store.history.since("bridge", LATER + timedelta(seconds=1), 10) == []
        *_, latest = await store.history.since("bridge", LATER, 10)
        assert (latest.at, latest.title) == (LATER, "Which way now?")
        assert await store.history.since("ferry", NOW, 10) == []

    async def test_of_processes_that_serve_the_same_one_records_it(self, store: Store) -> None:
        await store.history.record("bridge", {"detour": State("detour@1", "Which way?", "Old.")}, NOW)
        new = {"detour": State("detour@2", "Which way?", "New.")}
        found = await asyncio.gather(*(store.history.record("bridge", new, LATER) for _ in range(4)))
        assert sorted(map(len, found)) == [0, 0, 0, 1]

    async def test_which_files_are_served_is_kept(self, store: Store) -> None:
        assert await store.history.served("bridge") is None
        for checksum in ("a", "b"):
            await store.history.serve("bridge", checksum)
        assert await store.history.served("bridge") == "b"

    async def test_a_new_title_alone_is_no_change_of_what_is_said(self, store: Store) -> None:
        await store.history.record("bridge", {"detour": State("detour@1", "Which way?", "Old.")}, NOW)
        assert await store.history.record("bridge", {"detour": State("detour@1", "By where?", "Old.")}, LATER) == []


class TestPeople:
    async def test_each_person_counts_once_for_an_answer(self, store: Store) -> None:
        for person in (1, 1, 2):
            await store.people.found_helpful("bridge", "detour@1", person, NOW)
        assert await store.people.helpful("bridge") == {"detour@1": 2}

    async def test_a_change_is_told_once(self, store: Store) -> None:
        for person in (1, 2):
            await store.people.follow("bridge", "detour", "detour@1", person, NOW)
        assert await store.people.to_tell("bridge", "detour", "detour@1", 10) == []
        assert await store.people.to_tell("bridge", "detour", "detour@2", 10) == [1, 2]
        assert await store.people.take("bridge", "detour", "detour@2", 1)
        assert not await store.people.take("bridge", "detour", "detour@2", 1)
        assert await store.people.to_tell("bridge", "detour", "detour@2", 10) == [2]
        assert await store.people.unfollow("bridge", "detour", 2)
        assert not await store.people.unfollow("bridge", "detour", 2)

    async def test_what_is_kept_on_a_person_can_be_seen_and_deleted(self, store: Store) -> None:
        await store.people.follow("bridge", "detour", "detour@1", 1, NOW)
        await store.people.found_helpful("bridge", "detour@1", 1, NOW)
        await store.people.found_helpful("bridge", "detour@1", 2, NOW)
        assert await store.people.kept(1) == KeptOnPerson((("bridge", "detour"),), 1)
        await store.people.forget(1)
        assert await store.people.kept(1) == KeptOnPerson((), 0)
        assert await store.people.kept(2) == KeptOnPerson((), 1)


async def test_a_database_that_fails_later_is_said_so(tmp_path: Path) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/empty.db")
    with pytest.raises(StoreError, match="can't be used: no such table: cases") as error:
        await ask(Store(engine, "empty"), "is there a toll")
    assert "toll" not in str(error.value)  # what people ask is not for the log
    await engine.dispose()
