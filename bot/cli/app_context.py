"""Builds what commands need: options -> settings -> knowledge -> desk or service."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, wraps
from pathlib import Path
from typing import Any

import click
import platformdirs

from bot import paths
from bot.answering.desk import Desk
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.errors import SettingsError
from bot.matching.cache import cache_folder
from bot.matching.confidence import Confidence, load_confidence
from bot.matching.decision import Engine, Thresholds
from bot.matching.fit import Progress
from bot.settings import Settings, load_settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AppContext:
    """The settings and the folder of knowledge that a command's options name."""

    settings: Settings
    folder: Path

    @property
    def source(self) -> KnowledgeFolder:
        """Where the knowledge comes from."""
        return KnowledgeFolder(self.folder, paths.COMMON, cache_folder())

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds of the settings."""
        return Thresholds(self.settings.answer_at, self.settings.offer_at)

    @property
    def remembered_for(self) -> timedelta:
        """How long a question is remembered for follow-ups."""
        return timedelta(minutes=self.settings.follow_up_minutes)

    @property
    def store(self) -> str:
        """Where the store is: ONRECORD_STORE, the setting, or a file in the user's data folder of this system."""
        given = os.environ.get("ONRECORD_STORE", "").strip() or self.settings.store
        return given or str(Path(platformdirs.user_data_dir("onrecord")) / "onrecord.db")

    @cached_property
    def confidence(self) -> Confidence:
        """The confidence that the settings name; raises SettingsError."""
        return load_confidence(self.settings.confidence or paths.CONFIDENCE)

    def engine(self) -> Engine:
        """Load and train the knowledge, with a progress bar where somebody is watching; raises KnowledgeError."""
        confidence = self.confidence  # first: it fails at once
        with _progress() as progress:
            return Engine(self.source.open(progress), confidence, self.thresholds)

    def desk(self) -> Desk:
        """Return a desk that answers from the knowledge."""
        return Desk(self.engine())


def knowledge_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --knowledge and --config to a command, which receives an AppContext as its first argument."""

    @click.option("--knowledge", type=click.Path(path_type=Path), help="The folder of the event to answer from.")
    @click.option("--config", type=click.Path(path_type=Path), help="The settings file, instead of config/bot.yaml.")
    @wraps(command)
    def with_context(*args: Any, knowledge: Path | None, config: Path | None, **rest: Any) -> Any:
        settings = load_settings(config or paths.SETTINGS)
        folder = event_folder(knowledge or settings.knowledge or paths.KNOWLEDGE)
        return command(AppContext(settings, folder), *args, **rest)

    return with_context


def event_folder(path: Path) -> Path:
    """Return the folder of an event: `path`, or the only one in it; raises SettingsError when that is unclear."""
    try:
        if not path.is_dir():
            raise SettingsError(f"{path}: is not a folder; name the folder that contains event.yaml")
        path = path.resolve()
        inside = (path / "event.yaml").exists()
        events = [path] if inside else sorted(found.parent for found in path.glob("*/event.yaml"))
    except OSError as error:  # no permission, or a name too long for this system
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    if len(events) > 1:
        names = ", ".join(event.name for event in events)
        raise SettingsError(f"{path}: contains several events ({names}); name one of them")
    return events[0] if events else path


def write_file(path: Path, content: str) -> None:
    """Write a file, with the folders around it; raises SettingsError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written: {error.strerror}; choose another place with --into") from error


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Yield a callback that draws a progress bar on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Training", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
