"""How early a lone vehicle could be anywhere, with no queue and no company; compiled.

Everything here is optimistic: what it calls impossible is impossible.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit

from safeconduct.instance.arrays import NEVER, Arrays, Flags, Ints
from safeconduct.plan.drive import in_hours, in_window, seconds_down


@njit(cache=True)
def _leave(I: Arrays, leg: int, speed: float, ready: int) -> int:
    """The earliest departure that movement hours and the windows of the leg allow."""
    length = seconds_down(I.leg_min[leg] / speed)
    start = ready
    while start < I.horizon:
        begin = in_hours(I, start, length)
        for p in range(I.pass_first[leg], I.pass_first[leg + 1]):
            zone = I.pass_zone[p]
            if I.is_window[zone] and not I.pass_from_inside[p]:
                enter = begin + seconds_down(I.pass_enter[p] / speed)
                w = in_window(I, zone, enter, begin + seconds_down(I.pass_exit[p] / speed))
                if w < 0:
                    return NEVER
                begin += max(0, I.window_start[w] - enter - 1)
        if begin <= start + 1:
            return start
        start = begin
    return NEVER


@njit(cache=True)
def _open_at(I: Arrays, place: int, moment: int) -> int:
    """The first moment from then on at which a place is not shut."""
    for i in range(I.shut_first[place], I.shut_first[place + 1]):
        if I.shut_start[i] <= moment < I.shut_end[i]:
            moment = I.shut_end[i]
    return moment


@njit(cache=True)
def spread(I: Arrays, speed: float, start: Ints, delay: Ints) -> Ints:
    """The earliest readiness at every place, from the moments in `start` (NEVER: not there).

    `delay` is what a stop at each checkpoint takes at least, -1 where none is needed.
    """
    reach = start.copy()
    done = np.zeros(len(reach), dtype=np.bool_)
    for _ in range(len(reach)):
        here, first = -1, NEVER
        for p in range(len(reach)):
            if not done[p] and reach[p] < first:
                here, first = p, reach[p]
        if here < 0:
            break
        done[here] = True
        for leg in range(len(I.leg_from)):
            if I.leg_from[leg] != here:
                continue
            begin = _leave(I, leg, speed, first)
            if begin == NEVER:
                continue
            there = I.leg_to[leg]
            moment = begin + seconds_down(I.leg_min[leg] / speed)
            if delay[there] >= 0:
                moment = _open_at(I, there, moment) + delay[there]
            reach[there] = min(reach[there], moment)
    return reach


def earliest_trips(I: Arrays, R: Arrays, k: int, useful: Flags) -> tuple[list[Ints], list[Ints]]:
    """For one class, trip by trip: the earliest readiness loaded at pickups, and at receptions.

    `R` is the compiled reference of `I`. `useful` marks the categories that the class can
    carry. The lists end when no further delivery is possible before the horizon.
    """
    speed = float(I.speed[k])
    quick_load = _quickest(I.load_min, useful)
    empty = np.where(I.inspects_empty & (I.kind == 1), _floor(I.fixed_min), -1)
    loaded = np.where(I.kind == 1, _floor(I.fixed_min + _quickest(I.inspect_min, useful)), -1)
    wanted = (I.kind == 0) & (I.people[:, useful] > 0).any(axis=1)
    start = np.full(len(I.kind), NEVER, dtype=np.int64)
    start[I.base[k]] = I.available[k]
    pickups, receptions = [], []
    for _ in range(500):
        there = spread(R, speed, start, empty)
        loading = np.where(wanted, there + _floor(I.fixed_min + quick_load), NEVER)
        arrival = spread(R, speed, np.minimum(loading, NEVER), loaded)
        ends = np.where(I.kind == 2, arrival + _floor(I.fixed_min + I.unload_min), NEVER)
        ends = np.where(I.accepts[:, useful].any(axis=1) & (ends <= I.horizon), ends, NEVER)
        if not (ends < NEVER).any():
            break
        pickups.append(np.minimum(loading, NEVER))
        receptions.append(ends)
        start = ends
    return pickups, receptions


def _quickest(minutes: Sequence[float] | np.ndarray, useful: Flags) -> float:
    chosen = np.asarray(minutes)[useful]
    return float(chosen.min()) if len(chosen) else 0.0


def _floor(minutes: np.ndarray) -> Ints:
    return np.floor(np.asarray(minutes) * 60.0 + 1e-7).astype(np.int64)
