import logging

import discord
import pytest
import simcord

from bot.answering.conversation import Conversations
from bot.client import needed_intents
from bot.cogs.context import ENTRY_REMOVED
from bot.knowledge.model import Status
from bot.matching.decision import Engine
from tests.answering.conftest import with_entries
from tests.cogs.conftest import Server

QUESTION = "who found the cracks?"
FOUND = "The cracks were found by the city engineer, Dana Okafor. `[1]`"
CLOSED = "The Harbour Bridge was closed on Sunday, 10 March, at noon. `[1]`"
WHY = "An engineer found cracks in two cables, the Courier reports. `[1]`"
DETOUR = "Cars are sent through the Mill Tunnel. `[1]`"
NOTHING = ""


def first_line(message: discord.Message | simcord.ResponseMessage | None) -> str:
    """Return the first line of an answer; NOTHING for a choice or a refusal, which have no sources."""
    assert message is not None
    card = message.embeds[0]
    return (card.description or "").split("\n")[0] if card.fields else NOTHING


def last(server: Server, channel: simcord.ChannelHandle) -> str:
    return first_line(server.answers(channel)[-1])


async def ask(server: Server, question: str, private: bool = False) -> simcord.InteractionResult:
    return await server.member.slash(server.talk, "ask", question=question, private=private)


class TestMessages:
    async def test_the_reply_is_a_card_with_its_source_and_refers_to_the_question(self, server: Server) -> None:
        asked = await server.member.send(server.ask, QUESTION)
        (reply,) = server.answers(server.ask)
        (card,) = reply.embeds
        assert card.title == "Who found the cracks?"
        assert card.description == FOUND
        source = "[Port Ellis Courier (newspaper), 11 March 2024](<https://example.org/bridge>): `[1]` paragraph 2"
        when = "Published <t:1710158400:D> · record last checked <t:1710244800:D> (<t:1710244800:R>)"
        assert [(field.name, field.value) for field in card.fields] == [("Source", source), ("When", when)]
        assert card.footer.text == ("The closing of the Harbour Bridge in Port Ellis · ID who-found@5531")
        assert reply.reference is not None
        assert reply.reference.message_id == asked.id

    async def test_a_status_other_than_confirmed_stands_above_the_sentences(self, server: Server) -> None:
        await server.member.send(server.ask, "How long will it stay closed?")
        assert last(server, server.ask) == "**Disputed: our sources give different accounts.**"

    async def test_says_when_no_source_says(self, server: Server) -> None:
        await server.member.send(server.ask, "Was anybody hurt?")
        assert server.last(server.ask).title == "Not reported"
        said = "As of 12 March 2024, none of our sources answer “Was anybody hurt?”."
        assert (server.last(server.ask).description or "").startswith(said)

    async def test_refuses_what_is_not_its_subject(self, server: Server) -> None:
        await server.member.send(server.ask, "what about a boat?")
        assert server.last(server.ask).title == "That's outside this topic"

    async def test_a_message_that_discord_delivers_twice_is_answered_once(self, server: Server) -> None:
        message = await server.member.send(server.ask, QUESTION)
        backend = server.env.backend
        for _ in range(2):
            backend.announce_message_create(backend.get_message(server.ask.id, message.id))
        await server.env.settle()
        assert len(server.answers(server.ask)) == 1

    async def test_the_same_words_in_two_messages_are_answered_twice(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        await server.member.send(server.ask, QUESTION)
        assert len(server.answers(server.ask)) == 2

    async def test_pings_nobody_whatever_is_asked(self, server: Server) -> None:
        await server.member.send(server.ask, f"{server.mention} @everyone {server.moderator.mention} {QUESTION}")
        await ask(server, f"@here {QUESTION}")
        bodies = [r.json.get("data", r.json) for r in server.env.http_requests if r.method == "POST" and r.json]
        assert len(bodies) == 2
        assert all(body["allowed_mentions"]["parse"] == [] for body in bodies)
        assert all(not body["allowed_mentions"].get("replied_user") for body in bodies)

    @pytest.mark.simcord(approved_intents=needed_intents())
    async def test_works_with_the_intents_it_asks_for(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        assert last(server, server.ask) == FOUND
        assert {name for name, on in needed_intents() if on} == {
            "guilds", "guild_messages", "dm_messages", "message_content"
        }  # fmt: skip


class TestConversations:
    async def test_follows_up_within_ten_minutes_only(self, server: Server) -> None:
        for minutes, understood in ((0, FOUND), (9, FOUND), (11, NOTHING)):
            await server.member.send(server.ask, QUESTION)
            await server.env.advance_time(60 * minutes)
            await server.member.send(server.ask, "and that one?")
            assert last(server, server.ask) == understood

    async def test_follows_up_for_one_person_in_a_channel(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        await server.moderator.send(server.ask, "and that one?")
        assert last(server, server.ask) == NOTHING
        await server.member.send(server.talk, f"{server.mention} and that one?")
        assert last(server, server.talk) == NOTHING

    async def test_follows_up_for_everybody_in_a_thread(self, server: Server) -> None:
        await server.channel(server.ask).create_thread(name="bridge", type=discord.ChannelType.public_thread)
        await server.env.settle()
        (thread,) = server.ask.threads
        await server.member.send(thread, QUESTION)
        await server.moderator.send(thread, "and that one?")
        assert last(server, thread) == FOUND

    async def test_follows_up_for_everybody_in_reply_to_an_answer(self, server: Server) -> None:
        await server.member.send(server.talk, f"{server.mention} when was the bridge closed?")
        await server.moderator.send(server.talk, "and why?", reply_to=server.answers(server.talk)[0])
        assert last(server, server.talk) == WHY

    async def test_the_answer_of_a_follow_up_keeps_its_subject(self, server: Server) -> None:
        await server.member.send(server.talk, f"{server.mention} when was the bridge closed?")
        await server.moderator.send(server.talk, "and why?", reply_to=server.answers(server.talk)[0])
        await server.member.send(server.talk, "and that one?", reply_to=server.answers(server.talk)[1])
        assert last(server, server.talk) == WHY

    async def test_the_answer_of_ask_keeps_its_subject(self, server: Server) -> None:
        answer = await ask(server, "when was the bridge closed?")
        assert answer.response is not None
        await server.moderator.send(server.talk, "and why?", reply_to=answer.response)
        assert last(server, server.talk) == WHY

    async def test_the_answer_of_a_button_keeps_its_subject(self, server: Server) -> None:
        await server.member.send(server.talk, f"{server.mention} when was the bridge closed?")
        clicked = await server.member.select(server.answers(server.talk)[0], ["why-closed"])
        assert clicked.response is not None
        await server.moderator.send(server.talk, "and that one?", reply_to=clicked.response)
        assert last(server, server.talk) == WHY

    async def test_two_people_who_reply_to_one_answer_do_not_share_what_they_asked(self, server: Server) -> None:
        await server.member.send(server.talk, f"{server.mention} which way can I drive instead?")
        answer = server.answers(server.talk)[0]
        await server.moderator.send(server.talk, QUESTION, reply_to=answer)
        assert last(server, server.talk) == FOUND
        await server.member.send(server.talk, "and that one?", reply_to=answer)
        assert last(server, server.talk) == DETOUR

    async def test_a_bare_mention_in_between_keeps_the_subject(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        await server.member.send(server.ask, server.mention)
        await server.member.send(server.ask, "and that one?")
        assert last(server, server.ask) == FOUND


class TestWhatAsksNothing:
    @staticmethod
    async def reactions(channel: discord.abc.Messageable, message: discord.Message) -> list[str]:
        found = await channel.fetch_message(message.id)
        return [str(reaction.emoji) for reaction in found.reactions]

    @pytest.mark.parametrize("thanks", ["thanks!", "thank you so much", "ty"])
    async def test_thanks_get_a_green_heart_and_no_message(self, server: Server, thanks: str) -> None:
        message = await server.member.send(server.talk, f"{server.mention} {thanks}")
        assert await self.reactions(server.channel(server.talk), message) == ["\N{GREEN HEART}"]
        assert server.answers(server.talk) == []

    async def test_thanks_in_reply_to_an_answer_get_a_green_heart_and_keep_the_subject(self, server: Server) -> None:
        await server.member.send(server.ask, QUESTION)
        thanks = await server.member.send(server.ask, "thanks!", reply_to=server.answers(server.ask)[0])
        assert await self.reactions(server.channel(server.ask), thanks) == ["\N{GREEN HEART}"]
        await server.member.send(server.ask, "and that one?")
        assert [first_line(answer) for answer in server.answers(server.ask)] == [FOUND, FOUND]

    async def test_thanks_that_discord_delivers_twice_get_one_reaction(self, server: Server) -> None:
        message = await server.member.send(server.talk, f"{server.mention} thanks!")
        server.env.backend.announce_message_create(server.env.backend.get_message(server.talk.id, message.id))
        await server.env.settle()
        assert [sent.method for sent in server.env.http_requests if "/reactions/" in sent.path] == ["PUT"]

    async def test_thanks_with_a_question_are_answered(self, server: Server) -> None:
        message = await server.member.send(server.talk, f"{server.mention} thanks! {QUESTION}")
        assert last(server, server.talk) == FOUND
        assert await self.reactions(server.channel(server.talk), message) == []

    @pytest.mark.parametrize("chatter", ["lol ok", "haha nice", "\N{THUMBS UP SIGN}"])
    async def test_chatter_and_a_lone_emoji_get_nothing(self, server: Server, chatter: str) -> None:
        message = await server.member.send(server.talk, f"{server.mention} {chatter}")
        await server.member.send_dm(chatter)
        assert await self.reactions(server.channel(server.talk), message) == []
        assert server.answers(server.talk) + server.answers(server.member.user.dm_channel) == []

    @pytest.mark.parametrize("chatter", ["lol ok", "haha nice", "\N{THUMBS UP SIGN}"])
    async def test_chatter_in_reply_to_an_answer_gets_nothing(self, server: Server, chatter: str) -> None:
        await server.member.send(server.ask, QUESTION)
        message = await server.member.send(server.ask, chatter, reply_to=server.answers(server.ask)[0])
        assert await self.reactions(server.channel(server.ask), message) == []
        assert len(server.answers(server.ask)) == 1

    async def test_a_bare_mention_gets_the_help_card(self, server: Server) -> None:
        message = await server.member.send(server.talk, server.mention)
        assert [answer.embeds[0].title for answer in server.answers(server.talk)] == ["On the Record"]
        assert await self.reactions(server.channel(server.talk), message) == []


class TestPrivacy:
    @pytest.fixture
    async def asked_in_private(self, server: Server) -> simcord.InteractionResult:
        answer = await ask(server, QUESTION, private=True)
        assert first_line(answer.response) == FOUND
        return answer

    @pytest.mark.usefixtures("asked_in_private")
    async def test_a_message_does_not_follow_up_on_it(self, server: Server) -> None:
        await server.member.send(server.talk, f"{server.mention} and that one?")
        assert last(server, server.talk) == NOTHING

    @pytest.mark.usefixtures("asked_in_private")
    async def test_a_public_command_does_not_follow_up_on_it(self, server: Server) -> None:
        assert first_line((await ask(server, "and that one?")).response) == NOTHING

    @pytest.mark.usefixtures("asked_in_private")
    async def test_a_private_command_follows_up_on_it(self, server: Server) -> None:
        assert first_line((await ask(server, "and that one?", private=True)).response) == FOUND

    async def test_nothing_follows_up_on_a_button_under_it(
        self, server: Server, asked_in_private: simcord.InteractionResult
    ) -> None:
        assert asked_in_private.response is not None
        clicked = await server.member.select(asked_in_private.response, ["why-closed"])
        assert clicked.ephemeral
        assert first_line(clicked.response) == WHY
        await server.member.send(server.talk, f"{server.mention} and that one?")
        assert last(server, server.talk) == NOTHING

    async def test_nothing_follows_up_on_it_in_a_thread(self, server: Server) -> None:
        await server.channel(server.talk).create_thread(name="bridge", type=discord.ChannelType.public_thread)
        await server.env.settle()
        (thread,) = server.talk.threads
        await server.member.slash(thread, "ask", question=QUESTION, private=True)
        for person in (server.member, server.moderator):
            await person.send(thread, f"{server.mention} and that one?")
            assert last(server, thread) == NOTHING

    async def test_nothing_follows_up_on_a_question_of_the_menus(self, server: Server) -> None:
        shown = await server.member.slash(server.talk, "topics")
        assert shown.response is not None
        key = shown.response.components[0]["components"][0]["options"][0]["value"]
        questions = await server.member.select(shown.response, [key])
        assert questions.response is not None
        answer = await server.member.select(questions.response, ["who-found"])
        assert first_line(answer.response) == FOUND
        await server.member.send(server.talk, f"{server.mention} and that one?")
        assert last(server, server.talk) == NOTHING

    async def test_nothing_follows_up_on_what_was_asked_about_a_message(self, server: Server) -> None:
        message = await server.moderator.send(server.talk, QUESTION)
        await server.member.context_menu(server.talk, "Check this claim", message)
        for private in (True, False):
            assert first_line((await ask(server, "and that one?", private)).response) == NOTHING


class TestForgetting:
    async def test_the_client_forgets_what_people_asked_when_nobody_asks_again(
        self, server: Server, conversations: Conversations
    ) -> None:
        people = [server.guild.add_member(server.env.create_user(f"person{i}")) for i in range(300)]
        for i, person in enumerate(people):
            await person.send(server.ask, f"{QUESTION} asks person {i}")
        await server.member.slash(server.talk, "ask", question=QUESTION, private=True)
        assert len(conversations) == 601  # of each person and of each answer; of the private one only the person's
        await server.env.advance_time(11 * 60)
        assert len(conversations) == 0

    async def test_nothing_is_forgotten_before_its_time(self, server: Server, conversations: Conversations) -> None:
        await server.member.send(server.ask, QUESTION)
        await server.env.advance_time(9 * 60)
        assert len(conversations) == 2


class TestAsk:
    async def test_answers_in_public_or_in_private(self, server: Server) -> None:
        shown, hidden = await ask(server, QUESTION), await ask(server, QUESTION, private=True)
        assert (shown.ephemeral, first_line(shown.response)) == (False, FOUND)
        assert (hidden.ephemeral, first_line(hidden.response)) == (True, FOUND)

    async def test_answers_in_direct_messages(self, server: Server) -> None:
        answer = await server.member.user.slash("ask", question=QUESTION)
        assert first_line(answer.response) == FOUND

    async def test_answers_a_question_of_a_thousand_characters(self, server: Server) -> None:
        answer = await ask(server, f"{QUESTION} {'please ' * 140}"[:1000])
        assert first_line(answer.response) == FOUND

    @pytest.mark.parametrize("private", [True, False])
    async def test_a_completed_question_that_was_removed_meanwhile_is_said(self, server: Server, private: bool) -> None:
        answer = await ask(server, "entry:tolls", private)
        assert answer.ephemeral
        assert answer.response is not None
        assert answer.response.content == ENTRY_REMOVED


class TestCompletion:
    async def test_a_completed_title_names_its_entry_and_is_answered_with_it(self, server: Server) -> None:
        choices = await server.member.autocomplete(server.talk, "ask", "question", "who fou")
        assert choices[0] == {"name": "Who found the cracks?", "value": "entry:who-found"}
        assert first_line((await ask(server, choices[0]["value"])).response) == FOUND

    async def test_titles_without_an_answer_are_marked(self, server: Server) -> None:
        choices = await server.member.autocomplete(server.talk, "ask", "question", "")
        assert [choice["name"] for choice in choices] == [
            "When was the bridge closed?",
            "Why was the bridge closed?",
            "How long will it stay closed?",
            "Who found the cracks?",
            "Which way can I drive instead?",
            "What will the repair cost? (no source says)",
            "Was anybody hurt? (no source says)",
            "Are there extra ferries? (no source says)",
        ]

    @pytest.mark.parametrize(("status", "code"), [(404, 10062), (400, 40060)])
    async def test_a_completion_that_comes_too_late_is_not_logged(
        self, server: Server, status: int, code: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.env.inject_error("POST", "/interactions/*/callback", status=status, code=code, times=None)
        assert await server.member.autocomplete(server.talk, "ask", "question", "who") == []
        assert [record for record in caplog.records if record.levelno > logging.INFO] == []

    async def test_a_completion_that_discord_refuses_is_one_line(
        self, server: Server, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.env.inject_error("POST", "/interactions/*/callback", status=500, message="down\nand out", times=None)
        assert await server.member.autocomplete(server.talk, "ask", "question", "who") == []
        shown = [(record.levelname, record.getMessage(), record.exc_info) for record in caplog.records]
        line = "Cannot complete a question: HTTPException: 500 Error (error code: 0): down"
        assert shown == [("WARNING", line, None)]


class TestCompletionOfLikeTitles:
    @pytest.fixture
    def engine(self, bridge_engine: Engine) -> Engine:
        start = (
            "On which day, and at which hour of that day, was the Harbour Bridge in Port Ellis closed to all traffic"
        )
        assert len(start) > 100
        return with_entries(
            bridge_engine,
            when_closed={"questions": (f"{start} on wheels?",)},
            detour={"questions": (f"{start} on foot?",)},
            who_found={"questions": ("`@everyone` <t:0:R> [x](https://example.org) " * 11,)},
            injured={"questions": ("Was anybody hurt" + "t" * 480 + "?",), "status": Status.NOT_REPORTED},
        )

    async def test_two_titles_alike_in_100_characters_are_two_choices_with_the_right_answers(
        self, server: Server
    ) -> None:
        choices = await server.member.autocomplete(server.talk, "ask", "question", "on which day")
        assert [choice["value"] for choice in choices[:2]] == ["entry:when-closed", "entry:detour"]
        answers = [first_line((await ask(server, choice["value"])).response) for choice in choices[:2]]
        assert answers == [CLOSED, DETOUR]

    async def test_a_long_title_that_is_typed_in_full_is_offered_first(self, server: Server, engine: Engine) -> None:
        title = engine.matcher.knowledge.entries["detour"].title
        choices = await server.member.autocomplete(server.talk, "ask", "question", title)
        assert choices[0]["value"] == "entry:detour"

    async def test_choices_stay_within_what_discord_takes_and_long_ones_stay_marked(self, server: Server) -> None:
        choices = await server.member.autocomplete(server.talk, "ask", "question", "")
        assert len(choices) == 8
        assert max(len(choice["name"]) for choice in choices) <= 100
        (hurt,) = [choice["name"] for choice in choices if choice["value"] == "entry:injured"]
        assert hurt.startswith("Was anybody hurttt")
        assert hurt.endswith("t… (no source says)")


class TestCheckThisClaim:
    async def test_answers_the_person_who_pointed_at_the_message_alone(self, server: Server) -> None:
        claim = await server.moderator.send(server.talk, "I heard the cables had cracks, who found the cracks?")
        answer = await server.member.context_menu(server.talk, "Check this claim", claim)
        assert answer.ephemeral
        assert first_line(answer.response) == FOUND

    @pytest.mark.parametrize(
        ("text", "lines"),
        [
            ("the city engineer found the cracks", ["> the city engineer found the cracks", "", FOUND]),
            (
                "I heard the mayor found the cracks",
                ["> the mayor found the cracks", "", "**Nothing on record about “mayor”.**", FOUND],
            ),
        ],
    )
    async def test_shows_the_claim_and_what_the_sources_say_on_it(
        self, server: Server, text: str, lines: list[str]
    ) -> None:
        claim = await server.moderator.send(server.talk, text)
        answer = await server.member.context_menu(server.talk, "Check this claim", claim)
        assert answer.ephemeral
        assert answer.response is not None
        (card,) = answer.response.embeds
        assert card.title == "What our sources say"
        assert (card.description or "").split("\n") == lines

    async def test_says_nothing_where_everybody_reads_it(self, server: Server) -> None:
        claim = await server.moderator.send(server.talk, "the city engineer found the cracks")
        await server.member.context_menu(server.talk, "Check this claim", claim)
        assert [message.content for message in server.talk.history() if not message.flags.ephemeral] == [claim.content]

    async def test_reads_a_message_that_is_only_an_embed(self, server: Server) -> None:
        feed = server.guild.create_webhook(server.talk)
        message = await feed.send(embed=discord.Embed(title="News", description=QUESTION))
        answer = await server.member.context_menu(server.talk, "Check this claim", message)
        assert first_line(answer.response) == FOUND

    async def test_reads_a_forwarded_message(self, server: Server) -> None:
        message = await server.moderator.send(server.talk, QUESTION)
        forwarded = await server.moderator.forward(message, server.talk)
        answer = await server.member.context_menu(server.talk, "Check this claim", forwarded)
        assert first_line(answer.response) == FOUND

    async def test_says_when_there_is_no_text(self, server: Server) -> None:
        message = await server.moderator.send(server.talk, attachments=[("photo.png", b"")])
        answer = await server.member.context_menu(server.talk, "Check this claim", message)
        assert answer.ephemeral
        assert answer.response is not None
        assert answer.response.content == "That message has no text to check."
