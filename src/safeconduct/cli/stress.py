"""`safeconduct stress`: what becomes of a plan when things go wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from safeconduct.usecases.stress import Stressed

Operation = Annotated[Path, typer.Argument(metavar="OP", help="The operation folder.")]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="The plan.json to stress.")]
Runs = Annotated[int, typer.Option(min=1, max=1_000_000, help="How many days are simulated.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same days.")]
Out = Annotated[
    Path | None,
    typer.Option(help="Where plots and page go; by default the folder `stress` beside PLAN."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="A Dask scheduler, such as tcp://10.0.0.1:8786."),
]
Improve = Annotated[
    float,
    typer.Option(
        min=0.0, metavar="SECONDS", help="Seek a plan that stands bad days better; 0: do not."
    ),
]
Foresight = Annotated[
    int, typer.Option(min=0, max=1000, help="Bound so many days, as if all had been known.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def run(
    operation: Operation,
    plan: PlanFile,
    runs: Runs = 10_000,
    seed: Seed = 0,
    out: Out = None,
    scheduler: Scheduler = None,
    improve: Improve = 0.0,
    foresight: Foresight = 0,
    as_json: AsJson = False,
) -> None:
    """Play a plan through thousands of bad days: people out, when to go, what to hold ready."""
    from safeconduct.cli import screen
    from safeconduct.usecases.stress import BrokenPlanError, Wanted, stress_plan
    from safeconduct.wiring import interruption, workers

    with (
        screen.problems(as_json=as_json),
        interruption() as interrupted,
        workers(scheduler) as each,
    ):
        wanted = Wanted(
            runs, seed, each, lambda: not interrupted(), screen.tell, improve, foresight
        )
        try:
            found = stress_plan(operation, plan, out or plan.parent / "stress", wanted)
        except BrokenPlanError as broken:
            screen.tell("The judge rejects the plan; only plans that keep the rules are stressed.")
            screen.tell(str(broken))
            raise typer.Exit(1) from None
        cut_short = interrupted()
    _show(found, as_json=as_json)
    if cut_short:
        screen.tell("Interrupted: the days simulated until then are kept.")
        raise typer.Exit(screen.INTERRUPTED)


def _show(found: Stressed, *, as_json: bool) -> None:
    import sys

    from safeconduct.brief.bad_days_words import told
    from safeconduct.cli import screen, show

    if as_json:
        screen.print_json(as_object(found))
        return
    screen.show_problems(found.facts.warnings, error=True)
    show.show_summary(told(found.facts.operation, found.outcome), sys.stdout)
    names = ", ".join(path.name for path in found.files)
    sys.stdout.write(f"\nWritten to {screen.printable(str(found.files[0].parent))}: {names}\n")


def as_object(found: Stressed) -> dict[str, Any]:
    """The outcome as plain data."""
    from dataclasses import asdict

    from safeconduct.cli import screen

    facts = found.facts
    return {
        "operation": facts.operation.name,
        "plan_sha256": facts.plan.operation_sha256,
        **asdict(found.outcome),
        "complete": found.outcome.complete,
        "rules": asdict(facts.bad_days.rules),
        "files": [str(path) for path in found.files],
        **screen.summary(facts.warnings),
    }
