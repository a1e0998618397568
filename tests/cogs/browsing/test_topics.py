from dataclasses import replace

import pytest
import simcord

from bot.cogs.browsing.menus import question_menu, topic_menu
from bot.cogs.browsing.pages import Page, topic_pages
from bot.cogs.context import ENTRY_REMOVED
from bot.knowledge.model import Entry
from bot.matching.decision import Engine
from tests.cogs.conftest import Server

LONG = "what-the-council-says-about-the-bridge-" * 6  # a file name may have 255 characters


def with_topics(engine: Engine, topics: dict[str, int]) -> Engine:
    """Return an engine that answers so many questions of each topic, with titles of 500 characters."""
    knowledge = engine.matcher.knowledge
    detour = knowledge.entries["detour"]
    entries: dict[str, Entry] = {}
    for t, (topic, count) in enumerate(topics.items()):
        for i in range(count):
            title = f"Question {t}.{i}".ljust(500, "*")
            entries[f"entry-{t}-{i}"] = replace(detour, id=f"entry-{t}-{i}", questions=(title,), topic=topic)
    return replace(engine, matcher=replace(engine.matcher, knowledge=replace(knowledge, entries=entries)))


def options(message: simcord.ResponseMessage | None) -> list[dict[str, str]]:
    assert message is not None
    found = message.components[0]["components"][0]["options"]
    assert len(found) <= 25
    assert len({option["value"] for option in found}) == len(found)
    assert all(len(option["label"]) <= 100 and len(option["value"]) <= 100 for option in found)
    return list(found)


async def shown(server: Server) -> simcord.ResponseMessage:
    result = await server.member.slash(server.talk, "topics")
    assert result.ephemeral
    assert result.response is not None
    assert sum(len(embed) for embed in result.response.embeds) <= 6000
    return result.response


async def test_topics_show_what_can_be_asked_to_one_person_alone(server: Server) -> None:
    (embed,) = (await shown(server)).embeds
    assert (embed.title, embed.description) == ("What you can ask", "The closing of the Harbour Bridge in Port Ellis")
    lines = "• When was the bridge closed?\n• Why was the bridge closed?\n• How long will it stay closed?\n… and 2 more"
    assert [(field.name, field.value) for field in embed.fields] == [("Closing", lines)]


async def test_topics_lead_to_a_question_and_its_answer(server: Server) -> None:
    topics = await shown(server)
    assert [option["label"] for option in options(topics)] == ["Closing"]
    questions = await server.member.select(topics, [options(topics)[0]["value"]])
    assert questions.response is not None
    assert questions.response.content == "**Closing**"
    assert [option["label"] for option in options(questions.response)] == [
        "When was the bridge closed?",
        "Why was the bridge closed?",
        "How long will it stay closed?",
        "Who found the cracks?",
        "Which way can I drive instead?",
    ]
    answer = await server.member.select(questions.response, ["detour"])
    assert answer.ephemeral
    assert answer.response is not None
    assert answer.response.embeds[0].description.startswith("Cars are sent through the Mill Tunnel. `[1]`")


async def test_a_topic_that_was_removed_meanwhile_is_said(server: Server) -> None:
    view = topic_menu("bridge", [Page("tolls:1", "Tolls", ())])
    posted = await server.post(server.talk, content="long ago", view=view)
    chosen = await server.member.select(posted, ["tolls:1"])
    assert chosen.response is not None
    assert (chosen.ephemeral, chosen.response.content) == (True, ENTRY_REMOVED)


@pytest.mark.parametrize(("event", "entry"), [("bridge", "tolls"), ("ferry", "detour")])
async def test_a_question_that_was_removed_meanwhile_is_said(
    server: Server, bridge_engine: Engine, event: str, entry: str
) -> None:
    removed = replace(bridge_engine.matcher.knowledge.entries["detour"], id=entry)
    posted = await server.post(
        server.talk, content="long ago", view=question_menu(event, Page("closing:1", "Closing", (removed,)))
    )
    chosen = await server.member.select(posted, [entry])
    assert chosen.response is not None
    assert (chosen.ephemeral, chosen.response.content) == (True, ENTRY_REMOVED)


class TestLongNames:
    @pytest.fixture
    def engine(self, bridge_engine: Engine) -> Engine:
        return with_topics(bridge_engine, {LONG + "a": 1, LONG + "b": 1, "*~`<@1>": 1})

    async def test_topics_with_long_names_alike_are_told_apart(self, server: Server) -> None:
        topics = await shown(server)
        for i, option in enumerate(options(topics)):
            questions = await server.member.select(topics, [option["value"]])
            assert [each["value"] for each in options(questions.response)] == [f"entry-{i}-0"]

    async def test_names_and_titles_are_no_markup(self, server: Server) -> None:
        field = (await shown(server)).embeds[0].fields[2]
        assert field.name == "\\*\\~\\`\\<@1\\>"
        assert field.value is not None
        assert field.value.startswith("• Question 2.0\\*\\*")


class TestMany:
    @pytest.fixture
    def engine(self, bridge_engine: Engine) -> Engine:
        return with_topics(bridge_engine, {f"{LONG}{i}": 60 if i == 0 else 3 for i in range(40)})

    async def test_more_topics_than_a_menu_holds_are_counted(self, server: Server) -> None:
        topics = await shown(server)
        assert len(options(topics)) == 25
        assert topics.embeds[0].footer.text == "17 more topics: type your question, or use /ask."

    async def test_a_topic_of_more_than_25_questions_is_in_parts_that_reach_all(self, server: Server) -> None:
        topics = await shown(server)
        reached = []
        for option in options(topics)[:3]:
            questions = await server.member.select(topics, [option["value"]])
            reached += [each["value"] for each in options(questions.response)]
        assert reached == [f"entry-0-{i}" for i in range(60)]
        headings = [page.heading for page in topic_pages(server.bot.service.knowledge)[:4]]
        assert [heading.rpartition("bridge ")[2] for heading in headings] == ["0 (1)", "0 (2)", "0 (3)", "1"]


class TestNothing:
    @pytest.fixture
    def engine(self, bridge_engine: Engine) -> Engine:
        return with_topics(bridge_engine, {})

    async def test_says_when_nothing_is_answered_yet(self, server: Server) -> None:
        result = await server.member.slash(server.talk, "topics")
        assert result.response is not None
        assert (result.ephemeral, result.response.content) == (True, "There are no answered questions yet.")
