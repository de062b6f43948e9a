"""One step of a mission: when a convoy sets out, when a vehicle is served; compiled.

Every step answers OK, FAIL (the mission cannot run) or RETRY (it can, if somebody waits,
rests or refuels earlier: what to change has been noted in the trial).
"""

import math

from numba import njit

from safeconduct.instance.arrays import BLOCKED, NEVER, Arrays, Ints
from safeconduct.plan.convoys import join_convoy, leaving
from safeconduct.plan.profile import change, earliest
from safeconduct.plan.state import (
    ALONE,
    CONVOY,
    DUTIES,
    DUTY,
    END,
    ENTERED,
    ENTRIES,
    EXPOSURE,
    FREE,
    FRESH,
    KIND,
    KM,
    LEAVES,
    LED,
    LEG,
    MEMBERS_IN,
    METRES,
    MOMENT,
    MOVE,
    OUTSIDE,
    PACE,
    PLACE,
    REFUEL,
    REST,
    SIZE,
    START,
    TIME,
    WHAT,
    ZONE,
    State,
)

OK, FAIL, RETRY = 0, 1, 2
TINY = 1e-7


@njit(cache=True)
def seconds_up(minutes: float) -> int:
    """Whole seconds, rounded up."""
    return int(math.ceil(minutes * 60.0 - TINY))


@njit(cache=True)
def seconds_down(minutes: float) -> int:
    """Whole seconds, rounded down."""
    return int(math.floor(minutes * 60.0 + TINY))


@njit(cache=True)
def in_hours(I: Arrays, start: int, length: int) -> int:
    """The first departure from `start` on that lies with its arrival in the movement hours."""
    for h in range(len(I.hours_start)):
        begin = max(start, I.hours_start[h])
        if begin + length <= I.hours_end[h]:
            return begin
    return NEVER


@njit(cache=True)
def free_entry(entries: Ints, n: int, headway: int, moment: int) -> int:
    """The first moment from `moment` on that keeps the headway to every known entry."""
    for i in range(n):
        known = entries[i, MOMENT]
        if known + headway <= moment:
            continue
        if known - headway >= moment:
            return moment
        moment = known + headway
    return moment


@njit(cache=True)
def in_window(I: Arrays, zone: int, enter: int, leave: int) -> int:
    """The first window in which a stay fits that may be put off; -1: none."""
    for w in range(I.window_first[zone], I.window_first[zone + 1]):
        begin = max(enter, I.window_start[w])
        if begin + leave - enter <= I.window_end[w]:
            return w
    return -1


@njit(cache=True)
def _departure(
    I: Arrays, S: State, leg: int, pace: float, ready: int, first: int, last: int
) -> int:
    """Put a departure off until movement hours, windows and headway all allow it."""
    length = seconds_up(I.leg_min[leg] / pace)
    start = ready
    while start < I.horizon:
        begin = in_hours(I, start, length)
        if begin >= I.horizon:
            return NEVER
        for p in range(I.pass_first[leg], I.pass_first[leg + 1]):
            zone = I.pass_zone[p]
            inside = I.pass_from_inside[p]
            enter = begin + seconds_down(I.pass_enter[p] / pace)
            if I.is_window[zone] and (not inside or _free(S, zone, first, last)):
                enter = begin if inside else enter
                leave = begin + seconds_up(I.pass_exit[p] / pace)
                w = in_window(I, zone, enter, leave)
                if w < 0:
                    return NEVER
                late = max(0, I.window_start[w] - enter)
                begin += late
                enter += late
            if I.headway[zone] > 0 and I.pass_enters[p]:
                entries, n = S.entries[zone], S.entry_count[zone]
                begin += free_entry(entries, n, I.headway[zone], enter) - enter
        if begin == start:
            return start
        start = begin
    return NEVER


@njit(cache=True)
def _free(S: State, zone: int, first: int, last: int) -> bool:
    """Whether somebody of the convoy stands where the zone's window does not matter."""
    for i in range(first, last):
        if S.trial.deadline[i, zone] == FREE:
            return True
    return False


@njit(cache=True)
def _put_off(I: Arrays, S: State, i: int, zone: int) -> int:
    """Note that a member's stay in a zone must begin in a later window."""
    T = S.trial
    node = T.entry_node[i, zone]
    for w in range(I.window_first[zone], I.window_first[zone + 1]):
        start = I.window_start[w] - T.entry_lag[i, zone]
        if I.window_start[w] > T.deadline[i, zone] and start > T.not_before[i, node]:
            T.not_before[i, node] = start
            return RETRY
    return FAIL


@njit(cache=True)
def record(S: State, i: int, kind: int, what: int, start: int, end: int, convoy: int) -> None:
    """Write down what a member does."""
    T = S.trial
    n = T.count[i]
    T.records[i, n, KIND] = kind
    T.records[i, n, WHAT] = what
    T.records[i, n, START] = start
    T.records[i, n, END] = end
    T.records[i, n, CONVOY] = convoy
    T.count[i] = n + 1


@njit(cache=True)
def on_duty(I: Arrays, S: State, i: int, start: int, end: int) -> int:
    """Count work towards duty; where it gets too long, note an earlier rest or a later start."""
    T = S.trial
    if T.now[i, DUTY] == FRESH:
        T.now[i, DUTY] = start
        T.duty_node[i] = T.node[i]
    most = I.max_duty[I.cls[T.team[i]]]
    if end - T.now[i, DUTY] <= most:
        return OK
    if T.excused[DUTIES] and T.duty_node[i] < 0 and S.trips[T.team[i]] == 0:
        return OK
    if T.rest_node[i] >= 0:
        T.rest_at[i, T.rest_node[i]] = 1
        return RETRY
    began = T.duty_node[i]
    if began >= 0 and T.not_before[i, began] < end - most:
        T.not_before[i, began] = end - most
        return RETRY
    return FAIL


@njit(cache=True)
def _rest(S: State, i: int, until: int) -> None:
    """Rest where the vehicle stands, from now until a moment."""
    T = S.trial
    record(S, i, REST, T.now[i, PLACE], T.now[i, TIME], until, -1)
    T.now[i, TIME] = until
    T.now[i, DUTY] = FRESH
    T.rest_node[i] = -1


@njit(cache=True)
def stand(I: Arrays, S: State, i: int) -> int:
    """Refuel and rest on arrival where that has been noted; remember where it could be done."""
    T = S.trial
    node, place, c = T.node[i], T.now[i, PLACE], I.cls[T.team[i]]
    if I.fuel[place]:
        if T.fuel_at[i, node]:
            end = T.now[i, TIME] + seconds_up(I.refuel_min[c])
            status = on_duty(I, S, i, T.now[i, TIME], end)
            if status != OK:
                return status
            record(S, i, REFUEL, place, T.now[i, TIME], end, -1)
            T.now[i, TIME] = end
            T.now[i, METRES] = 0
            T.fuel_node[i] = -1
        else:
            T.fuel_node[i] = node
    if I.rest[place] and T.now[i, DUTY] != FRESH:
        if T.rest_at[i, node]:
            _rest(S, i, T.now[i, TIME] + I.rest_s[c])
        else:
            T.rest_node[i] = node
    return OK


@njit(cache=True)
def serve(I: Arrays, S: State, i: int, kind: int, minutes: float) -> int:
    """Load, inspect or unload a member where it stands, as soon as a bay or lane is free."""
    T = S.trial
    place, length = T.now[i, PLACE], seconds_up(minutes)
    n = S.points[place]
    if n + 2 >= S.times.shape[1] or T.count[i] + 3 >= T.records.shape[1]:
        return FAIL
    ready = max(T.now[i, TIME], T.hold[i, T.node[i]])
    start = earliest(S.times[place], S.use[place], n, I.lanes[place], ready, length)
    if start + length > I.horizon:
        return FAIL
    status = on_duty(I, S, i, start, start + length)
    if status != OK:
        return status
    if I.lanes[place] < BLOCKED:
        S.points[place] = change(S.times[place], S.use[place], n, start, start + length, 1)
    record(S, i, kind, place, start, start + length, -1)
    T.now[i, TIME] = start + length
    return OK


@njit(cache=True)
def _slowest(I: Arrays, S: State, first: int, last: int) -> int:
    """The class of the slowest member."""
    setter = I.cls[S.trial.team[first]]
    for i in range(first + 1, last):
        k = I.cls[S.trial.team[i]]
        if I.speed[k] < I.speed[setter]:
            setter = k
    return setter


@njit(cache=True)
def _ready(S: State, first: int, last: int) -> int:
    T = S.trial
    ready = 0
    for i in range(first, last):
        ready = max(ready, T.now[i, TIME], T.not_before[i, T.node[i]])
    return ready


@njit(cache=True)
def travel(I: Arrays, S: State, leg: int, first: int, last: int) -> int:
    """Move members `first` to `last` (exclusive) over a leg, as one convoy."""
    T = S.trial
    setter = _slowest(I, S, first, last)
    ready = _ready(S, first, last)
    if S.convoy_row[leg] >= 0:
        start, setter = _convoy(I, S, leg, ready, first, last, setter)
    else:
        start = _departure(I, S, leg, I.speed[setter], ready, first, last)
    if start == NEVER:
        return FAIL
    pace = I.speed[setter]
    end = start + seconds_up(I.leg_min[leg] / pace)
    if end > I.horizon or T.size[ENTERED] + 4 >= ENTRIES or _crowded(I, S, leg):
        return FAIL
    for i in range(first, last):
        status = _may_move(I, S, i, leg, pace, start, end)
        if status != OK:
            return status
    joint = setter if S.convoy_row[leg] >= 0 else ALONE
    for i in range(first, last):
        _pass_zones(I, S, i, leg, pace, start)
        _moved(I, S, i, leg, pace, start, end, joint)
        if joint != ALONE:
            join_convoy(I, S, leg, start, setter, I.cls[T.team[i]])
    _enter(I, S, leg, pace, start)
    return OK


@njit(cache=True)
def _convoy(I: Arrays, S: State, leg: int, ready: int, first: int, last: int, setter: int):  # type: ignore[no-untyped-def]
    """When members leave over a leg where convoys matter, and the class that sets the pace.

    They join the first convoy that they fit into, or make one of their own where that is
    sooner and they may: an escort leads, or none is needed.
    """
    T, row = S.trial, S.convoy_row[leg]
    led, size = 0, last - first
    for i in range(first, last):
        led += I.escort[I.cls[T.team[i]]]
    start, found = NEVER, setter
    if led > 0 or not I.leg_escort[leg]:
        start = _departure(I, S, leg, I.speed[setter], ready, first, last)
        while start < NEVER and leaving(S, row, start) >= 0:
            start = _departure(I, S, leg, I.speed[setter], start + 1, first, last)
    for j in range(S.convoy_count[row]):
        known = S.convoys[row, j]
        if known[LEAVES] >= start:
            break
        fits = known[MEMBERS_IN] + size <= I.leg_max[leg]
        fits &= known[LED] + led > 0 or not I.leg_escort[leg]
        if fits and known[LEAVES] >= ready and I.speed[known[PACE]] <= I.speed[setter]:
            if _in_windows(I, S, leg, I.speed[known[PACE]], known[LEAVES], first, last):
                return known[LEAVES], known[PACE]
    return start, found


@njit(cache=True)
def _in_windows(
    I: Arrays, S: State, leg: int, pace: float, start: int, first: int, last: int
) -> bool:
    """Whether a convoy leaves so that its stays in zones fit into windows for these members."""
    for p in range(I.pass_first[leg], I.pass_first[leg + 1]):
        zone, inside = I.pass_zone[p], I.pass_from_inside[p]
        if I.is_window[zone] and (not inside or _free(S, zone, first, last)):
            enter = start if inside else start + seconds_down(I.pass_enter[p] / pace)
            w = in_window(I, zone, enter, start + seconds_up(I.pass_exit[p] / pace))
            if w < 0 or enter < I.window_start[w]:
                return False
    return True


@njit(cache=True)
def _crowded(I: Arrays, S: State, leg: int) -> bool:
    """Whether there is no row left for a convoy on the leg, or an entry into one of its zones."""
    row = S.convoy_row[leg]
    if row >= 0 and S.convoy_count[row] + 2 >= S.convoys.shape[1]:
        return True
    for p in range(I.pass_first[leg], I.pass_first[leg + 1]):
        if S.entry_count[I.pass_zone[p]] + 2 >= S.entries.shape[1]:
            return True
    return False


@njit(cache=True)
def _may_move(I: Arrays, S: State, i: int, leg: int, pace: float, start: int, end: int) -> int:
    """Windows to be left in time, rest on the way, duty and fuel of one member."""
    T = S.trial
    if T.count[i] + 3 >= T.records.shape[1]:
        return FAIL
    for p in range(I.pass_first[leg], I.pass_first[leg + 1]):
        zone = I.pass_zone[p]
        if I.is_window[zone] and I.pass_from_inside[p] and T.deadline[i, zone] != FREE:
            if start + seconds_up(I.pass_exit[p] / pace) > T.deadline[i, zone]:
                return _put_off(I, S, i, zone)
    c = I.cls[T.team[i]]
    if I.rest[T.now[i, PLACE]] and T.now[i, DUTY] != FRESH and I.max_duty[c] < NEVER:
        if start - T.now[i, TIME] >= I.rest_s[c]:
            _rest(S, i, start)
    status = fuelled(I, S, i, I.leg_km[leg])
    return status if status != OK else on_duty(I, S, i, start, end)


@njit(cache=True)
def fuelled(I: Arrays, S: State, i: int, km: float) -> int:
    """Whether a member can go so far; where it cannot, note an earlier stop for fuel."""
    T = S.trial
    if T.now[i, METRES] + _metres(km) <= I.range_km[I.cls[T.team[i]]] * 1000.0 + TINY:
        return OK
    if T.fuel_node[i] < 0:
        return FAIL
    T.fuel_at[i, T.fuel_node[i]] = 1
    return RETRY


@njit(cache=True)
def _metres(km: float) -> int:
    return int(math.ceil(km * 1000.0 - TINY))


@njit(cache=True)
def _pass_zones(I: Arrays, S: State, i: int, leg: int, pace: float, start: int) -> None:
    """Keep book of which windows a member's stays in zones depend on."""
    T = S.trial
    for p in range(I.pass_first[leg], I.pass_first[leg + 1]):
        zone = I.pass_zone[p]
        if not I.is_window[zone]:
            continue
        inside = I.pass_from_inside[p]
        if not inside or T.deadline[i, zone] == FREE:
            lag = 0 if inside else seconds_down(I.pass_enter[p] / pace)
            w = in_window(I, zone, start + lag, start + seconds_up(I.pass_exit[p] / pace))
            T.deadline[i, zone] = I.window_end[w]
            T.entry_node[i, zone] = T.node[i]
            T.entry_lag[i, zone] = lag
        if not I.pass_to_inside[p]:
            T.deadline[i, zone] = OUTSIDE
        elif I.overnight[I.leg_to[leg]]:
            T.deadline[i, zone] = FREE


@njit(cache=True)
def _moved(
    I: Arrays, S: State, i: int, leg: int, pace: float, start: int, end: int, convoy: int
) -> None:
    T = S.trial
    aboard = 0
    for c in range(T.aboard.shape[1]):
        aboard += T.aboard[i, c]
    T.gain[EXPOSURE] += aboard * I.leg_exposure[leg] / pace
    T.gain[KM] += I.leg_km[leg]
    record(S, i, MOVE, leg, start, end, convoy)
    T.now[i, PLACE] = I.leg_to[leg]
    T.now[i, TIME] = end
    T.now[i, METRES] += _metres(I.leg_km[leg])
    T.node[i] += 1


@njit(cache=True)
def _enter(I: Arrays, S: State, leg: int, pace: float, start: int) -> None:
    """Reserve the moments at which the convoy comes into zones that ask for headway."""
    T = S.trial
    for p in range(I.pass_first[leg], I.pass_first[leg + 1]):
        zone = I.pass_zone[p]
        if I.headway[zone] > 0 and I.pass_enters[p]:
            row = T.entered[T.size[ENTERED]]
            row[ZONE] = zone
            row[MOMENT] = start + seconds_down(I.pass_enter[p] / pace)
            row[LEG], row[SIZE] = leg, 1
            T.size[ENTERED] += 1
            add_entry(S, row)


@njit(cache=True)
def add_entry(S: State, row) -> None:
    """Put an entry in order of its moment; who joins a convoy enters with it."""
    zone = row[ZONE]
    n = S.entry_count[zone]
    known = S.entries[zone]
    j = n
    while j > 0 and known[j - 1, MOMENT] > row[MOMENT]:
        j -= 1
    if j > 0 and known[j - 1, MOMENT] == row[MOMENT]:
        known[j - 1, SIZE] += 1
        return
    for k in range(n, j, -1):
        known[k] = known[k - 1]
    known[j] = row
    S.entry_count[zone] = n + 1


@njit(cache=True)
def drop_entry(S: State, row) -> None:
    """Take an entry out again; the convoy goes on with who is left."""
    zone = row[ZONE]
    n = S.entry_count[zone]
    known = S.entries[zone]
    j = 0
    while known[j, MOMENT] != row[MOMENT]:
        j += 1
    if known[j, SIZE] > 1:
        known[j, SIZE] -= 1
        return
    for k in range(j, n - 1):
        known[k] = known[k + 1]
    S.entry_count[zone] = n - 1
