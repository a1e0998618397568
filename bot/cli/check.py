"""`onrecord check`: every problem of the knowledge, and what would make it better."""

import sys
from pathlib import Path

import click

from bot import shipped
from bot.answering.golden import broken_golden_questions
from bot.answering.record import RecordSource
from bot.cli.wiring import Wiring, event_folder, options
from bot.errors import KnowledgeError, Problem, SettingsError
from bot.knowledge.article import check_article
from bot.knowledge.loader import Loaded, load_knowledge
from bot.matching.advice import advise


@click.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--article", "articles", multiple=True, metavar="SOURCE=FILE", help="Hold citations against an article.")
@options
def command(wiring: Wiring, path: Path | None, articles: tuple[str, ...]) -> None:
    """Print every problem of the knowledge in PATH as path:line: message; exit 1 if there is any."""
    folder = event_folder(path.parent if path.is_file() else path) if path else wiring.folder
    try:
        loaded = load_knowledge(folder, shipped.COMMON)
    except KnowledgeError as error:
        _fail(error.problems)
    problems = [problem for article in articles for problem in _hold_against(loaded, article)]
    matcher = RecordSource(folder, shipped.COMMON, wiring.source.cache).open()
    for broken in broken_golden_questions(matcher, wiring.confidence, wiring.thresholds):
        place = (broken.wanted, "asks", broken.index) if broken.wanted else ("never", broken.index)
        problems.append(Problem(*loaded.places[place], f"golden question: {broken}; add wordings to the right one"))
    if problems:
        _fail(problems)
    for advice in advise(matcher):
        name, line = loaded.places[(advice.entry,)]
        click.echo(f"{name}:{line}: advice: {advice.message}")
    entries = [entry for entry in loaded.knowledge.entries.values() if not entry.common]
    answered = sum(entry.answerable for entry in entries)
    wordings = sum(len(entry.all_wordings) for entry in entries)
    click.echo(
        f"{folder.name}: no problems; {answered} entries with an answer, {len(entries) - answered} not reported, "
        f"{wordings:,} wordings"
    )


def _hold_against(loaded: Loaded, article: str) -> list[Problem]:
    source, _, file = article.partition("=")
    if source not in loaded.knowledge.sources or not file:
        known = ", ".join(loaded.knowledge.sources)
        raise SettingsError(f"--article {article}: write SOURCE=FILE with one of the sources: {known}")
    try:
        text = Path(file).read_bytes()
    except OSError as error:
        raise SettingsError(f"--article {article}: cannot be read: {error.strerror}") from error
    return check_article(loaded, source, text)


def _fail(problems: list[Problem]) -> None:
    for problem in sorted(problems):
        click.echo(str(problem))
    click.echo(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}", err=True)
    sys.exit(1)
