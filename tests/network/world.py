"""Small road worlds for the tests: places and lines on a map of kilometres around 30° E, 10° N."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation, RoadRules
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.problem import InputProblems
from safeconduct.model.units import LonLat
from safeconduct.model.zone import Access, Zone
from safeconduct.network import Roads, resolve

EAST, NORTH = 1 / 109.64, 1 / 110.61
SHARED = Path(__file__).parents[3] / "shared" / "data"

Line = tuple[Sequence[tuple[float, float]], Mapping[str, object]]


def at(x: float, y: float) -> LonLat:
    """The spot so many kilometres east and north."""
    return 30.0 + x * EAST, 10.0 + y * NORTH


def place(name: str, x: float, y: float, kind: str = "pickup", **more: object) -> Place:
    return Place(name, name, PlaceKind(kind), at(x, y), **more)  # type: ignore[arg-type]


def zone(name: str, west: float, south: float, east: float, north: float, **more: object) -> Zone:
    ring = (at(west, south), at(east, south), at(east, north), at(west, north), at(west, south))
    if "access" in more:
        more["access"] = Access(str(more["access"]))
    return Zone(name, polygons=((ring,),), **more)  # type: ignore[arg-type]


def road(*points: tuple[float, float], **tags: object) -> Line:
    return points, {"highway": "residential", **tags}


def operation(places: Iterable[Place], zones: Iterable[Zone] = (), **rules: object) -> Operation:
    return Operation(
        "test", datetime.fromisoformat("2022-05-05T06:00:00+03:00"), 24.0, (), (), (),
        tuple(places), (), (FleetRow("f", "un", "base", "bus", 1, seats=50),),
        zones=tuple(zones), roads=RoadRules(**rules),  # type: ignore[arg-type]
    )  # fmt: skip


def feature(points: Sequence[tuple[float, float]], tags: Mapping[str, object]) -> dict[str, object]:
    geometry = {"type": "LineString", "coordinates": [at(x, y) for x, y in points]}
    return {"type": "Feature", "properties": dict(tags), "geometry": geometry}


def write(folder: Path, name: str, features: Sequence[object]) -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def draw(folder: Path, *lines: Line) -> Path:
    return write(folder, "roads.geojson", [feature(points, tags) for points, tags in lines])


def legs_by_id(roads: Roads) -> dict[str, Leg]:
    assert roads.operation.legs is not None
    return {leg.id: leg for leg in roads.operation.legs}


def legs(given: Operation, folder: Path) -> dict[str, Leg]:
    return legs_by_id(resolve(given, folder))


def numbers(roads: Roads) -> list[str]:
    return [problem.number for problem in roads.warnings]


def refused(given: Operation, folder: Path) -> list[str]:
    """The numbers of the problems for which the roads are refused."""
    with pytest.raises(InputProblems) as caught:
        resolve(given, folder)
    return [problem.number for problem in caught.value.problems]


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path.name} is not there: it may not be committed")
    return path
