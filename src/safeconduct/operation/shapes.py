"""The border: what stands in the files, field by field; the JSON Schemas come from here."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from safeconduct.model.people import Seat
from safeconduct.model.place import PlaceKind
from safeconduct.model.units import DailyInterval
from safeconduct.model.zone import Access
from safeconduct.operation import values
from safeconduct.operation.findings import Fault

YEAR_H = 8784
YEAR_MIN = YEAR_H * 60
MAX_PERSONS = 10_000_000
MAX_VEHICLES = 10_000
MAX_KM = 50_000
MAX_WEIGHT = 1_000_000
ID_PATTERN = f"^{values.ID.pattern}$"
HOURS_PATTERN = "^([01]?[0-9]|2[0-4]):[0-5][0-9]$"


def _number(high: float, *, low: float = 0, above: bool = False) -> tuple[Any, Any]:
    least = "exclusiveMinimum" if above else "minimum"
    schema = {"type": "number", least: low, "maximum": high}
    check = partial(values.between, low=low, high=high, above=above)
    return PlainValidator(check), WithJsonSchema(schema)


def _whole(high: int, low: int = 0) -> tuple[Any, Any]:
    schema = {"type": "integer", "minimum": low, "maximum": high}
    return PlainValidator(partial(values.whole, low=low, high=high)), WithJsonSchema(schema)


def _time_zone(value: object) -> str:
    name = values.text(value)
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise Fault("S104", value=values.shown(name)) from None
    return name


_PAIR = {
    "type": "array",
    "items": {"type": "string", "pattern": HOURS_PATTERN},
    "minItems": 2,
    "maxItems": 2,
}
_ID = {"type": "string", "pattern": ID_PATTERN}
_MIN, _ABOVE_0, _KM = _number(YEAR_MIN), _number(YEAR_H, above=True), _number(MAX_KM)

Id = Annotated[str, PlainValidator(values.identifier), WithJsonSchema(_ID)]
Ids = Annotated[
    tuple[str, ...],
    PlainValidator(values.ids),
    WithJsonSchema({"anyOf": [_ID, {"type": "array", "items": _ID}]}),
]
Words = Annotated[str, PlainValidator(values.text), WithJsonSchema({"type": "string"})]
Flag = Annotated[bool, PlainValidator(values.flag), WithJsonSchema({"type": "boolean"})]
Instant = Annotated[
    datetime,
    PlainValidator(values.instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Hours = Annotated[
    tuple[DailyInterval, ...],
    PlainValidator(values.hours),
    WithJsonSchema({"anyOf": [_PAIR, {"type": "array", "items": _PAIR}]}),
]
Mins = Annotated[float, *_MIN]
Span = Annotated[float, *_ABOVE_0]
Km = Annotated[float, *_KM]
Weight = Annotated[float, *_number(MAX_WEIGHT)]
Exposure = Annotated[float, *_number(1e12)]
Pace = Annotated[float, *_number(10, low=0.05)]
Persons = Annotated[int, *_whole(MAX_PERSONS)]
Vehicles = Annotated[int, *_whole(MAX_VEHICLES)]
Places = Annotated[int, *_whole(1000)]
Limit = Annotated[int, *_whole(MAX_VEHICLES, 1)]
Ways = Annotated[int, *_whole(20, 1)]
Speed = Annotated[float, *_number(200, above=True)]
TimeZone = Annotated[str, PlainValidator(_time_zone), WithJsonSchema({"type": "string"})]
UsesField = Annotated[
    Seat, PlainValidator(partial(values.choice, kinds=Seat)), WithJsonSchema({"enum": [*Seat]})
]
KindField = Annotated[
    PlaceKind,
    PlainValidator(partial(values.choice, kinds=PlaceKind)),
    WithJsonSchema({"enum": [*PlaceKind]}),
]
AccessField = Annotated[
    Access,
    PlainValidator(partial(values.choice, kinds=Access)),
    WithJsonSchema({"enum": [*Access]}),
]


class Shape(BaseModel):
    """Something in a file. Names beyond these are allowed, kept and handed on."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={"additionalProperties": True},
        model_title_generator=lambda shape: shape.__name__.removesuffix("Shape"),
    )

    @classmethod
    def names(cls) -> list[str]:
        """The names of the fields as they stand in files, in order; sources come last."""
        listed = [info.alias or name for name, info in cls.model_fields.items()]
        return sorted(listed, key=lambda name: name in {"source", "as_of"})


class Sourced(Shape):
    """Something that may say where it comes from, and as of when."""

    source: Words = Field("", description="a report, a statement id, a person's role; or assumed")
    as_of: Words = Field("", description="the date at which the source says so")


class CategoryShape(Sourced):
    """A category of people, in operation.toml."""

    id: Id
    name: Words = ""
    weight: Weight = Field(1.0, description="what one person of this category counts")
    uses: UsesField = Seat.SEAT
    load_min: Mins = Field(0.0, description="minutes to load one person")
    inspect_min: Mins = Field(0.0, description="minutes at a checkpoint lane for one person")


class PartyShape(Sourced):
    """A party to the conflict, in operation.toml."""

    id: Id
    name: Words = ""
    time_zone: TimeZone = Field("", description="IANA name, to print the party's local times")


class OrganisationShape(Sourced):
    """An organisation, in operation.toml."""

    id: Id
    name: Words = ""


class RulesShape(Shape):
    """Rules of the whole operation, in operation.toml."""

    movement_hours: Hours = Field((), description="local; absent: any time")


class RoadsShape(Shape):
    """How a road network is read, in operation.toml."""

    speeds_kmh: dict[str, Speed] = Field(default_factory=dict, description="by road class")
    ferries: Flag = False
    ways: Ways = Field(3, description="how many ways between two places are kept")
    snap_km: Annotated[float, *_number(100, above=True)] = Field(
        5.0, description="a place further from a road is a problem"
    )


class OperationShape(Shape):
    """operation.toml."""

    name: Words
    start: Instant = Field(description="minutes are counted from here; its offset is local time")
    horizon_h: Span = Field(description="hours from the start to the end")
    rules: RulesShape = Field(default_factory=lambda: RulesShape.model_validate({}))
    roads: RoadsShape = Field(default_factory=lambda: RoadsShape.model_validate({}))
    category: tuple[CategoryShape, ...] = ()
    party: tuple[PartyShape, ...] = ()
    organisation: tuple[OrganisationShape, ...] = ()


class PlaceShape(Sourced):
    """The properties of a feature of places.geojson; its geometry is a point."""

    id: Id
    name: Words = ""
    kind: KindField
    zone: Ids | None = Field(None, description="the zone or zones it lies in")
    bays: Limit | None = Field(None, description="pickup, reception: vehicles at once")
    load_fixed_min: Mins = Field(0.0, description="pickup: minutes per vehicle")
    overnight: Flag = Field(False, description="pickup: vehicles may stay while the zone is shut")
    lanes: Limit | None = Field(None, description="checkpoint: vehicles inspected at once")
    vehicle_min: Mins = Field(0.0, description="checkpoint: fixed minutes per vehicle")
    empty: Flag = Field(False, description="checkpoint: empty vehicles are inspected too")
    open: Hours | None = Field(None, description="checkpoint: daily hours; absent: always")
    capacity: Persons | None = Field(None, description="reception: persons in total")
    accepts: Ids | None = Field(None, description="reception: category ids; absent: all")
    unload_fixed_min: Mins = Field(0.0, description="reception: minutes per vehicle")
    unload_min: Mins = Field(0.0, description="reception: minutes per person")
    base: Flag = Field(False, description="reception: it is also a base")
    fuel: Flag = Field(False, description="reception, base: vehicles can refuel")
    rest: Flag = Field(False, description="reception, base: vehicles can rest")


class HeadcountShape(Sourced):
    """A row of people.csv."""

    place: Id
    category: Id
    count: Persons


class FleetShape(Sourced):
    """A row of fleet.csv."""

    id: Id
    organisation: Id
    base: Id
    type: Words
    count: Vehicles
    seats: Places = 0
    wheelchair: Places = 0
    stretcher: Places = 0
    escort: Flag = False
    available_from: Instant | None = Field(None, description="blank: from the start")
    max_duty_h: Span | None = Field(None, description="blank: no limit")
    rest_h: Annotated[float, *_number(YEAR_H)] = 0.0
    range_km: Annotated[float, *_number(MAX_KM, above=True)] | None = Field(
        None, description="blank: no limit"
    )
    refuel_min: Mins = 0.0
    speed_factor: Pace = Field(1.0, description="a leg's minutes are divided by it")


class ZoneShape(Sourced):
    """The properties of a feature of zones.geojson; its geometry is a polygon."""

    id: Id
    name: Words = ""
    control: Words = Field("", description="id of the party that holds it")
    access: AccessField = Access.OPEN
    hazard: Weight = Field(0.0, description="relative exposure per minute inside")
    escort: Flag = Field(False, description="every convoy inside needs an escort vehicle")
    max_vehicles: Limit | None = Field(None, description="per convoy")
    headway_min: Mins = Field(0.0, description="between the entries of two convoys")


class WindowShape(Sourced):
    """A row of windows.csv."""

    id: Id
    zone: Id
    start: Instant
    end: Instant
    term: Words = ""


class LegShape(Sourced):
    """A row of legs.csv."""

    id: Id
    origin: Id = Field(alias="from")
    destination: Id = Field(alias="to")
    minutes: Annotated[float, *_number(YEAR_MIN, above=True)]
    km: Km
    exposure: Exposure = Field(0.0, description="hazard-minutes for one person aboard")
    zones: Words = Field("", description="zone:enter:exit triples joined by ;")
