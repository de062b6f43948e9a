"""How much room schedules need, and empty and copied ones."""

import numpy as np

from safeconduct.instance.arrays import Arrays
from safeconduct.plan.compiled import reference
from safeconduct.plan.improve import copy_state
from safeconduct.plan.state import State, new_state


def empty_state(arrays: Arrays) -> State:
    """A schedule in which nothing is done yet."""
    return new_state(arrays, most_trips=_most_trips(arrays), most_records=most_records(arrays))


def copied(state: State, arrays: Arrays) -> State:
    """A state that holds the same outcome."""
    own = empty_state(arrays)
    copy_state(reference(state), reference(own))
    return own


def _most_trips(arrays: Arrays) -> int:
    """No vehicle makes more trips than its shortest ways there and back leave time for."""
    out = _quickest(arrays, 0, 2)
    if out == np.inf:
        return 1
    shortest = max(out + min(_quickest(arrays, 2, 0), out), 10.0)
    return int(min(max(arrays.horizon / 60 / shortest, 1) + 1, 60))


def _quickest(arrays: Arrays, origin: int, destination: int) -> float:
    """Minutes that a way between places of two kinds takes at the least, by its first and last leg.

    Legs, not ways, since those are learnt on the way and a schedule is copied with its size.
    """
    starts = arrays.kind[arrays.leg_from] == origin
    ends = arrays.kind[arrays.leg_to] == destination
    direct = float(arrays.leg_min[starts & ends].min(initial=np.inf))
    first = float(arrays.leg_min[starts].min(initial=np.inf))
    last = float(arrays.leg_min[ends].min(initial=np.inf))
    return min(direct, first + last) / float(arrays.speed.max(initial=1.0))


def most_records(arrays: Arrays) -> int:
    """No mission has more records than its longest ways have legs and services."""
    longest = int(np.diff(arrays.way_first).max(initial=1))
    return min(longest * 3 * 4 + 16, 160)
