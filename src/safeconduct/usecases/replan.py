"""Replan an operation under way: follow the day, keep what can be kept, judge, write."""

import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path

from safeconduct.brief.outputs import write_all
from safeconduct.instance.going_on import go_on
from safeconduct.instance.resume import resume
from safeconduct.model.event import Event
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan
from safeconduct.model.problem import InputProblems, Problem, problem
from safeconduct.model.situation import Situation
from safeconduct.model.units import Minutes
from safeconduct.operation import read_operation, write_operation
from safeconduct.operation.event_lines import read_event_lines
from safeconduct.operation.findings import Fault
from safeconduct.operation.plan_file import read_plan, write_plan
from safeconduct.operation.save import save
from safeconduct.operation.values import instant, printable, shown
from safeconduct.plan.bound import Limit
from safeconduct.plan.rest import plan_the_rest
from safeconduct.plan.solve import Limits
from safeconduct.track.changes import Change, changes
from safeconduct.track.check import belonging, checked
from safeconduct.track.fold import track
from safeconduct.track.trips import trips
from safeconduct.usecases.fitting import fitting
from safeconduct.usecases.plan import QUIET, UnjudgeableError, Watch, load
from safeconduct.usecases.prepare import prepare
from safeconduct.usecases.told import Told, tell
from safeconduct.verify import judge

BESIDE = ("terms.toml", "statements.jsonl", "stress.toml")
"""Files of the folder that go with it as they are."""


@dataclass(frozen=True, slots=True)
class Replanning:
    """A judged plan for the rest, the operation as it now is, and what is new for whom."""

    operation: Operation
    before: Plan
    plan: Plan
    situation: Situation
    events: tuple[Event, ...]
    changes: tuple[Change, ...]
    told: Told
    limits: tuple[Limit, ...]
    feasible_seconds: float
    """From the situation to the first whole plan that keeps every rule."""
    seconds: float
    warnings: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()


def replan_operation(
    folder: Path,
    plan_path: Path,
    at: str,
    events_path: Path,
    out: Path | None,
    limits: Limits,
    seed: int = 0,
    watch: Watch = QUIET,
) -> Replanning:
    """Replan from a moment on, and write plan, changes, amended operation and all outputs.

    Raises InputProblems for bad input, UnjudgeableError where the judge rejects the plan.
    """
    before = read_plan(plan_path)
    operation, warnings = load(folder, watch.step)
    moment = _moment(at, operation)
    strange = belonging(operation, before, printable(plan_path.name))
    if strange:
        raise InputProblems(strange)
    told = read_event_lines(events_path, operation)
    file = printable(events_path.name)
    events, passed_over = checked(operation, before, told, moment, file)
    prepare(watch.step)
    watch.step("Following the day")
    tracked = track(operation, before, events, moment, file)
    out = out or folder / f"replan-{operation.instant(moment):%m%d-%H%M}"
    amended = _written(tracked.operation, out / "operation", folder)
    found = replan(amended, before, tracked.situation, limits, seed, watch)
    watch.step("Writing the outputs")
    write_plan(out / "plan.json", found.plan)
    lines = "\n".join((*found.told.lines, "", *map(str, found.changes))) + "\n"
    save(out / "changes.txt", lines.encode("utf-8"))
    files = write_all(amended, found.plan, out, watch.step, found.limits)
    return replace(
        found,
        events=events,
        warnings=(*warnings, *passed_over),
        files=(out / "plan.json", out / "changes.txt", out / "operation", *files),
    )


def replan(
    operation: Operation,
    before: Plan,
    situation: Situation,
    limits: Limits,
    seed: int = 0,
    watch: Watch = QUIET,
) -> Replanning:
    """Plan the rest from a situation; `operation` is the one of now.

    Raises UnjudgeableError where the judge rejects the plan.
    """
    began = time.monotonic()
    watch.step("Looking for what must change")
    known, fits = fitting(operation, before, situation, trips(operation, situation))
    resumed = resume(operation, situation, known, fits)
    watch.step("Looking for the best rest of the plan")
    building = time.monotonic() - began
    rest = plan_the_rest(resumed, limits, seed, watch.search)
    plan = go_on(resumed, situation, known, rest.schedule, rest.bound, rest.seconds, seed)
    verdict = judge(operation, plan)
    if not verdict.accepted:
        raise UnjudgeableError("\n".join(str(breach) for breach in verdict.breaches))
    return Replanning(
        operation=operation,
        before=before,
        plan=plan,
        situation=situation,
        events=(),
        changes=changes(operation, situation, plan),
        told=tell(operation, before, plan, situation),
        limits=rest.limits,
        feasible_seconds=building + rest.feasible_seconds,
        seconds=building + rest.seconds,
    )


def _moment(at: str, operation: Operation) -> Minutes:
    try:
        return (instant(at) - operation.start).total_seconds() / 60
    except Fault:
        example = operation.start.isoformat()
        raise InputProblems((problem("S719", "--at", value=shown(at), example=example),)) from None


def _written(operation: Operation, folder: Path, like: Path) -> Operation:
    """Write the operation of now, from which a next replanning can go on; with its digest."""
    write_operation(operation, folder, like)
    for name in BESIDE:
        if (like / name).exists():
            shutil.copyfile(like / name, folder / name)
    return replace(operation, sha256=read_operation(folder).operation.sha256)
