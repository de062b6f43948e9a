"""Rows, features and tables of a file, each put to its shape; what does not fit is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from safeconduct.operation.documents import unfit
from safeconduct.operation.findings import Fault, Findings
from safeconduct.operation.shapes import Shape
from safeconduct.operation.source import Source
from safeconduct.operation.table import Table
from safeconduct.operation.values import ID, shown

S = TypeVar("S", bound=Shape)
MAX_FEATURES = 20_000
SINGULAR = {"vehicles": "vehicle", "activities": "activity", "legs": "leg", "zones": "passage"}
EXPECTED = {
    "dict": "a table or object",
    "tuple": "a list",
    "list": "a list",
    "model": "an object",
    "int": "a whole number",
}


@dataclass(frozen=True, slots=True)
class Record(Generic[S]):
    """One row, feature or table that fits its shape; `extra` is what the shape does not name."""

    where: str
    shape: S
    extra: Mapping[str, Any]
    geometry: Any = None


@dataclass(slots=True)
class Sheet(Generic[S]):
    """All records of a file; `ids` also holds those of rows that do not fit.

    Not `whole` is a file whose records cannot be told apart: what it holds is not known.
    """

    records: list[Record[S]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    whole: bool = True


def fit(
    shape: type[S], data: Mapping[str, Any], source: Source, where: str, findings: Findings
) -> S | None:
    """Put the filled fields to a shape; every fault is told with its field."""
    filled = {name: value for name, value in data.items() if value is not None and value != ""}
    try:
        return shape.model_validate(filled)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            spot, name = locate(detail["loc"])
            place = ", ".join(part for part in (where, spot) if part)
            findings.fault(source.digit, source.name, place, name, as_fault(detail))
        return None


def as_fault(detail: Mapping[str, Any]) -> Fault:
    """The fault behind an error of pydantic."""
    found = detail.get("ctx", {}).get("error")
    if isinstance(found, Fault):
        return found
    kind = str(detail["type"])
    if kind == "missing":
        return Fault("50")
    expected = EXPECTED.get(kind.partition("_")[0], "something else")
    return Fault("65", value=shown(detail["input"]), expected=expected)


def locate(path: tuple[int | str, ...]) -> tuple[str, str]:
    """Where in a nested document, as people count: `category 2`, and the field."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int) and parts:
            parts[-1] = f"{SINGULAR.get(parts[-1], parts[-1])} {step + 1}"
        else:
            parts.append(str(step))
    return ", ".join(parts[:-1]), parts[-1] if parts else ""


def note_id(
    ids: dict[str, str], value: object, source: Source, where: str, findings: Findings
) -> None:
    """Keep an id, or tell that it stands twice."""
    name = str(value).strip() if isinstance(value, (str, int)) else ""
    if not ID.fullmatch(name):
        return
    if name in ids:
        findings.add(f"S{source.digit}52", source.name, where, "id", value=name, first=ids[name])
    else:
        ids[name] = where


def rows(table: Table, source: Source, shape: type[S], findings: Findings) -> Sheet[S]:
    """The rows of a table."""
    sheet: Sheet[S] = Sheet()
    names = shape.names()
    for number, row in table.records():
        where = f"row {number}"
        if not _whole_row(table, row.values(), bool(row.end), source, where, findings):
            continue
        cells = table.cells_of(row)
        if "id" in names:
            note_id(sheet.ids, cells.get("id"), source, where, findings)
        found = fit(shape, cells, source, where, findings)
        if found is not None:
            extra = {name: value for name, value in cells.items() if name not in names}
            sheet.records.append(Record(where, found, extra))
    return sheet


def _whole_row(
    table: Table, values: list[str], ended: bool, source: Source, where: str, findings: Findings
) -> bool:
    expected, found = len(table.header), len(values)
    details: dict[str, object] = {"found": found, "expected": expected}
    if any(values[expected:]):
        findings.add(f"S{source.digit}77", source.name, where, **details)
        return False
    if found < expected and not ended:
        findings.add(f"S{source.digit}79", source.name, where)
        return False
    if found < expected:
        findings.add(f"S{source.digit}78", source.name, where, **details)
    return True


def features(data: object, source: Source, shape: type[S], findings: Findings) -> Sheet[S]:
    """The features of a GeoJSON collection, with their geometries."""
    listed = _listed(data, source, findings)
    sheet: Sheet[S] = Sheet(whole=listed is not None)
    names = shape.names()
    for where, feature in _features(listed or [], source, findings):
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            fault = Fault("65", value=shown(properties), expected="an object")
            findings.fault(source.digit, source.name, where, "properties", fault)
            continue
        name = properties.get("id")
        spot = f"{where} ({name})" if isinstance(name, str) and ID.fullmatch(name) else where
        note_id(sheet.ids, name, source, spot, findings)
        found = fit(shape, properties, source, spot, findings)
        extra = {key: value for key, value in properties.items() if key not in names}
        for key, value in extra.items():
            if unfit(value):
                findings.add(
                    f"S{source.digit}55", source.name, spot, shown(key), value=unfit(value)
                )
        if found is not None:
            sheet.records.append(Record(spot, found, extra, feature.get("geometry")))
    return sheet


def _listed(data: object, source: Source, findings: Findings) -> list[Any] | None:
    listed = data.get("features") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        findings.add(f"S{source.digit}83", source.name, expected="GeoJSON FeatureCollection")
        return None
    if len(listed) > MAX_FEATURES:
        findings.add(f"S{source.digit}80", source.name, limit=f"{MAX_FEATURES:,} features")
        return None
    return listed


def _features(
    listed: list[Any], source: Source, findings: Findings
) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, feature in enumerate(listed, 1):
        where = f"feature {number}"
        if isinstance(feature, dict) and feature.get("type") == "Feature":
            yield where, feature
        else:
            fault = Fault("65", value=shown(feature), expected="a GeoJSON Feature")
            findings.fault(source.digit, source.name, where, "", fault)
