"""Rules 6, 7 and 8: loading, inspecting and unloading."""

import math
from dataclasses import replace
from typing import Any

import pytest
from tests.verify.world import (
    do,
    found,
    good_plan,
    move,
    operation,
    plan,
    spoil,
    vehicle,
    with_places,
    with_row,
)

from safeconduct.model.operation import Operation
from safeconduct.model.people import Headcount
from safeconduct.model.plan import Plan
from safeconduct.model.units import DailyInterval
from safeconduct.verify import judge

GOOD = good_plan()
Told = list[tuple[int, str, float]]


def two_bays() -> Operation:
    return with_places(operation(), "hamlet", bays=2)


def waiting(adults: int, chairs: int) -> Operation:
    here = (Headcount("hamlet", "adult", adults), Headcount("hamlet", "chair", chairs))
    return replace(operation(), headcounts=here)


def loads(**people: Any) -> Plan:
    return spoil(GOOD, "bus-1", 1, people={"adult": 10, "chair": 1} | people)


def early_in_the_bay() -> Plan:
    told = spoil(GOOD, "bus-2", 1)  # without its wait
    return spoil(told, "bus-2", 1, start=83.0, end=97.0)


LOADING: dict[str, tuple[Operation, Plan, Told]] = {
    "more people than seats": (
        with_row(operation(), "bus", seats=9), GOOD, [(6, "bus-1", 70), (6, "bus-2", 84)],
    ),
    "more people than places for wheelchairs": (
        with_row(operation(), "bus", wheelchair=0), GOOD, [(6, "bus-1", 70), (6, "bus-2", 84)],
    ),
    "more people than remain": (waiting(19, 2), GOOD, [(6, "bus-2", 84)]),
    "more of a category than remain": (waiting(20, 1), GOOD, [(6, "bus-2", 84)]),
    "people whom nobody counted": (waiting(20, 0), GOOD, [(6, "bus-1", 70), (6, "bus-2", 84)]),
    "loading in too short a time": (
        operation(), spoil(GOOD, "bus-1", 1, end=83.0), [(6, "bus-1", 70)],
    ),
    "loading in too long a time": (
        two_bays(), spoil(GOOD, "bus-1", 1, end=85.0), [(6, "bus-1", 70)],
    ),
    "two vehicles in one bay": (operation(), early_in_the_bay(), [(6, "bus-2", 83)]),
    "a category nobody knows": (operation(), loads(ghost=1), [(6, "bus-1", 70)]),
    "no people of a category": (operation(), loads(ghost=0), [(6, "bus-1", 70)]),
    "loading at a base": (
        operation(), spoil(GOOD, "bus-2", 9, do("load", "base", 705.5, 706)), [(6, "bus-2", 705.5)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("world", "told", "breach"), LOADING.values(), ids=LOADING.keys())
def test_loading_against_the_rule_is_rejected(world: Operation, told: Plan, breach: Told) -> None:
    assert found(judge(world, told)) == breach


@pytest.mark.parametrize("count", [0, -1, 1.5, math.nan, "ten", None, True, 10**12])
def test_people_are_counted_in_whole_numbers_from_one(count: Any) -> None:
    verdict = judge(operation(), loads(chair=count))
    assert (6, "bus-1", 70) in found(verdict)
    assert "people are whole numbers from 1" in " ".join(map(str, verdict.breaches))


@pytest.mark.parametrize("people", [None, 7, ["adult"], "adult"])
def test_people_who_are_no_count_by_category_are_rejected(people: Any) -> None:
    told = spoil(GOOD, "bus-2", 9, do("load", "hamlet", 705.5, 706))
    told = spoil(told, "bus-2", 9, people=people)
    assert "that is no count by category" in " ".join(map(str, judge(operation(), told).breaches))


def test_a_load_grows_with_every_pickup() -> None:
    bus = vehicle(
        "bus-1",
        move("base-hamlet", 60, 70),
        do("load", "hamlet", 70, 78, adult=6),
        do("load", "hamlet", 78, 85.5, adult=5),
        move("hamlet-post", 90, 110),
        do("inspect", "post", 110, 124),
        move("post-town", 124, 154),
        do("unload", "town", 154, 161.5, adult=11),
    )
    world = replace(operation(), zones=(replace(operation().zones[0], escort=False),))
    assert found(judge(world, plan(bus, world=world))) == [(6, "bus-1", 78)]


def skip_the_queue() -> Plan:
    told = spoil(GOOD, "bus-2", 4, start=132.0, end=147.0)
    return spoil(told, "bus-2", 5, start=148.0, end=178.0)


INSPECTION: dict[str, tuple[Operation, Plan, Told]] = {
    "a loaded bus drives past": (operation(), spoil(GOOD, "bus-1", 3), [(7, "bus-1", 133)]),
    "an inspection too short": (
        operation(), spoil(GOOD, "bus-1", 3, end=132.0), [(7, "bus-1", 118)],
    ),
    "an inspection too long": (
        with_places(operation(), "post", lanes=2),
        spoil(GOOD, "bus-2", 4, start=132.0),
        [(7, "bus-2", 132)],
    ),
    "two vehicles in one lane": (operation(), skip_the_queue(), [(7, "bus-2", 132)]),
    "the post shuts before the service ends": (
        with_places(operation(), "post", open=(DailyInterval(360, 507),)), GOOD,
        [(7, "bus-2", 147)],
    ),
    "the post is not yet open": (
        with_places(operation(), "post", open=(DailyInterval(479, 1080),)), GOOD,
        [(7, "bus-1", 118)],
    ),
    "the post never opens": (
        with_places(operation(), "post", open=()), GOOD, [(7, "bus-1", 118), (7, "bus-2", 133)],
    ),
    "the post shuts for a moment between": (
        with_places(operation(), "post", open=(DailyInterval(360, 490), DailyInterval(491, 1080))),
        GOOD, [(7, "bus-1", 130)],
    ),
    "an empty car drives past where the empty are inspected": (
        with_places(operation(), "post", empty=True), GOOD, [(7, "car-1", 118)],
    ),
    "an inspection at the base": (
        operation(), spoil(GOOD, "bus-2", 9, do("inspect", "base", 706, 709)), [(7, "bus-2", 706)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("world", "told", "breach"), INSPECTION.values(), ids=INSPECTION.keys())
def test_inspection_against_the_rule_is_rejected(
    world: Operation, told: Plan, breach: Told
) -> None:
    assert found(judge(world, told)) == breach


def test_a_car_may_be_inspected_although_it_need_not() -> None:
    told = spoil(GOOD, "car-1", 2, do("inspect", "post", 148, 151), move("post-town", 151, 166))
    assert judge(operation(), told).accepted


def test_an_empty_car_is_inspected_for_the_fixed_minutes() -> None:
    world = with_places(operation(), "post", empty=True)
    told = spoil(GOOD, "car-1", 2, do("inspect", "post", 148, 151), move("post-town", 151, 166))
    assert judge(world, told).accepted


def test_a_vehicle_that_ends_at_a_post_need_not_be_inspected() -> None:
    world = with_places(operation(), "post", empty=True)
    assert judge(world, spoil(GOOD, "car-1", 2)).breaches[0].rule == 0  # only kilometres differ


def one_stays_aboard() -> Plan:
    return spoil(GOOD, "bus-1", 5, people={"adult": 9, "chair": 1}, end=170.0)


def into_the_same_bay() -> Plan:
    told = spoil(GOOD, "bus-1", 5, start=175.0, end=182.5)
    return spoil(told, "bus-1", 6, start=182.5, end=222.5)


UNLOADING: dict[str, tuple[Operation, Plan, Told]] = {
    "one person stays aboard": (operation(), one_stays_aboard(), [(8, "bus-1", 163)]),
    "more get off than are aboard": (
        operation(),
        spoil(
            spoil(GOOD, "bus-1", 5, people={"adult": 11, "chair": 1}, end=171.0),
            "bus-1", 6, start=171.0, end=211.0,
        ),
        [(8, "bus-1", 163)],
    ),
    "someone of no known category gets off": (
        operation(),
        spoil(GOOD, "bus-1", 5, people={"adult": 10, "chair": 1, "ghost": 2}),
        [(8, "bus-1", 163)],
    ),
    "nobody gets off": (operation(), spoil(GOOD, "bus-1", 5), [(8, "bus-1", 210.5)]),
    "the vehicle stays at the reception, loaded": (
        operation(), spoil(spoil(GOOD, "bus-1", 6), "bus-1", 5), [(8, "bus-1", 163)],
    ),
    "the reception is full": (
        with_places(operation(), "town", capacity=21), GOOD, [(8, "bus-2", 178)],
    ),
    "the reception takes no wheelchair users": (
        with_places(operation(), "town", accepts=("adult",)), GOOD,
        [(8, "bus-1", 163), (8, "bus-2", 178)],
    ),
    "two vehicles in one bay": (operation(), into_the_same_bay(), [(8, "bus-2", 178)]),
    "unloading in too short a time": (
        operation(), spoil(GOOD, "bus-1", 5, end=169.0), [(8, "bus-1", 163)],
    ),
    "unloading in too long a time": (
        operation(), spoil(spoil(GOOD, "bus-1", 6), "bus-1", 5, end=175.0), [(8, "bus-1", 163)],
    ),
    "unloading at a base": (
        operation(), spoil(GOOD, "bus-2", 9, do("unload", "base", 706, 706)), [(8, "bus-2", 706)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("world", "told", "breach"), UNLOADING.values(), ids=UNLOADING.keys())
def test_unloading_against_the_rule_is_rejected(world: Operation, told: Plan, breach: Told) -> None:
    assert found(judge(world, told)) == breach


def test_who_is_unloaded_after_the_horizon_does_not_count() -> None:
    world = replace(operation(), horizon_h=185.0 / 60)
    verdict = judge(world, good_plan(world))
    assert found(verdict) == [(1, "bus-2", 185.5)]
    assert verdict.result.people_out == 11


def test_loading_at_an_unknown_place_is_a_matter_of_the_itinerary() -> None:
    nowhere = spoil(GOOD, "bus-2", 9, do("load", "nowhere", 706, 706))
    assert found(judge(operation(), nowhere)) == [(1, "bus-2", 706)]
