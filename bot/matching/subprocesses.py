"""What a process that works for another does at its start."""

import os
import signal
import threading
from multiprocessing import active_children, parent_process, util
from multiprocessing.connection import wait


def start_quietly() -> None:
    """Leave Ctrl-C to the parent, and end with it: also when the parent was killed and could not say so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end(*_: object) -> None:
    """End at once, in the middle of any work, but give back what the system would report as leaked."""
    for child in active_children():
        child.terminate()
    util._exit_function()  # type: ignore[attr-defined]  # what multiprocessing does itself at the end of a process
    os._exit(0)


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
