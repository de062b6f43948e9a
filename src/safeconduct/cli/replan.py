"""`safeconduct replan`: a new plan for the rest, from where everyone is now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safeconduct.cli.plan import AsJson, Operation, Seed  # noqa: TC001 - typer reads them

if TYPE_CHECKING:
    from safeconduct.usecases.replan import Replanning

PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="The plan.json under way.")]
At = Annotated[str, typer.Option("--at", help="The moment, as in 2022-05-05T12:00+03:00.")]
Events = Annotated[Path, typer.Option(help="What happened, one JSON object a line.")]
Out = Annotated[
    Path | None,
    typer.Option(help="Where the outputs go; by default a folder in OP named after the moment."),
]
TimeLimit = Annotated[float, typer.Option(min=0.0, help="Most seconds of search.")]


def run(
    operation: Operation,
    plan: PlanFile,
    at: At,
    events: Events,
    out: Out = None,
    time_limit: TimeLimit = 20.0,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Replan an operation under way: the rest anew from where everyone is; changes by crew."""
    from safeconduct.cli import screen, show
    from safeconduct.plan.solve import Limits
    from safeconduct.usecases.replan import replan_operation
    from safeconduct.wiring import interruption

    with screen.problems(as_json=as_json), interruption() as interrupted:
        with show.watching() as watch:
            limits = Limits(time_limit, interrupted=interrupted)
            found = replan_operation(operation, plan, at, events, out, limits, seed, watch)
        cut_short = interrupted()
    screen.show_problems(found.warnings, error=True)
    if as_json:
        screen.print_json(as_object(found))
    else:
        typer.echo("\n".join(screen.printable(line) for line in as_lines(found)))
    if cut_short:
        screen.tell("Interrupted: the best plan until then is kept.")
        raise typer.Exit(130)
    if found.told.stranded or found.plan.result.people_out == 0:
        raise typer.Exit(1)


def as_object(found: Replanning) -> dict[str, Any]:
    """The new plan's result, what is new for whom, and the files, as plain data."""
    from dataclasses import asdict

    from safeconduct.cli import screen

    told = asdict(found.told)
    return {
        "operation": found.operation.name,
        "at_min": found.situation.minute,
        "result": asdict(found.plan.result),
        "situation": told,
        "changes": [{"vehicle": c.vehicle, "says": list(c.says)} for c in found.changes],
        "feasible_seconds": found.feasible_seconds,
        "files": [str(path) for path in found.files],
        **screen.summary(found.warnings),
    }


def as_lines(found: Replanning) -> list[str]:
    """What the radio room reads out: the moment, then crew by crew what is new."""
    lines = [*found.told.lines, ""]
    crews = len(found.plan.vehicles)
    if not found.changes:
        lines.append("Nothing changes for any crew.")
    else:
        told = "1 crew" if len(found.changes) == 1 else f"{len(found.changes)} crews"
        lines += [f"Changes for {told} of {crews}:", *(f"  {c}" for c in found.changes)]
    folder = found.files[0].parent if found.files else None
    if folder is not None:
        names = ", ".join(path.name for path in found.files)
        lines += ["", f"Written to {folder}: {names}"]
    return lines
