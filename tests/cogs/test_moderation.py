import asyncio
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.cogs.conftest import Server


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "closing.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


async def test_reload_reports_what_changed_and_serves_it(server: Server, bridge: Path) -> None:
    edit(bridge, "Mill Tunnel", "Old Mill Tunnel")
    done = await server.moderator.slash(server.talk, "knowledge reload")
    assert done.ephemeral
    assert "Changed (1): `detour`" in done.response.content
    await server.member.send(server.ask, "Which way can I drive instead?")
    assert "Old Mill Tunnel" in server.ask.last_message.embeds[0].description


async def test_a_bad_edit_is_shown_with_file_and_line_and_the_old_knowledge_serves(
    server: Server, bridge: Path
) -> None:
    edit(bridge, "courier:2", "courier:22")
    done = await server.moderator.slash(server.talk, "knowledge reload")
    said = done.response.content
    assert "Not reloaded: 2 problems" in said
    assert "bridge/closing.yaml:" in said
    await server.member.send(server.ask, "Which way can I drive instead?")
    assert "Mill Tunnel" in server.ask.last_message.embeds[0].description
    status = await server.moderator.slash(server.talk, "knowledge status")
    assert "last reload failed with 2 problems" in status.response.content


async def test_at_most_ten_problems_are_shown_within_a_message(server: Server, bridge: Path) -> None:
    (bridge / "many.yaml").write_text("- {}\n" * 300)
    said = (await server.moderator.slash(server.talk, "knowledge reload")).response.content
    assert said.count("bridge/many.yaml") == 10
    assert len(said) <= 2000


async def test_a_removed_folder_does_not_take_the_bot_down(server: Server, bridge: Path) -> None:
    bridge.rename(bridge.parent / "gone")
    said = (await server.moderator.slash(server.talk, "knowledge reload")).response.content
    assert "Not reloaded" in said
    await server.member.send(server.ask, "Who found the cracks?")
    assert "Dana Okafor" in server.ask.last_message.embeds[0].description


async def test_a_reload_that_breaks_a_golden_question_warns(server: Server, bridge: Path) -> None:
    edit(
        bridge,
        "[Which way can I drive instead?,",
        "[Which way can I drive instead?, what day did they shut the crossing,",
    )
    (bridge / "wordings" / "closing.yaml").write_text("{}\n")
    said = (await server.moderator.slash(server.talk, "knowledge reload")).response.content
    assert "golden questions no longer hold" in said
    assert "when-closed" in said
    assert "detour" in said


async def test_status_tells_what_is_served(server: Server) -> None:
    status = await server.moderator.slash(server.talk, "knowledge status")
    assert status.ephemeral
    assert "5 entries with an answer, 3 not reported" in status.response.content


@pytest.mark.parametrize("name", ["knowledge reload", "knowledge status"])
async def test_members_cannot_manage(server: Server, name: str) -> None:
    assert name not in server.member.available_commands(server.talk)
    assert name in server.moderator.available_commands(server.talk)


class TestWithRoles:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(moderator_roles=["Fact checkers"])

    async def test_a_role_of_the_settings_may_manage_and_others_are_told(self, server: Server) -> None:
        role = server.guild.create_role("Fact checkers")
        checker = server.guild.add_member(server.env.create_user("ada"), roles=[role])
        assert "entries with an answer" in (await checker.slash(server.talk, "knowledge status")).response.content
        refused = await server.member.slash(server.talk, "knowledge status")
        assert "Only moderators" in refused.response.content
        assert refused.ephemeral


async def test_questions_during_a_reload_are_answered_whole(server: Server, bridge: Path) -> None:
    desk = server.env.bot.desk
    edit(bridge, "Mill Tunnel", "Old Mill Tunnel")
    reload = asyncio.create_task(desk.reload())
    seen = set()
    while not reload.done():
        seen.add(desk.ask("Which way can I drive instead?").text)
        await asyncio.sleep(0)
    seen.add(desk.ask("Which way can I drive instead?").text)
    assert seen <= {"Cars are sent through the Mill Tunnel.", "Cars are sent through the Old Mill Tunnel."}
    assert "Cars are sent through the Old Mill Tunnel." in seen
