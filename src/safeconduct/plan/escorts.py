"""Where an escort joins a team and leaves it: at the gates of what needs one; compiled.

A gate is the last place outside window zones before the first leg that needs an escort, or the
first one after the last such leg. Vehicles without places go with a team between its gates
only, and wait at the gate for the next one, as long as they can still get home to rest.
"""

import numpy as np
from numba import njit

from safeconduct.instance.arrays import NEVER, Arrays, Ints
from safeconduct.plan.state import DUTY, FRESH, MEMBERS, PLACE, TIME, WAYS, State

TINY = 1e-7
STAY_S = 3_600
"""About how long an escort is away from its gate with a team, where that has to be guessed."""


@njit(cache=True)
def whole(S: State, i: int) -> None:
    """Let a member go all the way, from where the team sets out."""
    T = S.trial
    T.approach[i], T.joins[i], T.leaves[i] = -1, 0, NEVER


@njit(cache=True)
def gates(I: Arrays, ways: Ints) -> tuple[int, ...]:
    """The leg of a team's ways with which an escort joins, the one before which it leaves.

    And the place where it joins; -1: no leg needs an escort.
    """
    n, gate, joins, leaves, meet, place = 0, 0, 0, NEVER, -1, -1
    for way in ways:
        for j in range(I.way_first[way], I.way_first[way + 1]):
            leg = I.way_leg[j]
            if n == 0 or not I.in_window_zone[I.leg_from[leg]]:
                gate, meet = n, I.leg_from[leg]
            if I.leg_escort[leg]:
                if place < 0:
                    joins, place = gate, meet
                leaves = NEVER
            n += 1
            if place >= 0 and leaves == NEVER and not I.in_window_zone[I.leg_to[leg]]:
                leaves = n
    return joins, leaves, place


@njit(cache=True)
def short(I: Arrays, v: int) -> bool:
    """Whether a vehicle goes with a team between gates only: an escort without places."""
    k = I.cls[v]
    return I.escort[k] and I.places[k].sum() == 0


@njit(cache=True)
def come(I: Arrays, S: State, u: int, place: int, stay: int) -> tuple[int, ...]:
    """By which way a vehicle can come to a place alone, and about when it is there.

    -1: it is there already. NEVER: it cannot come. Where the duty of an escort would be over
    before it is home again, `stay` seconds after it has come, it rests first, on its way.
    """
    here, k = S.vehicle[u, PLACE], I.cls[u]
    now, since = S.vehicle[u, TIME], S.vehicle[u, DUTY]
    resting = since != FRESH and I.max_duty[k] < NEVER and short(I, u)
    found, soonest = -1, NEVER
    if here == place:
        if not resting or now + stay + home_s(I, place, k) - since <= I.max_duty[k]:
            return -1, now
    pair = here * len(I.kind) + place
    for n in range(I.pair_first[pair], I.pair_first[pair + 1]):
        way = I.pair_way[n]
        if I.way_escort[way] and not I.escort[k]:
            continue
        time = now + int(I.way_min[way] * 60.0 / I.speed[k])
        if resting and time + stay + home_s(I, place, k) - since > I.max_duty[k]:
            if not _rests(I, way):
                continue
            time += I.rest_s[k]
        if time < soonest:
            found, soonest = way, time
    return found, soonest


@njit(cache=True)
def _rests(I: Arrays, way: int) -> bool:
    """Whether crews may rest on a way, or where it begins."""
    for j in range(I.way_first[way], I.way_first[way + 1]):
        if I.rest[I.leg_from[I.way_leg[j]]]:
            return True
    return False


@njit(cache=True)
def home_s(I: Arrays, place: int, k: int) -> int:
    """Seconds to the nearest place where a class of vehicles may rest; NEVER: there is none."""
    if I.rest[place]:
        return 0
    way = home_way(I, place)
    return int(np.ceil(I.way_min[way] * 60.0 / I.speed[k] - TINY)) if way >= 0 else NEVER


@njit(cache=True)
def home_way(I: Arrays, place: int) -> int:
    """The quickest way to a place where crews may rest, or -1."""
    found, places = -1, len(I.kind)
    for other in range(places):
        pair = place * places + other
        for n in range(I.pair_first[pair], I.pair_first[pair + 1]):
            way = I.pair_way[n]
            if I.rest[other] and (found < 0 or I.way_min[way] < I.way_min[found]):
                found = way
    return found


@njit(cache=True)
def lead(I: Arrays, S: State, u: int, meet: int, stay: int) -> int:
    """Make an escort a member of the team; about when it can be where it joins, NEVER: it cannot.

    `meet` is where the team sets out.
    """
    T = S.trial
    i = T.size[MEMBERS]
    T.team[i], T.load[i], T.depart[i] = u, 0, 0
    whole(S, i)
    if short(I, u):
        T.joins[i], T.leaves[i], meet = gates(I, T.ways[: T.size[WAYS]])
    T.approach[i], time = come(I, S, u, meet, stay)
    T.size[MEMBERS] = i + 1
    return time
