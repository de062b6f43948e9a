"""What the ways tell about the roads: places cut off, long detours and what nearly joins them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import NamedTuple

import numpy as np
from scipy.sparse.csgraph import connected_components, dijkstra, floyd_warshall
from scipy.spatial import cKDTree

from safeconduct.model.place import Place
from safeconduct.model.problem import Problem, problem
from safeconduct.model.zone import Access
from safeconduct.network.arrays import Flags, Floats, Ints
from safeconduct.network.closures import Closed
from safeconduct.network.graph import Arcs, Segments, arcs_of
from safeconduct.network.measure import WGS84, wrapped
from safeconduct.network.overlay import Overlay
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
        vertex = self.segments.node_vertex[node]
        lines = self.segments.lines
        return f"{float(wrapped(lines.lon[vertex])):.4f}, {float(lines.lat[vertex]):.4f}"


def doubts(picture: Picture) -> Iterator[Problem]:
    """Tell what the ways leave doubtful."""
    if len(picture.places) < 2:
        return
    km = picture.km_between()
    yield from _cut_off(picture, km)
    yield from _detours(picture, km)
    yield from _made_longer(picture, km)
    yield from _damaged(picture)


def _cut_off(picture: Picture, km: Floats) -> Iterator[Problem]:
    """Tell of places from or to which no chain of legs leads, and what nearly joins them."""
    group = connected_components(np.isfinite(km), directed=True, connection="strong")[1]
    core = np.flatnonzero(group == np.argmax(np.bincount(group)))
    goals = {end for some in picture.ends.pairs.values() for end in some}
    for n, place in enumerate(picture.places):
        if n in core:
            continue
        out = n not in picture.ends.pairs or bool(np.isfinite(km[n, core]).any())
        back = n not in goals or bool(np.isfinite(km[core, n]).any())
        if out and back:
            continue
        what = "away from here" if back else "here" if out else "here or away from here"
        here, there = picture.ends.arrive[[n]], picture.ends.arrive[core]
        why = _why_cut_off(picture, there, here) if out else _why_cut_off(picture, here, there)
        yield problem("S634", "places.geojson", place.id, "", what=what, why=why)


def _why_cut_off(picture: Picture, start: Ints, goal: Ints) -> str:
    """What shuts the way, and where the roads on either side come nearest to each other."""
    reasons = []
    shut = _blockers(picture, start, goal)
    if shut is not None:
        if not shut[1]:
            return "Every road there leads through a checkpoint that no leg passes."
        reasons.append(f"In the way: {shut[1]}.")
    gap = _gap(picture, start, goal, WORTH * shut[0] if shut else inf)
    if gap is not None:
        reasons.append(
            f"The roads on either side come within {gap.km:.2f} km of each other, at {gap.here} "
            f"and {gap.there}."
        )
    return " ".join(reasons)


def _blockers(picture: Picture, start: Ints, goal: Ints) -> tuple[float, str] | None:
    """The shortest way if nothing were shut: its kilometres, and what shuts it."""
    arcs = arcs_of(picture.segments, np.ones(len(picture.usable), dtype=bool))
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


def _detours(picture: Picture, km: Floats) -> Iterator[Problem]:
    """Tell of ways that are much longer than without closures, or than the straight line."""
    way = np.minimum(km, km.T)
    lon, lat = np.array([place.position for place in picture.places]).T
    one, other = np.indices((len(lon), len(lon)))
    straight = np.asarray(WGS84.inv(lon[one], lat[one], lon[other], lat[other])[2]) / 1000.0
    told: dict[str, list[Problem]] = {}
    for a, b in _worst(way, straight, DETOUR, DETOUR_KM):
        start, goal = picture.ends.arrive[[a]], picture.ends.arrive[[b]]
        gap = _gap(picture, start, goal, WORTH * way[a, b])
        shut = None if picture.usable.all() else _blockers(picture, start, goal)
        if shut is not None and shut[0] <= min(WORTH * way[a, b], gap.total if gap else inf):
            continue
        why = f"No single gap of up to {GAP_KM:g} km between roads explains it."
        if gap is not None:
            why = (
                f"Two roads come within {gap.km:.2f} km of each other, at {gap.here} and "
                f"{gap.there}; joined, they would make it {gap.total:.0f} km."
            )
        found = problem(
            "S635", picture.file, picture.places[a].id, "", other=picture.places[b].id,
            km=way[a, b], ratio=way[a, b] / straight[a, b], straight=straight[a, b], why=why,
        )  # fmt: skip
        told.setdefault(gap.here if gap else "", []).append(found)
    yield from (same[0] for same in told.values())


def _made_longer(picture: Picture, km: Floats) -> Iterator[Problem]:
    """Tell of ways that closures and closed zones make much longer, once for each set of them."""
    if picture.usable.all():
        return
    arcs = arcs_of(picture.segments, np.ones(len(picture.usable), dtype=bool))
    nodes = picture.ends.arrive
    matrix = arcs.matrix(picture.segments.km)[0]
    free = np.stack([dijkstra(matrix, indices=node)[nodes] for node in nodes])
    way = np.minimum(km, km.T)
    told: set[str] = set()
    for a, b in _worst(way, np.minimum(free, free.T), LONGER, LONGER_KM):
        shut = _blockers(picture, nodes[[a]], nodes[[b]])
        if shut is not None and shut[1] and shut[1] not in told:
            told.add(shut[1])
            yield problem(
                "S636", picture.file, picture.places[a].id, "", other=picture.places[b].id,
                km=way[a, b], open_km=shut[0], why=shut[1],
            )  # fmt: skip


def _worst(way: Floats, least: Floats, ratio: float, more: float) -> Iterator[tuple[int, int]]:
    """Pairs whose way is too long beside what it might be, the worst few first."""
    with np.errstate(invalid="ignore", divide="ignore"):
        times = np.triu(np.where(np.isfinite(way) & (least > 0), way / least, 0.0), 1)
        times[(times < ratio) | (way < least + more)] = 0.0
    for n in np.argsort(-times, axis=None, kind="stable")[:TOLD]:
        a, b = divmod(int(n), len(way))
        if times[a, b] > 0:
            yield a, b


class Gap(NamedTuple):
    """Two spots that are not joined, how far apart, and the way's length if they were."""

    here: str
    there: str
    km: float
    total: float


def _gap(picture: Picture, start: Ints, goal: Ints, most: float) -> Gap | None:
    """The gap that would shorten the way most; where there is no way at all, the smallest gap."""
    arcs = arcs_of(picture.segments, picture.usable)
    ahead = _distances(arcs, picture.segments.km, start)
    behind = _distances(_turned(arcs), picture.segments.km, goal)
    here, there = np.flatnonzero(ahead < most), np.flatnonzero(behind < most)
    if not (len(here) and len(there)):
        return None
    k = list(range(1, (min(NEIGHBOURS, len(there)) if isfinite(most) else 1) + 1))
    limit = GAP_KM if isfinite(most) else inf
    near, at = cKDTree(_globe(picture, there)).query(
        _globe(picture, here), k=k, distance_upper_bound=limit
    )
    total = ahead[here][:, None] + near + np.append(behind[there], inf)[at]
    row, column = np.unravel_index(int(np.argmin(total if isfinite(most) else near)), total.shape)
    if not total[row, column] <= most:
        return None
    ends = picture.where(int(here[row])), picture.where(int(there[at[row, column]]))
    return Gap(*ends, float(near[row, column]), float(total[row, column]))


def _distances(arcs: Arcs, weight: Floats, start: Ints) -> Floats:
    return np.asarray(dijkstra(arcs.matrix(weight)[0], indices=start, min_only=True))


def _turned(arcs: Arcs) -> Arcs:
    return Arcs(arcs.head, arcs.tail, arcs.segment, arcs.forward, arcs.nodes)


def _globe(picture: Picture, nodes: Ints) -> Floats:
    """Points in space, in kilometres from the middle of the earth."""
    vertex = picture.segments.node_vertex[nodes]
    lines = picture.segments.lines
    lon, lat = np.radians(lines.lon[vertex]), np.radians(lines.lat[vertex])
    return 6371.0 * np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], 1)


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
