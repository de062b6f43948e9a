"""What holds of every bound: more of anything never lowers it, and the order of rows is nothing."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from tests.plan.micro import micro
from tests.plan.oracle import Oracle, TooLargeError
from tests.plan.world import bound, planned

from safeconduct.model.operation import Operation
from safeconduct.operation.loosened import Unit, units
from safeconduct.operation.patches import patched

ROUNDING = 2e-3
"""Share by which two bounds may differ that column generation stopped near their best."""
SEEDS = [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 14))]
ALLOWS_MORE = ("window", "lane", "fleet", "bay", "reception", "duty", "hours")


def looser(operation: Operation) -> list[tuple[Unit, Operation]]:
    """The operation with one more unit of each thing, of which the clock stays the same."""
    return [
        (unit, patched(operation, unit.patches))
        for unit in units(operation)
        if unit.kind in ALLOWS_MORE
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_more_of_anything_never_lowers_the_bound(seed: int) -> None:
    operation, _ = micro(seed)
    before = bound(operation, exact=True)
    for unit, changed in looser(operation):
        after = bound(changed, exact=True)
        assert after >= before * (1 - ROUNDING) - 1e-6, unit.says


@pytest.mark.parametrize("seed", SEEDS)
def test_no_bound_with_more_is_below_the_best_plan_without(seed: int) -> None:
    operation, unit = micro(seed)
    try:
        best = Oracle(operation, unit).best()
    except TooLargeError:
        pytest.skip("too much to try")
    changed = [one for _, one in looser(operation)]
    changed.append(replace(operation, horizon_h=operation.horizon_h + 1))
    seats = tuple(replace(row, seats=row.seats + 1) for row in operation.fleet)
    changed.append(replace(operation, fleet=seats))
    for one in changed:
        assert bound(one) >= best - 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_changes_nothing_but_ties(seed: int) -> None:
    operation, _ = micro(seed)
    chance = Random(seed)

    def mixed(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(rows, len(rows)))

    turned = replace(
        operation,
        categories=mixed(operation.categories),
        places=mixed(operation.places),
        headcounts=mixed(operation.headcounts),
        fleet=mixed(operation.fleet),
        windows=mixed(operation.windows),
        legs=mixed(operation.legs or ()),
    )
    here, there = bound(operation, exact=True), bound(turned, exact=True)
    assert there == pytest.approx(here, rel=ROUNDING, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_judged_plan_is_above_the_bound(seed: int) -> None:
    operation, _ = micro(2000 + seed)
    assert planned(operation, looks=5).result.weighted_out <= bound(operation) + 1e-6
