"""`onrecord calibrate`: rescale the confidence to labelled questions of one record."""

from pathlib import Path

import click

from bot.answering.calibration import rescaled
from bot.answering.jsonl import read_questions
from bot.cli.app_context import AppContext, knowledge_options, write_file


@click.command("calibrate")
@click.argument("files", metavar="FILE.jsonl...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to stdout.")
@knowledge_options
def calibrate_command(app: AppContext, files: tuple[Path, ...], into: Path | None) -> None:
    """Rescale the confidence to labelled questions (not ones you wrote the phrasings from).

    Example: onrecord calibrate questions.jsonl --into my-confidence.json, then set `confidence` in the settings.
    """
    labels = [label for file in files for label in read_questions(file)]
    content = rescaled(app.desk(), labels).model_dump_json()
    if into:
        write_file(into, content + "\n")
        click.echo(f"Wrote {into}")
    else:
        click.echo(content)
