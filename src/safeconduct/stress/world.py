"""One bad day's facts, drawn before any vehicle moves: windows, posts, roads, who comes."""

from math import floor
from typing import NamedTuple

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Flags, Floats, Ints
from safeconduct.stress.draws import (
    BELOW,
    EARLY_CLOSING,
    LATE_OPENING,
    NOT_COME,
    POST_HOLD,
    ROAD_CLOSED,
    SLOW_INSPECTION,
    SLOW_LOADING,
    SLOW_ROAD,
    VEHICLE_MISSING,
    WITHDRAWN,
    drawn,
    unit,
)
from safeconduct.stress.script import DAY, Scene

FAR = 1e12
ALL_ROADS = -7
"""Whose the common part of the roads' and vehicles' chances is."""


class World(NamedTuple):
    """What a day brings; written anew for every simulated day."""

    win_start: Floats
    win_end: Floats
    slow: Floats  # place x day: factor on inspection or loading
    hold_start: Floats
    hold_end: Floats
    road: Floats  # road x day: factor on driving
    shut_start: Floats
    shut_end: Floats
    waiting: Ints  # place x category: who comes
    missing: Flags


def new_world(scene: Scene) -> World:
    """Room for one day's facts."""
    places, roads, vehicles = len(scene.fixed), len(scene.leg_used), len(scene.base)
    return World(
        np.zeros(len(scene.win_start)),
        np.zeros(len(scene.win_start)),
        np.ones((places, scene.days)),
        np.full((places, scene.days), FAR),
        np.full((places, scene.days), FAR),
        np.ones((roads, scene.days)),
        np.full((roads, scene.days), FAR),
        np.full((roads, scene.days), FAR),
        np.zeros(scene.people.shape, dtype=np.int64),
        np.zeros(vehicles, dtype=np.bool_),
    )


@njit(cache=True, nogil=True)
def day_of(scene: Scene, minute: float) -> int:
    """The local day in which a minute lies, the first being 0."""
    day = int(floor((minute + scene.midnight) / DAY))
    return min(max(day, 0), scene.days - 1)


@njit(cache=True, nogil=True)
def draw_world(scene: Scene, rows: Floats, seed: int, run: int, W: World) -> None:
    """Write what the day of this number brings."""
    _draw_windows(scene, rows, seed, run, W)
    _draw_places(scene, rows, seed, run, W)
    _draw_roads(scene, rows, seed, run, W)
    for v in range(len(scene.base)):
        lost = drawn(rows, seed, VEHICLE_MISSING, 0, run, ALL_ROADS, 0, v)
        W.missing[v] = lost >= 0.0


@njit(cache=True, nogil=True)
def _draw_windows(scene: Scene, rows: Floats, seed: int, run: int, W: World) -> None:
    """A zone nobody controls opens when the last party has opened, and shuts with the first."""
    for z in range(len(scene.is_window)):
        for w in range(scene.win_first[z], scene.win_first[z + 1]):
            begin, end = scene.win_start[w], scene.win_end[w]
            party = scene.zone_party[z]
            low, high = (party, party + 1) if party >= 0 else (0, scene.parties)
            if high <= low:
                low, high = -1, 0
            day = day_of(scene, begin)
            late = early = 0.0
            gone = False
            for one in range(low, high):
                late = max(late, drawn(rows, seed, LATE_OPENING, one + 1, run, one, day, 1000 + z))
                early = max(
                    early, drawn(rows, seed, EARLY_CLOSING, one + 1, run, one, day, 1000 + z)
                )
                gone = gone or drawn(rows, seed, WITHDRAWN, one + 1, run, one, day, z) >= 0.0
            W.win_start[w] = begin if gone else min(begin + late, end)
            W.win_end[w] = begin if gone else max(end - early, W.win_start[w])


@njit(cache=True, nogil=True)
def _draw_places(scene: Scene, rows: Floats, seed: int, run: int, W: World) -> None:
    for p in range(len(scene.fixed)):
        party = scene.place_party[p]
        for d in range(scene.days):
            pickup = scene.people[p].sum() > 0
            kind = SLOW_LOADING if pickup else SLOW_INSPECTION
            factor = drawn(rows, seed, kind, 0 if pickup else party + 1, run, party, d, p)
            W.slow[p, d] = factor if factor > 0.0 else 1.0
            held = drawn(rows, seed, POST_HOLD, party + 1, run, party, d, p)
            W.hold_start[p, d] = W.hold_end[p, d] = FAR
            if held > 0.0 and not pickup:
                hour = 6.0 + 12.0 * unit(seed, 4 * POST_HOLD + 100, run, p, d)
                W.hold_start[p, d] = floor(d * DAY - scene.midnight + hour * 60.0)
                W.hold_end[p, d] = W.hold_start[p, d] + held
        for c in range(scene.people.shape[1]):
            count = scene.people[p, c]
            share = max(drawn(rows, seed, NOT_COME, c + 1, run, p, 0, 1000 * p + c), 0.0)
            luck = unit(seed, 4 * NOT_COME + 100, run, p, c)
            W.waiting[p, c] = count - min(int(count * share + luck), count) if share else count


@njit(cache=True, nogil=True)
def _draw_roads(scene: Scene, rows: Floats, seed: int, run: int, W: World) -> None:
    quiet = rows[SLOW_ROAD, 0, BELOW] == -np.inf and rows[ROAD_CLOSED, 0, BELOW] == -np.inf
    for r in range(len(scene.leg_used)):
        if not scene.leg_used[r]:
            continue
        for d in range(scene.days):
            W.road[r, d] = 1.0
            W.shut_start[r, d] = W.shut_end[r, d] = FAR
            if quiet:
                continue
            factor = drawn(rows, seed, SLOW_ROAD, 0, run, ALL_ROADS, d, r)
            W.road[r, d] = factor if factor > 0.0 else 1.0
            closed = drawn(rows, seed, ROAD_CLOSED, 0, run, ALL_ROADS, d, r)
            if closed > 0.0:
                hour = 6.0 + 12.0 * unit(seed, 4 * ROAD_CLOSED + 100, run, r, d)
                W.shut_start[r, d] = floor(d * DAY - scene.midnight + hour * 60.0)
                W.shut_end[r, d] = W.shut_start[r, d] + closed
