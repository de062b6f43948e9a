"""Rides: an escort's own timetable into zones that need one, for others to join; compiled.

A ride is a mission of one escort without people: from gate to gate, on legs that need an escort
or on the way to them. Where the escorts should be when is read off a schedule in which nobody
needs one: every move over such a leg is a wish. One escort after the other gets the duty that
fulfils most of what is still wished for (`duty`); who carries people then joins its convoys.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numba import njit

from safeconduct.instance.arrays import NEVER, Arrays, Flags, Floats, Instance, Ints
from safeconduct.plan.compiled import reference
from safeconduct.plan.duty import FIRST, LAST, MOVE, Tables, trace
from safeconduct.plan.escorts import home_way, short, whole
from safeconduct.plan.insert import Outlook, look_ahead, see_legs, see_services
from safeconduct.plan.mission import go, keep, settle
from safeconduct.plan.pace import pure
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.renew import Renewal, look, outlooks
from safeconduct.plan.room import empty_state
from safeconduct.plan.scarce import Scarce
from safeconduct.plan.state import (
    DUTY,
    FRESH,
    KIND,
    MEMBERS,
    PLACE,
    START,
    TIME,
    WAYS,
    WHAT,
    State,
    Trial,
)
from safeconduct.plan.state import MOVE as MOVES

TICK = 300
"""Seconds of a tick of the timetable."""
PATIENCE_S = (900, 1_800, 450, 3_600)
"""How long after a wish an escort may come, try by try."""
TRIES, ROUNDS = 8, 2_000
"""Timetables that are tried; rounds times vehicles of search for wishes, before every four."""
MOST_LEGS, SOON_S = 8, 3_600
"""A ride goes on past a gate up to so many legs, where the next follows after so many seconds."""
DELAYED = 0.3
"""What part of a wish is lost when it is fulfilled as late as may be."""


class Wishes(NamedTuple):
    """Moves over legs that need an escort, by whom they are wished for."""

    leg: Ints
    start: Ints  # seconds
    weight: Floats  # weighted people on the trip
    left: Flags  # not yet fulfilled


def unescorted(arrays: Arrays) -> Arrays:
    """The arrays of a world in which nobody needs an escort, and convoys leave room for one."""
    return arrays._replace(
        leg_escort=np.zeros_like(arrays.leg_escort),
        way_escort=np.zeros_like(arrays.way_escort),
        leg_max=np.where(arrays.leg_escort, np.maximum(arrays.leg_max - 1, 1), arrays.leg_max),
    )


def wishes(arrays: Arrays, S: State) -> Wishes:
    """What the missions of a schedule without escorts wish for."""
    rows = []
    for m in np.flatnonzero(S.active):
        for slot in S.slots[m, : S.team_size[m]]:
            weight = float((S.load[slot].sum(axis=0) * arrays.weight).sum())
            for row in S.records[slot, : S.record_count[slot]]:
                if row[KIND] == MOVES and arrays.leg_escort[row[WHAT]]:
                    rows.append((int(row[WHAT]), int(row[START]), weight))
    rows.sort(key=lambda row: (row[0], row[1], -row[2]))
    return Wishes(
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.float64),
        np.ones(len(rows), dtype=np.bool_),
    )


class Ridden:
    """Looks for a schedule in which escorts have their own timetables; one to a thread."""

    def __init__(
        self, instance: Instance, rows: Scarce, prices: Sequence[Floats], seed: int
    ) -> None:
        self.arrays, self.seed = instance.arrays, seed
        free = instance._replace(arrays=unescorted(instance.arrays))
        self.looks = outlooks(instance, rows, prices)
        self.table = Timetable(instance, rows, seed)
        self.search = Renewal(
            free.arrays,
            empty_state(free.arrays),
            empty_state(free.arrays),
            outlooks(free, rows, prices),
            seed,
        )

    def best(self, going: Callable[[], bool]) -> State:
        """The best of some schedules, while `going` answers True."""
        search, best = self.search, empty_state(self.arrays)
        search.build()
        rounds, worth = ROUNDS // len(self.arrays.cls) + 1, 1.0 / max(self.arrays.horizon, 1)
        for n in range(TRIES):
            for _ in range(rounds if n % len(PATIENCE_S) == 0 else 0):
                if going():
                    search.rounds(1, 0.0, worth)
            if n and not going():
                break
            state = empty_state(self.arrays)
            chain = Renewal(self.arrays, state, best, self.looks, self.seed + n)
            patience = PATIENCE_S[n % len(PATIENCE_S)]
            self.table.draw_up(chain.S, wishes(self.arrays, search.best), patience)
            chain.build()
        return best


class Timetable:
    """Gives rides to the escorts of a schedule."""

    def __init__(self, instance: Instance, rows: Scarce, seed: int) -> None:
        self.arrays = I = instance.arrays
        self.I = reference(I)
        R = Relaxation(instance, rows, TICK, 1, careful=True)
        free = np.zeros(len(rows.limit))
        escorts = np.flatnonzero(pure(I))
        self.looks = {int(k): look(R, int(k), free) for k in escorts}
        self.escorts = np.flatnonzero(np.isin(I.cls, escorts))
        self.chance = np.random.default_rng(seed)

    def draw_up(self, S: State, wished: Wishes, patience: int) -> None:
        """Send every escort on rides, from where and when it is."""
        for v in self.chance.permutation(self.escorts):
            T, X = self.looks[int(self.arrays.cls[v])]
            _ride(self.I, S, T, X, int(v), wished, patience, int(self.chance.integers(1 << 30)))


@njit(cache=True, nogil=True)
def _ride(
    I: Arrays, S: State, T: Tables, X: Outlook, v: int, wished: Wishes, patience: int, seed: int
) -> None:
    """Give one escort the rides that fulfil most."""
    np.random.seed(seed)
    while S.vehicle[v, TIME] < T.ticks * X.tick and S.trips[v] < S.trip.shape[1]:
        start = -(-S.vehicle[v, TIME] // X.tick)
        T.size[FIRST], T.size[LAST] = start, min(start + X.ahead, T.ticks)
        see_services(I, S, T, X)
        see_legs(I, S, T, X)
        _reward(I, T, X, wished, patience)
        began = -1 if S.vehicle[v, DUTY] == FRESH else S.vehicle[v, DUTY] // X.tick
        look_ahead(T, X, S.vehicle[v, PLACE], start, began)
        n = trace(T, X.V, X.fresh, X.acts, S.vehicle[v, PLACE], start, began)
        if _run_rides(I, S, X, v, n, wished, patience) == 0:
            return


@njit(cache=True, nogil=True)
def _reward(I: Arrays, T: Tables, X: Outlook, wished: Wishes, patience: int) -> None:
    """Let a leg that needs an escort bring what is wished for and still left."""
    ticks, last = T.leg_cost.shape[1], patience // X.tick
    for m in range(len(X.leg)):
        e = X.leg[m]
        if not I.leg_escort[e]:
            continue
        room = np.full(ticks, min(I.leg_max[e], NEVER) - 1)
        for w in range(len(wished.leg)):
            if wished.leg[w] != e or not wished.left[w]:
                continue
            first = -(-wished.start[w] // X.tick)
            for t in range(first, min(first + last + 1, ticks)):
                if room[t] > 0:
                    room[t] -= 1
                    late = DELAYED * (t - first) / max(last, 1)
                    T.leg_cost[m, t] -= wished.weight[w] * (1.0 - late)


@njit(cache=True, nogil=True)
def _run_rides(
    I: Arrays, S: State, X: Outlook, v: int, n: int, wished: Wishes, patience: int
) -> int:
    """Run a duty as rides, each to the next place outside window zones; returns how many."""
    T, acts, flown, count = S.trial, X.acts, 0, 0
    T.not_before[0, :] = 0
    for a in range(n):
        if acts[a, 0] != MOVE:
            continue
        leg = X.leg[acts[a, 1]]
        if count >= T.legs.shape[1]:
            return flown
        T.legs[0, count] = leg
        T.not_before[0, count] = acts[a, 2] * X.tick
        count += 1
        if I.in_window_zone[I.leg_to[leg]] or _goes_on_soon(I, T, X, a, n, count):
            continue
        T.size[MEMBERS], T.size[WAYS], T.leg_count[0] = 1, 1, count
        T.team[0], T.depart[0], T.stops[0] = v, 0, I.leg_to[leg]
        T.load[0] = 0
        whole(S, 0)
        T.leaves[0] = count
        T.hold[0], T.rest_at[0], T.fuel_at[0] = 0, 0, 0
        if S.trips[v] >= S.trip.shape[1] or not settle(I, S):
            return flown
        _fulfil(I, S, wished, patience)
        keep(S)
        flown, count = flown + 1, 0
        T.not_before[0, :] = 0
    return flown


@njit(cache=True, nogil=True)
def _goes_on_soon(I: Arrays, T: Trial, X: Outlook, a: int, n: int, count: int) -> bool:
    """Whether the next move of a duty may belong to the same ride."""
    if count >= MOST_LEGS or 4 * count + 8 > T.legs.shape[1]:
        return False
    for b in range(a + 1, n):
        if X.acts[b, 0] == MOVE:
            m = X.acts[a, 1]
            took = int(I.leg_min[X.leg[m]] * 60.0 / X.pace[m])
            return (X.acts[b, 2] - X.acts[a, 2]) * X.tick - took <= SOON_S
    return False


@njit(cache=True, nogil=True)
def _fulfil(I: Arrays, S: State, wished: Wishes, patience: int) -> None:
    """Mark whom the trial leads."""
    T = S.trial
    for r in range(T.count[0]):
        row = T.records[0, r]
        if row[KIND] != MOVES or not I.leg_escort[row[WHAT]]:
            continue
        room = I.leg_max[row[WHAT]] - 1
        for w in range(len(wished.leg)):
            late = row[START] - wished.start[w]
            if wished.left[w] and wished.leg[w] == row[WHAT] and 0 <= late <= patience and room > 0:
                wished.left[w] = False
                room -= 1


@njit(cache=True, nogil=True)
def go_home(I: Arrays, S: State) -> None:
    """Bring escorts that are left at a gate to where their crews may rest."""
    T = S.trial
    for v in range(len(I.cls)):
        place = S.vehicle[v, PLACE]
        way = home_way(I, place)
        idle = not short(I, v) or S.trips[v] == 0 or S.trips[v] >= S.trip.shape[1]
        if idle or I.rest[place] or I.in_window_zone[place] or way < 0:
            continue
        T.size[MEMBERS], T.size[WAYS] = 1, 1
        T.team[0], T.depart[0], T.load[0] = v, 0, 0
        T.ways[0] = way
        T.stops[0] = I.leg_to[I.way_leg[I.way_first[way + 1] - 1]]
        whole(S, 0)
        if go(I, S):
            keep(S)
