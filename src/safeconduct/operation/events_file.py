"""Read a table of events near the route: when, where, what, by whom, and how much was watched."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import Field, PlainValidator, WithJsonSchema

from safeconduct.model.problem import InputProblems
from safeconduct.operation import values
from safeconduct.operation.findings import Fault, Findings
from safeconduct.operation.records import rows
from safeconduct.operation.shapes import Persons, Sourced, Words
from safeconduct.operation.source import Source, open_table


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise Fault("58", value=values.shown(value)) from None


def _number(low: float, high: float) -> tuple[Any, Any]:
    check = PlainValidator(lambda value: values.between(value, low, high))
    return check, WithJsonSchema({"type": "number", "minimum": low, "maximum": high})


class EventShape(Sourced):
    """A row: an event with its place and code, or only how much of the route was watched."""

    date: Annotated[date, PlainValidator(_day), WithJsonSchema({"type": "string"})]
    longitude: Annotated[float | None, *_number(-180, 180)] = None
    latitude: Annotated[float | None, *_number(-90, 90)] = None
    code: Words = Field("", description="CAMEO event code")
    deaths: Persons = 0
    by: Words = Field("", description="who is said to have done it")
    what: Words = ""
    seen: Annotated[float | None, *_number(0, 1)] = Field(
        None, description="share of the route that was watched that day"
    )


class EventRows(NamedTuple):
    """The events, and by day the share of the route that was watched."""

    events: tuple[EventShape, ...]
    seen: dict[date, float]


def read_events(path: Path, codes: frozenset[str]) -> EventRows:
    """Read a CSV file of events; `codes` are the codes that are known.

    Raises:
        InputProblems: every problem of the file at once.
    """
    findings = Findings()
    source = Source(path.name, "9", "CSV")
    table = open_table(path.parent, source, EventShape.names(), ["date"], findings)
    if table is None:
        raise InputProblems(findings.all())
    found, seen = [], {}
    for record in rows(table, source, EventShape, findings).records:
        shape = record.shape
        if shape.seen is not None:
            seen[shape.date] = shape.seen
        if not shape.code:
            continue
        if shape.code not in codes:
            value = values.shown(shape.code)
            details = {"what": "event code", "value": value, "listed": "CAMEO", "nearest": ""}
            findings.add("S963", source.name, record.where, "code", **details)
        elif shape.longitude is None or shape.latitude is None:
            findings.add("S950", source.name, record.where, "longitude")
        else:
            found.append(shape)
    findings.warnings_or_raise()
    return EventRows(tuple(found), seen)
