"""The whole of what is known, agreed and mobilised: the operation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.people import Category, Headcount
from safeconduct.model.place import Place
from safeconduct.model.units import NO_SOURCE, DailyInterval, Minutes, Provenance
from safeconduct.model.zone import Window, Zone


@dataclass(frozen=True, slots=True)
class Party:
    """A party to the conflict; `time_zone` is an IANA name, used to print its local times."""

    id: str
    name: str
    time_zone: str = ""
    provenance: Provenance = NO_SOURCE
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who mobilises vehicles and people."""

    id: str
    name: str
    provenance: Provenance = NO_SOURCE
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of the whole operation; `movement_hours` blank: any time."""

    movement_hours: tuple[DailyInterval, ...] = ()


@dataclass(frozen=True, slots=True)
class RoadRules:
    """How a road network is read, from the table `[roads]` of operation.toml.

    `speeds_kmh` overrides the table of speeds by road class; `ways` is how many ways
    between two places are kept; a place further than `snap_km` from a road is a problem.
    """

    speeds_kmh: Mapping[str, float] = field(default_factory=dict)
    ferries: bool = False
    ways: int = 3
    snap_km: float = 5.0


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as its folder tells it.

    `legs` is None where no `legs.csv` stands: they then come from the road network.
    """

    name: str
    start: datetime
    horizon_h: float
    categories: tuple[Category, ...]
    parties: tuple[Party, ...]
    organisations: tuple[Organisation, ...]
    places: tuple[Place, ...]
    headcounts: tuple[Headcount, ...]
    fleet: tuple[FleetRow, ...]
    zones: tuple[Zone, ...] = ()
    windows: tuple[Window, ...] = ()
    legs: tuple[Leg, ...] | None = None
    rules: Rules = field(default_factory=Rules)
    roads: RoadRules = field(default_factory=RoadRules)
    sha256: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def horizon_min(self) -> Minutes:
        """The end of the operation, in minutes from its start."""
        return self.horizon_h * 60.0

    def instant(self, minute: Minutes) -> datetime:
        """The moment of a minute, in the offset of the operation's start."""
        return self.start + timedelta(minutes=minute)

    def waiting(self) -> dict[tuple[str, str], int]:
        """People by place and category; several rows of one place and category add up."""
        total: dict[tuple[str, str], int] = {}
        for row in self.headcounts:
            key = (row.place, row.category)
            total[key] = total.get(key, 0) + row.count
        return total


@dataclass(frozen=True, slots=True)
class Assumption:
    """A fact that nobody vouches for; `what` is the reasoning given, blank where there is none."""

    file: str
    where: str
    what: str


def assumptions(operation: Operation) -> tuple[Assumption, ...]:
    """Every fact whose source says that it is assumed, in the order of the files."""
    return tuple(
        Assumption(file, where, fact.source)
        for file, where, fact in _provenances(operation)
        if fact.is_assumed
    )


def unsourced(operation: Operation) -> tuple[Assumption, ...]:
    """Every fact that names no source at all, in the order of the files."""
    return tuple(
        Assumption(file, where, "")
        for file, where, fact in _provenances(operation)
        if not fact.source.strip()
    )


def _provenances(operation: Operation) -> Iterator[tuple[str, str, Provenance]]:
    """File, row or feature, and source of every fact; legs made from roads have none to give."""
    entries: Sequence[Category | Party | Organisation]
    for what, entries in (
        ("category", operation.categories),
        ("party", operation.parties),
        ("organisation", operation.organisations),
    ):
        for entry in entries:
            yield "operation.toml", f"{what} {entry.id}", entry.provenance
    for place in operation.places:
        yield "places.geojson", place.id, place.provenance
    for row in operation.headcounts:
        yield "people.csv", f"{row.place}, {row.category}", row.provenance
    for vehicles in operation.fleet:
        yield "fleet.csv", vehicles.id, vehicles.provenance
    for zone in operation.zones:
        yield "zones.geojson", zone.id, zone.provenance
    for window in operation.windows:
        yield "windows.csv", window.id, window.provenance
    for leg in operation.legs or ():
        if not leg.geometry:
            yield "legs.csv", leg.id, leg.provenance
