"""Take part of the schedule out and send the vehicles out anew, as long as it gets better.

Compiled; every schedule on the way keeps every rule, so the work may stop at any moment.
"""

import math

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Arrays, Ints
from safeconduct.plan.dispatch import dispatch
from safeconduct.plan.mission import forget, restore, withdraw
from safeconduct.plan.state import ARRIVAL, EXPOSURE, KM, START, WEIGHT, State

SAME = 1e-6


@njit(cache=True)
def better(a, b) -> bool:  # type: ignore[no-untyped-def]
    """Whether result `a` beats `b`: more weight, then earlier, less exposed, fewer kilometres."""
    if abs(a[WEIGHT] - b[WEIGHT]) > SAME:
        return a[WEIGHT] > b[WEIGHT]
    for k in (ARRIVAL, EXPOSURE, KM):
        if abs(a[k] - b[k]) > SAME * max(1.0, abs(b[k])):
            return a[k] < b[k]
    return False


@njit(cache=True)
def take_out(I: Arrays, S: State, m: int, gone: Ints, n: int) -> int:
    """Withdraw a mission, before it all later ones of its vehicles; returns how many are gone.

    Where a frozen one stands in the way, those before it are gone and the rest stays.
    """
    stack = np.zeros(len(S.active) + 1, dtype=np.int64)
    stack[0] = m
    top = 1
    while top > 0:
        current = stack[top - 1]
        if S.frozen[current]:
            return n
        blocked = False
        for i in range(S.team_size[current]):
            v = S.team[current, i]
            last = S.trip[v, S.trips[v] - 1]
            if last != current:
                stack[top] = last
                top += 1
                blocked = True
                break
        if not blocked:
            withdraw(I, S, current)
            gone[n] = current
            n += 1
            top -= 1
    return n


@njit(cache=True)
def _still_in(S: State, m: int) -> bool:
    if S.active[m] == 0:
        return False
    v = S.team[m, 0]
    for t in range(S.trips[v]):
        if S.trip[v, t] == m:
            return True
    return False


@njit(cache=True)
def ruin(I: Arrays, S: State, gone: Ints, size: int) -> int:
    """Withdraw some missions: of a few vehicles, of a time, or of a pickup."""
    vehicles = len(I.cls)
    kind = np.random.randint(4)
    n = 0
    if kind <= 1:
        for _ in range(size):
            v = np.random.randint(vehicles)
            if S.trips[v] > 0:
                keep_first = np.random.randint(S.trips[v])
                n = take_out(I, S, S.trip[v, keep_first], gone, n)
        return n
    moment = np.random.randint(I.horizon)
    place = np.random.randint(len(I.kind))
    left = size
    offset = np.random.randint(vehicles)
    for k in range(vehicles):
        v = (k + offset) % vehicles
        for t in range(S.trips[v]):
            m = S.trip[v, t]
            near = abs(S.records[S.slots[m, 0], 0, START] - moment) < I.horizon // 12
            here = False
            for w in range(S.stop_count[m] - 1):
                here |= S.stops[m, w] == place
            if (kind == 2 and near) or (kind == 3 and here):
                n = take_out(I, S, m, gone, n)
                left -= 1
                break
        if left <= 0:
            break
    return n


@njit(cache=True)
def wake(S: State, gone: Ints, n: int, idle: Ints) -> None:
    """Send out anew the vehicles that lost a mission, and a few others."""
    for v in range(len(idle)):
        idle[v] = 0 if np.random.random() < 4.0 / len(idle) else 1
    for j in range(n):
        for i in range(S.team_size[gone[j]]):
            idle[S.team[gone[j], i]] = 0


@njit(cache=True, nogil=True)
def improve(
    I: Arrays, S: State, best: State, rounds: int, seed: int, heat: float, worth: float
) -> int:
    """Ruin and send out anew, `rounds` times; `best` keeps the best. Returns how often it grew.

    `heat` is the weighted people that a worse schedule may cost and still be gone on with;
    `worth` puts minutes of arrival on the same scale.
    """
    np.random.seed(seed)
    grew = 0
    missions = len(S.active)
    gone = np.zeros(missions, dtype=np.int64)
    fresh = np.zeros(missions, dtype=np.int64)
    before = np.zeros(4)
    idle = np.zeros(len(I.cls), dtype=np.int64)
    for _ in range(rounds):
        before[:] = S.result
        known = S.active.copy()
        size = 1 + int(min(len(I.cls), 12) * np.random.random() ** 2)
        n = ruin(I, S, gone, size)
        wake(S, gone, n, idle)
        dispatch(I, S, idle, 0.4 * np.random.random(), np.random.randint(5400))
        worse = (before[WEIGHT] - S.result[WEIGHT]) + worth * (S.result[ARRIVAL] - before[ARRIVAL])
        if worse <= 0.0 or np.random.random() < math.exp(-worse / max(heat, 1e-9)):
            for j in range(n):
                forget(S, gone[j])
            if better(S.result, best.result):
                copy_state(S, best)
                grew += 1
        else:
            undo(I, S, known, gone, n, fresh)
            S.result[:] = before
    return grew


@njit(cache=True)
def undo(I: Arrays, S: State, known: Ints, gone: Ints, n: int, fresh: Ints) -> None:
    """Withdraw what was sent out anew and put back what had been taken out."""
    count = 0
    for m in range(len(S.active)):
        if S.active[m] != 0 and known[m] == 0:
            fresh[count] = m
            count += 1
    for j in range(count):
        if _still_in(S, fresh[j]):
            done = np.zeros(count + 1, dtype=np.int64)
            gone_now = take_out(I, S, fresh[j], done, 0)
            for k in range(gone_now):
                forget(S, done[k])
    for j in range(n - 1, -1, -1):
        restore(I, S, gone[j])


@njit(cache=True)
def copy_state(a: State, b: State) -> None:
    """Make `b` the same schedule as `a`, to be kept or gone on with."""
    b.result[:] = a.result
    b.waiting[:] = a.waiting
    b.room[:] = a.room
    b.vehicle[:] = a.vehicle
    b.aboard[:] = a.aboard
    b.trips[:] = a.trips
    b.trip[:] = a.trip
    b.active[:] = a.active
    b.slot_used[:] = a.slot_used
    b.points[:] = a.points
    for p in range(len(a.points)):
        b.times[p, : a.points[p]] = a.times[p, : a.points[p]]
        b.use[p, : a.points[p]] = a.use[p, : a.points[p]]
    b.entry_count[:] = a.entry_count
    for z in range(len(a.entry_count)):
        b.entries[z, : a.entry_count[z]] = a.entries[z, : a.entry_count[z]]
    for m in range(len(a.active)):
        if a.active[m] != 0:
            _copy_mission(a, b, m)


@njit(cache=True)
def _copy_mission(a: State, b: State, m: int) -> None:
    b.team_size[m] = a.team_size[m]
    b.team[m] = a.team[m]
    b.slots[m] = a.slots[m]
    b.stops[m] = a.stops[m]
    b.stop_count[m] = a.stop_count[m]
    b.gain[m] = a.gain[m]
    b.frozen[m] = a.frozen[m]
    b.known[m] = a.known[m]
    b.entered_count[m] = a.entered_count[m]
    b.entered[m, : a.entered_count[m]] = a.entered[m, : a.entered_count[m]]
    for i in range(a.team_size[m]):
        slot = a.slots[m, i]
        n = a.record_count[slot]
        b.record_count[slot] = n
        b.records[slot, :n] = a.records[slot, :n]
        b.load[slot] = a.load[slot]
        b.carried[slot] = a.carried[slot]
        b.before[slot] = a.before[slot]
        b.after[slot] = a.after[slot]
