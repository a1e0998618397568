from pathlib import Path

import discord
import pytest
from simcord.enums import MessageType

from bot.client import needed_intents
from tests.cogs.conftest import Server

QUESTION = "who found the cracks?"


def embed(message: discord.Message) -> discord.Embed:
    return message.embeds[0]


async def test_answers_in_the_ask_channel_with_its_source(server: Server) -> None:
    asked = await server.member.send(server.ask, QUESTION)
    reply = server.ask.last_message
    assert "Dana Okafor. `[1]`" in (embed(reply).description or "")
    assert (
        embed(reply).fields[0].value
        == "`[1]` Port Ellis Courier, 11 March 2024, paragraph 2 · <https://example.org/bridge>"
    )
    assert "as of 12 March 2024" in (embed(reply).footer.text or "")
    assert reply.reference is not None
    assert reply.reference.message_id == asked.id


async def test_answers_once_per_message(server: Server) -> None:
    message = await server.member.send(server.ask, f"{server.mention} {QUESTION}")
    await server.member.edit(message, f"{server.mention} {QUESTION} please")
    assert len(server.answers(server.ask)) == 1


async def test_answers_a_mention_anywhere(server: Server) -> None:
    await server.member.send(server.talk, f"hey {server.mention} {QUESTION}")
    assert "Dana Okafor" in (embed(server.talk.last_message).description or "")


async def test_stays_silent_where_it_is_not_asked(server: Server) -> None:
    await server.member.send(server.talk, QUESTION)
    await server.member.send(server.talk, f"@everyone {QUESTION}")
    assert server.answers(server.talk) == []


async def test_answers_a_reply_to_its_message_as_a_follow_up(server: Server) -> None:
    await server.member.send(server.talk, f"{server.mention} when was the bridge closed?")
    await server.moderator.send(server.talk, "and why?", reply_to=server.talk.last_message)
    assert "cracks in two cables" in (embed(server.talk.last_message).description or "")


async def test_follows_up_within_ten_minutes_only(server: Server) -> None:
    await server.member.send(server.ask, "who found the cracks?")
    await server.member.send(server.ask, "and that one?")
    assert "Dana Okafor" in (embed(server.ask.last_message).description or "")
    await server.env.advance_time(11 * 60)
    await server.member.send(server.ask, "and that one?")
    assert "Dana Okafor" not in (embed(server.ask.last_message).description or "")


async def test_follows_up_for_everybody_in_a_thread_and_for_one_person_elsewhere(server: Server) -> None:
    channel = server.env.bot.get_channel(server.talk.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="bridge", type=discord.ChannelType.public_thread)
    await server.env.settle()
    (thread,) = server.talk.threads
    for place in (thread, server.ask):
        await server.member.send(place, f"{server.mention} who found the cracks?")
        await server.moderator.send(place, f"{server.mention} and that one?")
    assert "Dana Okafor" in (embed(thread.last_message).description or "")
    assert "Dana Okafor" not in (embed(server.ask.last_message).description or "")


async def test_a_mention_in_reply_to_a_message_asks_about_that_message(server: Server) -> None:
    said = await server.member.send(server.talk, QUESTION)
    await server.moderator.send(server.talk, server.mention, reply_to=said)
    assert "Dana Okafor" in (embed(server.talk.last_message).description or "")


async def test_answers_direct_messages(server: Server) -> None:
    await server.member.send_dm(QUESTION)
    assert "Dana Okafor" in (embed(server.member.user.dm_channel.last_message).description or "")


async def test_never_answers_bots_webhooks_and_system_messages(server: Server) -> None:
    webhook = server.guild.create_webhook(server.ask)
    await webhook.send(QUESTION)
    server.guild.create_system_message(server.ask, MessageType.NEW_MEMBER, author=server.member)
    await server.env.settle()
    assert server.answers(server.ask) == []


async def test_says_when_no_source_says(server: Server) -> None:
    await server.member.send(server.ask, "Was anybody hurt?")
    reply = embed(server.ask.last_message)
    assert reply.title == "Not reported"
    assert "No source in the record answers “Was anybody hurt?”" in (reply.description or "")


async def test_refuses_what_is_not_its_subject(server: Server) -> None:
    await server.member.send(server.ask, "😀😀😀")
    assert embed(server.ask.last_message).title == "Not on the record"


async def test_pings_nobody(server: Server) -> None:
    await server.member.send(server.ask, QUESTION)
    await server.member.slash(server.ask, "ask", question=QUESTION)
    bodies = [request.json for request in server.env.http_requests if request.json and "messages" in request.path]
    assert bodies
    assert all(body["allowed_mentions"] in ({"parse": []}, {"parse": [], "replied_user": False}) for body in bodies)


async def test_without_embed_links_the_reply_is_plain_text(server: Server) -> None:
    me = server.guild._env.bot.user
    channel = server.guild.create_text_channel("plain", overwrites={me: discord.PermissionOverwrite(embed_links=False)})
    await server.member.send(channel, f"{server.mention} {QUESTION}")
    assert "Dana Okafor. `[1]`" in channel.last_message.content
    assert "paragraph 2" in channel.last_message.content
    assert channel.last_message.embeds == []


async def test_slash_ask_answers_in_public_and_in_private(server: Server) -> None:
    shown = await server.member.slash(server.talk, "ask", question=QUESTION)
    assert not shown.ephemeral
    assert "Dana Okafor" in shown.response.embeds[0].description
    hidden = await server.member.slash(server.talk, "ask", question=QUESTION, private=True)
    assert hidden.ephemeral


async def test_slash_ask_completes_the_entries_questions(server: Server) -> None:
    everything = await server.member.autocomplete(server.talk, "ask", "question", "")
    assert 1 <= len(everything) <= 25
    found = await server.member.autocomplete(server.talk, "ask", "question", "who fou")
    assert found[0]["name"] == "Who found the cracks?"
    assert all(len(choice["name"]) <= 100 for choice in found)
    answer = await server.member.slash(server.talk, "ask", question=found[0]["value"])
    assert "Dana Okafor" in answer.response.embeds[0].description


async def test_slash_ask_works_in_direct_messages(server: Server) -> None:
    answer = await server.member.user.slash("ask", question=QUESTION)
    assert "Dana Okafor" in answer.response.embeds[0].description


async def test_ask_about_this_answers_one_person(server: Server) -> None:
    claim = await server.moderator.send(server.talk, "I heard the cables had cracks, who found the cracks?")
    answer = await server.member.context_menu(server.talk, "Ask about this", claim)
    assert answer.ephemeral
    assert "Dana Okafor" in answer.response.embeds[0].description


async def test_a_suggestion_answers_when_clicked_also_after_a_restart(server: Server) -> None:
    await server.member.send(server.ask, "when was the bridge closed?")
    offered = server.ask.last_message
    label = offered.components[0].children[0].label
    assert label == "Why was the bridge closed?"
    clicked = await server.member.click(offered, label=label)
    assert "cracks in two cables" in clicked.response.embeds[0].description
    from bot.client import RecordBot

    old = server.env.bot
    await server.env.restart_bot(RecordBot(old.desk, old.settings))
    again = await server.moderator.click(offered, label=label)
    assert "cracks in two cables" in again.response.embeds[0].description


async def test_topics_lead_to_an_answer(server: Server) -> None:
    shown = await server.member.slash(server.talk, "topics")
    assert shown.ephemeral
    questions = await server.member.select(shown.response, ["closing"])
    answer = await server.member.select(questions.response, ["detour"])
    assert "Mill Tunnel" in answer.response.embeds[0].description
    assert answer.ephemeral


async def test_a_record_edited_by_hand_stays_within_what_discord_takes(server: Server, bridge: Path) -> None:
    path = bridge / "closing.yaml"
    path.write_text(path.read_text().replace("related: [why-closed]", "related: [why-closed, why-closed, detour]"))
    await server.moderator.slash(server.talk, "knowledge reload")
    await server.member.send(server.ask, "When was the bridge closed?")
    labels = [button.label for button in server.ask.last_message.components[0].children]
    assert labels == ["Why was the bridge closed?", "Which way can I drive instead?"]

    for name in ("closing.yaml", "wordings/closing.yaml"):
        (bridge / name).unlink()
    await server.moderator.slash(server.talk, "knowledge reload")
    shown = await server.member.slash(server.talk, "topics")
    assert "no answer yet" in shown.response.content
    await server.member.send(server.ask, "When was the bridge closed?")
    assert embed(server.ask.last_message).title in ("Not reported", "Not on the record")


@pytest.mark.simcord(approved_intents=needed_intents())
async def test_works_with_the_intents_it_asks_for(server: Server) -> None:
    await server.member.send(server.ask, QUESTION)
    assert "Dana Okafor" in (embed(server.ask.last_message).description or "")
    assert {name for name, on in needed_intents() if on} == {
        "guilds", "guild_messages", "dm_messages", "message_content"
    }  # fmt: skip


@pytest.mark.parametrize("status", [403, 500])
async def test_a_reply_that_fails_leaves_a_log_line_and_the_bot_answering(
    server: Server, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    server.env.inject_error("POST", "/channels/*/messages", status=status)
    await server.member.send(server.ask, QUESTION)
    assert server.answers(server.ask) == []
    assert [record.levelname for record in caplog.records if record.name.startswith("bot.")] == ["WARNING"]
    await server.member.send(server.ask, QUESTION)
    assert len(server.answers(server.ask)) == 1
