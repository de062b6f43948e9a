"""Who is in which convoy: a row for every leg and departure, joined and left; compiled."""

from numba import njit

from safeconduct.instance.arrays import Arrays
from safeconduct.plan.state import LEAVES, LED, MEMBERS_IN, PACE, SLOW, State


@njit(cache=True)
def leaving(S: State, row: int, start: int) -> int:
    """The convoy that leaves at a moment, or -1."""
    for j in range(S.convoy_count[row]):
        if S.convoys[row, j, LEAVES] == start:
            return j
    return -1


@njit(cache=True)
def join_convoy(I: Arrays, S: State, leg: int, start: int, setter: int, k: int) -> None:
    """Count a vehicle of a class in the convoy that leaves over a leg at a moment."""
    row = S.convoy_row[leg]
    j, n = leaving(S, row, start), S.convoy_count[row]
    known = S.convoys[row]
    if j < 0:
        j = n
        while j > 0 and known[j - 1, LEAVES] > start:
            known[j] = known[j - 1]
            j -= 1
        known[j] = 0
        known[j, LEAVES], known[j, PACE] = start, setter
        S.convoy_count[row] = n + 1
    known[j, MEMBERS_IN] += 1
    known[j, LED] += I.escort[k]
    known[j, SLOW] += I.speed[k] <= I.speed[setter]


@njit(cache=True)
def leave_convoy(I: Arrays, S: State, leg: int, start: int, setter: int, k: int) -> None:
    """Count a vehicle out of its convoy again."""
    row = S.convoy_row[leg]
    j, n = leaving(S, row, start), S.convoy_count[row]
    known = S.convoys[row]
    known[j, MEMBERS_IN] -= 1
    known[j, LED] -= I.escort[k]
    known[j, SLOW] -= I.speed[k] <= I.speed[setter]
    if known[j, MEMBERS_IN] == 0:
        for i in range(j, n - 1):
            known[i] = known[i + 1]
        S.convoy_count[row] = n - 1
