"""`safeconduct train`: a model of events from your own labelled sentences."""

from pathlib import Path
from typing import Annotated

import typer


def run(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE", help="TSV with the columns marked_sentence and label; see the docs."
        ),
    ],
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="Where to write the model.")],
) -> None:
    """Train a model of who does what to whom, for `safeconduct read --events`."""
    from safeconduct.cli import screen
    from safeconduct.usecases.train import train_events

    with screen.problems():
        number, classes = train_events(table, model)
    typer.echo(f"Trained on {number} sentences: {', '.join(map(screen.printable, classes))}.")
    typer.echo(f"Next: safeconduct read FILE… --events {screen.printable(str(model))}")
