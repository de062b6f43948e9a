"""People whose inspection takes different minutes, in one vehicle: timed as they are mixed."""

from dataclasses import replace
from random import Random

import pytest
from tests.plan.micro import micro
from tests.plan.oracle import Oracle, TooLargeError
from tests.plan.world import bound, planned, world

from safeconduct.model.operation import Operation
from safeconduct.model.people import Headcount

SEEDS = [
    *range(3000, 3004),
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3004, 3016)),
]
ONE_ROAD = """
base depot
pickup hamlet
post gate lanes=4
town city
leg depot hamlet 10
leg hamlet gate 10
leg gate city 10
category slow weight=3 inspect_min=6
category adult inspect_min=1
people hamlet adult 10
people hamlet slow 10
fleet bus 1 depot seats=10
horizon """
TWO_POSTS = """
base depot
pickup hamlet
pickup farm
post gate
post bridge
town city
leg depot hamlet 10
leg hamlet gate 5
leg gate farm 5
leg farm bridge 5
leg bridge city 5
category slow weight=5 inspect_min=6
category adult inspect_min=1
fleet bus 1 depot seats=10
"""


def out(operation: Operation) -> float:
    return planned(operation, looks=5).result.weighted_out


def test_one_quick_person_does_not_make_the_whole_load_quick() -> None:
    operation = world(ONE_ROAD + "60")  # 30 minutes at the gate: at best 4 slow and 6 others
    assert out(operation) <= 18 <= bound(operation) <= 21


def test_with_time_for_all_who_are_slow_the_bound_lets_all_of_them_go() -> None:
    assert bound(world(ONE_ROAD + "90")) == out(world(ONE_ROAD + "90")) == 30


@pytest.mark.parametrize(
    ("first", "then", "minutes"), [("adult 8", "slow 2", 58), ("slow 2", "adult 8", 62)]
)
def test_those_who_board_after_a_post_change_the_load_from_there_on(
    first: str, then: str, minutes: int
) -> None:
    told = f"{TWO_POSTS}people hamlet {first}\npeople farm {then}\nhorizon {minutes}"
    assert out(world(told)) == bound(world(told)) == 18
    assert out(world(told.replace(f"horizon {minutes}", f"horizon {minutes - 1}"))) < 18


@pytest.mark.parametrize("minutes", range(40, 63, 2))
def test_no_plan_with_posts_between_the_stops_is_above_the_bound(minutes: int) -> None:
    told = f"{TWO_POSTS}people hamlet adult 4\npeople hamlet slow 2\npeople farm adult 3\n"
    operation = world(f"{told}people farm slow 3\nhorizon {minutes}")
    assert out(operation) <= bound(operation) + 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_no_bound_is_below_the_best_plan_where_people_take_different_minutes(seed: int) -> None:
    operation, unit = mixed(seed)
    try:
        best = Oracle(operation, unit).best()
    except TooLargeError:
        pytest.skip("too much to try")
    assert bound(operation) >= best - 1e-6


def mixed(seed: int) -> tuple[Operation, float]:
    """A micro-operation in which one category more waits, each with minutes of its own."""
    operation, unit = micro(seed)
    chance = Random(seed)
    other = replace(operation.categories[0], id="other", weight=chance.choice([1.0, 2.0, 3.0]))
    where = chance.choice(operation.headcounts).place
    categories = tuple(
        replace(category, inspect_min=unit * chance.choice([0, 1, 1, 2]))
        for category in (*operation.categories, other)
    )
    headcounts = (*operation.headcounts, Headcount(where, "other", chance.randint(1, 2)))
    return replace(operation, categories=categories, headcounts=headcounts), unit
