"""Legs out of ways: named, with the zones that they pass and a line for the map."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely

from safeconduct.model.network import Leg, Passage
from safeconduct.model.place import Place
from safeconduct.model.units import LonLat, Provenance
from safeconduct.network.arrays import Floats, Ints, spans
from safeconduct.network.graph import Arcs, Segments
from safeconduct.network.measure import KM_PER_DEGREE, wrapped
from safeconduct.network.overlay import Overlay
from safeconduct.network.ways import DIGITS, Pair, Way

ROUGH_KM = 0.03
"""How far the line on the map may stray from the road."""


def legs_of(
    ways: Mapping[Pair, Sequence[Way]],
    places: Sequence[Place],
    arcs: Arcs,
    segments: Segments,
    overlay: Overlay,
    source: str,
) -> tuple[Leg, ...]:
    """Make the legs, ordered by their places; the quickest way of a pair has the plain name."""
    provenance = Provenance(source)
    taken: set[str] = set()
    legs: list[Leg] = []
    for (origin, end), few in ways.items():
        for n, way in enumerate(few):
            name = _name(places[origin].id, places[end].id, n, taken)
            legs.append(
                Leg(
                    id=name,
                    origin=places[origin].id,
                    destination=places[end].id,
                    minutes=way.minutes,
                    km=way.km,
                    exposure=way.exposure,
                    zones=_rounded(overlay.passages(arcs, way.arcs, segments.minutes)),
                    geometry=_drawn(arcs, way.arcs, segments),
                    provenance=provenance,
                )
            )
    return tuple(legs)


def _name(origin: str, end: str, n: int, taken: set[str]) -> str:
    name = plain = f"{origin}--{end}" + (f"-{n + 1}" if n else "")
    again = 1
    while name in taken:
        again += 1
        name = f"{plain}.{again}"
    taken.add(name)
    return name


def _rounded(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    short = ((zone, round(enter, DIGITS), round(leave, DIGITS)) for zone, enter, leave in passages)
    return tuple(Passage(*passage) for passage in short if passage[2] > passage[1])


def _drawn(arcs: Arcs, way: Ints, segments: Segments) -> tuple[LonLat, ...]:
    """The line of a way, simplified; its ends are the places themselves."""
    xy = along(arcs, way, segments)
    narrow = max(float(np.cos(np.radians(xy[:, 1].mean()))), 0.01)
    flat = shapely.linestrings(xy * [narrow * KM_PER_DEGREE, KM_PER_DEGREE])
    kept = shapely.get_coordinates(shapely.simplify(flat, ROUGH_KM, preserve_topology=False))
    back = kept / [narrow * KM_PER_DEGREE, KM_PER_DEGREE]
    lon, lat = np.round(wrapped(back[:, 0]), 5).tolist(), np.round(back[:, 1], 5).tolist()
    return tuple(zip(lon, lat, strict=True))


def along(arcs: Arcs, way: Ints, segments: Segments) -> Floats:
    """Longitudes and latitudes of all vertices of a way."""
    segment, forward = arcs.segment[way], arcs.forward[way]
    start, stop = segments.start[segment], segments.stop[segment]
    size = stop - start + 1
    rank = spans(np.zeros(len(way), dtype=np.int64), size)
    with_it = np.repeat(forward, size)
    vertex = np.where(with_it, np.repeat(start, size) + rank, np.repeat(stop, size) - rank)
    xy = np.stack([segments.lines.lon[vertex], segments.lines.lat[vertex]], axis=1)
    moved = np.concatenate([[True], (np.diff(xy, axis=0) != 0).any(axis=1)])
    return xy[moved] if moved.sum() > 1 else xy[[0, -1]]
