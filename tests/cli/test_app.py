import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.app import COMMANDS
from tests.cli.conftest import BRIDGE, OnRecord
from tests.cli.processes import ROOT
from tests.conftest import CI

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
UNSHARE = ("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")


def test_lists_its_commands_each_with_what_it_does(onrecord: OnRecord) -> None:
    listed = onrecord("--help").stdout.split("Commands:\n")[1].splitlines()
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    assert all(len(line.split()) > 3 for line in listed)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example_that_is_one(onrecord: OnRecord, command: str) -> None:
    done = onrecord(command, "--help")
    assert done.exit_code == 0
    assert "Example" in done.stdout
    assert f"onrecord {command}" in done.stdout.split("Example")[1]


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("schema", "new", "draft")])
def test_takes_knowledge_and_settings_everywhere(onrecord: OnRecord, command: str) -> None:
    shown = onrecord(command, "--help").stdout
    assert "--knowledge" in shown
    assert "--config" in shown


def test_says_its_version(onrecord: OnRecord) -> None:
    assert onrecord("--version").stdout == "onrecord, version 0.2.0\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("ask", "x", "--knowledge", "nowhere"),
            "nowhere: is not a folder; name the folder that contains event.yaml",
        ),
        (("ask", "x", "--knowledge", "a" * 5000), "cannot be read: File name too long"),
        (("ask", "x", "--config", "none.yaml"), "none.yaml:1: cannot be read: No such file or directory"),
        (("ask", "x", "--config", "."), ".:1: cannot be read: Is a directory"),
        (("check", "nowhere"), "nowhere: is not a folder; name the folder that contains event.yaml"),
        (("check", BRIDGE, "--article", "courier"), "--article courier: write SOURCE=FILE with one of the sources: "),
        (
            ("check", BRIDGE, "--article", "courier=none.txt"),
            "--article courier=none.txt: cannot be read: No such file",
        ),
        (("eval", "none.jsonl"), "none.jsonl: cannot be read: No such file or directory"),
        (("eval", "."), ".: cannot be read: Is a directory"),
        (("calibrate", "none.jsonl"), "none.jsonl: cannot be read: No such file or directory"),
        (("eval",), "Missing argument 'FILE.jsonl...'"),
        (("export",), "Missing option '--json'"),
        (("schema", "recipes"), "'recipes' is not one of 'event', "),
        (("run",), "DISCORD_TOKEN is not set. Create a bot in Discord's developer portal, copy its token, and run:"),
        (("demo", "--port", "70000"), "70000 is not in the range 0<=x<=65535"),
        (("answer",), "No such command 'answer'"),
    ],
)
def test_a_mistake_ends_with_a_message_on_stderr_and_exit_2(
    onrecord: OnRecord, arguments: tuple[str, ...], said: str
) -> None:
    done = onrecord(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr


def test_problems_of_the_knowledge_are_all_named(onrecord: OnRecord, bridge: Path) -> None:
    (bridge / "new.yaml").write_text("- id: X\n- status: confirmed\n")
    done = onrecord("ask", "x", "--knowledge", bridge)
    assert done.exit_code == 2
    assert {line.split(": ")[0] for line in done.stderr.splitlines()} == {"bridge/new.yaml:1", "bridge/new.yaml:2"}


# As processes, with an output of their own


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-16"])
def test_writes_utf_8_whatever_the_system_says(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "export", "--json", "--knowledge", BRIDGE],
        env={**ENVIRONMENT, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )
    assert "“a precaution”" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_names_what_is_not_utf_8_without_failing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "x", "--knowledge", b"no\xffwhere"],
        env={**ENVIRONMENT, "PYTHONIOENCODING": "utf-8:strict"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(rb"no\udcffwhere: is not a folder; name the folder")


def test_takes_a_question_in_another_encoding(user_cache: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--knowledge", BRIDGE],
        env={**ENVIRONMENT, "PYTHONIOENCODING": "utf-8:strict", "XDG_CACHE_HOME": str(user_cache)},
        input=b"caf\xe9?\nWho found the cracks?\n",
        capture_output=True,
        check=True,
    )
    assert "Dana Okafor" in done.stdout.decode()


def test_ends_quietly_when_nobody_reads_on() -> None:
    command = [sys.executable, "-m", "bot", "export", "--json"]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.read(10) == b'{\n  "event'
    process.stdout.close()
    assert process.communicate(timeout=20)[1] == b""


def test_sigterm_ends_process_1_too(user_cache: Path) -> None:
    if subprocess.run([*UNSHARE, "true"], check=False, capture_output=True).returncode:
        assert not CI, "a process 1 of its own needs root and unshare"
        pytest.skip("a process 1 of its own needs root and unshare")
    process = subprocess.Popen(
        [*UNSHARE, sys.executable, "-m", "bot", "ask", "--jsonl", "--knowledge", BRIDGE],
        env={**ENVIRONMENT, "XDG_CACHE_HOME": str(user_cache)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'{"id": 1, "question": "Who found the cracks?"}\n')
    process.stdin.flush()
    assert b"Dana Okafor" in process.stdout.readline()  # answered, while the input stays open
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGTERM)
    assert process.wait(5) == 128 + signal.SIGTERM
    process.stdin.close()
    process.stdout.close()
