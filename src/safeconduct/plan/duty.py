"""The best duty of one vehicle at given prices: a dynamic programme over a fine clock; compiled.

A duty is all that one vehicle does from start to horizon. Time runs in ticks; every duration
is rounded down, so that every real duty has a twin here that is worth at least as much.
Where duty hours are limited, the programme is swept once for every moment at which duties end,
and `fresh` holds what a rested vehicle is worth at each moment.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Flags, Floats, Ints

NOTHING = -1e18
"""The worth of what is impossible."""
NONE = -1
"""No act: nothing that takes time is worth what the state is."""
NEAR = 1e-7
"""Values nearer than this count as equal when the best duty is read off."""
WAIT, STOP, MOVE, SERVE, LOAD, UNLOAD, REST, TURN = range(8)
# Columns of `Tables.size`: how many nodes and moves, and from which tick to which.
NODES, MOVES, FIRST, LAST = range(4)


class Tables(NamedTuple):
    """What one class of vehicle may do when, and what it costs at the prices of the round.

    Nodes are the places, and for every checkpoint a second one for those who have passed.
    A service is one length of loading, inspecting or unloading at one place. Only so many of
    the nodes and moves in `nodes` and `moves`, and of the ticks, are gone over as `size` tells.
    """

    ticks: int
    passes: int  # most times that one tick is gone over, where something is shorter than a tick
    most_duty: int  # ticks; 0: no limit
    ends: Ints  # tick: by when a duty that begins at it has ended, -1: none may begin
    rest: int  # ticks
    nodes: Ints
    moves: Ints
    size: Ints  # columns NODES, MOVES, FIRST, LAST
    starts: Ints  # nodes at which vehicles begin
    wait: Flags  # node x tick: standing from this tick to the next is allowed
    until: Ints  # node x tick: the last tick at which a service that begins here may end
    rests: Flags  # node
    leg_from: Ints  # nodes
    leg_to: Ints
    leg_ticks: Ints
    leg_cost: Floats  # leg x tick; infinite: not allowed
    service_ticks: Ints
    charge: Floats  # service x tick
    passed: Ints  # node: the node after inspection, -1: no checkpoint
    inspection: Ints  # node x level: service, -1: none is needed
    pickup: Ints  # node: which pickup, -1: none
    loading: Ints  # pickup x loading: service, -1: impossible
    gain: Floats  # pickup x loading
    source: Ints
    target: Ints
    turns: Ints  # turn: level before, level after
    turned: Floats  # turn: what is gained by it
    reception: Ints  # node: which reception, -1: none
    unloading: Ints  # reception x level: service, -1: not accepted
    toll: Floats  # reception x level: price of the places taken


@njit(cache=True, nogil=True)
def _step(T: Tables, V: Floats, fresh: Floats, low: int, t: int, end: int) -> None:
    """The worth of every state at one tick, from the ticks after it."""
    levels, nodes = V.shape[2], T.nodes[: T.size[NODES]]
    now = V[t - low]
    for n in nodes:
        if t < end and T.wait[n, t]:
            now[n, :] = V[t + 1 - low, n]
        else:
            now[n, :] = NOTHING
        if now[n, 0] < 0.0:
            now[n, 0] = 0.0
        if T.rests[n] and T.most_duty > 0:
            back = t + T.rest
            for v in range(levels if back <= T.size[LAST] else 0):
                now[n, v] = max(now[n, v], fresh[back, n, v])
    for number in range(T.passes):
        again = number > 0  # what takes ticks has grown all it can
        grew = _move(T, V, low, t, end, again)
        for n in nodes:
            if T.passed[n] >= 0:
                grew |= _inspect(T, V, low, t, end, n, again)
            elif T.reception[n] >= 0:
                grew |= _unload(T, V, low, t, end, n, again)
            elif T.pickup[n] >= 0:
                grew |= _load(T, V, low, t, end, n, again)
        if again and not grew:
            return


@njit(cache=True, nogil=True)
def _move(T: Tables, V: Floats, low: int, t: int, end: int, again: bool) -> bool:
    """Set out on legs; True where one that takes no tick was worth while."""
    grew = False
    now = V[t - low]
    for e in T.moves[: T.size[MOVES]]:
        after, cost = t + T.leg_ticks[e], T.leg_cost[e, t]
        if cost == np.inf or after > end or (again and after > t):
            continue
        here, there = now[T.leg_from[e]], V[after - low, T.leg_to[e]]
        if after > t:
            for v in range(V.shape[2]):
                here[v] = max(here[v], there[v] - cost)
            continue
        for v in range(V.shape[2]):
            gain = there[v] - cost
            if gain > here[v]:
                here[v] = gain
                grew |= gain > NOTHING / 2
    return grew


@njit(cache=True, nogil=True)
def _served(ticks: int, t: int, last: int, again: bool) -> bool:
    """Whether a service may begin now; again, only one that takes no tick."""
    return t + ticks <= last and not (again and ticks > 0)  # tables as arguments cost too much


@njit(cache=True, nogil=True)
def _inspect(T: Tables, V: Floats, low: int, t: int, end: int, n: int, again: bool) -> bool:
    last, grew = min(T.until[n, t], end), False
    for v in range(V.shape[2]):
        s = T.inspection[n, v]
        worth = NOTHING
        if s < 0:
            worth = V[t - low, T.passed[n], v]
        elif _served(T.service_ticks[s], t, last, again):
            worth = V[t + T.service_ticks[s] - low, T.passed[n], v] - T.charge[s, t]
        if worth > V[t - low, n, v]:
            V[t - low, n, v] = worth
            grew |= worth > NOTHING / 2
    return grew


@njit(cache=True, nogil=True)
def _unload(T: Tables, V: Floats, low: int, t: int, end: int, n: int, again: bool) -> bool:
    r, last, grew = T.reception[n], min(T.until[n, t], end), False
    for v in range(1, V.shape[2]):
        s = T.unloading[r, v]
        if s >= 0 and _served(T.service_ticks[s], t, last, again):
            worth = V[t + T.service_ticks[s] - low, n, 0] - T.charge[s, t] - T.toll[r, v]
            if worth > V[t - low, n, v]:
                V[t - low, n, v] = worth
                grew |= worth > NOTHING / 2
    return grew


@njit(cache=True, nogil=True)
def _load(T: Tables, V: Floats, low: int, t: int, end: int, n: int, again: bool) -> bool:
    p, last, grew = T.pickup[n], min(T.until[n, t], end), False
    if last < t:
        return False
    for k in range(len(T.source) - 1, -1, -1):
        s = T.loading[p, k]
        if s >= 0 and _served(T.service_ticks[s], t, last, again):
            after = V[t + T.service_ticks[s] - low, n, T.target[k]]
            worth = after + T.gain[p, k] - T.charge[s, t]
            if worth > V[t - low, n, T.source[k]]:
                V[t - low, n, T.source[k]] = worth
                grew |= worth > NOTHING / 2
    now = V[t - low, n]
    for i in range(len(T.turns)):
        worth = now[T.turns[i, 1]] + T.turned[i]
        if worth > now[T.turns[i, 0]]:
            grew |= worth > max(now[T.turns[i, 0]] + NEAR, NOTHING / 2)
            now[T.turns[i, 0]] = worth
    return grew


@njit(cache=True, nogil=True)
def _close(V: Floats) -> None:
    """After the last tick: an empty vehicle stops where it is; nobody may be aboard."""
    V[:] = NOTHING
    V[:, 0] = 0.0


@njit(cache=True, nogil=True)
def sweep(T: Tables, V: Floats, fresh: Floats, low: int, end: int) -> None:
    """Worth of every state from tick `end` down to `low`, for a duty that ends by `end`."""
    _close(V[end + 1 - low])
    for t in range(end, low - 1, -1):
        _step(T, V, fresh, low, t, end)


@njit(cache=True, nogil=True)
def value(T: Tables, V: Floats, fresh: Floats) -> None:
    """Fill in what a vehicle is worth at each tick, node and level.

    Where duty is limited, `fresh` holds it for rested vehicles and `V` is work space.
    """
    first, last = T.size[FIRST], T.size[LAST]
    if T.most_duty == 0:
        sweep(T, V, fresh, first, last)
        return
    _close(fresh[last])
    begun = last
    while begun >= first:
        end, low = min(T.ends[begun], last), begun
        while low > first and min(T.ends[low - 1], last) == end:
            low -= 1
        if end >= 0:
            _close(V[end + 1 - low])
        for t in range(end if end >= 0 else begun, low - 1, -1):
            if end >= 0:
                _step(T, V, fresh, low, t, end)
            if t <= begun:
                _rested(T, V, fresh, low, t, end)
        begun = low - 1


def swept(T: Tables) -> int:
    """How many ticks the programme goes over: once for every moment at which duties end."""
    if T.most_duty == 0:
        return T.ticks
    _, first = np.unique(T.ends, return_index=True)
    return int((T.ends[first] - first + 1).sum())


@njit(cache=True, nogil=True)
def worth(T: Tables, V: Floats, fresh: Floats, node: int, start: int) -> float:
    """What an empty, rested vehicle is worth from a node and tick on, once `value` is filled in."""
    if start > T.size[LAST]:
        return 0.0
    return fresh[start, node, 0] if T.most_duty > 0 else V[start - T.size[FIRST], node, 0]


@njit(cache=True, nogil=True)
def _rested(T: Tables, V: Floats, fresh: Floats, low: int, t: int, end: int) -> None:
    """The worth of rested vehicles at one tick: they begin a duty, where one may, or wait."""
    for n in T.nodes[: T.size[NODES]]:
        if not T.rests[n] and not (T.starts == n).any():
            continue
        for v in range(V.shape[2]):
            later = fresh[t + 1, n, v] if t < T.size[LAST] and T.wait[n, t] else NOTHING
            fresh[t, n, v] = max(later, V[t - low, n, v]) if end >= 0 else later


@njit(cache=True, nogil=True)
def trace(
    T: Tables, V: Floats, fresh: Floats, acts: Ints, node: int, start: int, began: int
) -> int:
    """Read the best duty off: rows of kind, what, tick, levels, node; returns how many.

    The vehicle stands empty at a node from `start` on, rested, or on duty since `began` (not -1).
    """
    t, level, count = start, 0, 0
    rested = T.most_duty > 0
    low, end, last = T.size[FIRST], T.size[LAST], T.size[LAST]
    if rested and began >= 0 and t <= last:
        rested, low = False, t
        end = min(began + T.most_duty, last)
        if end < t:
            return 0
        sweep(T, V, fresh, low, end)
    levels = V.shape[2]
    way = np.full((V.shape[1] * levels, 4), -1, dtype=np.int64)
    queue = np.zeros(len(way), dtype=np.int64)
    while count < len(acts) and t <= last:
        if rested:
            if t < last and T.wait[node, t]:
                if _same(fresh[t, node, level], fresh[t + 1, node, level]):
                    t += 1
                    continue
            rested = False
            end, low = min(T.ends[t], last), t
            if end < 0:
                break
            sweep(T, V, fresh, low, end)
        found = _nearest(T, V, fresh, low, t, end, node * levels + level, way, queue)
        if found < 0:
            break
        count = _retrace(T, acts, count, way, node * levels + level, found, t, levels)
        node, level = found // levels, found % levels
        kind, what = _act(T, V, fresh, low, t, end, node, level)
        if kind == STOP or count == len(acts):
            break
        if kind in (WAIT, REST):
            t += 1 if kind == WAIT else T.rest
            rested = kind == REST
            continue
        ticks, node, level = _note(T, acts[count], kind, what, t, node, level)
        t += ticks
        count += 1
    return count


@njit(cache=True, nogil=True)
def _note(T: Tables, act: Ints, kind: int, what: int, t: int, node: int, level: int):
    """Write an act down; the ticks it takes, and the node and level after it."""
    ticks, after = 0, level
    if kind == MOVE:
        ticks, node = T.leg_ticks[what], T.leg_to[what]
    elif kind == SERVE:
        what, node = T.inspection[node, level], T.passed[node]
        ticks = T.service_ticks[what] if what >= 0 else 0
    elif kind == LOAD:
        ticks, after = T.service_ticks[T.loading[T.pickup[node], what]], T.target[what]
    elif kind == TURN:
        after = T.turns[what, 1]
    else:
        ticks, after = T.service_ticks[what], 0
    act[0], act[1], act[2], act[3], act[4], act[5] = kind, what, t, level, after, node
    return ticks, node, after


@njit(cache=True, nogil=True)
def _same(a: float, b: float) -> bool:
    return abs(a - b) <= NEAR * max(1.0, abs(a))


@njit(cache=True, nogil=True)
def _nearest(
    T: Tables, V: Floats, fresh: Floats, low: int, t: int, end: int, state: int, way: Ints,
    queue: Ints,
) -> int:  # fmt: skip
    """The nearest state from which the best act takes time, by acts that take no tick; or -1.

    A state is node times levels plus level. `way` holds how each was come to: the tick, from
    where, kind, what. Whoever took the first act that looks as good could go round in circles.
    """
    levels, head, tail = V.shape[2], 0, 1
    queue[0], way[state, 0] = state, t
    while head < tail:
        state, head = queue[head], head + 1
        n, v = state // levels, state % levels
        if _act(T, V, fresh, low, t, end, n, v)[0] != NONE:
            return state
        now, last = V[t - low], min(T.until[n, t], end)
        worth = now[n, v]
        for e in T.moves[: T.size[MOVES]]:
            if T.leg_from[e] == n and T.leg_ticks[e] == 0 and T.leg_cost[e, t] < np.inf:
                if _same(worth, now[T.leg_to[e], v] - T.leg_cost[e, t]):
                    tail = _reach(way, queue, tail, T.leg_to[e] * levels + v, t, state, MOVE, e)
        if T.passed[n] >= 0:
            s = T.inspection[n, v]
            free = s < 0 or (T.service_ticks[s] == 0 and t <= last)
            if free and _same(worth, now[T.passed[n], v] - (T.charge[s, t] if s >= 0 else 0.0)):
                tail = _reach(way, queue, tail, T.passed[n] * levels + v, t, state, SERVE, s)
        elif T.reception[n] >= 0 and v > 0:
            s = T.unloading[T.reception[n], v]
            if s >= 0 and T.service_ticks[s] == 0 and t <= last:
                if _same(worth, now[n, 0] - T.charge[s, t] - T.toll[T.reception[n], v]):
                    tail = _reach(way, queue, tail, n * levels, t, state, UNLOAD, s)
        elif T.pickup[n] >= 0:
            p = T.pickup[n]
            for k in range(len(T.source)):
                s = T.loading[p, k]
                if T.source[k] == v and s >= 0 and T.service_ticks[s] == 0 and t <= last:
                    if _same(worth, now[n, T.target[k]] + T.gain[p, k] - T.charge[s, t]):
                        tail = _reach(way, queue, tail, n * levels + T.target[k], t, state, LOAD, k)
            for i in range(len(T.turns)):
                if T.turns[i, 0] == v and _same(worth, now[n, T.turns[i, 1]] + T.turned[i]):
                    tail = _reach(way, queue, tail, n * levels + T.turns[i, 1], t, state, TURN, i)
    return -1


@njit(cache=True, nogil=True)
def _reach(
    way: Ints, queue: Ints, tail: int, state: int, t: int, origin: int, kind: int, what: int
) -> int:
    """Note how a state is come to, where it is the first time within the tick."""
    if way[state, 0] == t:
        return tail
    way[state, 0], way[state, 1], way[state, 2], way[state, 3] = t, origin, kind, what
    queue[tail] = state
    return tail + 1


@njit(cache=True, nogil=True)
def _retrace(
    T: Tables, acts: Ints, count: int, way: Ints, start: int, found: int, t: int, levels: int
) -> int:
    """Write down the acts that lead from one state to another within the tick."""
    steps, state = 0, found
    while state != start:
        state, steps = way[state, 1], steps + 1
    total, state = count + steps, found
    while state != start:
        origin = way[state, 1]
        if count + steps <= len(acts):
            act = acts[count + steps - 1]
            _note(T, act, way[state, 2], way[state, 3], t, origin // levels, origin % levels)
        state, steps = origin, steps - 1
    return min(total, len(acts))


@njit(cache=True, nogil=True)
def _act(T: Tables, V: Floats, fresh: Floats, low: int, t: int, end: int, n: int, v: int):
    """What takes time and is worth what the state is; else `NONE`."""
    worth = V[t - low, n, v]
    if v == 0 and worth <= 0.0:
        return STOP, 0
    last = min(T.until[n, t], end)
    if T.passed[n] >= 0:
        s = T.inspection[n, v]
        if s >= 0 and t < t + T.service_ticks[s] <= last:
            after = V[t + T.service_ticks[s] - low, T.passed[n], v]
            if after > NOTHING / 2 and _same(worth, after - T.charge[s, t]):
                return SERVE, s
    elif T.reception[n] >= 0 and v > 0:
        r = T.reception[n]
        s = T.unloading[r, v]
        if s >= 0 and t < t + T.service_ticks[s] <= last:
            after = V[t + T.service_ticks[s] - low, n, 0] - T.charge[s, t] - T.toll[r, v]
            if _same(worth, after):
                return UNLOAD, s
    elif T.pickup[n] >= 0:
        p = T.pickup[n]
        for k in range(len(T.source)):
            s = T.loading[p, k]
            if T.source[k] == v and s >= 0 and t < t + T.service_ticks[s] <= last:
                after = V[t + T.service_ticks[s] - low, n, T.target[k]]
                if _same(worth, after + T.gain[p, k] - T.charge[s, t]):
                    return LOAD, k
    for e in T.moves[: T.size[MOVES]]:
        after = t + T.leg_ticks[e]
        if T.leg_from[e] == n and T.leg_cost[e, t] < np.inf and after <= end and after > t:
            if _same(worth, V[after - low, T.leg_to[e], v] - T.leg_cost[e, t]):
                return MOVE, e
    if T.rests[n] and T.most_duty > 0 and t + T.rest <= T.size[LAST]:
        if _same(worth, fresh[t + T.rest, n, v]):
            return REST, 0
    if t < end and T.wait[n, t] and _same(worth, V[t + 1 - low, n, v]):
        return WAIT, 0
    return NONE, 0
