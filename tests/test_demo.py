"""The demo, and its clock: in a real browser, ask, click, complete, reload, confirm."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import simcord
from playwright.sync_api import Page, expect, sync_playwright

from bot import paths
from bot.answering.conversation import Conversations
from bot.answering.desk import Desk
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.loading import LoadingProcess
from bot.answering.notes import Notes
from bot.answering.service import Service
from bot.cli.demo import keep_time
from bot.client import RecordBot
from bot.matching.decision import Engine
from bot.settings import Settings
from bot.store.store import Store
from tests.conftest import CI

ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / "screenshots"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DETOUR = """- id: detour
  status: confirmed
  questions: [Which way can I drive instead?, is there a detour, how do I get across by car]
  answer:
    - says: Cars are sent through the Old Mill Tunnel.
      cites: courier:4
"""


async def test_the_clock_follows_the_real_one_so_that_a_follow_up_is_forgotten(
    bridge: Path, bridge_engine: Engine, store: Store
) -> None:
    loading = LoadingProcess(
        KnowledgeFolder(bridge, paths.COMMON, None), bridge_engine.confidence, bridge_engine.thresholds
    )
    bot = RecordBot(
        Service(Desk(bridge_engine), Conversations(timedelta(seconds=1)), loading, Notes(store)), Settings()
    )
    async with simcord.run(bot) as env:
        clock = asyncio.create_task(keep_time(env))
        await asyncio.sleep(0)
        guild = env.create_guild("Newsroom")
        channel = guild.create_text_channel("ask-the-record")
        mina = guild.add_member(env.create_user("Mina"))
        asked = await mina.send(channel, "when was the bridge closed?")
        assert abs(asked.created_at - datetime.now(UTC)) < timedelta(seconds=2)
        await mina.send(channel, "and why?")
        assert channel.last_message.embeds[0].title == "Why was the bridge closed?"
        await asyncio.sleep(1.6)
        await mina.send(channel, "and why?")
        assert channel.last_message.embeds[0].title != "Why was the bridge closed?"
        assert not channel.last_message.embeds[0].fields  # no sources, for there is no answer
        clock.cancel()


@pytest.fixture
def browser_path() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        assert not CI, "Chromium must be there in CI"
        pytest.skip("Chromium is not on this machine")
    return found


@contextmanager
def demo(*options: str, cache: Path) -> Iterator[str]:
    """Run the demo as its own process, and end it with Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--no-browser", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    found = re.fullmatch(r"The bot is in #ask-the-record: (http://127\.0\.0\.1:\d+/\S+)\n", first)
    assert found, first
    yield found[1]
    process.send_signal(signal.SIGINT)
    written, errors = process.communicate(timeout=20)
    assert written.endswith("\nThe demo has ended.\n")
    assert errors == ""
    assert process.returncode == 0


@pytest.fixture
def address(browser_path: str, bridge: Path, cache: Path) -> Iterator[str]:
    """The demo of the bridge."""
    with demo("--knowledge", str(bridge), cache=cache) as found:
        yield found


def test_the_readme_shows_the_card_of_its_first_question(browser_path: str, cache: Path) -> None:
    """Takes the picture of the README anew, if asked to: ONRECORD_PICTURE=docs/card.png make test ARGS=-kreadme."""
    readme = (ROOT / "README.md").read_text("utf-8")
    asked = re.search(r"^> \*\*Mina:\*\* (.+)$", readme, re.MULTILINE)
    assert asked
    assert (ROOT / "docs" / "card.png").stat().st_size > 10_000
    assert 'src="docs/card.png"' in readme
    with (
        demo("--knowledge", str(paths.KNOWLEDGE), cache=cache) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 570, "height": 1100}, device_scale_factor=2)
        page.goto(address)
        expect(page.locator("#preview-app")).to_have_attribute("aria-busy", "false")
        say(page, asked[1])
        card = page.locator("article.channel-message").last
        expect(card).to_contain_text("North Korea sent at least 3,000 soldiers", timeout=30_000)
        for text in ("UPI (wire)", "Related questions", "Why this answer?", "troop-count@"):
            expect(card).to_contain_text(text)
        SCREENSHOTS.mkdir(exist_ok=True)
        card.screenshot(path=os.environ.get("ONRECORD_PICTURE", SCREENSHOTS / "card.png"))
        browser.close()


@pytest.fixture
def page(browser_path: str, address: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1100, "height": 1000})
        page.goto(address)
        expect(page.locator("#preview-app")).to_have_attribute("aria-busy", "false")
        yield page
        browser.close()


def say(page: Page, text: str) -> None:
    composer = page.locator("#channel-composer-input")
    composer.fill(text)
    page.locator("#send-message").click()  # waits until the page is ready for it
    expect(composer).to_have_value("")


def run_command(page: Page, name: str, typed: str = "", completed: str = "") -> None:
    """Pick a slash command from the list, complete its option from what is typed, and send it."""
    composer = page.locator("#channel-composer-input")
    page.locator("#send-message").click(trial=True)  # waits until the page has done what came before
    composer.click()
    composer.press_sequentially(f"/{name}")
    page.locator(".command-entry", has_text=f"/{name}").first.click()
    if typed:
        page.locator(".command-option-input").press_sequentially(typed)
        suggestion = page.locator(".command-suggestion").first
        expect(suggestion).to_have_text(completed)
        shoot(page, "3-complete")
        suggestion.click()
    page.locator("#send-message").click()


def shoot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "closing.yaml"
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))


def seen(page: Page, text: str) -> None:
    """Wait until a message with a text is there, and bring the last one into view."""
    places = "li, .markdown-paragraph, .embed-description, .embed-field-value"
    found = page.locator(places, has_text=text).last
    expect(found).to_be_visible(timeout=30_000)
    found.scroll_into_view_if_needed()


def test_ask_click_complete_browse_reload_and_confirm_in_a_browser(page: Page, bridge: Path) -> None:
    seen(page, "Ask something no source covers: What will the repair cost?")
    shoot(page, "1-welcome")

    say(page, "when was teh bridge closed?")
    seen(page, "The Harbour Bridge was closed on Sunday, 10 March, at noon.")
    seen(page, "Port Ellis Courier (newspaper), 11 March 2024")
    page.get_by_text("Related questions").first.click()
    page.get_by_role("option", name="Why was the bridge closed?").click()
    seen(page, "An engineer found cracks in two cables, the Courier reports.")
    shoot(page, "2-answer-and-click")

    run_command(page, "ask", "who fou", completed="Who found the cracks?")
    seen(page, "Dana Okafor")
    say(page, "was anybody hurt?")
    seen(page, "As of 12 March 2024, none of our sources answer “Was anybody hurt?”.")
    run_command(page, "topics")
    seen(page, "… and 2 more")
    shoot(page, "4-not-reported-and-topics")

    page.locator("#viewer-picker").select_option(label="Theo (moderator)")
    edit(bridge, "Mill Tunnel", "Old Mill Tunnel")
    run_command(page, "knowledge reload")
    seen(page, "Changed (1): detour")
    edit(bridge, "cites: courier:1", "cites: courier:9")
    run_command(page, "knowledge reload")
    seen(page, "bridge/closing.yaml:6: courier:9 does not exist: courier has paragraphs 1 to 4")
    shoot(page, "5-good-edit-and-bad-edit")

    edit(bridge, "cites: courier:9", "cites: courier:1")
    edit(bridge, DETOUR, "")
    run_command(page, "knowledge reload")
    seen(page, "Removed (1): detour")
    shoot(page, "6-removed")
    page.get_by_role("button", name="Keep the previous version").last.click()
    seen(page, "Kept the previous version.")
    say(page, "Which way can I drive instead?")
    seen(page, "Cars are sent through the Old Mill Tunnel.")
    run_command(page, "knowledge reload")
    page.get_by_role("button", name="Apply").last.click()
    seen(page, "Reloaded.")
    run_command(page, "knowledge status")
    seen(page, "4 answered entries, 3 unknowns, 26 phrasings")
    shoot(page, "7-kept-applied-and-status")
