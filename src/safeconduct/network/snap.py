"""Where places meet the roads: the nearest point of a road, and all roads past a checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.units import LonLat
from safeconduct.network.arrays import Flags, Floats, Ints, spans
from safeconduct.network.lines import Lines
from safeconduct.network.measure import KM_PER_DEGREE, local_km
from safeconduct.network.speeds import CONNECTOR
from safeconduct.network.tags import Road

CHECKPOINT_KM = 0.1
"""Roads that are at most this much further from a checkpoint than the nearest one pass it."""

SAME_KM = 0.001
"""Nearer than this to a vertex, the vertex itself is taken."""

SCRAP = 0.01
"""A network this small beside the biggest is only snapped to where there is no other."""

LOOK_KM = (0.3, 2.0, 10.0, 60.0, 400.0)
"""Radii in which the nearest road is looked for, one after the other."""


@dataclass(frozen=True, slots=True)
class Near:
    """Straight pieces near a point: the vertex each begins at, the spot on it, its distance."""

    piece: Ints
    share: Floats
    km: Floats

    def only(self, kept: Flags | Ints) -> "Near":
        """The chosen pieces."""
        return Near(self.piece[kept], self.share[kept], self.km[kept])


class Surroundings:
    """Finds the pieces of road around a point, by true distance on the ground."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        indices = lines.line
        shapes = shapely.linestrings(np.stack([lines.lon, lines.lat], axis=1), indices=indices)
        self.tree = shapely.STRtree(shapes)

    def within(self, centre: LonLat, km: float) -> Near:
        """All pieces that come within so many kilometres of a point, in the file's order."""
        high = km / KM_PER_DEGREE * 1.02
        wide = high / max(float(np.cos(np.radians(centre[1]))), 0.01)
        box = shapely.box(centre[0] - wide, centre[1] - high, centre[0] + wide, centre[1] + high)
        hits = np.sort(self.tree.query(box))
        first = self.lines.first
        piece = spans(first[hits], first[hits + 1] - first[hits] - 1)
        both = np.stack([piece, piece + 1])
        x, y = local_km(self.lines.lon[both], self.lines.lat[both], centre)
        dx, dy = x[1] - x[0], y[1] - y[0]
        share = -(x[0] * dx + y[0] * dy) / np.maximum(dx * dx + dy * dy, 1e-18)
        share = np.clip(share, 0.0, 1.0)
        away = np.hypot(x[0] + share * dx, y[0] + share * dy)
        return Near(piece, share, away).only(away <= km)

    def nearest(self, centre: LonLat, km: float, allowed: Flags) -> Near | None:
        """The nearest piece of an allowed line within so many kilometres."""
        for radius in sorted({min(km, look) for look in LOOK_KM} | {km}):
            near = self.within(centre, radius)
            line = np.searchsorted(self.lines.first, near.piece, side="right") - 1
            near = near.only(allowed[line])
            if len(near.piece):
                return near.only(np.array([int(np.argmin(near.km))]))
        return None


@dataclass(frozen=True, slots=True)
class Snapped:
    """Lines with a connector to every place that has a road; `key` is the place's own vertex.

    `km` is the distance to the nearest road, nan where none is near enough; `nearest` tells it
    also where it is too far.
    """

    lines: Lines
    key: Ints
    km: Floats
    nearest: Floats


def snap(lines: Lines, places: Sequence[Place], positions: Sequence[LonLat], km: float) -> Snapped:
    """Join every place to the roads by a straight connector, at most so many kilometres long.

    A checkpoint is joined to every road that passes it, so that both carriageways lead to it.
    """
    around = Surroundings(lines)
    network = lines.network()
    length = np.bincount(network, _line_km(lines))
    serious = (length >= SCRAP * length.max())[network]
    everything = np.ones(len(lines.roads), dtype=bool)
    posts = [
        spot
        for place, spot in zip(places, positions, strict=True)
        if place.kind is PlaceKind.CHECKPOINT
    ]
    found: list[Near] = []
    owner: list[Ints] = []
    nearest = np.full(len(places), np.nan)
    away = np.full(len(places), np.nan)
    for n, (place, spot) in enumerate(zip(places, positions, strict=True)):
        near = around.nearest(spot, km, serious) or around.nearest(spot, LOOK_KM[-1], everything)
        if near is None:
            continue
        nearest[n] = near.km[0]
        if near.km[0] > km:
            continue
        away[n] = near.km[0]
        if place.kind is PlaceKind.CHECKPOINT:
            near = _runs(around.within(spot, near.km[0] + CHECKPOINT_KM))
            near = _own(lines, near, spot, posts)
        found.append(near)
        owner.append(np.full(len(near.piece), n))
    if not found:
        return Snapped(lines, np.full(len(places), -1), away, nearest)
    joined, key = _connect(lines, found, np.concatenate(owner), positions)
    return Snapped(joined, key, away, nearest)


def _line_km(lines: Lines) -> Floats:
    return np.add.reduceat(lines.step, lines.first[:-1])


def _runs(near: Near) -> Near:
    """The nearest spot of every unbroken run of pieces, and every vertex within the runs.

    Whoever passes along a run or turns off within it then meets one of these spots.
    """
    breaks = np.flatnonzero(np.diff(near.piece) > 1) + 1
    best = [run[np.argmin(near.km[run])] for run in np.split(np.arange(len(near.piece)), breaks)]
    inner = np.flatnonzero(np.diff(near.piece) == 1) + 1
    at_vertex = Near(near.piece[inner], np.zeros(len(inner)), near.km[inner])
    chosen = near.only(np.array(best, dtype=np.int64))
    return Near(
        np.concatenate([chosen.piece, at_vertex.piece]),
        np.concatenate([chosen.share, at_vertex.share]),
        np.concatenate([chosen.km, at_vertex.km]),
    )


def _own(lines: Lines, near: Near, spot: LonLat, posts: Sequence[LonLat]) -> Near:
    """Leave spots that lie nearer to another checkpoint to that one: one passes both in turn."""
    lon, lat = _at(lines, near.piece, near.share)
    mine = near.km == near.km.min()
    least = np.full(len(lon), np.inf)
    for post in posts:
        if post != spot:
            least = np.minimum(least, np.hypot(*local_km(lon, lat, post)))
    return near.only(mine | (np.hypot(*local_km(lon, lat, spot)) <= least))


def _at(lines: Lines, piece: Ints, share: Floats) -> tuple[Floats, Floats]:
    """Longitude and latitude of spots on pieces."""
    return (
        lines.lon[piece] + share * (lines.lon[piece + 1] - lines.lon[piece]),
        lines.lat[piece] + share * (lines.lat[piece + 1] - lines.lat[piece]),
    )


def _connect(
    lines: Lines, found: list[Near], owner: Ints, positions: Sequence[LonLat]
) -> tuple[Lines, Ints]:
    """Put vertices in where places meet the roads, and append the connectors."""
    piece = np.concatenate([near.piece for near in found])
    share = np.concatenate([near.share for near in found])
    order = np.lexsort((share, piece))
    piece, share, owner = piece[order], share[order], owner[order]
    lon, lat = _at(lines, piece, share)
    to_first, to_last = (_km_to(lines, piece + side, lon, lat) for side in (0, 1))
    use_first = to_first <= SAME_KM
    use_last = (to_last <= SAME_KM) & ~use_first
    new = ~(use_first | use_last)
    longer, stands = lines.with_vertices(piece[new], lon[new], lat[new])
    shift = np.searchsorted(piece[new], np.arange(len(lines.lon)), side="left")
    vertex = np.where(use_last, piece + 1, piece)
    vertex = vertex + shift[vertex]
    vertex[new] = stands
    return _append(longer, vertex, owner, positions)


def _km_to(lines: Lines, vertex: Ints, lon: Floats, lat: Floats) -> Floats:
    narrow = np.cos(np.radians(lat))
    east = (lines.lon[vertex] - lon) * narrow
    return np.asarray(np.hypot(east, lines.lat[vertex] - lat)) * KM_PER_DEGREE


def _append(
    lines: Lines, vertex: Ints, owner: Ints, positions: Sequence[LonLat]
) -> tuple[Lines, Ints]:
    free = lines.free_key()
    key = np.full(len(positions), -1, dtype=np.int64)
    key[np.unique(owner)] = free + np.unique(owner)
    spots = np.array(positions, dtype=float)
    road = Road(CONNECTOR, forward=True, backward=True, id=CONNECTOR)
    _, once = np.unique(np.stack([owner, lines.key[vertex]]), axis=1, return_index=True)
    ends, own = vertex[np.sort(once)], owner[np.sort(once)]
    return lines.with_lines(ends, spots[own, 0], spots[own, 1], key[own], road), key
