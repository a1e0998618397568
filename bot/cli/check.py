"""`onrecord check`: every problem of the knowledge, and what would make it better."""

import dataclasses
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import click

from bot.answering.checkup import check_up
from bot.answering.exam import quality_lines, wrong_lines
from bot.cli.app_context import AppContext, event_folder, knowledge_options
from bot.drafting.folder import DraftFolder
from bot.errors import KnowledgeError, Problem, SettingsError
from bot.knowledge.loader import load_knowledge
from bot.knowledge.model import Depth

SHOWN = 20  # pieces of advice, before "and N more"


@click.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--article",
    "articles",
    multiple=True,
    metavar="SOURCE=FILE",
    help="Check quotes, numbers, dates and names against the article's text; once per source.",
)
@click.option("--all", "show_all", is_flag=True, help=f"Show all advice, not only the first {SHOWN}.")
@knowledge_options
def check_command(app: AppContext, path: Path | None, articles: tuple[str, ...], show_all: bool) -> None:
    """Print every problem of the knowledge in PATH as path:line: message; exit 1 if there is any.

    Example: onrecord check my-event --article upi=article.txt
    """
    if path:
        app = dataclasses.replace(app, folder=event_folder(_folder_of(path)))
    try:
        texts = _read_articles(app, articles)
        checkup = check_up(app.source, texts, app.confidence, app.thresholds)
    except KnowledgeError as error:
        _fail(error.problems)
    for note in checkup.notes:
        click.echo(f"{note.path}:{note.line}: note: {note.message}")
    if checkup.problems:
        _fail(checkup.problems)
    shown = checkup.advice if show_all else checkup.advice[:SHOWN]
    for advice in shown:
        click.echo(f"{advice.path}:{advice.line}: advice: {advice.message}")
    if len(shown) < len(checkup.advice):
        click.echo(f"… and {len(checkup.advice) - len(shown)} more; --all shows them")
    if checkup.exam is None:
        click.echo("Quality: not tested yet. An exam would say how good the record is; `onrecord draft` writes one.")
    for line in quality_lines(checkup.knowledge, checkup.exam, f"onrecord draft {app.folder} --approve"):
        click.echo(line)
    for line in wrong_lines(checkup.exam):
        click.echo(line)
    click.echo(f"{app.folder.name}: no problems; {Depth.of(checkup.knowledge)}")


def _folder_of(path: Path) -> Path:
    """Return the event's folder for a folder, for one inside it (phrasings/), or for one of its files."""
    folder = path.parent if path.is_file() else path
    if (folder / "event.yaml").exists() or any(folder.glob("*/event.yaml")):
        return folder
    above = [parent for parent in folder.resolve().parents if (parent / "event.yaml").exists()]
    if not above and path.is_file():
        raise SettingsError(f"{path}: there is no event.yaml beside it or above it; name the folder of an event")
    return above[0] if above else folder


def _read_articles(app: AppContext, articles: Sequence[str]) -> dict[str, bytes]:
    """Return the articles that are named, and those that `onrecord new` and `onrecord draft` have kept."""
    folder = DraftFolder(app.folder)
    known = load_knowledge(app.folder).knowledge.sources if articles or folder.path.is_dir() else {}
    texts: dict[str, bytes] = {}
    for article in articles:
        source, _, file = article.partition("=")
        if source not in known or not file:
            listed = ", ".join(known)
            raise SettingsError(f"--article {article}: write SOURCE=FILE with one of the sources: {listed}")
        if source in texts:
            raise SettingsError(f"--article {article}: `{source}` has an article already; name each source once")
        try:
            texts[source] = Path(file).read_bytes()
        except OSError as error:
            raise SettingsError(f"--article {article}: cannot be read: {error.strerror}") from error
    return {key: kept.content for key, kept in folder.articles(known).items()} | texts


def _fail(problems: Iterable[Problem]) -> NoReturn:
    listed = sorted(problems)
    for problem in listed:
        click.echo(str(problem))
    click.echo(f"{len(listed)} problem{'s' if len(listed) != 1 else ''}", err=True)
    sys.exit(1)
