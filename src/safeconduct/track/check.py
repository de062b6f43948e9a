"""Whether events can be meant: their times, and the names that they use."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from safeconduct.model.event import Event, EventKind
from safeconduct.model.operation import Operation
from safeconduct.model.place import PlaceKind
from safeconduct.model.plan import Plan
from safeconduct.model.problem import InputProblems, Problem, Severity, problem
from safeconduct.model.units import Minutes

KINDS_OF_PLACE = {
    EventKind.LOADED: PlaceKind.PICKUP,
    EventKind.UNLOADED: PlaceKind.RECEPTION,
    EventKind.JOINED: PlaceKind.PICKUP,
    EventKind.LEFT: PlaceKind.PICKUP,
    EventKind.COUNT_CORRECTED: PlaceKind.PICKUP,
}


@dataclass(frozen=True, slots=True)
class Names:
    """All that events may name."""

    vehicles: Collection[str]
    convoys: dict[str, tuple[str, ...]]
    places: dict[str, PlaceKind]
    legs: Collection[str]
    zones: Collection[str]
    windows: Collection[str]
    terms: Collection[str]
    categories: Collection[str]

    @classmethod
    def of(cls, operation: Operation, plan: Plan) -> "Names":
        """Those of an operation and of its plan's convoys."""
        convoys: dict[str, dict[str, None]] = {}
        for vehicle in plan.vehicles:
            for activity in vehicle.activities:
                if activity.convoy:
                    convoys.setdefault(activity.convoy, {})[vehicle.id] = None
        return cls(
            {v for row in operation.fleet for v in row.vehicle_ids},
            {name: tuple(members) for name, members in convoys.items()},
            {place.id: place.kind for place in operation.places},
            {leg.id for leg in operation.legs or ()},
            {zone.id for zone in operation.zones},
            {window.id for window in operation.windows},
            {window.term for window in operation.windows if window.term},
            {category.id for category in operation.categories},
        )


def belonging(operation: Operation, plan: Plan, file: str) -> tuple[Problem, ...]:
    """What a plan names that the operation lacks: it cannot be followed then."""
    names = Names.of(operation, plan)
    problems: dict[tuple[str, str], Problem] = {}
    if plan.start != operation.start:
        found, start = plan.start.isoformat(), operation.start.isoformat()
        problems["start", ""] = problem("S720", file, "", "start", found=found, start=start)

    def known(field: str, value: str, known: Collection[str], listed: str, where: str) -> None:
        if value and value not in known and (field, value) not in problems:
            details = {"what": field, "value": repr(value), "listed": listed, "nearest": ""}
            problems[field, value] = problem("S763", file, where, field, **details)

    for vehicle in plan.vehicles:
        known("vehicle", vehicle.id, names.vehicles, "fleet.csv", vehicle.id)
        for activity in vehicle.activities:
            known("leg", activity.leg, names.legs, "the operation's legs", vehicle.id)
            known("place", activity.place, names.places, "places.geojson", vehicle.id)
            for category in activity.people:
                known("category", category, names.categories, "operation.toml", vehicle.id)
    return tuple(problems.values())


def checked(
    operation: Operation, plan: Plan, events: Sequence[Event], moment: Minutes, file: str
) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """The events that are new, each with the vehicles it is about; and warnings.

    Raises:
        InputProblems: with every event that cannot be meant.
    """
    names = Names.of(operation, plan)
    since = plan.replanned.at_min if plan.replanned else None
    problems = list(_moment(operation, since, moment))
    fresh = []
    for event in events:
        if since is not None and event.minute <= since:
            found, known = operation.instant(event.minute), operation.instant(since)
            details = {"found": _clock(found), "since": _clock(known)}
            problems.append(problem("S713", file, f"line {event.line}", "time", **details))
            continue
        problems += _timed(operation, event, moment, file)
        problems += _named(names, event, file)
        fresh.append(replace(event, vehicles=event.vehicles or names.convoys.get(event.convoy, ())))
    if any(p.severity is Severity.ERROR for p in problems):
        raise InputProblems(tuple(problems))
    return tuple(fresh), tuple(problems)


def _clock(instant: object) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"


def _moment(operation: Operation, since: Minutes | None, moment: Minutes) -> Iterator[Problem]:
    first, last = since or 0.0, operation.horizon_min
    if not first <= moment <= last:
        shown = [_clock(operation.instant(minute)) for minute in (moment, first, last)]
        yield problem("S716", "--at", moment=shown[0], start=shown[1], end=shown[2])


def _timed(operation: Operation, event: Event, moment: Minutes, file: str) -> Iterator[Problem]:
    where, found = f"line {event.line}", _clock(operation.instant(event.minute))
    if event.minute > moment:
        now = _clock(operation.instant(moment))
        yield problem("S711", file, where, "time", found=found, moment=now)
    if event.minute < 0:
        yield problem("S712", file, where, "time", found=found, start=_clock(operation.start))


def _named(names: Names, event: Event, file: str) -> Iterator[Problem]:
    where = f"line {event.line}"
    wanted: list[tuple[str, str, Collection[str], str]] = [
        ("vehicle", vehicle, names.vehicles, "fleet.csv") for vehicle in event.vehicles
    ]
    wanted += [
        ("people", category, names.categories, "operation.toml") for category in event.people
    ]
    wanted += [
        ("convoy", event.convoy, names.convoys, "the plan"),
        ("place", event.place, names.places, "places.geojson"),
        ("leg", event.leg, names.legs, "the operation's legs"),
        ("zone", event.zone, names.zones, "zones.geojson"),
        ("window", event.window, names.windows, "windows.csv"),
        ("term", event.term, names.terms, "the column term of windows.csv"),
    ]
    for field, value, known, listed in wanted:
        if value and value not in known:
            near = get_close_matches(value, list(known), 1)
            nearest = f" Did you mean {near[0]}?" if near else ""
            what = "category" if field == "people" else field
            yield problem(
                "S763",
                file,
                where,
                field,
                what=what,
                value=repr(value),
                listed=listed,
                nearest=nearest,
            )
    kind = KINDS_OF_PLACE.get(event.kind)
    if kind and event.place in names.places and names.places[event.place] is not kind:
        what = f"{event.place} is a {names.places[event.place]} and no {kind}"
        yield problem("S715", file, where, "place", what=what)
