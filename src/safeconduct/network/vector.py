"""Line files: GeoJSON, GeoPackage and GeoParquet with roads in any known coordinate system."""

import json
from collections.abc import Callable, Iterator, Mapping
from math import isnan
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from safeconduct.model.problem import InputProblems, Problem, problem
from safeconduct.network.arrays import Floats, Ints
from safeconduct.network.lines import Lines, gather
from safeconduct.network.tags import BadNumberError, Road, road_of_line

FIELDS = (
    "highway", "route", "oneway", "junction", "area", "access", "vehicle", "motor_vehicle",
    "maxspeed", "speed_kmh", "km", "length_km", "length", "length_m", "minutes", "id", "osm_id",
    "source", "bridge", "u", "v", "from", "to",
)  # fmt: skip
"""Columns that are read; all others say nothing that routing needs."""


class Table(NamedTuple):
    """Coordinates of lines, the row that each vertex's line comes from, and the rows' fields."""

    xy: Floats
    line: Ints
    row: Ints
    fields: list[Mapping[str, Any]]
    crs: object


def read_geojson(path: Path) -> list[Table]:
    """Read the lines of a GeoJSON file."""
    with path.open(encoding="utf-8-sig") as file:
        content = json.load(file)
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        raise ValueError("it is no GeoJSON FeatureCollection")  # noqa: TRY004 - the input's fault
    crs = (content.get("crs") or {}).get("properties", {}).get("name")
    xy: list[Floats] = []
    row: list[int] = []
    for n, feature in enumerate(content["features"]):
        for line in _geojson_lines(feature.get("geometry") if isinstance(feature, dict) else None):
            xy.append(_positions(line, n))
            row.append(n)
    fields = [_properties(feature) for feature in content["features"]]
    sizes = [len(points) for points in xy]
    flat = np.concatenate(xy) if xy else np.empty((0, 2))
    line_of = np.repeat(np.arange(len(xy)), sizes)
    return [Table(flat, line_of, np.array(row, dtype=np.int64), fields, crs or "OGC:CRS84")]


def _properties(feature: object) -> Mapping[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _geojson_lines(geometry: object) -> Iterator[object]:
    if not isinstance(geometry, dict):
        return
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "LineString":
        yield coordinates
    elif geometry.get("type") == "MultiLineString" and isinstance(coordinates, list):
        yield from coordinates
    elif geometry.get("type") == "GeometryCollection":
        parts = geometry.get("geometries")
        for part in parts if isinstance(parts, list) else ():
            yield from _geojson_lines(part)


def _positions(line: Any, feature: int) -> Floats:
    try:
        return np.array([point[:2] for point in line], dtype=np.float64).reshape(-1, 2)
    except (TypeError, ValueError, KeyError):
        raise ValueError(f"feature {feature + 1} has coordinates that are no numbers") from None


def read_geopackage(path: Path) -> list[Table]:
    """Read the line layers of a GeoPackage."""
    tables = []
    for layer, _kind in pyogrio.list_layers(path):
        info = pyogrio.read_info(path, layer=layer)
        columns = [name for name in info["fields"] if name in FIELDS]
        meta, _, wkb, data = pyogrio.raw.read(path, layer=layer, columns=columns)
        if wkb is None:
            continue
        names = meta["fields"]
        rows: list[Mapping[str, Any]] = [
            dict(zip(names, values, strict=True)) for values in zip(*data, strict=True)
        ]
        tables.append(_table(wkb, rows or [{}] * len(wkb), meta["crs"]))
    return tables


def read_geoparquet(path: Path) -> list[Table]:
    """Read a GeoParquet file; its metadata name the geometry and the coordinate system."""
    file = pq.ParquetFile(path)
    text = (file.schema_arrow.metadata or {}).get(b"geo")
    if text is None:
        raise ValueError("it has no GeoParquet metadata")
    meta = json.loads(text)
    name = meta["primary_column"]
    column = meta["columns"][name]
    if column.get("encoding") != "WKB":
        raise ValueError(f"its geometry is encoded as {column.get('encoding')}, not WKB")
    present = [field for field in file.schema_arrow.names if field in FIELDS]
    table = file.read(columns=[*present, name])
    geometry = table.column(name).combine_chunks().cast(pa.binary()).to_numpy(zero_copy_only=False)
    rows = table.select(present).to_pylist() if present else [{} for _ in geometry]
    return [_table(geometry, rows, column.get("crs", "OGC:CRS84"))]


def _table(wkb: Any, rows: list[Mapping[str, Any]], crs: object) -> Table:
    parts, row = shapely.get_parts(shapely.from_wkb(wkb), return_index=True)
    lines = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    xy, line = shapely.get_coordinates(parts[lines], return_index=True)
    return Table(xy, line, row[lines], rows, crs)


Reader = Callable[[Path], list[Table]]


def read_lines(path: Path, reader: Reader, speeds: Mapping[str, float]) -> Lines:
    """Read the drivable lines of a line file, in longitude and latitude.

    Raises:
        InputProblems: unreadable, no drivable line, or coordinates, numbers or a coordinate
            system that make no sense; all of them at once.
    """
    try:
        tables = reader(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError,
            RecursionError, shapely.errors.ShapelyError) as error:  # fmt: skip
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        raise InputProblems((problem("S623", path.name, reason=reason[:200]),)) from None
    return _Judge(path.name, speeds).lines(tables)


class _Judge:
    """Turns tables into lines and keeps account of every problem."""

    def __init__(self, file: str, speeds: Mapping[str, float]) -> None:
        self.file, self.speeds = file, speeds
        self.problems: list[Problem] = []
        self.bad: dict[str, list[tuple[int, object]]] = {}

    def lines(self, tables: list[Table]) -> Lines:
        usable = [kept for table in tables if (kept := self._usable(table)) is not None]
        for field, found in self.bad.items():
            where = f"feature {found[0][0] + 1}"
            details = {"count": len(found), "value": found[0][1]}
            self.problems.append(problem("S627", self.file, where, field, **details))
        roads = [road for _, _, some in usable for road in some]
        if not roads and not self.problems:
            seen = sum(len(table.row) for table in tables)
            self.problems.append(problem("S624", self.file, seen=seen))
        if self.problems:
            raise InputProblems(tuple(self.problems))
        xy = np.concatenate([points for points, _, _ in usable])
        sizes = np.concatenate([size for _, size, _ in usable])
        first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return gather(xy[:, 0].copy(), xy[:, 1].copy(), None, first, roads)

    def _usable(self, table: Table) -> tuple[Floats, Ints, list[Road]] | None:
        roads = self._roads(table)
        size = np.bincount(table.line, minlength=len(table.row))
        drive = np.array([roads[row] is not None for row in table.row], dtype=bool) & (size >= 2)
        kept = drive[table.line] if len(table.line) else np.empty(0, dtype=bool)
        points = self._lonlat(table, table.xy[kept])
        wrong = ~np.isfinite(points).all(axis=1)
        wrong |= (np.abs(points[:, 0]) > 180.0) | (np.abs(points[:, 1]) > 90.0)
        # Where position is missing, exports write 0, 0: a spot in the ocean.
        wrong |= (np.abs(points) < 1e-9).all(axis=1)
        if wrong.any():
            lines = np.unique(table.line[kept][wrong])
            value = ", ".join(f"{x:g}" for x in table.xy[kept][wrong][0])
            where = f"feature {int(table.row[lines[0]]) + 1}"
            found = problem("S625", self.file, where, "geometry", count=len(lines), value=value)
            self.problems.append(found)
            return None
        some = [road for row in table.row[drive] if (road := roads[row]) is not None]
        return points, size[drive], some

    def _roads(self, table: Table) -> list[Road | None]:
        # Files that lost their one-way column have often lost the direction of their lines too.
        implied = any("oneway" in fields for fields in table.fields)
        roads: list[Road | None] = []
        several = np.bincount(table.row, minlength=len(table.fields)) > 1
        for n, fields in enumerate(table.fields):
            tags = {k: _text(v) for k, v in fields.items() if k in FIELDS and not _blank(v)}
            if several[n]:
                # A length or time belongs to the whole feature, not to each of its parts.
                tags = {k: v for k, v in tags.items() if k not in PER_FEATURE}
            ident = tags.get("id") or tags.get("osm_id") or f"feature {n + 1}"
            try:
                roads.append(road_of_line(tags, self.speeds, ident, implied=implied))
            except BadNumberError as error:
                self.bad.setdefault(error.field, []).append((n, error.value))
                roads.append(None)
        return roads

    def _lonlat(self, table: Table, xy: Floats) -> Floats:
        if table.crs is None:
            return xy
        try:
            crs = CRS.from_user_input(table.crs)
            if crs in (CRS("EPSG:4326"), CRS("OGC:CRS84")):
                return xy
            return np.stack(
                Transformer.from_crs(crs, "OGC:CRS84", always_xy=True).transform(*xy.T), axis=1
            )
        except (ProjError, AttributeError):
            shown = table.crs if isinstance(table.crs, str) else type(table.crs).__name__
            self.problems.append(problem("S626", self.file, value=str(shown)[:80]))
            return xy[:0]


PER_FEATURE = frozenset({"km", "length_km", "length", "length_m", "minutes"})


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, float) and isnan(value))


def _text(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
