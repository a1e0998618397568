"""A reply as the terminal shows it: in colour, with its sources."""

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from bot.answering.desk import Desk
from bot.answering.reply import Reply, long_date
from bot.knowledge.model import Status
from bot.matching.decision import Kind

_TITLES = {
    Kind.ANSWER: ("On the record", "green"),
    Kind.SUGGEST: ("Which of these?", "yellow"),
    Kind.NOT_REPORTED: ("Not reported", "magenta"),
    Kind.REFUSE: ("Not on the record", "red"),
}


def show(reply: Reply, explain: bool, desk: Desk) -> None:
    """Print a reply, with the evidence if asked to."""
    console = Console(highlight=False)
    title, colour = _TITLES[reply.kind]
    lines = _answer(reply) if reply.kind is Kind.ANSWER else [escape(reply.text)]
    if reply.kind is not Kind.ANSWER and reply.choices:
        head = "The record does say:" if reply.kind is Kind.NOT_REPORTED else "You could ask:"
        lines += ["", head, *(f"  • {escape(entry.title)}" for entry in reply.choices)]
    console.print(Panel("\n".join(lines), title=f"[bold]{title}[/]", title_align="left", border_style=colour, width=96))
    if explain:
        _explain(console, reply, desk)


def _answer(reply: Reply) -> list[str]:
    assert reply.entry is not None
    lines = [] if reply.entry.status is Status.CONFIRMED else [f"[yellow]{reply.entry.status.value}[/]"]
    for sentence in reply.entry.answer:
        places = " ".join(f"[{place}]" for place in sentence.cites)
        lines.append(f"{escape(sentence.says)} [cyan]{escape(places)}[/]")
    for source in reply.cited:
        paragraphs = sorted({place.paragraph for place in reply.entry.citations if place.source == source.id})
        where = "paragraph" if len(paragraphs) == 1 else "paragraphs"
        link = f" {source.url}" if source.url else ""
        said = f"{source.publisher}, {long_date(source.published)}, {where} {', '.join(map(str, paragraphs))}{link}"
        lines += ["", f"[dim]Source: {escape(said)}. As of {long_date(reply.event.as_of)}.[/]"]
    return lines


def _explain(console: Console, reply: Reply, desk: Desk) -> None:
    decision = reply.decision
    if decision is None:
        return
    weights = desk.confidence.answer
    question = decision.found.question
    console.print(f"read as: {' '.join(question.words)}", markup=False)
    console.print(f"terms: {' '.join(question.terms)}", markup=False)
    for typed, right in question.repaired:
        console.print(f"repaired: {typed} → {right}", markup=False)
    ranked = sorted((*decision.found.answerable, *decision.found.rest), key=lambda match: -match.score)
    for name, match in zip(("best", "runner-up", "third"), ranked, strict=False):
        console.print(f"{name}: {match.entry.id} ({match.score:+.2f}, {match.share:.0%} of the belief)", markup=False)
    table = Table("evidence", "value", "counts", "what it says")
    for piece in decision.evidence:
        counts = weights.get(piece.name, 0.0) * piece.value
        table.add_row(piece.name, f"{piece.value:.2f}", f"{counts:+.2f}", escape(piece.says))
    console.print(table)
    console.print(f"confidence: {decision.confidence:.2f} → {decision.kind.value}", markup=False)
