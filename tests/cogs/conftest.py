from collections.abc import AsyncIterator
from dataclasses import dataclass

import discord
import pytest
import simcord

from bot.answering.desk import Desk
from bot.client import RecordBot
from bot.settings import Settings
from tests.cogs.openapi import violations
from tests.conftest import CI, SHARED


@dataclass
class Server:
    """A simulated server with the bot, an ask-channel, another channel, a member and a moderator."""

    env: simcord.Env
    guild: simcord.GuildHandle
    ask: simcord.ChannelHandle
    talk: simcord.ChannelHandle
    member: simcord.MemberActor
    moderator: simcord.MemberActor

    @property
    def mention(self) -> str:
        return f"<@{self.env.bot.user.id}>"

    def answers(self, channel: simcord.ChannelHandle) -> list[discord.Message]:
        return [message for message in channel.history() if message.author == self.env.bot.user]


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def simcord_bot(desk: Desk, settings: Settings) -> RecordBot:
    return RecordBot(desk, settings)


@pytest.fixture(autouse=True)
async def held_against_discords_description(simcord_env: simcord.Env) -> AsyncIterator[None]:
    """Every REST body a test causes must be one that Discord describes."""
    yield
    if (SHARED / "bench").exists() or CI:
        found = [violations(request.method, request.path, request.json) for request in simcord_env.http_requests]
        assert [violation for each in found for violation in each] == []


@pytest.fixture
def server(simcord_env: simcord.Env) -> Server:
    guild = simcord_env.create_guild()
    moderators = guild.create_role("Mods", permissions=discord.Permissions(manage_guild=True))
    return Server(
        simcord_env,
        guild,
        guild.create_text_channel("ask-the-record"),
        guild.create_text_channel("talk"),
        guild.add_member(simcord_env.create_user("mina")),
        guild.add_member(simcord_env.create_user("theo"), roles=[moderators]),
    )
