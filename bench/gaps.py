"""How far the plan of every registered operation may be from the best possible one.

    python -m bench gaps [--long] [--seconds S] [--only NAME…] [--dry]

Each operation is solved in a process of its own, its plan judged by `safeconduct.verify`;
a plan that the judge rejects is a failure, said as such. Compiled code is warmed first, as
a second run of the command would find it.
"""

import sys
from argparse import Namespace
from collections.abc import Sequence
from statistics import median
from typing import Any

from bench.cases import CASES, Case, named
from bench.results import Keeper, machine, release, show

from bench import apart

SHORT_S, FULL_S = 8.0, 20.0
ENOUGH = 0.002
"""A solve ends early at this gap."""
SUMMARY = (
    "given s", "cases", "within 1 %", "within 0.2 %", "median gap %", "widest gap %", "case",
    "slowest first plan s", "most MB", "the judge rejects",
)  # fmt: skip
HEAD = (
    "case", "given s", "family", "vehicles", "people", "everybody", "bound", "out", "gap %",
    "seconds", "first plan s", "peak MB", "judge", "dearest limit",
)  # fmt: skip


def main(options: Namespace) -> None:
    """Solve, judge, print, keep."""
    print(f"Safeconduct {release()}, {machine()}")
    apart.run("bench.gaps", "warm", seconds=600.0)
    given = {case.name: options.seconds or _seconds(case, options) for case in chosen(options)}
    keeper = Keeper("gaps", "Gap to the proven bound", HEAD, 2, options)
    rows = []
    for name, text in keeper.todo((name, f"{s:g}") for name, s in given.items()):
        found = apart.run("bench.gaps", name, text, seconds=3.0 * given[name])
        rows.append(_row(named(name), given[name], found))
        keeper.keep(rows[-1])
    show("Gaps", HEAD, rows)
    summary = _summary(rows if options.dry else keeper.rows())
    show("Gaps in short", SUMMARY, summary)
    totals = Keeper("gaps-summary", "Gaps in short", SUMMARY, 1, options)
    for row in summary:
        totals.keep(row, quiet=True)


def _seconds(case: Case, options: Namespace) -> float:
    if options.long:
        return case.seconds
    return min(case.seconds, FULL_S if options.full else SHORT_S)


def chosen(options: Namespace) -> list[Case]:
    """The cases that the options ask for."""
    if options.only:
        return [named(name) for name in options.only]
    return [case for case in CASES if options.long or options.full or case.short]


def _row(case: Case, seconds: float, found: dict[str, Any]) -> tuple[str, ...]:
    if "failed" in found:
        return (case.name, f"{seconds:g}", case.family, *["-"] * 9, found["failed"], "-")
    return (
        case.name,
        f"{seconds:g}",
        case.family,
        f"{found['vehicles']}",
        f"{found['people']}",
        f"{found['everybody']:.1f}",
        f"{found['bound']:.1f}",
        f"{found['out']:.1f}",
        f"{100 * found['gap']:.2f}",
        f"{found['seconds']:.1f}",
        "-" if found["first"] is None else f"{found['first']:.1f}",
        f"{found['peak_mb']:.0f}",
        "accepts" if not found["breaches"] else f"rejects ({found['breaches'][0]})",
        found["limits"][0] if found["limits"] else "-",
    )


def _summary(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """For each time given: how many cases are within a per cent, the median, the widest gap."""
    table: list[tuple[str, ...]] = []
    for given in sorted({row[1] for row in rows}, key=float):
        mine = [row for row in rows if row[1] == given]
        gaps = {row[0]: float(row[8]) for row in mine if row[8] != "-"}
        if not gaps:
            continue
        widest = max(gaps, key=lambda name: gaps[name])
        rejected = [row[0] for row in mine if row[12] != "accepts"]
        table.append((
            given, f"{len(mine)}", f"{sum(g <= 1.0 for g in gaps.values())}",
            f"{sum(g <= 0.2 for g in gaps.values())}", f"{median(gaps.values()):.2f}",
            f"{gaps[widest]:.2f}", widest,
            f"{max((float(r[10]) for r in mine if r[10] != '-'), default=0.0):.1f}",
            f"{max((float(r[11]) for r in mine if r[11] != '-'), default=0.0):.0f}",
            ", ".join(rejected) or "none",
        ))  # fmt: skip
    return table


def solve_case(name: str, seconds: float) -> dict[str, Any]:
    """Solve one case here, judge its plan, and tell the figures."""
    from safeconduct.instance.build import build
    from safeconduct.instance.itinerary import to_plan
    from safeconduct.plan.solve import Limits, Progress, solve
    from safeconduct.verify import judge

    operation = named(name).make()
    instance = build(operation)
    warm()
    first: list[float] = []

    def watch(progress: Progress) -> None:
        if progress.weighted_out > 0.0 and not first:
            first.append(progress.seconds)

    solution = solve(instance, Limits(seconds, gap=ENOUGH), 0, watch)
    plan = to_plan(instance, solution.schedule, solution.bound.value, solution.seconds, 0)
    verdict = judge(operation, plan)
    return {
        "vehicles": len(instance.vehicles),
        "people": int(instance.arrays.people.sum()),
        "everybody": float((instance.arrays.people * instance.arrays.weight).sum()),
        "bound": plan.result.bound,
        "out": plan.result.weighted_out,
        "gap": plan.result.gap,
        "seconds": solution.seconds,
        "first": first[0] if first else None,
        "breaches": [str(b) for b in verdict.breaches[:3]],
        "limits": [f"{limit.kind} {limit.name}" for limit in solution.bound.limits[:3]],
    }


def warm() -> None:
    """Compile, or load from the cache, what is compiled; it is no part of the measured time.

    Six hours with far too many people: bound and search both run.
    """
    from bench.build import shortened
    from bench.generate import Shape, generate

    from safeconduct.instance.build import build
    from safeconduct.plan.solve import Limits, solve

    shape = Shape("warm", 0, 2, 500, 1, 1, 1, types=1, duty_h=4.0, rest_h=1.0, escort=True)
    solve(build(shortened(generate(shape), "warm", 6.0)), Limits(60.0, looks=2))


def _ready() -> dict[str, Any]:
    warm()
    return {}


if __name__ == "__main__":
    if sys.argv[1] == "warm":
        apart.answer(_ready)
        raise SystemExit
    apart.answer(lambda: solve_case(sys.argv[1], float(sys.argv[2])))
