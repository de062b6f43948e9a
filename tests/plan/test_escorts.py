"""Escorts: at gates, on rides of their own, at the pace of whom they lead. All is invented."""

from functools import cache

import numpy as np
import pytest
from bench.generate import Shape, generate
from tests.plan.world import planned, reached, world

from safeconduct.instance.arrays import NEVER, Instance
from safeconduct.instance.build import build
from safeconduct.instance.itinerary import Record, to_plan
from safeconduct.model.plan import ActivityKind, Itinerary
from safeconduct.plan.bound import Prover
from safeconduct.plan.compiled import reference
from safeconduct.plan.escorts import come, gates, home_s, short
from safeconduct.plan.improve import copy_state
from safeconduct.plan.pace import at_real_pace, entry, pure, slowed, without_idle_rides
from safeconduct.plan.records import records_of
from safeconduct.plan.resume import begin_of, known_ways, resume
from safeconduct.plan.rides import Ridden, go_home, unescorted, wishes
from safeconduct.plan.room import empty_state
from safeconduct.plan.solve import Limits, _greedy, solve
from safeconduct.plan.state import WEIGHT, State
from safeconduct.verify import judge

GATE = """
town city base=True rest=True
post gate
pickup hamlet zones=strip
zone strip access=window escort=True max_vehicles=2
window strip 0 1000
leg city gate 60
leg gate city 60
leg gate hamlet 10 strip:0:10
leg hamlet gate 10 strip:0:10
people hamlet adult 18
fleet bus 2 city seats=9
"""
SHAPES = (
    Shape("led", 3, 8, 600, 3, 1, 1, types=3, escort=True, escorts=2, window_h=8.0),
    Shape("led_apart", 5, 9, 700, 3, 2, 2, types=4, escort=True, escorts=3, headway_min=15.0,
          max_vehicles=4, window_h=9.0, overnight=True, duty_h=10.0),
)  # fmt: skip
each_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)


def ridden(shape: Shape) -> tuple[Instance, Ridden, State]:
    """A schedule of rides and of those who join them, with escorts as slow as whom they lead."""
    instance, search, best = _searched(shape)
    own = empty_state(instance.arrays)
    copy_state(reference(best), reference(own))
    return instance, search, own


@cache
def _searched(shape: Shape) -> tuple[Instance, Ridden, State]:
    exact = build(generate(shape))
    prover = Prover(exact)
    prover.guide(lambda: True)
    instance = exact._replace(arrays=slowed(exact.arrays))
    prices = [prover.price, np.zeros_like(prover.price)]
    search = Ridden(instance, prover.rows, prices, 1)
    return exact._replace(arrays=instance.arrays), search, search.best(lambda: True)


def escort_of(itineraries: tuple[Itinerary, ...]) -> Itinerary:
    return next(own for own in itineraries if own.id.startswith("car"))


def test_one_escort_leads_team_after_team_from_where_it_waits_at_the_gate() -> None:
    told = GATE + "fleet car 1 city escort=True\n"
    # City to gate 60, in 10, out 10; then the second bus likewise; back in the city at 160.
    assert reached(told + "horizon 159")[0] == 9
    assert reached(told + "horizon 160") == (18, 18)


def test_an_escort_goes_home_in_the_end() -> None:
    plan = planned(world(GATE + "fleet car 1 city escort=True\nhorizon 300\n"))
    moves = [a for a in escort_of(plan.vehicles).activities if a.kind is ActivityKind.MOVE]
    assert [(m.origin, m.destination) for m in moves] == [
        ("city", "gate"),
        ("gate", "hamlet"),
        ("hamlet", "gate"),
        ("gate", "hamlet"),
        ("hamlet", "gate"),
        ("gate", "city"),
    ]


def test_an_escort_leads_only_as_long_as_it_may_still_get_home() -> None:
    car = "fleet car 1 city escort=True rest_h=1 max_duty_h="
    # The second team needs it for 160 minutes from home to home; with less it rests before.
    for hours, last in ((2.75, 160.0), (2.6, 380.0)):
        plan = planned(world(f"{GATE}{car}{hours!r}\nhorizon 600\n"))
        assert plan.result.weighted_out == 18
        outs = [
            activity.end
            for own in plan.vehicles
            for activity in own.activities
            if activity.kind is ActivityKind.UNLOAD
        ]
        assert max(outs) <= last
        assert (max(outs) > 160) is (hours < 160 / 60)


def test_gates_are_where_the_zone_begins_and_ends() -> None:
    instance = build(world(GATE + "fleet car 1 city escort=True\nhorizon 300\n"))
    arrays = instance.arrays
    compiled = reference(arrays)
    place = {name: n for n, name in enumerate(instance.places)}

    def way(a: str, b: str) -> int:
        pair = place[a] * len(arrays.kind) + place[b]
        return int(arrays.pair_way[arrays.pair_first[pair]])

    there_and_back = np.array([way("city", "hamlet"), way("hamlet", "city")])
    assert gates(compiled, there_and_back) == (1, 3, place["gate"])
    assert gates(compiled, there_and_back[1:]) == (0, 1, place["hamlet"])
    nowhere = np.array([way("city", "gate"), way("gate", "city")])
    assert gates(compiled, nowhere) == (0, NEVER, -1)
    assert short(compiled, 2)
    assert not short(compiled, 0)


def test_an_escort_whose_duty_would_be_over_comes_by_way_of_a_rest() -> None:
    told = GATE + "fleet car 1 city escort=True max_duty_h=4 rest_h=8\nhorizon 2000\n"
    instance = build(world(told))
    arrays = instance.arrays
    compiled = reference(arrays)
    gate = instance.places.index("gate")
    state = empty_state(instance.arrays)
    state.vehicle[2] = gate, 100 * 60, 0, 0, 0
    schedule = reference(state)
    assert home_s(compiled, gate, int(instance.arrays.cls[2])) == pytest.approx(3600, abs=1)
    assert come(compiled, schedule, 2, gate, 30 * 60) == (-1, 100 * 60)
    way, when = come(compiled, schedule, 2, gate, 90 * 60)
    ends = [
        instance.places[p]
        for p in arrays.leg_to[arrays.way_leg[arrays.way_first[way] : arrays.way_first[way + 1]]]
    ]
    assert ends == ["city", "gate"]
    assert when == pytest.approx((100 + 120 + 480) * 60, abs=2)


@each_shape
def test_rides_end_outside_the_zone_and_are_of_escorts_alone(shape: Shape) -> None:
    instance, search, _ = ridden(shape)
    state = empty_state(instance.arrays)
    schedule = reference(state)
    wished = wishes(instance.arrays, search.search.best)
    assert len(wished.leg) > 0
    search.table.draw_up(schedule, wished, 1800)
    assert 0 < wished.left.sum() < len(wished.left)
    assert state.active.any()
    for m in np.flatnonzero(state.active):
        assert state.team_size[m] == 1
        assert pure(instance.arrays)[instance.arrays.cls[state.team[m, 0]]]
        assert not instance.arrays.in_window_zone[state.stops[m, 0]]


@each_shape
def test_who_joins_rides_keeps_every_rule_at_the_real_pace(shape: Shape) -> None:
    instance, _, best = ridden(shape)
    assert best.result[WEIGHT] > 0
    exact = build(generate(shape)).arrays
    go_home(reference(instance.arrays), reference(best))
    told = without_idle_rides(exact, records_of(instance, best))
    plan = to_plan(instance, at_real_pace(exact, told), 1e9, 0.0, 0)
    assert plan.result.weighted_out == pytest.approx(best.result[WEIGHT])
    assert [str(b) for b in judge(instance.facts, plan).breaches] == []


@each_shape
def test_rides_bring_out_no_fewer_than_teams_that_are_sent_out_greedily(shape: Shape) -> None:
    instance, _, best = ridden(shape)
    assert best.result[WEIGHT] >= 0.9 * _greedy(instance.arrays, 0).result[WEIGHT]


@each_shape
def test_nobody_drives_in_a_circle_with_nobody_to_lead(shape: Shape) -> None:
    instance, _, best = ridden(shape)
    arrays = instance.arrays
    told = without_idle_rides(arrays, records_of(instance, best))
    carrying = {
        record.convoy
        for v, records in enumerate(told)
        for record in records
        if not pure(arrays)[arrays.cls[v]]
    }
    for v, records in enumerate(told):
        if not pure(arrays)[arrays.cls[v]]:
            continue
        idle = {int(arrays.begin[v, 0])}
        for record in records:
            place = int(arrays.leg_to[record.what]) if record.kind == 0 else None
            led = place is not None and record.convoy in carrying
            if led or record.kind in (4, 5):
                idle = {record.what if place is None else place}
            elif place is not None:
                assert place not in idle
                idle.add(place)


def test_a_convoy_of_the_quick_enters_at_its_moment_and_arrives_sooner() -> None:
    operation = generate(SHAPES[1])
    arrays = build(operation).arrays
    leg = int(np.flatnonzero(arrays.leg_escort & (arrays.leg_to < len(arrays.kind)))[0])
    quick = int(np.argmax(arrays.speed[arrays.cls]))
    minutes, pace = float(arrays.leg_min[leg]), float(arrays.speed[arrays.cls[quick]])
    slow = Record(0, leg, 600, 600 + int(np.ceil(minutes * 60)), (leg, 600), (), minutes)
    schedule: list[list[Record]] = [[] for _ in arrays.cls]
    schedule[quick] = [slow]
    found = at_real_pace(arrays, schedule)[quick][0]
    assert found.exact_min == pytest.approx(minutes / pace)
    assert found.end <= slow.end
    into = entry(arrays, leg)
    assert found.start + 60 * into / pace == pytest.approx(600 + 60 * into)
    schedule[int(np.argmin(arrays.speed[arrays.cls]))] = [slow]
    assert at_real_pace(arrays, schedule)[quick][0] == slow


def test_escorts_keep_their_pace_where_a_later_entry_would_break_a_headway() -> None:
    arrays = build(generate(SHAPES[1])).arrays
    assert (slowed(arrays).speed[pure(arrays)] == 1.0).all()
    leg = int(np.flatnonzero(arrays.leg_escort)[0])
    row = int(arrays.pass_first[leg])
    left = arrays.pass_exit.copy()
    left[row] = -1.0
    assert (slowed(arrays._replace(pass_exit=left)).speed == arrays.speed).all()


@each_shape
def test_rides_and_gates_are_taken_over_by_work_that_begins_from_them(shape: Shape) -> None:
    instance, _, best = ridden(shape)
    rows = Prover(instance).rows
    begin = begin_of(instance, best, rows, np.zeros(len(rows.limit)), 0)
    arrays = known_ways(begin, instance)
    other = instance._replace(arrays=arrays)
    state = empty_state(arrays)
    assert resume(begin, other, state) == int(best.active.sum())
    assert state.result[WEIGHT] == pytest.approx(best.result[WEIGHT])
    rides = [m.members[0].vehicle for m in begin.missions if len(m.stops) == 1]
    assert rides
    assert (state.stop_count[state.active != 0] == 1).sum() == len(rides)
    teams = _greedy(instance.arrays, 0)
    begin = begin_of(instance, teams, rows, np.zeros(len(rows.limit)), 0)
    other = instance._replace(arrays=known_ways(begin, instance))
    state = empty_state(other.arrays)
    assert resume(begin, other, state) == int(teams.active.sum())
    assert state.result[WEIGHT] == pytest.approx(teams.result[WEIGHT])


def test_a_world_without_escorts_leaves_room_for_one_in_every_convoy() -> None:
    arrays = build(generate(SHAPES[1])).arrays
    free = unescorted(arrays)
    assert not free.leg_escort.any()
    assert (free.leg_max[arrays.leg_escort] == arrays.leg_max[arrays.leg_escort] - 1).all()


def test_the_duty_of_an_escort_begins_when_it_is_needed() -> None:
    late = GATE.replace("window strip 0 1000", "window strip 500 1000")
    told = late + "fleet car 1 city escort=True max_duty_h=4 rest_h=8\nhorizon 1000\n"
    operation = world(told)
    solution = solve(build(operation), Limits(looks=5, seconds=3600.0), 0)
    car = solution.schedule[2]
    assert car[0].start >= 400 * 60
