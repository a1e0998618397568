"""The demo in a real browser: ask, click, complete, reload."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import CI

ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / "screenshots"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

if not BROWSER:
    assert not CI, "Chromium must be there in CI"
    pytest.skip("Chromium is not on this machine", allow_module_level=True)


@pytest.fixture
def address(bridge: Path, cache: Path) -> Iterator[str]:
    """The demo of the bridge, as its own process, ended with Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--no-browser", "--knowledge", str(bridge)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    first = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/\S+", first)
    assert found, first
    yield found.group()
    process.send_signal(signal.SIGINT)
    assert "The demo has ended." in process.communicate(timeout=20)[0]
    assert process.returncode == 0


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        page = browser.new_page(viewport={"width": 1100, "height": 1000})
        page.goto(address)
        yield page
        browser.close()


def say(page: Page, text: str) -> None:
    composer = page.locator("#channel-composer-input")
    composer.fill(text)
    composer.press("Enter")


def run_command(page: Page, name: str, typed: str = "") -> None:
    """Pick a slash command from the list, complete its option from what is typed, and send it."""
    composer = page.locator("#channel-composer-input")
    composer.click()
    composer.press_sequentially(f"/{name}")
    page.keyboard.press("Enter")
    if typed:
        option = page.locator(".command-option-input")
        option.press_sequentially(typed)
        page.locator(".command-suggestion").first.click()
        expect(option).to_have_value("Who found the cracks?")
        page.screenshot(path=SCREENSHOTS / "3-complete.png")
    page.locator("#send-message").click()


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "closing.yaml"
    path.write_text(path.read_text().replace(old, new))


def test_ask_click_complete_and_reload(page: Page, bridge: Path) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    expect(page.get_by_text("Ask me about: The closing of the Harbour Bridge")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "1-welcome.png")

    say(page, "when was teh bridge closed?")
    expect(page.get_by_text("closed on Sunday, 10 March, at noon")).to_be_visible()
    expect(page.get_by_text("Port Ellis Courier, 11 March 2024, paragraph 1")).to_be_visible()
    page.get_by_role("button", name="Why was the bridge closed?").first.click()
    expect(page.get_by_text("found cracks in two cables")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "2-answer-and-click.png")

    run_command(page, "ask", "who fou")
    expect(page.get_by_text("Dana Okafor")).to_be_visible()

    page.locator("#viewer-picker").select_option(label="Theo (moderator)")
    edit(bridge, "Mill Tunnel", "Old Mill Tunnel")
    run_command(page, "knowledge reload")
    expect(page.locator(".markdown-paragraph", has_text="Changed (1): detour")).to_be_visible(timeout=30_000)
    page.screenshot(path=SCREENSHOTS / "4-good-edit.png")

    edit(bridge, "cites: courier:1", "cites: courier:9")
    run_command(page, "knowledge reload")
    said = page.locator("li, .markdown-paragraph", has_text="bridge/closing.yaml:5: `courier:9` does not exist").first
    expect(said).to_be_visible(timeout=30_000)
    said.scroll_into_view_if_needed()
    page.screenshot(path=SCREENSHOTS / "5-bad-edit.png")
    say(page, "Which way can I drive instead?")
    expect(page.get_by_text("Cars are sent through the Old Mill Tunnel")).to_be_visible()
