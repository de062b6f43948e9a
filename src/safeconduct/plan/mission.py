"""A mission from start to end: try it, keep it, take it back; compiled."""

from numba import njit

from safeconduct.instance.arrays import BLOCKED, NEVER, Arrays
from safeconduct.plan.convoys import join_convoy, leave_convoy
from safeconduct.plan.drive import (
    FAIL,
    OK,
    RETRY,
    add_entry,
    drop_entry,
    fuelled,
    on_duty,
    serve,
    stand,
    travel,
)
from safeconduct.plan.escorts import home_s, home_way
from safeconduct.plan.profile import change
from safeconduct.plan.state import (
    ALONE,
    ARRIVAL,
    CONVOY,
    END,
    ENTERED,
    FREE,
    INSPECT,
    KIND,
    LOAD,
    MEMBERS,
    MOVE,
    PLACE,
    START,
    STAYS,
    TIME,
    UNLOAD,
    WAYS,
    WEIGHT,
    WHAT,
    State,
)

MOST_RETRIES = 100
LONG_WAIT = 600
"""Seconds of waiting for a team from which on a member sets out later, if its duty begins then."""


@njit(cache=True)
def lay(I: Arrays, S: State) -> None:
    """Write the trial's ways down leg by leg."""
    T = S.trial
    for w in range(T.size[WAYS]):
        first, last = I.way_first[T.ways[w]], I.way_first[T.ways[w] + 1]
        T.leg_count[w] = last - first
        T.legs[w, : last - first] = I.way_leg[first:last]


@njit(cache=True)
def go(I: Arrays, S: State) -> bool:
    """Run the trial along its ways; see `fly`."""
    lay(I, S)
    return fly(I, S)


@njit(cache=True)
def fly(I: Arrays, S: State) -> bool:
    """Run the trial's legs through time; True: it keeps every rule, its reservations stand."""
    ready(S)
    return settle(I, S)


@njit(cache=True)
def ready(S: State) -> None:
    """Nobody waits, rests or refuels yet but until the departure."""
    T = S.trial
    T.not_before[:] = 0
    T.not_before[:, 0] = T.depart
    T.hold[:] = 0
    T.rest_at[:] = 0
    T.fuel_at[:] = 0


@njit(cache=True)
def settle(I: Arrays, S: State) -> bool:
    """Try the trial again and again, with the rests and later starts that each try asks for."""
    for _ in range(MOST_RETRIES):
        status = _attempt(I, S)
        if status == OK:
            return True
        cancel(I, S)
        if status == FAIL:
            return False
    return False


@njit(cache=True)
def _attempt(I: Arrays, S: State) -> int:
    T = S.trial
    _reset(I, S)
    size = T.size[MEMBERS]
    for i in range(size):
        status = stand(I, S, i)
        if status == OK and S.trips[T.team[i]] == 0 and I.uninspected[T.team[i]]:
            status = _arrive(I, S, i, False)
        if status != OK:
            return status
        if T.approach[i] >= 0:
            status = _approach(I, S, i)
            if status != OK:
                return status
    n = 0
    for w in range(T.size[WAYS]):
        for j in range(T.leg_count[w]):
            final = w == T.size[WAYS] - 1 and j == T.leg_count[w] - 1
            status = _advance(I, S, T.legs[w, j], n, final)
            if status != OK:
                return status
            n += 1
        status = _halt(I, S, w)
        if status != OK:
            return status
    return _homeward(I, S)


@njit(cache=True)
def _homeward(I: Arrays, S: State) -> int:
    """Whether members who leave the team on the way can still get home to rest."""
    T = S.trial
    for i in range(T.size[MEMBERS]):
        place, k = T.now[i, PLACE], I.cls[T.team[i]]
        way = -1 if T.leaves[i] == NEVER or I.rest[place] else home_way(I, place)
        if way < 0:
            continue
        status = fuelled(I, S, i, I.way_km[way])
        if status == OK and I.max_duty[k] < NEVER:
            status = on_duty(I, S, i, T.now[i, TIME], T.now[i, TIME] + home_s(I, place, k))
        if status != OK:
            return status
    return OK


@njit(cache=True)
def _reset(I: Arrays, S: State) -> None:
    T = S.trial
    size = T.size[MEMBERS]
    T.size[ENTERED] = 0
    T.gain[:] = 0.0
    for i in range(size):
        T.now[i] = S.vehicle[T.team[i]]
        T.count[i] = 0
        T.node[i] = 0
        T.rest_node[i] = -1
        T.fuel_node[i] = -1
        T.duty_node[i] = -1
        T.aboard[i] = S.aboard[T.team[i]]
        T.deadline[i] = FREE
        if S.trips[T.team[i]] == 0 and not T.excused[STAYS]:
            T.deadline[i] = I.leave_by[T.team[i]]
            T.entry_node[i] = 0
            T.entry_lag[i] = 0


@njit(cache=True)
def _approach(I: Arrays, S: State, i: int) -> int:
    """Bring a member alone to where the team's way begins."""
    way = S.trial.approach[i]
    for j in range(I.way_first[way], I.way_first[way + 1]):
        status = travel(I, S, I.way_leg[j], i, i + 1)
        if status == OK:
            status = _arrive(I, S, i, False)
        if status != OK:
            return status
    return OK


@njit(cache=True)
def _advance(I: Arrays, S: State, leg: int, n: int, final: bool) -> int:
    """Take the team over its leg `n`: together where it needs an escort, else each as it can."""
    T = S.trial
    size = T.size[MEMBERS]
    if I.leg_escort[leg] and size > 1:
        status = travel(I, S, leg, 0, size)
        if status != OK:
            return status
    else:
        for i in range(size):
            status = travel(I, S, leg, i, i + 1) if T.joins[i] <= n < T.leaves[i] else OK
            if status != OK:
                return status
    if _too_soon(I, S, n):
        return RETRY
    _by_time(S)
    for k in range(size):
        i = T.order[k]
        status = _arrive(I, S, i, final) if T.joins[i] <= n < T.leaves[i] else OK
        if status != OK:
            return status
    return OK


@njit(cache=True)
def _too_soon(I: Arrays, S: State, n: int) -> bool:
    """Whether a member that joins with leg `n` waits long for it; notes that its duty begins later.

    Once only: what it meets on its way then may make it wait again.
    """
    T = S.trial
    for i in range(T.size[MEMBERS]):
        node, last = T.duty_node[i], T.count[i] - 1
        if T.joins[i] != n or T.approach[i] < 0 or I.max_duty[I.cls[T.team[i]]] >= NEVER:
            continue
        wait = T.records[i, last, START] - T.records[i, last - 1, END]
        if wait <= LONG_WAIT or node < 0 or T.not_before[i, node] > 0:
            continue
        T.not_before[i, node] = _start_of_move(S, i, node) + wait
        return True
    return False


@njit(cache=True)
def _start_of_move(S: State, i: int, node: int) -> int:
    """When a member makes its move number `node`."""
    T, moves = S.trial, -1
    for r in range(T.count[i]):
        moves += 1 if T.records[i, r, KIND] == MOVE else 0
        if moves == node:
            return T.records[i, r, START]
    return 0


@njit(cache=True)
def _by_time(S: State) -> None:
    """Order the members by when they are ready: who comes first is served first."""
    T = S.trial
    for k in range(T.size[MEMBERS]):
        j = k
        while j > 0 and T.now[T.order[j - 1], TIME] > T.now[k, TIME]:
            T.order[j] = T.order[j - 1]
            j -= 1
        T.order[j] = k


@njit(cache=True)
def _arrive(I: Arrays, S: State, i: int, final: bool) -> int:
    """What a member does on arrival: inspection at a checkpoint, rest and fuel elsewhere."""
    T = S.trial
    place = T.now[i, PLACE]
    if I.kind[place] == 1:
        minutes, aboard = I.fixed_min[place], 0
        for c in range(T.aboard.shape[1]):
            aboard += T.aboard[i, c]
            minutes += T.aboard[i, c] * I.inspect_min[c]
        if aboard > 0 or I.inspects_empty[place]:
            return serve(I, S, i, INSPECT, minutes)
        return OK
    return OK if final else stand(I, S, i)


@njit(cache=True)
def _halt(I: Arrays, S: State, w: int) -> int:
    """Load at a pickup, unload at the reception."""
    T = S.trial
    last = w == T.size[WAYS] - 1
    _by_time(S)
    for k in range(T.size[MEMBERS]):
        i = T.order[k]
        status = _unload(I, S, i) if last else _load(I, S, i, w)
        if status != OK:
            return status
    return OK


@njit(cache=True)
def _load(I: Arrays, S: State, i: int, w: int) -> int:
    T = S.trial
    minutes, total = I.fixed_min[T.now[i, PLACE]], 0
    for c in range(T.aboard.shape[1]):
        minutes += T.load[i, w, c] * I.load_min[c]
        total += T.load[i, w, c]
    if total == 0:
        return OK
    status = serve(I, S, i, LOAD, minutes)
    for c in range(T.aboard.shape[1]):
        T.aboard[i, c] += T.load[i, w, c]
    return status


@njit(cache=True)
def _unload(I: Arrays, S: State, i: int) -> int:
    T = S.trial
    place, total = T.now[i, PLACE], 0
    for c in range(T.aboard.shape[1]):
        total += T.aboard[i, c]
    if total == 0:
        return OK
    status = serve(I, S, i, UNLOAD, I.fixed_min[place] + total * I.unload_min[place])
    if status != OK:
        return status
    for c in range(T.aboard.shape[1]):
        weight = T.aboard[i, c] * I.weight[c]
        T.gain[WEIGHT] += weight
        T.gain[ARRIVAL] += weight * T.now[i, TIME] / 60.0
        T.aboard[i, c] = 0
    return OK


@njit(cache=True)
def cancel(I: Arrays, S: State) -> None:
    """Take back every reservation of the trial."""
    T = S.trial
    for i in range(T.size[MEMBERS]):
        for n in range(T.count[i]):
            reserve(I, S, T.records[i, n], -1, I.cls[T.team[i]])
        T.count[i] = 0
    for n in range(T.size[ENTERED]):
        drop_entry(S, T.entered[n])
    T.size[ENTERED] = 0


@njit(cache=True)
def reserve(I: Arrays, S: State, row, by: int, k: int) -> None:  # type: ignore[no-untyped-def]
    """Take (`by` 1) or give back (-1) the bay, lane or place in a convoy of one record."""
    if row[KIND] == MOVE and row[CONVOY] != ALONE:
        if by > 0:
            join_convoy(I, S, row[WHAT], row[START], row[CONVOY], k)
        else:
            leave_convoy(I, S, row[WHAT], row[START], row[CONVOY], k)
    if row[KIND] in (LOAD, INSPECT, UNLOAD):
        place = row[WHAT]
        if I.lanes[place] < BLOCKED:
            S.points[place] = change(
                S.times[place], S.use[place], S.points[place], row[START], row[END], by
            )


@njit(cache=True)
def _free_row(used) -> int:  # type: ignore[no-untyped-def]
    for i in range(len(used)):
        if used[i] == 0:
            return i
    return -1


@njit(cache=True)
def keep(S: State) -> int:
    """Make the trial, whose reservations stand, a mission; returns its number."""
    T = S.trial
    m = _free_row(S.active)
    size = T.size[MEMBERS]
    S.active[m] = 1
    S.team_size[m] = size
    S.stop_count[m] = T.size[WAYS]
    S.stops[m] = T.stops
    S.entered_count[m] = T.size[ENTERED]
    S.entered[m] = T.entered
    S.gain[m] = T.gain
    S.frozen[m] = 0
    S.known[m] = 0
    free = 0
    for i in range(size):
        while S.slot_used[free] != 0:
            free += 1
        S.slot_used[free] = 1
        v = T.team[i]
        S.team[m, i] = v
        S.slots[m, i] = free
        S.before[free] = S.vehicle[v]
        S.after[free] = T.now[i]
        S.records[free, : T.count[i]] = T.records[i, : T.count[i]]
        S.record_count[free] = T.count[i]
        S.load[free] = T.load[i]
        S.carried[free] = S.aboard[v]
    _account(S, m, 1)
    return m


@njit(cache=True)
def _account(S: State, m: int, by: int) -> None:
    """Move people, places, vehicles and results for a mission that comes (1) or goes (-1)."""
    last = S.stop_count[m] - 1
    for i in range(S.team_size[m]):
        v, slot = S.team[m, i], S.slots[m, i]
        for w in range(last):
            for c in range(S.load.shape[2]):
                S.waiting[S.stops[m, w], c] -= by * S.load[slot, w, c]
                S.room[S.stops[m, last]] -= by * S.load[slot, w, c]
        for c in range(S.load.shape[2]):
            S.room[S.stops[m, last]] -= by * S.carried[slot, c]
            S.aboard[v, c] = 0 if by > 0 else S.carried[slot, c]
        if by > 0:
            S.trip[v, S.trips[v]] = m
            S.vehicle[v] = S.after[slot]
        else:
            S.vehicle[v] = S.before[slot]
        S.trips[v] += by
    for k in range(4):
        S.result[k] += by * S.gain[m, k]


@njit(cache=True)
def withdraw(I: Arrays, S: State, m: int) -> None:
    """Take a mission out of the schedule; it must be the last of each of its vehicles.

    Its rows stay, so that `restore` can put it back as it was, until `forget`.
    """
    for i in range(S.team_size[m]):
        slot = S.slots[m, i]
        for n in range(S.record_count[slot]):
            reserve(I, S, S.records[slot, n], -1, I.cls[S.team[m, i]])
    for n in range(S.entered_count[m]):
        drop_entry(S, S.entered[m, n])
    _account(S, m, -1)


@njit(cache=True)
def restore(I: Arrays, S: State, m: int) -> None:
    """Put a withdrawn mission back exactly as it was."""
    for i in range(S.team_size[m]):
        slot = S.slots[m, i]
        for n in range(S.record_count[slot]):
            reserve(I, S, S.records[slot, n], 1, I.cls[S.team[m, i]])
    for n in range(S.entered_count[m]):
        add_entry(S, S.entered[m, n])
    _account(S, m, 1)


@njit(cache=True)
def forget(S: State, m: int) -> None:
    """Free the rows of a withdrawn mission."""
    S.active[m] = 0
    for i in range(S.team_size[m]):
        S.slot_used[S.slots[m, i]] = 0
