"""Plan an operation: read it, find the ways, solve, judge, write everything."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from safeconduct.brief.outputs import write_all
from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan
from safeconduct.model.problem import Problem
from safeconduct.network import resolve
from safeconduct.operation import read_operation
from safeconduct.operation.plan_file import write_plan
from safeconduct.plan.bound import Limit
from safeconduct.plan.solve import Limits, Progress, Solution, solve
from safeconduct.usecases.prepare import prepare
from safeconduct.verify import judge


class UnjudgeableError(Exception):
    """The judge rejects what the planner made: a fault of the tool, never shown as a plan."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Whom to tell how the work goes."""

    step: Callable[[str], None] = lambda _: None
    search: Callable[[Progress], None] = lambda _: None


QUIET = Watch()


@dataclass(frozen=True, slots=True)
class Planned:
    """A judged plan, the operation that it serves, and what holds the rest back."""

    operation: Operation
    plan: Plan
    limits: tuple[Limit, ...]
    warnings: tuple[Problem, ...]
    files: tuple[Path, ...]
    solution: Solution | None = None


def plan_operation(
    folder: Path, out: Path, limits: Limits, seed: int, watch: Watch = QUIET
) -> Planned:
    """Plan the operation in a folder and write plan, timetable, charts and maps to `out`.

    Raises InputProblems for bad input, UnjudgeableError where the judge rejects the plan.
    """
    operation, warnings = load(folder, watch.step)
    prepare(watch.step)
    instance = build(operation)
    watch.step("Looking for the best plan")
    solution = solve(instance, limits, seed, watch.search)
    plan = to_plan(instance, solution.schedule, solution.bound.value, solution.seconds, seed)
    plan = replace(plan, certificate=solution.certificate)
    verdict = judge(operation, plan)
    if not verdict.accepted:
        raise UnjudgeableError("\n".join(str(breach) for breach in verdict.breaches))
    watch.step("Writing the outputs")
    out.mkdir(parents=True, exist_ok=True)
    write_plan(out / "plan.json", plan)
    limits_found = solution.bound.limits
    files = write_all(operation, plan, out, watch.step, limits_found)
    return Planned(operation, plan, limits_found, warnings, (out / "plan.json", *files), solution)


def load(
    folder: Path, step: Callable[[str], None] = lambda _: None
) -> tuple[Operation, tuple[Problem, ...]]:
    """Read an operation and find its legs; also gives what deserves a look."""
    step("Reading the operation")
    reading = read_operation(folder)
    roads = resolve(reading.operation, folder, step)
    return roads.operation, (*reading.warnings, *roads.warnings)
