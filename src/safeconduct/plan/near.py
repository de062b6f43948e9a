"""Better schedules near one that crews already know: people first, then the fewest changes.

Compiled. A mission is known where crews have been told of it; what replaces it is a change.
"""

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Arrays
from safeconduct.plan.dispatch import dispatch
from safeconduct.plan.improve import SAME, better, copy_state, ruin, undo, wake
from safeconduct.plan.mission import forget
from safeconduct.plan.state import WEIGHT, State


@njit(cache=True, nogil=True)
def familiar(S: State) -> int:
    """How many trips of vehicles are as their crews know them."""
    count = 0
    for v in range(len(S.trips)):
        for t in range(S.trips[v]):
            count += 1 if S.known[S.trip[v, t]] != 0 else 0
    return count


@njit(cache=True)
def nearer(a, kept_a: int, b, kept_b: int) -> bool:
    """Whether result `a` beats `b`: more weight, then fewer changes, then all the rest."""
    if abs(a[WEIGHT] - b[WEIGHT]) > SAME:
        return a[WEIGHT] > b[WEIGHT]
    return kept_a > kept_b or (kept_a == kept_b and better(a, b))


@njit(cache=True, nogil=True)
def settle(I: Arrays, S: State, best: State, rounds: int, seed: int) -> int:
    """Take out and send out anew, `rounds` times; only what is better stays."""
    np.random.seed(seed)
    grew, missions = 0, len(S.active)
    gone = np.zeros(missions, dtype=np.int64)
    fresh = np.zeros(missions, dtype=np.int64)
    before = np.zeros(4)
    idle = np.zeros(len(I.cls), dtype=np.int64)
    for _ in range(rounds):
        before[:] = S.result
        kept = familiar(S)
        known = S.active.copy()
        size = int(min(len(I.cls), 8) * np.random.random() ** 2)
        n = ruin(I, S, gone, size) if size > 0 else 0
        wake(S, gone, n, idle)
        dispatch(I, S, idle, 0.4 * np.random.random(), np.random.randint(5400))
        if nearer(S.result, familiar(S), before, kept):
            for j in range(n):
                forget(S, gone[j])
            copy_state(S, best)
            grew += 1
        else:
            undo(I, S, known, gone, n, fresh)
            S.result[:] = before
    return grew
