"""How a plan is shown in the terminal: progress while it is sought, and its summary."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, TextIO

from safeconduct.cli import screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from safeconduct.brief.words import Summary, Table
    from safeconduct.plan.solve import Progress
    from safeconduct.usecases.plan import Planned, Watch
    from safeconduct.usecases.prices import Priced

EVERY_S = 5.0
"""Where no terminal listens, the search is reported this often, in seconds."""


@contextmanager
def watching() -> Iterator[Watch]:
    """Tell on standard error how the work goes: one living line, or a few where it is piped."""
    from safeconduct.usecases.plan import Watch

    if not sys.stderr.isatty():
        yield Watch(screen.tell, _seldom())
        return
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    with console.status("Starting") as line:

        def step(sentence: str) -> None:
            line.update(screen.printable(sentence))

        yield Watch(step, lambda progress: line.update(searching(progress)))


def _seldom() -> Callable[[Progress], None]:
    told = -EVERY_S

    def tell(progress: Progress) -> None:
        nonlocal told
        if progress.seconds >= told + EVERY_S:
            told = progress.seconds
            screen.tell(searching(progress))

    return tell


def searching(progress: Progress) -> str:
    """How far the search has come, in one line."""
    from safeconduct.brief.words import amount, percent

    best = f"{amount(progress.weighted_out)} of at most {amount(progress.bound)} weighted people"
    return f"{progress.seconds:.0f} s: {best}, within {percent(progress.gap)}"


def planned(found: Planned, priced: Priced | None = None, *, as_json: bool = False) -> None:
    """Show a plan: its summary and its files on standard output, warnings on standard error.

    Where prices were worked out beside it, those that are worth most are named.
    """
    if as_json:
        from safeconduct.usecases.prices_told import as_object as prices_as_object

        prices = {} if priced is None else {"prices": prices_as_object(priced)["prices"]}
        screen.print_json({**as_object(found), **prices})
        return
    from safeconduct.brief.words import summary
    from safeconduct.usecases.prices_told import worth_most

    _warn(found)
    said = summary(found.operation, found.plan, found.limits)
    if priced is not None:
        worth = worth_most(priced)
        sections = [*said.sections]
        sections.insert(2, worth)
        said = replace(said, sections=tuple(sections))
    show_summary(said, sys.stdout)
    folder = found.files[0].parent if found.files else None
    if folder is not None:
        names = ", ".join(path.name for path in found.files)
        sys.stdout.write(f"\nWritten to {screen.printable(str(folder))}: {names}\n")


def as_object(found: Planned) -> dict[str, Any]:
    """A plan's result, limits, warnings and files as plain data."""
    from safeconduct.brief.words import reason
    from safeconduct.model.operation import assumptions, unsourced

    return {
        "operation": found.operation.name,
        "result": asdict(found.plan.result),
        "limits": [
            {**asdict(limit), "says": reason(found.operation, limit)} for limit in found.limits
        ],
        "assumptions": [asdict(fact) for fact in assumptions(found.operation)],
        "unsourced": [asdict(fact) for fact in unsourced(found.operation)],
        "files": [str(path) for path in found.files],
        **screen.summary(found.warnings),
    }


def _warn(found: Planned) -> None:
    screen.show_problems(found.warnings, error=True)


def show_summary(said: Summary, stream: TextIO) -> None:
    """Print a summary as wide as the terminal; plain text, unwrapped, where it is piped."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    live = stream.isatty()
    console = Console(file=stream, highlight=False, width=None if live else 110)
    console.print(Text(screen.printable(said.title), style="bold"), soft_wrap=not live)
    for section in said.sections:
        console.print()
        console.print(Text(section.heading, style="bold"))
        for sentence in section.sentences:
            text = Text(screen.printable(sentence))
            if live:
                console.print(Padding(text, (0, 0, 0, 2), expand=False))
            else:
                console.print("  ", text, sep="", soft_wrap=True)
        if section.table is not None and section.table.rows:
            _print_table(console, section.table, live=live)


def _print_table(console: Console, table: Table, *, live: bool) -> None:
    """Print a table under its headings, so that it can be read without lines or colours."""
    from rich import box
    from rich.padding import Padding
    from rich.table import Table as Drawn
    from rich.text import Text

    lines = box.SIMPLE_HEAD if live else box.ASCII2
    drawn: Drawn = Drawn(box=lines, show_edge=False, pad_edge=False, header_style="bold")
    for number, heading in enumerate(table.headings):
        drawn.add_column(
            Text(screen.printable(heading)), justify="right" if number else "left", overflow="fold"
        )
    for row in table.rows:
        drawn.add_row(*(Text(screen.printable(cell)) for cell in row))
    console.print(Padding(drawn, (0, 0, 0, 2), expand=False))
