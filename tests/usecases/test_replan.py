"""Bad days told as text, and what becomes of the plan; every new plan is judged."""

from dataclasses import replace

import pytest
from tests.plan.micro import micro
from tests.plan.world import planned, world
from tests.track.chance import a_day

from safeconduct.model.event import Event, EventKind
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Activity, ActivityKind, Plan
from safeconduct.model.problem import InputProblems
from safeconduct.plan.solve import Limits
from safeconduct.track.check import checked
from safeconduct.track.fold import track
from safeconduct.usecases.replan import Replanning, replan
from safeconduct.verify import judge

K = EventKind
QUICK = Limits(seconds=20.0, looks=4)
ROAD = """
horizon 480
category adult load_min=1
base depot rest=True
pickup hamlet
post gate lanes=1 vehicle_min=5
town haven
town spring
leg depot hamlet 20
leg hamlet gate 30
leg gate haven 20
leg hamlet spring 90
leg haven depot 30
leg spring depot 40
people hamlet adult 18
fleet bus 2 depot seats=10
"""
STRIP = """
horizon 480
category adult load_min=1
base depot rest=True
pickup hamlet zones=strip
town haven
zone strip access=window
window strip 0 200
leg depot hamlet 60 strip:30:60
leg hamlet haven 60 strip:0:30
leg haven depot 30
people hamlet adult 10
fleet bus 1 depot seats=10
"""
LED = """
horizon 600
category adult load_min=1
base depot rest=True
pickup hamlet zones=strip
town haven
zone strip escort=True
leg depot hamlet 60 strip:30:60
leg hamlet haven 60 strip:0:30
leg haven depot 30
people hamlet adult 20
fleet bus 2 depot seats=10
fleet car 2 depot escort=True
"""


def event(kind: EventKind, minute: float, **more: object) -> Event:
    return Event(1, kind, minute, "radio", **more)  # type: ignore[arg-type]


def after(operation: Operation, plan: Plan, moment: float, *events: Event) -> Replanning:
    fresh, _ = checked(operation, plan, events, moment, "events.jsonl")
    now = track(operation, plan, fresh, moment, "events.jsonl")
    found = replan(now.operation, plan, now.situation, QUICK)
    assert judge(now.operation, found.plan).accepted
    return found


def replanned(text: str, moment: float, *events: Event) -> Replanning:
    operation = world(text)
    return after(operation, planned(operation), moment, *events)


def moves(plan: Plan, vehicle: str) -> list[Activity]:
    own = next(v for v in plan.vehicles if v.id == vehicle)
    return [a for a in own.activities if a.kind is ActivityKind.MOVE]


@pytest.mark.parametrize("moment", [0.0, 10.0, 35.5, 60.0, 100.0, 470.0])
def test_with_no_news_nothing_changes_for_anybody(moment: float) -> None:
    operation = world(ROAD)
    plan = planned(operation)
    found = after(operation, plan, moment)
    assert found.changes == ()
    assert found.plan.vehicles == plan.vehicles
    assert found.plan.result.gap == 0.0


def test_only_the_crew_that_is_held_hears_of_a_change() -> None:
    found = replanned(ROAD, 60.0, event(K.HELD, 55, vehicles=("bus-1",), minutes=60.0))
    assert [change.vehicle for change in found.changes] == ["bus-1"]
    assert found.plan.result.people_out == 18


APART = """
horizon 480
base depot
base near
pickup hamlet zones=strip
town haven
zone strip headway_min=30
leg depot hamlet 60 strip:40:60
leg near hamlet 20 strip:5:20
leg hamlet haven 30 strip:0:10
people hamlet adult 20
fleet bus 1 depot seats=10 available_from_min=10
fleet van 1 near seats=10 available_from_min=65
"""


def test_a_convoy_keeps_away_from_one_that_is_late_and_on_its_way() -> None:
    # The bus sets out at 45 instead of 10 and comes into the strip at 85; the van was to at 80,
    # five minutes from where it begins.
    operation = world(APART)
    plan = planned(operation)
    assert [moves(plan, f"{name}-1")[0].start for name in ("bus", "van")] == [10.0, 75.0]
    found = after(operation, plan, 50.0, event(K.LATE, 1, vehicles=("bus-1",), minutes=35.0))
    assert moves(found.plan, "bus-1")[0].start == 45.0
    assert moves(found.plan, "van-1")[0].start == 110.0
    assert found.plan.result.people_out == 20


def test_whoever_is_aboard_is_brought_round_a_road_that_closes() -> None:
    found = replanned(ROAD, 28.0, event(K.CLOSED, 27, place="gate"))
    ends = {moves(found.plan, f"bus-{n}")[-1].destination for n in (1, 2)}
    assert ends == {"spring"}
    assert found.plan.result.people_out == 18
    assert all("goes to spring instead of haven" in str(change) for change in found.changes)


def test_another_bus_fetches_those_whose_bus_broke_down_on_the_way_to_them() -> None:
    found = replanned(ROAD, 10.0, event(K.BROKEN_DOWN, 9, vehicles=("bus-1",)))
    assert found.plan.result.people_out == 18
    assert found.told.stranded == {}
    said = {change.vehicle: str(change) for change in found.changes}
    assert "no longer fetches" in said["bus-1"]
    assert "bus-2" in said


def test_people_aboard_a_bus_that_broke_down_are_named_first() -> None:
    found = replanned(ROAD, 60.0, event(K.BROKEN_DOWN, 50, vehicles=("bus-1",)))
    aboard = sum(found.situation.vehicles[0].aboard.values())
    assert found.told.stranded == {"bus-1": aboard}
    assert found.told.lines[0].startswith("NO WAY OUT for")
    assert found.plan.result.people_out == 18 - aboard
    assert found.plan.result.bound == 18 - aboard


def test_people_who_join_are_fetched_and_people_who_left_are_not() -> None:
    more = replanned(ROAD, 10.0, event(K.JOINED, 5, place="hamlet", people={"adult": 4}))
    assert more.plan.result.people_out == 22
    fewer = replanned(ROAD, 10.0, event(K.LEFT, 5, place="hamlet", people={"adult": 8}))
    assert fewer.plan.result.people_out == 10


def test_a_window_that_shuts_sooner_is_left_in_time() -> None:
    shorter = event(K.WINDOW_SHORTENED, 50, window="strip-0", until=110.0)
    found = replanned(STRIP, 55.0, shorter)
    inside = moves(found.plan, "bus-1")[1]
    assert inside.start + 30 <= 110.0
    assert found.told.shut_in == {}


def test_who_is_shut_in_is_told_and_goes_when_a_window_opens_again() -> None:
    shut = event(K.WINDOW_SHUT, 65, window="strip-0")
    found = replanned(STRIP, 80.0, shut)
    assert found.told.shut_in == {"bus-1": "strip"}
    assert found.told.stranded == {"bus-1": 10}
    later = event(K.WINDOW_OPENED, 70, zone="strip", start=300.0, until=400.0)
    again = replanned(STRIP, 80.0, shut, later)
    assert moves(again.plan, "bus-1")[1].start >= 300.0
    assert again.plan.result.people_out == 10


def test_an_empty_crew_is_brought_out_of_a_zone_that_shuts() -> None:
    gone = event(K.COUNT_CORRECTED, 61, place="hamlet", people={"adult": 0})
    loaded = event(K.LOADED, 61, vehicles=("bus-1",), place="hamlet", people={"adult": 0})
    found = replanned(STRIP, 62.0, loaded, gone)
    assert moves(found.plan, "bus-1")[-1].destination == "haven"


def test_another_escort_leads_those_whose_escort_broke_down() -> None:
    operation = world(LED)
    plan = planned(operation)
    car = next(v.id for v in plan.vehicles if v.fleet == "car")
    found = after(operation, plan, 65.0, event(K.BROKEN_DOWN, 64, vehicles=(car,)))
    assert found.plan.result.people_out == 20
    assert found.told.stranded == {}


def test_a_crew_with_people_aboard_goes_on_when_its_hours_run_out() -> None:
    text = ROAD.replace("seats=10", "seats=10 max_duty_h=2 rest_h=8")
    held = event(K.HELD, 60, vehicles=("bus-1", "bus-2"), minutes=90.0)
    found = replanned(text, 70.0, held)
    assert found.told.stranded == {}
    assert found.plan.result.people_out == 18


def test_a_next_replanning_goes_on_from_the_first() -> None:
    operation = world(ROAD)
    plan = planned(operation)
    held = event(K.HELD, 55, vehicles=("bus-1",), minutes=60.0)
    broken = event(K.BROKEN_DOWN, 52, vehicles=("bus-2",))
    first = after(operation, plan, 60.0, broken, held)
    second = after(first.operation, first.plan, 90.0)
    assert second.changes == ()
    assert second.plan.replanned is not None
    assert second.plan.replanned.out_of_service == ("bus-2",)
    back = after(first.operation, first.plan, 90.0, event(K.RELEASED, 80, vehicles=("bus-2",)))
    assert back.plan.result.people_out == 18


@pytest.mark.parametrize("seed", range(12))
def test_with_no_news_no_moment_loses_people_or_changes_a_trip_for_nothing(seed: int) -> None:
    operation = micro(seed).operation
    plan = planned(operation, looks=2)
    moment, _ = a_day(operation, plan, seed)
    found = after(operation, plan, moment)
    assert found.plan.result.weighted_out >= plan.result.weighted_out
    if found.plan.result.weighted_out == plan.result.weighted_out:
        assert found.changes == ()


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_the_judge_accepts_the_new_plan_and_its_bound_holds(seed: int) -> None:
    operation = micro(seed).operation
    plan = planned(operation, looks=2)
    for n in range(3):
        moment, events = a_day(operation, plan, 100 * seed + n)
        try:
            found = after(operation, plan, moment, *events)
        except InputProblems:
            continue
        result = found.plan.result
        assert result.weighted_out <= result.bound
        longer = replan(found.operation, plan, found.situation, replace(QUICK, looks=12), 7)
        assert longer.plan.result.weighted_out <= result.bound


def test_from_the_start_an_empty_plan_becomes_a_whole_one() -> None:
    operation = world(ROAD)
    plan = replace(planned(operation), vehicles=())
    found = after(operation, plan, 0.0)
    assert found.plan.result.people_out == 18
    assert all("new: departs depot" in str(change) for change in found.changes)


def test_at_the_horizon_nothing_is_left_to_plan() -> None:
    operation = world(ROAD)
    plan = planned(operation)
    found = after(operation, plan, operation.horizon_min)
    assert found.plan.vehicles == plan.vehicles
    assert found.plan.result.gap == 0.0


def test_one_crew_that_breaks_down_leaves_the_others_of_its_convoy_their_trip() -> None:
    text = LED.replace("fleet bus 2", "fleet bus 4").replace("adult 20", "adult 40")
    operation = world(text)
    plan = planned(operation)
    found = after(operation, plan, 5.0, event(K.BROKEN_DOWN, 4, vehicles=("bus-2",)))
    assert found.plan.result.people_out >= 30
    held = {change.vehicle for change in found.changes}
    assert "bus-2" in held
    assert len(held & {"bus-1", "bus-3", "bus-4"}) <= 1
