from pathlib import Path

import simcord

from bot.client import RecordBot
from bot.cogs import custom_ids
from bot.cogs.access import NOT_ALLOWED
from bot.cogs.controls import Button
from bot.cogs.pending import OUTDATED
from bot.cogs.queue.buttons import SETTLED
from bot.cogs.views import view_of
from bot.store.cases import CaseKind, Outcome
from tests.cogs.conftest import Server
from tests.cogs.feedback.test_buttons import labels

UNKNOWN = "what about a boat?"


async def queue(server: Server) -> simcord.ResponseMessage:
    done = await server.moderator.slash(server.talk, "queue")
    assert done.ephemeral
    assert done.response is not None
    return done.response


def shown(page: simcord.ResponseMessage) -> str:
    return page.embeds[0].description or "" if page.embeds else page.content


def fields(page: simcord.ResponseMessage) -> dict[str, str]:
    return {field.name or "": field.value or "" for field in page.embeds[0].fields}


async def ask(server: Server, *questions: str) -> None:
    for question in questions:
        await server.member.send(server.ask, question)
    await server.bot.service.notes.written()


class TestQueue:
    async def test_an_empty_queue_says_so(self, server: Server) -> None:
        assert (await queue(server)).embeds[0].title == "The queue is empty"

    async def test_what_is_asked_most_comes_first_without_who_asked(self, server: Server) -> None:
        await ask(server, UNKNOWN, "may lorries use the tunnel?", "may lorries use the tunnel?")
        page = await queue(server)
        assert shown(page) == "“may lorries use the tunnel?”"
        assert "Asked 2 times" in fields(page)["Why it's here"]
        assert "mina" not in str(page.embeds[0].to_dict())
        assert page.embeds[0].footer.text == "1 of 2 in the queue"
        assert labels(page)[-1] == "Next"
        await server.moderator.click(page, label="Next")
        assert shown(page) == "“what about a boat?”"

    async def test_what_was_answered_is_no_case(self, server: Server) -> None:
        await ask(server, "when was the bridge closed?")
        assert (await queue(server)).embeds[0].title == "The queue is empty"

    async def test_teaching_a_phrasing_gives_the_next_person_the_answer(self, server: Server, bridge: Path) -> None:
        await ask(server, "may lorries use the tunnel?")
        page = await queue(server)
        await server.moderator.select(page, ["detour"])
        assert page.content == "**Done:** added “may lorries use the tunnel?” to “Which way can I drive instead?”."
        assert labels(page) == ["Undo"]
        assert "may lorries use the tunnel?" in (bridge / "closing.yaml").read_text()
        await ask(server, "may lorries use the tunnel?")
        assert server.last(server.ask).title == "Which way can I drive instead?"
        assert (await queue(server)).embeds[0].title == "The queue is empty"
        undone = await server.moderator.click(page, label="Undo")
        assert undone.response.content.startswith("**Undone:** added")
        assert "lorries" not in (bridge / "closing.yaml").read_text()
        assert shown(await queue(server)) == "“may lorries use the tunnel?”"
        again = await server.moderator.click(page, label="Undo")
        assert again.response.content == "That has already been undone.\nNothing was changed."

    async def test_several_questions_that_mean_the_same_are_taught_at_once(self, server: Server, bridge: Path) -> None:
        await ask(server, "may lorries use the tunnel?", "can lorries go through the tunnel?")
        page = await queue(server)
        assert shown(page).count("“") == 2
        await server.moderator.select(page, ["detour"])
        assert bridge.joinpath("closing.yaml").read_text().count("lorries") == 2

    async def test_an_answer_is_written_checked_and_saved(self, server: Server, bridge: Path) -> None:
        await ask(server, "may lorries use the tunnel?")
        page = await queue(server)
        form = await server.moderator.click(page, label="Write an answer")
        wrong = await server.moderator.submit_modal(
            form, {"title": "May lorries use the tunnel?", "sentences": "No, they may not.", "status": "confirmed"}
        )
        assert wrong.ephemeral
        assert wrong.response.content.startswith("Line 1 must end with the source and paragraph it rests on")
        form = await server.moderator.click(wrong.response, label="Edit again")
        assert "No, they may not." in str(form.modal)  # nothing that was typed is lost
        sentences = "Lorries may not use the tunnel, the council says. [council:2]"
        preview = await server.moderator.submit_modal(
            form, {"title": "May lorries use the tunnel?", "sentences": sentences, "status": "confirmed"}
        )
        assert preview.response.embeds[0].title == "May lorries use the tunnel?"
        assert "Lorries may not use the tunnel" in (preview.response.embeds[0].description or "")
        before = (bridge / "closing.yaml").read_text()
        saved = preview.response
        await server.moderator.click(saved, label="Save")
        assert saved.content == "**Done:** added “May lorries use the tunnel?”."
        after = (bridge / "closing.yaml").read_text()
        assert after.startswith(before)  # nothing else in the file has changed
        await ask(server, "may lorries use the tunnel?")
        assert server.last(server.ask).title == "May lorries use the tunnel?"
        assert (await queue(server)).embeds[0].title == "The queue is empty"

    async def test_a_source_that_is_not_there_is_named(self, server: Server, bridge: Path) -> None:
        await ask(server, "may lorries use the tunnel?")
        form = await server.moderator.click(await queue(server), label="Write an answer")
        done = await server.moderator.submit_modal(
            form, {"title": "May lorries use it?", "sentences": "No. [bbc:2]", "status": "confirmed"}
        )
        assert "`bbc:2` cites an unknown source" in done.response.content
        assert "With this change, the record can't be loaded" in done.response.content
        assert "lorries" not in (bridge / "closing.yaml").read_text()

    async def test_what_no_source_says_is_noted(self, server: Server, bridge: Path) -> None:
        await ask(server, "may lorries use the tunnel?")
        form = await server.moderator.click(await queue(server), label="No source says it")
        preview = await server.moderator.submit_modal(
            form, {"title": "May lorries use the tunnel?", "gap": "whether lorries may use the tunnel"}
        )
        await server.moderator.click(preview.response, label="Save")
        await ask(server, "may lorries use the tunnel?")
        assert "none of our sources say whether lorries may use the tunnel" in (
            server.last(server.ask).description or ""
        )

    async def test_a_question_is_dismissed_and_brought_back(self, server: Server) -> None:
        await ask(server, "may lorries use the tunnel?")
        page = await queue(server)
        await server.moderator.click(page, label="Dismiss")
        assert page.content == "**Done:** dismissed “may lorries use the tunnel?”."
        await ask(server, "may lorries use the tunnel?")
        assert (await queue(server)).embeds[0].title == "The queue is empty"
        await server.moderator.click(page, label="Undo")
        assert shown(await queue(server)) == "“may lorries use the tunnel?”"

    async def test_a_report_leads_to_a_correction(self, server: Server, bridge: Path) -> None:
        await ask(server, "Which way can I drive instead?")
        form = await server.member.click(server.answers(server.ask)[0], label="Wrong?")
        await server.member.submit_modal(form, {"what": "The tunnel has another name"})
        page = await queue(server)
        assert fields(page)["What members said"] == "“The tunnel has another name”"
        form = await server.moderator.click(page, label="Correct it")
        assert "Cars are sent through the Mill Tunnel. [courier:4]" in str(form.modal)
        preview = await server.moderator.submit_modal(
            form,
            {
                "title": "Which way can I drive instead?",
                "sentences": "Cars are sent through the Old Tunnel. [courier:4]",
                "status": "confirmed",
            },
        )
        await server.moderator.click(preview.response, label="Save")
        assert "Old Tunnel" in (bridge / "closing.yaml").read_text()

    async def test_a_choice_that_was_made_is_the_first_to_teach(self, server: Server) -> None:
        await ask(server, "when did they find it")
        answer = server.answers(server.ask)[-1]
        offered = [label for label in labels(answer) if label not in ("None of these",)]
        await server.member.click(answer, label=offered[-1])
        await server.bot.service.notes.written()
        page = await queue(server)
        assert fields(page)["Closest questions in the record"].startswith(f"• {offered[-1]} (")

    async def test_more_questions_than_are_shown_stay_in_the_queue(self, server: Server, bridge: Path) -> None:
        kinds = "red blue green black white big small old new fast slow long".split()
        await ask(server, *(f"may {kind} lorries use the tunnel?" for kind in kinds))
        page = await queue(server)
        taught = shown(page).count("lorries")
        await server.moderator.select(page, ["detour"])
        written = (bridge / "closing.yaml").read_text().count("lorries")
        left = await server.bot.service.store.cases.open("bridge")
        assert (written, len(left)) == (taught, len(kinds) - taught)

    async def test_what_joins_after_the_page_was_shown_is_not_dismissed(self, server: Server) -> None:
        await ask(server, "may lorries use the tunnel?")
        page = await queue(server)
        await server.env.advance_time(5)
        await ask(server, "can lorries go through the tunnel?")
        await server.moderator.click(page, label="Dismiss")
        (left,) = await server.bot.service.store.cases.open("bridge")
        assert left.question == "can lorries go through the tunnel?"

    async def test_clicks_on_a_choice_do_not_count_as_questions(self, server: Server) -> None:
        await ask(server, "when did they find it")
        answer = server.answers(server.ask)[-1]
        label = labels(answer)[0]
        for _ in range(3):
            await server.member.click(answer, label=label)
        await server.bot.service.notes.written()
        (case,) = await server.bot.service.store.cases.open("bridge")
        entry = next(e for e in server.bot.service.knowledge.own_entries if e.title == label)
        assert (case.asked, case.entry) == (1, entry.id)

    async def test_a_wrong_match_can_be_answered_without_touching_the_entry(self, server: Server, bridge: Path) -> None:
        await ask(server, "Was anybody hurt?")
        page = await queue(server)
        form = await server.moderator.click(page, label="Write an answer")
        preview = await server.moderator.submit_modal(
            form, {"title": "Who was hurt?", "sentences": "Nobody was. [council:2]", "status": "confirmed"}
        )
        await server.moderator.click(preview.response, label="Save")
        entries = server.bot.service.knowledge.entries
        assert (entries["injured"].title, entries["injured"].has_answer) == ("Was anybody hurt?", False)

    async def test_what_no_source_said_can_be_answered_in_its_place(self, server: Server, bridge: Path) -> None:
        await ask(server, "Was anybody hurt?")
        form = await server.moderator.click(await queue(server), label="Edit that entry")
        preview = await server.moderator.submit_modal(
            form,
            {"title": "Was anybody hurt?", "gap": "", "sentences": "Nobody was. [council:2]", "status": "confirmed"},
        )
        await server.moderator.click(preview.response, label="Save")
        entry = server.bot.service.knowledge.entries["injured"]
        assert (entry.text, entry.gap) == ("Nobody was.", None)

    async def test_a_gap_is_written_as_it_is_read(self, server: Server) -> None:
        await ask(server, "may lorries use the tunnel?")
        form = await server.moderator.click(await queue(server), label="No source says it")
        preview = await server.moderator.submit_modal(
            form, {"title": "May lorries?", "gap": "None of our sources say whether lorries may."}
        )
        await server.moderator.click(preview.response, label="Save")
        assert server.bot.service.knowledge.entries["may-lorries"].gap == "whether lorries may"

    async def test_everything_works_after_a_restart(self, server: Server) -> None:
        await ask(server, "may lorries use the tunnel?")
        page = await queue(server)
        await server.env.restart_bot(RecordBot(server.bot.service, server.bot.settings))
        await server.moderator.select(page, ["detour"])
        assert page.content.startswith("**Done:** added")

    async def test_what_was_settled_meanwhile_is_said(self, server: Server) -> None:
        await ask(server, "may lorries use the tunnel?")
        page = await queue(server)
        store = server.bot.service.store
        ids = [case.id for case in await store.cases.open("bridge")]
        await store.cases.close("bridge", ids, Outcome.DISMISSED, 1, server.env.now())
        done = await server.moderator.click(page, label="Write an answer")
        assert done.response.content == SETTLED


class TestAccess:
    async def test_a_member_gets_nothing_by_replaying_an_id(self, server: Server, bridge: Path) -> None:
        await ask(server, UNKNOWN)
        before = (bridge / "closing.yaml").read_text()
        (case,) = await server.bot.service.store.cases.open("bridge")
        number = await server.bot.service.store.audit.add("bridge", server.env.now(), 1, "x", cases=[case.id])
        ids = [custom_ids.queue("bridge", case.id, act) for act in ("show", "edit", "answer", "unknown", "dismiss")]
        ids += [custom_ids.undo("bridge", number), custom_ids.proposal("0" * 8, "save"), custom_ids.again("0" * 8)]
        for custom_id in ids:
            view = view_of([Button(custom_id, "Press").item()])
            message = await server.post(server.talk, content="x", view=view)
            clicked = await server.member.click(message, label="Press")
            assert clicked.ephemeral
            assert clicked.response.content == NOT_ALLOWED, custom_id
        assert (bridge / "closing.yaml").read_text() == before
        assert (await server.bot.service.store.cases.open("bridge")) == [case]

    async def test_a_form_that_a_moderator_opened_is_refused_once_they_are_none(self, server: Server) -> None:
        await ask(server, UNKNOWN)
        form = await server.moderator.click(await queue(server), label="Write an answer")
        server.bot.settings = server.bot.settings.model_copy(update={"moderator_servers": [10**17]})
        done = await server.moderator.submit_modal(
            form, {"title": "x", "sentences": "y [council:1]", "status": "confirmed"}
        )
        assert "moderator_servers" in done.response.content

    async def test_what_is_too_old_is_said(self, server: Server) -> None:
        view = view_of([Button(custom_ids.again("0" * 8), "Press").item()])
        message = await server.post(server.talk, content="x", view=view)
        assert (await server.moderator.click(message, label="Press")).response.content == OUTDATED

    async def test_another_event_s_cases_can_not_be_touched(self, server: Server) -> None:
        store = server.bot.service.store
        await store.cases.add("ferry", CaseKind.UNANSWERED, "who", ["who"], None, server.env.now())
        (case,) = await store.cases.open("ferry")
        for event in ("ferry", "bridge"):
            view = view_of([Button(custom_ids.queue(event, case.id, "dismiss"), "Press").item()])
            message = await server.post(server.talk, content="x", view=view)
            assert (await server.moderator.click(message, label="Press")).response.content == SETTLED
        assert await store.cases.open("ferry") == [case]
