"""What vehicles do where they stand: board, be inspected, get off; queues in order of arrival."""

from typing import NamedTuple

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Flags, Floats, Ints
from safeconduct.stress.draws import (
    CARS,
    JOINED,
    LEFT,
    PULLED_ASIDE,
    REFUSED,
    drawn,
    unit,
)
from safeconduct.stress.script import NONE, Scene
from safeconduct.stress.world import FAR, World, day_of

E = 1e-6
RECENT = 16
PATIENCE, MARGIN, CONVOY_WAIT, CAR_MIN = range(4)
"""The rules for the day, as a row of numbers."""


class Day(NamedTuple):
    """How things stand in the simulated day; used again for every day.

    `totals`: people who joined and came out, private cars, last arrival, vehicles that turned
    back, duties that were too long.
    """

    pointer: Ints
    next_time: Floats
    ready: Floats
    deadline: Floats
    parked: Flags
    aboard: Ints
    joined: Ints
    cars: Ints
    km: Floats
    breaks: Ints
    next_break: Floats
    inspected: Ints
    must_out: Floats
    stay_since: Floats
    stay_id: Ints
    stay_of: Ints
    duty_from: Floats
    duty_to: Floats
    remaining: Ints
    over_pool: Ints
    standing: Ints
    peak: Ints
    place_min: Floats
    lane_free: Floats
    entries: Floats
    entry_at: Ints
    present: Ints
    live: Ints
    since: Floats
    members: Ints
    out: Ints
    refused: Ints
    left: Ints
    hour_out: Ints
    totals: Floats
    latest: Floats
    caught: Flags
    trace_start: Floats
    trace_end: Floats


def new_day(scene: Scene, stays: int, stay_of: Ints) -> Day:
    """Room for one simulated day."""
    vehicles, places, categories = len(scene.base), *scene.people.shape
    zones, groups, tasks = len(scene.is_window), len(scene.group_first) - 1, len(scene.kind)
    whole, real = np.int64, float
    return Day(
        pointer=np.zeros(vehicles, whole),
        next_time=np.zeros(vehicles),
        ready=np.zeros(vehicles),
        deadline=np.zeros(vehicles),
        parked=np.zeros(vehicles, np.bool_),
        aboard=np.zeros((vehicles, categories), whole),
        joined=np.zeros(vehicles, whole),
        cars=np.zeros(vehicles, whole),
        km=np.zeros(vehicles),
        breaks=np.zeros(vehicles, whole),
        next_break=np.zeros(vehicles),
        inspected=np.zeros(vehicles, whole),
        must_out=np.zeros((vehicles, zones)),
        stay_since=np.zeros((vehicles, zones)),
        stay_id=np.full((vehicles, zones), NONE, whole),
        stay_of=stay_of,
        duty_from=np.zeros(vehicles),
        duty_to=np.zeros(vehicles),
        remaining=np.zeros((places, categories), whole),
        over_pool=np.zeros((places, categories), whole),
        standing=np.zeros(places, whole),
        peak=np.zeros(places, whole),
        place_min=np.zeros(places),
        lane_free=np.zeros((places, max(int(scene.lanes.max(initial=1)), 1))),
        entries=np.zeros((zones, RECENT)),
        entry_at=np.zeros(zones, whole),
        present=np.zeros(groups, whole),
        live=np.zeros(groups, whole),
        since=np.zeros(groups),
        members=np.zeros(vehicles + 1, whole),
        out=np.zeros(categories, whole),
        refused=np.zeros(categories, whole),
        left=np.zeros(categories, whole),
        hour_out=np.zeros(int(scene.horizon // 60) + 2, whole),
        totals=np.zeros(5),
        latest=np.zeros(stays, real),
        caught=np.zeros(stays, np.bool_),
        trace_start=np.zeros(tasks),
        trace_end=np.zeros(tasks),
    )


@njit(cache=True, nogil=True)
def stand(S: Day, v: int, place: int, minutes: float) -> None:
    """People aboard have stood somewhere for so long."""
    S.place_min[place] += (S.aboard[v].sum() + S.joined[v]) * max(minutes, 0.0)


@njit(cache=True, nogil=True)
def first_free(scene: Scene, S: Day, place: int) -> tuple[int, Floats]:
    """The lane or bay that is free first, or -1 where there is no limit; and when each is."""
    lanes = S.lane_free[place]
    lane = NONE
    for i in range(scene.lanes[place]):
        if lane < 0 or lanes[i] < lanes[lane]:
            lane = i
    return lane, lanes


@njit(cache=True, nogil=True)
def free_at(scene: Scene, W: World, S: Day, place: int, t: float, dur: float) -> tuple[float, int]:
    """The first minute at which a lane or bay takes who comes at t; -1: no limit to them.

    Who came first is served first. A service does not run past closing, and none begins while
    the place is held up.
    """
    lane, lanes = first_free(scene, S, place)
    if lane >= 0:
        t = max(t, lanes[lane])
    shut, reopens = scene.shut_start, scene.shut_end
    held, ends = W.hold_start[place], W.hold_end[place]
    moved = True
    while moved and t < FAR:
        moved = False
        for i in range(scene.shut_first[place], scene.shut_first[place + 1]):
            if t < reopens[i] - E and t + dur > shut[i] + 1e-4:
                t = reopens[i]
                moved = True
        for d in range(len(held)):
            if held[d] <= t < ends[d]:
                t = ends[d]
                moved = True
    return t, lane


@njit(cache=True, nogil=True)
def load_people(scene: Scene, W: World, S: Day, v: int, k: int, t: float) -> float:
    """Board who comes, as planned; free places go to people whose own vehicle stayed away."""
    place = scene.at[k]
    uses, used, aboard, load = scene.uses, np.zeros(3, np.int64), S.aboard[v], scene.load[k]
    pool, remaining, seats = S.over_pool[place], S.remaining[place], scene.seats[v]
    for c in range(len(uses)):
        used[uses[c]] += aboard[c]
    used[0] += S.joined[v]
    minutes, taken = scene.fixed[place], 0
    for more in range(2):
        for c in range(len(uses)):
            want = pool[c] if more else load[c]
            take = max(min(want, remaining[c], seats[uses[c]] - used[uses[c]]), 0)
            if more:
                pool[c] -= take
            else:
                pool[c] += want - take
            aboard[c] += take
            remaining[c] -= take
            used[uses[c]] += take
            minutes += take * scene.load_min[c]
            taken += take
    if taken == 0:
        S.trace_start[k] = S.trace_end[k] = t
        return t
    minutes *= W.slow[place, day_of(scene, t)]
    begin, lane = free_at(scene, W, S, place, t, minutes)
    if lane >= 0:
        S.lane_free[place, lane] = begin + minutes
    S.standing[place] += taken
    S.peak[place] = max(S.peak[place], S.standing[place])
    S.trace_start[k], S.trace_end[k] = begin, begin + minutes
    return begin + minutes


@njit(cache=True, nogil=True)
def inspect(
    scene: Scene, rows: Floats, rules: Floats, seed: int, run: int, W: World, S: Day,
    v: int, k: int, t: float,
) -> float:  # fmt: skip
    """Be inspected, queue and all; people may be refused, leave, or join."""
    place = scene.at[k]
    people = S.aboard[v].sum() + S.joined[v]
    if people == 0 and not scene.empty[place]:
        S.trace_start[k] = S.trace_end[k] = t
        return t
    party, n = scene.place_party[place], S.inspected[v]
    S.inspected[v] += 1
    thing = 100_000 * v + n
    minutes = scene.fixed[place]
    for c in range(len(scene.inspect_min)):
        minutes += S.aboard[v, c] * scene.inspect_min[c]
    minutes *= W.slow[place, day_of(scene, t)]
    begin, lane = free_at(scene, W, S, place, t, minutes)
    end = begin + minutes
    S.trace_start[k], S.trace_end[k] = begin, end
    day = day_of(scene, min(begin, scene.horizon))
    if people > 0 and n % 1000 == 0:
        S.cars[v] = int(max(drawn(rows, seed, CARS, 0, run, v, 0, thing), 0.0) + 0.5)
        S.totals[1] += S.cars[v]
    if lane >= 0:
        S.lane_free[place, lane] = end + S.cars[v] * rules[CAR_MIN]
    end += max(drawn(rows, seed, PULLED_ASIDE, party + 1, run, party, day, thing), 0.0)
    if people > 0:
        _lose(scene, rows, seed, run, S, v, place, party, day, thing)
        _join(scene, rows, seed, run, S, v, place, day, thing)
    return end


@njit(cache=True, nogil=True)
def _lose(
    scene: Scene, rows: Floats, seed: int, run: int, S: Day, v: int, place: int, party: int,
    day: int, thing: int,
) -> None:  # fmt: skip
    for c in range(len(scene.uses)):
        aboard = S.aboard[v, c]
        share = max(drawn(rows, seed, REFUSED, c + 1, run, party, day, 1000 * place + c), 0.0)
        refused = min(int(aboard * share + unit(seed, 4 * REFUSED + 100, run, thing, c)), aboard)
        if share == 0.0:
            refused = 0
        share = max(drawn(rows, seed, LEFT, c + 1, run, place, day, 1000 * place + c), 0.0)
        gone = min(
            int(aboard * share + unit(seed, 4 * LEFT + 100, run, thing, c)), aboard - refused
        )
        if share == 0.0:
            gone = 0
        S.aboard[v, c] -= refused + gone
        S.standing[place] -= refused + gone
        S.refused[c] += refused
        S.left[c] += gone


@njit(cache=True, nogil=True)
def _join(
    scene: Scene, rows: Floats, seed: int, run: int, S: Day, v: int, place: int, day: int,
    thing: int,
) -> None:  # fmt: skip
    wish = drawn(rows, seed, JOINED, 0, run, place, day, thing)
    if wish <= 0.0:
        return
    used = S.joined[v]
    for c in range(len(scene.uses)):
        if scene.uses[c] == 0:
            used += S.aboard[v, c]
    joins = max(min(int(wish + 0.5), scene.seats[v, 0] - used), 0)
    S.joined[v] += joins
    S.standing[place] += joins
    S.peak[place] = max(S.peak[place], S.standing[place])


@njit(cache=True, nogil=True)
def unload_people(scene: Scene, S: Day, v: int, k: int, t: float) -> float:
    """Let everybody off; they are out when it ends, if that is before the horizon."""
    place = scene.at[k]
    people = S.aboard[v].sum() + S.joined[v]
    if people == 0:
        S.trace_start[k] = S.trace_end[k] = t
        S.cars[v] = 0
        return t
    minutes = scene.fixed[place] + people * scene.unload_min[place]
    begin = t
    lane, lanes = first_free(scene, S, place)
    if lane >= 0:
        begin = max(t, lanes[lane])
        lanes[lane] = begin + minutes
    end = begin + minutes
    S.trace_start[k], S.trace_end[k] = begin, end
    if end > scene.horizon + 1e-4:
        return end
    S.place_min[place] += people * (end - S.ready[v])
    S.out[:] += S.aboard[v]
    hour = min(int(end / 60.0 - 1e-9), len(S.hour_out) - 1)
    S.hour_out[hour] += S.aboard[v].sum()
    S.totals[0] += S.joined[v]
    S.totals[2] = max(S.totals[2], end)
    S.standing[place] -= people
    S.aboard[v] = 0
    S.joined[v] = 0
    S.cars[v] = 0
    S.inspected[v] += 1000 - S.inspected[v] % 1000
    return end
