"""Send vehicles out, one mission after another, until nothing more can be gained; compiled."""

import numpy as np
from numba import njit

from safeconduct.instance.arrays import NEVER, Arrays, Floats, Ints
from safeconduct.plan.escorts import STAY_S, come, gates, lead, short, whole
from safeconduct.plan.mission import cancel, go, keep
from safeconduct.plan.state import MEMBERS, PLACE, STOPS, TEAM, TIME, WAYS, WEIGHT, State

SHORTLIST = 10
"""Missions that are run through time for each vehicle sent out."""
SHARES = (0.8, 0.6, 0.4, 0.2)
"""What is tried of a vehicle's places where a full load does not fit into its hours."""
HALVINGS = 4
"""How often the step between the largest share that fits and the next is halved."""


@njit(cache=True)
def fill(I: Arrays, S: State, i: int, share: float) -> int:
    """Plan what a member loads at each pickup, the heaviest categories first; returns persons."""
    T = S.trial
    last = T.size[WAYS] - 1
    c_row = I.cls[T.team[i]]
    left = np.zeros(3, dtype=np.int64)
    for u in range(3):
        left[u] = int(np.ceil(I.places[c_row, u] * share))
    room = S.room[T.stops[last]]
    for k in range(i):
        room -= T.load[k].sum()
    T.load[i] = 0
    total = 0
    for w in range(last):
        place = T.stops[w]
        for n in range(len(I.order)):
            c = I.order[n]
            if not I.accepts[T.stops[last], c]:
                continue
            there = S.waiting[place, c]
            for k in range(i):
                there -= T.load[k, w, c]
            for earlier in range(w):
                if T.stops[earlier] == place:
                    there -= T.load[i, earlier, c]
            take = min(there, left[I.uses[c]], room)
            if take > 0:
                T.load[i, w, c] = take
                left[I.uses[c]] -= take
                room -= take
                total += take
    return total


@njit(cache=True)
def _value(I: Arrays, S: State, v: int, place: int, reception: int) -> float:
    """Weight that a vehicle could take from a pickup to a reception."""
    value = 0.0
    row = I.cls[v]
    for u in range(3):
        left = I.places[row, u]
        for n in range(len(I.order)):
            c = I.order[n]
            if I.uses[c] == u and I.accepts[reception, c]:
                take = min(S.waiting[place, c], left)
                value += take * I.weight[c]
                left -= take
    return value


@njit(cache=True)
def shortlist(I: Arrays, S: State, v: int, noise: float, found: Ints, score: Floats) -> int:
    """The most promising trips of a vehicle: way out, pickup, way back, reception."""
    here, places = S.vehicle[v, PLACE], len(I.kind)
    speed = I.speed[I.cls[v]]
    n = 0
    for p in range(places):
        if I.kind[p] != 0:
            continue
        for r in range(places):
            if I.kind[r] != 2 or S.room[r] <= 0:
                continue
            value = _value(I, S, v, p, r)
            if value <= 0.0:
                continue
            for a in range(I.pair_first[here * places + p], I.pair_first[here * places + p + 1]):
                for b in range(I.pair_first[p * places + r], I.pair_first[p * places + r + 1]):
                    out, back = I.pair_way[a], I.pair_way[b]
                    minutes = (I.way_min[out] + I.way_min[back]) / speed + 30.0
                    guess = value / minutes * (1.0 + noise * np.random.random())
                    n = _insert(found, score, n, guess, (out, p, back, r))
            if here == p:
                continue
    return n


@njit(cache=True)
def _insert(found: Ints, score: Floats, n: int, guess: float, row) -> int:  # type: ignore[no-untyped-def]
    """Keep the best few, in order."""
    j = n
    if n == len(score):
        if guess <= score[n - 1]:
            return n
        j = n - 1
    else:
        n += 1
    while j > 0 and score[j - 1] < guess:
        score[j] = score[j - 1]
        found[j] = found[j - 1]
        j -= 1
    score[j] = guess
    for k in range(4):
        found[j, k] = row[k]
    return n


@njit(cache=True)
def _route(S: State, row: Ints) -> None:
    """Lay a shortlisted trip out as the trial's route."""
    T = S.trial
    T.size[WAYS] = 2
    T.ways[0], T.stops[0] = row[0], row[1]
    T.ways[1], T.stops[1] = row[2], row[3]


@njit(cache=True)
def _extend(I: Arrays, S: State, v: int) -> bool:
    """Add the nearest further pickup that fills seats still free; False: there is none."""
    T = S.trial
    places, last = len(I.kind), T.size[WAYS] - 1
    if T.size[WAYS] == STOPS:
        return False
    here, reception = T.stops[last - 1], T.stops[last]
    before = fill(I, S, 0, 1.0)
    best, best_time = -1, np.inf
    for p in range(places):
        a, b = here * places + p, p * places + reception
        if I.kind[p] != 0 or p == here or _value(I, S, v, p, reception) <= 0.0:
            continue
        if I.pair_first[a] < I.pair_first[a + 1] and I.pair_first[b] < I.pair_first[b + 1]:
            time = I.way_min[I.pair_way[I.pair_first[a]]] + I.way_min[I.pair_way[I.pair_first[b]]]
            if time < best_time and not _visited(T.stops, last, p):
                best, best_time = p, time
    if best < 0:
        return False
    way_on, way_back = T.ways[last], T.stops[last]
    T.ways[last], T.stops[last] = I.pair_way[I.pair_first[here * places + best]], best
    T.ways[last + 1] = I.pair_way[I.pair_first[best * places + reception]]
    T.stops[last + 1] = reception
    T.size[WAYS] += 1
    if fill(I, S, 0, 1.0) > before:
        return True
    T.size[WAYS] -= 1
    T.ways[last], T.stops[last] = way_on, way_back
    return False


@njit(cache=True)
def _visited(stops: Ints, last: int, place: int) -> bool:
    for w in range(last):
        if stops[w] == place:
            return True
    return False


@njit(cache=True)
def _team(I: Arrays, S: State, v: int, patience: int, share: float) -> bool:
    """Gather who travels: the vehicle, an escort where one is needed, others who are ready."""
    T = S.trial
    T.size[MEMBERS] = 1
    T.team[0] = v
    T.depart[:] = 0
    whole(S, 0)
    if fill(I, S, 0, share) == 0:
        return False
    escorted, most = False, TEAM
    for w in range(T.size[WAYS]):
        escorted |= I.way_escort[T.ways[w]]
        if I.way_escort[T.ways[w]]:
            most = min(most, I.way_max[T.ways[w]])
    if not escorted:
        return True
    ready = S.vehicle[v, TIME]
    if not I.escort[I.cls[v]]:
        stay = int(2 * STAY_S * np.random.random())
        leader = leader_for(I, S, v, stay)
        if leader < 0 or most < 2:
            return False
        ready = max(ready, lead(I, S, leader, S.vehicle[v, PLACE], stay))
    if share == 1.0:
        _gather(I, S, ready + patience, most)
    return True


@njit(cache=True)
def _meet(I: Arrays, S: State, u: int, place: int) -> int:
    """About when a vehicle can be at a place; NEVER: it cannot come alone."""
    if S.trips[u] >= S.trip.shape[1] or stuck(I, S, u):
        return NEVER
    return come(I, S, u, place, 0)[1]


@njit(cache=True)
def stuck(I: Arrays, S: State, u: int) -> bool:
    """Not sent out: who ended a mission inside a window zone, or still has people aboard."""
    for c in range(S.aboard.shape[1]):
        if S.aboard[u, c] > 0:
            return True
    return S.trips[u] > 0 and I.in_window_zone[S.vehicle[u, PLACE]]


@njit(cache=True)
def _join(I: Arrays, S: State, u: int, place: int) -> None:
    """Make a vehicle a member of the team, which sets out from a place."""
    T = S.trial
    i = T.size[MEMBERS]
    T.team[i] = u
    whole(S, i)
    T.approach[i] = come(I, S, u, place, 0)[0]
    T.size[MEMBERS] = i + 1


@njit(cache=True)
def leader_for(I: Arrays, S: State, v: int, stay: int) -> int:
    """The escort vehicle that can come first; those that carry fewest people before others.

    `stay` are the seconds for which it is needed, about.
    """
    best, best_time = -1, float(NEVER)
    gate = gates(I, S.trial.ways[: S.trial.size[WAYS]])[2]
    for u in range(len(I.cls)):
        if u == v or not I.escort[I.cls[u]] or S.trips[u] >= S.trip.shape[1] or stuck(I, S, u):
            continue
        place = gate if short(I, u) else S.vehicle[v, PLACE]
        time = come(I, S, u, place, stay)[1] + 60.0 * I.places[I.cls[u]].sum()
        if time < best_time:
            best, best_time = u, time
    return best


@njit(cache=True)
def _gather(I: Arrays, S: State, until: int, most: int) -> None:
    """Let vehicles that are ready by a moment join while people are left for them."""
    T = S.trial
    place = S.vehicle[T.team[0], PLACE]
    count = len(I.cls)
    offset = np.random.randint(count)
    for k in range(count):
        if T.size[MEMBERS] >= most:
            return
        u = (k + offset) % count
        if I.places[I.cls[u]].sum() == 0 or _in_team(T.team, T.size[MEMBERS], u):
            continue
        if _meet(I, S, u, place) <= until:
            _join(I, S, u, place)
            i = T.size[MEMBERS] - 1
            if fill(I, S, i, 1.0) == 0:
                T.size[MEMBERS] = i


@njit(cache=True)
def _in_team(team: Ints, size: int, u: int) -> bool:
    for i in range(size):
        if team[i] == u:
            return True
    return False


@njit(cache=True)
def _rate(I: Arrays, S: State) -> float:
    """Weight gained by the trial per vehicle-minute spent; escorts without places count half."""
    T = S.trial
    spent = 0.0
    for i in range(T.size[MEMBERS]):
        v = T.team[i]
        minutes = (T.now[i, TIME] - S.vehicle[v, TIME]) / 60.0 + 1.0
        spent += minutes if I.places[I.cls[v]].sum() > 0 else 0.5 * minutes
    return T.gain[WEIGHT] / spent


@njit(cache=True)
def _try(I: Arrays, S: State, v: int, row: Ints, further: bool, share: float, patience: int):
    """Run a shortlisted trip, perhaps with further pickups, or with a share of its places."""
    _route(S, row)
    T = S.trial
    T.size[MEMBERS] = 1
    T.team[0] = v
    if further:
        if not _extend(I, S, v):
            return False
        _extend(I, S, v)
    return _team(I, S, v, patience, share) and go(I, S)


@njit(cache=True)
def _variant(variant: int):
    """A trip as it is, with further pickups, or with less and less load."""
    return variant == 1, 1.0 if variant < 2 else SHARES[variant - 2]


@njit(cache=True)
def _largest(I: Arrays, S: State, v: int, row: Ints, variant: int, patience: int, seed: int):
    """The largest share of a vehicle's places with which a trip still fits into its hours."""
    low = _variant(variant)[1]
    high = _variant(max(variant - 1, 1))[1] if variant >= 2 else low
    for _ in range(HALVINGS):
        if low >= high:
            break
        middle = 0.5 * (low + high)
        np.random.seed(seed)
        if _try(I, S, v, row, False, middle, patience):
            cancel(I, S)
            low = middle
        else:
            high = middle
    return low


@njit(cache=True)
def send(I: Arrays, S: State, v: int, noise: float, patience: int) -> bool:
    """Send a vehicle on the best mission found for it; False: nothing is to be gained."""
    found = np.zeros((SHORTLIST, 4), dtype=np.int64)
    score = np.zeros(SHORTLIST)
    n = shortlist(I, S, v, noise, found, score)
    best, best_rate, best_variant = -1, 0.0, 0
    seed = np.random.randint(1 << 30)
    for j in range(n):
        for variant in range(2 + len(SHARES)):
            np.random.seed(seed + j)
            further, share = _variant(variant)
            if not _try(I, S, v, found[j], further, share, patience):
                continue
            rate = _rate(I, S) * (1.0 + noise * (np.random.random() - 0.5))
            cancel(I, S)
            if rate > best_rate:
                best, best_rate, best_variant = j, rate, variant
            if variant != 0:
                break
        if j >= 2 and best_rate > 3.0 * score[j]:
            break
    if best < 0:
        return False
    share = _largest(I, S, v, found[best], best_variant, patience, seed + best)
    np.random.seed(seed + best)
    if not _try(I, S, v, found[best], best_variant == 1, share, patience):
        return False
    keep(S)
    np.random.seed(seed)
    return True


@njit(cache=True)
def dispatch(I: Arrays, S: State, idle: Ints, noise: float, patience: int) -> None:
    """Send out whichever vehicle is ready first, again and again; `idle` marks those left out."""
    while True:
        v, first = -1, float(NEVER)
        for u in range(len(I.cls)):
            if idle[u] != 0 or S.trips[u] >= S.trip.shape[1]:
                continue
            ready = S.vehicle[u, TIME] + noise * 1800.0 * np.random.random()
            if ready < first:
                v, first = u, ready
        if v < 0:
            return
        carries = I.places[I.cls[v]].sum() > 0
        if not carries or stuck(I, S, v) or not send(I, S, v, noise, patience):
            idle[v] = 1
