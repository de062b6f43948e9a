"""People whose inspection takes different minutes, in one vehicle: timed as they are mixed."""

import pytest
from tests.plan.world import bound, planned, world

from safeconduct.model.operation import Operation

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
