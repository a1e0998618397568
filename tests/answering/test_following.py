"""Going back to what was served before, and following what another process serves."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.answering.conversation import Conversations
from bot.answering.desk import Desk
from bot.answering.loading import LoadingProcess, LoadResult
from bot.answering.notes import Notes
from bot.answering.reload import Reload
from bot.answering.service import Service
from bot.matching.decision import Engine
from tests.answering.conftest import edit, write
from tests.answering.test_service import NOW, OLD_TUNNEL, detour


class TestRollBack:
    async def test_what_was_served_before_is_served_again(self, service: Service, bridge: Path) -> None:
        assert await service.roll_back() is None
        before = await detour(service)
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        await service.reload()
        changed = await service.roll_back()
        assert changed is not None
        assert changed.changed == ("detour",)
        assert await detour(service) == before
        assert (await service.reload()).outcome is Reload.DONE  # the files are as they were edited
        assert await detour(service) == OLD_TUNNEL


class TestFollow:
    async def test_another_process_follows_a_reload_and_going_back(
        self, service: Service, engine: Engine, bridge: Path, loading: LoadingProcess
    ) -> None:
        other = Service(Desk(engine), Conversations(timedelta(minutes=10)), loading, Notes(service.store))
        before = await detour(other)
        await service.notes.history(service.knowledge, NOW)
        assert not await other.follow()
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        await service.reload()
        assert await other.follow()
        assert await detour(other) == OLD_TUNNEL
        assert not await other.follow()
        await service.roll_back()
        assert await other.follow()
        assert await detour(other) == before

    async def test_other_files_are_not_loaded_again_and_again(self, service: Service, bridge: Path) -> None:
        await service.store.history.serve("bridge", "0" * 64)
        assert not await service.follow()
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        assert not await service.follow()  # nobody has asked for these
        assert await detour(service) != OLD_TUNNEL

    async def test_files_that_come_later_are_followed(
        self, service: Service, engine: Engine, bridge: Path, loading: LoadingProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = Service(Desk(engine), Conversations(timedelta(minutes=10)), loading, Notes(service.store))
        text = (bridge / "closing.yaml").read_text()
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        await service.reload()
        newer = (bridge / "closing.yaml").read_text()
        write(bridge / "closing.yaml", text)
        assert not await other.follow()
        write(bridge / "closing.yaml", newer)
        assert not await other.follow()  # not at once
        monkeypatch.setattr("bot.answering.service.LOOK_AGAIN", 0.0)
        assert await other.follow()
        assert await detour(other) == OLD_TUNNEL

    async def test_whoever_follows_does_not_decide(
        self, service: Service, engine: Engine, bridge: Path, loading: LoadingProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = Service(Desk(engine), Conversations(timedelta(minutes=10)), loading, Notes(service.store))
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        await service.reload()
        first = service.knowledge.checksum
        load = other.try_out

        async def slowly(instead: dict[Path, bytes | None]) -> LoadResult:
            loaded = await load(instead)
            edit(bridge / "closing.yaml", "Old Mill Tunnel", "New Tunnel")  # and meanwhile there is something newer
            await service.reload()
            return loaded

        monkeypatch.setattr(other, "try_out", slowly)
        assert not await other.follow()
        assert await service.store.history.served("bridge") == service.knowledge.checksum != first
