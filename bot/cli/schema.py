"""`onrecord schema`: the JSON Schema with which editors complete and check the YAML files."""

import json
from pathlib import Path

import click
from pydantic import TypeAdapter

from bot.cli.app_context import write_file
from bot.knowledge.shapes import FILES


@click.command("schema")
@click.argument("kind", type=click.Choice(list(FILES)), required=False)
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="Write one schema file per kind to this folder."
)
def schema_command(kind: str | None, into: Path | None) -> None:
    """Print the JSON Schema of one kind of file (entries, if none is named); with --into, write all of them.

    Example: onrecord schema --into knowledge/schema
    """
    if into:
        for name in FILES:
            write_file(into / f"{name}.schema.json", schema(name))
    else:
        click.echo(schema(kind or "entries"), nl=False)


def schema(kind: str) -> str:
    """Return the JSON Schema (draft 2020-12) of a kind of file, as text."""
    described = TypeAdapter(FILES[kind]).json_schema()
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **described}, indent=2) + "\n"
