"""What a plan says, turned towards the reader: entries of a timetable, convoys, runs, totals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation
from safeconduct.model.place import PlaceKind
from safeconduct.model.plan import Activity, ActivityKind, Plan
from safeconduct.model.units import Minutes, Persons

WAITING = "wait"
EMPTY = "empty"
CARRYING = "carrying"


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity of one vehicle; `aboard` is who is aboard when it has ended.

    `convoy` is that of a move, the vehicle itself where the plan names none; else blank.
    """

    vehicle: str
    row: FleetRow
    convoy: str
    activity: Activity
    leg: Leg | None
    on: Mapping[str, Persons]
    off: Mapping[str, Persons]
    aboard: Mapping[str, Persons]

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones that a move enters, in order, each once."""
        return tuple(dict.fromkeys(p.zone for p in self.leg.zones)) if self.leg else ()


@dataclass(frozen=True, slots=True)
class Passing:
    """A convoy on one leg, with the vehicles in it and the people they carry."""

    convoy: str
    leg: Leg
    start: Minutes
    end: Minutes
    vehicles: tuple[str, ...]
    people: Mapping[str, Persons]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in which a vehicle of a convoy is in one state."""

    vehicle: str
    state: str
    start: Minutes
    end: Minutes


@dataclass(frozen=True, slots=True)
class Run:
    """What vehicles do that set out together, from leaving a base or reception to coming back.

    `convoy` is the first of several vehicles that they ride in; blank for one by itself.
    """

    convoy: str
    vehicles: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    places: tuple[str, ...]
    people: Persons

    @property
    def start(self) -> Minutes:
        """When the first of its vehicles starts."""
        return min(stretch.start for stretch in self.stretches)

    @property
    def name(self) -> str:
        """Its convoy, or its vehicle where that sets out by itself."""
        return self.convoy if len(self.vehicles) > 1 else self.vehicles[0]


def total(people: Mapping[str, Persons]) -> Persons:
    """How many people of all categories."""
    return sum(people.values())


def add(into: dict[str, int], people: Mapping[str, Persons], sign: int = 1) -> None:
    """Add people by category; categories that come to nought are left out."""
    for category, count in people.items():
        into[category] = into.get(category, 0) + sign * count
        if not into[category]:
            del into[category]


def entries(operation: Operation, plan: Plan) -> Iterator[Entry]:
    """Every activity but waiting, vehicle by vehicle in the order of time."""
    rows = {row.id: row for row in operation.fleet}
    legs = {leg.id: leg for leg in plan.legs}
    for vehicle in plan.vehicles:
        aboard: dict[str, int] = {}
        for activity in vehicle.activities:
            loads = activity.kind is ActivityKind.LOAD
            unloads = activity.kind is ActivityKind.UNLOAD
            if loads or unloads:
                add(aboard, activity.people, 1 if loads else -1)
            if activity.kind is ActivityKind.WAIT:
                continue
            yield Entry(
                vehicle.id,
                rows[vehicle.fleet],
                (activity.convoy or vehicle.id) if activity.leg else "",
                activity,
                legs.get(activity.leg),
                activity.people if loads else {},
                activity.people if unloads else {},
                dict(aboard),
            )


def passings(every: Iterable[Entry]) -> list[Passing]:
    """The convoys on their legs, in order of departure."""
    groups: dict[tuple[Minutes, str, str], list[Entry]] = defaultdict(list)
    for entry in every:
        if entry.leg is not None:
            groups[entry.activity.start, entry.convoy, entry.leg.id].append(entry)
    found = []
    for (start, convoy, _), group in sorted(groups.items()):
        people: dict[str, int] = {}
        for entry in group:
            add(people, entry.aboard)
        leg = group[0].leg
        assert leg is not None
        end = max(entry.activity.end for entry in group)
        found.append(Passing(convoy, leg, start, end, tuple(e.vehicle for e in group), people))
    return found


def runs(operation: Operation, every: Sequence[Entry]) -> list[Run]:
    """Who sets out together, in order of departure; a new run begins at a base or reception."""
    riders: dict[str, set[str]] = defaultdict(set)
    for entry in every:
        riders[entry.convoy].add(entry.vehicle)
    groups: dict[tuple[str, str], list[list[Entry]]] = defaultdict(list)
    for outing in _outings(operation, every):
        convoys = (entry.convoy for entry in outing if entry.leg)
        shared = next((convoy for convoy in convoys if len(riders[convoy]) > 1), "")
        alone = "" if shared else f"{outing[0].vehicle} {outing[0].activity.start}"
        groups[shared, alone].append(outing)
    found = []
    for (convoy, _), outings in groups.items():
        stretches = tuple(s for outing in outings for s in _stretches(outing))
        if stretches:
            stops = [e.activity.place or e.activity.destination for e in outings[0]]
            people = sum(total(e.off) for outing in outings for e in outing)
            vehicles = tuple(dict.fromkeys(outing[0].vehicle for outing in outings))
            found.append(Run(convoy, vehicles, stretches, tuple(dict.fromkeys(stops)), people))
    return sorted(found, key=lambda run: (run.start, run.name))


def _outings(operation: Operation, every: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Cut each vehicle's entries where it leaves its base or a reception with nobody aboard."""
    receptions = {p.id for p in operation.places if p.kind is PlaceKind.RECEPTION}
    outing: list[Entry] = []
    for entry in every:
        homes = receptions | {entry.row.base}
        other = bool(outing) and outing[0].vehicle != entry.vehicle
        leaves = entry.activity.origin in homes and not total(entry.aboard)
        if outing and (other or (leaves and any(e.leg for e in outing))):
            yield outing
            outing = []
        outing.append(entry)
    if outing:
        yield outing


def _stretches(group: list[Entry]) -> list[Stretch]:
    """States without gaps; rest at either end is left out."""
    rest = ActivityKind.REST
    while group and group[-1].activity.kind is rest:
        group = group[:-1]
    while group and group[0].activity.kind is rest:
        group = group[1:]
    found: list[Stretch] = []
    for entry in group:
        act = entry.activity
        if found and act.start > found[-1].end:
            found.append(Stretch(entry.vehicle, WAITING, found[-1].end, act.start))
        state: str = act.kind.value
        if act.kind is ActivityKind.MOVE:
            state = CARRYING if total(entry.aboard) else EMPTY
        if act.end > act.start:
            found.append(Stretch(entry.vehicle, state, act.start, act.end))
    return found


def arrivals(operation: Operation, plan: Plan) -> dict[date, dict[str, Persons]]:
    """People out by local day and category; they arrive when their unloading has ended."""
    days: dict[date, dict[str, int]] = defaultdict(dict)
    for vehicle in plan.vehicles:
        for activity in vehicle.activities:
            if activity.kind is ActivityKind.UNLOAD and total(activity.people):
                add(days[operation.instant(activity.end).date()], activity.people)
    return dict(sorted(days.items()))


def first_departure(plan: Plan) -> Minutes | None:
    """When the first vehicle moves, or None where none does."""
    moves = (a for v in plan.vehicles for a in v.activities if a.kind is ActivityKind.MOVE)
    return min((move.start for move in moves), default=None)


def place_names(operation: Operation) -> dict[str, str]:
    """What to call each place: its name, or its id where it has none."""
    return {place.id: place.name or place.id for place in operation.places}


def zone_names(operation: Operation) -> dict[str, str]:
    """What to call each zone: its name, or its id where it has none."""
    return {zone.id: zone.name or zone.id for zone in operation.zones}


def category_names(operation: Operation) -> dict[str, str]:
    """What to call each category: its name, or its id where it has none."""
    return {category.id: category.name or category.id for category in operation.categories}


def organisation_names(operation: Operation) -> dict[str, str]:
    """What to call each organisation: its name, or its id where it has none."""
    return {org.id: org.name or org.id for org in operation.organisations}
