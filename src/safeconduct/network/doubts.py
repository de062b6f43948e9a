"""What the ways tell about the roads: places cut off, long detours and what nearly joins them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from scipy.sparse.csgraph import connected_components, dijkstra, floyd_warshall
from scipy.spatial import cKDTree

from safeconduct.model.place import Place
from safeconduct.model.problem import Problem, problem
from safeconduct.model.zone import Access
from safeconduct.network.arrays import Flags, Floats, Ints
from safeconduct.network.closures import Closed
from safeconduct.network.graph import Arcs, Segments, arcs_of
from safeconduct.network.measure import wrapped
from safeconduct.network.overlay import Overlay
from safeconduct.network.snap import straight_km
from safeconduct.network.ways import Ends, Pair, Way

DETOUR = 2.5
"""A way this many times as long as the straight line deserves a look,"""

DETOUR_KM = 20.0
"""if it is also so much longer."""

LONGER = 1.3
"""Closures that make a way this many times as long deserve a look,"""

LONGER_KM = 10.0
"""if it is also so much longer."""

GAP_KM = 1.0
"""A gap up to this long may be a road that the data lack."""

WORTH = 0.7
"""A gap is named where joining it makes the way at most this share of its length."""

NEIGHBOURS = 32
"""How many roads' ends around one are looked at for a gap."""

TOLD = 12
"""How many pairs of places are looked at for long ways, the worst first."""

DAMAGED = ("damag", "destroy", "collaps", "blocked", "impassable")
"""Marks of segments, as in `bridge=destroyed_2022`, with which nobody should be sent unasked."""


@dataclass(frozen=True, slots=True)
class Picture:
    """All that was found; `usable` are the segments that no closure and no closed zone shuts."""

    file: str
    places: Sequence[Place]
    segments: Segments
    usable: Flags
    overlay: Overlay
    closed: Closed
    ends: Ends
    ways: Mapping[Pair, Sequence[Way]]
    arcs: Arcs

    def km_between(self) -> Floats:
        """Kilometres from place to place along legs; infinite where none lead."""
        km = np.full((len(self.places), len(self.places)), np.inf)
        for (origin, end), ways in self.ways.items():
            km[origin, end] = max(min(way.km for way in ways), 1e-9)
        return np.asarray(floyd_warshall(km))

    def where(self, node: int) -> str:
        """The longitude and latitude of a node."""
        lon, lat = self.spot(node)
        return f"{wrapped(lon):.4f}, {lat:.4f}"

    def spot(self, node: int) -> tuple[float, float]:
        """Longitude and latitude, as the lines have them."""
        vertex = self.segments.node_vertex[node]
        return float(self.segments.lines.lon[vertex]), float(self.segments.lines.lat[vertex])


def doubts(picture: Picture) -> Iterator[Problem]:
    """Tell what the ways leave doubtful."""
    km = picture.km_between()
    yield from _cut_off(picture, km)
    yield from _detours(picture, km)
    yield from _damaged(picture)


def _cut_off(picture: Picture, km: Floats) -> Iterator[Problem]:
    """Tell of places from or to which no chain of legs leads, and what nearly joins them."""
    if len(picture.places) < 2:
        return
    group = connected_components(np.isfinite(km), directed=True, connection="strong")[1]
    size = np.bincount(group)
    core = np.flatnonzero(group == np.argmax(size))
    goals = {end for some in picture.ends.pairs.values() for end in some}
    for n, place in enumerate(picture.places):
        if n in core:
            continue
        out = n not in picture.ends.pairs or bool(np.isfinite(km[n, core]).any())
        back = n not in goals or bool(np.isfinite(km[core, n]).any())
        if out and back:
            continue
        what = "from here" if back else "here" if out else "here or away from here"
        start, goal = (core, np.array([n])) if out else (np.array([n]), core)
        why = _why_cut_off(picture, picture.ends.arrive[start], picture.ends.arrive[goal])
        yield problem("S634", "places.geojson", place.id, "", what=what, why=why)


def _why_cut_off(picture: Picture, start: Ints, goal: Ints) -> str:
    everything = np.ones(len(picture.usable), dtype=bool)
    shut = _blockers(picture, start, goal, arcs_of(picture.segments, everything))
    if shut is not None:
        return f"In the way: {shut[1]}." if shut[1] else "It leads through a checkpoint."
    arcs = arcs_of(picture.segments, everything)
    here = np.flatnonzero(np.isfinite(_distances(arcs, picture.segments.km, start)))
    there = np.flatnonzero(np.isfinite(_distances(_turned(arcs), picture.segments.km, goal)))
    near, at = cKDTree(_globe(picture, there)).query(_globe(picture, here))
    best = int(np.argmin(near))
    return (
        f"The roads on either side come within {near[best]:.2f} km of each other: at "
        f"{picture.where(int(here[best]))} and {picture.where(int(there[at[best]]))}."
    )


def _blockers(picture: Picture, start: Ints, goal: Ints, arcs: Arcs) -> tuple[float, str] | None:
    """The shortest way if nothing were shut: its kilometres, and what shuts it."""
    matrix, finder = arcs.matrix(picture.segments.km)
    away, before, root = dijkstra(matrix, indices=start, return_predecessors=True, min_only=True)
    end = int(goal[np.argmin(away[goal])])
    if not isfinite(away[end]):
        return None
    way = arcs.segment[finder.path(before, int(root[end]), end)]
    names = [str(closure) for closure, shut in picture.closed.by_closure if shut[way].any()]
    for n, zone in enumerate(picture.overlay.zones):
        if zone.access is Access.CLOSED and picture.overlay.inside(n)[way].any():
            names.append(f"closed zone {zone.id}")
    return float(away[end]), ", ".join(names)


def _distances(arcs: Arcs, weight: Floats, start: Ints) -> Floats:
    return np.asarray(dijkstra(arcs.matrix(weight)[0], indices=start, min_only=True))


def _turned(arcs: Arcs) -> Arcs:
    return Arcs(arcs.head, arcs.tail, arcs.segment, arcs.forward, arcs.nodes)


def _globe(picture: Picture, nodes: Ints) -> Floats:
    """Points in space, kilometres from the middle of the earth."""
    vertex = picture.segments.node_vertex[nodes]
    lon, lat = (
        np.radians(x[vertex]) for x in (picture.segments.lines.lon, picture.segments.lines.lat)
    )
    return 6371.0 * np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], 1)


def _detours(picture: Picture, km: Floats) -> Iterator[Problem]:
    """Tell of ways that are much longer than they would be without closures, or than straight."""
    straight = np.array([[straight_km(a, b) for b in picture.places] for a in picture.places])
    way = np.minimum(km, km.T)
    told: dict[str, list[Problem]] = {}
    everything = arcs_of(picture.segments, np.ones(len(picture.usable), dtype=bool))
    something_shut = not picture.usable.all()
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(np.isfinite(way) & (straight > 0), way / straight, 0.0)
    worst = np.argsort(-ratio, axis=None, kind="stable")
    looked = 0
    for n in worst:
        a, b = divmod(int(n), len(picture.places))
        if a >= b:
            continue
        length, line = float(way[a, b]), float(straight[a, b])
        if looked >= TOLD or ratio[a, b] < LONGER:
            break
        looked += 1
        there, other = picture.places[a].id, picture.places[b].id
        nodes = picture.ends.arrive[[a, b]]
        if something_shut:
            shut = _blockers(picture, nodes[:1], nodes[1:], everything)
            if shut and shut[1] and length > max(LONGER * shut[0], shut[0] + LONGER_KM):
                found = problem(
                    "S636", picture.file, there, "", other=other, km=length, open_km=shut[0],
                    why=shut[1],
                )  # fmt: skip
                told.setdefault(shut[1], []).append(found)
                continue
        if length > max(DETOUR * line, line + DETOUR_KM):
            spot, why = _gap(picture, int(nodes[0]), int(nodes[1]), length)
            found = problem(
                "S635", picture.file, there, "", other=other, km=length, ratio=length / line,
                straight=line, why=why,
            )  # fmt: skip
            told.setdefault(spot, []).append(found)
    yield from (same[0] for same in told.values())


def _gap(picture: Picture, origin: int, end: int, length: float) -> tuple[str, str]:
    """Where two roads that would shorten the way nearly meet, and what they would make of it."""
    arcs = arcs_of(picture.segments, picture.usable)
    ahead = _distances(arcs, picture.segments.km, np.array([origin]))
    behind = _distances(_turned(arcs), picture.segments.km, np.array([end]))
    most = WORTH * length
    here, there = np.flatnonzero(ahead < most), np.flatnonzero(behind < most)
    if len(here) and len(there):
        k = list(range(1, min(NEIGHBOURS, len(there)) + 1))
        near, at = cKDTree(_globe(picture, there)).query(
            _globe(picture, here), k=k, distance_upper_bound=GAP_KM
        )
        back = np.append(behind[there], np.inf)[at]
        total = ahead[here][:, None] + near + back
        row, column = np.unravel_index(int(np.argmin(total)), total.shape)
        if total[row, column] <= most:
            one, other = int(here[row]), int(there[at[row, column]])
            spot = picture.where(one)
            return spot, (
                f"Two roads come within {near[row, column]:.2f} km of each other, at {spot} and "
                f"{picture.where(other)}; joined, they would make it {total[row, column]:.0f} km."
            )
    return "", f"No single gap of up to {GAP_KM:g} km between roads explains it."


def _damaged(picture: Picture) -> Iterator[Problem]:
    """Tell of legs on roads that the data mark as damaged."""
    segments = picture.segments
    marks = sorted(
        {
            road.bridge
            for road in segments.lines.roads
            if any(d in road.bridge.lower() for d in DAMAGED)
        }
    )
    for mark in marks:
        marked = np.array([road.bridge == mark for road in segments.lines.roads])[segments.line]
        legs = [
            (pair, n)
            for pair, ways in picture.ways.items()
            for n, way in enumerate(ways)
            if marked[picture.arcs.segment[way.arcs]].any()
        ]
        if legs:
            used = np.unique(
                np.concatenate([picture.arcs.segment[picture.ways[p][n].arcs] for p, n in legs])
            )
            first = "--".join(picture.places[n].id for n in legs[0][0])
            yield problem(
                "S640", picture.file, "", "", legs=len(legs), first=first, mark=mark,
                km=float(segments.km[used][marked[used]].sum()),
            )  # fmt: skip
