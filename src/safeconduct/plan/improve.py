"""Take part of the schedule out and send the vehicles out anew, as long as it gets better.

Compiled; every schedule on the way keeps every rule, so the work may stop at any moment.
"""

import math

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Arrays, Flags, Ints
from safeconduct.plan.convoys import leaving
from safeconduct.plan.dispatch import dispatch
from safeconduct.plan.escorts import short, whole
from safeconduct.plan.flow import flow
from safeconduct.plan.mission import forget, keep, ready, restore, settle, withdraw
from safeconduct.plan.state import (
    ALONE,
    ARRIVAL,
    CONVOY,
    EXPOSURE,
    KIND,
    KM,
    LOAD,
    MEMBERS,
    MEMBERS_IN,
    MOVE,
    PLACE,
    START,
    WAYS,
    WEIGHT,
    WHAT,
    State,
)

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
    """Withdraw a mission and all that cannot stay without it; returns how many are gone.

    These are the later missions of its vehicles, and those whose convoy would have no escort
    or nobody of its pace. Where a frozen one is among them, all stay.
    """
    marked = np.zeros(len(S.active), dtype=np.bool_)
    stack = np.zeros(len(S.active), dtype=np.int64)
    marked[m], stack[0] = True, m
    top = count = 1
    while top > 0:
        top -= 1
        current = stack[top]
        if S.frozen[current]:
            return n
        found = _mark_later(S, current, marked, stack, top)
        found = _mark_left_alone(I, S, current, marked, stack, found)
        count += found - top
        top = found
    end = n + count
    while n < end:
        for v in range(len(S.trips)):
            if S.trips[v] > 0:
                last = S.trip[v, S.trips[v] - 1]
                if marked[last] and _is_last(S, last):
                    withdraw(I, S, last)
                    gone[n] = last
                    n += 1
    return n


@njit(cache=True)
def _mark_later(S: State, m: int, marked: Flags, stack: Ints, top: int) -> int:
    """Mark the later missions of a mission's vehicles; returns the new top of the stack."""
    for i in range(S.team_size[m]):
        v = S.team[m, i]
        for t in range(S.trips[v] - 1, -1, -1):
            other = S.trip[v, t]
            if other == m:
                break
            if not marked[other]:
                marked[other] = True
                stack[top] = other
                top += 1
    return top


@njit(cache=True)
def _mark_left_alone(I: Arrays, S: State, m: int, marked: Flags, stack: Ints, top: int) -> int:
    """Mark missions whose convoys cannot do without the marked ones; returns the new top."""
    for i in range(S.team_size[m]):
        slot = S.slots[m, i]
        for n in range(S.record_count[slot]):
            row = S.records[slot, n]
            if row[KIND] != MOVE or row[CONVOY] == ALONE or not _goes_on(I, S, marked, row):
                continue
            for v in range(len(S.trips)):
                for t in range(S.trips[v]):
                    other = S.trip[v, t]
                    if not marked[other] and _in_convoy(S, other, v, row):
                        marked[other] = True
                        stack[top] = other
                        top += 1
    return top


@njit(cache=True)
def _goes_on(I: Arrays, S: State, marked: Flags, row: Ints) -> bool:
    """Whether a convoy has vehicles of missions that are not marked, but not who they need."""
    r = S.convoy_row[row[WHAT]]
    if S.convoys[r, leaving(S, r, row[START]), MEMBERS_IN] == 1:
        return False
    size, led, slow = 0, 0, 0
    for v in range(len(S.trips)):
        for t in range(S.trips[v]):
            if not marked[S.trip[v, t]] and _in_convoy(S, S.trip[v, t], v, row):
                k = I.cls[v]
                size += 1
                led += I.escort[k]
                slow += I.speed[k] <= I.speed[row[CONVOY]]
    return size > 0 and (slow == 0 or (I.leg_escort[row[WHAT]] and led == 0))


@njit(cache=True)
def _is_last(S: State, m: int) -> bool:
    for i in range(S.team_size[m]):
        v = S.team[m, i]
        if S.trip[v, S.trips[v] - 1] != m:
            return False
    return True


@njit(cache=True)
def _in_convoy(S: State, m: int, v: int, row: Ints) -> bool:
    """Whether a vehicle of a mission makes the same move."""
    for i in range(S.team_size[m]):
        if S.team[m, i] == v:
            slot = S.slots[m, i]
            for n in range(S.record_count[slot]):
                other = S.records[slot, n]
                if other[KIND] == MOVE and other[WHAT] == row[WHAT] and other[START] == row[START]:
                    return True
    return False


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
    """Withdraw some missions of those who carry people: of a few, of a time, or of a pickup."""
    vehicles = len(I.cls)
    kind = np.random.randint(4)
    n = 0
    if kind <= 1:
        for _ in range(size):
            v = np.random.randint(vehicles)
            if S.trips[v] > 0 and not short(I, v):
                keep_first = np.random.randint(S.trips[v])
                n = take_out(I, S, S.trip[v, keep_first], gone, n)
        return n
    moment = np.random.randint(I.horizon)
    place = np.random.randint(len(I.kind))
    left = size
    offset = np.random.randint(vehicles)
    for k in range(vehicles):
        v = (k + offset) % vehicles
        for t in range(0 if short(I, v) else S.trips[v]):
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
    b.convoy_count[:] = a.convoy_count
    for r in range(len(a.convoy_count)):
        b.convoys[r, : a.convoy_count[r]] = a.convoys[r, : a.convoy_count[r]]
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


@njit(cache=True, nogil=True)
def repack(I: Arrays, S: State, gone: Ints, noise: float, seed: int, *, flowing: bool) -> int:
    """Run the missions of single vehicles anew, in order of departure, as early as they can.

    Returns how many old ones are gone; teams, and who is in a convoy with them, keep their
    times. `noise` are seconds of disorder. `flowing`: who comes first is served first.
    """
    np.random.seed(seed)
    count, n, left = 0, 0, 0
    begins = flow(I, S, noise) if flowing else np.zeros((0, 0), dtype=np.int64)
    start = np.full(len(S.active), np.inf)
    teamed = np.zeros(len(S.trips), dtype=np.int64)
    for v in range(len(S.trips)):
        for t in range(S.trips[v]):
            m = S.trip[v, t]
            if flowing:
                start[m] = begins[S.slots[m, 0], 0]
            else:
                start[m] = S.records[S.slots[m, 0], 0, START] + noise * np.random.random()
            count += 1 if S.team[m, 0] == v else 0
            teamed[v] |= S.team_size[m] > 1
    _bind(S, teamed)
    for v in range(len(S.trips)):
        for t in range(S.trips[v] if teamed[v] else 0):
            start[S.trip[v, t]] = S.records[S.slots[S.trip[v, t], 0], 0, START]
    order = np.argsort(start)[:count]
    for v in range(len(S.trips)):
        if S.trips[v] > 0:
            n = take_out(I, S, S.trip[v, 0], gone, n)
    for j in range(n - 1, -1, -1):
        if teamed[S.team[gone[j], 0]]:
            restore(I, S, gone[j])
    for j in range(n):
        if not teamed[S.team[gone[j], 0]]:
            gone[left] = gone[j]
            left += 1
    for j in range(count):
        if not teamed[S.team[order[j], 0]] and _again(I, S, order[j], begins):
            keep(S)
    return left


@njit(cache=True)
def _bind(S: State, bound: Ints) -> None:
    """Add to the vehicles that keep their times those that share convoys with them."""
    tied = np.zeros(S.convoys.shape[:2], dtype=np.bool_)
    grew = tied.size > 0
    while grew:
        grew = False
        for v in range(len(S.trips)):
            for t in range(S.trips[v]):
                m = S.trip[v, t]
                for i in range(S.team_size[m]):
                    slot = S.slots[m, i]
                    for n in range(S.record_count[slot] if S.team[m, i] == v else 0):
                        row = S.records[slot, n]
                        if row[KIND] != MOVE or row[CONVOY] == ALONE:
                            continue
                        r = S.convoy_row[row[WHAT]]
                        j = leaving(S, r, row[START])
                        if bound[v] and not tied[r, j]:
                            tied[r, j] = grew = True
                        elif tied[r, j] and not bound[v]:
                            bound[v] = 1
                            grew = True


@njit(cache=True)
def _again(I: Arrays, S: State, m: int, begins: Ints) -> bool:
    """Run the trip of a withdrawn mission of one vehicle anew, with the same people."""
    T = S.trial
    v, slot = S.team[m, 0], S.slots[m, 0]
    if S.vehicle[v, PLACE] != S.before[slot, PLACE] or S.aboard[v].sum() > 0:
        return False
    w, source = 0, 0
    T.leg_count[0] = 0
    for n in range(S.record_count[slot]):
        kind, what = S.records[slot, n, KIND], S.records[slot, n, WHAT]
        if kind == MOVE:
            T.legs[w, T.leg_count[w]] = what
            T.leg_count[w] += 1
        elif kind == LOAD:
            while S.stops[m, source] != what or S.load[slot, source].sum() == 0:
                source += 1
            T.load[0, w] = S.load[slot, source]
            T.stops[w] = what
            w, source = w + 1, source + 1
            T.leg_count[w] = 0
    T.stops[w] = S.stops[m, S.stop_count[m] - 1]
    T.load[0, w:] = 0
    T.size[MEMBERS], T.size[WAYS] = 1, w + 1
    T.team[0], T.depart[0] = v, 0
    whole(S, 0)
    ready(S)
    moves = 0
    for n in range(S.record_count[slot] if len(begins) > 0 else 0):
        if S.records[slot, n, KIND] == MOVE:
            T.not_before[0, moves] = begins[slot, n]
            moves += 1
        elif T.hold[0, moves] == 0:
            T.hold[0, moves] = begins[slot, n]
    return settle(I, S)
