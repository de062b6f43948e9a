"""Better schedules near one that crews already know: people first, then the fewest changes.

Compiled. A mission is known where crews have been told of it; what replaces it is a change.
"""

import math

import numpy as np
from numba import njit

from safeconduct.instance.arrays import BLOCKED, Arrays
from safeconduct.plan.convoys import leaving
from safeconduct.plan.dispatch import dispatch
from safeconduct.plan.drive import add_entry, free_entry
from safeconduct.plan.improve import SAME, better, copy_state, ruin, take_out, undo, wake
from safeconduct.plan.mission import cancel, forget, keep, reserve
from safeconduct.plan.profile import earliest
from safeconduct.plan.state import (
    ALONE,
    CONVOY,
    END,
    ENTERED,
    INSPECT,
    KIND,
    LED,
    LEG,
    LOAD,
    MEMBERS,
    MEMBERS_IN,
    MOMENT,
    MOVE,
    PACE,
    SIZE,
    SLOW,
    START,
    UNLOAD,
    WAYS,
    WEIGHT,
    WHAT,
    ZONE,
    State,
)


@njit(cache=True, nogil=True)
def familiar(S: State) -> int:
    """How many trips of vehicles are as their crews know them."""
    count = 0
    for v in range(len(S.trips)):
        for t in range(S.trips[v]):
            count += 1 if S.known[S.trip[v, t]] != 0 else 0
    return count


@njit(cache=True)
def nearer(a, kept_a: int, b, kept_b: int) -> bool:
    """Whether result `a` beats `b`: more weight, then fewer changes, then all the rest."""
    if abs(a[WEIGHT] - b[WEIGHT]) > SAME:
        return a[WEIGHT] > b[WEIGHT]
    return kept_a > kept_b or (kept_a == kept_b and better(a, b))


@njit(cache=True, nogil=True)
def settle(
    I: Arrays, S: State, best: State, base: State, rounds: int, seed: int, heat: float, price: float
) -> int:
    """Take out and send out anew, `rounds` times; `best` keeps the best. Returns how often it grew.

    Every other time a mission of the known schedule, `base`, is put back where it is missing.
    Without `heat` only what is better stays; with it also what costs little, where `price` are
    the weighted people that one more changed trip has to bring.
    """
    np.random.seed(seed)
    grew, missions = 0, len(S.active)
    gone = np.zeros(missions, dtype=np.int64)
    fresh = np.zeros(missions, dtype=np.int64)
    before = np.zeros(4)
    idle = np.zeros(len(I.cls), dtype=np.int64)
    most = familiar(best)
    for _ in range(rounds):
        before[:] = S.result
        kept = familiar(S)
        known = S.active.copy()
        n, size = 0, int(min(len(I.cls), 8) * np.random.random() ** 2)
        missing = _missing(S, base) if np.random.random() < 0.5 else -1
        if missing >= 0:
            n = _reinstate(I, S, base, missing, gone, n)
        elif size > 0:
            n = ruin(I, S, gone, size)
        wake(S, gone, n, idle)
        dispatch(I, S, idle, 0.4 * np.random.random(), np.random.randint(5400))
        now = familiar(S)
        worse = before[WEIGHT] - S.result[WEIGHT] + price * (kept - now)
        tried = heat > 0.0 and np.random.random() < math.exp(-max(worse, 0.0) / heat)
        if tried or nearer(S.result, now, before, kept):
            for j in range(n):
                forget(S, gone[j])
            if nearer(S.result, now, best.result, most):
                copy_state(S, best)
                grew, most = grew + 1, now
        else:
            undo(I, S, known, gone, n, fresh)
            S.result[:] = before
    return grew


@njit(cache=True)
def _where(S: State, v: int, mark: int) -> int:
    """Which of a vehicle's trips carries this mark, or -1."""
    for t in range(S.trips[v]):
        if S.known[S.trip[v, t]] == mark:
            return t
    return -1


@njit(cache=True)
def _missing(S: State, base: State) -> int:
    """A mission of the known schedule, drawn by chance, that the present one has not; or -1."""
    vehicles = len(base.trips)
    offset = np.random.randint(vehicles)
    for k in range(vehicles):
        v = (k + offset) % vehicles
        for t in range(base.trips[v]):
            m = base.trip[v, t]
            if base.known[m] != 0 and _where(S, v, base.known[m]) < 0:
                return m
    return -1


@njit(cache=True)
def _reinstate(I: Arrays, S: State, base: State, m: int, gone, n: int) -> int:
    """Put a known mission back in place of what its vehicles do instead, if it still fits."""
    for i in range(base.team_size[m]):
        v = base.team[m, i]
        t = _where(base, v, base.known[m])
        for j in range(t):
            if S.trips[v] <= j or S.known[S.trip[v, j]] != base.known[base.trip[v, j]]:
                return n
    for i in range(base.team_size[m]):
        v = base.team[m, i]
        t = _where(base, v, base.known[m])
        if S.trips[v] > t:
            n = take_out(I, S, S.trip[v, t], gone, n)
        if S.trips[v] != t:
            return n
        slot = base.slots[m, i]
        for k in range(5):
            if S.vehicle[v, k] != base.before[slot, k]:
                return n
    if _enough(S, base, m) and _reserved(I, S, base, m):
        new = keep(S)
        S.known[new], S.frozen[new] = base.known[m], base.frozen[m]
    return n


@njit(cache=True)
def _enough(S: State, base: State, m: int) -> bool:
    """Whether the people of a mission still wait, and its reception has room for them."""
    last = base.stop_count[m] - 1
    total = 0
    for w in range(last):
        for c in range(S.waiting.shape[1]):
            count = 0
            for other in range(last):
                if base.stops[m, other] == base.stops[m, w]:
                    for i in range(base.team_size[m]):
                        count += base.load[base.slots[m, i], other, c]
            if count > S.waiting[base.stops[m, w], c]:
                return False
    for i in range(base.team_size[m]):
        total += base.load[base.slots[m, i]].sum() + base.carried[base.slots[m, i]].sum()
    return total <= S.room[base.stops[m, last]]


@njit(cache=True)
def _reserved(I: Arrays, S: State, base: State, m: int) -> bool:
    """Lay a known mission out as the trial and reserve all it takes; False: something is taken."""
    T = S.trial
    T.size[MEMBERS], T.size[WAYS], T.size[ENTERED] = base.team_size[m], base.stop_count[m], 0
    T.stops[:] = base.stops[m]
    T.gain[:] = base.gain[m]
    T.count[:] = 0
    for i in range(base.team_size[m]):
        slot = base.slots[m, i]
        T.team[i] = base.team[m, i]
        T.load[i] = base.load[slot]
        T.now[i] = base.after[slot]
        for k in range(base.record_count[slot]):
            row = base.records[slot, k]
            if not _free(I, S, row):
                cancel(I, S)
                return False
            T.records[i, k] = row
            T.count[i] = k + 1
            reserve(I, S, row, 1, I.cls[T.team[i]])
    for k in range(base.entered_count[m]):
        row = base.entered[m, k]
        if not _may_enter(I, S, row):
            cancel(I, S)
            return False
        T.entered[k] = row
        T.entered[k, SIZE] = 1
        T.size[ENTERED] = k + 1
        add_entry(S, T.entered[k])
    if not _in_convoys(I, S):
        cancel(I, S)
        return False
    return True


@njit(cache=True)
def _in_convoys(I: Arrays, S: State) -> bool:
    """Whether the convoys that the trial has joined are led, not too large, and at their pace."""
    T = S.trial
    for i in range(T.size[MEMBERS]):
        for k in range(T.count[i]):
            row = T.records[i, k]
            if row[KIND] != MOVE or row[CONVOY] == ALONE:
                continue
            leg = row[WHAT]
            known = S.convoys[S.convoy_row[leg], leaving(S, S.convoy_row[leg], row[START])]
            led = known[LED] > 0 or not I.leg_escort[leg]
            paced = known[SLOW] > 0 and I.speed[known[PACE]] == I.speed[row[CONVOY]]
            if not led or not paced or known[MEMBERS_IN] > I.leg_max[leg]:
                return False
    return True


@njit(cache=True)
def _free(I: Arrays, S: State, row) -> bool:
    """Whether the bay or lane of a record is free at its very moment."""
    if row[KIND] not in (LOAD, INSPECT, UNLOAD) or I.lanes[row[WHAT]] >= BLOCKED:
        return True
    place, n = row[WHAT], S.points[row[WHAT]]
    if n + 2 >= S.times.shape[1]:
        return False
    length = row[END] - row[START]
    start = earliest(S.times[place], S.use[place], n, I.lanes[place], row[START], length)
    return start == row[START]


@njit(cache=True)
def _may_enter(I: Arrays, S: State, row) -> bool:
    """Whether a convoy may come into a zone then: nobody is near, or it joins its own convoy."""
    zone, leg = row[ZONE], row[LEG]
    n = S.entry_count[zone]
    if n + 1 >= S.entries.shape[1]:
        return False
    for j in range(n):
        other = S.entries[zone, j]
        if other[MOMENT] == row[MOMENT]:
            return other[LEG] == leg
    return free_entry(S.entries[zone], n, I.headway[zone], row[MOMENT]) == row[MOMENT]
