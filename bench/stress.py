"""Measure bad days: seconds beside SimPy and Ciw, recorded cases, plans that stand them."""

import time
from argparse import Namespace
from dataclasses import replace
from os import cpu_count

import numpy as np
from bench.cases import mariupol, named
from bench.recorded import CASES, Recorded

from bench import results
from safeconduct.instance.arrays import Instance
from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.model.chance import BadDays
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan
from safeconduct.operation.stress_file import priors
from safeconduct.plan.solve import Limits, solve
from safeconduct.stress.play import Result
from safeconduct.stress.runs import Trial, simulate, trial, world_of
from safeconduct.usecases.harden import harden

RUNS = 10_000
RIVAL_DAYS = 20
SHARED = (
    "late_opening", "early_closing", "withdrawn", "slow_inspection", "slow_loading", "slow_road",
    "not_come",
)  # fmt: skip
"""The chances that the rivals' models know too."""
ROBUST = ("mariupol", "sumy", "four_towns", "khartoum", "lanes", "window", "escort")


def main(options: Namespace) -> None:
    seconds = options.seconds or (40.0 if options.long else 12.0)
    speed(seconds, keep=not options.dry)
    recorded(seconds, options.only, keep=not options.dry)
    robust(seconds, options.only or (ROBUST if options.long else ROBUST[:3]), keep=not options.dry)


def planned(operation: Operation, seconds: float) -> tuple[Instance, Plan]:
    """A plan by the planner."""
    instance = build(operation)
    solution = solve(instance, Limits(seconds))
    bound = float((instance.arrays.people * instance.arrays.weight).sum())
    return instance, to_plan(instance, solution.schedule, bound, solution.seconds, 0)


def speed(seconds: float, *, keep: bool) -> None:
    """10,000 days of the reference plan; and the rivals, a few days each."""
    instance, plan = planned(mariupol(), seconds)
    one = trial(instance, plan, priors(), 0)
    simulate(one, 1)
    began, spent = time.perf_counter(), time.process_time()
    simulate(one, RUNS)
    wall, used = time.perf_counter() - began, time.process_time() - spent
    same = priors().only(*SHARED)
    rules = replace(same.rules, patience_min=1e9, margin_min=0.0, convoy_wait_min=1e9)
    under = trial(instance, plan, replace(same, rules=rules), 0)
    spent = time.process_time()
    ours = simulate(under, 1000)
    each = (time.process_time() - spent) / 1000
    tasks = len(one.script.scene.kind)
    cores = cpu_count()
    rows = [
        ("safeconduct, all chances", f"{tasks:,}", f"{wall:.1f} s on {cores} cores",
         f"{used:.1f} s", "", ""),
    ]  # fmt: skip
    rows += _rivals(under, ours, each, tasks)
    head = ("simulation", "tasks a day", "10,000 days", "of one core", "slower", "same people out")
    results.show("Speed: bad days of the Mariupol plan", head, rows)
    if keep:
        results.keep("stress-speed", "Bad days: speed", head, rows, 1)


def _rivals(one: Trial, ours: Result, each: float, tasks: int) -> list[tuple[str, ...]]:
    rows = [("safeconduct, the rivals' rules", f"{tasks:,}", "", f"{each * RUNS:.1f} s", "1", "")]
    try:
        from bench.rivals import with_simpy

        spent, same = time.process_time(), 0
        for day in range(RIVAL_DAYS):
            out = with_simpy.people_out(one.script, world_of(one, day))
            same += int(np.array_equal(out, ours.out[day]))
        took = (time.process_time() - spent) / RIVAL_DAYS
        rows.append(("SimPy", f"{tasks:,}", "", f"{took * RUNS:.0f} s", f"{took / each:.0f}",
                     f"{same} of {RIVAL_DAYS} days"))  # fmt: skip
    except ImportError:
        print("SimPy is not installed: skipped")
    try:
        from bench.rivals import with_ciw

        spent = time.process_time()
        served = sum(with_ciw.queues(one.script) for _ in range(RIVAL_DAYS)) / RIVAL_DAYS
        took = (time.process_time() - spent) / RIVAL_DAYS
        slower = f"{took / each:.0f}; {took / served / each * tasks:.0f} a task"
        rows.append(
            ("Ciw, the posts alone", f"{served:,.0f}", "", f"{took * RUNS:.0f} s", slower, "")
        )
    except ImportError:
        print("Ciw is not installed: skipped")
    return rows


def recorded(seconds: float, only: list[str], *, keep: bool) -> None:
    """Recorded cases under the priors, none tuned."""
    rows, made = [], {}
    for case in CASES:
        if only and case.make.__name__ not in only:
            continue
        if case.make not in made:
            made[case.make] = planned(case.make(), seconds)
        instance, plan = made[case.make]
        rows.append(_recorded(case, instance, plan))
        print(*rows[-1], sep="  ", flush=True)
    head = ("case", "measure", "on paper", "simulated 5 %", "half", "95 %", "observed", "inside")
    results.show("Recorded cases", head, rows)
    if keep and rows:
        results.keep("stress-recorded", "Bad days: recorded cases, none tuned", head, rows, 1)


def _recorded(case: Recorded, instance: Instance, plan: Plan) -> tuple[str, ...]:
    calm = simulate(trial(instance, plan, BadDays({}), 0), 1)
    days = simulate(trial(instance, plan, priors(), 0), 2000)
    paper = float(measured(case.measure, calm, plan)[0])
    found = measured(case.measure, days, plan)
    low, half, high = np.percentile(found, (5, 50, 95)) if len(found) else (0.0, 0.0, 0.0)
    inside = "yes" if low <= case.observed <= high else "no"
    numbers = (paper, low, half, high, case.observed)
    return (case.name, case.measure, *(f"{n:,.0f}" for n in numbers), inside)


def measured(measure: str, days: Result, plan: Plan) -> np.ndarray:
    """The figure of each day that the record gives."""
    if measure == "hours":
        first = min(v.activities[0].start for v in plan.vehicles)
        return (days.last[days.last > 0] - first) / 60.0
    if measure == "two_days":
        return days.hours[:, 47]
    out = days.out.sum(axis=1)
    return out + days.joined if measure == "joined" else out


def robust(seconds: float, names: tuple[str, ...] | list[str], *, keep: bool) -> None:
    """Plans that stand bad days beside plans that are best on paper."""
    rows = []
    for name in names:
        operation = named(name).make()
        _, plan = planned(operation, seconds)
        _, found = harden(operation, plan, priors(), 4.0 * seconds)
        nominal, chosen = found.nominal, found.robust
        rows.append((
            name, f"{found.nominal_good_day:,.0f}", f"{found.robust_good_day:,.0f}",
            f"{nominal.p10:,.0f}", f"{chosen.p10:,.0f}", f"{nominal.mean:,.0f}",
            f"{chosen.mean:,.0f}", f"{found.better_days:.0%}", f"{found.worse_days:.0%}",
            f"{found.chosen}; patience {found.patience_min / 60:g} h",
        ))  # fmt: skip
        print(*rows[-1], sep="  ", flush=True)
    head = ("case", "good day", "robust", "10 % of days", "robust 10 %", "mean", "robust mean",
            "better", "worse", "chosen")  # fmt: skip
    results.show("Plans that stand bad days, weighted people", head, rows)
    if keep and rows:
        results.keep("stress-robust", "Bad days: plans that stand them", head, rows, 1)
