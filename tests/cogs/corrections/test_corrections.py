import asyncio
from datetime import timedelta
from pathlib import Path
from typing import cast

import discord
import pytest

from bot.client import RecordBot
from bot.cogs.controls import FOLLOW
from bot.cogs.corrections.cog import Corrections
from bot.cogs.corrections.painting import WITHDRAWN
from bot.cogs.feedback.buttons import FOLLOWED, UNFOLLOWED
from tests.answering.conftest import edit, write
from tests.cogs.conftest import Server

DETOUR = "Which way can I drive instead?"


@pytest.fixture(autouse=True)
def without_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cogs.corrections.cog.PAUSE", 0)


def corrections(server: Server) -> Corrections:
    return cast("Corrections", server.bot.get_cog("Corrections"))


@pytest.fixture
async def known(server: Server) -> Server:
    """A server whose store knows what the record says, as it does after a start."""
    await server.bot.service.notes.history(server.bot.service.knowledge, server.env.now() - timedelta(days=1))
    await corrections(server).cog_unload()  # the tests say when
    return server


async def change(server: Server, bridge: Path, old: str, new: str) -> None:
    await server.bot.service.notes.written()
    edit(bridge / "closing.yaml", old, new)
    result = await server.bot.service.reload()
    if result.checksum:
        await server.bot.service.confirm(result.checksum)
    await corrections(server).bring_up_to_date()
    await server.env.settle()


async def test_a_card_follows_a_correction(known: Server, bridge: Path) -> None:
    await known.member.send(known.ask, DETOUR)
    await change(known, bridge, "Mill Tunnel", "Old Mill Tunnel")
    (answer,) = known.answers(known.ask)
    assert "Old Mill Tunnel" in (answer.embeds[0].description or "")
    assert answer.content.startswith("-# Corrected <t:")
    assert answer.content.endswith("Before, it said: “Cars are sent through the Mill Tunnel.”")
    edits = [sent for sent in known.env.http_requests if sent.method == "PATCH"]
    await corrections(known).bring_up_to_date()
    assert [sent for sent in known.env.http_requests if sent.method == "PATCH"] == edits  # once


async def test_a_new_phrasing_is_no_correction(known: Server, bridge: Path) -> None:
    await known.member.send(known.ask, DETOUR)
    await change(known, bridge, "is there a detour", "is there a detour, by which road can I go")
    (answer,) = known.answers(known.ask)
    assert answer.content == ""
    assert answer.edited_at is None


async def test_what_is_withdrawn_is_said(known: Server, bridge: Path) -> None:
    await known.member.send(known.ask, DETOUR)
    await known.bot.service.notes.written()
    text = (bridge / "closing.yaml").read_text()
    write(bridge / "closing.yaml", text[: text.index("- id: detour")])
    result = await known.bot.service.reload()
    await known.bot.service.confirm(result.checksum)
    await corrections(known).bring_up_to_date()
    (answer,) = known.answers(known.ask)
    assert (answer.embeds[0].title, answer.embeds[0].description) == (DETOUR, WITHDRAWN)
    assert answer.components == []


async def test_an_answer_to_several_questions_follows(known: Server, bridge: Path) -> None:
    await known.member.send(known.ask, "When was the bridge closed? And who found the cracks?")
    await change(known, bridge, "Dana Okafor", "Dana Okafor-Reyes")
    (answer,) = known.answers(known.ask)
    assert "Okafor-Reyes" in (answer.embeds[0].description or "")
    assert "10 March" in (answer.embeds[0].description or "")


async def test_a_sentence_beside_an_unknown_follows(known: Server, bridge: Path) -> None:
    await known.member.send(known.ask, "Was anybody hurt?")
    await known.bot.service.notes.written()
    cards = known.bot.service.store.cards
    (card,) = await cards.outdated("bridge", {"injured": None}, 10)
    assert card.main == ("injured",)


async def test_a_card_of_long_ago_is_corrected_after_a_restart(known: Server, bridge: Path) -> None:
    await known.member.send(known.ask, DETOUR)
    await known.bot.service.notes.written()
    edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
    await known.bot.service.reload()
    await known.env.restart_bot(RecordBot(known.bot.service, known.bot.settings))
    for _ in range(50):
        await asyncio.sleep(0.1)
        if "Old" in (known.answers(known.ask)[0].embeds[0].description or ""):
            break
    assert "Old Mill Tunnel" in (known.answers(known.ask)[0].embeds[0].description or "")


async def test_a_card_that_was_deleted_is_forgotten(known: Server, bridge: Path) -> None:
    await known.member.send(known.ask, DETOUR)
    await known.answers(known.ask)[0].delete()
    await change(known, bridge, "Mill Tunnel", "Old Mill Tunnel")
    assert await known.bot.service.store.cards.outdated("bridge", {"detour": None}, 10) == []


async def test_where_discord_fails_the_card_is_corrected_the_next_time(known: Server, bridge: Path) -> None:
    await known.member.send(known.ask, DETOUR)
    known.env.inject_error("PATCH", "/channels/*/messages/*", status=500, message="no")
    await change(known, bridge, "Mill Tunnel", "Old Mill Tunnel")
    assert known.answers(known.ask)[0].content == ""
    await corrections(known).bring_up_to_date()
    assert known.answers(known.ask)[0].content.startswith("-# Corrected")


async def test_cards_in_plain_text_follow(known: Server, bridge: Path) -> None:
    forbidden = discord.PermissionOverwrite(embed_links=False)
    plain = known.guild.create_text_channel("plain", overwrites={known.env.bot.user: forbidden})
    await known.member.send(plain, f"{known.mention} {DETOUR}")
    assert not known.answers(plain)[0].embeds
    await change(known, bridge, "Mill Tunnel", "Old Mill Tunnel")
    assert "Old Mill Tunnel" in known.answers(plain)[0].content


async def test_cards_of_two_entries_with_one_sentence_are_edited_once(known: Server, bridge: Path) -> None:
    twin = "- id: by-car\n  status: confirmed\n  questions: [By car?]\n  answer:\n"
    twin += "    - says: Cars are sent through the Mill Tunnel.\n      cites: courier:4\n"
    write(bridge / "closing.yaml", (bridge / "closing.yaml").read_text() + twin)
    await known.bot.service.reload()
    await known.member.send(known.ask, DETOUR)
    await change(known, bridge, "[By car?]", "[By car?]\n  approved: false")
    edits = [sent for sent in known.env.http_requests if sent.method == "PATCH"]
    assert len(edits) <= 1


async def test_a_change_while_cards_are_corrected_comes_next(
    known: Server, bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await known.member.send(known.ask, DETOUR)
    await known.bot.service.notes.written()
    edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
    await known.bot.service.reload()
    mine = corrections(known)
    kind, corrected = type(mine), type(mine)._correct  # as the bot has loaded it

    async def slowly(self: Corrections, *arguments: object) -> bool:
        monkeypatch.setattr(kind, "_correct", corrected)
        edit(bridge / "closing.yaml", "Old Mill Tunnel", "New Tunnel")
        await known.bot.service.reload()
        return await corrected(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(kind, "_correct", slowly)
    assert not await mine.bring_up_to_date()
    assert await mine.bring_up_to_date()
    assert all("New Tunnel" in (answer.embeds[0].description or "") for answer in known.answers(known.ask))


async def test_a_card_that_says_something_else_by_now_is_left_alone(known: Server, bridge: Path) -> None:
    asked = await known.member.send(known.ask, DETOUR)
    await known.member.edit(asked, "What's the best pizza topping on zebras?")
    title = known.last(known.ask).title
    assert title != DETOUR
    await change(known, bridge, "Mill Tunnel", "Old Mill Tunnel")
    assert known.last(known.ask).title == title


class TestFollow:
    async def test_one_message_on_the_next_change(self, known: Server, bridge: Path) -> None:
        await known.member.send(known.ask, DETOUR)
        clicked = await known.member.click(known.answers(known.ask)[0], label=FOLLOW)
        assert clicked.response.content == FOLLOWED
        await change(known, bridge, "Mill Tunnel", "Old Mill Tunnel")
        messages = direct(known)
        assert len(messages) == 1
        assert messages[0].content.startswith("-# You asked to be told when this answer changes. Changed <t:")
        assert "Old Mill Tunnel" in (messages[0].embeds[0].description or "")
        await change(known, bridge, "Old Mill Tunnel", "New Tunnel")
        assert len(direct(known)) == 1

    async def test_whoever_presses_again_is_not_told(self, known: Server, bridge: Path) -> None:
        await known.member.send(known.ask, DETOUR)
        answer = known.answers(known.ask)[0]
        await known.member.click(answer, label=FOLLOW)
        assert (await known.member.click(answer, label=FOLLOW)).response.content == UNFOLLOWED
        await change(known, bridge, "Mill Tunnel", "Old Mill Tunnel")
        assert direct(known) == []

    async def test_whoever_could_not_be_told_for_now_is_told_later(self, known: Server, bridge: Path) -> None:
        await known.member.send(known.ask, DETOUR)
        await known.member.click(known.answers(known.ask)[0], label=FOLLOW)
        known.env.inject_error("POST", "/users/@me/channels", status=500, message="no", times=6)
        await change(known, bridge, "- id: detour", "- id: another-way")
        assert direct(known) == []
        known.env.backend.faults.clear()
        await corrections(known).bring_up_to_date()
        assert [message.embeds[0].description for message in direct(known)] == [WITHDRAWN]


def direct(server: Server) -> list[discord.Message]:
    return list(server.member.user.dm_channel.history())
