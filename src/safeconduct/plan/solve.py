"""Solve an instance: bound, first schedule, improvement, until proven, exhausted or stopped."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from safeconduct.instance.arrays import Arrays, Instance
from safeconduct.instance.itinerary import Record
from safeconduct.plan.bound import Bound, Prover
from safeconduct.plan.compiled import reference
from safeconduct.plan.dispatch import dispatch
from safeconduct.plan.guide import drive, new_ways, trips
from safeconduct.plan.improve import better, copy_state, improve
from safeconduct.plan.state import (
    CONVOY,
    END,
    INSPECT,
    KIND,
    LOAD,
    MOVE,
    OPEN,
    REFUEL,
    START,
    UNLOAD,
    WEIGHT,
    WHAT,
    State,
    new_state,
)

ROUNDS = 100
"""Rounds of improvement of each chain between two looks at the clock."""
STALE = 25
"""Looks without improvement after which the search ends."""
FIRST_STEPS = 2
"""Steps of the bound that are taken before the search, to guide it."""
PROOF_SHARE = 0.7
"""Share of the time after which the search leaves the rest to the bound."""
CHAINS = 2


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
    """When to stop: after seconds, at a gap, when `interrupted` answers True, or after looks.

    Looks at the state of the search are, unlike seconds, the same on every machine.
    """

    seconds: float = 60.0
    gap: float = 0.0
    interrupted: Callable[[], bool] = lambda: False
    looks: int = 1_000_000


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
    work = _Work(instance, limits, seed, watch)
    work.run()
    return Solution(_records(work.instance, work.best), work.prover.bound, work.seconds())


class _Work:
    """One solve: the bound, the chains of search and the best schedule so far."""

    def __init__(
        self, instance: Instance, limits: Limits, seed: int, watch: Callable[[Progress], None]
    ) -> None:
        self.began = time.monotonic()
        self.instance, self.limits, self.seed, self.watch = instance, limits, seed, watch
        self.prover = Prover(instance)
        self.best = _greedy(instance.arrays, seed)

    def run(self) -> None:
        """Bound, search, bound again, for as long as there is something to gain."""
        if not len(self.instance.arrays.cls):
            return
        self.report()
        self.prover.work(self._unproven, FIRST_STEPS)
        self.report()
        if self._going():
            self._search(self._chains())
        self.prover.work(self._unproven)
        self.report()

    def seconds(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self.began

    def report(self) -> Progress:
        """Tell whoever watches."""
        weight = float(self.best.result[WEIGHT])
        progress = Progress(self.seconds(), weight, self.prover.bound.value)
        self.watch(progress)
        return progress

    def _going(self) -> bool:
        return self.seconds() < self.limits.seconds and not self.limits.interrupted()

    def _unproven(self) -> bool:
        """Whether a tighter bound is still wanted."""
        progress = self.report()
        return self._going() and progress.gap > max(self.limits.gap, 1e-9)

    def _chains(self) -> list[State]:
        """Where the searches begin: the greedy schedule, and the one that the bound suggests."""
        self._learn_ways()
        arrays = self.instance.arrays
        chains = [_greedy(arrays, self.seed), _empty(arrays)]
        found = self.prover.duties()
        if found is None:
            chains[1] = _greedy(arrays, self.seed + 1)
        else:
            duties, use, relaxed = found
            I, S = reference(arrays), reference(chains[1])
            drive(arrays, I, S, trips(relaxed, duties, use), relaxed.groups.of, relaxed.tick)
            _fill(I, S, arrays, self.seed)
        for chain in chains:
            self._take(chain)
        return chains[:CHAINS]

    def _learn_ways(self) -> None:
        """Let the search know the ways that the bound uses."""
        found = self.prover.duties()
        if found is not None:
            duties, use, relaxed = found
            arrays = new_ways(self.instance.arrays, trips(relaxed, duties, use))
            self.instance = self.instance._replace(arrays=arrays)

    def _take(self, state: State) -> None:
        if better(state.result, self.best.result):
            self.best = _copied(state, self.instance.arrays)

    def _search(self, chains: list[State]) -> None:
        arrays = self.instance.arrays
        heat = 0.002 * float((arrays.people * arrays.weight).sum())
        bests = [_copied(chain, arrays) for chain in chains]
        refs = [
            (reference(arrays), reference(c), reference(b))
            for c, b in zip(chains, bests, strict=True)
        ]
        stale = look = 0
        with ThreadPoolExecutor(len(chains)) as pool:
            while stale < STALE and look < self.limits.looks and self._worth_searching(stale):
                cooling = heat * max(0.0, 1.0 - stale / (0.7 * STALE))
                seeds = [(self.seed * 7919 + look) * CHAINS + n for n in range(len(chains))]
                jobs = [
                    pool.submit(improve, *ref, ROUNDS, seed, cooling, 1.0 / max(arrays.horizon, 1))
                    for ref, seed in zip(refs, seeds, strict=True)
                ]
                before = self.best.result.copy()
                for job, own in zip(jobs, bests, strict=True):
                    job.result()
                    self._take(own)
                stale = 0 if better(self.best.result, before) else stale + 1
                look += 1
                self.report()

    def _worth_searching(self, stale: int) -> bool:
        progress = Progress(
            self.seconds(), float(self.best.result[WEIGHT]), self.prover.bound.value
        )
        if progress.gap <= self.limits.gap and stale >= STALE // 4:
            return False
        reserve = PROOF_SHARE if progress.gap > 0.0 and not self.prover.done else 1.0
        return progress.seconds < reserve * self.limits.seconds and not self.limits.interrupted()


def _empty(arrays: Arrays) -> State:
    return new_state(arrays, most_trips=_most_trips(arrays), most_records=_most_records(arrays))


def _greedy(arrays: Arrays, seed: int) -> State:
    """A first schedule: vehicles sent out greedily."""
    state = _empty(arrays)
    if len(arrays.cls):
        _fill(reference(arrays), reference(state), arrays, seed)
    return state


def _fill(I: Arrays, S: State, arrays: Arrays, seed: int) -> None:
    """Send out whoever is idle; the compiled chance is seeded first."""
    improve(I, S, S, 0, seed, 0.0, 0.0)
    dispatch(I, S, np.zeros(len(arrays.cls), dtype=np.int64), 0.0, 1800)


def _copied(state: State, arrays: Arrays) -> State:
    """A state that holds the same outcome."""
    own = _empty(arrays)
    copy_state(reference(state), reference(own))
    return own


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
            team = row[CONVOY] >= 0
            pace = float(speed[members].min() if team else speed[members[i]])
            exact = float(arrays.leg_min[what]) / pace
            if team:
                convoy = (m, int(row[CONVOY]))
            elif row[CONVOY] == OPEN:
                convoy = (~what, int(row[START]))
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
