"""How soon there is a new plan when things have gone wrong, and how good it is.

    python -m bench replan [--long] [--seconds S] [--only NAME…] [--dry]

Every operation is planned first, then a day is drawn: vehicles late, held and broken down,
people who join and leave, a window cut short. `ready s` is from the events to the first whole
plan that keeps every rule: following the day, judging what still fits, building, mending.
"""

import sys
import time
from argparse import Namespace
from dataclasses import replace
from random import Random
from typing import Any

from bench.cases import named
from bench.gaps import warm
from bench.generate import Shape, generate
from bench.results import keep, machine, release, show

from bench import apart
from safeconduct.model.event import Event, EventKind
from safeconduct.model.operation import Operation
from safeconduct.model.plan import ActivityKind, Plan

AMPLE = Shape(
    "ample", 31, 200, 14_000, 40, 6, 1, "star", 60.0, receptions=2, lanes=6, types=4
)  # fmt: skip
"""200 vehicles and time for all: what a bad day costs is not hidden by a loose bound."""
CASES = ("ample", "two_hundred", "two_hundred_tight", "mariupol", "aleppo")
SHORT = ("ample", "two_hundred", "mariupol")
FIRST_S, AGAIN_S = 40.0, 20.0
HEAD = (
    "case", "given s", "vehicles", "under way", "events", "ready s", "out before",
    "gap before %", "out", "bound", "gap %", "seconds", "crews changed", "peak MB", "judge",
)  # fmt: skip


def main(options: Namespace) -> None:
    """Replan, judge, print, keep."""
    print(f"Safeconduct {release()}, {machine()}")
    names = options.only or (CASES if options.long else SHORT)
    seconds = options.seconds or AGAIN_S
    rows = []
    for name in names:
        found = apart.run("bench.replan", name, str(seconds), seconds=FIRST_S + 3 * seconds + 180)
        rows.append(_row(name, seconds, found))
        print("  ".join(rows[-1]), flush=True)
    show("Replanning", HEAD, rows)
    if not options.dry:
        keep("replan", "A new plan on a bad day", HEAD, rows, 2)


def _row(name: str, seconds: float, found: dict[str, Any]) -> tuple[str, ...]:
    if "failed" in found:
        return (name, f"{seconds:g}", *["-"] * 12, found["failed"])
    return (
        name,
        f"{seconds:g}",
        f"{found['vehicles']}",
        f"{found['under_way']}",
        f"{found['events']}",
        f"{found['ready']:.2f}",
        f"{found['before']:.1f}",
        f"{100 * found['gap_before']:.2f}",
        f"{found['out']:.1f}",
        f"{found['bound']:.1f}",
        f"{100 * found['gap']:.2f}",
        f"{found['seconds']:.1f}",
        f"{found['changed']}",
        f"{found['peak_mb']:.0f}",
        "accepts",
    )


def bad_day(operation: Operation, plan: Plan, moment: float, seed: int = 0) -> list[Event]:
    """What goes wrong until a moment: invented, the same for the same plan and seed."""
    chance = Random(seed)  # noqa: S311 - an invented day, no secret
    ids = [v.id for v in plan.vehicles]
    kinds = [EventKind.LATE] * 8 + [EventKind.HELD] * 6 + [EventKind.BROKEN_DOWN] * 4
    events = []
    for kind, vehicle in zip(kinds, chance.sample(ids, min(len(ids), len(kinds))), strict=False):
        wait = None if kind is EventKind.BROKEN_DOWN else float(chance.randrange(15, 90, 5))
        minute = chance.uniform(0.6, 1.0) * moment
        events.append(Event(0, kind, minute, "invented", (vehicle,), minutes=wait))
    waiting = sorted(operation.waiting(), key=str)
    for place, category in chance.sample(waiting, min(4, len(waiting))):
        events.append(
            Event(0, EventKind.JOINED, 0.8 * moment, "invented", place=place, people={category: 12})
        )
    ahead = [w for w in operation.windows if w.start < moment < w.end - 60]
    for window in ahead[:1]:
        end = window.end - 60
        shorter = Event(0, EventKind.WINDOW_SHORTENED, moment - 10, "invented", until=end)
        events.append(replace(shorter, window=window.id))
    ordered = sorted(events, key=lambda event: event.minute)
    return [replace(event, line=n) for n, event in enumerate(ordered, 1)]


def replan_case(name: str, seconds: float) -> dict[str, Any]:
    """Plan one case, let its day go wrong, replan, and tell the figures."""
    from safeconduct.instance.build import build
    from safeconduct.instance.itinerary import to_plan
    from safeconduct.plan.solve import Limits, solve
    from safeconduct.track.fold import track
    from safeconduct.usecases.prepare import prepare
    from safeconduct.usecases.replan import replan

    operation = generate(AMPLE) if name == AMPLE.name else named(name).make()
    prepare()
    warm()
    instance = build(operation)
    solution = solve(instance, Limits(FIRST_S))
    plan = to_plan(instance, solution.schedule, solution.bound.value, solution.seconds, 0)
    moment = 0.4 * (plan.result.last_arrival_min or operation.horizon_min)
    events = bad_day(operation, plan, moment)
    replan(operation, plan, track(operation, plan, (), moment, "").situation, Limits(0.5))
    began = time.monotonic()
    now = track(operation, plan, events, moment, "events")
    followed = time.monotonic() - began
    found = replan(now.operation, plan, now.situation, Limits(seconds))
    result = found.plan.result
    busy = [
        v for v in now.situation.vehicles
        if v.aboard or (v.under_way and v.under_way.end > moment)
        or (v.under_way and v.under_way.kind is not ActivityKind.UNLOAD)
    ]  # fmt: skip
    return {
        "vehicles": len(now.situation.vehicles),
        "under_way": len(busy),
        "events": len(events),
        "ready": followed + found.feasible_seconds,
        "before": plan.result.weighted_out,
        "gap_before": plan.result.gap,
        "out": result.weighted_out,
        "bound": result.bound,
        "gap": result.gap,
        "seconds": followed + found.seconds,
        "changed": len(found.changes),
    }


if __name__ == "__main__":
    apart.answer(lambda: replan_case(sys.argv[1], float(sys.argv[2])))
