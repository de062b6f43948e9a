"""The simulation: every vehicle, queue, convoy and window of a plan, minute by minute.

Each vehicle works through its tasks in order. Nothing begins before its minute in the plan:
that is what was notified. What cannot begin waits, by the rules for the day (`rules`).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Flags, Floats, Ints
from safeconduct.stress.draws import BREAKDOWN, RATE, drawn, unit
from safeconduct.stress.script import LOAD, MOVE, NONE, UNLOAD, Scene
from safeconduct.stress.serve import (
    CONVOY_WAIT,
    MARGIN,
    PATIENCE,
    Day,
    inspect,
    load_people,
    stand,
    unload_people,
)
from safeconduct.stress.world import FAR, World, day_of, draw_world

E = 1e-6


class Result(NamedTuple):
    """What every simulated day came to; one row a day."""

    out: Ints  # by category
    refused: Ints
    left: Ints
    aboard: Ints  # under way at the end, by category
    waiting: Ints  # who came and still waits at the end
    come: Ints
    joined: Ints
    cars: Ints
    last: Floats
    turned: Ints
    over: Ints  # crews on duty for too long
    hours: Ints  # people out by the end of each hour
    place_hours: Floats  # person-hours standing, by place
    peak: Ints  # most people standing at once, by place
    latest: Floats  # by stay: the last moment to enter and still be out in time; NaN: not entered
    caught: Flags  # by stay


@njit(cache=True, nogil=True)
def play(
    scene: Scene, rows: Floats, rules: Floats, seed: int, first: int, W: World, S: Day,
    result: Result,
) -> None:  # fmt: skip
    """Simulate as many days as the result has rows, from day `first` on."""
    for row in range(len(result.last)):
        run = first + row
        draw_world(scene, rows, seed, run, W)
        _begin(scene, W, S)
        _run(scene, rows, rules, seed, run, W, S)
        _account(scene, W, S, result, row)


@njit(cache=True, nogil=True)
def _begin(scene: Scene, W: World, S: Day) -> None:
    S.remaining[:] = W.waiting
    S.over_pool[:] = 0
    S.standing[:] = 0
    S.peak[:] = 0
    S.place_min[:] = 0.0
    S.lane_free[:] = -FAR
    S.entries[:] = -FAR
    S.entry_at[:] = 0
    S.present[:] = 0
    S.since[:] = FAR
    S.aboard[:] = 0
    S.joined[:] = 0
    S.cars[:] = 0
    S.km[:] = 0.0
    S.breaks[:] = 0
    S.next_break[:] = -1.0
    S.inspected[:] = 0
    S.parked[:] = False
    S.deadline[:] = -1.0
    S.must_out[:] = FAR
    S.stay_since[:] = -1.0
    S.stay_id[:] = NONE
    S.latest[:] = np.nan
    S.caught[:] = False
    S.duty_from[:] = -1.0
    S.duty_to[:] = -1.0
    S.out[:] = 0
    S.refused[:] = 0
    S.left[:] = 0
    S.hour_out[:] = 0
    S.totals[:] = 0.0
    S.trace_start[:] = np.nan
    S.trace_end[:] = np.nan
    for g in range(len(S.live)):
        S.live[g] = scene.group_first[g + 1] - scene.group_first[g]
    for v in range(len(scene.base)):
        S.pointer[v] = scene.first[v]
        S.ready[v] = 0.0
        S.next_time[v] = FAR
    for v in range(len(scene.base)):
        if scene.first[v] < scene.first[v + 1]:
            if W.missing[v]:
                _skip(scene, S, v, scene.first[v + 1], 0.0)
                S.next_time[v] = FAR
            else:
                S.next_time[v] = scene.start[scene.first[v]]


@njit(cache=True, nogil=True)
def _run(scene: Scene, rows: Floats, rules: Floats, seed: int, run: int, W: World, S: Day) -> None:
    vehicles = len(scene.base)
    while True:
        v, t = NONE, FAR
        for i in range(vehicles):
            if S.next_time[i] < t:
                v, t = i, S.next_time[i]
        if v == NONE or t > scene.horizon + E:
            return
        k = S.pointer[v]
        if k >= scene.first[v + 1]:
            S.next_time[v] = FAR
            continue
        kind = scene.kind[k]
        if kind == MOVE:
            _try_move(scene, rows, rules, seed, run, W, S, v, k, t)
            continue
        end = _serve(scene, rows, rules, seed, run, W, S, v, k, t)
        since = S.ready[v] if kind != LOAD else S.trace_start[k]
        stand(S, v, scene.at[k], end - since)
        _next(scene, S, v, k, t, end)


@njit(cache=True, nogil=True)
def _serve(
    scene: Scene, rows: Floats, rules: Floats, seed: int, run: int, W: World, S: Day,
    v: int, k: int, t: float,
) -> float:  # fmt: skip
    """Do what is no move; the minute at which the vehicle is done."""
    kind = scene.kind[k]
    if kind == LOAD:
        return load_people(scene, W, S, v, k, t)
    if kind == UNLOAD:
        return unload_people(scene, S, v, k, t)
    if kind == LOAD + 1:
        return inspect(scene, rows, rules, seed, run, W, S, v, k, t)
    S.trace_start[k], S.trace_end[k] = t, t + scene.dur[k]
    return t + scene.dur[k]


@njit(cache=True, nogil=True)
def _next(scene: Scene, S: Day, v: int, k: int, begun: float, end: float) -> None:
    """Go on to the next task; a duty lasts from the first work after a rest to the last before."""
    if scene.kind[k] == UNLOAD + 1:
        S.totals[4] += 1.0 if S.duty_to[v] - S.duty_from[v] > scene.duty[v] + E else 0.0
        S.duty_from[v] = S.duty_to[v] = -1.0
    else:
        if S.duty_from[v] < 0.0:
            S.duty_from[v] = begun
        S.duty_to[v] = end
    S.ready[v] = end
    S.parked[v] = False
    S.deadline[v] = -1.0
    S.pointer[v] = k + 1
    after = k + 1 < scene.first[v + 1]
    S.next_time[v] = max(end, scene.start[k + 1]) if after else FAR


@njit(cache=True, nogil=True)
def _skip(scene: Scene, S: Day, v: int, to: int, t: float) -> None:
    """Leave out tasks up to `to`; convoys no longer wait for this vehicle."""
    k = S.pointer[v]
    if S.parked[v]:
        S.present[scene.group[k]] -= 1
        S.parked[v] = False
    for j in range(k, to):
        if scene.kind[j] == LOAD:
            S.over_pool[scene.at[j]] += scene.load[j]
        g = scene.group[j]
        if g >= 0:
            S.live[g] -= 1
            _wake(scene, S, g, t)
    S.pointer[v] = to
    S.deadline[v] = -1.0
    S.next_time[v] = max(t, scene.start[to]) if to < scene.first[v + 1] else FAR


@njit(cache=True, nogil=True)
def _wake(scene: Scene, S: Day, g: int, t: float) -> None:
    """Let those who wait for a convoy look again."""
    for i in range(scene.group_first[g], scene.group_first[g + 1]):
        task = scene.group_task[i]
        m = scene.owner[task]
        if S.parked[m] and S.pointer[m] == task:
            S.next_time[m] = min(S.next_time[m], t)


@njit(cache=True, nogil=True)
def _gather(scene: Scene, S: Day, v: int, k: int) -> int:
    """Write who would depart now into `S.members`; how many they are."""
    g = scene.group[k]
    if g < 0:
        S.members[0] = v
        return 1
    count = 0
    for i in range(scene.group_first[g], scene.group_first[g + 1]):
        task = scene.group_task[i]
        m = scene.owner[task]
        if S.parked[m] and S.pointer[m] == task:
            S.members[count] = m
            count += 1
    return count


@njit(cache=True, nogil=True)
def _try_move(
    scene: Scene, rows: Floats, rules: Floats, seed: int, run: int, W: World, S: Day,
    v: int, k: int, t: float,
) -> None:  # fmt: skip
    g, leg = scene.group[k], scene.what[k]
    if S.deadline[v] < 0.0:
        S.deadline[v] = max(t, scene.start[k]) + rules[PATIENCE]
    if g >= 0 and not S.parked[v]:
        S.parked[v] = True
        S.present[g] += 1
        S.since[g] = t if S.present[g] == 1 else S.since[g]
    late = t >= S.deadline[v] - E
    if g >= 0 and S.present[g] < S.live[g] and not late:
        timed = S.since[g] + rules[CONVOY_WAIT]
        if scene.leg_escort[leg] or t < timed - E:
            S.next_time[v] = S.deadline[v] if scene.leg_escort[leg] else timed
            return
    count = _gather(scene, S, v, k)
    pace, escorted = FAR, False
    for i in range(count):
        pace = min(pace, scene.speed[S.members[i]])
        escorted = escorted or scene.escort[S.members[i]]
    goes = t if escorted or not _needs_escort(scene, leg) else FAR
    if goes < FAR:
        goes = _earliest(scene, rules, W, S, count, leg, pace, t)
    if goes <= t + E:
        _depart(scene, rows, seed, run, W, S, count, leg, pace, t)
    elif goes <= S.deadline[v]:
        S.next_time[v] = goes
    elif not late:
        S.next_time[v] = S.deadline[v]
    else:
        _give_up(scene, S, count, t, goes)


@njit(cache=True, nogil=True)
def _needs_escort(scene: Scene, leg: int) -> bool:
    """Nobody goes in without an escort; who has lost theirs inside comes out alone."""
    for p in range(scene.pass_first[leg], scene.pass_first[leg + 1]):
        if scene.leg_escort[leg] and not scene.pass_from_inside[p]:
            if scene.is_window[scene.pass_zone[p]]:
                return True
    return False


@njit(cache=True, nogil=True)
def _give_up(scene: Scene, S: Day, count: int, t: float, goes: float) -> None:
    """Patience is at its end: who can turn back does, the others wait for as long as it takes."""
    for i in range(count):
        m = S.members[i]
        k = S.pointer[m]
        nobody = S.aboard[m].sum() + S.joined[m] == 0
        back = scene.back_empty[k] if nobody else scene.back_loaded[k]
        S.deadline[m] = FAR
        S.next_time[m] = goes
        if back >= 0:
            S.totals[3] += 1.0
            S.members[i] = NONE
            _skip(scene, S, m, back, t)
    for i in range(count):
        if S.members[i] != NONE and goes > t:
            S.next_time[S.members[i]] = goes if goes < FAR else FAR


@njit(cache=True, nogil=True)
def _earliest(
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
                for i in range(S.entries.shape[1]):
                    if abs(entry - S.entries[z, i]) < scene.apart[z] - E:
                        t += S.entries[z, i] + scene.apart[z] - entry
                        entry = t + scene.pass_enter[p] * factor
        if t <= before + 1e-9:
            return before
    return FAR


@njit(cache=True, nogil=True)
def _in_hours(scene: Scene, t: float, nominal: float) -> float:
    for i in range(len(scene.hours_start)):
        if t < scene.hours_start[i]:
            t = scene.hours_start[i]
        if t + nominal <= scene.hours_end[i] + E:
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
    for w in range(scene.win_first[z], scene.win_first[z + 1]):
        begin = max(t, W.win_start[w] - enter)
        open_still = begin + enter < W.win_end[w] - E or (
            W.win_end[w] >= scene.win_end[w] and begin + enter <= W.win_end[w] + E
        )
        if W.win_end[w] > W.win_start[w] and open_still:
            if begin + need + margin <= scene.win_end[w] + 1e-4:
                return begin
    return FAR


@njit(cache=True, nogil=True)
def _depart(
    scene: Scene, rows: Floats, seed: int, run: int, W: World, S: Day, count: int, leg: int,
    pace: float, t: float,
) -> None:  # fmt: skip
    """Send a convoy on its way; the whole of it waits for who breaks down."""
    factor = W.road[scene.leg_road[leg], day_of(scene, t)] / pace
    share, delay = 2.0, 0.0
    for i in range(count):
        m = S.members[i]
        spot, lost = _breakdown(scene, rows, seed, run, S, m, leg)
        if lost > delay:
            share, delay = spot, lost
    broken = share * scene.leg_min[leg]
    for p in range(scene.pass_first[leg], scene.pass_first[leg + 1]):
        z = scene.pass_zone[p]
        enter = t + scene.pass_enter[p] * factor + (delay if scene.pass_enter[p] > broken else 0.0)
        if scene.is_window[z] and not scene.pass_from_inside[p]:
            opens = _open_at(scene, W, z, enter)
            if opens > enter + E:
                delay += opens - enter
                share = min(share, scene.pass_enter[p] / max(scene.leg_min[leg], E) - 1e-9)
                broken = share * scene.leg_min[leg]
                enter = opens
        if scene.pass_enters[p] and scene.apart[z] > 0.0:
            S.entries[z, S.entry_at[z]] = enter
            S.entry_at[z] = (S.entry_at[z] + 1) % S.entries.shape[1]
    end = t + scene.leg_min[leg] * factor + delay
    g = scene.group[S.pointer[S.members[0]]]
    if g >= 0:
        S.present[g] = 0
        S.live[g] -= count
        S.since[g] = FAR
    for i in range(count):
        m = S.members[i]
        k = S.pointer[m]
        _pass_zones(scene, W, S, m, k, t, factor, broken, delay, end)
        stand(S, m, scene.at[k], t - S.ready[m])
        people = S.aboard[m].sum() + S.joined[m]
        S.standing[scene.at[k]] -= people
        S.trace_start[k], S.trace_end[k] = t, end
        _next(scene, S, m, k, t, end)
        there = scene.leg_to[leg]
        S.standing[there] += people
        S.peak[there] = max(S.peak[there], S.standing[there])


@njit(cache=True, nogil=True)
def _open_at(scene: Scene, W: World, z: int, t: float) -> float:
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
def _pass_zones(
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
def _breakdown(
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


@njit(cache=True, nogil=True)
def _account(scene: Scene, W: World, S: Day, result: Result, row: int) -> None:
    """Add the day up; who is still in a zone whose window has shut is caught."""
    for v in range(len(scene.base)):
        for z in range(len(scene.is_window)):
            s = S.stay_id[v, z]
            if s >= 0:
                S.latest[s] = -np.inf
                S.caught[s] = S.must_out[v, z] < scene.horizon
        if S.duty_to[v] - S.duty_from[v] > scene.duty[v] + E:
            S.totals[4] += 1.0
    result.out[row] = S.out
    result.refused[row] = S.refused
    result.left[row] = S.left
    result.come[row] = W.waiting.sum(axis=0)
    for c in range(len(S.out)):
        result.aboard[row, c] = S.aboard[:, c].sum()
        result.waiting[row, c] = S.remaining[:, c].sum()
    result.joined[row] = int(S.totals[0])
    result.cars[row] = int(S.totals[1])
    result.last[row] = S.totals[2]
    result.turned[row] = int(S.totals[3])
    result.over[row] = int(S.totals[4])
    total = 0
    for h in range(len(S.hour_out)):
        total += S.hour_out[h]
        result.hours[row, h] = total
    result.place_hours[row] = S.place_min / 60.0
    result.peak[row] = S.peak
    result.latest[row] = S.latest
    result.caught[row] = S.caught
