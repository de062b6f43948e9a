"""The JSON Schemas of every file, made from the shapes that read them."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from safeconduct.operation import shapes, source
from safeconduct.operation.event_lines import EventLineShape
from safeconduct.operation.plan_shapes import PlanShape
from safeconduct.operation.statement_shapes import LogShape, RelationShape, StatementShape
from safeconduct.operation.stress_shapes import StressShape
from safeconduct.operation.terms_shapes import TermsShape

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """A schema for each file, by the file's name.

    A CSV file is described as the list of its rows, each an object of its filled cells; a JSONL
    file by one of its lines; `read.json` is what `safeconduct read --json` prints.
    """
    position = {"type": "array", "items": {"type": "number"}, "minItems": 2}
    point = _geometry({"Point": position, "MultiPoint": {"type": "array", "items": position}})
    ring = {"type": "array", "items": position, "minItems": 4}
    polygon = {"type": "array", "items": ring, "minItems": 1}
    outline = _geometry({"Polygon": polygon, "MultiPolygon": {"type": "array", "items": polygon}})
    return {
        source.OPERATION.name: _whole(shapes.OperationShape),
        source.PLACES.name: _features(shapes.PlaceShape, point),
        source.PEOPLE.name: _rows(shapes.HeadcountShape),
        source.FLEET.name: _rows(shapes.FleetShape),
        source.ZONES.name: _features(shapes.ZoneShape, {"anyOf": [outline, {"type": "null"}]}),
        source.WINDOWS.name: _rows(shapes.WindowShape),
        source.LEGS.name: _rows(shapes.LegShape),
        "terms.toml": _whole(TermsShape),
        "stress.toml": _whole(StressShape),
        "plan.json": _whole(PlanShape),
        "events.jsonl": _lines(EventLineShape),
        "statements.jsonl": _whole(StatementShape),
        "relations.jsonl": _whole(RelationShape),
        "read.json": _whole(LogShape),
    }


def _whole(shape: type[BaseModel]) -> Schema:
    return {"$schema": DIALECT, **shape.model_json_schema()}


def _lines(shape: type[shapes.Shape]) -> Schema:
    """A file of lines, each of them an object."""
    return {"description": "of every line", **_whole(shape)}


def _rows(shape: type[shapes.Shape]) -> Schema:
    row, definitions = _named(shape)
    return {"$schema": DIALECT, "type": "array", "items": row, **definitions}


def _features(shape: type[shapes.Shape], geometry: Schema) -> Schema:
    properties, definitions = _named(shape)
    feature = {
        "type": "object",
        "properties": {
            "type": {"const": "Feature"},
            "geometry": geometry,
            "properties": properties,
        },
        "required": ["type", "geometry", "properties"],
    }
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": feature},
        },
        "required": ["type", "features"],
        **definitions,
    }


def _named(shape: type[shapes.Shape]) -> tuple[Schema, Schema]:
    """A reference to a shape, and the definitions that it needs."""
    references, definitions = models_json_schema([(shape, "validation")])
    return dict(references[shape, "validation"]), definitions


def _geometry(coordinates: dict[str, Schema]) -> Schema:
    kinds = [
        {
            "type": "object",
            "properties": {"type": {"const": kind}, "coordinates": schema},
            "required": ["type", "coordinates"],
        }
        for kind, schema in coordinates.items()
    ]
    return {"anyOf": kinds}
