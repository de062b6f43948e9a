"""Micro-operations whose every plan is enumerated: the bound is never below the best of them."""

import pytest
from tests.plan.micro import micro
from tests.plan.oracle import Oracle, TooLargeError

from safeconduct.instance.build import build
from safeconduct.plan.bound import Prover
from safeconduct.plan.solve import Limits, solve

SMALL = range(12)
MANY = range(1000, 1040)


def optimum(seed: int) -> tuple[float, float, float] | None:
    """Best by enumeration, the proven bound, and what the planner's schedule brings."""
    operation, unit = micro(seed)
    try:
        best = Oracle(operation, unit).best()
    except TooLargeError:
        return None
    instance = build(operation)
    prover = Prover(instance)
    prover.work(lambda: True)
    weight = {c.id: c.weight for c in operation.categories}
    schedule = solve(instance, Limits(seconds=5.0, looks=30)).schedule
    out = sum(
        weight[c] * n
        for records in schedule
        for record in records
        if record.kind == 3
        for c, n in zip(instance.categories, record.load, strict=False)
    )
    return best, prover.bound.value, out


def found(seeds: range) -> list[tuple[float, float, float]]:
    return [told for seed in seeds if (told := optimum(seed)) is not None]


@pytest.mark.parametrize("seeds", [SMALL, pytest.param(MANY, marks=pytest.mark.slow)])
def test_the_bound_is_never_below_the_best_plan_and_no_schedule_above_it(seeds: range) -> None:
    for best, bound, out in found(seeds):
        assert bound >= best - 1e-9
        assert out <= best + 1e-9


@pytest.mark.slow
def test_the_schedule_is_the_best_plan_in_nineteen_of_twenty_cases() -> None:
    told = found(MANY)
    assert sum(out >= best - 1e-9 for best, _, out in told) >= 0.95 * len(told)
