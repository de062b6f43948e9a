"""How far the plan of every registered operation may be from the best possible one.

    python -m bench gaps [--long] [--seconds S] [--only NAME…] [--dry]

Each operation is solved in a process of its own, its plan judged by `safeconduct.verify`;
a plan that the judge rejects is a failure, said as such. Compiled code is warmed first, as
a second run of the command would find it.
"""

import sys
from argparse import Namespace
from statistics import median
from typing import Any

from bench.cases import CASES, Case, named
from bench.results import keep, machine, release, show

from bench import apart

SHORT_S = 8.0
HEAD = (
    "case", "given s", "family", "vehicles", "people", "bound", "out", "gap %", "seconds",
    "first plan s", "peak MB", "judge", "dearest limit",
)  # fmt: skip


def main(options: Namespace) -> None:
    """Solve, judge, print, keep."""
    cases = chosen(options)
    print(f"Safeconduct {release()}, {machine()}")
    rows = []
    for case in cases:
        seconds = options.seconds or (case.seconds if options.long else SHORT_S)
        found = apart.run("bench.gaps", case.name, str(seconds), seconds=seconds)
        rows.append(_row(case, seconds, found))
        print("  ".join(rows[-1]), flush=True)
    show("Gaps", HEAD, rows)
    _summary(rows)
    if not options.dry:
        keep("gaps", "Gap to the proven bound", HEAD, rows, 2)


def chosen(options: Namespace) -> list[Case]:
    """The cases that the options ask for."""
    if options.only:
        return [named(name) for name in options.only]
    return [case for case in CASES if options.long or case.short]


def _row(case: Case, seconds: float, found: dict[str, Any]) -> tuple[str, ...]:
    if "failed" in found:
        return (case.name, f"{seconds:g}", case.family, *["-"] * 8, found["failed"], "-")
    return (
        case.name,
        f"{seconds:g}",
        case.family,
        f"{found['vehicles']}",
        f"{found['people']}",
        f"{found['bound']:.1f}",
        f"{found['out']:.1f}",
        f"{100 * found['gap']:.2f}",
        f"{found['seconds']:.1f}",
        "-" if found["first"] is None else f"{found['first']:.1f}",
        f"{found['peak_mb']:.0f}",
        "accepts" if not found["breaches"] else f"rejects ({found['breaches'][0]})",
        found["limits"][0] if found["limits"] else "-",
    )


def _summary(rows: list[tuple[str, ...]]) -> None:
    gaps = [float(row[7]) for row in rows if row[7] != "-"]
    bad = [row[0] for row in rows if row[11] != "accepts"]
    if gaps:
        print(
            f"\nmedian {median(gaps):.2f} %, worst {max(gaps):.2f} %, "
            f"{sum(g <= 1.0 for g in gaps)} of {len(rows)} within 1 %"
        )
    print("the judge accepts every plan" if not bad else f"not sound: {', '.join(bad)}")


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

    solution = solve(instance, Limits(seconds), 0, watch)
    plan = to_plan(instance, solution.schedule, solution.bound.value, solution.seconds, 0)
    verdict = judge(operation, plan)
    return {
        "vehicles": len(instance.vehicles),
        "people": int(instance.arrays.people.sum()),
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

    shape = Shape("warm", 0, 2, 500, 1, 1, 1, types=1, duty_h=4.0, rest_h=1.0)
    solve(build(shortened(generate(shape), "warm", 6.0)), Limits(60.0, looks=2))


if __name__ == "__main__":
    apart.answer(lambda: solve_case(sys.argv[1], float(sys.argv[2])))
