"""The pages for members, moderators and operators name every command, button and setting."""

from pathlib import Path

from bot.cogs import controls
from bot.settings import Settings
from tests.cogs.conftest import *  # noqa: F403  # a server with the bot
from tests.cogs.conftest import Server

DOCS = Path(__file__).parents[1] / "docs"


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")


async def test_every_command_is_on_the_page_of_whoever_uses_it(server: Server) -> None:
    (body,) = [request.json for request in server.env.http_requests if request.method == "PUT"]
    for command in body:
        moderators = command.get("default_member_permissions") is not None
        names = [f"{command['name']} {option['name']}" for option in command.get("options", ()) if option["type"] == 1]
        for name in names or [command["name"]]:
            shown = f"`/{name}`" if command.get("type", 1) == 1 else f"*{name}*"
            assert f"| {shown} |" in page("moderators" if moderators else "members"), shown


async def test_nothing_else_is_named(server: Server) -> None:
    (body,) = [request.json for request in server.env.http_requests if request.method == "PUT"]
    known = {f"{command['name']} {option['name']}" for command in body for option in command.get("options", ())}
    known |= {command["name"] for command in body}
    for name in ("members", "moderators"):
        rows = [line.split("|")[1].strip() for line in page(name).splitlines() if line.startswith("| `/")]
        assert rows
        assert [row for row in rows if row.strip("`/") not in known] == []


def test_every_button_is_explained() -> None:
    labels = [controls.WHY, controls.HELPFUL, controls.WRONG, controls.FOLLOW, controls.NONE_OF_THESE]
    for label in (*labels, controls.PASS_ON, controls.BROWSE):
        assert f"| *{label}* |" in page("members")


def test_every_setting_is_explained() -> None:
    assert [name for name in Settings.model_fields if f"`{name}`" not in page("operators")] == []
