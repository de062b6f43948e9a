"""The peers' adapters: the sub-problem, and what is left of trips under all rules."""

from dataclasses import replace

import pytest
from bench.cases import named
from bench.generate import Shape, generate
from bench.rivals.replay import everybody, remains
from bench.rivals.task import RECEPTION, Task, Trip, relaxed, task

from safeconduct.model.operation import Operation

SHAPE = Shape("rivals", 1, vehicles=4, people=300, pickups=2, checkpoints=1, types=3)


@pytest.fixture(scope="module")
def operation() -> Operation:
    return generate(SHAPE)


@pytest.fixture(scope="module")
def stated(operation: Operation) -> Task:
    return task(operation)


def one_trip(stated: Task, vehicle: int, people: int) -> Trip:
    pickup = stated.bundles[0].pickup
    load = tuple(people if c == 0 else 0 for c in range(len(stated.arrays.weight)))
    return Trip(vehicle, ((pickup, load),), int((stated.arrays.kind == RECEPTION).argmax()))


def test_the_bundles_are_all_the_people_whom_any_vehicle_can_carry(stated: Task) -> None:
    counted: dict[tuple[int, int], int] = {}
    for bundle in stated.bundles:
        key = (bundle.pickup, bundle.category)
        counted[key] = counted.get(key, 0) + bundle.persons
    for (pickup, category), count in counted.items():
        assert count == stated.arrays.people[pickup, category]
    carried = stated.arrays.places.max(axis=0)
    missing = {
        c for p, c in zip(*stated.arrays.people.nonzero(), strict=True) if (p, c) not in counted
    }
    assert all(carried[stated.arrays.uses[c]] == 0 for c in missing)


def test_a_sound_trip_is_kept_whole(operation: Operation, stated: Task) -> None:
    left = remains(operation, [one_trip(stated, 0, 30)])
    assert left.verdict.accepted
    assert left.weighted_out == 30.0
    assert (left.trips, left.given) == (1, 1)


def test_a_trip_with_more_people_than_places_is_taken_out_and_the_rest_kept(
    operation: Operation, stated: Task
) -> None:
    left = remains(operation, [one_trip(stated, 0, 5000), one_trip(stated, 1, 30)])
    assert left.verdict.accepted
    assert left.weighted_out == 30.0
    assert left.trips == 1


def test_vehicles_queue_for_bays_and_lanes_and_none_is_taken_out_for_that(
    operation: Operation, stated: Task
) -> None:
    narrow = replace(
        operation, places=tuple(replace(p, bays=1 if p.bays else None) for p in operation.places)
    )
    left = remains(narrow, [one_trip(stated, 0, 30), one_trip(stated, 1, 30)])
    assert left.verdict.accepted
    assert left.weighted_out == 60.0


def test_what_comes_after_the_horizon_does_not_count(operation: Operation, stated: Task) -> None:
    short = replace(operation, horizon_h=1.0, windows=())
    assert remains(short, [one_trip(stated, 0, 30)]).weighted_out == 0.0


def test_where_every_convoy_needs_an_escort_no_trip_of_a_routing_engine_remains() -> None:
    escorted = generate(replace(SHAPE, escort=True))
    left = remains(escorted, [one_trip(task(escorted), 0, 30)])
    assert left.verdict.accepted
    assert left.weighted_out == 0.0


def test_the_sub_problem_has_no_more_rules_and_nobody_less(operation: Operation) -> None:
    free = relaxed(operation)
    assert everybody(free) == everybody(operation)
    assert all(p.bays is None and p.lanes is None for p in free.places)
    assert free.windows == operation.windows


@pytest.mark.parametrize("module", ["with_pyvrp", "with_ortools", "with_cpsat", "with_vroom"])
def test_a_peer_brings_out_some_of_a_small_case_and_the_judge_accepts(module: str) -> None:
    from importlib import import_module

    engine = import_module(f"bench.rivals.{module}")
    pytest.importorskip(engine.NEEDS)
    stated = task(named("al_shifa_infants").make())
    left = remains(stated.operation, engine.solve(stated, 2.0))
    assert left.verdict.accepted
    assert left.weighted_out > 0.0
