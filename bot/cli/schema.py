"""`onrecord schema`: the JSON Schema by which editors complete and check the YAML files."""

import json
from pathlib import Path

import click
from pydantic import TypeAdapter

from bot.knowledge.shapes import FILES


@click.command("schema")
@click.argument("kind", type=click.Choice(list(FILES)), required=False)
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="Write one file a kind into a folder.")
def command(kind: str | None, into: Path | None) -> None:
    """Print the JSON Schema of one KIND of file, or write them all."""
    if into:
        into.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            (into / f"{name}.schema.json").write_text(schema(name), "utf-8")
    else:
        click.echo(schema(kind or "entries"), nl=False)


def schema(kind: str) -> str:
    """Return the JSON Schema (draft 2020-12) of a kind of file, as text."""
    described = TypeAdapter(FILES[kind]).json_schema()
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **described}, indent=2) + "\n"
