"""`onrecord eval`: what the replies to labelled questions are worth."""

from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.answering.evaluation import VERDICTS, Verdict, evaluate
from bot.answering.jsonl import read_questions
from bot.cli.app_context import AppContext, knowledge_options


@click.command("eval")
@click.argument("files", metavar="FILE.jsonl...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--failures", is_flag=True, help="List what was missed or wrong.")
@knowledge_options
def eval_command(app: AppContext, files: tuple[Path, ...], failures: bool) -> None:
    """Print right / offered / missed / wrong by kind of question.

    Example: onrecord eval questions.jsonl --failures
    """
    labels = [label for file in files for label in read_questions(file)]
    judged = list(evaluate(app.desk(), labels))
    console = Console(width=100, highlight=False)
    console.print(_table(judged))
    if failures:
        for one in judged:
            if one.verdict in ("missed", "wrong"):
                entry = one.reply.entry.id if one.reply.entry else "–"
                said = f"{one.verdict}: {one.label.id} {one.reply.kind.value} {entry} {one.reply.confidence:.2f}"
                console.print(f"{said}: {' / '.join([*one.label.earlier, one.label.question])}", markup=False)


def _table(judged: list[Verdict]) -> Table:
    table = Table("kind", "questions", *VERDICTS)
    kinds = list(dict.fromkeys(one.label.kind for one in judged))
    for kind in kinds:
        _row(table, kind, [one for one in judged if one.label.kind == kind])
    table.add_section()
    _row(table, "answerable", [one for one in judged if one.label.paragraphs])
    _row(table, "not answerable", [one for one in judged if not one.label.paragraphs])
    return table


def _row(table: Table, name: str, judged: list[Verdict]) -> None:
    counts = Counter(one.verdict for one in judged)
    cells = (f"{counts[verdict]} ({counts[verdict] / len(judged):.1%})" if judged else "–" for verdict in VERDICTS)
    table.add_row(name, str(len(judged)), *cells)
