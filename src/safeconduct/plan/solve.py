"""Solve an instance: bound, first schedule, improvement, until proven, exhausted or stopped."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from safeconduct.instance.arrays import Arrays, Instance
from safeconduct.instance.itinerary import Record
from safeconduct.plan.bound import Bound, prove
from safeconduct.plan.compiled import reference
from safeconduct.plan.dispatch import dispatch
from safeconduct.plan.improve import improve
from safeconduct.plan.state import (
    CONVOY,
    END,
    INSPECT,
    KIND,
    LOAD,
    MOVE,
    REFUEL,
    START,
    UNLOAD,
    WEIGHT,
    WHAT,
    State,
    new_state,
)

ROUNDS = 200
"""Rounds of improvement between two looks at the clock."""
STALE = 40
"""Looks without improvement after which the search ends."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search has come; given to whoever watches it."""

    seconds: float
    weighted_out: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the best schedule may be from the best possible, as a share."""
        return (self.bound - self.weighted_out) / self.bound if self.bound > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: after `seconds`, at a `gap`, or when `interrupted` answers True."""

    seconds: float = 60.0
    gap: float = 0.0
    interrupted: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Solution:
    """The best schedule found, one list of records per vehicle, and the bound."""

    schedule: list[list[Record]]
    bound: Bound
    seconds: float


def solve(
    instance: Instance,
    limits: Limits,
    seed: int = 0,
    watch: Callable[[Progress], None] = lambda _: None,
) -> Solution:
    """Find a schedule; the same seed gives the same one unless time or the user cuts it short."""
    began = time.monotonic()
    bound = prove(instance)
    arrays = instance.arrays
    best = _start(arrays, seed)

    def report() -> Progress:
        progress = Progress(time.monotonic() - began, float(best.result[WEIGHT]), bound.value)
        watch(progress)
        return progress

    progress = report()
    work = _start(arrays, seed)
    compiled = (reference(arrays), reference(work), reference(best))
    stale = chunk = 0
    total = float((arrays.people * arrays.weight).sum())
    heat = 0.002 * total
    while (
        stale < STALE
        and progress.seconds < limits.seconds
        and not limits.interrupted()
        and len(arrays.cls) > 0
        and (progress.gap > limits.gap or stale < STALE // 4)
    ):
        cooling = heat * max(0.0, 1.0 - stale / (0.7 * STALE))
        worth = 1.0 / max(arrays.horizon, 1)
        grew = improve(*compiled, ROUNDS, seed * 7919 + chunk, cooling, worth)
        chunk += 1
        stale = 0 if grew else stale + 1
        progress = report()
    return Solution(_records(instance, best), bound, time.monotonic() - began)


def _start(arrays: Arrays, seed: int) -> State:
    """The first schedule: vehicles sent out greedily."""
    state = new_state(arrays, most_trips=_most_trips(arrays), most_records=_most_records(arrays))
    idle = np.zeros(len(arrays.cls), dtype=np.int64)
    if len(arrays.cls):
        _seeded_dispatch(arrays, state, idle, seed)
    return state


def _seeded_dispatch(arrays: Arrays, state: State, idle: np.ndarray, seed: int) -> None:
    I, S = reference(arrays), reference(state)
    improve(I, S, S, 0, seed, 0.0, 0.0)
    dispatch(I, S, idle, 0.0, 1800)


def _most_trips(arrays: Arrays) -> int:
    """No vehicle makes more trips than its shortest ways there and back leave time for."""
    if not len(arrays.way_min):
        return 1
    shortest = max(float(arrays.way_min.min()) * 2, 10.0)
    return int(min(max(arrays.horizon / 60 / shortest, 1) + 1, 60))


def _most_records(arrays: Arrays) -> int:
    longest = int(np.diff(arrays.way_first).max(initial=1))
    return min(longest * 3 * 4 + 16, 160)


def _records(instance: Instance, state: State) -> list[list[Record]]:
    """Read every vehicle's records off the missions, in order of time."""
    schedule: list[list[Record]] = []
    for v in range(len(instance.vehicles)):
        records: list[Record] = []
        for t in range(state.trips[v]):
            m = int(state.trip[v, t])
            size = int(state.team_size[m])
            i = int(np.flatnonzero(state.team[m, :size] == v)[0])
            records += _mission_records(instance, state, m, i)
        schedule.append(records)
    return schedule


def _mission_records(instance: Instance, state: State, m: int, i: int) -> list[Record]:
    arrays = instance.arrays
    slot, speed = int(state.slots[m, i]), arrays.speed[arrays.cls]
    load = state.load[slot]
    members = state.team[m, : state.team_size[m]]
    aboard = np.zeros(load.shape[1], dtype=np.int64)
    stop, records = 0, []
    for row in state.records[slot, : state.record_count[slot]]:
        kind, what = int(row[KIND]), int(row[WHAT])
        people = np.zeros_like(aboard)
        exact = (row[END] - row[START]) / 60.0
        convoy = None
        if kind == MOVE:
            joint = row[CONVOY] >= 0
            pace = float(speed[members].min() if joint else speed[members[i]])
            exact = float(arrays.leg_min[what]) / pace
            convoy = (m, int(row[CONVOY])) if joint else None
        elif kind == LOAD:
            while state.stops[m, stop] != what or not load[stop].any():
                stop += 1
            people = load[stop]
            stop += 1
            aboard = aboard + people
            exact = float(arrays.fixed_min[what] + (people * arrays.load_min).sum())
        elif kind == INSPECT:
            exact = float(arrays.fixed_min[what] + (aboard * arrays.inspect_min).sum())
        elif kind == UNLOAD:
            people = aboard
            exact = float(arrays.fixed_min[what] + people.sum() * arrays.unload_min[what])
            aboard = np.zeros_like(aboard)
        elif kind == REFUEL:
            exact = float(arrays.refuel_min[arrays.cls[members[i]]])
        records.append(
            Record(
                kind,
                what,
                int(row[START]),
                int(row[END]),
                convoy,
                tuple(int(n) for n in people),
                exact,
            )
        )
    return records
