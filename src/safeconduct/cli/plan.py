"""`safeconduct plan` and `safeconduct demo`: from an operation folder to a judged plan."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from safeconduct.plan.solve import Limits

Operation = Annotated[Path, typer.Argument(metavar="OP", help="The operation folder.")]
Out = Annotated[
    Path | None,
    typer.Option(help="Where the outputs go; by default the folder `plan` inside OP."),
]
TimeLimit = Annotated[float, typer.Option(min=0.0, help="Most seconds of search.")]
Gap = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="Stop when within this share of the bound.")
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same plan.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


LOOKS = 8
"""How long the demonstration searches; the same on every machine, so that its plan is too."""


def run(
    operation: Operation,
    out: Out = None,
    time_limit: TimeLimit = 60.0,
    gap: Gap = 0.0,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Plan an operation: plan.json, timetable, charts and maps; judged before it is shown."""
    from safeconduct.plan.solve import Limits

    _plan(operation, out or operation / "plan", Limits(time_limit, gap), seed, as_json=as_json)


def demo(
    out: Annotated[Path, typer.Option(help="Where the outputs go.")] = Path("mariupol"),
    time_limit: TimeLimit = 60.0,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Plan the bundled reference operation: Mariupol to Zaporizhzhia, 5 to 8 May 2022."""
    from safeconduct.plan.solve import Limits
    from safeconduct.wiring import example

    limits = Limits(time_limit, looks=LOOKS)
    _plan(example("mariupol"), out, limits, seed, as_json=as_json, price=True)


def _plan(
    operation: Path,
    out: Path,
    limits: "Limits",
    seed: int,
    *,
    as_json: bool,
    price: bool = False,
) -> None:
    from dataclasses import replace

    from safeconduct.cli import screen, show
    from safeconduct.usecases.plan import plan_operation
    from safeconduct.usecases.prices import quick
    from safeconduct.wiring import interruption

    with screen.problems(as_json=as_json), interruption() as interrupted:
        with show.watching() as watch:
            bounded = replace(limits, interrupted=interrupted)
            planned = plan_operation(operation, out, bounded, seed, watch)
            priced = None
            if price and planned.solution is not None and not interrupted():
                now = planned.operation, planned.plan, planned.solution
                priced = quick(*now, seed, watch)
        cut_short = interrupted()
    show.planned(planned, priced, as_json=as_json)
    if cut_short:
        screen.tell("Interrupted: the best plan until then is kept.")
        raise typer.Exit(130)
    if planned.plan.result.people_out == 0:
        raise typer.Exit(1)
