"""Put trips that crews already know into a schedule: as they are, or run through time anew."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numba import njit

from safeconduct.instance.arrays import NEVER, Arrays, Ints
from safeconduct.instance.resume import Known
from safeconduct.plan.dispatch import leader_for
from safeconduct.plan.drive import add_entry, seconds_down
from safeconduct.plan.escorts import STAY_S, come, gates, lead, short, whole
from safeconduct.plan.mission import cancel, go, keep, reserve
from safeconduct.plan.state import (
    ARRIVAL,
    DUTY,
    END,
    ENTERED,
    ENTRIES,
    EXPOSURE,
    FRESH,
    KIND,
    KM,
    LEG,
    MEMBERS,
    METRES,
    MOMENT,
    MOVE,
    PLACE,
    REFUEL,
    REST,
    SIZE,
    START,
    STAYS,
    STOPS,
    TEAM,
    TIME,
    UNLOAD,
    WAYS,
    WEIGHT,
    WHAT,
    ZONE,
    State,
)


def put(R: Arrays, S: State, state: State, known: Known) -> int:
    """Enter a known trip exactly as it is; returns its mission, or -1 where there is no room."""
    T = state.trial
    most = T.records.shape[1]
    if any(len(rows) > most for rows in known.records) or len(known.stops) > STOPS:
        return -1
    if any(state.trips[v] >= state.trip.shape[1] for v in known.team):
        return -1
    T.size[:] = len(known.team), len(known.stops), 0
    T.load[:] = 0
    T.stops[: len(known.stops)] = known.stops
    for i, (v, rows) in enumerate(zip(known.team, known.records, strict=True)):
        T.team[i] = v
        T.count[i] = len(rows)
        T.records[i, : len(rows)] = rows
        T.load[i, : len(known.stops)] = known.loads[i]
    return int(_enter_as_it_is(R, S))


@njit(cache=True)
def _enter_as_it_is(I: Arrays, S: State) -> int:
    """Reserve all that the trial's records take, and make it a mission."""
    T = S.trial
    T.gain[:] = 0.0
    T.size[ENTERED] = 0
    for i in range(T.size[MEMBERS]):
        v = T.team[i]
        T.now[i] = S.vehicle[v]
        T.aboard[i] = S.aboard[v]
        stop = 0
        for n in range(T.count[i]):
            row = T.records[i, n]
            stop = _follow(I, S, i, row, stop)
            reserve(I, S, row, 1, I.cls[v])
    return keep(S)


@njit(cache=True)
def _follow(I: Arrays, S: State, i: int, row, stop: int) -> int:
    """Bring a member's place, duty, fuel, load and gain up to the end of one record."""
    T = S.trial
    c = I.cls[T.team[i]]
    if row[KIND] == REST:
        if row[END] - row[START] >= I.rest_s[c]:
            T.now[i, DUTY] = FRESH
    elif T.now[i, DUTY] == FRESH:
        T.now[i, DUTY] = row[START]
    T.now[i, TIME] = row[END]
    if row[KIND] == REFUEL:
        T.now[i, METRES] = 0
    elif row[KIND] == MOVE:
        _moved(I, S, i, row)
    elif row[KIND] == 1:
        while stop < T.size[WAYS] and (T.stops[stop] != row[WHAT] or T.load[i, stop].sum() == 0):
            stop += 1
        for k in range(T.aboard.shape[1]):
            T.aboard[i, k] += T.load[i, stop, k]
        stop += 1
    elif row[KIND] == UNLOAD:
        for k in range(T.aboard.shape[1]):
            weight = T.aboard[i, k] * I.weight[k]
            T.gain[WEIGHT] += weight
            T.gain[ARRIVAL] += weight * row[END] / 60.0
            T.aboard[i, k] = 0
    return stop


@njit(cache=True)
def _moved(I: Arrays, S: State, i: int, row) -> None:
    T, leg = S.trial, row[WHAT]
    slow = (row[END] - row[START]) / max(I.leg_min[leg] * 60.0, 1e-9)
    T.now[i, PLACE] = I.leg_to[leg]
    T.now[i, METRES] += int(np.ceil(I.leg_km[leg] * 1000.0 - 1e-7))
    T.gain[KM] += I.leg_km[leg]
    T.gain[EXPOSURE] += T.aboard[i].sum() * I.leg_exposure[leg] * slow
    for p in range(I.pass_first[leg], I.pass_first[leg + 1]):
        zone = I.pass_zone[p]
        if I.headway[zone] == 0 or not I.pass_enters[p] or T.size[ENTERED] + 1 >= ENTRIES:
            continue
        moment = row[START] + seconds_down(I.pass_enter[p] * slow)
        again = False
        for n in range(T.size[ENTERED]):
            other = T.entered[n]
            again |= other[ZONE] == zone and other[MOMENT] == moment
        if again:
            continue
        entry = T.entered[T.size[ENTERED]]
        entry[ZONE], entry[MOMENT], entry[LEG], entry[SIZE] = zone, moment, leg, 1
        T.size[ENTERED] += 1
        add_entry(S, entry)


def again(
    I: Arrays, R: Arrays, S: State, state: State, known: Known, rows: dict[tuple[int, ...], int]
) -> int:
    """Run a known trip through time anew, not before its crews expect it; -1: it cannot be.

    Who has left a pickup meanwhile is left out of the load.
    """
    ways = [rows.get(way, -1) for way in known.legs]
    if min(ways, default=-1) < 0 or len(known.stops) > STOPS:
        return -1
    team = [v for v in known.team if I.begin[v, TIME] < NEVER]
    for depart in (dict(zip(known.team, known.depart, strict=True)), dict.fromkeys(team, 0)):
        laid = _lay_out(I, R, S, state, known, team, ways, depart)
        if laid and _led(I, R, S, state, ways) and go(R, S):
            return int(keep(S))
    return -1


def _lay_out(
    I: Arrays,
    R: Arrays,
    S: State,
    state: State,
    known: Known,
    team: list[int],
    ways: list[int],
    depart: dict[int, int],
) -> bool:
    """Lay a known trip out as the trial; False: its vehicles cannot come together for it."""
    T, last = state.trial, len(ways) - 1
    first = I.way_first[ways[0]]
    meet = int(I.leg_from[I.way_leg[first]]) if I.way_first[ways[0] + 1] > first else known.stops[0]
    T.size[:] = len(team), len(ways), 0
    T.load[:] = 0
    T.ways[: len(ways)], T.stops[: len(ways)] = ways, known.stops
    joins, leaves, gate = gates(R, T.ways[: len(ways)])
    taken = np.zeros(state.waiting.shape, dtype=np.int64)
    anybody = False
    for i, v in enumerate(team):
        if state.trips[v] >= state.trip.shape[1]:
            return False
        T.team[i], T.depart[i] = v, depart[v]
        whole(S, i)
        if short(R, v) and len(team) > 1:
            T.joins[i], T.leaves[i] = joins, leaves
        T.approach[i], when = come(R, S, v, gate if T.joins[i] else meet, STAY_S)
        if when >= NEVER:
            return False
        for w in range(last):
            p = known.stops[w]
            mine = known.loads[known.team.index(v), w]
            T.load[i, w] = np.minimum(mine, np.maximum(state.waiting[p] - taken[p], 0))
            taken[p] += T.load[i, w]
        anybody |= bool(T.load[i].any() or state.aboard[v].any())
    return anybody and _room(I, state, T.stops[last], team)


def _led(I: Arrays, R: Arrays, S: State, state: State, ways: list[int]) -> bool:
    """Whether the trial has an escort where its ways ask for one, or finds another."""
    T, size = state.trial, int(state.trial.size[MEMBERS])
    escorted = [way for way in ways if I.way_escort[way]]
    if not escorted or any(I.escort[I.cls[v]] for v in T.team[:size]):
        return True
    if size + 1 > min(TEAM, *(int(I.way_max[way]) for way in escorted)):
        return False
    leader = int(leader_for(R, S, int(T.team[0]), STAY_S))
    if leader < 0:
        return False
    lead(R, S, leader, int(state.vehicle[T.team[0], PLACE]), STAY_S)
    return True


def _room(I: Arrays, state: State, reception: int, team: list[int]) -> bool:
    """Whether the reception has room for all of a team, and takes them."""
    T = state.trial
    people = T.load[: len(team)].sum(axis=(0, 1)) + state.aboard[team].sum(axis=0)
    return bool(people.sum() <= state.room[reception] and I.accepts[reception, people > 0].all())


def ways_of(I: Arrays) -> dict[tuple[int, ...], int]:
    """The row of every way, by its legs."""
    legs, first = I.way_leg.tolist(), I.way_first.tolist()
    return {tuple(legs[a:b]): w for w, (a, b) in enumerate(pairwise(first))}


def bring_out(I: Arrays, R: Arrays, S: State, state: State, vehicles: list[int]) -> int:
    """Bring those aboard of vehicles at one place to where they get off soonest; -1: nowhere.

    Rules that the moment may have made impossible to keep are kept where they can be.
    """
    for stays, duties in ((0, 0), (0, 1), (1, 0), (1, 1)):
        state.trial.excused[:] = stays, duties
        best, soonest = None, NEVER
        for reception, way in _destinations(I, state, vehicles):
            if _together(I, R, S, state, vehicles, reception, way) and go(R, S):
                end = int(state.trial.now[: state.trial.size[MEMBERS], TIME].max())
                cancel(R, S)
                if end < soonest:
                    best, soonest = (reception, way), end
        if best is not None:
            _together(I, R, S, state, vehicles, *best)
            flown = go(R, S)
            mission = int(keep(S)) if flown else -1
            state.trial.excused[:] = 0
            return mission
    state.trial.excused[:] = 0
    return -1


def _destinations(I: Arrays, state: State, vehicles: list[int]) -> Iterator[tuple[int, int]]:
    here = int(state.vehicle[vehicles[0], PLACE])
    people = state.aboard[vehicles].sum(axis=0)
    for r in np.flatnonzero(I.kind == 2):
        if state.room[r] < people.sum() or not I.accepts[r, people > 0].all():
            continue
        pair = here * len(I.kind) + int(r)
        for n in range(I.pair_first[pair], I.pair_first[pair + 1]):
            yield int(r), int(I.pair_way[n])


def _together(
    I: Arrays, R: Arrays, S: State, state: State, vehicles: list[int], reception: int, way: int
) -> bool:
    """Lay out a trip straight to a reception, with an escort where the way asks for one."""
    T = state.trial
    T.size[:] = len(vehicles), 1, 0
    T.load[:] = 0
    T.approach[:], T.joins[:], T.leaves[:] = -1, 0, NEVER
    T.depart[:] = 0
    T.team[: len(vehicles)] = vehicles
    T.ways[0], T.stops[0] = way, reception
    return _led(I, R, S, state, [way])


def leave(I: Arrays, R: Arrays, S: State, state: State, v: int) -> int:
    """Bring an empty crew out of a zone in which it stands, to the nearest place of rest."""
    here = int(state.vehicle[v, PLACE])
    state.trial.excused[:] = 0
    for stays in (0, 1):
        state.trial.excused[STAYS] = stays
        for place in _havens(I, here):
            pair = here * len(I.kind) + place
            for n in range(I.pair_first[pair], I.pair_first[pair + 1]):
                way = int(I.pair_way[n])
                if _together(I, R, S, state, [v], place, way) and go(R, S):
                    state.trial.excused[:] = 0
                    return int(keep(S))
    state.trial.excused[:] = 0
    return -1


def _havens(I: Arrays, here: int) -> list[int]:
    """Bases and receptions outside all window zones, the nearest first."""
    found = []
    for place in np.flatnonzero((I.kind >= 2) & ~I.in_window_zone):
        pair = here * len(I.kind) + int(place)
        if I.pair_first[pair] < I.pair_first[pair + 1]:
            found.append((float(I.way_min[I.pair_way[I.pair_first[pair]]]), int(place)))
    return [place for _, place in sorted(found)]


def order_of_need(I: Arrays, state: State, carrying: Ints) -> list[int]:
    """Vehicles with people aboard: first those inside a zone that shuts, the soonest first."""
    ends = np.where(I.leave_by > 0, I.leave_by, NEVER)
    return sorted(
        (int(v) for v in carrying),
        key=lambda v: (int(ends[v].min()), int(state.vehicle[v, TIME]), v),
    )
