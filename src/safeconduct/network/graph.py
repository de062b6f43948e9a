"""The network as segments between crossings, and the directed arcs on which ways are sought."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import csr_matrix

from safeconduct.network.arrays import Flags, Floats, Ints, Shapes, spans
from safeconduct.network.lines import Lines
from safeconduct.network.speeds import CONNECTOR

LEAST = 1e-9
"""Weight of a segment without length; the path search takes 0 for no segment at all."""


@dataclass(frozen=True, slots=True)
class Segments:
    """Roads cut at crossings, ends and places; segment e runs along vertices start to stop."""

    lines: Lines
    start: Ints
    stop: Ints
    tail: Ints
    head: Ints
    line: Ints
    km: Floats
    minutes: Floats
    connector: Flags
    node_vertex: Ints
    node_of_place: Ints

    @property
    def nodes(self) -> int:
        """How many crossings, ends and places there are."""
        return len(self.node_vertex)

    def shapes(self) -> Shapes:
        """Every segment as a line."""
        size = self.stop - self.start + 1
        vertex = spans(self.start, size)
        xy = np.stack([self.lines.lon[vertex], self.lines.lat[vertex]], axis=1)
        return np.asarray(shapely.linestrings(xy, indices=np.repeat(np.arange(len(size)), size)))


def cut(lines: Lines, place_key: Ints, speeds: Mapping[str, float]) -> Segments:
    """Cut lines into segments between shared vertices, and time them."""
    keys, vertex, point, uses = np.unique(
        lines.key, return_index=True, return_inverse=True, return_counts=True
    )
    breaks = uses[point] >= 2
    breaks[lines.first[:-1]] = True
    breaks[lines.first[1:] - 1] = True
    at = np.flatnonzero(breaks)
    line = np.searchsorted(lines.first, at, side="right") - 1
    within = line[:-1] == line[1:]
    start, stop, line = at[:-1][within], at[1:][within], line[:-1][within]
    apart = point[start] != point[stop]
    start, stop, line = start[apart], stop[apart], line[apart]
    node = np.full(len(keys), -1, dtype=np.int64)
    used = np.unique(np.concatenate([point[start], point[stop]]))
    node[used] = np.arange(len(used))
    along = np.concatenate([[0.0], np.cumsum(lines.step)])
    km = along[stop] - along[start]
    slot = np.minimum(np.searchsorted(keys, place_key), len(keys) - 1)
    return Segments(
        lines, start, stop, node[point[start]], node[point[stop]], line, km,
        km * _minutes_per_km(lines, speeds)[line],
        np.array([road.road_class == CONNECTOR for road in lines.roads], dtype=bool)[line],
        vertex[used],
        np.where(keys[slot] == place_key, node[slot], -1),
    )  # fmt: skip


def _minutes_per_km(lines: Lines, speeds: Mapping[str, float]) -> Floats:
    """A line's own time comes first, then its own speed, then its class up to its limit."""
    length = np.add.reduceat(lines.step, lines.first[:-1])
    own, kmh, limit = (
        np.array(column, dtype=float)
        for column in zip(*((r.minutes, r.kmh, r.maxspeed) for r in lines.roads), strict=True)
    )
    by_class = np.array([speeds[road.road_class] for road in lines.roads], dtype=float)
    speed = np.where(np.isfinite(kmh), kmh, np.fmin(by_class, limit))
    return np.where(np.isfinite(own) & (length > 0), own / np.maximum(length, 1e-12), 60.0 / speed)


@dataclass(frozen=True, slots=True)
class Arcs:
    """Directed ways along segments; `forward` says whether with or against the segment."""

    tail: Ints
    head: Ints
    segment: Ints
    forward: Flags
    nodes: int

    def matrix(
        self, weight: Floats, allowed: Flags | None = None
    ) -> tuple[csr_matrix, "ArcFinder"]:
        """The network for a path search by this weight of segments, and its way back."""
        cost = np.maximum(weight[self.segment], LEAST)
        pair = self.tail * self.nodes + self.head
        order = np.lexsort((self.segment, cost, pair))
        if allowed is not None:
            order = order[allowed[self.segment[order]]]
        best = order[np.concatenate([[True], np.diff(pair[order]) > 0])] if len(order) else order
        matrix = csr_matrix(
            (cost[best], (self.tail[best], self.head[best])), shape=(self.nodes, self.nodes)
        )
        return matrix, ArcFinder(pair[best], best, self.nodes)


@dataclass(frozen=True, slots=True)
class ArcFinder:
    """Finds the arc between two neighbouring nodes of a path."""

    pair: Ints
    arc: Ints
    nodes: int

    def path(self, before: Ints, origin: int, end: int) -> Ints:
        """The arcs from origin to end, given each node's predecessor."""
        chain = [end]
        while chain[-1] != origin:
            chain.append(int(before[chain[-1]]))
        node = np.array(chain[::-1], dtype=np.int64)
        return self.arc[np.searchsorted(self.pair, node[:-1] * self.nodes + node[1:])]


def arcs_of(segments: Segments, usable: Flags, twins: Ints | None = None) -> Arcs:
    """Direct the usable segments by their one-way rules.

    `twins[n]` is the node from which one leaves n: n itself, but at checkpoints another one,
    so that nobody who comes in can go on.
    """
    leave = np.arange(segments.nodes) if twins is None else twins
    roads = segments.lines.roads
    forward = np.array([road.forward for road in roads], dtype=bool)[segments.line] & usable
    backward = np.array([road.backward for road in roads], dtype=bool)[segments.line] & usable
    tail, head = segments.tail, segments.head
    out_tail, out_head, in_tail, in_head = leave[tail], leave[head], tail, head
    own = _own_connectors(segments, leave)
    # The connector of a checkpoint leads on from where one came in, and out from where one stood.
    start = np.where(own, in_tail, out_tail)
    end = np.where(own, out_tail, in_tail)
    first, second = np.flatnonzero(forward), np.flatnonzero(backward)
    return Arcs(
        np.concatenate([start[first], out_head[second]]),
        np.concatenate([in_head[first], end[second]]),
        np.concatenate([first, second]),
        np.concatenate([np.ones(len(first), dtype=bool), np.zeros(len(second), dtype=bool)]),
        int(leave.max(initial=-1)) + 1 if twins is not None else segments.nodes,
    )


def _own_connectors(segments: Segments, leave: Ints) -> Flags:
    """Connectors that end at a node which nobody passes: a checkpoint's own."""
    split = leave[segments.head] != segments.head
    return np.asarray(segments.connector & split)


def checkpoint_twins(segments: Segments, checkpoints: Ints) -> Ints:
    """For every node the node from which one leaves it; checkpoints and the roads there differ."""
    leave = np.arange(segments.nodes)
    own = segments.connector & np.isin(segments.head, checkpoints)
    stops = np.unique(np.concatenate([checkpoints, segments.tail[own]]))
    leave[stops] = segments.nodes + np.arange(len(stops))
    return leave
