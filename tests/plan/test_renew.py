"""The search that fits whole duties in: whatever it does, every schedule keeps every rule."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np
import pytest
from bench.generate import Shape, generate

from safeconduct.instance.arrays import Instance
from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.plan.bound import Prover
from safeconduct.plan.compiled import reference
from safeconduct.plan.duals import Generation
from safeconduct.plan.improve import repack, take_out, undo
from safeconduct.plan.records import records_of
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.renew import Renewal, _withdraw, outlooks
from safeconduct.plan.room import copied, empty_state
from safeconduct.plan.scarce import carried, scarce
from safeconduct.plan.solve import Limits, _greedy, solve
from safeconduct.plan.state import ARRIVAL, WEIGHT, State
from safeconduct.verify import judge

SHAPES = (
    Shape("open", 1, 6, 900, 3, 1, 1, types=3, lanes=2, window_h=6.0),
    Shape("one_lane", 2, 6, 600, 3, 2, 1, types=2, lanes=1, bays=1, window_h=8.0),
    Shape("led", 3, 8, 600, 3, 1, 1, types=3, escort=True, escorts=2, window_h=8.0),
    Shape("apart", 4, 8, 600, 3, 1, 1, types=4, headway_min=20.0, max_vehicles=3, window_h=8.0),
    Shape("led_apart", 5, 9, 700, 3, 2, 2, types=4, escort=True, escorts=3, headway_min=15.0,
          max_vehicles=4, window_h=9.0, overnight=True, duty_h=10.0),
)  # fmt: skip
each_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)


def chain(shape: Shape, *, greedy: bool) -> tuple[Instance, Renewal]:
    """One chain of search, begun from the greedy schedule or from an empty one."""
    instance = build(generate(shape))
    prover = Prover(instance)
    prover.guide(lambda: True)
    arrays = instance.arrays
    state = _greedy(arrays, 0) if greedy else empty_state(arrays)
    prices = [prover.price, np.zeros_like(prover.price)]
    looks = outlooks(instance, prover.rows, prices)
    return instance, Renewal(arrays, state, copied(state, arrays), looks, seed=7)


def breaches(instance: Instance, state: State) -> list[str]:
    everybody = float((instance.arrays.people * instance.arrays.weight).sum())
    plan = to_plan(instance, records_of(instance, state), everybody, 0.0, 0)
    assert plan.result.weighted_out == pytest.approx(state.result[WEIGHT])
    return [str(breach) for breach in judge(instance.facts, plan).breaches]


@each_shape
def test_every_schedule_on_the_way_keeps_every_rule(shape: Shape) -> None:
    instance, search = chain(shape, greedy=True)
    for _ in range(6):
        search.rounds(10, 5.0, 0.0)
        assert breaches(instance, search.state) == []
        assert breaches(instance, search.best) == []


@each_shape
def test_the_best_never_gets_worse(shape: Shape) -> None:
    _, search = chain(shape, greedy=True)
    known = float(search.best.result[WEIGHT])
    for _ in range(4):
        search.rounds(10, 20.0, 0.0)
        assert search.best.result[WEIGHT] >= known - 1e-6
        known = float(search.best.result[WEIGHT])


@pytest.mark.parametrize("shape", SHAPES[:2], ids=lambda shape: shape.name)
def test_duties_fitted_into_an_empty_world_bring_people_out(shape: Shape) -> None:
    instance, search = chain(shape, greedy=False)
    search.build()
    greedy = float(_greedy(instance.arrays, 0).result[WEIGHT])
    assert search.best.result[WEIGHT] >= 0.8 * greedy > 0.0
    assert breaches(instance, search.best) == []


def snapshot(state: State) -> dict[str, object]:
    """What a schedule is, apart from the rows in which it is kept."""
    return {
        "result": np.round(state.result, 6).tolist(),
        "waiting": state.waiting.tolist(),
        "room": state.room.tolist(),
        "vehicle": state.vehicle.tolist(),
        "trips": state.trips.tolist(),
        "entries": state.entry_count.tolist(),
        "convoys": [
            state.convoys[r, :n].tolist() for r, n in enumerate(state.convoy_count.tolist())
        ],
        "busy": [
            [(int(state.times[p, i]), int(state.use[p, i])) for i in range(n)]
            for p, n in enumerate(state.points.tolist())
        ],
    }


@pytest.mark.parametrize("shape", SHAPES[:2], ids=lambda shape: shape.name)
def test_moved_up_in_their_own_order_all_trips_stay_and_nobody_arrives_later(shape: Shape) -> None:
    instance, search = chain(shape, greedy=True)
    search.rounds(20, 50.0, 0.0)
    state = search.state
    before, trips = state.result.copy(), int(state.trips.sum())
    repack(search.I, search.S, np.zeros(len(state.active), dtype=np.int64), 0.0, 1, flowing=True)
    assert int(state.trips.sum()) == trips > 0
    assert state.result[WEIGHT] == pytest.approx(before[WEIGHT])
    assert state.result[ARRIVAL] <= before[ARRIVAL] + 1e-6
    assert breaches(instance, state) == []


@pytest.mark.parametrize("shape", [*SHAPES[:2], SHAPES[3]], ids=lambda shape: shape.name)
def test_moved_up_in_another_order_every_rule_is_kept(shape: Shape) -> None:
    instance, search = chain(shape, greedy=True)
    search.rounds(10, 5.0, 0.0)
    gone = np.zeros(len(search.state.active), dtype=np.int64)
    for seed in range(4):
        repack(search.I, search.S, gone, 3600.0, seed, flowing=True)
        assert breaches(instance, search.state) == []


@each_shape
def test_what_is_refused_leaves_no_trace(shape: Shape) -> None:
    instance, search = chain(shape, greedy=True)
    search.rounds(20, 5.0, 0.0)
    state, vehicles = search.state, np.arange(len(instance.arrays.cls))
    for seed in range(8):
        before, result, known = snapshot(state), state.result.copy(), state.active.copy()
        gone, fresh = np.zeros((2, len(known)), dtype=np.int64)
        if seed % 2:
            flowing = seed % 4 == 1 and search.flows
            n = repack(search.I, search.S, gone, 600.0, seed, flowing=flowing)
        else:
            n = _withdraw(search.I, search.S, gone, 4, seed)
        search._insert(vehicles, search.looks[-1])
        undo(search.I, search.S, known, gone, n, fresh)
        state.result[:] = result
        assert snapshot(state) == before


@each_shape
def test_whoever_cannot_go_without_an_escort_is_taken_out_with_it(shape: Shape) -> None:
    instance, search = chain(shape, greedy=True)
    search.rounds(30, 5.0, 0.0)
    for m in np.flatnonzero(search.best.active)[::3]:
        state = copied(search.best, instance.arrays)
        gone = np.zeros(len(state.active), dtype=np.int64)
        count = take_out(reference(instance.arrays), reference(state), int(m), gone, 0)
        assert count >= 1
        assert breaches(instance, state) == []


@each_shape
def test_packing_brings_the_same_people_no_later(shape: Shape) -> None:
    instance, search = chain(shape, greedy=True)
    search.rounds(10, 5.0, 0.0)
    state = copied(search.best, instance.arrays)
    before = state.result.copy()
    gone = np.zeros(len(state.active), dtype=np.int64)
    repack(reference(instance.arrays), reference(state), gone, 0.0, 1, flowing=False)
    assert breaches(instance, state) == []
    if state.result[WEIGHT] >= before[WEIGHT] - 1e-6:
        assert state.result[ARRIVAL] <= before[ARRIVAL] + 1e-6


@each_shape
def test_prices_carried_over_to_shorter_spans_prove_no_less(shape: Shape) -> None:
    instance = build(generate(shape))
    view = instance._replace(arrays=instance.outer)
    coarse, fine = scarce(view, 3600), scarce(view, 600)
    with ThreadPoolExecutor(1) as pool:
        rounds = Generation(Relaxation(view, coarse, 300, 4)).rounds(pool)
        known = list(islice(rounds, 12))[-1]
        price = carried(coarse, fine, known.price)
        first = next(Generation(Relaxation(view, fine, 300, 4), price).rounds(pool))
    assert first.bound <= known.bound * (1.0 + 1e-9)


def test_the_same_seed_gives_the_same_schedule() -> None:
    instance = build(generate(SHAPES[2]))
    one, two = (solve(instance, Limits(600.0, looks=3, prove=False), 5) for _ in range(2))
    assert one.schedule == two.schedule
