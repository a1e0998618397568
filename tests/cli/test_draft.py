import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import paths
from bot.drafting.folder import DraftFolder
from bot.drafting.record import DraftRecord
from bot.drafting.replies import PromptKind
from bot.knowledge.model import KnowledgeBase
from tests.cli.conftest import OnRecord
from tests.conftest import DATA
from tests.drafting.canned import answer
from tests.drafting.model_server import ModelServer, model_server
from tests.knowledge.editing import save

ARTICLE = f"courier={DATA / 'bridge-courier.txt'}"
DRAFT = """- id: tunnel
  approved: false
  status: confirmed
  questions: [Which tunnel is it?]
  answer:
    - says: Cars are directed to the Mill Tunnel.
      cites: courier:4
- id: blame
  approved: false
  status: not-reported
  gap: who is to blame
  questions: [whose fault is it]
"""


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take files for saved at once: here nobody writes them slowly."""
    monkeypatch.setattr("bot.knowledge.files.STILL_FOR", 0.02)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with model_server(answer) as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
        yield running


def record(folder: Path) -> KnowledgeBase:
    return DraftRecord(folder, paths.COMMON).load()


def test_says_what_to_paste_where(onrecord: OnRecord, bridge: Path) -> None:
    done = onrecord("draft", bridge, "--article", ARTICLE)
    assert (done.exit_code, done.stderr) == (0, "")
    folder = bridge / ".draft" / "round-1"
    assert done.stdout.splitlines() == [
        "",
        f"7 prompts in {folder} to answer:",
        "  concepts-1.prompt.md  →  concepts-1.reply.md",
        "  phrasings-1.prompt.md  →  phrasings-1.reply.md",
        "  phrasings-2.prompt.md  →  phrasings-2.reply.md",
        "  unknowns-1.prompt.md  →  unknowns-1.reply.md",
        "  unknowns-2.prompt.md  →  unknowns-2.reply.md",
        "  exam-1.prompt.md  →  exam-1.reply.md",
        "  exam-2.prompt.md  →  exam-2.reply.md",
        "Paste each into a new chat with any assistant, and save the reply beside it under the name on the right.",
        "The order doesn't matter, and you can leave some for later. Then run this again.",
    ]


def test_goes_from_prompts_to_an_exam_without_a_model(onrecord: OnRecord, bridge: Path) -> None:
    onrecord("draft", bridge, "--article", ARTICLE)
    folder = DraftFolder(bridge)
    for name in folder.prompts():
        folder.reply_path(name).write_text(answer(folder.prompt(name)), "utf-8")
    done = onrecord("draft", bridge)
    assert done.exit_code == 0
    assert "round-1/phrasings-1: 100 taken" in done.stdout
    assert f"Every item is in {bridge / '.draft' / 'round-1' / 'report.md'}" in done.stdout
    assert "Round 1: exam of 20: " in done.stdout
    assert f"Hidden from members until you approve it: 10 gaps. Run: onrecord draft {bridge} --approve" in done.stdout
    checked = onrecord("check", bridge).stdout
    assert "Quality: exam of 20: " in checked
    assert f"Hidden from members until approved: 10 gaps (`onrecord draft {bridge} --approve`)." in checked


def test_needs_an_article_and_says_how_to_give_it(onrecord: OnRecord, bridge: Path) -> None:
    done = onrecord("draft", bridge)
    assert done.exit_code == 2
    assert done.stderr == (
        f"{bridge}: the articles are missing; name them once: --article courier=FILE, council=FILE\n"
    )


@pytest.mark.parametrize("given", ["nobody=x.txt", "courier", "courier=", "courier=no.txt"])
def test_says_what_is_wrong_with_an_article(onrecord: OnRecord, bridge: Path, given: str) -> None:
    done = onrecord("draft", bridge, "--article", given)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"--article {given}: ")
    assert len(done.stderr.splitlines()) == 1


def test_one_draft_at_a_time(onrecord: OnRecord, bridge: Path) -> None:
    with DraftFolder(bridge).locked():
        done = onrecord("draft", bridge, "--article", ARTICLE)
    assert (done.exit_code, done.stderr) == (
        2,
        f"{bridge}: another `onrecord draft` is at work on it; wait until it has ended\n",
    )


def test_approves_what_is_accepted_beside_its_paragraphs(onrecord: OnRecord, bridge: Path) -> None:
    save(bridge / "more.yaml", DRAFT)
    DraftFolder(bridge).add_article("courier", (DATA / "bridge-courier.txt").read_bytes())
    done = onrecord("draft", bridge, "--approve", given="y\ny\n\n")
    assert done.exit_code == 0
    paragraph = (DATA / "bridge-courier.txt").read_text().splitlines()[3]
    assert [
        line
        for line in done.stdout.splitlines()
        if "Approve" not in line and "leave out" not in line and "reject" not in line
    ] == [
        "",
        "[1 of 1] Which tunnel is it? (confirmed; more.yaml)",
        "  Cars are directed to the Mill Tunnel.",
        f"    courier:4: {paragraph}",
        "",
        "None of our sources say …",
        "  … who is to blame  blame",
        "2 approved.",
    ]
    assert "approved" not in (bridge / "more.yaml").read_text()
    assert onrecord("draft", bridge, "--approve").stdout == "Nothing to approve.\n"


@pytest.mark.parametrize(
    ("given", "approved"), [("", []), ("n\nn\n", []), ("y\n", ["tunnel"]), ("n\ny\n\n", ["blame"])]
)
def test_approves_nothing_that_nobody_has_accepted(
    onrecord: OnRecord, bridge: Path, given: str, approved: list[str]
) -> None:
    save(bridge / "more.yaml", DRAFT)
    done = onrecord("draft", bridge, "--approve", given=given)
    assert done.exit_code == 0
    assert [entry.id for entry in DraftRecord(bridge, paths.COMMON).as_it_is().unapproved] == [
        key for key in ("tunnel", "blame") if key not in approved
    ]
    assert done.stdout.splitlines()[-1] == f"{len(approved)} approved, {2 - len(approved)} still to be approved."


def test_shows_what_an_entry_says_now_above_what_is_to_replace_it(onrecord: OnRecord, bridge: Path) -> None:
    save(bridge / "more.yaml", DRAFT.replace("approved: false", "approved: false\n  replaces: detour", 1))
    shown = onrecord("draft", bridge, "--approve").stdout
    assert (
        "  Current answer of detour (confirmed):\n    Cars are sent through the Mill Tunnel. [courier:4]\n"
        "  New answer:\n  Cars are directed to the Mill Tunnel.\n"
    ) in shown


def test_entries_are_to_be_read_before_anything_builds_on_them(onrecord: OnRecord, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    onrecord(
        "new", folder, "--article", DATA / "bridge-courier.txt", "--publisher", "Courier", "--published", "2024-03-11"
    )
    onrecord("draft", folder)
    reply = (
        "- id: detour\n  topic: traffic\n  status: confirmed\n  questions: [Which way can I drive?]\n"
        '  answer:\n    - says: "Cars are directed to the Mill Tunnel."\n      cites: 4\n'
    )
    (folder / ".draft" / "round-1" / "entries-1.reply.md").write_text(reply)
    done = onrecord("draft", folder)
    assert done.stdout.splitlines()[-3:] == [
        f"Now read the new entries in {folder} and correct them: all other prompts build on them.",
        f"To approve them: onrecord draft {folder} --approve",
        "Then run this again for the next prompts.",
    ]
    assert [name.kind for name in DraftFolder(folder).prompts()] == [PromptKind.ENTRIES]
    path = folder / "traffic.yaml"
    path.write_text(path.read_text().replace("directed to", "sent through"))
    onrecord("draft", folder, "--approve", given="a\n")
    onrecord("draft", folder)
    prompt = (folder / ".draft" / "round-1" / "phrasings-1.prompt.md").read_text()
    assert "- detour: Cars are sent through the Mill Tunnel." in prompt
    path.write_text(path.read_text().replace("sent through", "led through"))  # and corrected once more
    onrecord("draft", folder)
    prompt = (folder / ".draft" / "round-1" / "phrasings-1.prompt.md").read_text()
    assert "- detour: Cars are led through the Mill Tunnel." in prompt


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><body>Hello", "the article is a web page"),
        (b"\xff\xfe\x00", "the article is not UTF-8 text"),
        (b"Another text altogether.\n", "`courier` has 4 paragraphs here, the article has 1"),
    ],
)
def test_an_article_must_be_the_one_that_is_cited(
    onrecord: OnRecord, bridge: Path, tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "other.txt").write_bytes(content)
    done = onrecord("draft", bridge, "--article", f"courier={tmp_path / 'other.txt'}")
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert reason in done.stderr
    assert not (bridge / ".draft" / "articles").exists()


def test_a_draft_is_routed_to_but_nobody_reads_it(onrecord: OnRecord, bridge: Path) -> None:
    save(bridge / "more.yaml", DRAFT)
    answered = onrecord("ask", "Which tunnel is it?", "--knowledge", bridge).stdout
    assert "Our sources say something about that, but no moderator has approved an answer yet." in " ".join(
        answered.replace("│", " ").split()
    )
    assert "Not answered yet" in answered
    assert "directed" not in answered
    unknown = " ".join(onrecord("ask", "whose fault is it", "--knowledge", bridge).stdout.replace("│", " ").split())
    assert "As of 12 March 2024, none of our sources answer that." in unknown
    assert "to blame" not in unknown
    onrecord("draft", bridge, "--approve", given="a\ny\n\n")
    assert "directed" in onrecord("ask", "Which tunnel is it?", "--knowledge", bridge).stdout
    assert "who is to blame" in onrecord("ask", "whose fault is it", "--knowledge", bridge).stdout


def test_asks_a_model_until_the_exam_is_taken(onrecord: OnRecord, bridge: Path, server: ModelServer) -> None:
    done = onrecord("draft", bridge, "--article", ARTICLE, "--model", "openai:small")
    assert done.exit_code in (0, 2), done.stdout + done.stderr  # the canned replies of a second round are no news
    assert "Asking openai:small: 7 prompts\n" in done.stdout
    assert "round-1/exam-2: " in done.stdout
    assert "Round 1: exam of 20: " in done.stdout
    assert len(record(bridge).entries["detour"].phrasings) >= 23
    assert "sk-secret" not in done.stdout + done.stderr
    for path in bridge.rglob("*"):
        assert not path.is_file() or b"sk-secret" not in path.read_bytes()


def test_stops_at_a_refused_key_and_keeps_what_is_there(onrecord: OnRecord, bridge: Path, server: ModelServer) -> None:
    server.failures += [401] * 20
    done = onrecord("draft", bridge, "--article", ARTICLE, "--model", "openai:small")
    assert done.exit_code == 2
    assert done.stderr == "openai:small: the key was refused (HTTP 401); check the key in the environment\n"
    server.failures.clear()
    again = onrecord("draft", bridge, "--model", "openai:small")
    assert "Round 1: exam of 20: " in again.stdout


def test_takes_what_there_is_of_a_cut_reply_and_asks_for_the_rest(
    onrecord: OnRecord, bridge: Path, server: ModelServer
) -> None:
    server.failures += ["cut"] * 7
    done = onrecord("draft", bridge, "--article", ARTICLE, "--model", "openai:small")
    assert "cut off at the limit" in done.stdout
    assert "the reply is cut off; the rest will be asked for again" in done.stdout
    assert len(server.prompts) > 7
    assert len(record(bridge).entries["detour"].phrasings) >= 18


def test_stops_when_nothing_can_be_used(onrecord: OnRecord, bridge: Path, server: ModelServer) -> None:
    server.answer = lambda prompt: "I'm sorry, but I can't help with that."
    done = onrecord("draft", bridge, "--article", ARTICLE, "--model", "openai:small")
    assert done.exit_code == 2
    assert "openai:small: nothing in its replies could be used; see " in done.stderr
    assert len(server.prompts) == 7


def test_an_empty_reply_is_named(onrecord: OnRecord, bridge: Path, server: ModelServer) -> None:
    server.failures += ["empty"] * 7
    done = onrecord("draft", bridge, "--article", ARTICLE, "--model", "openai:small")
    assert done.exit_code == 2
    assert "is empty; run this again, or try another model" in done.stderr


@pytest.mark.parametrize(("after", "number"), [(1, signal.SIGINT), (4, signal.SIGKILL), (7, signal.SIGINT)])
def test_goes_on_after_an_interruption(
    bridge: Path, server: ModelServer, user_cache: Path, after: int, number: signal.Signals
) -> None:
    started: list[subprocess.Popen[str]] = []

    def interrupting(prompt: str) -> str:
        if len(server.prompts) == after:
            os.kill(started[0].pid, number)
        return answer(prompt)

    def run() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "bot", "draft", str(bridge), "--article", ARTICLE, "--model", "small"]
        environment = {**os.environ, "XDG_CACHE_HOME": str(user_cache)}
        return subprocess.Popen(
            command, cwd=paths.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    server.answer = interrupting
    started.append(run())
    _, said = started[0].communicate(timeout=60)
    assert "Traceback" not in said
    if number is signal.SIGINT:
        assert started[0].returncode == 130
        assert "Stopped. What has arrived is kept; run this again to go on." in said
    record(bridge)  # whole
    assert not list(bridge.rglob("*.unfinished"))
    server.answer = answer
    again = run()
    out, said = again.communicate(timeout=60)
    assert "Traceback" not in said
    knowledge = record(bridge)
    assert all(len(knowledge.entries[key].phrasings) >= 23 for key in ("detour", "how-long", "who-found"))
    assert len(knowledge.exams[0].questions) == 20
    assert "Round 1: exam of 20: " in out or number is signal.SIGINT
