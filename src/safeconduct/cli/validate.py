"""`safeconduct validate`: every input error at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from safeconduct.model.operation import Operation


def run(
    operation: Annotated[Path, typer.Argument(metavar="OP", help="The operation folder.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object and nothing else.")
    ] = False,
) -> None:
    """Report every input error: file, row or feature, field, what is wrong, how to mend it."""
    from safeconduct.cli import screen
    from safeconduct.usecases.validate import validate

    found = validate(operation, screen.tell)
    if as_json:
        facts = _facts(found.operation) if found.operation else {}
        valid = {"valid": found.operation is not None}
        screen.print_json({**valid, **facts, **screen.summary(found.problems)})
    else:
        screen.show_problems(found.problems)
        if found.operation:
            typer.echo(_praise(found.operation))
    if found.operation is None:
        raise typer.Exit(screen.BAD_INPUT)


def _facts(operation: "Operation") -> dict[str, object]:
    from safeconduct.model.operation import assumptions, unsourced

    return {
        "name": operation.name,
        "people": sum(row.count for row in operation.headcounts),
        "vehicles": sum(row.count for row in operation.fleet),
        "legs": len(operation.legs or ()),
        "assumed": len(assumptions(operation)),
        "unsourced": len(unsourced(operation)),
        "sha256": operation.sha256,
    }


def _praise(operation: "Operation") -> str:
    from safeconduct.cli.screen import printable

    facts = _facts(operation)
    return (
        f"{printable(operation.name)}: sound. {facts['people']:,} people wait, "
        f"{facts['vehicles']:,} vehicles, {facts['legs']:,} legs.\n"
        f"{facts['assumed']} facts are marked as assumed, {facts['unsourced']} name no source."
    )
