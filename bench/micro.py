"""Micro-operations whose every plan is enumerated: what the bound and the schedule are worth.

    python -m bench micro [--full | --long] [--dry]

The operations and the enumeration are those of `tests/plan`; each rule is in some of them.
"""

from argparse import Namespace
from typing import Any

from bench.results import Keeper, release, show
from tests.plan.micro import micro
from tests.plan.oracle import Oracle, TooLargeError

from bench import apart

FIRST, SHORT, FULL, LONG = 1000, 12, 40, 120
HEAD = (
    "operations", "enumerated", "bound below the best plan", "bound equal to it",
    "schedule equal to it", "schedule equal %", "widest gap to the best %", "the judge rejects",
)  # fmt: skip


def main(options: Namespace) -> None:
    """Enumerate, bound, solve, judge; keep one row."""
    count = LONG if options.long else FULL if options.full else SHORT
    print(f"Safeconduct {release()}; {count} operations from seed {FIRST} on")
    found = apart.run("bench.micro", str(count), seconds=30.0 * count)
    if "failed" in found:
        print(f"failed: {found['failed']}")
        return
    row = (
        f"{count}", *(f"{found[k]}" for k in ("enumerated", "below", "tight", "equal")),
        f"{100.0 * found['equal'] / max(found['enumerated'], 1):.0f}", f"{found['widest']:.1f}",
        f"{found['rejected']}",
    )  # fmt: skip
    show("Micro-operations, every plan tried", HEAD, [row])
    Keeper("micro", "Micro-operations, every plan tried", HEAD, 1, options).keep(row, quiet=True)


def measure(count: int) -> dict[str, Any]:
    """Work through the operations here."""
    from bench.gaps import warm

    warm()
    told = [one for seed in range(FIRST, FIRST + count) if (one := _one(seed)) is not None]
    return {
        "enumerated": len(told),
        "below": sum(bound < best - 1e-9 for best, bound, _, _ in told),
        "tight": sum(abs(bound - best) <= 1e-9 for best, bound, _, _ in told),
        "equal": sum(out >= best - 1e-9 for best, _, out, _ in told),
        "widest": max((100.0 * (b - out) / b for b, _, out, _ in told if b > 0.0), default=0.0),
        "rejected": sum(not accepted for *_, accepted in told),
    }


def _one(seed: int) -> tuple[float, float, float, bool] | None:
    """The best plan by enumeration, the bound, the schedule's worth, the judge's word."""
    from safeconduct.instance.build import build
    from safeconduct.instance.itinerary import to_plan
    from safeconduct.plan.solve import Limits, solve
    from safeconduct.verify import judge

    operation, unit = micro(seed)
    try:
        best = Oracle(operation, unit).best()
    except TooLargeError:
        return None
    instance = build(operation)
    solution = solve(instance, Limits(5.0, looks=30))
    plan = to_plan(instance, solution.schedule, solution.bound.value, solution.seconds, 0)
    accepted = judge(operation, plan).accepted
    return best, solution.bound.value, plan.result.weighted_out, accepted


if __name__ == "__main__":
    import sys

    apart.answer(lambda: measure(int(sys.argv[1])))
