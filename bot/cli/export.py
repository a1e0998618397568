"""`onrecord export`: the loaded knowledge for other programs."""

import dataclasses
import json

import click

from bot import shipped
from bot.cli.wiring import Wiring, options
from bot.knowledge.loader import load_knowledge


@click.command("export")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, the only format there is.")
@options
def command(wiring: Wiring, as_json: bool) -> None:
    """Write the loaded knowledge: event, sources, concepts, entries."""
    knowledge = load_knowledge(wiring.folder, shipped.COMMON).knowledge
    exported = dataclasses.asdict(knowledge)
    exported["sources"] = list(exported["sources"].values())
    exported["entries"] = list(exported["entries"].values())
    click.echo(json.dumps(exported, ensure_ascii=False, indent=2, default=str))
