"""`safeconduct check`: whether a plan keeps every rule, and where it does not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from safeconduct.usecases.check import Checked
    from safeconduct.verify import Proof

OTHER_INPUTS = (
    "The plan was made from other inputs than now stand in the folder (their sha256 differs); "
    "it is judged by the facts as they stand."
)
Operation = Annotated[Path, typer.Argument(metavar="OP", help="The operation folder.")]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="The plan.json to judge.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def run(operation: Operation, plan: PlanFile, as_json: AsJson = False) -> None:
    """Judge a plan: every breach of a rule, with vehicle, minute and local time."""
    from safeconduct.cli import screen
    from safeconduct.usecases.check import check_plan

    with screen.problems(as_json=as_json):
        checked = check_plan(operation, plan)
    if not checked.same_inputs:
        screen.tell(OTHER_INPUTS)
    if as_json:
        screen.print_json(as_object(checked))
    else:
        typer.echo("\n".join(screen.printable(line) for line in as_lines(checked)))
    if not checked.verdict.accepted or (checked.proof and checked.proof.refuted):
        raise typer.Exit(1)


def as_object(checked: Checked) -> dict[str, Any]:
    """The verdict as one object; `result` is worked out anew from the itineraries."""
    from dataclasses import asdict

    from safeconduct.verify import RULES

    verdict = checked.verdict
    return {
        "accepted": verdict.accepted,
        "same_inputs": checked.same_inputs,
        "breaches": [
            {
                "rule": breach.rule,
                "name": RULES[breach.rule],
                "vehicle": breach.vehicle or None,
                "minute": breach.minute,
                "local_time": breach.clock or None,
                "what": breach.what,
            }
            for breach in verdict.breaches
        ],
        "result": asdict(verdict.result),
        "proof": _proof(checked.proof),
    }


def _proof(proof: Proof | None) -> dict[str, Any] | None:
    """The bound worked out anew; None where nobody asked for it."""
    from dataclasses import asdict

    return None if proof is None else {**asdict(proof), "confirmed": proof.confirmed}


def as_lines(checked: Checked) -> list[str]:
    """The verdict in plain words."""
    breaches = checked.verdict.breaches
    if not breaches:
        return [
            "Accepted: the plan keeps every rule, and its figures are true.",
            *_figures(checked),
        ]
    rules = sorted({breach.rule for breach in breaches})
    count = "1 breach" if len(breaches) == 1 else f"{len(breaches)} breaches"
    named = ", ".join(str(rule) for rule in rules)
    told = f"of rule {named}" if len(rules) == 1 else f"of rules {named}"
    return [f"Rejected: {count} {told}.", *(str(breach) for breach in breaches)]


def _figures(checked: Checked) -> list[str]:
    from safeconduct.verify import clock

    result = checked.verdict.result
    behind = sum(sum(people.values()) for people in result.left_behind.values())
    last = result.last_arrival_min
    when = "nobody arrives"
    if last is not None:
        when = f"the last arrive {clock(checked.operation, last)}"
    return [
        *([f"  {checked.proof}"] if checked.proof else []),
        f"  {result.people_out} people out (weighted {result.weighted_out:g}), {when}",
        f"  {behind} left behind, exposure {result.exposure:g}, {result.vehicle_km:g} vehicle-km",
    ]
