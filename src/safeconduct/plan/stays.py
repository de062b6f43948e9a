"""Where a vehicle may stand and be served on a clock of ticks: nodes, stays, opening hours."""

import numpy as np

from safeconduct.instance.arrays import Arrays, Ints


def posts(I: Arrays) -> tuple[Ints, int]:
    """For every checkpoint the node of those who have passed it; and the number of nodes."""
    passed = np.full(len(I.kind), -1, dtype=np.int64)
    checkpoints = np.flatnonzero(I.kind == 1)
    passed[checkpoints] = len(I.kind) + np.arange(len(checkpoints))
    nodes = len(I.kind) + len(checkpoints)
    return np.concatenate([passed, np.full(len(checkpoints), -1, dtype=np.int64)]), nodes


def _stays(I: Arrays, p: int) -> list[tuple[int, int]]:
    """Seconds in which a vehicle may be at a place, with the windows of all its zones."""
    spans = [(0, I.horizon)]
    if I.overnight[p] or I.home[p] or not I.in_window_zone[p]:
        return spans
    for z in _zones_of(I, p):
        rows = range(I.window_first[z], I.window_first[z + 1])
        spans = [
            (max(a, int(I.window_start[w])), min(b, int(I.window_end[w])))
            for a, b in spans
            for w in rows
            if max(a, int(I.window_start[w])) <= min(b, int(I.window_end[w]))
        ]
    return spans


def _zones_of(I: Arrays, p: int) -> list[int]:
    """The window zones that a place lies in, read off the legs that begin and end there."""
    zones = set()
    for e in range(len(I.leg_from)):
        for q in range(I.pass_first[e], I.pass_first[e + 1]):
            inside = (I.leg_from[e] == p and I.pass_from_inside[q]) or (
                I.leg_to[e] == p and I.pass_to_inside[q]
            )
            if inside and I.is_window[I.pass_zone[q]]:
                zones.add(int(I.pass_zone[q]))
    return sorted(zones)


def _node_place(passed: Ints, nodes: int) -> Ints:
    place = np.arange(nodes)
    for p in np.flatnonzero(passed >= 0):
        place[passed[p]] = p
    return place


def ends(I: Arrays, passed: Ints, nodes: int, tick: int, ticks: int) -> Ints:
    """The last tick at which a service may end, by node and the tick of its begin; -1: none."""
    until = np.full((nodes, ticks + 2), -1, dtype=np.int64)
    for n, p in enumerate(_node_place(passed, nodes)):
        spans = _stays(I, p)
        shut = range(I.shut_first[p], I.shut_first[p + 1])
        for i in shut:
            a, b = int(I.shut_start[i]), int(I.shut_end[i])
            spans = [s for x, y in spans for s in ((x, min(y, a)), (max(x, b), y)) if s[0] <= s[1]]
        for a, b in spans:
            until[n, a // tick : b // tick + 1] = np.maximum(
                until[n, a // tick : b // tick + 1], min(b // tick, ticks)
            )
    return until


def waits(I: Arrays, passed: Ints, nodes: int, tick: int, ticks: int) -> np.ndarray:
    """Whether a vehicle may stand at a node from each tick to the next.

    Since a move is rounded down, it may end in the tick before the one in which it is over.
    """
    wait = np.zeros((nodes, ticks + 2), dtype=np.bool_)
    for n, p in enumerate(_node_place(passed, nodes)):
        for a, b in _stays(I, p):
            wait[n, max(a // tick - 1, 0) : b // tick] = True
    return wait
