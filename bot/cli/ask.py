"""`onrecord ask`: answers in the terminal, or line by line for other programs."""

import sys

import click
from pydantic import ValidationError

from bot.answering.desk import Desk
from bot.answering.evaluation import AskedQuestion, ask_with_history, dump, first_reason
from bot.answering.reply import as_json
from bot.cli.wiring import Wiring, options


@click.command("ask")
@click.argument("question", required=False)
@click.option("--jsonl", is_flag=True, help="Read a question as JSON a line on stdin, write a reply as JSON a line.")
@click.option("--explain", is_flag=True, help="Show the evidence for and against, and the runner-up.")
@options
def command(wiring: Wiring, question: str | None, jsonl: bool, explain: bool) -> None:
    """Answer one QUESTION; without it, prompt for questions."""
    desk = wiring.desk()
    if jsonl:
        sys.exit(_answer_lines(desk))
    from bot.cli.terminal import show

    if question is not None:
        show(desk.ask(question), explain, desk)
        return
    earlier: str | None = None
    while True:
        try:
            typed = click.prompt("Ask (Ctrl-D to end)", prompt_suffix="> ", err=True)
        except click.Abort:
            click.echo(err=True)
            return
        show(desk.ask(typed, earlier), explain, desk)
        earlier = desk.thread(earlier, typed)


def _answer_lines(desk: Desk) -> int:
    """Answer each line of stdin with a line on stdout; return 1 if any was not a question."""
    failed = 0
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        if not raw.strip():
            continue
        line = raw.decode("utf-8", "replace")
        try:
            asked = AskedQuestion.model_validate_json(line)
        except ValidationError as error:
            failed = 1
            message = f"line {number}: {first_reason(error)}"
            click.echo(message, err=True)
            print(dump({"id": None, "error": message}))
            continue
        print(dump(as_json(ask_with_history(desk, asked), asked.id)), flush=True)
    return failed
