"""The command `onrecord` and its list of commands."""

import logging
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from bot.errors import OnRecordError

COMMANDS = ("demo", "run", "doctor", "ask", "check", "new", "draft", "export", "schema", "eval", "calibrate")


class _Commands(click.Group):
    """Imports a command's module when it is used (`ask` need not wait for discord.py), and explains mistakes.

    A user's mistake ends with its message on stderr and exit code 2.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"bot.cli.{cmd_name}"), f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OnRecordError as error:
            click.echo(str(error), err=True)
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="onrecord")
def cli() -> None:
    """Answer questions about a news event with sourced sentences.

    \b
    Examples:
      onrecord demo                          try the bot in your browser
      onrecord ask "How many soldiers?"      one answer in the terminal
      onrecord check my-event                find mistakes in your own knowledge
    """


def main() -> None:
    """Run `onrecord`."""
    for stream in (sys.stdout, sys.stderr):  # also where the system's encoding is another, as in a Windows pipe
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # what is typed or piped in another encoding is still a question
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # process 1 would ignore it otherwise
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    cli(prog_name="onrecord")
