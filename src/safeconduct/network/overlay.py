"""Zones laid over the roads: which part of every segment lies in which zone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from safeconduct.model.network import Passage
from safeconduct.model.problem import InputProblems, Problem, problem
from safeconduct.model.units import LonLat
from safeconduct.model.zone import Access, Ring, Zone
from safeconduct.network.arrays import Flags, Floats, Ints, spans
from safeconduct.network.graph import Arcs, Segments
from safeconduct.network.measure import unwrapped

SAME_MIN = 1e-6
"""Stays in a zone that lie no further apart than this are one."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Stretches inside zones, ordered by segment, as shares of the segment from its start.

    The stretches of segment e are rows `first[e] <= i < first[e + 1]`.
    """

    zones: tuple[Zone, ...]
    first: Ints
    zone: Ints
    enter: Floats
    exit: Floats

    @property
    def segment(self) -> Ints:
        """The segment of every stretch."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def exposure(self, minutes: Floats) -> Floats:
        """Hazard-minutes of every segment for one person: hazards of overlapping zones add up."""
        hazard = np.array([zone.hazard for zone in self.zones], dtype=float)
        share = hazard[self.zone] * (self.exit - self.enter) if len(self.zone) else np.empty(0)
        return np.bincount(self.segment, share, minlength=len(minutes)) * minutes

    def inside(self, zone: int) -> Flags:
        """Which segments lie in a zone, wholly or partly."""
        flags = np.zeros(len(self.first) - 1, dtype=bool)
        flags[self.segment[self.zone == zone]] = True
        return flags

    def closed(self) -> Flags:
        """Which segments run through a closed zone."""
        flags = np.zeros(len(self.first) - 1, dtype=bool)
        for n, zone in enumerate(self.zones):
            if zone.access is Access.CLOSED:
                flags |= self.inside(n)
        return flags

    def passages(self, arcs: Arcs, way: Ints, minutes: Floats) -> tuple[Passage, ...]:
        """Every stay in a zone along a way, in minutes from its start, in order of entry."""
        segment = arcs.segment[way]
        took = minutes[segment]
        begun = np.cumsum(took) - took
        count = np.diff(self.first)[segment]
        row = spans(self.first[segment], count)
        step = np.repeat(np.arange(len(way)), count)
        with_it = arcs.forward[way][step]
        enter = begun[step] + took[step] * np.where(with_it, self.enter[row], 1 - self.exit[row])
        leave = begun[step] + took[step] * np.where(with_it, self.exit[row], 1 - self.enter[row])
        found = []
        for zone in np.unique(self.zone[row]):
            mine = np.flatnonzero(self.zone[row] == zone)
            mine = mine[np.argsort(enter[mine], kind="stable")]
            found += _merged(self.zones[zone].id, enter[mine], leave[mine])
        return tuple(sorted(found, key=lambda passage: (passage.enter, passage.exit, passage.zone)))


def _merged(zone: str, enter: Floats, leave: Floats) -> list[Passage]:
    last = np.maximum.accumulate(leave)
    begins = np.concatenate([[True], enter[1:] > last[:-1] + SAME_MIN])
    ends = np.concatenate([begins[1:], [True]])
    return [
        Passage(zone, float(start), float(end))
        for start, end in zip(enter[begins], last[ends], strict=True)
        if end > start
    ]


def shapes_of(zones: Sequence[Zone], *, seam: bool = False) -> list[shapely.MultiPolygon]:
    """The outlines of zones.

    Raises:
        InputProblems: an outline is no polygon, or crosses itself.
    """
    shapes: list[shapely.MultiPolygon] = []
    problems: list[Problem] = []
    for zone in zones:
        try:
            shape = shapely.MultiPolygon(
                [
                    (_ring(polygon[0], seam=seam), [_ring(hole, seam=seam) for hole in polygon[1:]])
                    for polygon in zone.polygons
                ]
            )
            reason = "" if shape.is_valid else shapely.is_valid_reason(shape)
        except (ValueError, IndexError, shapely.errors.ShapelyError) as error:
            shape, reason = shapely.MultiPolygon(), str(error).rstrip(".")
        if reason:
            problems.append(problem("S642", "zones.geojson", zone.id, "geometry", reason=reason))
        shapes.append(shape)
    if problems:
        raise InputProblems(tuple(problems))
    return shapes


def _ring(ring: Ring, *, seam: bool) -> Floats:
    points = np.array(ring, dtype=float).reshape(-1, 2)
    if not np.isfinite(points).all():
        raise ValueError("a coordinate is no number")
    if seam:
        points[:, 0] = unwrapped(points[:, 0])
    return points


def zones_at(zones: Sequence[Zone], shapes: Sequence[shapely.Geometry], spot: LonLat) -> list[str]:
    """The zones in which a point lies, the outline included."""
    point = shapely.Point(spot)
    return [zone.id for zone, shape in zip(zones, shapes, strict=True) if shape.covers(point)]


def lay_over(
    segments: Segments, zones: Sequence[Zone], shapes: Sequence[shapely.Geometry]
) -> Overlay:
    """Lay zones over segments. A road along the very outline of a zone lies outside it."""
    lines = segments.shapes() if zones else np.empty(0)
    tree = shapely.STRtree(lines)
    stretches: list[tuple[Floats, Floats, Floats, Floats]] = []
    for n, shape in enumerate(shapes):
        shapely.prepare(shape)
        near = np.sort(tree.query(shape, predicate="intersects"))
        whole = shapely.contains_properly(shape, lines[near])
        inside = near[whole]
        stretches.append(_rows(inside, n, np.zeros(len(inside)), np.ones(len(inside))))
        for segment in near[~whole]:
            enter, leave = _crossings(segments, int(segment), shape)
            stretches.append(_rows(np.full(len(enter), segment), n, enter, leave))
    seg, zone, enter, leave = (
        np.concatenate([np.empty(0), *(rows[i] for rows in stretches)]) for i in range(4)
    )
    order = np.lexsort((enter, zone, seg))
    first = np.searchsorted(seg[order], np.arange(len(segments.km) + 1))
    return Overlay(
        tuple(zones), first, zone[order].astype(np.int64), enter[order], leave[order]
    )  # fmt: skip


def _rows(
    segment: Ints, zone: int, enter: Floats, leave: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    return segment.astype(float), np.full(len(segment), float(zone)), enter, leave


def _crossings(segments: Segments, segment: int, shape: shapely.Geometry) -> tuple[Floats, Floats]:
    """The shares of a segment between which it lies inside, piece by straight piece."""
    lines = segments.lines
    vertex = np.arange(segments.start[segment], segments.stop[segment] + 1)
    xy = np.stack([lines.lon[vertex], lines.lat[vertex]], axis=1)
    step = lines.step[vertex[:-1]]
    if step.sum() <= 0:
        return np.empty(0), np.empty(0)
    begun = np.concatenate([[0.0], np.cumsum(step)])
    pieces = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))
    cuts: list[float] = []
    for n, met in enumerate(shapely.intersection(pieces, shapely.boundary(shape))):
        length = max(float(np.hypot(*(xy[n + 1] - xy[n]))), 1e-15)
        for point in shapely.get_coordinates(met):
            share = min(float(np.hypot(*(point - xy[n]))) / length, 1.0)
            cuts.append(begun[n] + share * step[n])
    at = np.unique([0.0, *begun, *cuts])
    middle = (at[:-1] + at[1:]) / 2
    points = np.stack([np.interp(middle, begun, xy[:, 0]), np.interp(middle, begun, xy[:, 1])], 1)
    inside = shapely.contains_xy(shape, points) & (np.diff(at) > 1e-9)
    return at[:-1][inside] / begun[-1], at[1:][inside] / begun[-1]
