"""Positions and outlines: what a geometry says, and whether it can be on this earth."""

import math
import re
from collections.abc import Sequence
from statistics import median
from typing import Any

import shapely

from safeconduct.model.units import LonLat
from safeconduct.model.zone import Polygon, Ring
from safeconduct.operation.findings import Fault
from safeconduct.operation.values import shown

EARTH_KM = 6371.0
FAR_KM = 1500.0
SWAPPED_KM = 300.0
WGS84 = re.compile(r"(?:CRS:?:?84|(?:EPSG|OGC).*(?:4326|CRS84))$", re.IGNORECASE)


def foreign_system(data: object) -> str:
    """The coordinate system that a collection names, where it is not WGS 84."""
    crs = data.get("crs") if isinstance(data, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or WGS84.search(name.strip()):
        return ""
    return shown(name)


def point(geometry: Any) -> LonLat:
    """The position of a place.

    Raises:
        Fault: no point (S201), off the earth (S202), at 0, 0 (S203).
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "MultiPoint" and isinstance(coordinates, list) and len(coordinates) == 1:
        kind, coordinates = "Point", coordinates[0]
    if kind != "Point":
        raise Fault("S201", found=shown(kind) if kind else "nothing")
    found = _position(coordinates, "S202")
    if found == (0.0, 0.0):
        raise Fault("S203")
    return found


def outline(geometry: Any) -> tuple[Polygon, ...]:
    """The polygons of a zone.

    Raises:
        Fault: no polygon (S501), a broken ring (S502), crossing itself (S503),
            off the earth (S504).
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    drawn_as = isinstance(kind, str) and kind in {"Polygon", "MultiPolygon"}
    if not drawn_as or not isinstance(coordinates, list):
        raise Fault("S501", found=shown(kind) if kind else "nothing")
    parts = [coordinates] if kind == "Polygon" else coordinates
    polygons = tuple(_polygon(part) for part in parts)
    if not polygons:
        raise Fault("S501", found="an empty one")
    drawn = shapely.MultiPolygon([(rings[0], rings[1:]) for rings in polygons])
    if not shapely.is_valid(drawn):
        raise Fault("S503", reason=str(shapely.is_valid_reason(drawn)))
    return polygons


def stray(position: LonLat, others: Sequence[LonLat]) -> tuple[str, str] | None:
    """The number and distance of a position far from all others, as swapped axes make them."""
    if len(others) < 2:
        return None
    centre = (median(p[0] for p in others), median(p[1] for p in others))
    away = distance_km(position, centre)
    swapped = (position[1], position[0])
    if away > SWAPPED_KM and abs(swapped[1]) <= 90 and distance_km(swapped, centre) < away / 5:
        return "S204", f"{away:,.0f}"
    return ("S206", f"{away:,.0f}") if away > FAR_KM else None


def distance_km(a: LonLat, b: LonLat) -> float:
    """The great-circle distance of two positions."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    square = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, square)))


def _position(value: Any, number: str) -> LonLat:
    numbers = isinstance(value, list) and len(value) >= 2
    if not numbers or any(isinstance(v, bool) or not isinstance(v, (int, float)) for v in value):
        raise Fault(number, value=shown(value))
    lon, lat = value[0], value[1]
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Fault(number, value=shown(value))
    return float(lon), float(lat)


def _polygon(part: Any) -> Polygon:
    if not isinstance(part, list) or not part:
        raise Fault("S502", fault="is missing")
    return tuple(_ring(ring) for ring in part)


def _ring(value: Any) -> Ring:
    if not isinstance(value, list):
        raise Fault("S502", fault="is no list of positions")
    ring = tuple(_position(item, "S504") for item in value)
    if len(ring) < 4:
        raise Fault("S502", fault=f"has only {len(ring)} positions")
    if ring[0] != ring[-1]:
        raise Fault("S502", fault="is not closed")
    return ring
