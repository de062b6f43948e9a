"""A plan that stands bad days: plans made with buffers, each tried on the same days, the best kept.

The planner is given the operation with later openings, earlier closings and slower posts. What it
makes keeps the rules of the true operation too; the time between is the buffer. Candidates are
chosen on some days and measured on others, so that none looks better than it is by luck.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from safeconduct.instance.arrays import Instance
from safeconduct.instance.build import build
from safeconduct.instance.itinerary import account, to_plan
from safeconduct.model.chance import BadDays
from safeconduct.model.operation import Operation
from safeconduct.model.outcome import Candidate, Foresight, Robust
from safeconduct.model.place import PlaceKind
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan
from safeconduct.model.zone import Window
from safeconduct.plan.bound import prove
from safeconduct.plan.solve import Limits, solve
from safeconduct.stress.runs import Each, Trial, in_threads, simulate, trial, world_of
from safeconduct.stress.summary import spread, weighted
from safeconduct.usecases.prepare import prepare
from safeconduct.verify import judge

CHOOSING, MEASURING = 500, 4000
"""Days on which candidates are chosen, and days on which the chosen one is measured."""
OTHER_DAYS = 1_000_003
"""Added to the seed for the days of measuring."""


@dataclass(frozen=True, slots=True)
class Buffer:
    """How hard the planner's world is: minutes off each window, and slower services."""

    name: str
    late_min: float = 0.0
    early_min: float = 0.0
    slow: float = 1.0


BUFFERS = (
    Buffer("another plan without buffers"),
    Buffer("windows open 60 min late", 60.0),
    Buffer("windows open 120 min late, shut 60 min early", 120.0, 60.0),
    Buffer("posts 1.25 times slower", slow=1.25),
    Buffer("posts 1.5 times slower", slow=1.5),
    Buffer("posts 1.5 times slower, windows open 30 min late", 30.0, 0.0, 1.5),
    Buffer("posts twice as slow, windows open 60 min late", 60.0, 0.0, 2.0),
)
PATIENCE_MIN = (180.0, 1440.0, 2880.0)
"""Rules for the day that are tried with every plan, besides the operation's own."""


def harden(
    operation: Operation,
    plan: Plan,
    bad_days: BadDays,
    seconds: float,
    seed: int = 0,
    each: Each = in_threads,
    going: Callable[[], bool] = lambda: True,
    step: Callable[[str], None] = lambda _: None,
) -> tuple[Plan, Robust]:
    """Plan and patience with most weighted people on one bad day of ten, beside the given."""
    prepare(step)
    instance = build(operation)
    found = [("the plan as given", plan)]
    found += list(_candidates(operation, seconds / len(BUFFERS), seed, going, step))
    rules = bad_days.rules
    tried: list[tuple[Candidate, Plan, BadDays]] = []
    for patience in dict.fromkeys((rules.patience_min, *PATIENCE_MIN)):
        under = replace(bad_days, rules=replace(rules, patience_min=patience))
        for name, one in found:
            days = weighted_out(instance, one, under, seed, CHOOSING, each)
            row = Candidate(name, patience, one.result.weighted_out, spread(days))
            tried.append((row, one, under))
    best = max(tried, key=lambda t: (t[0].weighted.p10, t[0].weighted.mean))
    later = seed + OTHER_DAYS
    nominal = weighted_out(instance, plan, bad_days, later, MEASURING, each)
    robust = weighted_out(instance, best[1], best[2], later, MEASURING, each)
    return best[1], Robust(
        candidates=tuple(row for row, _, _ in tried),
        chosen=best[0].name,
        patience_min=best[0].patience_min,
        nominal=spread(nominal),
        robust=spread(robust),
        nominal_good_day=plan.result.weighted_out,
        robust_good_day=best[1].result.weighted_out,
        better_days=float((robust > nominal).mean()),
        worse_days=float((robust < nominal).mean()),
    )


def weighted_out(
    instance: Instance, plan: Plan, bad_days: BadDays, seed: int, runs: int, each: Each
) -> np.ndarray:
    """Weighted people out, day by day."""
    one = trial(instance, plan, bad_days, seed)
    return weighted(one, simulate(one, runs, each))


def _candidates(
    operation: Operation,
    seconds: float,
    seed: int,
    going: Callable[[], bool],
    step: Callable[[str], None],
) -> Iterator[tuple[str, Plan]]:
    for n, buffer in enumerate(BUFFERS):
        if not going():
            return
        step(f"Planning with a buffer: {buffer.name}")
        hard = buffered(operation, buffer)
        instance = build(hard)
        limits = Limits(seconds, interrupted=lambda: not going())
        solution = solve(instance, limits, seed + n)
        bound = float(sum(n * _weight(operation)[c] for (_, c), n in operation.waiting().items()))
        made = to_plan(instance, solution.schedule, solution.bound.value, solution.seconds, seed)
        plan = softened(operation, made, bound)
        if judge(operation, plan).accepted and plan.result.people_out:
            yield buffer.name, plan


def _weight(operation: Operation) -> dict[str, float]:
    return {c.id: c.weight for c in operation.categories}


def buffered(operation: Operation, buffer: Buffer) -> Operation:
    """The operation as the planner is to see it: harder in every respect, easier in none."""
    windows = [
        replace(w, start=w.start + buffer.late_min, end=w.end - buffer.early_min)
        for w in operation.windows
    ]
    slow = buffer.slow
    return replace(
        operation,
        windows=tuple(w for w in windows if w.end > w.start),
        places=tuple(
            replace(p, vehicle_min=p.vehicle_min * slow) if p.kind is PlaceKind.CHECKPOINT else p
            for p in operation.places
        ),
        categories=tuple(
            replace(c, inspect_min=c.inspect_min * slow) for c in operation.categories
        ),
    )


def softened(operation: Operation, plan: Plan, bound: float) -> Plan:
    """A plan of the buffered operation with the true length of every inspection."""
    vehicles = tuple(_soft(operation, vehicle) for vehicle in plan.vehicles)
    result = account(operation, vehicles, bound, plan.result.solve_seconds, plan.result.seed)
    return replace(plan, operation_sha256=operation.sha256, vehicles=vehicles, result=result)


def _soft(operation: Operation, vehicle: Itinerary) -> Itinerary:
    places = {p.id: p for p in operation.places}
    minutes = {c.id: c.inspect_min for c in operation.categories}
    aboard: dict[str, int] = {}
    done: list[Activity] = []
    for one in vehicle.activities:
        if one.kind is ActivityKind.LOAD:
            for category, count in one.people.items():
                aboard[category] = aboard.get(category, 0) + count
        elif one.kind is ActivityKind.UNLOAD:
            aboard = {}
        if one.kind is ActivityKind.INSPECT:
            took = places[one.place].vehicle_min + sum(n * minutes[c] for c, n in aboard.items())
            done.append(replace(one, end=one.start + took))
        else:
            done.append(one)
    return replace(vehicle, activities=tuple(done))


def foresee(
    operation: Operation, one: Trial, days: int, seconds: float, going: Callable[[], bool]
) -> tuple[Foresight, ...]:
    """For the first few days: what came out, and what nobody could have exceeded, knowing all."""
    found = []
    played = weighted(one, simulate(one, days))
    for day in range(days):
        if not going():
            break
        known = as_it_was(operation, one, day)
        bound = prove(build(known), seconds).value if known.headcounts else 0.0
        found.append(Foresight(day, float(played[day]), bound))
    return tuple(found)


def as_it_was(operation: Operation, one: Trial, day: int) -> Operation:
    """The operation as a simulated day turned out, never worse than it did.

    Windows, vehicles and people are those of the day; posts, boarding and roads are as quick all
    the time as they were at their best; holds, closed roads, breakdowns and refusals are left out.
    """
    scene, world = one.script.scene, world_of(one, day)
    windows = [
        Window(f"w{w}", operation.zones[z].id, float(world.win_start[w]), float(world.win_end[w]))
        for z in range(len(operation.zones))
        for w in range(int(scene.win_first[z]), int(scene.win_first[z + 1]))
        if world.win_end[w] > world.win_start[w]
    ]
    quick = world.slow.min(axis=1)
    posts = [i for i, p in enumerate(operation.places) if p.kind is PlaceKind.CHECKPOINT]
    pickups = [i for i, p in enumerate(operation.places) if p.kind is PlaceKind.PICKUP]
    inspect = min((float(quick[i]) for i in posts), default=1.0)
    load = min((float(quick[i]) for i in pickups), default=1.0)
    road = float(world.road.min(initial=1e9)) if world.road.size else 1.0
    ids = [c.id for c in operation.categories]
    first = {(row.place, row.category): row for row in reversed(operation.headcounts)}
    counts = {
        (p.id, c): int(world.waiting[i, j])
        for i, p in enumerate(operation.places)
        for j, c in enumerate(ids)
    }
    gone = np.bincount(
        _classes(operation), weights=world.missing, minlength=len(operation.fleet)
    ).astype(int)
    return replace(
        operation,
        windows=tuple(windows),
        places=tuple(
            replace(
                p,
                vehicle_min=p.vehicle_min * float(quick[i]),
                load_fixed_min=p.load_fixed_min * load,
            )
            for i, p in enumerate(operation.places)
        ),
        categories=tuple(
            replace(c, inspect_min=c.inspect_min * inspect, load_min=c.load_min * load)
            for c in operation.categories
        ),
        headcounts=tuple(
            replace(row, count=counts[key]) for key, row in first.items() if counts[key]
        ),
        fleet=tuple(
            replace(row, count=row.count - int(gone[k])) for k, row in enumerate(operation.fleet)
        ),
        legs=tuple(
            replace(
                leg,
                minutes=leg.minutes * road,
                zones=tuple(
                    passage._replace(enter=passage.enter * road, exit=passage.exit * road)
                    for passage in leg.zones
                ),
            )
            for leg in operation.legs or ()
        ),
    )


def _classes(operation: Operation) -> np.ndarray:
    return np.array(
        [k for k, row in enumerate(operation.fleet) for _ in range(row.count)], dtype=np.int64
    )
