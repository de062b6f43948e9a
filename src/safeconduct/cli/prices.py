"""`safeconduct prices`: what one more unit of each scarce thing is worth, in people."""

from pathlib import Path
from typing import Annotated

import typer

Operation = Annotated[Path, typer.Argument(metavar="OP", help="The operation folder.")]
Out = Annotated[Path | None, typer.Option(help="Write prices.json and prices.html here.")]
TimeLimit = Annotated[float, typer.Option(min=0.0, help="Most seconds, for all plans together.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same search.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def run(
    operation: Operation,
    time_limit: TimeLimit = 180.0,
    seed: Seed = 0,
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Say what one more hour, lane, vehicle, bay or place would bring, and what holds us back."""
    import sys

    from safeconduct.cli import screen, show
    from safeconduct.usecases.prices import price
    from safeconduct.usecases.prices_told import as_object, told, write_prices
    from safeconduct.wiring import interruption

    with screen.problems(as_json=as_json), interruption() as interrupted:
        with show.watching() as watch:
            found = price(operation, time_limit, seed, watch, interrupted)
        files = write_prices(out, found) if out is not None else ()
        cut_short = interrupted()
    if as_json:
        warnings = screen.summary(found.warnings)
        screen.print_json({**as_object(found), **warnings, "files": [str(f) for f in files]})
    else:
        screen.show_problems(found.warnings, error=True)
        show.show_summary(told(found), sys.stdout)
        if files:
            names = ", ".join(path.name for path in files)
            typer.echo(f"\nWritten to {screen.printable(str(out))}: {names}")
    if cut_short:
        screen.tell("Interrupted: what was not tried says so.")
        raise typer.Exit(130)
