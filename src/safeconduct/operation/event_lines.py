"""The events of the day, one JSON object a line: read with every problem at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema

from safeconduct.model.event import OF_PEOPLE, OF_VEHICLES, Event, EventKind
from safeconduct.model.operation import Operation
from safeconduct.model.problem import InputProblems
from safeconduct.operation import values
from safeconduct.operation.documents import parse_json
from safeconduct.operation.findings import Fault, Findings
from safeconduct.operation.records import fit
from safeconduct.operation.shapes import Ids, Instant, Mins, Persons, Shape, Words
from safeconduct.operation.source import Source
from safeconduct.operation.text import MEGABYTE, Text, decode, read_bytes

LIMIT = 16 * MEGABYTE
DIGIT = "7"


def _kind(value: object) -> EventKind:
    return values.choice(value, EventKind)


class EventLineShape(Shape):
    """A line of events.jsonl: what happened, when, and who says so."""

    kind: Annotated[EventKind, PlainValidator(_kind), WithJsonSchema({"enum": [*EventKind]})]
    time: Instant = Field(description="when it happened, or became known")
    source: Annotated[
        str, PlainValidator(values.text), WithJsonSchema({"type": "string", "minLength": 1})
    ]
    vehicle: Ids = Field((), description="one vehicle, or a list of them")
    convoy: Words = Field("", description="in place of `vehicle`: a convoy of the plan")
    place: Words = ""
    leg: Words = ""
    zone: Words = ""
    window: Words = ""
    term: Words = ""
    minutes: Mins | None = Field(None, description="how long a delay or hold lasts")
    start: Instant | None = Field(None, description="when a window opens")
    until: Instant | None = Field(None, description="when a hold or a window ends")
    people: dict[str, Persons] = Field(default_factory=dict, description="persons by category")


NEEDED: Mapping[EventKind, tuple[tuple[str, ...], ...]] = {
    EventKind.LATE: (("minutes", "until"),),
    EventKind.DEPARTED: (("leg",),),
    EventKind.ARRIVED: (("place",),),
    EventKind.LOADED: (("place",), ("people",)),
    EventKind.UNLOADED: (("place",),),
    EventKind.JOINED: (("place",), ("people",)),
    EventKind.LEFT: (("place",), ("people",)),
    EventKind.COUNT_CORRECTED: (("place",), ("people",)),
    EventKind.CLOSED: (("leg", "place", "zone"),),
    EventKind.WINDOW_SHORTENED: (("window", "zone"), ("until",)),
    EventKind.WINDOW_SHUT: (("window", "zone"),),
    EventKind.WINDOW_OPENED: (("window", "zone"),),
    EventKind.TERM_BROKEN: (("term",),),
}
"""Of each group of fields one is needed."""


def read_event_lines(path: Path, operation: Operation) -> tuple[Event, ...]:
    """Read the events, in order of time; blank lines are passed over.

    Raises:
        InputProblems: every problem of the file at once.
    """
    findings = Findings()
    source = Source(values.printable(path.name), DIGIT, "JSON")
    try:
        text = decode(read_bytes(path, LIMIT), "JSON")
    except Fault as fault:
        findings.fault(DIGIT, source.name, "", "", fault)
        raise InputProblems(findings.all()) from None
    found = []
    for number, line in enumerate(text.content.split("\n"), 1):
        if line.strip():
            event = _event(line, number, operation, source, findings)
            if event is not None:
                found.append(event)
    findings.warnings_or_raise()
    return tuple(sorted(found, key=lambda event: (event.minute, event.line)))


def _event(
    line: str, number: int, operation: Operation, source: Source, findings: Findings
) -> Event | None:
    where = f"line {number}"
    try:
        data = parse_json(Text(line))
    except Fault as fault:
        findings.fault(DIGIT, source.name, where, "", fault)
        return None
    if not isinstance(data, dict):
        wrong = Fault("65", value=values.shown(data), expected="an object")
        findings.fault(DIGIT, source.name, where, "", wrong)
        return None
    shape = fit(EventLineShape, data, source, where, findings)
    if shape is None or not _complete(shape, source, where, findings):
        return None

    def minute(moment: Any) -> float | None:
        return None if moment is None else (moment - operation.start).total_seconds() / 60

    return Event(
        line=number,
        kind=shape.kind,
        minute=minute(shape.time) or 0.0,
        source=shape.source,
        vehicles=shape.vehicle,
        convoy=shape.convoy,
        place=shape.place,
        leg=shape.leg,
        zone=shape.zone,
        window=shape.window,
        term=shape.term,
        minutes=shape.minutes,
        start=minute(shape.start),
        until=minute(shape.until),
        people=dict(shape.people),
    )


def _complete(shape: EventLineShape, source: Source, where: str, findings: Findings) -> bool:
    """Whether an event says all that its kind needs."""
    needed = list(NEEDED.get(shape.kind, ()))
    if shape.kind in OF_VEHICLES:
        own = (
            ("vehicle", "convoy", "place")
            if shape.kind is EventKind.HELD
            else ("vehicle", "convoy")
        )
        needed.insert(0, own)
    if shape.kind in OF_PEOPLE:
        needed.insert(0, ("people",))
    missing = [
        group
        for group in dict.fromkeys(needed)
        if all(
            getattr(shape, name) in ("", (), None) or getattr(shape, name) == {} for name in group
        )
    ]
    for group in missing:
        findings.add(
            "S710", source.name, where, group[0], kind=shape.kind.value, needed=" or ".join(group)
        )
    return not missing
