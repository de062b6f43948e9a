"""Rule 4: closed zones and windows."""

from dataclasses import replace

import pytest
from tests.verify.world import (
    breaches,
    do,
    found,
    good_plan,
    move,
    operation,
    spoil,
    vehicle,
    with_places,
)

from safeconduct.model.network import Passage
from safeconduct.model.operation import Operation
from safeconduct.model.place import PlaceKind
from safeconduct.model.zone import Access, Window, Zone
from safeconduct.verify import judge

ALL = ("bus-1", "bus-2", "car-1")


def opened(*spans: tuple[float, float], **changes: object) -> Operation:
    windows = tuple(Window(f"w{n}", "strip", *span) for n, span in enumerate(spans))
    return replace(operation(), windows=windows)


SHUT: dict[str, tuple[Operation, float]] = {
    "the window opens a minute after they come in": (opened((66, 720)), 66.0 - 1),
    "the window shuts while they leave": (opened((0, 102)), 102.0),
    "the window shuts while they load": (opened((0, 80)), 80.0),
    "two windows leave a minute between them": (opened((0, 90), (91, 720)), 90.0),
    "the zone has no window": (opened(), 65.0),
    "the zone is shut the whole time": (opened((300, 720)), 65.0),
}


@pytest.mark.parametrize(("world", "minute"), SHUT.values(), ids=SHUT.keys())
def test_a_stay_in_the_zone_that_no_one_window_covers_is_rejected(
    world: Operation, minute: float
) -> None:
    assert found(judge(world, good_plan(world))) == [(4, name, minute) for name in ALL]


def test_one_vehicle_that_stays_too_long_is_named() -> None:
    world = opened((0, 200))
    world = replace(world, zones=(replace(world.zones[0], escort=False),))
    told = [
        vehicle("bus-1", move("base-hamlet", 60, 70), move("hamlet-post", 196, 216)),
        vehicle("bus-2", move("base-hamlet", 60, 70), move("hamlet-post", 195, 215)),
    ]
    assert breaches(world, told) == [(4, "bus-1", 200.0)]


def test_at_an_overnight_pickup_the_move_in_still_needs_a_window() -> None:
    world = with_places(opened((66, 720)), "hamlet", overnight=True)
    assert found(judge(world, good_plan(world))) == [(4, name, 65.0) for name in ALL]


def test_at_an_overnight_pickup_the_move_out_still_needs_a_window() -> None:
    world = with_places(opened((60, 75), (99, 720)), "hamlet", overnight=True)
    assert found(judge(world, good_plan(world))) == [(4, name, 98.0) for name in ALL]


def test_each_move_at_an_overnight_pickup_lies_within_one_window() -> None:
    world = with_places(opened((60, 75), (98, 101)), "hamlet", overnight=True)
    assert found(judge(world, good_plan(world))) == [(4, name, 101.0) for name in ALL]


def test_a_vehicle_that_stays_in_the_zone_for_good_is_rejected_when_the_window_shuts() -> None:
    stays = [vehicle("car-1", move("base-hamlet", 60, 65))]
    assert breaches(operation(), stays) == [(4, "car-1", 720.0)]


def test_a_vehicle_may_stay_for_good_at_an_overnight_pickup() -> None:
    world = with_places(operation(), "hamlet", overnight=True)
    assert breaches(world, [vehicle("car-1", move("base-hamlet", 60, 65))]) == []


def test_a_written_wait_at_the_end_is_judged_like_an_unwritten_one() -> None:
    stays = vehicle("car-1", move("base-hamlet", 60, 65), do("wait", "hamlet", 65, 1440))
    assert breaches(operation(), [stays]) == [(4, "car-1", 720.0)]


def test_standing_at_a_base_inside_between_two_errands_is_judged() -> None:
    world = with_places(opened((0, 150), (200, 400)), "base", zones=("strip",))
    world = replace(world, zones=(Zone("strip", access=Access.WINDOW),))
    errand = ("base-hamlet", "hamlet-post", "post-town", "town-base")
    minutes = (5.0, 10.0, 15.0, 20.0)
    activities, now = [], 0.0
    for start in (0.0, 210.0):
        now = start
        for legs, lasts in zip(errand, minutes, strict=True):
            activities.append(move(legs, now, now + lasts))
            now += lasts
    assert breaches(world, [vehicle("car-1", *activities)]) == [(4, "car-1", 150.0)]


def test_unloading_at_a_base_in_a_shut_zone_is_judged_to_its_end() -> None:
    world = with_places(opened((0, 184)), "town", zones=("strip",), base=True)
    told = good_plan(world)
    told = spoil(spoil(told, "bus-2", 9), "bus-2", 8)
    assert found(judge(world, spoil(told, "bus-2", 7))) == [(4, "bus-2", 184.0)]


def test_work_at_the_base_before_the_first_move_counts_as_being_inside() -> None:
    world = with_places(
        opened((50, 720)), "base", zones=("strip",), kind=PlaceKind.RECEPTION, base=True
    )
    early = vehicle("car-1", do("unload", "base", 40, 42))
    world = with_places(world, "base", unload_fixed_min=2.0)
    assert breaches(world, [early]) == [(4, "car-1", 40.0)]


def shut(world: Operation) -> Operation:
    return replace(world, zones=(Zone("strip", access=Access.CLOSED),))


def test_a_closed_zone_is_never_entered() -> None:
    told = [(4, name, minute) for minute in (65.0, 98.0) for name in ALL]
    assert found(judge(shut(operation()), good_plan(shut(operation())))) == told


def test_a_leg_that_leads_out_of_a_closed_zone_is_rejected_too() -> None:
    world = with_places(operation(), "hamlet", zones=None)
    first, *others = world.legs or ()
    world = shut(replace(world, legs=(replace(first, zones=()), *others)))
    assert breaches(world, [vehicle("car-1", move("base-hamlet", 60, 65))]) == []
    leaves = vehicle("car-1", move("base-hamlet", 60, 65), move("hamlet-post", 70, 80))
    assert breaches(world, [leaves]) == [(4, "car-1", 70.0)]


def test_arriving_at_a_place_in_a_closed_zone_is_entering_it() -> None:
    first, *others = operation().legs or ()
    world = shut(replace(operation(), legs=(replace(first, zones=()), *others)))
    assert breaches(world, [vehicle("car-1", move("base-hamlet", 60, 65))]) == [(4, "car-1", 65)]


def test_a_slow_convoy_is_longer_in_the_zone() -> None:
    world = opened((0, 110))
    first, second, *others = world.legs or ()
    longer = replace(second, zones=(Passage("strip", 0, 15),))
    world = replace(world, legs=(first, longer, *others))
    assert found(judge(world, good_plan(world))) == [(4, name, 110.0) for name in ALL]


def test_passing_a_zone_without_stopping_in_it_is_judged_too() -> None:
    world = opened((0, 720))
    passed = (Passage("far", 10, 20),)
    legs = tuple(
        replace(leg, zones=passed) if leg.id == "town-base" else leg for leg in world.legs or ()
    )
    far = Zone("far", access=Access.WINDOW)
    early = Window("early", "far", 0.0, 200.0)
    world = replace(world, legs=legs, zones=(*world.zones, far), windows=(*world.windows, early))
    assert found(judge(world, good_plan(world))) == [(4, "bus-2", 200.0)]


def test_going_round_twice_is_two_stays() -> None:
    world = replace(opened((60, 80), (290, 320)), zones=(Zone("strip", access=Access.WINDOW),))
    rounds = [
        move(legs, start + offset, start + offset + lasts)
        for start in (60.0, 290.0)
        for legs, offset, lasts in (
            ("base-hamlet", 0.0, 5.0),
            ("hamlet-post", 5.0, 10.0),
            ("post-town", 15.0, 15.0),
            ("town-base", 30.0, 20.0),
        )
    ]
    assert breaches(world, [vehicle("car-1", *rounds)]) == []
