"""Roads and bridges that a file says may not be used: `closures.geojson`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from safeconduct.model.problem import InputProblems, Problem, problem
from safeconduct.network.arrays import Flags, Floats, Shapes
from safeconduct.network.graph import Segments
from safeconduct.network.measure import KM_PER_DEGREE, unwrapped

FILE = "closures.geojson"
REACH_M = 30.0
"""A point or line closes the stretches of road that come this near to it."""

SHAPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}


@dataclass(frozen=True, slots=True)
class Closure:
    """One thing that closes roads: a shape, or the two ends of a segment."""

    name: str
    source: str
    shape: shapely.Geometry | None
    ends: tuple[str, str] = ("", "")

    def __str__(self) -> str:
        """Name it with its source."""
        return f"closure {self.name} ({self.source or 'no source'})"


def read_closures(folder: Path) -> tuple[Closure, ...]:
    """Read the folder's closures; none where there is no such file.

    Raises:
        InputProblems: the file or a closure in it cannot be understood.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        features = list(json.loads(path.read_text("utf-8-sig"))["features"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
        raise InputProblems((problem("S623", FILE, reason=reason),)) from None
    found: list[Closure] = []
    problems: list[Problem] = []
    for n, feature in enumerate(features):
        try:
            found.append(_closure(feature, n))
        except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.ShapelyError) as e:
            reason = (str(e) or type(e).__name__).splitlines()[0].rstrip(".")
            problems.append(problem("S639", FILE, f"feature {n + 1}", reason=reason))
    if problems:
        raise InputProblems(tuple(problems))
    return tuple(found)


def _closure(feature: Any, n: int) -> Closure:
    properties = feature.get("properties") or {}
    name = str(properties.get("id") or properties.get("name") or f"feature {n + 1}")
    source = str(properties.get("source") or "")
    ends = (str(properties.get("from") or ""), str(properties.get("to") or ""))
    geometry = feature.get("geometry")
    if geometry is None:
        if not all(ends):
            raise ValueError("it has neither a geometry nor `from` and `to`")
        return Closure(name, source, None, ends)
    if geometry.get("type") not in SHAPES:
        raise ValueError(f"its geometry is a {geometry.get('type')}")
    shape = shapely.geometry.shape(geometry)
    xy = shapely.get_coordinates(shape)
    if not len(xy):
        raise ValueError("its geometry is empty")
    for x, y in xy:
        if not (isfinite(x) and isfinite(y) and abs(x) <= 180 and abs(y) <= 90):
            raise ValueError(f"{x:g}, {y:g} is no longitude and latitude")
    if not shape.is_valid:
        raise ValueError(f"its outline is not sound: {shapely.is_valid_reason(shape)}")
    return Closure(name, source, shape)


@dataclass(frozen=True, slots=True)
class Closed:
    """Segments that closures shut, closure by closure, and what deserves a look."""

    by_closure: tuple[tuple[Closure, Flags], ...]
    warnings: tuple[Problem, ...]

    def any(self, segments: int) -> Flags:
        """Which segments at least one closure shuts."""
        shut = np.zeros(segments, dtype=bool)
        for _, flags in self.by_closure:
            shut |= flags
        return shut


def close(segments: Segments, closures: Sequence[Closure]) -> Closed:
    """Find the stretches of road that closures shut; connectors to places stay open."""
    if not closures:
        return Closed((), ())
    shapes = segments.shapes()
    tree = shapely.STRtree(shapes)
    found: list[tuple[Closure, Flags]] = []
    warnings: list[Problem] = []
    for closure in closures:
        shut = _touched(segments, shapes, tree, closure) & ~segments.connector
        if not shut.any():
            warnings.append(problem("S638", FILE, closure.name, metres=REACH_M))
        found.append((closure, shut))
    closed = Closed(tuple(found), tuple(warnings))
    shut = closed.any(len(shapes))
    if shut.any():
        km = float(segments.km[shut].sum())
        told = problem("S637", FILE, segments=int(shut.sum()), km=km)
        return Closed(closed.by_closure, (told, *warnings))
    return closed


def _touched(segments: Segments, shapes: Shapes, tree: shapely.STRtree, closure: Closure) -> Flags:
    if closure.shape is None:
        roads = segments.lines.roads
        ends = (closure.ends, closure.ends[::-1])
        return np.array([road.ends in ends for road in roads], dtype=bool)[segments.line]
    shape = closure.shape
    if segments.lines.seam:
        shape = shapely.transform(shape, _unwrapped)
    middle = float(shapely.get_coordinates(shape)[:, 1].mean())
    narrow = np.array([max(float(np.cos(np.radians(middle))), 0.01), 1.0])
    reach = REACH_M / 1000.0 / KM_PER_DEGREE if shape.area == 0 else 0.0
    low, high = np.array(shape.bounds).reshape(2, 2) + [[-1.0], [1.0]] * (reach / narrow)
    near = np.sort(tree.query(shapely.box(*low, *high)))

    def flat(xy: Floats) -> Floats:
        return np.asarray(xy * narrow)

    away = shapely.distance(shapely.transform(shapes[near], flat), shapely.transform(shape, flat))
    touched = np.zeros(len(shapes), dtype=bool)
    touched[near[away <= reach]] = True
    return touched


def _unwrapped(xy: Floats) -> Floats:
    return np.stack([unwrapped(xy[:, 0]), xy[:, 1]], axis=1)
