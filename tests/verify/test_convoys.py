"""Rules 3 and 5: who moves together, how far apart, and when."""

from dataclasses import replace

from tests.verify.world import (
    breaches,
    found,
    good_plan,
    leg,
    move,
    operation,
    spoil,
    vehicle,
    with_places,
    with_row,
    with_zone,
)

from safeconduct.model.network import Passage
from safeconduct.model.operation import Operation, Rules
from safeconduct.model.plan import Itinerary
from safeconduct.model.units import DailyInterval
from safeconduct.model.zone import Access, Zone
from safeconduct.verify import judge


def cars(count: int = 2) -> Operation:
    return with_row(operation(), "car", count=count)


def through(car: str, start: float, convoy: str = "") -> Itinerary:
    """A car into the zone 2.5 minutes after its start, and out again."""
    legs = ("base-hamlet", "hamlet-post")
    return vehicle(
        car,
        move(legs[0], start, start + 5, convoy or car),
        move(legs[1], start + 5, start + 15, convoy or car),
    )


def test_a_quick_vehicle_that_leaves_its_convoy_is_rejected() -> None:
    told = spoil(good_plan(), "car-1", 0, end=65.0)
    assert found(judge(operation(), told)) == [(3, "car-1", 60)]


def test_a_slow_vehicle_that_falls_behind_its_convoy_is_rejected() -> None:
    told = spoil(good_plan(), "car-1", 1, end=118.5)
    told = spoil(told, "car-1", 2, start=119.0, end=134.0)
    assert found(judge(operation(), told)) == [(3, "car-1", 98)]


def test_a_convoy_without_an_escort_is_rejected_where_it_enters_the_zone() -> None:
    world = with_row(operation(), "car", escort=False)
    assert found(judge(world, good_plan(world))) == [(3, "bus-1", 65.0), (3, "bus-1", 98.0)]


def test_each_convoy_needs_an_escort_of_its_own() -> None:
    told = spoil(good_plan(), "bus-2", 3, convoy="other")
    assert found(judge(operation(), told)) == [(3, "bus-2", 98.0)]


def test_a_convoy_that_is_too_long_is_rejected() -> None:
    world = with_zone(operation(), max_vehicles=2)
    assert found(judge(world, good_plan(world))) == [(3, "bus-1", 65.0), (3, "bus-1", 98.0)]


def test_two_convoys_too_close_behind_one_another_are_rejected() -> None:
    told = breaches(cars(), [through("car-1", 60), through("car-2", 89)])
    assert told == [(3, "car-2", 91.5)]


def test_two_convoys_at_one_moment_are_rejected() -> None:
    told = breaches(cars(), [through("car-1", 60), through("car-2", 60)])
    assert told == [(3, "car-2", 62.5)]


def test_vehicles_without_a_convoy_id_are_each_a_convoy_of_one() -> None:
    alone = [
        replace(v, activities=tuple(replace(a, convoy="") for a in v.activities))
        for v in (through("car-1", 60), through("car-2", 60))
    ]
    assert breaches(cars(), alone) == [(3, "car-2", 62.5)]


def test_two_convoys_on_different_legs_keep_the_headway_too() -> None:
    world = cars()
    side = replace(leg("base", "post", 20, ("strip", 10, 15)), id="side")
    world = replace(world, legs=(*(world.legs or ()), side))
    by_side = vehicle("car-2", replace(move("base-post", 60, 70), leg="side"))
    assert breaches(world, [through("car-1", 60), by_side]) == [(3, "car-2", 65.0)]


def test_coming_out_of_a_pickup_inside_is_no_entry() -> None:
    told = breaches(cars(), [through("car-1", 60), through("car-2", 90)])
    assert told == []  # car-1 leaves at 65, car-2 at 95


def test_a_place_outside_the_zone_makes_the_next_move_an_entry() -> None:
    world = with_places(cars(1), "hamlet", zones=None)
    assert breaches(world, [through("car-1", 60)]) == [(3, "car-1", 65)]


def test_one_convoy_that_comes_in_twice_on_a_leg_keeps_no_headway_to_itself() -> None:
    world = with_places(cars(1), "hamlet", zones=None)
    twice = (Passage("strip", 2, 4), Passage("strip", 6, 8))
    first, *others = world.legs or ()
    world = replace(world, legs=(replace(first, zones=twice), *others))
    assert breaches(world, [vehicle("car-1", move("base-hamlet", 60, 65))]) == []


def test_touching_passages_of_one_zone_are_one_entry() -> None:
    first, *others = operation().legs or ()
    touching = (Passage("strip", 5, 7), Passage("strip", 7, 10))
    world = replace(operation(), legs=(replace(first, zones=touching), *others))
    assert judge(world, good_plan(world)).breaches == ()


def test_rules_of_overlapping_zones_all_hold() -> None:
    world = with_row(operation(), "car", escort=False)
    world = with_zone(world, escort=False)
    first, *others = world.legs or ()
    both = (*first.zones, Passage("inner", 8, 10))
    inner = Zone("inner", access=Access.OPEN, escort=True)
    world = replace(world, legs=(replace(first, zones=both), *others), zones=(*world.zones, inner))
    assert found(judge(world, good_plan(world))) == [(3, "bus-1", 68.0)]


def test_an_unknown_zone_on_a_leg_has_no_rules() -> None:
    first, *others = operation().legs or ()
    stray = replace(first, zones=(*first.zones, Passage("stray", 0, 1)))
    world = replace(operation(), legs=(stray, *others))
    assert judge(world, good_plan(world)).accepted


def test_a_move_that_runs_out_of_the_movement_hours_is_rejected_when_they_end() -> None:
    world = with_row(operation(), "bus", max_duty_h=None)
    told = spoil(good_plan(), "bus-1", 6, start=801.0, end=841.0)  # 20:00 is minute 840
    assert found(judge(world, told)) == [(5, "bus-1", 840.0)]


def test_a_move_that_starts_before_the_movement_hours_is_rejected() -> None:
    world = replace(operation(), rules=Rules((DailyInterval(421, 1200),)))  # from 07:01
    assert found(judge(world, good_plan(world))) == [
        (5, "bus-1", 60),
        (5, "bus-2", 60),
        (5, "car-1", 60),
    ]


def test_a_move_over_the_gap_between_two_movement_hours_is_rejected() -> None:
    hours = (DailyInterval(360, 585), DailyInterval(586, 1200))  # 09:45 is minute 225
    world = replace(operation(), rules=Rules(hours))
    assert found(judge(world, good_plan(world))) == [(5, "bus-2", 225.0)]


def test_movement_hours_hold_on_every_day() -> None:
    world = with_row(replace(operation(), horizon_h=72.0), "bus", max_duty_h=None)
    told = spoil(good_plan(world), "bus-1", 6, start=1440 + 801.0, end=1440 + 841.0)
    assert found(judge(world, told)) == [(5, "bus-1", 1440 + 840.0)]
    told = spoil(good_plan(world), "bus-1", 6, start=2880 + 800.0, end=2880 + 840.0)
    assert judge(world, told).accepted


def test_a_zone_without_a_headway_lets_convoys_follow_at_once() -> None:
    world = with_zone(cars(), headway_min=0.0)
    assert breaches(world, [through("car-1", 60), through("car-2", 60)]) == []
