from dataclasses import replace
from datetime import date

import pytest
import simcord

from bot.answering.about import CHANGED, checked_version
from bot.answering.desk import Desk
from bot.answering.presentation import version
from bot.knowledge.model import Source, Status
from bot.matching.decision import Engine
from bot.settings import Settings
from tests.answering.conftest import with_entries
from tests.cogs.conftest import Server


async def shown(server: Server, command: str, **options: str) -> simcord.ResponseMessage:
    result = await server.member.slash(server.talk, command, **options)
    assert result.ephemeral
    assert result.response is not None
    assert all(len(embed) <= 6000 for embed in result.response.embeds)
    return result.response


def fields(message: simcord.ResponseMessage) -> list[tuple[str, str]]:
    return [(field.name or "", field.value or "") for field in message.embeds[0].fields]


async def test_sources_say_what_rests_on_them(server: Server) -> None:
    assert fields(await shown(server, "sources")) == [
        (
            "Port Ellis Courier",
            "Newspaper, 11 March 2024, 4 paragraphs. 5 answers are based on it.\n<https://example.org/bridge>",
        ),
        ("City Council", "Official, 12 March 2024, 2 paragraphs. 2 answers are based on it."),
    ]


async def test_unknowns_are_what_no_source_says(server: Server) -> None:
    (embed,) = (await shown(server, "unknowns")).embeds
    assert (embed.description or "").splitlines() == [
        "• What will the repair cost?",
        "• Was anybody hurt?",
        "• Are there extra ferries?",
    ]
    assert embed.footer.text == "As of 12 March 2024 · page 1 of 1"


async def test_about_says_what_it_knows_what_it_keeps_and_who_runs_it(server: Server) -> None:
    server.bot.settings = Settings(operator="Ask @jo, jo@example.org")
    found = dict(fields(await shown(server, "about")))
    known = "as of 12 March 2024: 5 answers from 2 sources, and 3 questions that no source answers."
    assert known in found["What I know"]
    assert found["What I keep"].startswith("Your last question for 10 minutes, in memory")
    assert found["Who runs me"] == "Ask @jo, jo@example.org"


class TestVerify:
    async def test_a_card_that_still_holds(self, server: Server) -> None:
        await server.member.send(server.ask, "when was the bridge closed?")
        footer = server.last(server.ask).footer.text or ""
        found = await shown(server, "verify", answer=footer)  # people copy the whole line
        assert found.content == "Yes, the record still says exactly this."
        assert found.embeds[0].title == "When was the bridge closed?"

    async def test_a_card_that_was_changed_since(self, server: Server) -> None:
        found = await shown(server, "verify", answer="when-closed@0000")
        assert found.content == CHANGED
        assert (found.embeds[0].description or "").startswith("The Harbour Bridge was closed on Sunday")

    async def test_one_of_several_that_was_changed(self, server: Server) -> None:
        await server.member.send(server.ask, "When was the bridge closed? And who found the cracks?")
        footer = server.last(server.ask).footer.text or ""
        assert (await shown(server, "verify", answer=footer)).content.startswith("Yes")
        changed = await shown(server, "verify", answer=footer[:-4] + "0000")
        assert changed.content.startswith("That isn't what")
        assert changed.embeds[0].title == "Who found the cracks?"

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ("tolls@1f88", "The record has no answer `tolls` (any more). Don't rely on that card."),
            ("@everyone", "That isn't the ID of an answer. Look for it at the end of the small print"),
        ],
    )
    async def test_what_is_no_card(self, server: Server, answer: str, said: str) -> None:
        assert (await shown(server, "verify", answer=answer)).content.startswith(said)

    def test_the_mark_changes_with_what_is_said_and_not_with_the_phrasings(self, bridge_engine: Engine) -> None:
        entry = bridge_engine.matcher.knowledge.entries["detour"]
        assert version(replace(entry, extra_phrasings=("new",), questions=("Another title?",))) == version(entry)
        assert version(replace(entry, status=Status.DISPUTED)) != version(entry)
        assert version(replace(entry, answer=entry.answer * 2)) != version(entry)
        desk = Desk(with_entries(bridge_engine, detour={"status": Status.DISPUTED}))
        assert checked_version(desk, version(entry)).message.startswith("That isn't what the record says now")


class TestManyUnknowns:
    @pytest.fixture
    def engine(self, bridge_engine: Engine) -> Engine:
        knowledge = bridge_engine.matcher.knowledge
        blank = replace(knowledge.entries["injured"], gap=None)
        more = {
            f"unknown-{i}": replace(blank, id=f"unknown-{i}", questions=(f"Unknown *{i}*? " + "so long " * 60,))
            for i in range(40)
        }
        sources = {
            f"s{i}": Source(
                id=f"s{i}", publisher="P" * 200, title="*T*" * 60, kind="wire", published=date(2024, 1, 1),
                paragraphs=9, url="https://example.org/" + "x" * 480,
            )
            for i in range(40)
        }  # fmt: skip
        changed = replace(knowledge, entries={**knowledge.entries, **more}, sources={**knowledge.sources, **sources})
        return replace(bridge_engine, matcher=replace(bridge_engine.matcher, knowledge=changed))

    async def test_are_paged(self, server: Server) -> None:
        first = await shown(server, "unknowns")
        assert first.embeds[0].footer.text == "As of 12 March 2024 · page 1 of 3"
        second = await server.member.click(first, label="Next")
        assert second.response is not None
        page = second.response.embeds[0]
        assert page.footer.text == "As of 12 March 2024 · page 2 of 3"
        assert "Unknown \\*20\\*?" in (page.description or "")
        assert len(page.description or "") <= 4096

    async def test_sources_that_do_not_fit_are_counted(self, server: Server) -> None:
        found = await shown(server, "sources")
        count = len(found.embeds[0].fields)
        assert found.embeds[0].footer.text == f"… and {42 - count} more"
