"""How a log of statements is shown in the terminal: contradictions first, then report by report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from safeconduct.cli.screen import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

    from safeconduct.model.statement import Relation, Statement
    from safeconduct.read.reading import Reading
    from safeconduct.usecases.proposals import Proposed
    from safeconduct.usecases.read import Log

_COLOURS = {
    "offer": "green",
    "promise": "green",
    "accept": "green",
    "confirm": "green",
    "request": "cyan",
    "demand": "cyan",
    "ask": "cyan",
    "conditional": "cyan",
    "accuse": "red",
    "threaten": "red",
    "deny": "magenta",
    "refuse": "magenta",
    "warn": "yellow",
}
_ANSWERS = ("y", "n", "l", "s")
_LINKS = {
    "contradicts": "contradicts",
    "tension": "sits ill with",
    "restates": "is said again in",
    "answers": "is answered by",
}


def show(log: Log) -> None:
    """Print the log, in colour and wrapped where a terminal listens."""
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, soft_wrap=False)
    if not sys.stdout.isatty():
        console.width = 100
    if log.relations:
        _relations(console, log)
    for reading in log.readings:
        _reading(console, reading)
    console.print(_counts(log))


def review(log: Log, offered: Sequence[Proposed]) -> dict[str, bool]:
    """Ask about each statement, those in contradictions first, then about each proposal.

    The answers are keep, throw out, later, or stop. A proposal is not asked about where its
    statement was thrown out.
    """
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False)
    linked = {i for r in log.relations for i in (r.origin, r.other)}
    decided: dict[str, bool] = {}
    asked = [(s.id, s, _head(s)) for s in sorted(log.statements, key=lambda s: s.id not in linked)]
    for p in offered:
        head = Text(f"{p.id} ", style="dim").append(p.kind, style="bold")
        head.append(f" {printable(p.says)}").append(f"  {p.statement.id}", style="dim")
        asked.append((p.id, p.statement, head))
    for key, statement, head in asked:
        if decided.get(statement.id) is False:
            continue
        console.print(head)
        flat = " ".join(statement.text.split())
        console.print(Padding(Text(printable(flat)), (0, 0, 0, 8)))
        answer = _answer("Keep it?" if key == statement.id else "Propose it for the operation?")
        if answer == "s":
            break
        if answer != "l":
            decided[key] = answer == "y"
    return decided


def _answer(question: str) -> str:
    import typer

    answer = ""
    while answer not in _ANSWERS:
        answer = typer.prompt(f"{question} y, n, l = later, s = stop", default="l").strip().lower()
    return answer


def _relations(console: Console, log: Log) -> None:
    from rich.text import Text

    known = {s.id: s for s in log.statements}
    console.print(Text("Where statements meet", style="bold"))
    for relation in log.relations:
        _relation(console, relation, known)
    console.print()


def _relation(console: Console, relation: Relation, known: dict[str, Statement]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    one, other = known[relation.origin], known[relation.other]
    text = Text()
    text.append_text(_name(one)).append(f" {one.id} ", style="dim")
    text.append(_LINKS[relation.kind.value], style="bold")
    text.append(" ").append_text(_name(other)).append(f" {other.id}", style="dim")
    text.append(f" ({relation.why})", style="dim")
    console.print(Padding(text, (0, 0, 0, 2)))
    for statement in (one, other):
        console.print(Padding(Text(printable(_short(statement.text))), (0, 0, 0, 6)))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 150 else f"{flat[:147]}…"


def _reading(console: Console, reading: Reading) -> None:
    from rich.padding import Padding
    from rich.text import Text

    report = reading.report
    title = report.title or report.file
    facts = " · ".join(part for part in (report.outlet, report.date) if part)
    console.print(Text(printable(f"{title}{f' · {facts}' if facts else ''}"), style="bold"))
    if not reading.statements:
        console.print(Padding(Text("No attributed statement was found."), (0, 0, 0, 2)))
    for statement in reading.statements:
        console.print(Padding(_head(statement), (0, 0, 0, 4 if statement.within else 2)))
        flat = " ".join(statement.text.split())
        console.print(Padding(Text(printable(flat)), (0, 0, 0, 8)))
        notes = _notes(statement)
        if notes:
            console.print(Padding(Text(printable(notes), style="dim"), (0, 0, 0, 8)))
    console.print()


def _head(statement: Statement) -> Text:
    from rich.text import Text

    act = statement.act.value
    text = Text(f"{statement.id} ", style="dim")
    text.append_text(_name(statement))
    speaker = statement.speaker
    more = ", ".join(part for part in (speaker.role, speaker.party) if part)
    if more and speaker.name:
        text.append(f" ({printable(more)})", style="dim")
    text.append(" ").append(act, style=f"bold {_COLOURS.get(act, 'none')}")
    if statement.target:
        text.append(f" → {printable(statement.target)}")
    return text


def _name(statement: Statement) -> Text:
    from rich.text import Text

    speaker = statement.speaker
    if statement.unattributed:
        return Text("no source named", style="italic")
    if speaker.name is None:
        role = f" ({speaker.role})" if speaker.role else ""
        side = f", {speaker.party}" if speaker.party else ""
        return Text(printable(f"not resolved{role}{side}"), style="italic")
    return Text(printable(speaker.name), style="bold")


def _notes(statement: Statement) -> str:
    parts = [", ".join(statement.topics).replace("_", " ")] if statement.topics else []
    parts += [f"{t.text} = {t.date}" for t in statement.times if t.date]
    parts += [q.text for q in statement.quantities]
    if statement.within:
        parts.append(f"within {statement.within}")
    return " · ".join(parts)


def _counts(log: Log) -> str:
    statements = log.statements
    named = sum(s.speaker.name is not None for s in statements)
    nobody = sum(s.unattributed for s in statements)
    against = sum(r.kind.value == "contradicts" for r in log.relations)
    return (
        f"{len(statements)} statements: {named} with a named speaker, {nobody} without any source, "
        f"{len(statements) - named - nobody} not resolved; {against} contradictions. "
        "A person confirms."
    )
