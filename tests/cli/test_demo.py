import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import BRIDGE
from tests.cli.processes import ROOT

DEMO = [sys.executable, "-m", "bot", "demo", "--no-browser", "--knowledge", BRIDGE]


@pytest.fixture
def environment(user_cache: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(user_cache), "PYTHONUNBUFFERED": "1"}


def test_names_the_extra_that_it_needs(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "simcord.py").write_text("raise ImportError('not installed')\n")
    environment["PYTHONPATH"] = f"{tmp_path}:{ROOT}"
    done = subprocess.run(DEMO, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "The demo needs the extra `demo`: pip install '.[demo]'\n"


def test_a_port_that_is_taken_is_named(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*DEMO, "--port", str(port)], env=environment, capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The demo cannot start: ")
    assert done.stderr.endswith("; choose another port with --port.\n")
    assert len(done.stderr.splitlines()) == 1
