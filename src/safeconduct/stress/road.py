"""On the road: when a convoy may go, what holds it up, which zones it enters and leaves."""

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Floats
from safeconduct.stress.draws import BREAKDOWN, RATE, drawn, unit
from safeconduct.stress.script import NONE, Scene
from safeconduct.stress.serve import MARGIN, Day
from safeconduct.stress.world import FAR, World, day_of

E = 1e-6


@njit(cache=True, nogil=True)
def needs_escort(scene: Scene, leg: int) -> bool:
    """Nobody goes in without an escort; who has lost theirs inside comes out alone."""
    for p in range(scene.pass_first[leg], scene.pass_first[leg + 1]):
        if scene.leg_escort[leg] and not scene.pass_from_inside[p]:
            if scene.is_window[scene.pass_zone[p]]:
                return True
    return False


@njit(cache=True, nogil=True)
def earliest(
    scene: Scene, rules: Floats, W: World, S: Day, count: int, leg: int, pace: float, t: float
) -> float:
    """The first minute at which hours, roads, windows and headway let these vehicles go."""
    road, nominal = scene.leg_road[leg], scene.leg_min[leg] / pace
    for _ in range(1000):
        before = t
        t = _in_hours(scene, t, nominal)
        if t >= FAR:
            return FAR
        d = day_of(scene, t)
        for e in range(max(d - 1, 0), d + 1):
            if W.shut_start[road, e] <= t < W.shut_end[road, e]:
                t = W.shut_end[road, e]
        factor = W.road[road, day_of(scene, t)] / pace
        for p in range(scene.pass_first[leg], scene.pass_first[leg + 1]):
            z = scene.pass_zone[p]
            if scene.is_window[z]:
                t = _in_window(scene, rules, W, S, count, p, p - scene.pass_first[leg], factor, t)
                if t >= FAR:
                    return FAR
            if scene.pass_enters[p] and scene.apart[z] > 0.0:
                entry = t + scene.pass_enter[p] * factor
                before_us, apart = S.entries[z], scene.apart[z]
                for i in range(len(before_us)):
                    if abs(entry - before_us[i]) < apart - E:
                        t += before_us[i] + apart - entry
                        entry = t + scene.pass_enter[p] * factor
        if t <= before + 1e-9:
            return before
    return FAR


@njit(cache=True, nogil=True)
def _in_hours(scene: Scene, t: float, nominal: float) -> float:
    begin, end = scene.hours_start, scene.hours_end
    for i in range(len(begin)):
        if t < begin[i]:
            t = begin[i]
        if t + nominal <= end[i] + E:
            return t
    return FAR


@njit(cache=True, nogil=True)
def _in_window(
    scene: Scene, rules: Floats, W: World, S: Day, count: int, p: int, i: int, factor: float,
    t: float,
) -> float:  # fmt: skip
    """The first minute from t on at which passage p may begin: the zone is open, time is left.

    What is left is reckoned from the agreed end; that a window shuts early nobody knows before.
    """
    z = scene.pass_zone[p]
    inside = scene.pass_from_inside[p]
    enter = 0.0 if inside else scene.pass_enter[p] * factor
    need, margin = 0.0, 0.0
    for n in range(count):
        k = S.pointer[S.members[n]]
        need = max(need, scene.need[k, i])
        if t > scene.start[k] + 1.0 and not inside:
            margin = rules[MARGIN]
    opens, shuts, agreed = W.win_start, W.win_end, scene.win_end
    for w in range(scene.win_first[z], scene.win_first[z + 1]):
        begin = max(t, opens[w] - enter)
        open_still = begin + enter < shuts[w] - E or (
            shuts[w] >= agreed[w] and begin + enter <= shuts[w] + E
        )
        if shuts[w] > opens[w] and open_still and begin + need + margin <= agreed[w] + 1e-4:
            return begin
    return FAR


@njit(cache=True, nogil=True)
def open_at(scene: Scene, W: World, z: int, t: float) -> float:
    """The first minute from t on at which a zone is really open."""
    for w in range(scene.win_first[z], scene.win_first[z + 1]):
        if W.win_end[w] > W.win_start[w] and t <= W.win_end[w] + E:
            return max(t, W.win_start[w])
    return FAR


@njit(cache=True, nogil=True)
def _shuts_at(scene: Scene, W: World, z: int, t: float) -> float:
    """When the window in which t lies really shuts; t itself where it lies in none."""
    for w in range(scene.win_first[z], scene.win_first[z + 1]):
        if W.win_start[w] - E <= t <= W.win_end[w] + E and W.win_end[w] > W.win_start[w]:
            return W.win_end[w]
    return t - 1.0


@njit(cache=True, nogil=True)
def pass_zones(
    scene: Scene, W: World, S: Day, m: int, k: int, t: float, factor: float, broken: float,
    delay: float, end: float,
) -> None:  # fmt: skip
    """Enter and leave the window zones of a leg; note who is still inside when one shuts."""
    leg = scene.what[k]
    for p in range(scene.pass_first[leg], scene.pass_first[leg + 1]):
        z = scene.pass_zone[p]
        if not scene.is_window[z]:
            continue
        i = p - scene.pass_first[leg]
        enter = t + scene.pass_enter[p] * factor + (delay if scene.pass_enter[p] > broken else 0.0)
        leave = t + scene.pass_exit[p] * factor + (delay if scene.pass_exit[p] > broken else 0.0)
        if not scene.pass_from_inside[p] or S.must_out[m, z] == FAR:
            S.must_out[m, z] = _shuts_at(scene, W, z, enter)
            S.stay_since[m, z] = enter
            S.stay_id[m, z] = S.stay_of[k, i]
        shelter = scene.pass_to_inside[p] and scene.overnight[scene.leg_to[leg]]
        if not scene.pass_to_inside[p] or shelter:
            gone = end if shelter else leave
            s = S.stay_id[m, z]
            if s >= 0:
                S.latest[s] = S.must_out[m, z] - (gone - S.stay_since[m, z])
                S.caught[s] = gone > S.must_out[m, z] + 1e-3
            S.must_out[m, z] = FAR
            S.stay_id[m, z] = NONE


@njit(cache=True, nogil=True)
def breakdown(
    scene: Scene, rows: Floats, seed: int, run: int, S: Day, m: int, leg: int
) -> tuple[float, float]:
    """Where on the leg a vehicle breaks down, as a share, and the minutes that it costs."""
    rate = rows[BREAKDOWN, 0, RATE]
    if rate <= 0.0:
        return 2.0, 0.0
    if S.next_break[m] < 0.0:
        S.next_break[m] = _way_to_break(seed, run, m, 0, rate)
    S.km[m] += scene.leg_km[leg]
    if S.km[m] < S.next_break[m]:
        return 2.0, 0.0
    share = 1.0 - (S.km[m] - S.next_break[m]) / max(scene.leg_km[leg], E)
    S.breaks[m] += 1
    n = S.breaks[m]
    S.next_break[m] = S.km[m] + _way_to_break(seed, run, m, n, rate)
    size = drawn(rows, seed, BREAKDOWN, 1, run, m, 0, 1000 * m + n)
    return min(max(share, 0.0), 1.0), max(size, 0.0)


@njit(cache=True, nogil=True)
def _way_to_break(seed: int, run: int, m: int, n: int, rate: float) -> float:
    u = unit(seed, 4 * BREAKDOWN + 100, run, m, n)
    return np.floor(-np.log(u) * 1000.0 / rate * 64.0) / 64.0
