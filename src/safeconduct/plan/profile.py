"""Resources in use over time: bays and lanes as step functions, compiled.

A profile row holds breakpoints and the use from each of them to the next.
"""

import numpy as np
from numba import njit

from safeconduct.instance.arrays import NEVER, Ints


@njit(cache=True)
def _segment(times: Ints, n: int, moment: int) -> int:
    """The segment that holds a moment: the last breakpoint not after it."""
    return int(np.searchsorted(times[:n], moment, side="right")) - 1


@njit(cache=True)
def earliest(times: Ints, use: Ints, n: int, lanes: int, ready: int, length: int) -> int:
    """The first moment from `ready` on at which a lane is free for `length` seconds."""
    start = ready
    i = _segment(times, n, start)
    while i < n:
        j = i
        clash = -1
        while j < n and (j == i or times[j] < start + length):
            if use[j] >= lanes:
                clash = j
            j += 1
            if clash >= 0:
                break
        if clash < 0:
            return start
        if clash + 1 >= n:
            return NEVER
        i = clash + 1
        start = times[i]
    return NEVER


@njit(cache=True)
def _cut(times: Ints, use: Ints, n: int, moment: int) -> int:
    """Make sure that a breakpoint stands at a moment; returns the new number of breakpoints."""
    i = _segment(times, n, moment)
    if times[i] == moment:
        return n
    for j in range(n, i + 1, -1):
        times[j] = times[j - 1]
        use[j] = use[j - 1]
    times[i + 1] = moment
    use[i + 1] = use[i]
    return n + 1


@njit(cache=True)
def change(times: Ints, use: Ints, n: int, start: int, end: int, by: int) -> int:
    """Add `by` to the use from `start` to `end`; returns the new number of breakpoints."""
    if end <= start:
        return n
    n = _cut(times, use, n, start)
    n = _cut(times, use, n, end)
    i = _segment(times, n, start)
    j = i
    while times[j] < end:
        use[j] += by
        j += 1
    return _merge(times, use, n, i, j)


@njit(cache=True)
def _merge(times: Ints, use: Ints, n: int, first: int, last: int) -> int:
    """Drop breakpoints between `first` and `last` at which the use does not change."""
    keep = max(first, 1)
    for j in range(keep, n):
        if j > last or use[j] != use[keep - 1]:
            times[keep] = times[j]
            use[keep] = use[j]
            keep += 1
    return keep
