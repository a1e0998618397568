from collections.abc import AsyncIterator
from dataclasses import dataclass

import discord
import pytest
import simcord

from bot.answering.service import Service
from bot.client import RecordBot
from bot.cogs.outbox import Outbox
from bot.settings import Settings
from tests.answering.conftest import *  # noqa: F403  # the service, and what it loads
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

    @property
    def bot(self) -> RecordBot:
        assert isinstance(self.env.bot, RecordBot)
        return self.env.bot

    def answers(self, channel: simcord.ChannelHandle) -> list[discord.Message]:
        return [message for message in channel.history() if message.author == self.env.bot.user]

    def last(self, channel: simcord.ChannelHandle) -> discord.Embed:
        """Return the card that the bot sent last."""
        return self.answers(channel)[-1].embeds[0]

    def channel(self, handle: simcord.ChannelHandle) -> discord.TextChannel:
        """Return a channel as the bot has it, to send as the bot."""
        found = self.env.bot.get_channel(handle.id)
        assert isinstance(found, discord.TextChannel)
        return found

    async def post(self, channel: simcord.ChannelHandle, **message: object) -> discord.Message:
        """Post a message as the bot, such as one with a button of long ago."""
        sent = await self.channel(channel).send(**message)
        await self.env.settle()
        return sent


@pytest.fixture
def settings() -> Settings:
    """Settings under which tests may ask much, and the same again, while the clock stands still."""
    return Settings(questions_per_minute=1000, channel_questions_per_minute=1000, repeat_minutes=0)


@pytest.fixture
def simcord_bot(service: Service, settings: Settings) -> RecordBot:
    bot = RecordBot(service, settings)
    bot.outbox = Outbox(pause=0.05)  # before it tries again to send something
    return bot


@pytest.fixture
async def server(simcord_env: simcord.Env) -> AsyncIterator[Server]:
    """A server; every REST body that a test causes must be one that Discord describes."""
    guild = simcord_env.create_guild()
    moderators = guild.create_role("Mods", permissions=discord.Permissions(manage_guild=True))
    yield Server(
        simcord_env,
        guild,
        guild.create_text_channel("ask-the-record"),
        guild.create_text_channel("talk"),
        guild.add_member(simcord_env.create_user("mina")),
        guild.add_member(simcord_env.create_user("theo"), roles=[moderators]),
    )
    if (SHARED / "bench").exists() or CI:
        requests = simcord_env.http_requests
        assert [each for sent in requests for each in violations(sent.method, sent.path, sent.json)] == []
