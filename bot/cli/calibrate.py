"""`onrecord calibrate`: fit the confidence on labelled questions and write it to a file."""

from pathlib import Path

import click
import yaml

from bot import shipped
from bot.answering.calibration import calibrate
from bot.answering.evaluation import read_questions
from bot.cli.wiring import Wiring, options


@click.command("calibrate")
@click.argument("files", metavar="FILE.jsonl", nargs=-1, required=True, type=click.Path(path_type=Path))
@options
def command(wiring: Wiring, files: tuple[Path, ...]) -> None:
    """Fit the confidence on labelled questions that were not used to write the wordings."""
    labels = [label for file in files for label in read_questions(file)]
    found = calibrate(wiring.desk(), labels)
    head = (
        f"# Made by: onrecord calibrate {' '.join(file.as_posix() for file in files)}\n"
        f"# {len(labels)} labelled questions. Weights of the evidence (bot/matching/evidence.py) in two logistic\n"
        "# regressions; reliability and thresholds are cross-validated.\n"
    )
    content = {
        "answer": found.answer,
        "offer": found.offer,
        "reliability": found.reliability,
        "thresholds": found.thresholds,
    }
    shipped.CONFIDENCE.write_text(
        head + yaml.safe_dump(content, sort_keys=False, default_flow_style=None, width=120), "utf-8"
    )
    click.echo(f"wrote {shipped.CONFIDENCE}")
    for row in found.thresholds:
        click.echo("  ".join(f"{name} {value:.3f}" for name, value in row.items()))
