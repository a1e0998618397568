from typing import Any

import discord
import pytest
import simcord
from simcord.backend import serializers
from simcord.enums import MessageType

from bot.settings import Settings
from tests.cogs.conftest import Server

QUESTION = "who found the cracks?"
ANSWER = "The cracks were found by the city engineer, Dana Okafor."
HELP = (
    "I answer questions about one event: The closing of the Harbour Bridge in Port Ellis. "
    "Just ask, or browse the questions with /topics."
)


def said(server: Server, channel: simcord.ChannelHandle) -> list[str]:
    """Return the first line of everything that the bot said in a channel."""
    messages = server.answers(channel)
    return [(m.embeds[0].description or "" if m.embeds else m.content).split(" `")[0].split("\n")[0] for m in messages]


def tag_role(server: Server, role: simcord.RoleHandle, bot_id: int) -> None:
    """Tell the bot that Discord made a role for a bot, which SimCord's roles don't say."""
    payload: dict[str, Any] = dict(serializers.role_payload(role._role))
    payload["tags"] = {"bot_id": str(bot_id)}
    server.env.backend.emit("GUILD_ROLE_UPDATE", {"guild_id": str(server.guild.id), "role": payload})


async def post_in_forum(server: Server, forum: simcord.ChannelHandle, title: str, text: str) -> simcord.ChannelHandle:
    """Let the member post in a forum: a thread, and its first message with the thread's id."""
    backend = server.env.backend
    backend.announce_thread_create(thread := backend.create_thread(forum.id, title, server.member.id, broadcast=False))
    attachment = backend.store_attachments(thread.id, [("photo.png", b"")])
    message = backend.prepare_message(thread.id, server.member.id, text, attachments=[] if text else attachment)
    message.id = thread.id
    backend.commit_message(message)
    await server.env.settle()
    return next(found for found in forum.threads if found.id == thread.id)


async def start_thread(server: Server, parent: simcord.ChannelHandle) -> simcord.ChannelHandle:
    await server.channel(parent).create_thread(name="bridge", type=discord.ChannelType.public_thread)
    await server.env.settle()
    return parent.threads[0]


async def test_answers_a_question_in_the_ask_channel(server: Server) -> None:
    await server.member.send(server.ask, QUESTION)
    assert said(server, server.ask) == [ANSWER]


async def test_answers_in_threads_of_the_ask_channel(server: Server) -> None:
    thread = await start_thread(server, server.ask)
    await server.member.send(thread, QUESTION)
    assert said(server, thread) == [ANSWER]


async def test_answers_a_mention_anywhere_and_does_not_take_it_for_a_part_of_the_question(server: Server) -> None:
    await server.member.send(server.talk, f"{server.mention} Who found the cracks?")
    await server.member.send(server.talk, f"Who found {server.mention} the cracks?")
    assert said(server, server.talk) == [ANSWER, ANSWER]


async def test_answers_a_mention_of_its_own_role_and_does_not_take_it_for_a_part_of_the_question(
    server: Server,
) -> None:
    role = server.guild.roles["TestBot"]
    tag_role(server, role, server.env.bot.user.id)
    await server.member.send(server.talk, f"{role.mention} Was anybody hurt?")
    assert said(server, server.talk) == ["As of 12 March 2024, none of our sources answer “Was anybody hurt?”."]


async def test_ignores_mentions_of_other_roles_and_of_other_bots_roles(server: Server) -> None:
    people, other_bot = server.guild.create_role("people"), server.guild.create_role("Another bot")
    tag_role(server, other_bot, server.member.id)
    for role in (people, other_bot):
        await server.member.send(server.talk, f"{role.mention} {QUESTION}")
    assert said(server, server.talk) == []


async def test_stays_silent_where_it_is_not_asked(server: Server) -> None:
    await server.member.send(server.talk, QUESTION)
    await server.member.send(server.talk, f"@everyone {QUESTION}")
    message = await server.member.send(server.talk, f"{server.moderator.mention} {QUESTION}")
    await server.moderator.send(server.talk, QUESTION, reply_to=message)
    assert said(server, server.talk) == []


async def test_an_edited_message_is_not_answered_again(server: Server) -> None:
    message = await server.member.send(server.ask, QUESTION)
    await server.member.edit(message, f"{server.mention} {QUESTION} please")
    assert said(server, server.ask) == [ANSWER]


async def test_answers_a_message_that_is_forwarded_into_the_ask_channel(server: Server) -> None:
    message = await server.moderator.send(server.talk, QUESTION)
    await server.member.forward(message, server.ask)
    await server.member.forward(message, server.talk)
    assert said(server, server.ask) == [ANSWER]
    assert said(server, server.talk) == []


async def test_answers_a_forwarded_message_that_is_only_an_embed(server: Server) -> None:
    feed = server.guild.create_webhook(server.talk)
    message = await feed.send(embed=discord.Embed(title=QUESTION, url="https://example.org/news"))
    await server.member.forward(message, server.ask)
    assert said(server, server.ask) == [ANSWER]


async def test_a_bare_mention_is_told_what_to_ask(server: Server) -> None:
    await server.member.send(server.talk, server.mention)
    assert said(server, server.talk) == [HELP]


async def test_a_bare_mention_in_reply_to_a_message_asks_about_that_message(server: Server) -> None:
    message = await server.member.send(server.talk, QUESTION)
    await server.moderator.send(server.talk, server.mention, reply_to=message)
    assert said(server, server.talk) == [ANSWER]


async def test_a_bare_mention_in_reply_to_the_bot_is_told_what_to_ask(server: Server) -> None:
    await server.member.send(server.talk, f"{server.mention} {QUESTION}")
    await server.member.send(server.talk, server.mention, reply_to=server.answers(server.talk)[0])
    assert said(server, server.talk) == [ANSWER, HELP]


@pytest.mark.parametrize("text", ["Does anybody know?", ""], ids=["with text", "a picture alone"])
async def test_a_forum_post_asks_with_its_title(server: Server, text: str) -> None:
    forum = server.guild.create_forum_channel("ask-the-record")
    post = await post_in_forum(server, forum, "Who found the cracks?", text)
    assert said(server, post) == [ANSWER]


async def test_only_the_first_message_of_a_forum_post_asks_with_the_title(server: Server) -> None:
    forum = server.guild.create_forum_channel("ask-the-record")
    post = await post_in_forum(server, forum, "Who found the cracks?", "Does anybody know?")
    await server.moderator.send(post, "Was anybody hurt?")
    assert said(server, post) == [ANSWER, "As of 12 March 2024, none of our sources answer “Was anybody hurt?”."]


async def test_answers_direct_messages(server: Server) -> None:
    await server.member.send_dm(QUESTION)
    assert said(server, server.member.user.dm_channel) == [ANSWER]


async def test_never_answers_bots_webhooks_and_system_messages(server: Server) -> None:
    await server.guild.create_webhook(server.ask).send(QUESTION)
    robot = server.guild.add_member(server.env.create_user("robot", bot=True))
    await robot.send(server.ask, f"{server.mention} {QUESTION}")
    server.guild.create_system_message(server.ask, MessageType.NEW_MEMBER, author=server.member)
    await server.env.settle()
    assert said(server, server.ask) == []


async def test_a_server_that_is_not_in_the_cache_is_no_direct_message(server: Server) -> None:
    server.env.backend.emit("GUILD_DELETE", {"id": str(server.guild.id)})
    assert list(server.env.bot.guilds) == []
    await server.member.send(server.talk, QUESTION)
    assert said(server, server.talk) == []
    await server.member.send(server.talk, f"{server.mention} {QUESTION}")
    assert said(server, server.talk) == [ANSWER]


@pytest.mark.parametrize("thread_in_cache", [True, False])
async def test_answers_in_a_thread_whose_channel_is_not_in_the_cache(server: Server, thread_in_cache: bool) -> None:
    thread = await start_thread(server, server.talk)
    backend = server.env.backend
    backend.emit("CHANNEL_DELETE", dict(serializers.channel_payload(backend, backend.get_channel(server.talk.id))))
    if thread_in_cache:
        backend.announce_thread_create(backend.get_channel(thread.id))
    await server.member.send(thread, f"{server.mention} {QUESTION}")
    (answer,) = server.answers(thread)
    assert ANSWER in (answer.embeds[0].description or "" if answer.embeds else answer.content)


STATEMENT = "the city engineer found the cracks"
CHATTER = ("I just had lunch", "lol ok", "see you tomorrow", "thanks!", "\N{THUMBS UP SIGN}", STATEMENT)


@pytest.mark.parametrize("message", ["cracks?", "tell me who found the cracks", "who found the cracks"])
async def test_answers_a_question_however_it_is_put_in_the_ask_channel(server: Server, message: str) -> None:
    await server.member.send(server.ask, message)
    assert said(server, server.ask) == [ANSWER]


@pytest.mark.parametrize(
    "message", [f"I heard that {STATEMENT}", f"{STATEMENT}, right?", f"{STATEMENT}. Is that true?"]
)
async def test_answers_who_asks_whether_something_is_true_in_the_ask_channel(server: Server, message: str) -> None:
    await server.member.send(server.ask, message)
    assert said(server, server.ask) == [f"> {STATEMENT}"]


@pytest.mark.parametrize("message", CHATTER)
async def test_leaves_alone_what_asks_nothing_in_the_ask_channel(server: Server, message: str) -> None:
    await server.member.send(server.ask, message)
    assert said(server, server.ask) == []


async def test_answers_a_statement_with_a_mention_in_the_ask_channel(server: Server) -> None:
    await server.member.send(server.ask, f"{server.mention} {STATEMENT}")
    assert said(server, server.ask) == [f"> {STATEMENT}"]


async def test_answers_a_mention_in_the_ask_channel_that_is_said_to_somebody_else_too(server: Server) -> None:
    first = await server.moderator.send(server.ask, "see you")
    await server.member.send(server.ask, f"{server.mention} {QUESTION}", reply_to=first)
    assert said(server, server.ask) == [ANSWER]


async def test_a_forum_post_is_answered_even_if_it_only_states_something(server: Server) -> None:
    forum = server.guild.create_forum_channel("ask-the-record")
    post = await post_in_forum(server, forum, "The cracks", STATEMENT)
    assert said(server, post) == [f"> The cracks. {STATEMENT}"]


async def reply_without_a_ping(server: Server, replied: discord.Message) -> None:
    """Let the member ask in reply to a message without mentioning its author, which SimCord's replies do."""
    backend = server.env.backend
    reference = {"channel_id": str(replied.channel.id), "message_id": str(replied.id)}
    reference = backend.normalize_message_reference(replied.channel.id, reference)
    message = backend.prepare_message(replied.channel.id, server.member.id, QUESTION, reference=reference)
    message.reply_author_id = None
    backend.commit_message(message)
    await server.env.settle()


async def say_to_one_another(server: Server) -> None:
    """Let people ask each other in the ask-channel: in replies, with a mention, and with a mention of a role."""
    people = server.guild.create_role("people")
    first = await server.moderator.send(server.ask, f"{server.member.mention} hi")
    await server.member.send(server.ask, QUESTION, reply_to=first)
    await reply_without_a_ping(server, first)
    await server.member.send(server.ask, f"{server.moderator.mention} {QUESTION}")
    await server.member.send(server.ask, f"{people.mention} {QUESTION}")


async def test_leaves_alone_a_reply_to_a_message_that_is_gone_in_the_ask_channel(server: Server) -> None:
    first = await server.moderator.send(server.ask, "see you")
    await server.channel(server.ask).get_partial_message(first.id).delete()
    await reply_without_a_ping(server, first)
    assert said(server, server.ask) == []


async def test_leaves_alone_what_people_say_to_one_another_in_the_ask_channel(server: Server) -> None:
    await say_to_one_another(server)
    assert said(server, server.ask) == []


class TestAskChannelsThatAnswerEverything:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(ask_channels_answer="everything", repeat_minutes=0)

    async def test_statements_are_answered_too(self, server: Server) -> None:
        await server.member.send(server.ask, STATEMENT)
        await server.member.send(server.ask, QUESTION)
        assert said(server, server.ask) == [f"> {STATEMENT}", ANSWER]

    async def test_what_people_say_to_one_another_is_not(self, server: Server) -> None:
        await say_to_one_another(server)
        assert said(server, server.ask) == []

    async def test_other_channels_still_need_a_mention(self, server: Server) -> None:
        await server.member.send(server.talk, STATEMENT)
        await server.member.send(server.talk, QUESTION)
        assert said(server, server.talk) == []

    @pytest.mark.parametrize("message", ["thanks!", "lol ok", "\N{THUMBS UP SIGN}"])
    async def test_what_asks_nothing_still_gets_no_message(self, server: Server, message: str) -> None:
        await server.member.send(server.ask, message)
        assert said(server, server.ask) == []


class TestAskChannelsThatAnswerMentions:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(ask_channels_answer="mentions", repeat_minutes=0)

    async def test_a_question_needs_a_mention_or_a_reply_to_the_bot(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        assert said(server, server.ask) == []
        await server.member.send(server.ask, f"{server.mention} {QUESTION}")
        await server.member.send(server.ask, QUESTION, reply_to=server.answers(server.ask)[0])
        assert said(server, server.ask) == [ANSWER, ANSWER]

    @pytest.mark.parametrize(("mentioned", "answers"), [(False, []), (True, [ANSWER])])
    async def test_so_does_a_forum_post(self, server: Server, mentioned: bool, answers: list[str]) -> None:
        forum = server.guild.create_forum_channel("ask-the-record")
        post = await post_in_forum(server, forum, "Who found the cracks?", server.mention if mentioned else "Anybody?")
        assert said(server, post) == answers


async def test_a_thread_in_which_it_was_asked_is_followed_without_a_mention(server: Server) -> None:
    handle = await start_thread(server, server.talk)
    await server.member.send(handle, "who found the cracks?")
    assert said(server, handle) == []  # nobody has asked it here
    await server.member.send(handle, f"{server.mention} {QUESTION}")
    await server.moderator.send(handle, "and why?")
    await server.moderator.send(handle, "ok good to know")
    assert len(said(server, handle)) == 2
    await server.env.advance_time(601)
    await server.member.send(handle, "who found the cracks?")
    assert len(said(server, handle)) == 2
