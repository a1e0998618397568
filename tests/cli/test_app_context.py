import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from bot import paths
from bot.cli.app_context import AppContext, event_folder, write_file
from bot.errors import SettingsError
from bot.settings import Settings
from tests.cli.conftest import BRIDGE, OnRecord
from tests.cli.processes import ROOT

WHO = ("ask", "Who found the cracks?")


def test_an_event_folder_is_the_one_with_an_event_file(bridge: Path) -> None:
    assert event_folder(bridge) == bridge


def test_a_folder_of_one_event_stands_for_it(bridge: Path) -> None:
    assert event_folder(bridge.parent) == bridge


def test_a_folder_of_several_events_asks_for_one(bridge: Path) -> None:
    other = bridge.parent / "another"
    other.mkdir()
    (other / "event.yaml").touch()
    with pytest.raises(SettingsError) as unclear:
        event_folder(bridge.parent)
    assert str(unclear.value) == (f"{bridge.parent}: contains several events (another, bridge); name one of them")


@pytest.mark.parametrize("path", ["event.yaml", "nowhere"])
def test_what_is_no_folder_is_refused(bridge: Path, path: str) -> None:
    with pytest.raises(SettingsError) as refused:
        event_folder(bridge / path)
    assert str(refused.value) == (f"{bridge / path}: is not a folder; name the folder that contains event.yaml")


def test_the_folder_on_the_command_line_goes_before_that_of_the_settings(onrecord: OnRecord, tmp_path: Path) -> None:
    settings = tmp_path / "bot.yaml"
    settings.write_text(f"knowledge: {tmp_path}/nowhere\n")
    assert "Dana Okafor" in onrecord(*WHO, "--config", settings, "--knowledge", BRIDGE).stdout
    assert onrecord(*WHO, "--config", settings).stderr.startswith(f"{tmp_path}/nowhere: is not a folder;")
    settings.write_text(f"knowledge: {BRIDGE}\n")
    assert "Dana Okafor" in onrecord(*WHO, "--config", settings).stdout


def test_the_thresholds_are_those_of_the_settings(onrecord: OnRecord, tmp_path: Path) -> None:
    settings = tmp_path / "bot.yaml"
    settings.write_text("answer_at: 1.0\noffer_at: 0.0\n")
    printed = onrecord("ask", "who found the cracks", "--knowledge", BRIDGE, "--config", settings).stdout
    assert "Which of these do you mean?" in printed


SHIPPED = paths.CONFIDENCE.read_text("utf-8")
DAMAGED = {
    "not a number": SHIPPED.replace('"slope":', '"slope":NaN,"was":', 1),
    "infinite": SHIPPED.replace('"base":', '"base":Infinity,"was":', 1),
    "a piece is missing": SHIPPED.replace('"pieces":["lead",', '"pieces":[', 1),
    "a piece is unknown": SHIPPED.replace('"pieces":["lead",', '"pieces":["luck",', 1),
    "no answer": SHIPPED.replace('"answer":', '"replies":', 1),
    "cut off": SHIPPED[: len(SHIPPED) // 2],
    "empty": "",
    "a list": "[]",
    "nested": "[" * 100_000,
    "the old format": "answer: {bias: 2.1}\noffer: {bias: 3.4}\n",
    "not UTF-8": b'{"about": "caf\xe9"}',
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_confidence_file_is_explained_on_one_line(
    onrecord: OnRecord, tmp_path: Path, content: str | bytes
) -> None:
    (tmp_path / "bot.yaml").write_text("confidence: mine.json\n")
    (tmp_path / "mine.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    done = onrecord(*WHO, "--knowledge", BRIDGE, "--config", tmp_path / "bot.yaml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{tmp_path}/mine.json: is not what `onrecord calibrate` writes (")
    assert done.stderr.endswith("); restore it or run that command again\n")
    assert len(done.stderr.splitlines()) == 1


def test_a_confidence_file_that_is_not_there_is_named(onrecord: OnRecord, tmp_path: Path) -> None:
    (tmp_path / "bot.yaml").write_text("confidence: mine.json\n")
    done = onrecord(*WHO, "--knowledge", BRIDGE, "--config", tmp_path / "bot.yaml")
    assert done.exit_code == 2
    assert done.stderr == (
        f"{tmp_path}/mine.json: cannot be read: No such file or directory; check `confidence` in the settings\n"
    )


def test_a_bad_confidence_file_is_refused_before_training_starts(bridge: Path, tmp_path: Path) -> None:
    settings = Settings(confidence=tmp_path / "none.json")
    with pytest.raises(SettingsError):
        AppContext(settings, bridge / "nowhere").desk()


def test_a_file_is_written_with_the_folders_around_it(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "b" / "c.txt", "“text”\n")
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == "“text”\n".encode()


def test_a_terminal_shows_the_progress_of_training(bridge: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "bot", *WHO, "--knowledge", str(bridge)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache"), "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=True,
    )
    assert b"Dana Okafor" in done.stdout
    assert b"Training" in os.read(ours, 100_000)
    os.close(ours)
    os.close(theirs)
