"""`onrecord ask`: answers in the terminal, or line by line for other programs."""

import sys

import click
from pydantic import ValidationError

from bot.answering.desk import Desk, context_after
from bot.answering.evaluation import ask_with_history
from bot.answering.jsonl import AskedQuestion, dump, first_reason, lines_of
from bot.answering.presentation import as_json
from bot.cli.app_context import AppContext, knowledge_options


@click.command("ask")
@click.argument("question", required=False)
@click.option("--jsonl", is_flag=True, help="Read JSON Lines questions from stdin, write JSON Lines replies to stdout.")
@click.option("--explain", is_flag=True, help="Show the evidence for and against, and the runner-up.")
@knowledge_options
def ask_command(app: AppContext, question: str | None, jsonl: bool, explain: bool) -> None:
    """Answer one QUESTION; without it, prompt for questions.

    \b
    Examples:
      onrecord ask "Who confirmed it?" --explain
      echo '{"id": 1, "question": "Who confirmed it?"}' | onrecord ask --jsonl
    """
    desk = app.desk()
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
        reply = desk.ask(typed, earlier)
        show(reply, explain, desk)
        earlier = context_after(reply, earlier)


def _answer_lines(desk: Desk) -> int:
    """Answer each line of stdin with a line on stdout; return 1 if any was not a question."""
    failed = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        for _, content in lines_of(line):
            try:
                asked = AskedQuestion.model_validate_json(content)
            except ValidationError as error:
                failed = 1
                message = f"line {number}: {first_reason(error)}"
                click.echo(message, err=True)
                print(dump({"id": None, "error": message}), flush=True)
                continue
            print(dump(as_json(ask_with_history(desk, asked), asked.id)), flush=True)
    return failed
