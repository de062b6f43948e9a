"""Roads as a file gives them: lines in columns, not yet cut into segments."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from safeconduct.network.arrays import Flags, Floats, Ints, spans
from safeconduct.network.measure import crosses_seam, step_km, unwrapped
from safeconduct.network.tags import Road

JOIN_KM = 0.001
"""Ends of lines that lie this near a vertex of another line are the same point."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Drivable lines; vertex i of line n has `first[n] <= i < first[n + 1]`.

    Vertices with the same `key` are one point of the network. Where `seam`, longitudes run
    from 0 to 360. `step` holds the kilometres from each vertex to the next, scaled to the
    line's own length where the file gives one, and 0 from one line to another.
    """

    lon: Floats
    lat: Floats
    key: Ints
    first: Ints
    roads: tuple[Road, ...]
    seam: bool
    step: Floats

    @property
    def line(self) -> Ints:
        """The line of every vertex."""
        return np.repeat(np.arange(len(self.roads)), np.diff(self.first))

    def with_vertices(self, after: Ints, lon: Floats, lat: Floats) -> "tuple[Lines, Ints]":
        """Put new vertices in, ordered along the lines; give also where they now stand."""
        at = after + 1
        place = at + np.arange(len(at))
        key = np.insert(self.key, at, self.free_key() + np.arange(len(at)))
        first = self.first + np.searchsorted(at, self.first, side="right")
        new = replace(
            self,
            lon=np.insert(self.lon, at, lon),
            lat=np.insert(self.lat, at, lat),
            key=key,
            first=first,
        )
        return _measured(new), place

    def with_lines(self, ends: Ints, lon: Floats, lat: Floats, key: Ints, road: Road) -> "Lines":
        """Append straight lines from a vertex to a new point."""
        count = len(ends)
        pairs = np.stack([self.lon[ends], lon], axis=1).ravel()
        new = replace(
            self,
            lon=np.concatenate([self.lon, pairs]),
            lat=np.concatenate([self.lat, np.stack([self.lat[ends], lat], axis=1).ravel()]),
            key=np.concatenate([self.key, np.stack([self.key[ends], key], axis=1).ravel()]),
            first=np.concatenate([self.first, self.first[-1] + 2 * np.arange(1, count + 1)]),
            roads=self.roads + (road,) * count,
        )
        return _measured(new)

    def free_key(self) -> int:
        """A key above all that are used."""
        return int(self.key.max()) + 1 if len(self.key) else 0

    def pieces(self) -> Flags:
        """Which vertices begin a straight piece: all but the last of each line."""
        begins = np.ones(len(self.lon), dtype=bool)
        begins[self.first[1:] - 1] = False
        return begins

    def network(self) -> Ints:
        """Which connected network each line belongs to, by number."""
        _, point = np.unique(self.key, return_inverse=True)
        begins = np.flatnonzero(self.pieces())
        size = int(point.max()) + 1
        joined = coo_matrix(
            (np.ones(len(begins), dtype=np.int8), (point[begins], point[begins + 1])),
            shape=(size, size),
        )
        group = connected_components(joined, directed=False)[1]
        return np.asarray(group[point[self.first[:-1]]], dtype=np.int64)


def gather(lon: Floats, lat: Floats, key: Ints | None, first: Ints, roads: list[Road]) -> Lines:
    """Put lines together, in an order that does not depend on the file's.

    Without keys, coincident vertices and near ends are joined.
    """
    order = _order(lon, lat, first)
    size = np.diff(first)[order]
    vertex = spans(first[:-1][order], size)
    first = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    lon, lat, key = lon[vertex], lat[vertex], key if key is None else key[vertex]
    roads = [roads[n] for n in order]
    keys = joined(lon, lat, first) if key is None else key
    seam = crosses_seam(lon)
    lines = Lines(
        unwrapped(lon) if seam else lon, lat, keys, first, tuple(roads), seam, np.empty(0)
    )
    return _measured(lines)


def _order(lon: Floats, lat: Floats, first: Ints) -> Ints:
    start, stop = first[:-1], first[1:] - 1
    middle = (start + stop) // 2
    size = stop - start
    return np.lexsort(
        (lat[middle], lon[middle], size, lat[stop], lon[stop], lat[start], lon[start])
    )


def joined(lon: Floats, lat: Floats, first: Ints) -> Ints:
    """Number the points of a line file: equal vertices, and ends within `JOIN_KM` of a vertex."""
    turned = np.where(lon <= -180.0, lon + 360.0, lon)
    fine = np.rint(turned * 1e7).astype(np.int64) * 2**32 + np.rint(lat * 1e7).astype(np.int64)
    _, sample, key = np.unique(fine, return_index=True, return_inverse=True)
    a, b = np.radians(lon[sample]), np.radians(lat[sample])
    globe = 6371.0 * np.stack([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)], axis=1)
    ends = np.unique(key[np.concatenate([first[:-1], first[1:] - 1])])
    pairs = cKDTree(globe[ends]).query_pairs(JOIN_KM, output_type="ndarray")
    near, point = cKDTree(globe).query(globe[ends], k=2, distance_upper_bound=JOIN_KM)
    met = np.isfinite(near[:, 1])
    links = np.concatenate([ends[pairs], np.stack([point[met, 0], point[met, 1]], axis=1)])
    joint = coo_matrix(
        (np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(len(sample), len(sample))
    )
    return np.asarray(connected_components(joint, directed=False)[1][key], dtype=np.int64)


def given_km(lines: Lines) -> Floats:
    """The kilometres that the file itself gives for each line; nan where it does not."""
    return np.array([road.km for road in lines.roads], dtype=float)


def _measured(lines: Lines) -> Lines:
    step = np.zeros(len(lines.lon))
    step[:-1] = step_km(lines.lon, lines.lat)
    step[lines.first[1:] - 1] = 0.0
    drawn = np.add.reduceat(step, lines.first[:-1]) if len(lines.roads) else np.empty(0)
    given = given_km(lines)
    scale = np.where(np.isfinite(given) & (drawn > 0), given / np.maximum(drawn, 1e-12), 1.0)
    return replace(lines, step=step * np.repeat(scale, np.diff(lines.first)))
