"""What routing engines can express of an operation: who waits, what drives, how long it takes.

Left out of the common sub-problem, as no routing engine has them: lanes and bays with
queues, escorts, convoys and headway, capacity of receptions, duty and rest, range, hours of
movement. Kept: places by kind, several trips, splitting a pickup's people over vehicles,
loading, inspecting and unloading times, availability, windows, priorities, horizon.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from safeconduct.instance.arrays import Arrays, Instance
from safeconduct.instance.build import build
from safeconduct.model.operation import Operation, Rules
from safeconduct.model.place import PlaceKind

PICKUP, POST, RECEPTION = (
    list(PlaceKind).index(k) for k in (PlaceKind.PICKUP, PlaceKind.CHECKPOINT, PlaceKind.RECEPTION)
)
SHARES = (0.2, 0.1, 0.05)
"""The 20/10/5/1 rule of splitting demand before routing: shares of the largest vehicle."""


class Bundle(NamedTuple):
    """People of one category at one pickup who travel together."""

    pickup: int
    category: int
    persons: int
    places: tuple[int, ...]
    worth: float
    seconds: int
    """Loading, inspecting and unloading them, without what is fixed for the vehicle."""
    loading: int


class Trip(NamedTuple):
    """One vehicle's round: stops with people by category, then a reception."""

    vehicle: int
    stops: tuple[tuple[int, tuple[int, ...]], ...]
    reception: int


@dataclass(frozen=True, slots=True)
class Task:
    """The common sub-problem; places, classes and vehicles are the instance's indices.

    `seconds[k]` is the matrix of class k between places, by the quickest way, with what is
    fixed for each vehicle at checkpoints on the way (if loaded) and at the destination.
    """

    operation: Operation
    instance: Instance
    bundles: tuple[Bundle, ...]
    seconds: tuple[np.ndarray, ...]
    open: dict[int, tuple[tuple[int, int], ...]]
    """Spans in which loading may go on, by pickup, so that the ways in and out fit."""
    reception: dict[tuple[int, int], int]
    """The nearest that takes this category, by pickup and category."""

    @property
    def arrays(self) -> Arrays:
        """The instance's arrays."""
        return self.instance.arrays

    def vehicles(self) -> list[int]:
        """Vehicles that carry people."""
        I = self.arrays
        return [v for v in range(len(I.cls)) if I.places[I.cls[v]].any()]


def relaxed(operation: Operation) -> Operation:
    """The operation without the rules that routing engines cannot express."""
    return replace(
        operation,
        places=tuple(
            replace(p, bays=None, lanes=None, capacity=None, open=None) for p in operation.places
        ),
        zones=tuple(
            replace(z, escort=False, max_vehicles=None, headway_min=0.0) for z in operation.zones
        ),
        fleet=tuple(
            replace(r, max_duty_h=None, rest_h=0.0, range_km=None, refuel_min=0.0)
            for r in operation.fleet
        ),
        rules=Rules(),
    )


def task(operation: Operation) -> Task:
    """State the sub-problem of an operation."""
    instance = build(relaxed(operation))
    I = instance.arrays
    posts = {pair: _posts(I, way) for pair, way in _best(I).items()}
    seconds = tuple(_matrix(I, k) for k in range(len(I.base)))
    receptions = np.flatnonzero(I.kind == RECEPTION)
    nearest: dict[tuple[int, int], int] = {}
    bundles: list[Bundle] = []
    for p in np.flatnonzero(I.kind == PICKUP):
        for c in np.flatnonzero(I.people[p]):
            usable = [r for r in receptions if I.accepts[r, c] and seconds[0][p, r] < FAR]
            if not usable:
                continue
            r = min(usable, key=lambda r, p=p: seconds[0][p, r])  # type: ignore[misc]
            nearest[int(p), int(c)] = int(r)
            bundles += _bundles(I, int(p), int(c), int(r), len(posts[int(p), int(r)]))
    spans = {int(p): _open(I, int(p)) for p in np.flatnonzero(I.kind == PICKUP)}
    return Task(instance.facts, instance, tuple(bundles), seconds, spans, nearest)


FAR = 10**7
"""Seconds that stand for no way."""


def _best(I: Arrays) -> dict[tuple[int, int], int]:
    """The quickest way of each pair of places, by index of way."""
    n = len(I.kind)
    best = {}
    for pair in range(n * n):
        ways = I.pair_way[I.pair_first[pair] : I.pair_first[pair + 1]]
        if len(ways):
            best[pair // n, pair % n] = int(min(ways, key=lambda w: I.way_min[w] + _fixed(I, w)))
    return best


def _legs(I: Arrays, way: int) -> list[int]:
    return [int(e) for e in I.way_leg[I.way_first[way] : I.way_first[way + 1]]]


def _posts(I: Arrays, way: int) -> list[int]:
    return [int(I.leg_to[e]) for e in _legs(I, way)[:-1] if I.kind[I.leg_to[e]] == POST]


def _fixed(I: Arrays, way: int) -> float:
    return float(sum(I.fixed_min[p] for p in _posts(I, way)))


def legs_between(I: Arrays, origin: int, destination: int) -> list[int]:
    """Legs of the quickest way; raises KeyError where there is none."""
    return _legs(I, _best_cached(I)[origin, destination])


_CACHE: dict[int, tuple[Arrays, dict[tuple[int, int], int]]] = {}


def _best_cached(I: Arrays) -> dict[tuple[int, int], int]:
    if id(I) not in _CACHE:
        _CACHE[id(I)] = (I, _best(I))
    return _CACHE[id(I)][1]


def _matrix(I: Arrays, k: int) -> np.ndarray:
    n = len(I.kind)
    matrix = np.full((n, n), FAR, dtype=np.int64)
    for (a, b), way in _best(I).items():
        loaded = I.kind[a] == PICKUP
        fixed = sum(I.fixed_min[p] for p in _posts(I, way) if loaded or I.inspects_empty[p])
        at_end = (
            I.fixed_min[b]
            if I.kind[b] in (PICKUP, RECEPTION) and loaded | (I.kind[b] == PICKUP)
            else 0
        )
        matrix[a, b] = np.ceil((I.way_min[way] / I.speed[k] + fixed + at_end) * 60.0)
    np.fill_diagonal(matrix, 0)
    return matrix


def _bundles(I: Arrays, p: int, c: int, r: int, posts: int) -> list[Bundle]:
    kind = int(I.uses[c])
    largest = int(I.places[:, kind].max())
    each = I.load_min[c] + posts * I.inspect_min[c] + I.unload_min[r]
    made, left = [], int(I.people[p, c])
    if not largest:
        return []
    sizes = sorted({max(int(share * largest), 1) for share in SHARES} | {1}, reverse=True)
    for n, size in enumerate(sizes):
        # The smaller pieces are kept for filling up: enough of each to make one of the next.
        reserve = 0 if size == 1 else sum(sizes[n + 1 :])
        while left - size >= reserve:
            places = tuple(size if kind == m else 0 for m in range(3))
            made.append(
                Bundle(
                    p, c, size, places, float(I.weight[c]) * size, int(np.ceil(size * each * 60)),
                    int(np.ceil(size * I.load_min[c] * 60)),
                )
            )  # fmt: skip
            left -= size
    return made


def _open(I: Arrays, p: int) -> tuple[tuple[int, int], ...]:
    """Spans of loading: a window, less the way in from its edge and the way out to it."""
    into = [e for e in range(len(I.leg_from)) if I.leg_to[e] == p and _zones(I, e, inside=False)]
    out = [e for e in range(len(I.leg_from)) if I.leg_from[e] == p and _zones(I, e, inside=False)]
    if not into or not out:
        return ((0, I.horizon),)
    zone = _zones(I, into[0], inside=False)[0]
    pace = float(I.speed.min())
    before = min(_stay(I, e, zone) for e in into) / pace * 60.0
    after = min(_stay(I, e, zone) for e in out) / pace * 60.0
    spans = []
    for w in range(I.window_first[zone], I.window_first[zone + 1]):
        start, end = I.window_start[w] + before, I.window_end[w] - after
        if start < end:
            spans.append((int(start), int(end)))
    return tuple(spans)


def _zones(I: Arrays, e: int, *, inside: bool) -> list[int]:
    """Window zones that a leg crosses the edge of (or, with `inside`, any that it passes)."""
    rows = range(I.pass_first[e], I.pass_first[e + 1])
    return [
        int(I.pass_zone[q])
        for q in rows
        if I.is_window[I.pass_zone[q]]
        and (inside or not (I.pass_from_inside[q] and I.pass_to_inside[q]))
    ]


def _stay(I: Arrays, e: int, zone: int) -> float:
    rows = range(I.pass_first[e], I.pass_first[e + 1])
    return float(max(I.pass_exit[q] - I.pass_enter[q] for q in rows if I.pass_zone[q] == zone))
