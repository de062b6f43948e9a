"""The judge and plans that go on from a moment: facts are facts, the rest keeps the rules."""

from dataclasses import replace

import pytest
from tests.verify.world import good_itineraries, operation, plan, vehicle

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Itinerary, Plan, Replanned
from safeconduct.model.zone import Access, Window
from safeconduct.verify import Verdict, judge

BUS_1, BUS_2, CAR = good_itineraries()


def from_minute(
    minute: float, *vehicles: Itinerary, out: tuple[str, ...] = (), world: Operation | None = None
) -> Verdict:
    told = plan(*vehicles, world=world)
    since = replace(told, replanned=Replanned(minute, out))
    true = judge(world or operation(), since).result
    return judge(world or operation(), replace(since, result=true))


def rules(verdict: Verdict) -> set[int]:
    return {breach.rule for breach in verdict.breaches}


def changed(itinerary: Itinerary, number: int, **fields: object) -> Itinerary:
    activities = list(itinerary.activities)
    activities[number] = replace(activities[number], **fields)  # type: ignore[arg-type]
    return replace(itinerary, activities=tuple(activities))


@pytest.mark.parametrize("minute", [0.0, 60.0, 77.5, 98.0, 150.0, 1440.0])
def test_a_good_plan_is_good_from_every_moment(minute: float) -> None:
    assert from_minute(minute, BUS_1, BUS_2, CAR).accepted


def test_a_move_that_was_held_is_a_fact_and_the_same_move_ahead_is_a_breach() -> None:
    late = changed(changed(BUS_1, 2, end=130.0), 3, start=130.0, end=145.0)
    late = changed(changed(late, 4, start=145.0, end=175.0), 5, start=175.0, end=182.5)
    late = vehicle("bus-1", *late.activities[:6])
    assert from_minute(99.0, late, CAR).accepted
    assert 3 in rules(from_minute(97.0, late, CAR))


def test_a_window_that_was_cut_is_held_against_the_rest_and_not_against_facts() -> None:
    world = replace(operation(), windows=(Window("day", "strip", 0.0, 90.0),))
    inside = from_minute(85.0, BUS_1, BUS_2, CAR, world=world)
    assert rules(inside) == {4}
    assert {b.vehicle for b in inside.breaches} == {"bus-1", "bus-2", "car-1"}
    gone = from_minute(103.0, BUS_1, BUS_2, CAR, world=world)
    assert gone.accepted


def test_who_is_shut_in_goes_when_a_window_opens_again_and_loads_nobody_before() -> None:
    later = (Window("day", "strip", 0.0, 80.0), Window("late", "strip", 95.0, 200.0))
    world = replace(operation(), windows=later)
    assert from_minute(90.0, BUS_1, BUS_2, CAR, world=world).accepted
    assert rules(from_minute(83.9, BUS_1, BUS_2, CAR, world=world)) == {4}


def test_a_road_closed_on_the_way_is_a_fact_and_closed_ahead_a_breach() -> None:
    zones = tuple(replace(z, access=Access.CLOSED) for z in operation().zones)
    world = replace(operation(), zones=zones, windows=())
    assert from_minute(99.0, BUS_1, BUS_2, CAR, world=world).accepted
    assert 4 in rules(from_minute(97.0, BUS_1, BUS_2, CAR, world=world))


def test_nobody_is_in_two_places_or_on_seats_that_are_not_there_even_as_a_fact() -> None:
    jumped = changed(BUS_1, 2, origin="town", leg="town-base", destination="base")
    assert 2 in rules(from_minute(300.0, jumped, BUS_2, CAR))
    full = changed(changed(BUS_1, 1, people={"adult": 12}), 5, people={"adult": 12})
    assert 6 in rules(from_minute(300.0, full, BUS_2, CAR))
    both = changed(BUS_1, 1, start=65.0)
    assert 1 in rules(from_minute(300.0, both, BUS_2, CAR))


def test_more_people_than_were_there_are_a_breach_even_as_a_fact() -> None:
    world = operation()
    fewer = replace(
        world, headcounts=tuple(replace(h, count=min(h.count, 15)) for h in world.headcounts)
    )
    assert 6 in rules(from_minute(300.0, BUS_1, BUS_2, CAR, world=fewer))


def test_a_new_service_waits_for_one_that_is_under_way() -> None:
    early = changed(BUS_2, 4, start=120.0, end=135.0)
    early = changed(changed(early, 5, start=135.0, end=165.0), 6, start=165.0, end=172.5)
    cut = vehicle("bus-2", *early.activities[:7])
    assert 7 in rules(from_minute(119.0, BUS_1, cut, CAR))
    assert 7 not in rules(from_minute(121.0, BUS_1, cut, CAR))


def test_a_vehicle_out_of_service_begins_nothing() -> None:
    assert from_minute(179.0, BUS_1, BUS_2, CAR, out=("car-1",)).accepted
    found = from_minute(179.0, BUS_1, BUS_2, CAR, out=("bus-2",))
    assert rules(found) == {1}


def test_who_was_aboard_may_stay_aboard_but_nobody_is_loaded_to_join_them() -> None:
    stuck = vehicle("bus-1", *BUS_1.activities[:2])
    assert from_minute(80.0, stuck).accepted
    assert rules(from_minute(60.0, vehicle("bus-1", *BUS_1.activities[:2]))) >= {8}
    assert from_minute(80.0, stuck).result.people_out == 0


def test_a_duty_with_people_aboard_may_end_late_but_no_new_work_follows() -> None:
    world = operation()
    short = replace(world, fleet=tuple(replace(r, max_duty_h=1.8) for r in world.fleet))
    going = vehicle("bus-1", *BUS_1.activities[:6])
    led = vehicle("car-1", *CAR.activities[:2])
    assert from_minute(130.0, going, led, world=short).accepted
    again = from_minute(130.0, BUS_1, led, world=short)
    assert rules(again) == {9}
    assert rules(from_minute(50.0, going, led, world=short)) == {9}


def test_a_moment_that_is_no_number_makes_nothing_a_fact() -> None:
    told: Plan = replace(plan(BUS_1, BUS_2, CAR), replanned=Replanned(float("nan")))
    assert judge(operation(), told).accepted
