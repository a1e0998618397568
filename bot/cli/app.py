"""The command `onrecord` and its list of commands."""

import logging
import sys
from importlib import import_module

import click

from bot.errors import OnRecordError

COMMANDS = ("demo", "run", "ask", "check", "export", "schema", "eval", "calibrate")


class _LazyGroup(click.Group):
    """Imports a command's module when it is used: `ask` need not wait for discord.py."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"bot.cli.{cmd_name}").command
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="onrecord")
def cli() -> None:
    """Answer questions about a news event with sourced sentences."""


def main() -> None:
    """Run `onrecord`; a user's mistake ends with its message on stderr and exit code 2."""
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    try:
        cli(prog_name="onrecord")
    except OnRecordError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
