from dataclasses import dataclass
from pathlib import Path

import discord
import pytest
import simcord
from discord import app_commands

from bot.client import RecordBot
from bot.cogs.access import NOT_ALLOWED, WRONG_SERVER
from bot.cogs.views import view_of
from bot.settings import Settings
from tests.answering.conftest import remove
from tests.cogs.conftest import Server

HOME, OTHER = 1_111_111_111_111_111_111, 2_222_222_222_222_222_222
COMMANDS: dict[str, dict[str, str]] = {
    "knowledge reload": {},
    "knowledge status": {},
    "knowledge undo": {},
    "knowledge edit": {"question": "detour"},
    "knowledge add": {"question": "Is there a toll?"},
    "knowledge phrasing": {"question": "detour", "phrasing": "which way round"},
    "knowledge source": {"name": "bbc", "kind": "broadcast"},
    "queue": {},
}
"""The moderators' commands, with what they need."""
MANAGER = discord.Permissions(manage_guild=True)


@dataclass
class Place:
    """A server with a channel in it."""

    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle

    def person(self, server: Server, *roles: simcord.RoleHandle) -> simcord.MemberActor:
        return self.guild.add_member(server.env.create_user(f"person{len(self.guild.member_ids())}"), roles=roles)

    def manager(self, server: Server) -> simcord.MemberActor:
        return self.person(server, self.guild.create_role("Managers", permissions=MANAGER))


@pytest.fixture
def home(server: Server) -> Place:
    guild = server.env.create_guild("Home", id=HOME)
    return Place(guild, guild.create_text_channel("desk"))


@pytest.fixture
def other(server: Server) -> Place:
    guild = server.env.create_guild("Other", id=OTHER)
    return Place(guild, guild.create_text_channel("desk"))


async def allowed(server: Server, person: simcord.MemberActor, place: Place) -> list[str]:
    """Return the commands that a person may use in a place; whoever may not is told so alone, and nothing else."""
    found = []
    for name, options in COMMANDS.items():
        done = await person.slash(place.channel, name, **options)
        if done.modal is not None:
            found.append(name)
            continue
        assert done.ephemeral
        assert done.response is not None
        if done.response.content not in (NOT_ALLOWED, WRONG_SERVER):
            found.append(name)
        assert done.followups == []
    assert all(isinstance(error, app_commands.CheckFailure) for error in server.env.errors)
    return found


async def test_a_member_does_not_even_see_the_commands(server: Server) -> None:
    assert not set(COMMANDS) & set(server.member.available_commands(server.talk))
    assert set(COMMANDS) <= set(server.moderator.available_commands(server.talk))


async def test_nobody_manages_in_direct_messages(server: Server) -> None:
    assert not set(COMMANDS) & set(server.moderator.user.available_commands())


async def test_a_manager_manages_while_the_bot_is_in_one_server(server: Server) -> None:
    assert await allowed(server, server.moderator, Place(server.guild, server.talk)) == list(COMMANDS)


@pytest.mark.usefixtures("other")
async def test_no_manager_manages_once_the_bot_is_in_two_servers_and_none_is_named(
    server: Server, other: Place
) -> None:
    assert await allowed(server, server.moderator, Place(server.guild, server.talk)) == []
    assert await allowed(server, other.manager(server), other) == []


class TestServersOfTheSettings:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(moderator_servers=[HOME])

    async def test_a_manager_manages_there_and_nowhere_else(self, server: Server, home: Place, other: Place) -> None:
        assert await allowed(server, home.manager(server), home) == list(COMMANDS)
        assert await allowed(server, other.manager(server), other) == []


class TestServersOfTheSettingsWithOneServer:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(moderator_servers=[OTHER])

    async def test_a_manager_of_the_only_server_does_not_manage_when_it_is_not_named(self, server: Server) -> None:
        assert await allowed(server, server.moderator, Place(server.guild, server.talk)) == []


class TestRolesByName:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(moderator_servers=[HOME], moderator_roles=["Fact checkers"])

    async def test_a_role_of_that_name_manages_in_the_servers_of_the_settings_alone(
        self, server: Server, home: Place, other: Place
    ) -> None:
        for place, commands in ((home, list(COMMANDS)), (other, [])):
            checker = place.person(server, place.guild.create_role("Fact checkers"))
            assert await allowed(server, checker, place) == commands

    async def test_managers_manage_too_and_others_do_not(self, server: Server, home: Place) -> None:
        assert await allowed(server, home.manager(server), home) == list(COMMANDS)
        assert await allowed(server, home.person(server, home.guild.create_role("fact checkers")), home) == []
        assert await allowed(server, home.person(server), home) == []


async def test_a_role_by_its_id_manages_and_one_of_its_name_does_not(server: Server, home: Place, other: Place) -> None:
    checkers = home.guild.create_role("Fact checkers")
    settings = Settings(moderator_roles=[checkers.id])
    await server.env.restart_bot(RecordBot(server.bot.service, settings))
    assert await allowed(server, home.person(server, checkers), home) == list(COMMANDS)
    assert await allowed(server, other.person(server, other.guild.create_role("Fact checkers")), other) == []
    assert await allowed(server, home.person(server), home) == []


class TestEveryone:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(moderator_servers=[HOME], moderator_roles=[HOME, "@every one"])

    async def test_everybody_is_no_role_even_by_id(self, server: Server, home: Place) -> None:
        assert await allowed(server, home.person(server), home) == []


class TestButtons:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(moderator_servers=[HOME])

    @pytest.mark.parametrize("choice", ["apply", "keep"])
    async def test_the_buttons_of_a_reload_do_nothing_for_others(
        self, server: Server, home: Place, other: Place, bridge: Path, choice: str
    ) -> None:
        remove(bridge / "unknown.yaml")
        manager = home.manager(server)
        shown = (await manager.slash(home.channel, "knowledge reload")).response
        assert shown is not None
        custom_id = next(b["custom_id"] for b in shown.components[0]["components"] if f":{choice}:" in b["custom_id"])
        people = [(home.person(server), home), (other.manager(server), other), (other.person(server), other)]
        for person, place in people:
            replayed = await server.post(place.channel, content="replayed", view=button(custom_id))
            clicked = await person.click(replayed, custom_id=custom_id)
            assert clicked.response is not None
            assert clicked.ephemeral
            assert clicked.response.content == (NOT_ALLOWED if place is home else WRONG_SERVER)
            assert place.channel.history()[-1].content == "replayed"
        assert len(server.bot.service.knowledge.own_entries) == 8
        await manager.click(shown, label="Apply")
        assert len(server.bot.service.knowledge.own_entries) == 5

    async def test_they_do_nothing_in_direct_messages(self, server: Server, home: Place, bridge: Path) -> None:
        remove(bridge / "unknown.yaml")
        manager = home.manager(server)
        shown = (await manager.slash(home.channel, "knowledge reload")).response
        assert shown is not None
        custom_id = shown.components[0]["components"][0]["custom_id"]
        await manager.send_dm("hello")
        answer = server.answers(manager.user.dm_channel)[0]
        sent = await answer.channel.send("replayed", view=button(custom_id))
        await server.env.settle()
        clicked = await manager.user.click(sent, custom_id=custom_id)
        assert clicked.response is not None
        assert clicked.response.content == NOT_ALLOWED
        assert len(server.bot.service.knowledge.own_entries) == 8


def button(custom_id: str) -> discord.ui.View:
    return view_of([discord.ui.Button(label="Apply", custom_id=custom_id)])
