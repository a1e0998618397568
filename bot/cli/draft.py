"""`onrecord draft`: deepen a record, or write one, with a language model's help."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from bot import paths
from bot.answering.exam import drafted
from bot.cli.app_context import AppContext, event_folder
from bot.drafting.approval import approve, waiting
from bot.drafting.drafting import Drafting, Stage, Step
from bot.drafting.fates import Verdict
from bot.drafting.folder import DraftFolder, PromptName
from bot.drafting.model_client import ModelClient
from bot.drafting.record import DraftRecord
from bot.drafting.report import counts
from bot.errors import DraftError
from bot.knowledge.messages import plural
from bot.knowledge.model import Entry
from bot.settings import load_settings

SHOWN = 5  # refusals of one reply, before "and N more"
AT_ONCE = 4  # requests to a model
ROUNDS = 3  # of exams in one run with a model; run again for more
INTERRUPTED = 130  # the exit code that shells expect after Ctrl-C


@click.command("draft")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--article", "articles", multiple=True, metavar="SOURCE=FILE", help="A source's article, if not there yet."
)
@click.option("--model", metavar="NAME", help="Ask this model, such as openai:gpt-5-mini, instead of printing prompts.")
@click.option("--approve", "approving", is_flag=True, help="Approve what was drafted, so that it is served.")
@click.option("--config", type=click.Path(path_type=Path), help="The settings file, instead of config/bot.yaml.")
def draft_command(
    folder: Path, articles: tuple[str, ...], model: str | None, approving: bool, config: Path | None
) -> None:
    """Deepen the record in DIR, or write it from its articles, with a language model's help.

    Prints prompts to paste into any assistant, and takes up the replies that you save; run it again after each step.
    A sentence that was drafted is served to nobody until you approve it.

    \b
    Examples:
      onrecord draft my-event
      onrecord draft my-event --model openai:gpt-5-mini
      onrecord draft my-event --approve
    """
    app = AppContext(load_settings(config or paths.SETTINGS), event_folder(folder))
    record = DraftRecord(app.folder, paths.COMMON)
    if approving:
        _approve(record)
        return
    drafting = Drafting(record, app.confidence, app.thresholds)
    _add_articles(drafting, articles)
    client = ModelClient(model) if model else None
    step = drafting.step()
    _show(step, drafting)
    if client:
        step = _ask_model(client, drafting, step)
    _show_next(step, drafting, model)


def _add_articles(drafting: Drafting, articles: Sequence[str]) -> None:
    sources = drafting.record.load().sources if articles else {}
    for article in articles:
        source, _, file = article.partition("=")
        if source not in sources or not file:
            raise DraftError(f"--article {article}: write SOURCE=FILE with one of the sources: {', '.join(sources)}")
        try:
            drafting.folder.add_article(source, Path(file).read_bytes())
        except OSError as error:
            raise DraftError(f"--article {article}: cannot be read: {error.strerror}") from error


def _show(step: Step, drafting: Drafting) -> None:
    """Print what a step did."""
    for source, numbers in step.suspicious.items():
        listed = ", ".join(map(str, numbers))
        click.echo(f"Careful: {source} speaks to a language model in paragraph {listed}; nothing is taken from there.")
    for taken in step.taken:
        click.echo(f"{taken.prompt}: {counts(taken.fates)}")
        refused = [fate for fate in taken.fates if fate.verdict is Verdict.REFUSED]
        for fate in refused[:SHOWN]:
            click.echo(f"  refused: {fate.item}: {fate.reason}")
        if len(refused) > SHOWN:
            click.echo(f"  … and {len(refused) - SHOWN} more")
    if step.taken:
        click.echo(f"Every item is in {drafting.report_path(step.round)}")
    if step.result:
        click.echo(f"\nRound {step.result.round}: {step.result}")
        if step.result.advice:
            click.echo(f"{step.result.advice[0].upper()}{step.result.advice[1:]}")


def _show_next(step: Step, drafting: Drafting, model: str | None) -> None:
    """Print what is to be done next."""
    folder = drafting.record.folder
    if step.stage is Stage.WAITING and step.waiting:
        first = drafting.folder.reply_path(step.waiting[0])
        click.echo(f"\n{plural(len(step.waiting), 'prompt')} in {first.parent} to be answered:")
        for name in step.waiting:
            click.echo(f"  {drafting.folder.prompt_path(name).name}  →  {drafting.folder.reply_path(name).name}")
        click.echo(
            "Paste each into a new chat with any assistant, and save the reply beside it under the name on the right.\n"
            "They don't depend on one another, and you can leave some for later. Then run this again."
        )
    elif step.stage is Stage.DONE:
        click.echo("The record is deep enough." if step.good else "Nothing more to ask for.")
    drafts = waiting(drafting.record)
    if drafts:
        click.echo(f"\nShown to nobody until you approve it: {drafted(drafts)}. onrecord draft {folder} --approve")


def _ask_model(client: ModelClient, drafting: Drafting, step: Step) -> Step:
    """Ask the model until the exam is good enough, at most for some rounds."""
    last = step.round + ROUNDS
    with asyncio.Runner() as runner:
        while step.stage is Stage.WAITING and step.waiting and step.waiting[0].round < last:
            price = client.price([drafting.folder.prompt(name) for name in step.waiting])
            cost = f", about ${price:.2f}" if price is not None else ""
            click.echo(f"\nAsking {client.name}: {plural(len(step.waiting), 'prompt')}{cost}")
            try:
                runner.run(_replies(client, drafting.folder, step.waiting))
            except KeyboardInterrupt:
                click.echo("Stopped. What has arrived is kept; run this again to go on.", err=True)
                sys.exit(INTERRUPTED)
            step = drafting.step()
            _show(step, drafting)
            if not any(taken.count(Verdict.TAKEN) for taken in step.taken):
                report = drafting.report_path(step.round)
                raise DraftError(f"{client.name}: nothing in its replies could be used; see {report}")
    return step


async def _replies(client: ModelClient, folder: DraftFolder, names: Sequence[PromptName]) -> None:
    """Ask for every reply, some at once, and save each as it arrives."""
    free = asyncio.Semaphore(AT_ONCE)

    async def ask(name: PromptName) -> None:
        async with free:
            reply = await client.reply(folder.prompt(name))
        if not reply.text.strip():
            raise DraftError(f"{client.name}: the reply to {name} is empty; run this again, or try another model")
        folder.write(f"{name}.reply.md", reply.text.encode("utf-8", "replace"))
        click.echo(f"  {name}: {len(reply.text):,} characters{', cut off at the limit' if reply.cut else ''}")

    tasks = [asyncio.ensure_future(ask(name)) for name in names]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _approve(record: DraftRecord) -> None:
    """Approve what waits: on a terminal one by one, each beside the paragraphs it cites; elsewhere all of it."""
    drafts = waiting(record)
    if not drafts:
        click.echo("Nothing waits for approval.")
        return
    ids = _chosen(record, drafts) if sys.stdin.isatty() else {entry.id for entry in drafts}
    done = approve(record, ids)
    for problem in done.problems:
        click.echo(str(problem))
    left = len(drafts) - len(done.ids)
    click.echo(f"{len(done.ids)} approved" + (f", {left} still to be approved" if left else "") + ".")
    if done.problems:
        sys.exit(1)


def _chosen(record: DraftRecord, drafts: Sequence[Entry]) -> set[str]:
    knowledge = record.load()
    articles = DraftFolder(record.folder).articles(knowledge.sources)
    chosen: set[str] = set()
    answered = [entry for entry in drafts if entry.has_answer]
    for n, entry in enumerate(answered, start=1):
        click.echo(
            f"\n[{n} of {len(answered)}] {entry.title}" + (f" (replaces {entry.replaces})" if entry.replaces else "")
        )
        for sentence in entry.answer:
            click.echo(f"  {sentence.says}")
            for place in sentence.cites:
                paragraphs = articles[place.source].paragraphs if place.source in articles else []
                if place.paragraph <= len(paragraphs):
                    click.echo(click.style(f"    {place}: {paragraphs[place.paragraph - 1]}", dim=True))
        choice = click.prompt(
            "Approve? (y)es, (n)ot yet, (a)ll the rest, (q)uit", type=click.Choice(list("ynaq")), default="y"
        )
        if choice == "q":
            return chosen
        if choice == "a":
            chosen |= {rest.id for rest in answered[n - 1 :]}
            break
        chosen |= {entry.id} if choice == "y" else set()
    unknowns = [entry for entry in drafts if not entry.has_answer]
    if unknowns:
        click.echo("\nNone of our sources say …")
        for entry in unknowns:
            click.echo(f"  … {entry.gap or f'{entry.title}'}")
        if click.confirm(f"Approve these {len(unknowns)} gaps?", default=True):
            chosen |= {entry.id for entry in unknowns}
    return chosen
