"""Plans that keep every rule are accepted, also at the exact limit of each."""

from dataclasses import replace

import pytest
from tests.verify.world import (
    START,
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
    with_places,
    with_row,
    with_zone,
)

from safeconduct.model.network import Passage
from safeconduct.model.operation import Operation, Rules
from safeconduct.model.plan import Itinerary
from safeconduct.model.units import DailyInterval
from safeconduct.model.zone import Window
from safeconduct.verify import judge
from safeconduct.verify.facts import Facts


def test_the_good_plan_is_accepted() -> None:
    assert judge(operation(), good_plan()).breaches == ()


def test_the_judge_works_out_what_the_good_plan_achieves() -> None:
    result = judge(operation(), good_plan()).result
    assert (result.people_out, result.weighted_out) == (22, 24.0)
    assert result.people_by_category == {"adult": 20, "chair": 2}
    assert (result.last_arrival_min, result.left_behind) == (185.5, {})
    assert result.weighted_arrival_min == 12 * 170.5 + 12 * 185.5
    assert result.exposure == 22 * (2.0 + 2.0)  # two legs with people aboard
    assert result.vehicle_km == 2 * 100 + 60


def test_an_empty_plan_is_accepted_and_leaves_everyone_behind() -> None:
    verdict = judge(operation(), plan())
    assert verdict.accepted
    assert verdict.result.left_behind == {"hamlet": {"adult": 20, "chair": 2}}
    assert verdict.result.last_arrival_min is None


def test_a_plan_read_with_another_offset_of_the_same_instant_is_accepted() -> None:
    from datetime import UTC

    world, told = operation(), good_plan()
    assert judge(world, replace(told, start=told.start.astimezone(UTC))).accepted


EXACT: dict[str, Operation] = {
    "the window opens as the convoy comes in and shuts as it leaves": replace(
        operation(), windows=(Window("w", "strip", 65.0, 103.0),)
    ),
    "touching windows are one": replace(
        operation(), windows=(Window("b", "strip", 90.0, 720.0), Window("a", "strip", 0.0, 90.0))
    ),
    "the post shuts as the last inspection ends": with_places(
        operation(), "post", open=(DailyInterval(360, 508),)
    ),
    "the post opens as the first inspection begins": with_places(
        operation(), "post", open=(DailyInterval(478, 1080),)
    ),
    "touching opening hours are one": with_places(
        operation(), "post", open=(DailyInterval(480, 600), DailyInterval(300, 480))
    ),
    "the last move ends as the movement hours do": replace(
        operation(), rules=Rules((DailyInterval(420, 586),))
    ),
    "movement hours run past midnight": replace(
        operation(), rules=Rules((DailyInterval(1320, 600),))
    ),
    "the reception is full to the last": with_places(operation(), "town", capacity=22),
    "the range is used to the last kilometre": with_row(operation(), "bus", range_km=100.0),
    "the duty is used to the last minute": with_row(operation(), "bus", max_duty_h=165.5 / 60),
    "the convoy is as long as allowed": with_zone(operation(), max_vehicles=3),
    "vehicles are available from the minute they set out": with_row(
        operation(), "bus", available_from_min=60.0
    ),
}


@pytest.mark.parametrize("world", EXACT.values(), ids=EXACT.keys())
def test_what_is_exactly_at_a_limit_is_accepted(world: Operation) -> None:
    assert judge(world, good_plan(world)).breaches == ()


def test_rounding_below_the_tolerance_is_accepted() -> None:
    told = good_plan()
    nudged = spoil(told, "bus-1", 6, start=170.50005, end=210.49996)
    assert judge(operation(), nudged).accepted


def test_waiting_may_be_written_or_not() -> None:
    told = spoil(good_plan(), "bus-2", 1)  # the wait is left out
    assert judge(operation(), told).accepted


def test_waits_and_rests_may_leave_their_place_unsaid() -> None:
    told = spoil(good_plan(), "bus-2", 1, place="")
    assert judge(operation(), spoil(told, "bus-2", 8, place="")).accepted


def test_an_empty_vehicle_may_still_be_on_its_last_move_at_the_horizon() -> None:
    world = replace(operation(), horizon_h=3.1)
    bus_1, bus_2, car = good_itineraries()
    at_home = replace(bus_2, activities=bus_2.activities[:8])
    assert breaches(world, (bus_1, at_home, car)) == []


def test_a_vehicle_may_stay_overnight_at_a_pickup_while_the_zone_is_shut() -> None:
    shut = (Window("in", "strip", 65.0, 70.0), Window("out", "strip", 98.0, 103.0))
    world = with_places(replace(operation(), windows=shut), "hamlet", overnight=True)
    assert judge(world, good_plan(world)).breaches == ()


def test_a_vehicle_may_rest_overnight_at_a_pickup_with_people_aboard() -> None:
    world = with_places(operation(), "hamlet", overnight=True)
    world = replace(world, zones=(replace(world.zones[0], escort=False),))
    bus = vehicle(
        "bus-1",
        move("base-hamlet", 60, 70),
        do("load", "hamlet", 70, 84, adult=10, chair=1),
        do("rest", "hamlet", 84, 564),
        move("hamlet-post", 600, 620),
        do("inspect", "post", 620, 635),
        move("post-town", 635, 665),
        do("unload", "town", 665, 672.5, adult=10, chair=1),
    )
    assert breaches(with_row(world, "bus", max_duty_h=2.0), (bus,)) == []


def test_a_vehicle_may_stand_at_its_base_in_a_window_zone_before_and_after_work() -> None:
    world = with_places(operation(), "base", zones=("strip",))
    inside = (Passage("strip", 0, 10),)
    world = replace(
        world,
        legs=tuple(
            replace(leg, zones=inside) if leg.id == "base-hamlet" else leg
            for leg in world.legs or ()
        ),
        windows=(Window("w", "strip", 60.0, 226.0),),
    )
    assert judge(world, good_plan(world)).breaches == ()


def test_the_first_move_may_begin_before_the_window_where_it_is_outside() -> None:
    world = replace(operation(), windows=(Window("w", "strip", 65.0, 720.0),))
    assert judge(world, good_plan(world)).accepted


def test_back_to_back_services_share_a_bay() -> None:
    told = spoil(good_plan(), "bus-1", 5, start=170.5, end=178.0)
    told = spoil(told, "bus-1", 6, start=178.0, end=218.0)
    assert judge(operation(), plan(*told.vehicles)).accepted


def test_an_unlimited_place_serves_everyone_at_once() -> None:
    world = with_places(with_places(operation(), "hamlet", bays=None), "post", lanes=None)
    told = spoil(good_plan(world), "bus-2", 1)
    told = spoil(told, "bus-2", 1, start=70.0, end=84.0)
    told = spoil(told, "bus-2", 3, start=118.0, end=133.0)
    assert judge(world, told).accepted


def together(car: str, start: float) -> Itinerary:
    return vehicle(
        car, move("base-hamlet", start, start + 5, car), move("hamlet-post", 200, 210, "out")
    )


def test_two_convoys_may_come_in_exactly_a_headway_apart() -> None:
    world = with_row(operation(), "car", count=2)
    assert breaches(world, (together("car-1", 60), together("car-2", 90))) == []


def test_a_slow_member_sets_the_pace_and_the_exposure_of_its_convoy() -> None:
    world = with_row(operation(), "bus", speed_factor=0.5)
    car = vehicle("car-1", move("base-hamlet", 0, 20))
    bus = vehicle("bus-1", move("base-hamlet", 0, 20))
    away = [move("hamlet-post", 20, 60)]
    convoy = [replace(v, activities=v.activities + tuple(away)) for v in (bus, car)]
    assert breaches(world, convoy) == []


def test_services_that_take_no_time_take_no_bay() -> None:
    world = with_places(operation(), "town", unload_fixed_min=0.0, unload_min=0.0)
    told = spoil(good_plan(world), "bus-1", 5, start=178.0, end=178.0)
    told = spoil(told, "bus-1", 6, start=178.0, end=218.0)
    told = spoil(told, "bus-2", 6, start=178.0, end=178.0)
    assert judge(world, plan(*told.vehicles, world=world)).breaches == ()


def test_daily_hours_go_by_the_clock_of_the_start() -> None:
    start = START.replace(hour=5, minute=30, second=30)
    hours = DailyInterval(390, 540)  # 06:30 to 09:00 is minute 59.5 to 209.5
    world = replace(operation(), start=start, rules=Rules((hours,)))
    world = with_places(world, "post", open=None)
    assert found(judge(world, good_plan(world))) == [(5, "bus-1", 209.5), (5, "bus-2", 209.5)]


def test_passages_of_one_zone_that_touch_are_joined_and_others_kept_apart() -> None:
    zones = (Passage("a", 0, 10), Passage("b", 5, 15), Passage("a", 10, 20), Passage("b", 16, 17))
    first, *others = operation().legs or ()
    facts = Facts.of(replace(operation(), legs=(replace(first, zones=zones), *others)))
    assert facts.passages[first.id] == (("a", 0, 20), ("b", 5, 15), ("b", 16, 17))


def test_leaving_in_two_touching_passages_is_no_entry() -> None:
    first, second, *others = operation().legs or ()
    touching = replace(second, zones=(Passage("strip", 0, 3), Passage("strip", 3, 5)))
    world = replace(operation(), legs=(first, touching, *others))
    world = with_row(with_zone(world, headway_min=35.0), "car", count=2)
    assert breaches(world, (together("car-1", 60), together("car-2", 165))) == []
