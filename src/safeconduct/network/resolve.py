"""Legs from roads: the one way into this station, from an operation to its roads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely

from safeconduct.model.operation import Operation
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.problem import InputProblems, Problem
from safeconduct.model.units import LonLat
from safeconduct.network.arrays import Ints
from safeconduct.network.checks import check_lines, check_places, check_rules, governs, require_near
from safeconduct.network.closures import Closure, close, read_closures
from safeconduct.network.doubts import Picture, doubts
from safeconduct.network.graph import Segments, arcs_of, checkpoint_twins, cut
from safeconduct.network.legs import legs_of
from safeconduct.network.lines import Lines
from safeconduct.network.measure import unwrapped
from safeconduct.network.overlay import lay_over, shapes_of, zones_at
from safeconduct.network.snap import snap
from safeconduct.network.source import read_roads, road_file
from safeconduct.network.speeds import speed_table
from safeconduct.network.ways import Costs, Ends, find_ways

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Roads:
    """An operation with its legs; how far each place lies from a road, in km; what to look at."""

    operation: Operation
    snaps: Mapping[str, float]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Inputs:
    file: str
    lines: Lines
    speeds: Mapping[str, float]
    closures: tuple[Closure, ...]
    shapes: list[shapely.MultiPolygon]


def resolve(operation: Operation, folder: Path, progress: Progress = lambda _: None) -> Roads:
    """Fill in the legs, and the places' zones, from the folder's road network.

    Where the operation has legs of its own, it is given back as it is.

    Raises:
        InputProblems: everything that is wrong with roads, closures, outlines and places' spots.
    """
    if operation.legs is not None:
        return Roads(operation, {}, ())
    given = _inputs(operation, folder, progress)
    places = sorted(operation.places, key=lambda place: place.id)
    spots = [_spot(place, given.lines) for place in places]
    progress("Joining the places to the roads")
    snapped = snap(given.lines, places, spots, operation.roads.snap_km)
    require_near(places, snapped, operation.roads.snap_km)
    segments = cut(snapped.lines, snapped.key, given.speeds)
    closed = close(segments, given.closures)
    overlay = lay_over(segments, operation.zones, given.shapes)
    usable = ~(closed.any(len(segments.km)) | overlay.closed())
    progress("Looking for ways between the places")
    ends, leave = _ends(operation, places, segments)
    arcs = arcs_of(segments, usable, leave)
    ruled = [overlay.inside(n) for n, zone in enumerate(operation.zones) if governs(zone)]
    costs = Costs(segments.minutes, segments.km, overlay.exposure(segments.minutes), ruled)
    ways = find_ways(arcs, costs, ends, operation.roads.ways)
    legs = legs_of(ways, places, arcs, segments, overlay, f"roads: {given.file}")
    zones = {
        place.id: tuple(zones_at(operation.zones, given.shapes, spot))
        for place, spot in zip(places, spots, strict=True)
    }
    warnings = (
        *check_lines(given.lines, given.file),
        *closed.warnings,
        *check_places(operation, places, snapped, zones, given.speeds),
        *doubts(Picture(given.file, places, segments, usable, overlay, closed, ends, ways, arcs)),
    )
    filled = tuple(
        replace(place, zones=zones[place.id]) if place.zones is None else place
        for place in operation.places
    )
    snaps = {place.id: float(km) for place, km in zip(places, snapped.km, strict=True)}
    return Roads(replace(operation, legs=legs, places=filled), snaps, warnings)


T = TypeVar("T")


def _inputs(operation: Operation, folder: Path, progress: Progress) -> _Inputs:
    """Read all that is needed; where several parts meet problems, raise those of all at once."""
    problems: list[Problem] = [*check_rules(operation.roads)]

    def attempt(step: Callable[[], T]) -> T | None:
        try:
            return step()
        except InputProblems as error:
            problems.extend(error.problems)
            return None

    speeds = attempt(
        lambda: speed_table(operation.roads.speeds_kmh, ferries=operation.roads.ferries)
    )
    path = attempt(lambda: road_file(folder))
    closures = attempt(lambda: read_closures(folder))
    shapes = attempt(lambda: shapes_of(operation.zones))
    lines = None
    if path is not None and speeds is not None:
        progress(f"Reading the roads of {path.name}")
        lines = attempt(lambda: read_roads(path, speeds))
    if problems or not (path and speeds and lines) or closures is None or shapes is None:
        raise InputProblems(tuple(problems))
    if lines.seam:
        shapes = shapes_of(operation.zones, seam=True)
    return _Inputs(path.name, lines, speeds, closures, shapes)


def _spot(place: Place, lines: Lines) -> LonLat:
    lon, lat = place.position
    return (float(unwrapped(np.array([lon]))[0]) if lines.seam else lon, lat)


def _ends(operation: Operation, places: list[Place], segments: Segments) -> tuple[Ends, Ints]:
    """Where ways begin and end: between every two places that vehicles may drive between.

    Nobody drives to a base where nothing is to be had, nor leaves one where nobody is stationed.
    """
    stationed = {row.base for row in operation.fleet}
    nodes = segments.node_of_place
    stops = np.array([place.kind is PlaceKind.CHECKPOINT for place in places], dtype=bool)
    leave = checkpoint_twins(segments, nodes[stops])
    goal = [n for n, p in enumerate(places) if p.kind is not PlaceKind.BASE or p.fuel or p.rest]
    pairs = {
        n: [other for other in goal if other != n]
        for n, place in enumerate(places)
        if n in goal or place.id in stationed
    }
    return Ends(leave[nodes], nodes, pairs), leave
