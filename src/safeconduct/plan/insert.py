"""Fit the best duty of one vehicle into what the others leave free; compiled.

The dynamic programme of the bound (`duty`), with durations rounded up and only the moments
that lanes, bays and headways still have, finds what the vehicle should do; its trips are then
run through time exactly. What is not known of a duty beforehand (how mixed a load is, where
waits shift it) is found out there, and the rest of the duty is looked for anew. Where there
are many pickups, chance chooses a few to look at; it also draws the time of day at which
duties begin.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from safeconduct.instance.arrays import BLOCKED, Arrays, Flags, Floats, Ints
from safeconduct.plan.duty import (
    FIRST,
    LAST,
    LOAD,
    MOVE,
    MOVES,
    NODES,
    NOTHING,
    UNLOAD,
    Tables,
    trace,
    value,
    worth,
)
from safeconduct.plan.escorts import whole
from safeconduct.plan.mission import fly, keep
from safeconduct.plan.state import (
    DUTY,
    FRESH,
    LEAVES,
    LED,
    MEMBERS,
    MEMBERS_IN,
    MOMENT,
    PACE,
    PLACE,
    STOPS,
    TIME,
    WAYS,
    State,
)

SHARES = (1.0, 0.9, 0.75, 0.5)
"""What is left of a trip's load, try by try, where it does not fit into its hours."""
ENOUGH = 0.9
"""Share of the people meant with which a duty is gone on with as it was found."""
MOST_PICKUPS = 5
"""Pickups that one duty is looked for at."""
BESIDE = 3.0
"""How much likelier a pickup is looked at that a leg joins to another one looked at."""
DRAWS = 2
"""Times of day that are tried for duties to begin at, besides the latest good one."""


class Outlook(NamedTuple):
    """What one class of vehicles sees, besides its tables; work space of one thread.

    `until` and `leg_cost` are those of an empty world; `net` is the worth of a person after
    the price of its place in the queue.
    """

    tick: int  # seconds
    until: Ints
    leg_cost: Floats
    leg: Ints  # move: leg
    pace: Floats
    net: Floats  # place x category
    group: Ints  # category
    joining: Ints
    more: Ints
    most: Ints  # level: people
    beside: Flags  # pickup x pickup: a leg joins them
    period: Ints  # ticks from one begin of duty to the next: as short as can be, and a day
    ahead: int  # ticks that are looked ahead
    habit: Ints  # the latest good tick for duties to begin at, or -1, and which period
    V: Floats
    fresh: Floats
    acts: Ints
    amount: Ints  # stop x group


@njit(cache=True, nogil=True)
def _choose(T: Tables, X: Outlook) -> None:
    """Look at few pickups only: by chance, those where much is to be gained, and near others."""
    pickups = T.gain.shape[0]
    most, chosen = np.maximum(_most_gain(T), 0.0), np.zeros(pickups, dtype=np.bool_)
    for _ in range(MOST_PICKUPS):
        total = most.sum()
        if total <= 0.0:
            break
        left, p = total * np.random.random(), 0
        while p < pickups - 1 and left >= most[p]:
            left -= most[p]
            p += 1
        chosen[p], most[p] = True, 0.0
        for other in range(pickups):
            if X.beside[p, other]:
                most[other] *= BESIDE
    T.size[NODES] = T.size[MOVES] = 0
    for n in range(len(T.pickup)):
        if T.pickup[n] < 0 or chosen[T.pickup[n]]:
            T.nodes[T.size[NODES]] = n
            T.size[NODES] += 1
    for m in range(len(T.leg_from)):
        here, there = T.pickup[T.leg_from[m]], T.pickup[T.leg_to[m]]
        if (here < 0 or chosen[here]) and (there < 0 or chosen[there]):
            T.moves[T.size[MOVES]] = m
            T.size[MOVES] += 1


@njit(cache=True, nogil=True)
def _most_gain(T: Tables) -> Floats:
    """The best that a loading brings, by pickup."""
    best = np.zeros(T.gain.shape[0])
    for p in range(T.gain.shape[0]):
        for j in range(T.gain.shape[1]):
            if T.loading[p, j] >= 0:
                best[p] = max(best[p], T.gain[p, j])
    return best


@njit(cache=True, nogil=True)
def see_services(I: Arrays, S: State, T: Tables, X: Outlook) -> None:
    """Let services begin only where a lane or bay is free until they end."""
    ticks = T.until.shape[1]
    for p in T.nodes[: T.size[NODES]]:
        T.until[p] = X.until[p]
        if p >= len(I.kind) or I.kind[p] == 3 or I.lanes[p] >= BLOCKED:
            continue
        free, n = 0, S.points[p]
        row = T.until[p]
        for i in range(n + 1):
            if i < n and S.use[p, i] < I.lanes[p]:
                continue
            begin = S.times[p, i] if i < n else ticks * X.tick
            first, last = -(-free // X.tick), begin // X.tick
            for t in range(first, min(last + 1, ticks)):
                row[t] = min(row[t], last)
            if i < n:
                free = S.times[p, i + 1] if i + 1 < n else ticks * X.tick
                for t in range(last + 1, min(-(-free // X.tick), ticks)):
                    row[t] = -1


@njit(cache=True, nogil=True)
def see_legs(I: Arrays, S: State, T: Tables, X: Outlook) -> None:
    """Open the moments at which convoys leave that may be joined; shut those too near others."""
    ticks = T.leg_cost.shape[1]
    for m in T.moves[: T.size[MOVES]]:
        e = X.leg[m]
        if not I.leg_joint[e]:
            continue
        T.leg_cost[m] = X.leg_cost[m]
        for q in range(I.pass_first[e], I.pass_first[e + 1]):
            z = I.pass_zone[q]
            if I.headway[z] == 0 or not I.pass_enters[q]:
                continue
            lag = int(I.pass_enter[q] / X.pace[m] * 60.0)
            for j in range(S.entry_count[z]):
                moment = S.entries[z, j, MOMENT] - lag
                first = max((moment - I.headway[z]) // X.tick + 1, 0)
                last = -(-(moment + I.headway[z]) // X.tick) - 1
                for t in range(first, min(last + 1, ticks)):
                    T.leg_cost[m, t] = np.inf
        row = S.convoy_row[e]
        for j in range(S.convoy_count[row]):
            known = S.convoys[row, j]
            led = known[LED] > 0 or not I.leg_escort[e]
            if led and known[MEMBERS_IN] < I.leg_max[e] and I.speed[known[PACE]] <= X.pace[m]:
                t = known[LEAVES] // X.tick
                if t < ticks:
                    T.leg_cost[m, t] = 0.0


@njit(cache=True, nogil=True)
def _see_people(I: Arrays, S: State, T: Tables, X: Outlook) -> None:
    """The worth of loadings from who still waits, and the receptions with room."""
    for n in range(len(T.pickup)):
        p = T.pickup[n]
        if p >= 0:
            for j in range(len(T.source)):
                T.gain[p, j] = _worth(I, S, X, n, j)
        r = T.reception[n]
        if r >= 0:
            for v in range(len(X.most)):
                T.toll[r, v] = 0.0 if X.most[v] <= S.room[n] else -NOTHING


@njit(cache=True, nogil=True)
def _worth(I: Arrays, S: State, X: Outlook, place: int, j: int) -> float:
    total = 0.0
    for u in range(3):
        wanted = X.more[j, u]
        if wanted == 0:
            continue
        found = 0
        for i in range(len(I.order)):
            c = I.order[i]
            if X.group[c] == X.joining[j, u] and X.net[place, c] > 0.0:
                take = min(S.waiting[place, c], wanted - found)
                total += take * X.net[place, c]
                found += take
        if found == 0:
            return NOTHING
    return total


@njit(cache=True, nogil=True)
def _see_duties(T: Tables, begin: int, period: int) -> None:
    """Let duties begin from a tick on, and again after each period, until their hours are over."""
    T.ends[:] = -1
    for first in range(begin % period - period, T.ticks + 1, period):
        end = min(first + T.most_duty, T.ticks)
        for t in range(max(first, 0), end + 1):
            T.ends[t] = end


@njit(cache=True, nogil=True)
def look_ahead(T: Tables, X: Outlook, place: int, start: int, began: int) -> None:
    """Fill in what the vehicle is worth, with duties at the best of some times."""
    if T.most_duty == 0:
        value(T, X.V, X.fresh)
        return
    begin, which, most, tried = began, 0, -1.0, 0
    for n in range(DRAWS + 1):
        if n == 0 and X.habit[0] < 0:
            continue
        tried = X.habit[1] if n == 0 else np.random.randint(len(X.period))
        at = X.habit[0] if n == 0 else np.random.randint(X.period[tried])
        if began >= 0:
            at = began
        _see_duties(T, at, X.period[tried])
        value(T, X.V, X.fresh)
        found = worth(T, X.V, X.fresh, place, start)
        if found > most:
            begin, which, most = at, tried, found
        if began >= 0:
            return
    X.habit[0], X.habit[1] = begin, which
    _see_duties(T, begin, X.period[which])
    value(T, X.V, X.fresh)


@njit(cache=True, nogil=True)
def insert(I: Arrays, S: State, T: Tables, X: Outlook, v: int, most: int, seed: int) -> int:
    """Give a vehicle missions, from where it is to the horizon; returns how many.

    The rest of a duty is looked for anew, up to `most` times, where a trip could not be run
    as found.
    """
    np.random.seed(seed)
    count = 0
    for _ in range(most):
        if S.trips[v] >= S.trip.shape[1] or T.ticks * X.tick <= S.vehicle[v, TIME]:
            return count
        start = -(-S.vehicle[v, TIME] // X.tick)
        T.size[FIRST], T.size[LAST] = start, min(start + X.ahead, T.ticks)
        _see_people(I, S, T, X)
        _choose(T, X)
        see_services(I, S, T, X)
        see_legs(I, S, T, X)
        began = -1 if S.vehicle[v, DUTY] == FRESH else S.vehicle[v, DUTY] // X.tick
        look_ahead(T, X, S.vehicle[v, PLACE], start, began)
        n = trace(T, X.V, X.fresh, X.acts, S.vehicle[v, PLACE], start, began)
        flown, whole = _run_all(I, S, X, v, n)
        count += flown
        if flown == 0 or (whole and T.size[LAST] == T.ticks):
            break
    return count


@njit(cache=True, nogil=True)
def _run_all(I: Arrays, S: State, X: Outlook, v: int, n: int):
    """Run the trips of a duty one after the other; how many ran, and whether all as meant."""
    T, acts = S.trial, X.acts
    w, flown, meant, depart = 0, 0, 0, -1
    T.leg_count[0] = 0
    for a in range(n):
        kind, what, node = acts[a, 0], acts[a, 1], acts[a, 5]
        if kind == MOVE:
            if depart < 0:
                depart = acts[a, 2] * X.tick
            if T.leg_count[w] >= T.legs.shape[1]:
                return flown, False
            T.legs[w, T.leg_count[w]] = X.leg[what]
            T.leg_count[w] += 1
        elif kind == LOAD:
            if w == 0 or T.leg_count[w] > 0:
                if w + 1 >= STOPS:
                    return flown, False
                T.stops[w] = node
                X.amount[w] = 0
                w += 1
                T.leg_count[w] = 0
            for u in range(3):
                if X.more[what, u] > 0:
                    X.amount[w - 1, X.joining[what, u]] += X.more[what, u]
                    meant += X.more[what, u]
        elif kind == UNLOAD:
            T.stops[w] = node
            T.size[WAYS] = w + 1
            taken = _run(I, S, X, v, max(depart, 0))
            if taken == 0:
                return flown, False
            flown += 1
            if taken < ENOUGH * meant:
                return flown, False
            w, meant, depart = 0, 0, -1
            T.leg_count[0] = 0
            if S.trips[v] >= S.trip.shape[1]:
                return flown, True
    return flown, True


@njit(cache=True, nogil=True)
def _run(I: Arrays, S: State, X: Outlook, v: int, depart: int) -> int:
    """Run one trip with as many of the people meant as are there and fit; returns how many."""
    T = S.trial
    T.size[MEMBERS] = 1
    T.team[0], T.depart[0] = v, depart
    whole(S, 0)
    for share in SHARES:
        total = _board(I, S, X, share)
        if total == 0:
            return 0
        if fly(I, S):
            keep(S)
            return total
    return 0


@njit(cache=True, nogil=True)
def _board(I: Arrays, S: State, X: Outlook, share: float) -> int:
    """Plan who is loaded at each stop; returns how many in all."""
    T = S.trial
    last = T.size[WAYS] - 1
    total, room = 0, S.room[T.stops[last]]
    T.load[0] = 0
    for w in range(last):
        for g in range(X.amount.shape[1]):
            wanted = int(np.ceil(X.amount[w, g] * share))
            for i in range(len(I.order)):
                c = I.order[i]
                if X.group[c] != g or not I.accepts[T.stops[last], c]:
                    continue
                there = S.waiting[T.stops[w], c]
                for earlier in range(w):
                    if T.stops[earlier] == T.stops[w]:
                        there -= T.load[0, earlier, c]
                take = min(there, wanted, room)
                if take > 0:
                    T.load[0, w, c] = take
                    wanted -= take
                    room -= take
                    total += take
    return total
