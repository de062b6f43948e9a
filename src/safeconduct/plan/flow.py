"""The whole schedule anew, act by act in its own order, each as early as it can be; compiled.

Trips are run through time one after the other, each with all that it reserves, so gaps stay
where others have moved away. Here all move up at once and nobody loses a turn; what comes out
are moments before which nothing need begin, for the trips to be run again.
"""

import numpy as np
from numba import njit

from safeconduct.instance.arrays import BLOCKED, NEVER, Arrays, Ints
from safeconduct.plan.drive import in_hours, in_window, seconds_down, seconds_up
from safeconduct.plan.state import (
    END,
    INSPECT,
    KIND,
    LOAD,
    MOVE,
    START,
    TIME,
    UNLOAD,
    WHAT,
    State,
)


@njit(cache=True)
def flow(I: Arrays, S: State, noise: float) -> Ints:
    """When each record of each slot begins where all is done as early as can be.

    Without `noise`, seconds by which a vehicle, drawn by chance, lets others go first, nothing
    begins later than it did; but for convoys, which are only guessed at.
    """
    vehicles = len(S.trips)
    begins = np.zeros(S.records.shape[:2], dtype=np.int64)
    clock = np.zeros(vehicles, dtype=np.int64)
    lanes = np.zeros((len(I.kind), min(_most_lanes(I), vehicles)), dtype=np.int64)
    entered = np.full(len(I.headway), -NEVER)
    convoy = np.full((len(I.leg_from), 2), -1)
    who, slots, records, order = _all(S, noise)
    for v in range(vehicles):
        if S.trips[v] > 0:
            clock[v] = S.before[S.slots[S.trip[v, 0], 0], TIME]
    for j in order:
        v, slot, n = who[j], slots[j], records[j]
        row = S.records[slot, n]
        length = row[END] - row[START]
        if clock[v] == NEVER:
            continue
        if row[KIND] == MOVE:
            clock[v] = _together(I, row[WHAT], I.speed[I.cls[v]], clock[v], entered, convoy)
        elif row[KIND] in (LOAD, INSPECT, UNLOAD) and I.lanes[row[WHAT]] < BLOCKED:
            free = lanes[row[WHAT], : min(I.lanes[row[WHAT]], vehicles)]
            lane = np.argmin(free)
            clock[v] = max(clock[v], free[lane])
            free[lane] = clock[v] + length
        if clock[v] < NEVER:
            begins[slot, n] = clock[v]
            clock[v] += length
    return begins


@njit(cache=True)
def _all(S: State, noise: float):
    """All records: whose, of which slot, which one; and their order in time."""
    total = 0
    for v in range(len(S.trips)):
        for t in range(S.trips[v]):
            total += S.record_count[S.slots[S.trip[v, t], 0]]
    who, slots, records = np.zeros((3, total), dtype=np.int64)
    when, j = np.zeros(total), 0
    for v in range(len(S.trips)):
        late = noise * np.random.random()
        for t in range(S.trips[v]):
            slot = S.slots[S.trip[v, t], 0]
            for n in range(S.record_count[slot]):
                who[j], slots[j], records[j] = v, slot, n
                when[j] = S.records[slot, n, START] + late + 1e-6 * n
                j += 1
    return who, slots, records, np.argsort(when)


@njit(cache=True)
def _most_lanes(I: Arrays) -> int:
    most = 1
    for p in range(len(I.lanes)):
        if I.lanes[p] < BLOCKED:
            most = max(most, I.lanes[p])
    return most


@njit(cache=True)
def _together(I: Arrays, leg: int, pace: float, ready: int, entered: Ints, convoy: Ints) -> int:
    """When a vehicle sets out: with the leg's last convoy if that waits, or the headway after it.

    `entered` are the last entries into zones, `convoy` when the last one leaves and its size.
    """
    if not I.leg_joint[leg]:
        return _sets_out(I, leg, pace, ready)
    if convoy[leg, 0] >= ready and convoy[leg, 1] < I.leg_max[leg]:
        convoy[leg, 1] += 1
        return convoy[leg, 0]
    start = -1
    while start != ready and ready < NEVER:
        start = ready
        for p in range(I.pass_first[leg], I.pass_first[leg + 1]):
            zone = I.pass_zone[p]
            if I.headway[zone] > 0 and I.pass_enters[p]:
                lag = seconds_down(I.pass_enter[p] / pace)
                ready = max(ready, entered[zone] + I.headway[zone] - lag)
        ready = _sets_out(I, leg, pace, ready)
    for p in range(I.pass_first[leg], I.pass_first[leg + 1] if ready < NEVER else -1):
        entered[I.pass_zone[p]] = ready + seconds_down(I.pass_enter[p] / pace)
    convoy[leg, 0], convoy[leg, 1] = ready, 1
    return ready


@njit(cache=True)
def _sets_out(I: Arrays, leg: int, pace: float, ready: int) -> int:
    """The first departure that movement hours and windows allow."""
    length, start = seconds_up(I.leg_min[leg] / pace), ready
    while start < I.horizon:
        begin = in_hours(I, start, length)
        if begin >= I.horizon:
            return NEVER
        for p in range(I.pass_first[leg], I.pass_first[leg + 1]):
            zone, inside = I.pass_zone[p], I.pass_from_inside[p]
            if I.is_window[zone]:
                enter = begin if inside else begin + seconds_down(I.pass_enter[p] / pace)
                w = in_window(I, zone, enter, begin + seconds_up(I.pass_exit[p] / pace))
                if w < 0:
                    return NEVER
                begin += max(0, I.window_start[w] - enter)
        if begin == start:
            return start
        start = begin
    return NEVER
