"""A known schedule and its prices as the beginning of work on an operation that differs a little.

Missions are told by the names of vehicles, legs and places, so that they mean the same where
rows were added or moments shifted. Each is run through time anew, as the rules now allow; what
cannot run is left to the dispatcher. Prices are only a beginning: any prices give a valid bound.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Arrays, Flags, Floats, Instance, Ints
from safeconduct.plan.compiled import reference
from safeconduct.plan.escorts import gates, whole
from safeconduct.plan.guide import Trip, new_ways
from safeconduct.plan.mission import cancel, fly, keep, lay, restore, settle
from safeconduct.plan.scarce import Scarce
from safeconduct.plan.state import (
    KIND,
    MEMBERS,
    MOVE,
    REFUEL,
    REST,
    START,
    STOPS,
    TEAM,
    WAYS,
    WHAT,
    State,
)

Names = tuple[str, ...]
Seconds = tuple[int, ...]
Moves = tuple[int, ...]
Key = tuple[str, str, str, int]
"""A scarce thing in words: kind, name, category or leg, and the first second of its span."""


class Member(NamedTuple):
    """One vehicle of a mission: how it comes to where it joins the team, and whom it loads."""

    vehicle: str
    starts: Seconds  # of every move
    serves: Seconds  # from when it is served before each move and after the last, or 0
    rests: Moves  # after how many moves it rests
    fuels: Moves
    approach: Names
    gates: bool  # it goes with the team between gates only
    load: tuple[tuple[tuple[str, int], ...], ...]  # by stop: category, people


class Mission(NamedTuple):
    """One trip of a team: legs to each stop."""

    members: tuple[Member, ...]
    ways: tuple[Names, ...]
    stops: Names


class Begin(NamedTuple):
    """What is known before the work: missions in order of departure, prices, the bound's step.

    `holds` is for the caller to set: the other operation only allows more, so that the schedule
    keeps its rules as it stands and is taken over to the second.
    """

    missions: tuple[Mission, ...]
    price: dict[Key, float]
    step: int
    instance: Instance
    state: State
    holds: bool = False


def begin_of(instance: Instance, S: State, rows: Scarce, price: Floats, step: int) -> Begin:
    """What another operation may begin from: the missions of a schedule, and a bound's prices."""
    missions = tuple(_told(instance, S, m) for m in _in_order(S))
    priced = dict(zip(keys(instance, rows), price, strict=True)) if len(price) else {}
    paid = {key: float(p) for key, p in priced.items() if p > 0.0}
    return Begin(missions, paid, step, instance, S)


def _in_order(S: State) -> list[int]:
    """The missions by departure, each after all earlier ones of its vehicles."""
    left = {
        int(m): max(int(S.records[slot, 0, START]) for slot in S.slots[m, : S.team_size[m]])
        for m in np.flatnonzero(S.active)
    }
    ahead = np.zeros(len(S.trips), dtype=np.int64)
    order: list[int] = []
    while left:
        free = [m for m in left if all(S.trip[v, ahead[v]] == m for v in _team(S, m))]
        m = min(free, key=lambda m: (left[m], m))
        ahead[_team(S, m)] += 1
        order.append(m)
        del left[m]
    return order


def _team(S: State, m: int) -> Ints:
    return S.team[m, : S.team_size[m]]


def _told(instance: Instance, S: State, m: int) -> Mission:
    I = instance.arrays
    stops = [int(p) for p in S.stops[m, : S.stop_count[m]]]
    moves = [_moves(S, int(S.slots[m, i])) for i in range(S.team_size[m])]
    ways, begun = [], 0
    for stop in stops:
        end = begun if len(stops) > 1 else len(moves[0]) - 1  # a ride may come by its end before
        while int(I.leg_to[moves[0][end]]) != stop:
            end += 1
        ways.append(tuple(instance.legs[e] for e in moves[0][begun : end + 1]))
        begun = end + 1
    between = _between_gates(I, moves[0])
    members = tuple(
        Member(
            instance.vehicles[S.team[m, i]],
            *_stops(S, int(S.slots[m, i])),
            tuple(instance.legs[e] for e in legs[: len(legs) - _shared(legs, moves[0], between)]),
            _shared(legs, moves[0], between) < len(moves[0]),
            tuple(
                tuple((instance.categories[c], int(load[c])) for c in np.flatnonzero(load))
                for load in S.load[S.slots[m, i], : len(stops) - 1]
            ),
        )
        for i, legs in enumerate(moves)
    )
    return Mission(members, tuple(ways), tuple(instance.places[p] for p in stops))


def _between_gates(I: Arrays, legs: list[int]) -> list[int]:
    """Those legs of a team over which an escort without places goes with it."""
    way = np.array(legs, dtype=np.int64)
    whole = I._replace(way_first=np.array([0, len(way)]), way_leg=way)
    joins, leaves, _ = gates(reference(whole), np.zeros(1, dtype=np.int64))
    return legs[joins : min(leaves, len(legs))]


def _shared(legs: list[int], team: list[int], between: list[int]) -> int:
    """How many of a member's last legs it goes with the team."""
    return len(team) if legs[-len(team) :] == team else len(between)


def _moves(S: State, slot: int) -> list[int]:
    rows = S.records[slot, : S.record_count[slot]]
    return [int(row[WHAT]) for row in rows if row[KIND] == MOVE]


def _stops(S: State, slot: int) -> tuple[Seconds, Seconds, Moves, Moves]:
    """When each move begins, and services between; after how many moves it rests and refuels."""
    starts: list[int] = []
    serves = [0]
    halts: dict[int, list[int]] = {REST: [], REFUEL: []}
    for row in S.records[slot, : S.record_count[slot]]:
        if row[KIND] == MOVE:
            starts.append(int(row[START]))
            serves.append(0)
        elif int(row[KIND]) in halts:
            halts[int(row[KIND])].append(len(starts))
        elif serves[-1] == 0:
            serves[-1] = int(row[START])
    return tuple(starts), tuple(serves), tuple(halts[REST]), tuple(halts[REFUEL])


def keys(instance: Instance, rows: Scarce) -> list[Key]:
    """Every row in words."""
    detail = [""] * len(rows.limit)
    for (_, c), row in rows.people.items():
        detail[row] = instance.categories[c]
    for e, span in rows.escort.items():
        detail[span.first : span.first + span.count] = [instance.legs[e]] * span.count
    return list(zip(rows.kind, rows.name, detail, rows.moment, strict=True))


def priced(begin: Begin, instance: Instance, rows: Scarce) -> Floats:
    """The known prices, laid on the rows of another instance; what is new costs nothing yet."""
    found = [begin.price.get(key, 0.0) for key in keys(instance, rows)]
    return np.array(found, dtype=np.float64)


class _Run(NamedTuple):
    """A mission in numbers of another instance."""

    team: Ints
    begins: Ints  # move or service x member x move
    halts: Ints  # rest or fuel x member x move
    approach: list[tuple[int, ...]]
    gates: Flags
    ways: list[tuple[int, ...]]
    stops: Ints
    load: Ints


def known_ways(begin: Begin, instance: Instance) -> Arrays:
    """The arrays with every way that the missions take."""
    runs = _runs(begin, instance)
    legs = tuple(way for run in runs for way in (*run.ways, *run.approach) if way)
    return new_ways(instance.arrays, [Trip(0, 0, legs, (), ())])


def resume(begin: Begin, instance: Instance, S: State) -> int:
    """Take the missions over into an empty schedule; returns how many could be.

    Where the schedule is known to hold they are as they were, else they are run again.
    """
    if begin.holds and _alike(begin.instance, instance):
        return _carry(begin, instance, S)
    arrays, count = instance.arrays, 0
    I, held = reference(arrays), reference(S)
    known = {
        tuple(int(e) for e in arrays.way_leg[arrays.way_first[w] : arrays.way_first[w + 1]]): w
        for w in range(len(arrays.way_min))
    }
    left = [_laid(run, known) for run in _runs(begin, instance)]
    rerun: Any = _rerun  # compiled: its type knows one array too few
    for late in (False, True):
        before = -1
        while before != count:
            before, waiting, busy = count, [], set[int]()
            for one in left:
                team = {int(v) for v in one[0]}
                if busy & team or not rerun(I, held, *one, late):
                    waiting.append(one)
                    busy |= team
                else:
                    count += 1
            left = waiting
    return count


def _alike(one: Instance, other: Instance) -> bool:
    """Whether rows mean the same in both, but for vehicles that were added."""
    return (
        one.places == other.places
        and one.legs == other.legs
        and one.zones == other.zones
        and one.categories == other.categories
        and set(one.vehicles) <= set(other.vehicles)
    )


def _carry(begin: Begin, instance: Instance, S: State) -> int:
    """Reserve every mission exactly as it was."""
    I, held = reference(instance.arrays), reference(S)
    known, order = begin.state, _in_order(begin.state)
    number = np.array([instance.vehicles.index(name) for name in begin.instance.vehicles])
    for m in order:
        S.active[m] = 1
        S.team_size[m], S.stop_count[m] = known.team_size[m], known.stop_count[m]
        S.entered_count[m] = known.entered_count[m]
        S.team[m] = number[known.team[m]]
        S.slots[m], S.stops[m], S.entered[m] = known.slots[m], known.stops[m], known.entered[m]
        S.gain[m] = known.gain[m]
        for slot in known.slots[m, : known.team_size[m]]:
            count = known.record_count[slot]
            S.slot_used[slot] = 1
            S.record_count[slot] = count
            S.records[slot, :count] = known.records[slot, :count]
            S.before[slot], S.after[slot] = known.before[slot], known.after[slot]
            S.load[slot], S.carried[slot] = known.load[slot], known.carried[slot]
        restore(I, held, m)
    return len(order)


def _laid(run: _Run, known: dict[tuple[int, ...], int]) -> tuple[Any, ...]:
    ways = np.array([known[way] for way in run.ways])
    approach = np.array([known[way] if way else -1 for way in run.approach])
    return run.team, run.begins, run.halts, approach, run.gates, ways, run.stops, run.load


def _runs(begin: Begin, instance: Instance) -> list[_Run]:
    """The missions of which everything is still there."""
    numbers = [
        {name: n for n, name in enumerate(names)}
        for names in (instance.vehicles, instance.legs, instance.places, instance.categories)
    ]
    found = (_run(mission, *numbers) for mission in begin.missions)
    return [run for run in found if run is not None]


def _run(
    mission: Mission,
    vehicles: dict[str, int],
    legs: dict[str, int],
    places: dict[str, int],
    categories: dict[str, int],
) -> _Run | None:
    load = np.zeros((len(mission.members), STOPS, max(len(categories), 1)), dtype=np.int64)
    try:
        for i, member in enumerate(mission.members):
            for w, people in enumerate(member.load):
                for category, count in people:
                    load[i, w, categories[category]] = count
        return _Run(
            np.array([vehicles[member.vehicle] for member in mission.members]),
            *_moments(mission),
            [tuple(legs[name] for name in member.approach) for member in mission.members],
            np.array([member.gates for member in mission.members]),
            [tuple(legs[name] for name in way) for way in mission.ways],
            np.array([places[name] for name in mission.stops]),
            load,
        )
    except KeyError:  # something of it is gone
        return None


def _moments(mission: Mission) -> tuple[Ints, Ints]:
    most = max(len(member.starts) for member in mission.members) + 1
    begins, halts = np.zeros((2, 2, len(mission.members), most), dtype=np.int64)
    for i, member in enumerate(mission.members):
        begins[0, i, : len(member.starts)] = member.starts
        begins[1, i, : len(member.serves)] = member.serves
        halts[0, i, list(member.rests)] = 1
        halts[1, i, list(member.fuels)] = 1
    return begins, halts


@njit(cache=True)
def _rerun(
    I: Arrays,
    S: State,
    team: Ints,
    begins: Ints,
    halts: Ints,
    approach: Ints,
    between: Flags,
    ways: Ints,
    stops: Ints,
    load: Ints,
    late: bool,
) -> bool:
    """Run one mission at its own time or, where `late`, at whatever time; True where it could."""
    T = S.trial
    T.size[MEMBERS], T.size[WAYS] = len(team), len(ways)
    last, total = len(ways) - 1, 0
    first = I.leg_from[I.way_leg[I.way_first[ways[0]]]]
    joins, leaves, gate = gates(I, ways)
    left = S.waiting.copy()
    room = S.room[stops[last]]
    for i in range(min(len(team), TEAM)):
        v = team[i]
        origin = gate if between[i] else first
        if approach[i] >= 0:
            origin = I.leg_from[I.way_leg[I.way_first[approach[i]]]]
        if S.trips[v] >= S.trip.shape[1] or S.vehicle[v, 0] != origin:
            return False
        whole(S, i)
        if between[i]:
            T.joins[i], T.leaves[i] = joins, leaves
        T.team[i], T.approach[i], T.load[i] = v, approach[i], 0
        for w in range(last):
            for c in range(load.shape[2]):
                free = I.places[I.cls[v], I.uses[c]]
                for x in range(w):
                    for d in range(load.shape[2]):
                        free -= T.load[i, x, d] if I.uses[d] == I.uses[c] else 0
                for d in range(c):
                    free -= T.load[i, w, d] if I.uses[d] == I.uses[c] else 0
                take = min(load[i, w, c], left[stops[w], c], room, free)
                if take > 0 and I.accepts[stops[last], c]:
                    T.load[i, w, c] = take
                    left[stops[w], c] -= take
                    room -= take
                    total += take
    if total == 0 and last > 0:
        return False
    for w in range(len(ways)):
        T.ways[w], T.stops[w] = ways[w], stops[w]
    T.depart[:] = 0
    lay(I, S)
    if fly(I, S) if late else _retrace(I, S, begins, halts):
        keep(S)
        return True
    return False


@njit(cache=True)
def _retrace(I: Arrays, S: State, begins: Ints, halts: Ints) -> bool:
    """Run the trial through time exactly as it once ran: moves, services and rests as then."""
    T, (_, members, moves) = S.trial, begins.shape
    T.not_before[:], T.hold[:], T.rest_at[:], T.fuel_at[:] = 0, 0, 0, 0
    T.not_before[:members, :moves] = begins[0]
    T.hold[:members, :moves] = begins[1]
    T.rest_at[:members, :moves] = halts[0]
    T.fuel_at[:members, :moves] = halts[1]
    if not settle(I, S):
        return False
    for i in range(members):
        move = 0
        for n in range(T.count[i]):
            if T.records[i, n, KIND] == MOVE:
                if T.records[i, n, START] != begins[0, i, move]:
                    cancel(I, S)
                    return False
                move += 1
    return True
