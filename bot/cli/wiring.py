"""Wires the parts together for the commands: options -> settings -> record -> desk."""

import sys
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import click

from bot import shipped
from bot.answering.conversation import Conversations
from bot.answering.desk import Desk
from bot.answering.record import RecordSource
from bot.errors import SettingsError
from bot.matching.cache import cache_folder
from bot.matching.confidence import Confidence, load_confidence
from bot.matching.decision import Thresholds
from bot.matching.matcher import Matcher
from bot.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class Wiring:
    """The settings and the folder of knowledge that a command's options name."""

    settings: Settings
    folder: Path

    @property
    def source(self) -> RecordSource:
        """Return where the record comes from."""
        return RecordSource(self.folder, shipped.COMMON, cache_folder())

    @property
    def confidence(self) -> Confidence:
        """Return the shipped calibration."""
        return load_confidence(shipped.CONFIDENCE)

    @property
    def thresholds(self) -> Thresholds:
        """Return the thresholds of the settings."""
        return Thresholds(self.settings.answer_at, self.settings.offer_at)

    def open(self) -> Matcher:
        """Open the record, with a progress bar where somebody is watching."""
        with _progress() as progress:
            return self.source.open(progress)

    def desk(self) -> Desk:
        """Return a desk that serves the record."""
        lasting = timedelta(minutes=self.settings.follow_up_minutes)
        return Desk(self.source, self.open(), self.confidence, self.thresholds, Conversations(lasting))


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --knowledge and --config to a command, which receives a Wiring as its first argument."""

    @click.option("--knowledge", type=click.Path(path_type=Path), help="The folder of the event to answer from.")
    @click.option("--config", type=click.Path(path_type=Path), help="The settings file, instead of config/bot.yaml.")
    @wraps(command)
    def wired(*args: Any, knowledge: Path | None, config: Path | None, **rest: Any) -> Any:
        settings = load_settings(config or shipped.SETTINGS)
        folder = event_folder(knowledge or settings.knowledge or shipped.KNOWLEDGE)
        return command(Wiring(settings, folder), *args, **rest)

    return wired


def event_folder(path: Path) -> Path:
    """Return the folder of an event: `path`, or the only one in it; raises SettingsError when that is unclear."""
    if not path.is_dir():
        raise SettingsError(f"{path}: is not a folder; name the folder that holds event.yaml with --knowledge")
    events = [path] if (path / "event.yaml").exists() else sorted(found.parent for found in path.glob("*/event.yaml"))
    if len(events) > 1:
        names = ", ".join(event.name for event in events)
        raise SettingsError(f"{path}: holds several events ({names}); name one of them with --knowledge")
    return events[0] if events else path


@contextmanager
def _progress() -> Any:
    """Yield a callback that draws a progress bar on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Learning the record", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
