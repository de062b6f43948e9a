"""Who sets out together, who carries whom, who arrives when."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.brief.worlds import at, empty_plan, large, move, plan_of, small, small_plan

from safeconduct.brief.chart import rows_of
from safeconduct.brief.facts import arrivals, entries, first_departure, passings, runs, total
from safeconduct.model.plan import Activity, ActivityKind, Itinerary


def test_vehicles_that_set_out_together_are_one_run_with_all_their_people() -> None:
    found = runs(small(), list(entries(small(), small_plan())))
    assert [(run.name, run.vehicles, run.people) for run in found] == [
        ("c1", ("bus-1", "car-1"), 52)
    ]
    assert found[0].start == 60


def test_rest_at_the_end_of_a_run_is_no_part_of_it() -> None:
    run = runs(small(), list(entries(small(), small_plan())))[0]
    assert max(stretch.end for stretch in run.stretches) == 350
    assert "rest" not in {stretch.state for stretch in run.stretches}


def test_the_time_between_activities_is_waiting() -> None:
    run = runs(small(), list(entries(small(), small_plan())))[0]
    waits = [(s.vehicle, s.start, s.end) for s in run.stretches if s.state == "wait"]
    assert waits == [("car-1", 150, 197.5), ("car-1", 227.5, 240)]


def test_a_vehicle_that_comes_home_and_leaves_again_has_two_runs() -> None:
    acts = (
        move("haven-ford", 60, ""),
        move("ford-haven", 120, ""),
        at(ActivityKind.REST, "haven", 180, 700),
        move("haven-ford", 700, ""),
        move("ford-haven", 760, ""),
    )
    plan = plan_of(small(), small_plan().result, (Itinerary("bus-1", "bus", acts),))
    found = runs(small(), list(entries(small(), plan)))
    assert [(run.name, run.start) for run in found] == [("bus-1", 60), ("bus-1", 700)]


def test_a_vehicle_that_rests_at_its_base_with_people_aboard_stays_on_its_run() -> None:
    acts = (
        move("ford-mill", 0, ""),
        at(ActivityKind.LOAD, "mill", 30, 60, adult=5),
        move("mill-ford", 60, ""),
        move("ford-haven", 90, ""),
        at(ActivityKind.REST, "haven", 150, 700),
        move("haven-ford", 700, ""),
    )
    plan = plan_of(small(), small_plan().result, (Itinerary("bus-1", "bus", acts),))
    assert len(runs(small(), list(entries(small(), plan)))) == 1


def test_a_move_without_a_convoy_is_a_convoy_of_one() -> None:
    acts = (move("haven-ford", 60, ""),)
    vehicles = (Itinerary("bus-1", "bus", acts), Itinerary("car-1", "car", acts))
    moving = passings(entries(small(), plan_of(small(), small_plan().result, vehicles)))
    assert [(p.convoy, p.vehicles) for p in moving] == [
        ("bus-1", ("bus-1",)),
        ("car-1", ("car-1",)),
    ]


def test_people_arrive_on_the_local_day_on_which_unloading_ends() -> None:
    plan = small_plan()
    bus = plan.vehicles[0]
    late = tuple(
        replace(a, end=1085.0) if a.kind is ActivityKind.UNLOAD else a for a in bus.activities
    )
    days = arrivals(small(), replace(plan, vehicles=(replace(bus, activities=late),)))
    assert days == {date(2022, 5, 6): {"adult": 50, "stretcher": 2}}


def test_nothing_departs_in_an_empty_plan() -> None:
    assert first_departure(empty_plan(small())) is None
    assert rows_of(small(), []) == []


@given(st.integers(1, 90), st.integers(1, 4), st.integers(1, 9))
def test_every_vehicle_and_everybody_is_in_some_row(vehicles: int, days: int, convoy: int) -> None:
    operation, plan = large(vehicles, days, convoy)
    rows = rows_of(operation, list(entries(operation, plan)))
    assert sum(run.people for row in rows for run in row.runs) == plan.result.people_out
    assert {v for row in rows for run in row.runs for v in run.vehicles} == {
        v.id for v in plan.vehicles
    }


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_who_is_aboard_is_who_got_on_less_who_got_off(steps: list[tuple[bool, int, int]]) -> None:
    acts: list[Activity] = []
    aboard = {"adult": 0, "stretcher": 0}
    for n, (on, adult, stretcher) in enumerate(steps):
        kind = ActivityKind.LOAD if on else ActivityKind.UNLOAD
        sign = 1 if on else -1
        moved = {"adult": adult, "stretcher": stretcher}
        if not on:
            moved = {c: min(k, aboard[c]) for c, k in moved.items()}
        aboard = {c: aboard[c] + sign * k for c, k in moved.items()}
        acts.append(at(kind, "mill", n, n + 1, **moved))
    plan = plan_of(small(), small_plan().result, (Itinerary("bus-1", "bus", tuple(acts)),))
    every = list(entries(small(), plan))
    assert all(count > 0 for entry in every for count in entry.aboard.values())
    if every:
        assert total(every[-1].aboard) == sum(aboard.values())
