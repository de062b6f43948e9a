"""The border of plan.json: what stands in it, field by field; its JSON Schema comes from here."""

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from safeconduct.operation import values
from safeconduct.operation.findings import Fault
from safeconduct.operation.shapes import Instant, Persons, Shape, Words

FAR = 1e12


def _name(value: object) -> str:
    found = values.text(value)
    if not found:
        raise Fault("50")
    return found


def _real(value: object) -> float:
    if isinstance(value, str):
        raise Fault("53", value=values.shown(value))
    return values.between(value, -FAR, FAR)


def _passage(value: Any) -> tuple[str, float, float]:
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        raise Fault("S703", value=values.shown(value))
    return _name(value[0]), _real(value[1]), _real(value[2])


def _position(value: Any) -> tuple[float, float]:
    if not isinstance(value, (list, tuple)) or len(value) < 2:
        raise Fault("S704", value=values.shown(value))
    return values.between(value[0], -180, 180), values.between(value[1], -90, 90)


Name = Annotated[str, PlainValidator(_name), WithJsonSchema({"type": "string", "minLength": 1})]
Real = Annotated[float, PlainValidator(_real), WithJsonSchema({"type": "number"})]
People = dict[Name, Persons]
PassageField = Annotated[
    tuple[str, float, float],
    PlainValidator(_passage),
    WithJsonSchema(
        {
            "type": "array",
            "prefixItems": [{"type": "string"}, {"type": "number"}, {"type": "number"}],
            "minItems": 3,
            "maxItems": 3,
        }
    ),
]
PositionField = Annotated[
    tuple[float, float],
    PlainValidator(_position),
    WithJsonSchema({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}),
]


class MoveShape(Shape):
    """A vehicle moves along a leg."""

    kind: Literal["move"]
    leg: Name
    origin: Name = Field(alias="from")
    destination: Name = Field(alias="to")
    start: Real = Field(description="minutes from the operation's start")
    end: Real
    convoy: Words = Field("", description="absent: a convoy of one")


class HandlingShape(Shape):
    """People get on or off."""

    kind: Literal["load", "unload"]
    place: Name
    start: Real
    end: Real
    people: People = Field(description="persons by category")


class StayShape(Shape):
    """A vehicle is inspected, rests or is refuelled."""

    kind: Literal["inspect", "rest", "refuel"]
    place: Name
    start: Real
    end: Real


class WaitShape(Shape):
    """A vehicle waits where it stands."""

    kind: Literal["wait"]
    place: Words = ""
    start: Real
    end: Real


ActivityShape = Annotated[
    MoveShape | HandlingShape | StayShape | WaitShape, Field(discriminator="kind")
]


class VehicleShape(Shape):
    """All that one vehicle does, in order of time."""

    id: Name
    fleet: Name
    activities: list[ActivityShape]


class PlanLegShape(Shape):
    """A leg that the plan uses."""

    id: Name
    origin: Name = Field(alias="from")
    destination: Name = Field(alias="to")
    minutes: Real
    km: Real
    exposure: Real = 0.0
    zones: list[PassageField] = Field(default_factory=list)
    geometry: list[PositionField] = Field(default_factory=list)


class ResultShape(Shape):
    """What the plan achieves; times in minutes from the operation's start."""

    people_out: Persons
    people_by_category: People
    weighted_out: Real
    bound: Real
    gap: Real
    last_arrival_min: Real | None
    weighted_arrival_min: Real
    exposure: Real
    vehicle_km: Real
    left_behind: dict[Name, People]
    solve_seconds: Real = 0.0
    seed: int = 0


class PlannedOperationShape(Shape):
    """The operation that the plan serves."""

    name: Words
    sha256: Words = Field(description="the digest of the operation folder's input files")


class ReplannedShape(Shape):
    """Where the plan goes on from; what began before is fact."""

    at_min: Real = Field(description="minutes from the operation's start")
    out_of_service: list[Name] = Field(
        default_factory=list, description="vehicles that cannot be counted on"
    )


class PriceShape(Shape):
    """What one unit of a scarce thing costs in a proof."""

    kind: Literal["people", "mix", "reception", "lane", "bay", "entry", "escort"]
    name: Name
    price: Real = Field(description="weighted people; never negative")
    detail: Words = Field("", description="of people the category, of escorts the leg")
    start: Real = Field(0.0, description="minutes from the operation's start")
    minutes: Real = Field(0.0, description="length of the span that the price is about")


class CertificateShape(Shape):
    """What proves the bound; absent where the bound is everybody who waits."""

    tick_s: int = Field(ge=1, description="seconds of a tick of the proof's clock")
    levels: int = Field(ge=1, description="into about how many levels loads fall")
    value: Real = Field(description="what the prices prove, before it is cut to whole people")
    prices: list[PriceShape]


class PlanShape(Shape):
    """plan.json."""

    format: Literal["safeconduct-plan/1"]
    operation: PlannedOperationShape
    start: Instant
    horizon_min: Real
    result: ResultShape
    vehicles: list[VehicleShape]
    legs: list[PlanLegShape]
    replanned: ReplannedShape | None = Field(None, description="absent: the whole plan lies ahead")
    certificate: CertificateShape | None = None
