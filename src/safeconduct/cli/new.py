"""`safeconduct new`: an operation folder to begin with."""

from pathlib import Path
from typing import Annotated

import typer


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Make a new operation folder: every file filled with an invented example to write over."""
    from safeconduct.cli import screen
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
