"""`onrecord draft`: fill in a record with a language model's help."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from bot import paths
from bot.answering.exam import drafted
from bot.cli.app_context import AppContext, event_folder
from bot.drafting import plan
from bot.drafting.approval import approve, left_behind
from bot.drafting.articles import Article, decoded_article
from bot.drafting.drafting import Drafting, Step
from bot.drafting.fates import Verdict
from bot.drafting.folder import DraftFolder, PromptName
from bot.drafting.model_client import ModelClient
from bot.drafting.record import DraftRecord
from bot.drafting.replies import PromptKind
from bot.drafting.report import counts
from bot.drafting.sentences import closest_place
from bot.errors import DraftError
from bot.knowledge.article import other_text
from bot.knowledge.messages import plural
from bot.knowledge.model import Entry, KnowledgeBase, Status
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
@click.option("--approve", "approving", is_flag=True, help="Approve what was drafted, so that members see it.")
@click.option("--config", type=click.Path(path_type=Path), help="The settings file, instead of config/bot.yaml.")
def draft_command(
    folder: Path, articles: tuple[str, ...], model: str | None, approving: bool, config: Path | None
) -> None:
    """Fill in the record in DIR with a language model's help: entries, phrasings, unknowns, an exam.

    Prints prompts to paste into any assistant, and takes up the replies that you save; run it again after each step.
    Members don't see a drafted sentence until you approve it.

    \b
    Examples:
      onrecord draft my-event
      onrecord draft my-event --model openai:gpt-5-mini
      onrecord draft my-event --approve
    """
    app = AppContext(load_settings(config or paths.SETTINGS), event_folder(folder))
    record = DraftRecord(app.folder, paths.COMMON)
    client = ModelClient(model) if model else None
    with DraftFolder(record.folder).locked():
        if approving:
            _approve(record)
            return
        drafting = Drafting(record, app.confidence, app.thresholds)
        _add_articles(drafting, articles)
        step = drafting.step(read_first=client is None)
        _show(step, drafting)
        if client:
            step = _ask_model(client, drafting, step)
        _show_next(step, drafting)


def _add_articles(drafting: Drafting, articles: Sequence[str]) -> None:
    sources = drafting.record.load().sources if articles else {}
    for article in articles:
        source, _, file = article.partition("=")
        if source not in sources or not file:
            raise DraftError(f"--article {article}: write SOURCE=FILE with one of the sources: {', '.join(sources)}")
        try:
            content = Path(file).read_bytes()
        except OSError as error:
            raise DraftError(f"--article {article}: cannot be read: {error.strerror}") from error
        decoded_article(content)
        if other := next(iter(other_text(sources[source], content)), None):
            raise DraftError(f"--article {article}: {other}")
        drafting.folder.add_article(source, content)


def _show(step: Step, drafting: Drafting) -> None:
    """Print what a step did."""
    for source, numbers in step.suspicious.items():
        listed = ", ".join(map(str, numbers))
        click.echo(f"Careful: {source} addresses a language model in paragraph {listed}; nothing is taken from there.")
    for taken in step.taken:
        click.echo(f"{taken.prompt}: {counts(taken.fates)}")
        refused = [fate for fate in taken.fates if fate.verdict is Verdict.REFUSED]
        shown = len(refused) if taken.kind is PromptKind.ENTRIES else SHOWN  # what isn't there can't be asked about
        for fate in refused[:shown]:
            click.echo(f"  refused: {fate.item}: {fate.reason}")
        if len(refused) > shown:
            click.echo(f"  … and {len(refused) - shown} more")
    for name in step.empty:
        reply = drafting.folder.reply_path(name).name
        click.echo(
            f"Nothing in {reply} could be used, so {drafting.folder.prompt_path(name).name} still waits. "
            "Save another reply, or delete the prompt to go on without."
        )
    if step.lost:
        click.echo(
            f"Not in the record: {', '.join(step.lost)}. Correct them in the reply and run this again, or write them "
            "yourself."
        )
    for file in step.removed:
        click.echo(f"Removed {file}: its stubs were still empty, and there are entries now.")
    if step.taken:
        click.echo(f"Every item is in {drafting.folder.report_path(step.round)}")
    if step.result:
        click.echo(f"\nRound {step.result.round}: {step.result}")
        if step.result.advice:
            click.echo(f"{step.result.advice[0].upper()}{step.result.advice[1:]}")
        click.echo(
            f"Good enough is {plan.GOOD_RIGHT:.0%} right, {plan.GOOD_HELPED:.0%} right or offered, at most "
            f"{plan.GOOD_WRONG:.0%} wrong, and {plan.GOOD_HELD:.0%} held back."
        )


def _show_next(step: Step, drafting: Drafting) -> None:
    """Print what is to be done next."""
    folder = drafting.record.folder
    for path in drafting.folder.strays():
        click.echo(f"Not read: {path}. No prompt is waiting for a reply of that name.")
    if step.waiting and not step.to_read:
        first = drafting.folder.reply_path(step.waiting[0])
        click.echo(f"\n{plural(len(step.waiting), 'prompt')} in {first.parent} to answer:")
        for name in step.waiting:
            click.echo(f"  {drafting.folder.prompt_path(name).name}  →  {drafting.folder.reply_path(name).name}")
        click.echo(
            f"Paste {'each' if len(step.waiting) > 1 else 'it'} into a new chat with any assistant, and save the reply "
            "beside it under the name on the right."
        )
        if any(name.kind is PromptKind.ENTRIES for name in step.waiting):
            click.echo("Start with the entries, and run this again after them: other prompts build on them.")
        else:
            click.echo("The order doesn't matter, and you can leave some for later. Then run this again.")
    if step.to_read:
        click.echo(f"\nNow read the new entries in {folder} and correct them: all other prompts build on them.")
        click.echo(f"To approve them: onrecord draft {folder} --approve\nThen run this again for the next prompts.")
    elif not step.waiting:
        click.echo("The record is good enough." if step.good else "Nothing more to ask for.")
    drafts = drafting.record.as_it_is().unapproved
    if drafts and not step.to_read:
        click.echo(
            f"\nHidden from members until you approve it: {drafted(drafts)}. Run: onrecord draft {folder} --approve"
        )


def _ask_model(client: ModelClient, drafting: Drafting, step: Step) -> Step:
    """Ask the model until the exam is good enough, at most for some rounds."""
    last = step.round + ROUNDS
    with asyncio.Runner() as runner:
        try:
            while step.waiting and step.waiting[0].round < last:
                price = client.price([drafting.folder.prompt(name) for name in step.waiting])
                cost = f", about ${price:.2f}" if price is not None else ""
                click.echo(f"\nAsking {client.name}: {plural(len(step.waiting), 'prompt')}{cost}")
                runner.run(_replies(client, drafting.folder, step.waiting))
                step = drafting.step()
                _show(step, drafting)
                if not any(taken.count(Verdict.TAKEN) for taken in step.taken):
                    report = drafting.folder.report_path(step.round)
                    raise DraftError(f"{client.name}: nothing in its replies could be used; see {report}")
        except KeyboardInterrupt:
            click.echo("Stopped. What has arrived is kept; run this again to go on.", err=True)
            sys.exit(INTERRUPTED)
        finally:
            runner.run(client.close())
    return step


async def _replies(client: ModelClient, folder: DraftFolder, names: Sequence[PromptName]) -> None:
    """Ask for every reply, some at once, and save each as it arrives."""
    free = asyncio.Semaphore(AT_ONCE)

    async def ask(name: PromptName) -> None:
        async with free:
            reply = await client.reply(folder.prompt(name))
        if not reply.text.strip():
            raise DraftError(f"{client.name}: the reply to {name} is empty; run this again, or try another model")
        folder.add_reply(name, reply.text)
        click.echo(f"  {name}: {len(reply.text):,} characters{', cut off at the limit' if reply.cut else ''}")

    tasks = [asyncio.ensure_future(ask(name)) for name in names]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _approve(record: DraftRecord) -> None:
    """Show what waits, one by one beside the paragraphs it cites, and approve what is accepted."""
    seen = record.as_it_is()
    chosen: set[str] = set()
    try:
        _choose(record, seen, chosen)
    except click.Abort:  # Ctrl-C, or the end of what was piped in
        click.echo("\nStopped.")
    done = approve(record, chosen, seen)
    knowledge = record.load()
    DraftFolder(record.folder).renew_prompts(knowledge)
    for problem in done.problems:
        click.echo(str(problem))
    for message in left_behind(seen, done.ids):
        click.echo(message)
    if seen.unapproved:
        left = len(record.as_it_is().unapproved)
        click.echo(f"{len(done.ids)} approved" + (f", {left} still to be approved" if left else "") + ".")
    else:
        click.echo("Nothing to approve.")
    for source, ids in DraftFolder(record.folder).lost().items():
        listed, as_of = ", ".join(ids), knowledge.event.as_of
        click.echo(f"From {source}, not in the record: {listed}. `as_of` stays {as_of} until you set it yourself.")
    if done.as_of:
        click.echo(
            f"`as_of` is now {done.as_of}: what none of the sources say is said as of that day. "
            "Check that the new article doesn't answer any of the unknowns."
        )
    if done.problems:
        sys.exit(1)


def _choose(record: DraftRecord, knowledge: KnowledgeBase, chosen: set[str]) -> None:
    """Show what waits, and add the ids of what is accepted to `chosen`."""
    articles = DraftFolder(record.folder).articles(knowledge.sources)
    answered = [entry for entry in knowledge.unapproved if entry.has_answer]
    for n, entry in enumerate(answered, start=1):
        click.echo(f"\n[{n} of {len(answered)}]", nl=False)
        _show_entry(entry, knowledge, articles)
        choice = click.prompt("Approve? (y)es, (n)ot yet, (a)ll the rest, (q)uit", type=click.Choice(list("ynaq")))
        if choice == "q":
            return
        if choice == "a":
            chosen |= {rest.id for rest in answered[n - 1 :]}
            break
        chosen |= {entry.id} if choice == "y" else set()
    unknowns = {entry.id: entry for entry in knowledge.unapproved if not entry.has_answer}
    if unknowns:
        click.echo("\nNone of our sources say …")
        for entry in unknowns.values():
            click.echo(f"  … {entry.gap or entry.title}  {click.style(entry.id, dim=True)}")
            if place := closest_place(entry.gap or entry.title, articles):
                text = articles[place.source].paragraphs[place.paragraph - 1]
                click.echo(click.style(f"      closest: {place}: {text}", dim=True))
        click.echo("To reject one for good, delete it from its file.")
        if click.confirm("Approve this gap?" if len(unknowns) == 1 else f"Approve these {len(unknowns)} gaps?"):
            chosen |= set(unknowns) - _left_out(unknowns)


def _left_out(unknowns: Mapping[str, Entry]) -> set[str]:
    """Ask which gaps are not approved, until each id is one of them."""
    while True:
        typed = click.prompt(
            "Any to leave out? Type their ids, or press Enter to approve all", default="", show_default=False
        )
        named = {word.strip(",") for word in typed.split()}
        if strange := named.difference(unknowns):
            click.echo(f"Not among them: {', '.join(sorted(strange))}. Type the ids again.")
        else:
            return named


def _show_entry(entry: Entry, knowledge: KnowledgeBase, articles: Mapping[str, Article]) -> None:
    """Print an entry beside the paragraphs it cites; one that is to replace another below what that says now."""
    click.echo(f" {entry.title} ({entry.status}; {entry.topic}.yaml)")
    old = knowledge.entries.get(entry.replaces or "")
    if old:
        approved = "" if old.approved else ", not approved yet"
        click.echo(f"  Current answer of {old.id} ({old.status}{approved}):")
        for said in old.answer:
            cites = ", ".join(map(str, said.cites))
            click.echo(f"    {said.says} {click.style(f'[{cites}]', dim=True)}")
        if not old.answer:
            click.echo(f"    None of our sources say {old.gap or old.title}")
        kept = entry.status is Status.DISPUTED and old.answer
        click.echo("  Beside it, as the other side:" if kept else "  New answer:")
    for sentence in entry.answer:
        click.echo(f"  {sentence.says}")
        for place in sentence.cites:
            paragraphs = articles[place.source].paragraphs if place.source in articles else []
            if place.paragraph <= len(paragraphs):
                click.echo(click.style(f"    {place}: {paragraphs[place.paragraph - 1]}", dim=True))
