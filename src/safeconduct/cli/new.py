"""`safeconduct new`: an operation folder to begin with."""

from pathlib import Path
from typing import Annotated

import typer


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    reports: Annotated[
        list[Path] | None,
        typer.Option(
            "--from", metavar="REPORT", help="Draft it from this report; may be repeated."
        ),
    ] = None,
    date: Annotated[
        str, typer.Option(metavar="DATE", help="The reports' date, where they do not tell it.")
    ] = "",
    places: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="A table of places with their longitude and latitude."),
    ] = None,
) -> None:
    """Make a new operation folder: an invented example to write over, or a draft from reports."""
    from safeconduct.cli import screen

    if reports:
        _draft(folder, reports, date, places)
        return
    from safeconduct.usecases.new import new_operation

    with screen.problems():
        files = new_operation(folder)
    typer.echo(f"Made {screen.printable(str(folder))} with an invented example:")
    for file in files:
        typer.echo(f"  {file.name}")
    typer.echo("Next:")
    typer.echo("  1. Read its README.md, and write your own facts over the example.")
    typer.echo(f"  2. safeconduct validate {screen.printable(str(folder))}")
    typer.echo(f"  3. safeconduct plan {screen.printable(str(folder))}")


def _draft(folder: Path, reports: list[Path], date: str, places: Path | None) -> None:
    from safeconduct.cli import screen
    from safeconduct.usecases.draft import draft_operation
    from safeconduct.usecases.read import Wishes

    with screen.problems():
        made = draft_operation(folder, reports, Wishes(date=date), places, screen.tell)
    screen.show_problems(made.log.warnings, error=True)
    found = made.draft
    typer.echo(f"Drafted {screen.printable(str(folder))} from {len(made.log.readings)} report(s):")
    told = {
        "parties": found.parties,
        "mediator": found.mediators,
        "partners": found.partners,
        "people wait at": found.pickups,
    }
    for what, proposals in told.items():
        names = ", ".join(p.name for p in proposals) or "not told"
        typer.echo(f"  {what}: {screen.printable(names)}")
    typer.echo("Open questions (also in DRAFT.md):")
    for number, question in enumerate(made.questions, 1):
        typer.echo(f"  {number}. {screen.printable(question)}")
    typer.echo(f"Then: safeconduct validate {screen.printable(str(folder))}")
