"""Replan an operation under way: follow the day, keep what can be kept, judge, write."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from safeconduct.brief.outputs import write_all
from safeconduct.instance.going_on import go_on
from safeconduct.instance.resume import resume
from safeconduct.model.event import Event
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Itinerary, Plan, Replanned
from safeconduct.model.problem import InputProblems, Problem, problem
from safeconduct.model.situation import Situation, Trip
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
from safeconduct.usecases.plan import QUIET, UnjudgeableError, Watch, load
from safeconduct.usecases.prepare import prepare
from safeconduct.usecases.told import Told, tell
from safeconduct.verify import Verdict, judge

BESIDE = ("terms.toml", "statements.jsonl")
"""Files of the folder that go with it as they are."""
TIGHTER = 20
"""Most times that known trips are judged, each time without those that were found broken."""


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
    known = trips(operation, situation)
    watch.step("Looking for what must change")
    fitting = _fitting(operation, before, situation, known)
    resumed = resume(operation, situation, known, fitting)
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


def _fitting(
    operation: Operation, before: Plan, situation: Situation, known: Sequence[Trip]
) -> list[bool]:
    """Which trips can stay exactly as they are: with them alone, the judge finds no breach."""
    free = {v.id: v.free for v in situation.vehicles if v.in_service}
    begun: set[str] = set()
    fits = []
    for trip in known:
        ready = all(
            name in free and (name in begun or own[0].start >= free[name] - 1e-6)
            for name, own in zip(trip.vehicles, trip.activities, strict=True)
        )
        begun |= set(trip.vehicles)
        fits.append(ready)
    for _ in range(TIGHTER):
        _spread(known, fits)
        verdict = judge(operation, _kept_plan(operation, before, situation, known, fits))
        if not _strike(known, fits, verdict, situation.minute):
            return fits
    return [False] * len(known)


def _spread(known: Sequence[Trip], fits: list[bool]) -> None:
    """After a trip that does not fit, none of its vehicles' later ones can be taken as it is."""
    off: set[str] = set()
    for n, trip in enumerate(known):
        fits[n] = fits[n] and not off & set(trip.vehicles)
        if not fits[n]:
            off |= set(trip.vehicles)


def _kept_plan(
    operation: Operation,
    before: Plan,
    situation: Situation,
    known: Sequence[Trip],
    fits: Sequence[bool],
) -> Plan:
    """The day so far and the trips that may fit, to be judged; its figures mean nothing."""
    rest = {v.id: list(v.done) for v in situation.vehicles}
    for trip, good in zip(known, fits, strict=True):
        for name, own in zip(trip.vehicles, trip.activities, strict=True):
            rest[name] += own if good else ()
    legs = {leg.id: leg for leg in operation.legs or ()}
    used = sorted({a.leg for own in rest.values() for a in own if a.leg})
    out = tuple(v.id for v in situation.vehicles if not v.in_service)
    return replace(
        before,
        vehicles=tuple(
            Itinerary(v.id, v.fleet, tuple(rest[v.id])) for v in situation.vehicles if rest[v.id]
        ),
        legs=tuple(legs[name] for name in used),
        replanned=Replanned(situation.minute, out),
    )


def _strike(known: Sequence[Trip], fits: list[bool], verdict: Verdict, moment: Minutes) -> bool:
    """Mark the trips that breaches are about; True: there were some."""
    struck = False
    for breach in verdict.breaches:
        if breach.rule == 0:
            continue
        own = [n for n, t in enumerate(known) if fits[n] and breach.vehicle in t.vehicles]
        minute = moment if breach.minute is None else breach.minute
        hit = [n for n in own if known[n].end >= minute - 1e-6]
        for n in (hit or own)[:1]:
            fits[n] = False
            struck = True
    return struck
