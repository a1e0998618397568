"""`onrecord export`: the loaded knowledge for other programs."""

import click
from pydantic import TypeAdapter

from bot import paths
from bot.cli.app_context import AppContext, knowledge_options
from bot.knowledge.loader import load_knowledge
from bot.knowledge.model import KnowledgeBase


@click.command("export")
@click.option("--json", "as_json", is_flag=True, required=True, help="Write JSON (the only format so far).")
@knowledge_options
def export_command(app: AppContext, as_json: bool) -> None:
    """Write the loaded knowledge: event, sources, concepts, entries.

    Example: onrecord export --json > knowledge.json
    """
    knowledge = load_knowledge(app.folder, paths.COMMON).knowledge
    exported = TypeAdapter(KnowledgeBase).dump_python(knowledge, mode="json")
    exported["sources"] = list(exported["sources"].values())
    exported["entries"] = list(exported["entries"].values())
    click.echo(TypeAdapter(dict[str, object]).dump_json(exported, indent=2).decode())
