"""What thousands of bad days come to: spreads, chances, moments to decide, reserves."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from math import ceil

import numpy as np

from safeconduct.instance.arrays import Floats, Instance, Ints
from safeconduct.model.chance import KINDS, BadDays
from safeconduct.model.outcome import Check, Delay, Hour, Outcome, Reserve, Spread, Weight
from safeconduct.model.plan import Plan
from safeconduct.stress.play import Result
from safeconduct.stress.runs import Each, Trial, in_threads, simulate, trial
from safeconduct.stress.script import Script, Stay

LEVELS = (90, 95, 99)
"""Chances, in percent, for which the last moment to go is told."""
LATE_MIN = (0, 60, 120, 180, 240, 360)
"""Minutes by which a whole plan is started late, to see what that costs."""
SIDE_RUNS = 1000
"""Most days for each side question: without one assumption, with nothing but it, a late start."""


def spread(values: Floats | Ints) -> Spread:
    """Mean and quantiles; zeros where there is nothing."""
    if not len(values):
        return Spread(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    p05, p10, median, p90, p95 = np.percentile(values, (5, 10, 50, 90, 95))
    rounded = [round(float(v), 6) for v in (np.mean(values), p05, p10, median, p90, p95)]
    return Spread(*rounded)


def summarise(
    instance: Instance, plan: Plan, bad_days: BadDays, one: Trial, result: Result, wanted: int
) -> Outcome:
    """Everything that the simulated days say of the plan, without the side questions."""
    scene, days = one.script.scene, len(result.last)
    fates = {
        "out": result.out,
        "refused": result.refused,
        "left_by_choice": result.left,
        "under_way": result.aboard,
        "waiting": result.waiting,
        "not_come": scene.people.sum(axis=0) - result.come,
    }
    return Outcome(
        runs=days,
        wanted=wanted,
        seed=one.seed,
        nominal=dict(plan.result.people_by_category),
        out=spread(result.out.sum(axis=1)),
        weighted=spread(weighted(one, result)),
        by_category={c: spread(result.out[:, i]) for i, c in enumerate(instance.categories)},
        fates={name: spread(rows.sum(axis=1)) for name, rows in fates.items()},
        joined=spread(result.joined),
        cars=spread(result.cars),
        last_arrival=spread(result.last[result.last > 0]),
        any_caught=float(result.caught.any(axis=1).mean()) if days else 0.0,
        turned_back=spread(result.turned),
        over_duty=spread(result.over),
        hours=tuple(_hours(one.script, result)),
        checks=tuple(_checks(instance, one.script, result)),
        reserves=tuple(_reserves(instance, bad_days, result)),
        sources=dict(bad_days.sources),
    )


def weighted(one: Trial, result: Result) -> Floats:
    """Weighted people out, day by day."""
    return np.asarray(result.out @ one.script.scene.weight, dtype=float)


def _hours(script: Script, result: Result) -> Iterator[Hour]:
    """All are out once everybody the plan serves who came, stayed and was let through is."""
    lost = (result.refused + result.left).sum(axis=1)
    wanted = np.minimum(script.planned.sum(), result.come.sum(axis=1))
    whole = (result.out.sum(axis=1) + lost >= wanted) & (result.aboard.sum(axis=1) == 0)
    final = result.out.sum(axis=1)
    for h in range(ceil(script.scene.horizon / 60.0)):
        out = result.hours[:, h]
        share = float((whole & (out >= final)).mean()) if len(out) else 0.0
        yield Hour((h + 1) * 60.0, share, spread(out))


def _checks(instance: Instance, script: Script, result: Result) -> Iterator[Check]:
    """For each convoy and window zone: how often its tail is caught, and when it must go."""
    convoys: dict[tuple[str, int, int], list[int]] = {}
    for s, stay in enumerate(script.stays):
        key = (stay.convoy, stay.zone, round(stay.left * 60))
        convoys.setdefault(key, []).append(s)
    for (convoy, zone, _), rows in sorted(convoys.items(), key=lambda i: _first(script, i[1])):
        yield _check(instance, script, result, convoy, zone, rows)


def _first(script: Script, rows: Sequence[int]) -> tuple[float, int]:
    return min(script.stays[s].entered for s in rows), rows[0]


def _check(
    instance: Instance, script: Script, result: Result, convoy: str, zone: int, rows: Sequence[int]
) -> Check:
    scene = script.scene
    tail: Stay = max((script.stays[s] for s in rows), key=lambda stay: (stay.left, -stay.vehicle))
    enter, leave = script.activities[tail.enter], script.activities[tail.leave]
    latest = result.latest[:, rows]
    entered = np.asarray(~np.isnan(latest).all(axis=1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        last = np.nanmin(latest[entered], axis=1) if entered.any() else np.empty(0)
    planned = enter.start if enter is not None else tail.entered
    before = tail.entered - planned
    shuts = _shuts(scene.win_start, scene.win_end, scene.win_first, zone, tail.entered)
    last = last[last <= shuts]  # on other days it went in by a later window
    return Check(
        kind="window",
        convoy=convoy,
        vehicles=tuple(dict.fromkeys(script.vehicles[script.stays[s].vehicle] for s in rows)),
        place=enter.origin if enter is not None else "",
        zone=instance.zones[zone],
        leg=leave.leg if leave is not None else "",
        planned=planned,
        shuts=shuts,
        latest={level: _latest(last, level, before) for level in LEVELS},
        entered=float(entered.mean()) if len(entered) else 0.0,
        caught=float(result.caught[:, rows].any(axis=1).mean()) if len(entered) else 0.0,
    )


def _latest(last: Floats, level: int, before: float) -> float | None:
    """The moment that lies before all but so many of a hundred last moments."""
    if not len(last):
        return None
    found = float(np.quantile(last, 1.0 - level / 100.0, method="lower"))
    return None if found < 0.0 else round(found - before, 2)


def _shuts(start: Floats, end: Floats, first: Ints, zone: int, moment: float) -> float:
    for w in range(int(first[zone]), int(first[zone + 1])):
        if start[w] - 0.1 <= moment <= end[w] + 0.1:
            return float(end[w])
    return moment


def _reserves(instance: Instance, bad_days: BadDays, result: Result) -> Iterator[Reserve]:
    """What is needed where people stand, loading aside; only places where any do."""
    rules = bad_days.rules
    for p, place in enumerate(instance.places):
        if instance.arrays.people[p].sum() or not result.peak[:, p].any():
            continue
        hours, peak = spread(result.place_hours[:, p]), spread(result.peak[:, p])
        days = hours.p95 / 24.0
        yield Reserve(
            place=place,
            person_hours=hours,
            peak_persons=peak,
            water_l=round(days * rules.water_l_day, 1),
            food_kcal=round(days * rules.food_kcal_day, 0),
            covered_m2=round(peak.p95 * rules.covered_m2, 1),
            toilets=ceil(peak.p95 / rules.persons_per_toilet),
        )


def weigh(
    instance: Instance,
    plan: Plan,
    bad_days: BadDays,
    seed: int,
    runs: int,
    each: Each = in_threads,
    going: Callable[[], bool] = lambda: True,
) -> tuple[float, tuple[Weight, ...]]:
    """People out on average; what each assumption weighs on the same days, the heaviest first."""
    few = min(runs, SIDE_RUNS)
    found = []
    base = simulate(trial(instance, plan, bad_days, seed), few, each).out.sum(axis=1).mean()
    for kind in bad_days.chances:
        if not going():
            break
        without = simulate(trial(instance, plan, bad_days.without(kind), seed), few, each)
        alone = simulate(trial(instance, plan, bad_days.only(kind), seed), few, each)
        found.append(
            Weight(
                kind,
                KINDS[kind].words,
                float(without.out.sum(axis=1).mean()),
                float(alone.out.sum(axis=1).mean()),
                bad_days.chances[kind].provenance.source,
            )
        )
    return float(base), tuple(sorted(found, key=lambda w: (-w.without, w.alone, w.kind)))


def start_late(
    one: Trial, runs: int, each: Each = in_threads, going: Callable[[], bool] = lambda: True
) -> tuple[Delay, ...]:
    """What becomes of the plan if everything in it starts later."""
    found = []
    scene = one.script.scene
    for late in LATE_MIN:
        if not going():
            break
        script = one.script._replace(scene=scene._replace(start=scene.start + late))
        result = simulate(one._replace(script=script), min(runs, SIDE_RUNS), each)
        found.append(Delay(float(late), spread(result.out.sum(axis=1))))
    return tuple(found)
