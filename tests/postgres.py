"""A real PostgreSQL for the tests, on loopback, in a folder of its own."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import CI

USER = "postgres"  # PostgreSQL refuses to run as root


def program(name: str) -> Path:
    """Return a program of PostgreSQL; skip where it is not installed. In CI it must be."""
    found = [shutil.which(name), *map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True))]
    path = next((Path(each) for each in found if each), None)
    if path is None:
        assert not CI, f"{name} must be there in CI"
        pytest.skip(f"{name} is not on this machine; install PostgreSQL")
    return path


@contextmanager
def running() -> Iterator[str]:
    """Run a server; yields the address of its database."""
    initdb, postgres = program("initdb"), program("postgres")
    user = USER if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))
    if user:
        shutil.chown(folder, user)
    options = {"user": user, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([initdb, "-D", folder / "data", "-U", USER, "-A", "trust", "--no-sync"], check=True, **options)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = [f"-cunix_socket_directories={folder}", "-cfsync=off", "-clisten_addresses=127.0.0.1", f"-cport={port}"]
    server = subprocess.Popen([postgres, "-D", folder / "data", *settings], **options)
    try:
        for _ in range(200):
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
