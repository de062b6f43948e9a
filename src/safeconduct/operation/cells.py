"""From the nouns back to what stands in files: cells of tables, properties, keys."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation, RoadRules
from safeconduct.model.people import Headcount
from safeconduct.model.place import Place
from safeconduct.model.units import DailyInterval, Minutes, Provenance
from safeconduct.model.zone import Polygon, Window, Zone
from safeconduct.operation import shapes

Properties = dict[str, Any]


def headcount(row: Headcount) -> Properties:
    """A row of people.csv."""
    return _named(shapes.HeadcountShape, row)


def fleet_row(row: FleetRow, start: datetime) -> Properties:
    """A row of fleet.csv."""
    available = instant(start, row.available_from_min) if row.available_from_min else None
    return _named(shapes.FleetShape, row, available_from=available)


def window(span: Window, start: datetime) -> Properties:
    """A row of windows.csv."""
    times = {"start": instant(start, span.start), "end": instant(start, span.end)}
    return _named(shapes.WindowShape, span, **times)


def leg(way: Leg) -> Properties:
    """A row of legs.csv."""
    stays = ";".join(f"{p.zone}:{number(p.enter)}:{number(p.exit)}" for p in way.zones)
    return _named(shapes.LegShape, way, zones=stays)


def place(point: Place) -> Properties:
    """The properties of a place, those with their default left out."""
    zones = point.zones
    lies_in = zones[0] if zones is not None and len(zones) == 1 else zones
    return _brief(shapes.PlaceShape, _named(shapes.PlaceShape, point, zone=lies_in))


def zone(area: Zone) -> Properties:
    """The properties of a zone, those with their default left out."""
    return _brief(shapes.ZoneShape, _named(shapes.ZoneShape, area))


def point_geometry(point: Place) -> Properties:
    """The geometry of a place."""
    return {"type": "Point", "coordinates": list(point.position)}


def outline(polygons: tuple[Polygon, ...]) -> Properties | None:
    """The geometry of a zone."""
    parts = [[[list(position) for position in ring] for ring in rings] for rings in polygons]
    if not parts:
        return None
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def settings(operation: Operation) -> Properties:
    """What operation.toml holds."""
    extra = {k: v for k, v in operation.extra.items() if k not in {"rules", "roads"}}
    hours = [_pair(interval) for interval in operation.rules.movement_hours]
    rules: Properties = {"movement_hours": hours[0] if len(hours) == 1 else hours} if hours else {}
    tables = {
        "rules": {**rules, **_inner(operation, "rules")},
        "roads": {**_roads(operation.roads), **_inner(operation, "roads")},
        "category": [entry(shapes.CategoryShape, one) for one in operation.categories],
        "party": [entry(shapes.PartyShape, one) for one in operation.parties],
        "organisation": [entry(shapes.OrganisationShape, one) for one in operation.organisations],
    }
    head = {
        "name": operation.name,
        "start": operation.start.isoformat(),
        "horizon_h": _plain(operation.horizon_h),
    }
    return {**head, **extra, **{name: table for name, table in tables.items() if table}}


def as_text(value: object) -> str:
    """A property as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return number(value) if isinstance(value, float) else str(value)


def number(value: float) -> str:
    """A number as people write it: 14, not 14.0."""
    return str(_plain(value))


def instant(start: datetime, minute: Minutes) -> str:
    """A minute of the operation as an instant, in the offset of its start."""
    return (start + timedelta(minutes=minute)).isoformat()


def _named(shape: type[shapes.Shape], noun: Any, **changed: Any) -> Properties:
    """The fields of a shape by their names in files, from the noun's fields of the same names."""
    found: Properties = {}
    for name, info in shape.model_fields.items():
        if name in changed:
            value = changed[name]
        elif name in {"source", "as_of"}:
            value = getattr(_provenance(noun), name)
        else:
            value = getattr(noun, name)
        found[info.alias or name] = _written(value)
    sourced = {name: found.pop(name) for name in ("source", "as_of") if name in found}
    return {**found, **sourced, **noun.extra}


def _provenance(noun: Any) -> Provenance:
    found: Provenance = noun.provenance
    return found


def _brief(shape: type[shapes.Shape], properties: Properties) -> Properties:
    """Only what the reader would not take for granted."""
    usual = {
        info.alias or name: _written(info.default) for name, info in shape.model_fields.items()
    }
    return {
        name: value
        for name, value in properties.items()
        if name not in usual or value != usual[name]
    }


def entry(shape: type[shapes.Shape], noun: Any) -> Properties:
    """A table of operation.toml, its defaults left out."""
    return _brief(shape, _named(shape, noun))


def _inner(operation: Operation, table: str) -> Properties:
    found = operation.extra.get(table)
    return dict(found) if isinstance(found, Mapping) else {}


def _roads(rules: RoadRules) -> Properties:
    usual = RoadRules()
    found: Properties = {
        name: _plain(getattr(rules, name))
        for name in ("ferries", "ways", "snap_km")
        if getattr(rules, name) != getattr(usual, name)
    }
    if rules.speeds_kmh:
        found["speeds_kmh"] = {road: _plain(kmh) for road, kmh in rules.speeds_kmh.items()}
    return found


def _written(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_pair(item) if isinstance(item, DailyInterval) else item for item in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    """Whole floats as whole numbers; everything else as it is."""
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    return int(value) if whole else value


def _pair(interval: DailyInterval) -> list[str]:
    return str(interval).split("-")
