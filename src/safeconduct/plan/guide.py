"""From the bound's duties to a schedule, and from a schedule to duties for the bound.

Duties are driven in order of time, each as the rules allow.

The master's solution says how often each duty is driven; vehicles get whole duties, the most
driven first. Their trips are then run through time one after the other, so that queues,
convoys and windows are exact; what cannot be driven is left to the dispatcher.
"""

from collections import defaultdict
from typing import NamedTuple

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Arrays, Floats, Ints
from safeconduct.plan.dispatch import leader_for
from safeconduct.plan.duals import Duty
from safeconduct.plan.duty import LOAD, MOVE, UNLOAD
from safeconduct.plan.escorts import STAY_S, lead, whole
from safeconduct.plan.mission import fly, keep, lay
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.scarce import entry_row, led_by_one
from safeconduct.plan.state import END, KIND, MEMBERS, START, STOPS, WAYS, WHAT, State
from safeconduct.plan.state import INSPECT as INSPECTS
from safeconduct.plan.state import LOAD as LOADS
from safeconduct.plan.state import MOVE as MOVES
from safeconduct.plan.state import UNLOAD as UNLOADS

SHARES = (1.0, 0.85, 0.8, 0.7)
"""What is left of a trip's load, try by try, where it does not fit into its hours."""


class Trip(NamedTuple):
    """One trip of a vehicle: legs to each stop, and what is loaded there by group."""

    start: int  # tick
    vehicle: int
    legs: tuple[tuple[int, ...], ...]
    stops: tuple[int, ...]
    loads: tuple[tuple[tuple[int, int], ...], ...]  # by pickup: group, people


def trips(R: Relaxation, duties: list[Duty], use: Floats) -> list[Trip]:
    """Give whole duties to vehicles, the most driven first; the trips in order of departure."""
    chosen: list[Trip] = []
    for k in range(len(R.I.base)):
        vehicles = list(np.flatnonzero(R.I.cls == k))
        mine = [(float(x), n) for n, (d, x) in enumerate(zip(duties, use, strict=True)) if d.k == k]
        shares = {n: x for x, n in mine if x > 1e-6}
        while vehicles and shares:
            n = max(shares, key=lambda n: (shares[n], -n))
            chosen += _trips(R, duties[n], int(vehicles.pop(0)))
            shares[n] -= 1.0
            if shares[n] <= -0.5:
                del shares[n]
    return sorted(chosen, key=lambda trip: (trip.start, trip.vehicle))


def _trips(R: Relaxation, duty: Duty, vehicle: int) -> list[Trip]:
    """Cut a duty into trips: from where the vehicle stands empty to the next unloading."""
    levels = R.kinds[duty.k].levels
    found: list[Trip] = []
    legs: list[int] = []
    parts: list[tuple[int, ...]] = []
    stops: list[int] = []
    loads: list[tuple[tuple[int, int], ...]] = []
    start = -1
    for kind, what, t, _before, _after, node in duty.acts:
        if kind == MOVE:
            start = int(t) if start < 0 else start
            legs.append(int(what))
        elif kind == LOAD:
            pairs = tuple(
                (int(levels.joining[what, u]), int(levels.more[what, u]))
                for u in range(3)
                if levels.more[what, u] > 0
            )
            if stops and not legs:
                loads[-1] = loads[-1] + pairs
                continue
            parts.append(tuple(legs))
            stops.append(int(node))
            loads.append(pairs)
            legs = []
        elif kind == UNLOAD:
            parts.append(tuple(legs))
            stops.append(int(node))
            found.append(Trip(start, vehicle, tuple(parts), tuple(stops), tuple(loads)))
            legs, parts, stops, loads, start = [], [], [], [], -1
    return found


def new_ways(I: Arrays, found: list[Trip]) -> Arrays:
    """The arrays with the ways of the trips added, so that every search knows them."""
    known = _known(I)
    missing = sorted(
        {legs for trip in found for legs in trip.legs if legs and legs not in known},
        key=lambda legs: (len(legs), legs),
    )
    if not missing:
        return I
    places = len(I.kind)
    pair = [int(I.leg_from[w[0]]) * places + int(I.leg_to[w[-1]]) for w in missing]
    owner = np.repeat(np.arange(places * places), np.diff(I.pair_first))
    number = len(I.way_min) + np.arange(len(missing))
    order = np.argsort(np.concatenate([owner, pair]), kind="stable")
    counts = np.bincount(np.concatenate([owner, pair]), minlength=places * places)
    rows = [np.array(w, dtype=np.int64) for w in missing]

    def sums(column: Floats) -> Floats:
        return np.array([column[w].sum() for w in rows], dtype=float)

    return I._replace(
        way_first=np.concatenate(
            [I.way_first, I.way_first[-1] + np.cumsum([len(w) for w in rows])]
        ),
        way_leg=np.concatenate([I.way_leg, *rows]),
        way_min=np.concatenate([I.way_min, sums(I.leg_min)]),
        way_km=np.concatenate([I.way_km, sums(I.leg_km)]),
        way_exposure=np.concatenate([I.way_exposure, sums(I.leg_exposure)]),
        way_escort=np.concatenate([I.way_escort, [I.leg_escort[w].any() for w in rows]]),
        way_joint=np.concatenate([I.way_joint, [I.leg_joint[w].any() for w in rows]]),
        way_max=np.concatenate([I.way_max, [I.leg_max[w].min() for w in rows]]),
        pair_first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        pair_way=np.concatenate([I.pair_way, number])[order],
    )


def _known(I: Arrays) -> dict[tuple[int, ...], int]:
    return {
        tuple(int(e) for e in I.way_leg[I.way_first[w] : I.way_first[w + 1]]): w
        for w in range(len(I.way_min))
    }


def drive(I: Arrays, R: Arrays, S: State, found: list[Trip], group: Ints, tick: int) -> int:
    """Run trips in order; `R` is the compiled reference of `I`. Returns how many could run."""
    known, count = _known(I), 0
    for trip in found:
        ways = [known.get(legs, -1) for legs in trip.legs]
        if min(ways) < 0 or len(ways) > STOPS:
            continue
        amount = np.zeros((STOPS, int(group.max()) + 1), dtype=np.int64)
        for w, pairs in enumerate(trip.loads):
            for g, people in pairs:
                amount[w, g] += people
        stops = np.array(trip.stops)
        for start in (trip.start * tick, 0):
            if _run(R, S, trip.vehicle, start, np.array(ways), stops, amount.copy(), group):
                count += 1
                break
    return count


@njit(cache=True)
def _run(
    I: Arrays, S: State, v: int, start: int, ways: Ints, stops: Ints, amount: Ints, group: Ints
) -> int:
    """Run one trip, with as many of the people meant as are still there; 1 where it could."""
    T = S.trial
    if (
        S.trips[v] >= S.trip.shape[1]
        or I.leg_from[I.way_leg[I.way_first[ways[0]]]] != S.vehicle[v, 0]
    ):
        return 0
    T.size[MEMBERS], T.size[WAYS] = 1, len(ways)
    T.team[0], T.depart[0] = v, start
    whole(S, 0)
    last = len(ways) - 1
    total, room = 0, S.room[stops[last]]
    T.load[0] = 0
    escorted = False
    for w in range(len(ways)):
        escorted |= I.way_escort[ways[w]] and not I.escort[I.cls[v]]
        T.ways[w], T.stops[w] = ways[w], stops[w]
        for n in range(len(I.order)):
            c = I.order[n]
            if w == last or not I.accepts[stops[last], c]:
                continue
            take = min(S.waiting[stops[w], c], amount[w, group[c]], room)
            if take > 0:
                T.load[0, w, c] += take
                amount[w, group[c]] -= take
                total += take
                room -= take
    if escorted:
        leader = leader_for(I, S, v, STAY_S)
        if leader < 0:
            return 0
        lead(I, S, leader, S.vehicle[v, 0], STAY_S)
    lay(I, S)
    for share in SHARES:
        if share < 1.0:
            total = _lighten(S, share)
        if total == 0:
            return 0
        if fly(I, S):
            keep(S)
            return 1
    return 0


@njit(cache=True)
def _lighten(S: State, share: float) -> int:
    """Leave some people of every category for another vehicle; returns who is still taken."""
    T, total = S.trial, 0
    for w in range(T.size[WAYS] - 1):
        for c in range(T.load.shape[2]):
            T.load[0, w, c] = int(T.load[0, w, c] * share)
            total += T.load[0, w, c]
    return total


def driven(R: Relaxation, S: State) -> list[Duty]:
    """The duties of a schedule: what each vehicle uses, second by second as it was reserved."""
    return [as_duty(R, S, v, int(R.I.cls[v])) for v in range(len(R.I.cls)) if S.trips[v] > 0]


def as_duty(R: Relaxation, S: State, v: int, k: int) -> Duty:
    """What one vehicle uses, as a duty of class `k`."""
    I, use, worth = R.I, defaultdict[int, float](float), 0.0
    for m in S.trip[v, : S.trips[v]]:
        i = int(np.flatnonzero(S.team[m, : S.team_size[m]] == v)[0])
        slot = int(S.slots[m, i])
        for w in range(S.stop_count[m] - 1):
            p = int(S.stops[m, w])
            for c in np.flatnonzero(S.load[slot, w]):
                people = float(S.load[slot, w, c])
                use[R.rows.people[p, int(c)]] += people
                use[R.rows.room.get(int(S.stops[m, S.stop_count[m] - 1]), -1)] += people
                worth += people * float(I.weight[c])
        for row in S.records[slot, : S.record_count[slot]]:
            _use(R, k, row, use)
    use.pop(-1, None)
    rows = np.array(sorted(use), dtype=np.int64)
    return Duty(k, worth, rows, np.array([use[r] for r in rows]), np.empty((0, 6), dtype=np.int64))


def _use(R: Relaxation, k: int, row: Ints, use: dict[int, float]) -> None:
    """Count what one record takes of lanes, bays, entries and escorts."""
    I, what, start, end = R.I, int(row[WHAT]), int(row[START]), int(row[END])
    if row[KIND] in (LOADS, INSPECTS, UNLOADS) and what in R.service_rows:
        rows = R.service_rows[what]
        for t in range(start // R.tick, -(-end // R.tick)):
            part = min(end, (t + 1) * R.tick) - max(start, t * R.tick)
            use[int(rows[t])] += part / 60.0
    elif row[KIND] == MOVES:
        slow = (end - start) / max(float(I.leg_min[what]) * 60.0, 1e-9)
        for z, enter in R.entries(what):
            use[entry_row(R.rows.entry[z], start + enter * 60.0 * slow)] += 1.0
        if what in R.escort_rows:
            led = -float(led_by_one(I, what)) if I.escort[k] else 1.0
            use[int(R.escort_rows[what][start // R.tick])] += led
