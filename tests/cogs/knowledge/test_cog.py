from pathlib import Path

import simcord

from tests.answering.conftest import edit, remove, write
from tests.cogs.conftest import Server

KEPT = "Kept the previous version. Fix the files and run `/knowledge reload` again."
OUTDATED = "This reload is outdated. Run `/knowledge reload` again."
CHECK = "**Not reloaded yet: please check.** Still using the previous version.\n"
REQUIRED = "“what day did they shut the crossing” must reach `when-closed`, but reaches `detour`"


async def reload(server: Server) -> simcord.ResponseMessage:
    done = await server.moderator.slash(server.talk, "knowledge reload")
    assert done.ephemeral
    assert done.response is not None
    return done.response


async def status(server: Server) -> str:
    done = await server.moderator.slash(server.talk, "knowledge status")
    assert done.ephemeral
    assert done.response is not None
    return done.response.content


async def press(server: Server, shown: simcord.ResponseMessage, label: str) -> simcord.ResponseMessage:
    """Press a button under a reload's report; return the report as it is then."""
    await server.moderator.click(shown, label=label)
    return shown


async def detour(server: Server) -> str:
    await server.member.send(server.ask, "Which way can I drive instead?")
    return (server.last(server.ask).description or "").split(" `")[0]


def break_requirement(bridge: Path) -> None:
    """Move the words of a required question from its entry to another one."""
    edit(
        bridge / "closing.yaml",
        "[Which way can I drive instead?,",
        "[Which way can I drive instead?, what day did they shut the crossing,",
    )
    write(bridge / "phrasings" / "closing.yaml", "{}\n")


class TestReload:
    async def test_says_what_changed_and_serves_it(self, server: Server, bridge: Path) -> None:
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        edit(bridge / "closing.yaml", "is there a detour", "is there a detour, by which road can I go")
        edit(bridge / "closing.yaml", "who discovered the damage", "who discovered the damage, who saw the cracks")
        edit(bridge / "event.yaml", "2024-03-12\n  never", "2024-03-13\n  never")
        tolls = "- id: tolls\n  status: not-reported\n  questions: [Are there tolls?, is it free of charge, must I pay]"
        edit(bridge / "unknown.yaml", "- id: ferries", f"{tolls}\n- id: ferries")
        assert (await reload(server)).content == (
            "**Reloaded.**\n"
            "Added (1): `tolls`\n"
            "Changed (1): `detour`\n"
            "Only phrasings changed (1): `who-found`\n"
            "The event details, sources or concepts also changed."
        )
        assert await detour(server) == "Cars are sent through the Old Mill Tunnel."

    async def test_says_when_nothing_has_changed(self, server: Server, bridge: Path) -> None:
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        await reload(server)
        assert (await reload(server)).content == "**Nothing has changed** since the files were last loaded."

    async def test_says_when_only_the_files_changed(self, server: Server, bridge: Path) -> None:
        edit(bridge / "closing.yaml", "- id: detour", "# moved by the council\n- id: detour")
        assert (await reload(server)).content == "**Reloaded.**\nOnly the files changed, not what they say."

    async def test_with_a_problem_the_old_version_stays(self, server: Server, bridge: Path) -> None:
        edit(bridge / "closing.yaml", "courier:2\n    - says: The council", "courier:22\n    - says: The council")
        head = "**Reload failed: 1 problem.** Still using the previous version."
        assert (await reload(server)).content.startswith(f"{head}\n- bridge/closing.yaml:14: `courier:22` ")
        assert await detour(server) == "Cars are sent through the Mill Tunnel."
        last_line = (await status(server)).splitlines()[-1]
        assert last_line == "The last reload failed (1 problem), so this is the previous version."
        edit(bridge / "closing.yaml", "courier:22", "courier:3")
        assert (await reload(server)).content == "**Reloaded.**\nChanged (1): `why-closed`"
        assert "failed" not in await status(server)

    async def test_many_problems_fit_into_one_message(self, server: Server, bridge: Path) -> None:
        write(bridge / f"{'long-name-' * 20}.yaml", "- {}\n" * 300)
        said = (await reload(server)).content
        assert said.startswith("**Reload failed: ")
        assert len(said) <= 2000

    async def test_a_file_name_is_no_markup(self, server: Server, bridge: Path) -> None:
        write(bridge / "**all**<@1>.yaml", "- {}\n")
        assert "- bridge/\\*\\*all\\*\\*\\<@1\\>.yaml:1: " in (await reload(server)).content

    async def test_a_folder_that_is_gone_is_a_problem(self, server: Server, bridge: Path) -> None:
        bridge.rename(bridge.with_name("gone"))
        said = (await reload(server)).content
        assert said.startswith("**Reload failed: 1 problem.** Still using the previous version.\n- ")
        assert "is not a folder" in said
        assert await detour(server) == "Cars are sent through the Mill Tunnel."

    async def test_works_after_the_bot_restarts(self, server: Server, bridge: Path) -> None:
        server.bot.service.close()
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        assert (await reload(server)).content == "**Reloaded.**\nChanged (1): `detour`"


class TestConfirmation:
    async def test_a_removed_entry_waits_for_a_moderator(self, server: Server, bridge: Path) -> None:
        text = (bridge / "unknown.yaml").read_text()
        write(bridge / "unknown.yaml", text[: text.index("- id: ferries")])
        shown = await reload(server)
        removed = "Removed (1): `ferries`"
        question = "So much is gone that a file may be incomplete. Apply it anyway?"
        assert shown.content == f"{CHECK}{removed}\n{question}"
        labels = [button["label"] for button in shown.components[0]["components"]]
        assert labels == ["Apply", "Keep the previous version"]
        assert "3 unknowns" in await status(server)
        applied = await press(server, shown, "Apply")
        assert (applied.content, applied.components) == (f"**Reloaded.**\n{removed}", [])
        assert "2 unknowns" in await status(server)

    async def test_a_large_loss_of_phrasings_waits_for_a_moderator(self, server: Server, bridge: Path) -> None:
        edit(bridge / "closing.yaml", ", since when is the bridge shut, closing date]", "]")
        write(bridge / "phrasings" / "closing.yaml", "{}\n")
        shown = await reload(server)
        lines = shown.content.splitlines()
        assert "Only phrasings changed" in lines[1]
        assert lines[-1] == "So much is gone that a file may be incomplete. Apply it anyway?"
        assert (await press(server, shown, "Apply")).content.startswith("**Reloaded.**\nOnly phrasings changed")

    async def test_a_newly_broken_required_question_waits_for_a_moderator(self, server: Server, bridge: Path) -> None:
        break_requirement(bridge)
        shown = await reload(server)
        assert shown.content.startswith(CHECK)
        assert f"**1 required question would now get a different answer:**\n- {REQUIRED}" in shown.content
        applied = await press(server, shown, "Apply")
        assert f"**1 required question now gets a different answer:**\n- {REQUIRED}" in applied.content

    async def test_a_requirement_that_a_moderator_let_pass_is_not_asked_about_again(
        self, server: Server, bridge: Path
    ) -> None:
        break_requirement(bridge)
        await press(server, await reload(server), "Apply")
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        assert (await reload(server)).content.startswith("**Reloaded.**\nChanged (1): `detour`\n")

    async def test_keep_keeps_the_previous_version(self, server: Server, bridge: Path) -> None:
        remove(bridge / "unknown.yaml")
        kept = await press(server, shown := await reload(server), "Keep the previous version")
        assert (kept.content, kept.components) == (KEPT, [])
        assert "3 unknowns" in await status(server)
        assert shown.id == kept.id

    async def test_an_outdated_reload_is_not_applied(self, server: Server, bridge: Path) -> None:
        remove(bridge / "unknown.yaml")
        old = await reload(server)
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        newer = await reload(server)
        assert (await press(server, old, "Apply")).content == OUTDATED
        assert await detour(server) == "Cars are sent through the Mill Tunnel."
        assert (await press(server, newer, "Apply")).content.startswith("**Reloaded.**")
        assert await detour(server) == "Cars are sent through the Old Mill Tunnel."

    async def test_keeping_an_outdated_reload_leaves_the_newer_one_waiting(self, server: Server, bridge: Path) -> None:
        remove(bridge / "unknown.yaml")
        old = await reload(server)
        edit(bridge / "closing.yaml", "Mill Tunnel", "Old Mill Tunnel")
        newer = await reload(server)
        assert (await press(server, old, "Keep the previous version")).content == OUTDATED
        assert (await press(server, newer, "Apply")).content.startswith("**Reloaded.**")


async def test_status_says_what_is_loaded(server: Server) -> None:
    checksum = server.bot.service.knowledge.checksum
    assert await status(server) == (
        "**The closing of the Harbour Bridge in Port Ellis**, as of 12 March 2024\n"
        "5 answered entries, 3 unknowns, 29 phrasings\n"
        "Sources: Port Ellis Courier, City Council\n"
        f"Version {checksum[:12]}"
    )
