"""Rules 9 and 10: duty, rest, range and fuel."""

import pytest
from tests.verify.world import (
    do,
    found,
    good_plan,
    operation,
    spoil,
    with_places,
    with_row,
)

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Activity, Plan
from safeconduct.verify import judge

GOOD = good_plan()
Told = list[tuple[int, str, float]]


def rests_too_briefly() -> Plan:
    return spoil(GOOD, "bus-2", 8, end=704.5)


def waits_instead() -> Plan:
    return spoil(GOOD, "bus-2", 8, kind="wait")


def parted_rest() -> Plan:
    halves = (do("rest", "base", 225.5, 465), do("rest", "base", 465, 705.5))
    return spoil(GOOD, "bus-2", 8, *halves)


CREW: dict[str, tuple[Operation, Plan, Told]] = {
    "a duty too long": (
        with_row(operation(), "bus", max_duty_h=2.0), GOOD, [(9, "bus-1", 180), (9, "bus-2", 180)],
    ),
    "a minute of duty too much": (
        with_row(operation(), "bus", max_duty_h=164.5 / 60), GOOD, [(9, "bus-2", 224.5)],
    ),
    "a rest too short": (operation(), rests_too_briefly(), [(9, "bus-2", 660)]),
    "waiting is no rest": (operation(), waits_instead(), [(9, "bus-2", 660)]),
    "two short rests make no long one": (operation(), parted_rest(), [(9, "bus-2", 660)]),
    "resting where none may": (
        operation(), spoil(GOOD, "bus-1", 6, do("rest", "town", 170.5, 650.5)),
        [(9, "bus-1", 170.5)],
    ),
    "resting at a pickup that is not for the night": (
        operation(), spoil(GOOD, "bus-2", 1, kind="rest"), [(9, "bus-2", 70)],
    ),
    "resting at a base that has no room": (
        with_places(operation(), "base", rest=False), GOOD, [(9, "bus-2", 225.5)],
    ),
    "a way beyond the range": (
        with_row(operation(), "bus", range_km=99.0), GOOD,
        [(10, "bus-1", 170.5), (10, "bus-2", 185.5)],
    ),
    "refuelling where there is no fuel": (
        with_places(operation(), "base", fuel=False), GOOD, [(10, "bus-2", 705.5)],
    ),
    "refuelling too quickly": (
        operation(), spoil(GOOD, "bus-2", 9, end=720.0), [(10, "bus-2", 705.5)],
    ),
    "refuelling too slowly": (
        operation(), spoil(GOOD, "bus-2", 9, end=721.0), [(10, "bus-2", 705.5)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("world", "told", "breach"), CREW.values(), ids=CREW.keys())
def test_duty_and_fuel_against_the_rule_are_rejected(
    world: Operation, told: Plan, breach: Told
) -> None:
    assert found(judge(world, told)) == breach


def test_refuelling_on_the_way_fills_the_tank() -> None:
    world = with_places(with_row(operation(), "bus", range_km=60.0), "town", fuel=True)
    told = GOOD
    for name, index, end in (("bus-1", 6, 170.5), ("bus-2", 7, 185.5)):
        told = spoil(told, name, index, start=end + 15, end=end + 55)
        told = spoil(told, name, index - 1, *refuelled(told, name, index - 1, end))
    told = spoil(told, "bus-2", 9, start=240.5, end=720.5)
    told = spoil(told, "bus-2", 10, start=720.5, end=735.5)
    assert judge(world, told).breaches == ()


def refuelled(told: Plan, name: str, index: int, end: float) -> tuple[Activity, Activity]:
    bus = next(v for v in told.vehicles if v.id == name)
    return bus.activities[index], do("refuel", "town", end, end + 15)


def test_a_vehicle_without_limits_works_on() -> None:
    world = with_row(operation(), "bus", max_duty_h=None, range_km=None)
    assert judge(world, waits_instead()).accepted


def test_a_row_that_needs_no_hours_of_rest_is_rested_by_any_rest() -> None:
    world = with_row(operation(), "bus", rest_h=0.0)
    assert judge(world, rests_too_briefly()).accepted
