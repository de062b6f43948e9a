"""The simulation: every vehicle, queue, convoy and window of a plan, minute by minute.

Each vehicle works through its tasks in order. Nothing begins before its minute in the plan:
that is what was notified. What cannot begin waits, by the rules for the day (`rules`).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Flags, Floats, Ints
from safeconduct.stress.road import breakdown, earliest, needs_escort, open_at, pass_zones
from safeconduct.stress.script import LOAD, MOVE, NONE, UNLOAD, Scene
from safeconduct.stress.serve import (
    CONVOY_WAIT,
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
    # Arrays are named outside the loop: each look into a reference costs as much as a look-up.
    times, pointer, first, kinds = S.next_time, S.pointer, scene.first, scene.kind
    vehicles, horizon = len(times), scene.horizon + E
    while True:
        v, t = NONE, FAR
        for i in range(vehicles):
            if times[i] < t:
                v, t = i, times[i]
        if v == NONE or t > horizon:
            return
        k = pointer[v]
        if k >= first[v + 1]:
            times[v] = FAR
            continue
        kind = kinds[k]
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
    goes = t if escorted or not needs_escort(scene, leg) else FAR
    if goes < FAR:
        goes = earliest(scene, rules, W, S, count, leg, pace, t)
    if goes <= t + E:
        _depart(scene, rows, seed, run, W, S, count, leg, pace, t)
    elif goes <= S.deadline[v]:
        S.next_time[v] = goes
    elif not late:
        S.next_time[v] = S.deadline[v]
    else:
        _give_up(scene, S, count, t, goes)


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
def _depart(
    scene: Scene, rows: Floats, seed: int, run: int, W: World, S: Day, count: int, leg: int,
    pace: float, t: float,
) -> None:  # fmt: skip
    """Send a convoy on its way; the whole of it waits for who breaks down."""
    factor = W.road[scene.leg_road[leg], day_of(scene, t)] / pace
    share, delay = 2.0, 0.0
    for i in range(count):
        m = S.members[i]
        spot, lost = breakdown(scene, rows, seed, run, S, m, leg)
        if lost > delay:
            share, delay = spot, lost
    broken = share * scene.leg_min[leg]
    for p in range(scene.pass_first[leg], scene.pass_first[leg + 1]):
        z = scene.pass_zone[p]
        enter = t + scene.pass_enter[p] * factor + (delay if scene.pass_enter[p] > broken else 0.0)
        if scene.is_window[z] and not scene.pass_from_inside[p]:
            opens = open_at(scene, W, z, enter)
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
        pass_zones(scene, W, S, m, k, t, factor, broken, delay, end)
        stand(S, m, scene.at[k], t - S.ready[m])
        people = S.aboard[m].sum() + S.joined[m]
        S.standing[scene.at[k]] -= people
        S.trace_start[k], S.trace_end[k] = t, end
        _next(scene, S, m, k, t, end)
        there = scene.leg_to[leg]
        S.standing[there] += people
        S.peak[there] = max(S.peak[there], S.standing[there])


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
