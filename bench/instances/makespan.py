"""The shortest time in which everybody can be out: bisection over the horizon, same engine.

The bound is the first horizon for which the proven bound covers all who wait: at any
shorter one somebody provably stays.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.model.operation import Operation
from safeconduct.plan.bound import Prover
from safeconduct.plan.solve import Limits, Progress, solve
from safeconduct.verify import judge

NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Found:
    """Proven least length, the length of the best judged plan (None: none found), seconds."""

    bound: int
    best: int | None
    seconds: float


def shortest(
    make: Callable[[int], Operation],
    demand: float,
    span: tuple[int, int],
    seconds: float,
    step: int,
) -> Found:
    """Bisect between two lengths, to within `step`; the first is known to be a bound."""
    begun = time.monotonic()

    def left() -> float:
        return seconds - (time.monotonic() - begun)

    low, high = span
    while high - low >= step and left() > 0.6 * seconds:
        middle = (low + high) // 2
        if _provably_short(make(middle), demand, min(left() - 0.6 * seconds, 0.2 * seconds)):
            low = middle + 1
        else:
            high = middle
    bound, tried, best, jump = low, low - 1, None, step
    length = low
    while best is None and left() > 0.0 and length <= 2 * span[1]:
        best = _plan(make(length), demand, max(left() / 3.0, 1.0), length)
        if best is None:
            tried, length, jump = length, length + jump, 2 * jump
    while best is not None and best - tried > step and left() > 0.0:
        length = (tried + best) // 2
        shorter = _plan(make(length), demand, max(left() / 2.0, 1.0), length)
        if shorter is None:
            tried = length
        else:
            best = shorter
    return Found(bound, best, time.monotonic() - begun)


def _provably_short(operation: Operation, demand: float, seconds: float) -> bool:
    """Whether the bound shows that not everybody can be out by the horizon."""
    end = time.monotonic() + seconds
    prover = Prover(build(operation))
    prover.work(lambda: time.monotonic() < end and prover.bound.value > demand - NEAR)
    return prover.bound.value < demand - NEAR


def _plan(operation: Operation, demand: float, seconds: float, length: int) -> int | None:
    """A length in which a judged plan has everybody out; None where none was found."""
    instance = build(operation)
    last: list[Progress] = []

    def settled() -> bool:
        return bool(last) and (
            last[-1].weighted_out > demand - NEAR or last[-1].bound < demand - NEAR
        )

    solution = solve(instance, Limits(seconds, interrupted=settled), 0, last.append)
    plan = to_plan(instance, solution.schedule, solution.bound.value, solution.seconds, 0)
    if plan.result.weighted_out < demand - NEAR or not judge(operation, plan).accepted:
        return None
    share = float(plan.result.last_arrival_min or 0.0) / operation.horizon_min
    return min(length, -int(-(share * length - NEAR) // 1))
