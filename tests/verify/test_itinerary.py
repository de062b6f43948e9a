"""Rules 0, 1 and 2: itineraries that cannot be driven, and plans of other operations."""

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.verify.world import (
    breaches,
    do,
    found,
    good_itineraries,
    good_plan,
    move,
    operation,
    plan,
    spoil,
    vehicle,
    with_row,
)

from safeconduct.model.network import Passage
from safeconduct.model.plan import Plan
from safeconduct.model.zone import Window
from safeconduct.verify import judge

GOOD = good_plan()
SPOILED: dict[str, tuple[Plan, tuple[int, str, float]]] = {
    "two activities overlap": (
        spoil(GOOD, "bus-1", 1, start=69.0, end=83.0),
        (1, "bus-1", 69.0),
    ),
    "an activity stands before the one it follows": (
        spoil(GOOD, "bus-2", 9, start=0.0, end=15.0),
        (1, "bus-2", 0.0),
    ),
    "a wait is said to be elsewhere": (spoil(GOOD, "bus-2", 1, place="town"), (1, "bus-2", 70.0)),
    "a place is unknown": (spoil(GOOD, "bus-2", 1, place="nowhere"), (1, "bus-2", 70.0)),
    "an activity has no place": (
        spoil(GOOD, "bus-2", 9, do("inspect", "", 705.5, 705.5)),
        (1, "bus-2", 705.5),
    ),
    "an activity ends before it begins": (spoil(GOOD, "bus-2", 1, end=69.0), (1, "bus-2", 70.0)),
    "a start is not a number": (spoil(GOOD, "bus-2", 1, start=math.nan), (1, "bus-2", 70.0)),
    "an end is infinite": (spoil(GOOD, "bus-2", 1, end=math.inf), (1, "bus-2", 70.0)),
    "an end is a word": (spoil(GOOD, "bus-2", 1, end="noon"), (1, "bus-2", 70.0)),
    "an end is beyond all numbers": (spoil(GOOD, "bus-2", 1, end=10**400), (1, "bus-2", 70.0)),
    "an activity is of no known kind": (spoil(GOOD, "bus-2", 1, kind="fly"), (1, "bus-2", 70.0)),
    "a wait begins before the operation": (
        spoil(GOOD, "car-1", 0, do("wait", "base", -5, 0), move("base-hamlet", 60, 70)),
        (1, "car-1", -5.0),
    ),
    "a leg is unknown": (spoil(GOOD, "bus-1", 6, leg="by-air"), (2, "bus-1", 170.5)),
    "a leg begins elsewhere": (
        spoil(GOOD, "bus-1", 6, move("post-town", 170.5, 200.5, "c4")),
        (2, "bus-1", 170.5),
    ),
    "a move is told to lead elsewhere": (
        spoil(GOOD, "bus-1", 6, destination="post"),
        (2, "bus-1", 170.5),
    ),
    "a move is told to come from elsewhere": (
        spoil(GOOD, "bus-1", 6, origin="post"),
        (2, "bus-1", 170.5),
    ),
    "a move is too quick": (spoil(GOOD, "bus-1", 6, end=209.5), (2, "bus-1", 170.5)),
    "a move is too slow": (spoil(GOOD, "bus-1", 6, end=211.0), (2, "bus-1", 170.5)),
}


@pytest.mark.parametrize(("spoiled", "breach"), SPOILED.values(), ids=SPOILED.keys())
def test_an_itinerary_that_cannot_be_driven_is_rejected(
    spoiled: Plan, breach: tuple[int, str, float]
) -> None:
    assert found(judge(operation(), spoiled)) == [breach]


def test_no_vehicle_sets_out_before_it_is_available() -> None:
    world = with_row(operation(), "car", available_from_min=61.0)
    assert found(judge(world, good_plan(world))) == [(1, "car-1", 60.0)]


def test_a_vehicle_may_wait_at_its_base_before_it_is_available() -> None:
    world = with_row(operation(), "car", available_from_min=60.0)
    told = spoil(GOOD, "car-1", 0, do("wait", "base", 0, 60), move("base-hamlet", 60, 70))
    assert judge(world, told).accepted


@pytest.mark.parametrize("first", [move("town-base", 0, 20, ""), do("wait", "town", 0, 5)])
def test_a_vehicle_starts_at_its_base_and_nowhere_else(first: Any) -> None:
    assert breaches(operation(), [vehicle("car-1", first)]) == [(1, "car-1", 0.0)]


def test_a_vehicle_jumps_nowhere() -> None:
    left_out = spoil(GOOD, "bus-1", 2)
    assert found(judge(operation(), left_out))[0] == (1, "bus-1", 118.0)


def test_all_but_an_empty_last_move_has_ended_by_the_horizon() -> None:
    world = replace(operation(), horizon_h=3.0)
    late = [(1, "bus-2", 185.5)]
    assert found(judge(world, good_plan(world))) == late


def test_a_loaded_vehicle_is_not_on_the_way_at_the_horizon() -> None:
    world = replace(operation(), horizon_h=2.5)
    told = found(judge(world, good_plan(world)))
    assert told == [(1, "bus-1", 163.0), (1, "bus-2", 178.0)]


def test_a_vehicle_with_two_itineraries_is_rejected() -> None:
    twice = plan(*good_itineraries(), vehicle("car-1", move("base-hamlet", 300, 305)))
    assert found(judge(operation(), twice)) == [(1, "car-1", 300)]


def test_vehicles_of_a_convoy_that_all_hurry_break_the_rule_of_moves() -> None:
    told = GOOD
    for name, index in (("bus-1", 2), ("bus-2", 3), ("car-1", 1)):
        told = spoil(told, name, index, end=117.0)
    told = spoil(told, "bus-1", 3, start=118.0)
    assert found(judge(operation(), told)) == [
        (2, "bus-1", 98),
        (2, "bus-2", 98),
        (2, "car-1", 98),
    ]


def other(told: Plan, **changes: Any) -> Plan:
    return replace(told, **changes)


def with_leg(told: Plan, **changes: Any) -> Plan:
    return replace(told, legs=(replace(told.legs[0], **changes), *told.legs[1:]))


FOREIGN: dict[str, Plan] = {
    "another start": other(GOOD, start=GOOD.start + timedelta(hours=1)),
    "a start without an offset": other(GOOD, start=GOOD.start.replace(tzinfo=None)),
    "another horizon": other(GOOD, horizon_min=1380.0),
    "a horizon that is no number": other(GOOD, horizon_min="late"),
    "a leg of another length": with_leg(GOOD, minutes=9.0),
    "a leg of other kilometres": with_leg(GOOD, km=11.0),
    "a leg of other exposure": with_leg(GOOD, exposure=0.0),
    "a leg with no usable exposure": with_leg(GOOD, exposure=math.nan),
    "a leg without its zones": with_leg(GOOD, zones=()),
    "a leg with its zone entered later": with_leg(GOOD, zones=(Passage("strip", 6, 10),)),
    "a leg with its zone entered at no time": with_leg(
        GOOD, zones=(Passage("strip", "x", 10),)  # type: ignore[arg-type]
    ),
    "a leg that leads elsewhere": with_leg(GOOD, destination="town"),
}  # fmt: skip


@pytest.mark.parametrize("told", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_plan_of_another_operation_is_rejected(told: Plan) -> None:
    assert found(judge(operation(), told)) == [(0, "", None)]


def test_a_leg_that_the_operation_lacks_may_not_be_listed() -> None:
    told = replace(GOOD, legs=(*GOOD.legs, replace(GOOD.legs[0], id="by-air")))
    assert found(judge(operation(), told)) == [(0, "", None)]


def test_every_leg_used_is_listed() -> None:
    told = replace(GOOD, legs=GOOD.legs[1:])
    assert found(judge(operation(), told)) == [(0, "bus-1", 60)]


def test_a_vehicle_that_the_operation_lacks_is_rejected() -> None:
    told = replace(GOOD, vehicles=(*GOOD.vehicles, vehicle("car-2")))
    assert found(judge(operation(), told)) == [(0, "car-2", None)]


def test_a_vehicle_is_of_its_own_fleet_row() -> None:
    bus_1, bus_2, car = GOOD.vehicles
    told = replace(GOOD, vehicles=(replace(bus_1, fleet="car"), bus_2, car))
    assert found(judge(operation(), told)) == [(0, "bus-1", None)]


def test_without_known_legs_nothing_can_be_judged() -> None:
    world = replace(operation(), legs=None)
    assert (0, "", None) in found(judge(world, GOOD))


def test_after_an_unknown_leg_the_judge_goes_on_where_the_plan_says() -> None:
    told = spoil(GOOD, "bus-1", 0, leg="by-air")
    assert found(judge(operation(), told)) == [(2, "bus-1", 60)]
    shut = replace(operation(), windows=(Window("w", "strip", 0.0, 80.0),))
    assert (4, "bus-1", 80.0) in found(judge(shut, told))


def test_after_an_unknown_leg_to_nowhere_the_vehicle_is_where_it_was() -> None:
    told = spoil(GOOD, "car-1", 2, leg="by-air", destination="nowhere")
    told = spoil(told, "car-1", 2, *told.vehicles[2].activities[2:], do("wait", "post", 133, 140))
    assert found(judge(operation(), told)) == [(2, "car-1", 118)]
