from pathlib import Path

import discord
import pytest

from bot.cli.app_context import AppContext
from bot.cli.doctor import Finding, examine, servers
from bot.settings import Settings
from tests.cogs.conftest import *  # noqa: F403  # a server with the bot
from tests.cogs.conftest import Server


async def found(server: Server, settings: Settings) -> list[Finding]:
    return [finding async for finding in servers(server.bot, settings)]


async def test_a_server_where_all_is_well(server: Server) -> None:
    (finding,) = await found(server, Settings())
    assert (finding.fine, finding.what.endswith("#ask-the-record"), finding.remedy) == (True, True, "")


async def test_what_the_bot_may_not_do_in_a_channel_is_named(server: Server) -> None:
    forbidden = discord.PermissionOverwrite(embed_links=False, add_reactions=False)
    server.guild.create_text_channel("ask-here", overwrites={server.env.bot.user: forbidden})
    (finding,) = await found(server, Settings(ask_channels=["ask-here"]))
    assert not finding.fine
    assert finding.remedy == "give it Add Reactions, Embed Links in the channel's permissions"


async def test_a_server_without_an_ask_channel_is_named_with_the_invite_link(server: Server) -> None:
    (finding,) = await found(server, Settings(ask_channels=["elsewhere"]))
    assert not finding.fine
    assert finding.remedy.startswith("create #ask-the-record, or name one in `ask_channels`")
    assert f"client_id={server.bot.application_id}&scope=bot+applications.commands&permissions=" in finding.remedy


async def test_a_moderators_channel_that_is_not_there_is_named(server: Server) -> None:
    *_, finding = await found(server, Settings(moderator_channel=10**17))
    assert (finding.fine, "correct `moderator_channel`" in finding.remedy) == (False, True)


async def test_bad_files_a_bad_store_and_a_missing_token_are_all_named(
    bridge: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (bridge / "new.yaml").write_text("- id: X\n")
    (tmp_path / "x.db").write_bytes(b"not a database, but a text of some length" * 50)
    monkeypatch.setenv("ONRECORD_STORE", str(tmp_path / "x.db"))
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    findings = [finding async for finding in examine(AppContext(Settings(), bridge))]
    assert [finding.fine for finding in findings] == [True, False, False, False]
    assert "new.yaml:1: " in findings[1].remedy
    assert "file is not a database" in findings[2].remedy
    assert findings[3].remedy.startswith("DISCORD_TOKEN is not set")


async def test_good_files_are_counted(bridge: Path) -> None:
    findings = [finding async for finding in examine(AppContext(Settings(), bridge))]
    assert findings[1].fine
    assert "answered entries" in findings[1].what
