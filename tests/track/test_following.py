"""Where everyone is, told by a plan and by what was reported of the day."""

import pytest
from tests.plan.world import world

from safeconduct.model.event import Event, EventKind
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan, Result
from safeconduct.model.problem import InputProblems
from safeconduct.model.situation import Situation, Standing
from safeconduct.track.check import checked
from safeconduct.track.fold import track

K, A = EventKind, ActivityKind
WORLD = """
horizon 600
category adult load_min=1
base depot rest=True
pickup hamlet zones=strip
post gate vehicle_min=5
town haven capacity=30
zone strip access=window
window strip 0 300
leg depot hamlet 20 strip:10:20
leg hamlet gate 30 strip:0:10
leg gate haven 20
leg haven depot 30
people hamlet adult 12
fleet bus 2 depot seats=10
"""


def itinerary(name: str) -> Itinerary:
    """Out at minute 60, 8 people loaded from 80 to 88, inspected to 123, unloaded at 143."""
    return Itinerary(
        name,
        "bus",
        (
            Activity(A.MOVE, 60, 80, leg="depot-hamlet", origin="depot", destination="hamlet", convoy=name),
            Activity(A.LOAD, 80, 88, place="hamlet", people={"adult": 8}),
            Activity(A.MOVE, 88, 118, leg="hamlet-gate", origin="hamlet", destination="gate", convoy=name),
            Activity(A.INSPECT, 118, 123, place="gate"),
            Activity(A.MOVE, 123, 143, leg="gate-haven", origin="gate", destination="haven", convoy=name),
            Activity(A.UNLOAD, 143, 143, place="haven", people={"adult": 8}),
        ),
    )  # fmt: skip


def plan(operation: Operation, *vehicles: Itinerary) -> Plan:
    nothing = Result(0, {}, 0.0, 0.0, 0.0, None, 0.0, 0.0, 0.0, {})
    return Plan("told", "", operation.start, 600.0, nothing, vehicles, operation.legs or ())


def follow(moment: float, *events: Event) -> Situation:
    operation = world(WORLD)
    known = plan(operation, itinerary("bus-1"))
    fresh, _ = checked(operation, known, events, moment, "events.jsonl")
    return track(operation, known, fresh, moment, "events.jsonl").situation


def bus(moment: float, *events: Event) -> Standing:
    return follow(moment, *events).vehicles[0]


def event(kind: EventKind, minute: float, **more: object) -> Event:
    return Event(1, kind, minute, "radio", **{"vehicles": ("bus-1",), **more})  # type: ignore[arg-type]


def problems(moment: float, *events: Event) -> list[str]:
    with pytest.raises(InputProblems) as found:
        follow(moment, *events)
    return [p.number for p in found.value.problems]


def test_with_no_news_everybody_is_where_the_plan_has_them() -> None:
    assert (bus(30).place, bus(30).free, bus(30).aboard) == ("depot", 30, {})
    assert (bus(70).place, bus(70).free) == ("hamlet", 80)
    assert (bus(85).place, bus(85).free, bus(85).aboard) == ("hamlet", 88, {"adult": 8})
    assert (bus(100).place, bus(100).uninspected) == ("gate", True)
    assert (bus(120).place, bus(120).uninspected, bus(120).free) == ("gate", False, 123)
    assert (bus(200).place, bus(200).aboard, bus(200).rest) == ("haven", {}, ())


def test_who_waits_is_who_has_not_boarded() -> None:
    assert follow(70).waiting["hamlet", "adult"] == 12
    assert follow(85).waiting["hamlet", "adult"] == 4
    assert follow(200).received == {"haven": 8}


def test_duty_and_kilometres_count_from_the_first_departure() -> None:
    assert (bus(30).duty_since, bus(30).km) == (None, 0.0)
    assert (bus(130).duty_since, bus(130).km) == (60, 70.0)


def test_a_late_vehicle_departs_later_and_a_wait_takes_delay_up() -> None:
    late = bus(95, event(K.LATE, 50, minutes=30.0))
    assert [round(a.start) for a in late.done] == [90]
    assert late.free == 110
    held = bus(100, event(K.HELD, 30, until=70.0))
    assert [round(a.start) for a in held.done] == [70, 90, 98]


def test_a_hold_on_the_road_makes_the_move_longer_by_as_much() -> None:
    held = bus(105, event(K.HELD, 100, minutes=45.0))
    assert held.free == 118 + 45
    assert held.under_way is not None
    assert held.under_way.leg == "hamlet-gate"


def test_a_hold_without_an_end_takes_the_vehicle_out_until_it_is_released() -> None:
    assert not bus(105, event(K.HELD, 100)).in_service
    assert bus(150, event(K.HELD, 100), event(K.RELEASED, 140)).in_service
    assert not bus(90, event(K.BROKEN_DOWN, 85)).in_service


def test_all_who_stand_at_a_post_are_held_there_together() -> None:
    held = follow(125, event(K.HELD, 120, vehicles=(), place="gate", until=200.0))
    assert held.vehicles[0].free == 200


def test_what_was_seen_counts_more_than_what_was_planned() -> None:
    seen = bus(100, event(K.LOADED, 92, place="hamlet", people={"adult": 5}))
    assert seen.aboard == {"adult": 5}
    assert [round(a.start) for a in seen.done] == [60, 80, 92]
    gone = bus(90, event(K.DEPARTED, 66, leg="depot-hamlet"))
    assert gone.done[0].end == 86
    there = bus(130, event(K.ARRIVED, 126, place="gate"))
    assert (there.done[-1].kind, there.done[-1].start) == (A.INSPECT, 126)
    assert [a.end for a in there.done[-2:]] == [126, 131]


def test_who_is_inside_a_zone_must_leave_by_the_end_of_its_window() -> None:
    assert bus(85).leave_by == {"strip": 300}
    cut = bus(85, event(K.WINDOW_SHORTENED, 84, vehicles=(), window="strip-0", until=120.0))
    assert cut.leave_by == {"strip": 120}
    shut = bus(85, event(K.WINDOW_SHUT, 84, vehicles=(), window="strip-0"))
    assert shut.leave_by == {"strip": None}


def test_nobody_is_taken_to_have_gone_on_into_what_had_been_closed() -> None:
    stayed = bus(100, event(K.CLOSED, 84, vehicles=(), leg="hamlet-gate"))
    assert (stayed.place, stayed.aboard) == ("hamlet", {"adult": 8})
    home = bus(100, event(K.WINDOW_SHUT, 40, vehicles=(), zone="strip"))
    assert (home.place, home.aboard) == ("depot", {})


def test_counts_are_of_those_who_wait_at_the_time() -> None:
    more = follow(
        90, event(K.COUNT_CORRECTED, 89, vehicles=(), place="hamlet", people={"adult": 20})
    )
    assert more.waiting["hamlet", "adult"] == 20
    joined = follow(90, event(K.JOINED, 70, vehicles=(), place="hamlet", people={"adult": 3}))
    assert joined.waiting["hamlet", "adult"] == 7
    left = follow(90, event(K.LEFT, 70, vehicles=(), place="hamlet", people={"adult": 2}))
    assert left.waiting["hamlet", "adult"] == 2


def test_a_vehicle_is_not_in_two_places() -> None:
    assert problems(100, event(K.ARRIVED, 95, place="haven")) == ["S714"]
    assert problems(100, event(K.DEPARTED, 95, leg="gate-haven")) == ["S714"]
    seen = event(K.ARRIVED, 118, place="gate")
    still = event(K.LOADED, 125, place="hamlet", people={"adult": 3})
    assert problems(130, seen, still) == ["S714"]
    assert bus(130, still).aboard == {"adult": 3}


def test_counts_that_cannot_be_are_told() -> None:
    full = event(K.LOADED, 90, place="hamlet", people={"adult": 11})
    assert problems(100, full) == ["S715"]
    gone = event(K.LEFT, 70, vehicles=(), place="hamlet", people={"adult": 9})
    assert problems(100, gone) == ["S715"]


def test_every_event_that_cannot_be_meant_is_told_at_once() -> None:
    found = problems(
        100,
        event(K.LATE, 120, minutes=5.0),
        event(K.LATE, -5, minutes=5.0),
        event(K.LATE, 20, vehicles=("bus-7",), minutes=5.0),
        event(K.CLOSED, 20, vehicles=(), leg="nowhere"),
        event(K.TERM_BROKEN, 20, vehicles=(), term="no-such"),
        event(K.JOINED, 20, vehicles=(), place="gate", people={"adults": 1}),
    )
    assert sorted(found) == ["S711", "S712", "S715", "S763", "S763", "S763", "S763"]


def test_a_window_cannot_end_before_it_begins_nor_overlap_another() -> None:
    back = event(K.WINDOW_OPENED, 20, vehicles=(), window="strip-0", start=80.0, until=70.0)
    assert problems(100, back) == ["S717"]
    over = event(K.WINDOW_OPENED, 20, vehicles=(), zone="strip", start=200.0, until=400.0)
    assert problems(100, over) == ["S718"]
