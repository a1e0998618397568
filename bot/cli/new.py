"""`onrecord new`: a record to fill in from an article."""

from datetime import date
from pathlib import Path

import click

from bot.cli.schema import schema
from bot.drafting.new_record import NewArticle, Started, start_record
from bot.errors import DraftError
from bot.knowledge.messages import plural
from bot.knowledge.shapes import FILES, SourceKind


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--article", required=True, type=click.Path(path_type=Path), help="Its text: one paragraph per line.")
@click.option("--publisher", required=True, help="Who published it, such as Reuters.")
@click.option("--published", required=True, metavar="YYYY-MM-DD", help="The day it was published.")
@click.option("--title", help="The article's headline.")
@click.option("--url", help="Where it can be read.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in SourceKind]),
    default="newspaper",
    help="What sort of publication.",
)
def new_command(
    folder: Path, article: Path, publisher: str, published: str, title: str | None, url: str | None, kind: str
) -> None:
    """Make a record in DIR to fill in, or add an article to the one there.

    Example: onrecord new my-event --article article.txt --publisher Reuters --published 2024-03-11
    """
    try:
        day = date.fromisoformat(published)
    except ValueError as error:
        raise DraftError(f"--published {published}: write the date as 2025-09-15") from error
    try:
        content = article.read_bytes()
    except OSError as error:
        raise DraftError(f"--article {article}: cannot be read: {error.strerror}") from error
    made = start_record(
        folder,
        NewArticle(
            content=content,
            publisher=publisher,
            published=day,
            kind=kind,
            title=title or None,
            url=url or None,
        ),
        {name: schema(name) for name in FILES},
    )
    click.echo(_report(folder, made))


def _report(folder: Path, made: Started) -> str:
    head = f"Added {made.source} to {folder}" if made.added else f"Made {folder}"
    paragraphs = plural(made.paragraphs, "paragraph")
    if made.paragraphs == 1:
        paragraphs += " (only one: put each paragraph of the article on a line of its own, and start again)"
    return f"""{head}: {paragraphs}, {plural(made.statements, "stub")} in {made.stubs.name}.

Next, either with any language model's help:
    onrecord draft {folder}
or by hand: write questions and sentences in {made.stubs.name}, look through event.yaml and concepts.yaml, then
    onrecord check {folder}
    onrecord demo --knowledge {folder}
Members see “{made.title}” under every answer: `title` in event.yaml says what the event is called.
The guide to good entries is knowledge/README.md."""
