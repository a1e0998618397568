"""A card as the terminal shows it: in colour, with its sources; and why it came out as it did."""

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from bot.answering.card import Card, CardSource
from bot.answering.desk import Desk
from bot.answering.presentation import present
from bot.answering.reply import Reply
from bot.matching.decision import Kind, Reason

_COLOURS = {
    Kind.ANSWER: "green",
    Kind.SUGGEST: "yellow",
    Kind.NOT_REPORTED: "magenta",
    Kind.REFUSE: "red",
    Kind.CHAT: "blue",
}
WIDTH = 96


def show(reply: Reply, explain: bool, desk: Desk) -> None:
    """Print a reply, with the evidence if asked to."""
    console = Console(highlight=False)
    card = present(reply)
    panel = Panel(
        "\n".join(_lines(card)),
        title=f"[bold]{escape(card.title)}[/]",
        title_align="left",
        border_style=_COLOURS[card.kind],
        width=WIDTH,
    )
    console.print(panel)
    if explain:
        _explain(console, reply, desk)


def _lines(card: Card) -> list[str]:
    lines = [f"[dim]> {escape(card.quote)}[/]"] if card.quote else []
    lines += [f"[yellow]{escape(card.note)}[/]"] if card.note else []
    for line in card.lines:
        if line.heading:
            lines += ["", f"[bold]{escape(line.text)}[/]"]
            continue
        numbers = " ".join(f"[{number}]" for number in line.numbers)
        lines.append(f"{escape(line.text)} [cyan]{escape(numbers)}[/]" if numbers else escape(line.text))
    if card.sources:
        lines += ["", "Sources:" if len(card.sources) > 1 else "Source:"]
        lines += [f"  {_source(source)}" for source in card.sources]
    if card.choices:
        lines += ["", *([card.lead_in] if card.lead_in else [])]
        lines += [f"  • {escape(choice.title)}" for choice in card.choices]
    return [*lines, "", f"[dim]{escape(card.footer)}[/]"]


def _source(source: CardSource) -> str:
    places = ", ".join(f"[cyan]{escape(f'[{number}]')}[/] paragraph {paragraph}" for number, paragraph in source.places)
    link = f"\n  {escape(source.source.url)}" if source.source.url else ""
    return f"{escape(source.description)}: {places}{link}"


def _explain(console: Console, reply: Reply, desk: Desk) -> None:
    decision = reply.decision
    if decision is None:
        return
    question = decision.matches.question
    console.print(f"read as: {' '.join(question.words)}", markup=False)
    console.print(f"terms: {' '.join(question.terms)}", markup=False)
    for typed, read in question.repaired:
        console.print(f"repaired: {typed} → {read}", markup=False)
    for name, match in zip(("best", "runner-up", "third"), decision.matches.ranked, strict=False):
        console.print(
            f"{name}: {match.entry.id} ({match.score:+.2f}, probability {match.probability:.0%})", markup=False
        )
    table = Table("evidence", "value", "contributes", "what it says")
    contributions = desk.engine.confidence.answer.contributions(decision.evidence)
    for piece, contributes in zip(decision.evidence, contributions, strict=True):
        table.add_row(
            piece.name, f"{round(piece.value, 2) + 0.0:.2f}", f"{round(contributes, 2) + 0.0:+.2f}", escape(piece.says)
        )
    console.print(table)
    typed_title = reply.entry is not None and reply.question == reply.entry.title
    reason = Reason.PICKED if typed_title else decision.reason
    console.print(f"confidence: {reply.confidence:.2f} → {reply.kind.value}: {reason.value}", markup=False)
