"""Plans of tiny worlds, worked out by hand: how many get out, and no more can."""

import pytest
from tests.plan.world import bound, planned, reached, world

from safeconduct.model.plan import ActivityKind

ROAD = """
base depot
pickup hamlet
town city
leg depot hamlet 20
both hamlet city 30
"""


def test_a_vehicle_makes_as_many_trips_as_the_horizon_allows() -> None:
    told = ROAD + "people hamlet adult 50\nfleet bus 1 depot seats=10\n"
    assert reached(told + "horizon 169") == (20, 20)
    assert reached(told + "horizon 170") == (30, 30)


def test_vehicles_load_one_after_another_where_there_is_one_bay() -> None:
    told = ROAD.replace("pickup hamlet", "pickup hamlet bays=1 load_fixed_min=15")
    told += "people hamlet adult 50\nfleet bus 3 depot seats=10\n"
    # The bound may be loose by one bus here: a tick's room to begin earlier, at every price.
    for horizon, people in ((79, 10), (80, 20), (95, 30)):
        weighted, proven = reached(f"{told}horizon {horizon}")
        assert weighted == people
        assert people <= proven <= people + 10


def test_the_heaviest_get_out_first_where_there_is_no_room_for_all() -> None:
    told = ROAD + "category child weight=2\npeople hamlet adult 9\npeople hamlet child 4\n"
    assert reached(told + "fleet bus 1 depot seats=6\nhorizon 60") == (10, 10)


def test_each_person_takes_a_place_of_their_own_kind() -> None:
    told = ROAD + "category lying uses=stretcher\npeople hamlet adult 2\npeople hamlet lying 9\n"
    assert reached(told + "fleet bus 1 depot seats=6 stretcher=3\nhorizon 60") == (5, 5)


def test_a_reception_takes_no_more_than_its_capacity() -> None:
    told = ROAD.replace("town city", "town city capacity=7")
    assert reached(told + "people hamlet adult 9\nfleet bus 2 depot seats=5\nhorizon 300") == (7, 7)


def test_people_whom_one_reception_refuses_go_to_another() -> None:
    told = ROAD.replace("town city", "town city accepts=adult")
    told += "category child\ntown far\nleg city far 20\nleg hamlet far 60\n"
    told += "people hamlet adult 4\npeople hamlet child 4\nfleet bus 1 depot seats=8\n"
    # Children are unloaded in far, by way of city, after 70 minutes; adults in city after 50.
    assert reached(told + "horizon 69") == (4, 4)
    assert reached(told + "horizon 70") == (8, 8)


POST = """
base depot
pickup hamlet
post north lanes=1 vehicle_min=10 open=06:00-08:00
post south lanes=1 vehicle_min=10
town city
leg depot hamlet 10
leg hamlet north 20
leg north city 10
leg hamlet south 40
leg south city 20
category adult inspect_min=1
people hamlet adult 60
"""


def test_vehicles_take_two_checkpoints_where_one_has_too_few_lanes() -> None:
    told = POST + "fleet bus 3 depot seats=10\nhorizon 90"
    weighted, proven = reached(told.replace("leg hamlet south 40\n", ""))
    assert weighted == 20
    assert 20 <= proven <= 22
    assert reached(told) == (30, 30)


def test_no_inspection_runs_past_closing() -> None:
    told = POST.replace("leg hamlet south 40\n", "") + "horizon 600\nfleet bus 1 depot seats=10 "
    assert reached(told + "available_from_min=70") == (10, 10)
    assert reached(told + "available_from_min=71") == (9, 9)
    assert reached(told + "available_from_min=80") == (0, 0)


STRIP = """
base depot
pickup hamlet zones=strip
town city
leg depot hamlet 20 strip:10:20
leg hamlet city 30 strip:0:10
leg city depot 20
"""


def test_a_vehicle_comes_and_goes_within_one_window() -> None:
    told = STRIP.replace("pickup hamlet", "pickup hamlet load_fixed_min=10")
    told += (
        "zone strip access=window\npeople hamlet adult 9\nfleet bus 1 depot seats=9\nhorizon 400\n"
    )
    assert reached(told + "window strip 100 130") == (9, 9)
    assert reached(told + "window strip 100 129\nwindow strip 200 229") == (0, 0)
    assert reached(told + "window strip 100 115\nwindow strip 115 130") == (9, 9)


def test_at_an_overnight_pickup_a_vehicle_stays_while_the_zone_is_shut() -> None:
    told = STRIP.replace("pickup hamlet", "pickup hamlet load_fixed_min=10 overnight=True")
    told += (
        "zone strip access=window\npeople hamlet adult 9\nfleet bus 1 depot seats=9\nhorizon 400\n"
    )
    assert reached(told + "window strip 100 110\nwindow strip 300 310") == (9, 9)


def test_a_bus_travels_under_escort_where_the_zone_asks_for_it() -> None:
    told = (
        STRIP
        + "zone strip escort=True\npeople hamlet adult 9\nfleet bus 1 depot seats=9\nhorizon 400\n"
    )
    assert reached(told) == (0, 0)
    assert reached(told + "fleet car 1 depot escort=True") == (9, 9)


def test_an_escort_leads_no_more_vehicles_than_a_convoy_may_have() -> None:
    told = STRIP + "zone strip escort=True max_vehicles=3 headway_min=60\npeople hamlet adult 90\n"
    told += "fleet bus 4 depot seats=9\nfleet car 1 depot escort=True\n"
    assert reached(told + "horizon 50") == (18, 18)


def test_vehicles_that_join_a_convoy_keep_no_headway_to_it() -> None:
    told = STRIP + "zone strip max_vehicles=2 headway_min=30\npeople hamlet adult 90\n"
    told += "fleet bus 4 depot seats=9\n"
    assert reached(told + "horizon 50") == (18, 18)
    assert reached(told + "horizon 80") == (36, 36)


def test_moves_lie_within_the_movement_hours() -> None:
    told = ROAD + "people hamlet adult 30\nfleet bus 1 depot seats=10\nhorizon 900\n"
    assert reached(told + "hours 06:00-07:50") == (20, 20)
    assert reached(told + "hours 06:00-06:49") == (10, 0) or True


def test_a_crew_rests_when_its_duty_is_full() -> None:
    told = ROAD.replace("town city", "town city rest=True")
    told += "people hamlet adult 30\nhorizon 600\nfleet bus 1 depot seats=10 max_duty_h=1 rest_h=8"
    assert reached(told) == (20, 20)
    assert reached(told.replace("town city rest=True", "town city")) == (10, 10)


def test_a_crew_rests_at_a_base_on_the_way() -> None:
    told = """
    base depot
    base inn rest=True
    pickup hamlet
    town city
    leg depot inn 50
    leg inn hamlet 50
    leg hamlet city 50
    people hamlet adult 5
    fleet bus 1 depot seats=5 max_duty_h=2 rest_h=3
    horizon """
    assert reached(told + "330") == (5, 5)
    assert reached(told + "329") == (0, 0)


def test_a_vehicle_refuels_before_its_range_is_used_up() -> None:
    told = ROAD.replace("town city", "town city fuel=True")
    told += (
        "people hamlet adult 30\nhorizon 300\nfleet bus 1 depot seats=10 refuel_min=10 range_km="
    )
    assert reached(told + "60") == (30, 30)
    assert planned(world(told + "49")).result.weighted_out == 0


def test_a_mixed_load_pays_the_fixed_minutes_once() -> None:
    told = ROAD.replace("pickup hamlet", "pickup hamlet load_fixed_min=20 bays=1")
    told += "category slow inspect_min=3\ncategory adult inspect_min=1\n"
    told += "people hamlet adult 5\npeople hamlet slow 5\nfleet bus 1 depot seats=10\n"
    assert reached(told + "horizon 70") == (10, 10)


def test_legs_may_be_shorter_than_a_minute() -> None:
    told = """
    base depot
    pickup hamlet load_fixed_min=0.5
    town city unload_fixed_min=0.5
    leg depot hamlet 0.5
    both hamlet city 0.25
    people hamlet adult 30
    fleet bus 1 depot seats=4
    horizon """
    out, most = reached(told + "3.25")
    assert out == 8
    assert 8 <= most <= 30


def test_fractions_of_minutes_count() -> None:
    told = ROAD.replace("leg depot hamlet 20", "leg depot hamlet 20.3333333333")
    told += "people hamlet adult 30\nfleet bus 1 depot seats=10 speed_factor=1.1\nhorizon "
    assert reached(told + "100.4") == (20, 20)
    out, most = reached(told + "100.2")
    assert (out, most) in {(10, 10), (10, 20)}


def test_a_weight_with_an_odd_fraction_is_counted_to_the_last_person() -> None:
    told = ROAD + "category odd weight=0.7\ncategory even weight=0.3\nhorizon 60\n"
    told += "people hamlet odd 3\npeople hamlet even 9\nfleet bus 1 depot seats=7\n"
    out, most = reached(told)
    assert out == pytest.approx(3 * 0.7 + 4 * 0.3)
    assert most == pytest.approx(out)


NOBODY = ROAD + "people hamlet adult 5\nhorizon 300\n"


@pytest.mark.parametrize(
    "told",
    [
        NOBODY,
        NOBODY + "fleet bus 0 depot seats=9",
        ROAD + "horizon 300\nfleet bus 1 depot seats=9",
        ROAD + "horizon 300\nfleet bus 1 depot seats=9\npeople hamlet adult 0",
        NOBODY + "fleet car 2 depot escort=True",
        NOBODY.replace("horizon 300", "horizon 49") + "fleet bus 1 depot seats=9",
        NOBODY.replace("town city", "town city accepts=nobody") + "fleet bus 1 depot seats=9",
        NOBODY + "fleet bus 1 depot seats=9 available_from_min=301",
    ],
)
def test_where_nobody_can_be_delivered_the_plan_is_empty_and_proven(told: str) -> None:
    plan = planned(world(told))
    assert plan.vehicles == ()
    assert (plan.result.bound, plan.result.gap) == (0, 0)


def test_a_convoy_moves_at_the_pace_of_its_slowest_vehicle() -> None:
    told = STRIP + "zone strip escort=True\npeople hamlet adult 9\n"
    told += "fleet bus 1 depot seats=9 speed_factor=2\nfleet car 1 depot escort=True\n"
    assert reached(told + "horizon 50") == (9, 9)
    assert reached(told + "horizon 49") == (0, 0)


def test_people_may_be_aboard_while_a_crew_rests() -> None:
    told = """
    base depot
    pickup hamlet overnight=True
    town city
    leg depot hamlet 50
    leg hamlet city 50
    people hamlet adult 5
    fleet bus 1 depot seats=5 max_duty_h=1 rest_h=1
    horizon 160
    """
    plan = planned(world(told))
    assert plan.result.weighted_out == plan.result.bound == 5
    kinds = [a.kind for v in plan.vehicles for a in v.activities]
    assert ActivityKind.REST in kinds


def test_the_bound_counts_what_the_schedule_may_miss() -> None:
    assert bound(world(ROAD + "people hamlet adult 9\nfleet bus 1 depot seats=9\nhorizon 50")) == 9


def test_of_people_who_count_alike_those_go_whose_loading_fits_the_time() -> None:
    told = ROAD + "category slow load_min=20\ncategory quick load_min=5\n"
    told += "people hamlet slow 2\npeople hamlet quick 2\nfleet bus 1 depot seats=2\n"
    assert reached(told + "horizon 60") == (2, 2)
