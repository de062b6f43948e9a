"""Fold a plan and the events of the day into where everyone is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from safeconduct.model.event import OF_VEHICLES, Event, EventKind
from safeconduct.model.operation import Operation
from safeconduct.model.people import Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan
from safeconduct.model.problem import InputProblems, Problem, problem
from safeconduct.model.situation import Situation, Standing
from safeconduct.model.units import Kilometres, Minutes, Persons
from safeconduct.model.zone import Access
from safeconduct.track.amend import amend_counts, amend_ways
from safeconduct.track.day import IDLE, SAME, Day, Impossible, World, joined


@dataclass(frozen=True, slots=True)
class Tracked:
    """The operation as it now is, and where everyone is in it."""

    operation: Operation
    situation: Situation


def track(
    operation: Operation, plan: Plan, events: Sequence[Event], moment: Minutes, file: str
) -> Tracked:
    """Follow every vehicle up to a moment; events are in order of time and have been checked.

    Raises:
        InputProblems: every event that contradicts another or the plan, and counts that do
            not fit.
    """
    amended = amend_ways(operation, events, file)
    world = World.of(amended.operation, amended.since)
    days = _days(world, plan)
    problems = [*amended.problems, *_play(days, events, file)]
    for day in days.values():
        day.advance(moment)
    problems += _overfull(days, amended.operation, events, file)
    loads = _loads(days)

    def loaded(place: str, category: str, before: Minutes) -> Persons:
        return sum(
            load.people.get(category, 0)
            for load in loads
            if load.place == place and load.start < before - SAME
        )

    now, wrong = amend_counts(amended.operation, events, loaded, moment, file)
    problems += wrong
    if problems:
        raise InputProblems(tuple(problems))
    waiting = now.waiting()
    for load in loads:
        for category, count in load.people.items():
            key = (load.place, category)
            waiting[key] = max(0, waiting.get(key, 0) - count)
    standing = tuple(_standing(day, now, moment) for day in days.values())
    return Tracked(now, Situation(moment, standing, waiting, _received(days)))


def _days(world: World, plan: Plan) -> dict[str, Day]:
    """Every vehicle of the fleet with what was planned for it."""
    planned: Mapping[str, Itinerary] = {vehicle.id: vehicle for vehicle in plan.vehicles}
    out = plan.replanned.out_of_service if plan.replanned else ()
    days = {}
    for row in world.operation.fleet:
        for name in row.vehicle_ids:
            activities = planned[name].activities if name in planned else ()
            day = Day(world, name, row, sorted(activities, key=lambda a: a.start))
            if plan.replanned and name in out:
                day.in_service = True
                day.advance(plan.replanned.at_min)
                day.in_service = False
            days[name] = day
    return days


def _play(days: Mapping[str, Day], events: Sequence[Event], file: str) -> list[Problem]:
    """Put every day right by its events, in order of time."""
    problems = []
    for event in events:
        if event.kind not in OF_VEHICLES:
            continue
        for name in event.vehicles or _held_at(days, event):
            try:
                days[name].apply(event)
            except Impossible as fault:
                problems.append(
                    problem(
                        "S714", file, f"line {event.line}", "vehicle",
                        vehicle=name, state=fault.state, done=fault.done,
                    )
                )  # fmt: skip
    return problems


def _held_at(days: Mapping[str, Day], event: Event) -> list[str]:
    """Everybody who stands at a place at the moment at which all there are held."""
    found = []
    for name, day in days.items():
        day.advance(event.minute)
        last = day.done[-1] if day.done else None
        moving = last and last.kind is ActivityKind.MOVE and last.end > event.minute + SAME
        if event.kind is EventKind.HELD and day.place == event.place and day.done and not moving:
            found.append(name)
    return found


def _overfull(
    days: Mapping[str, Day], operation: Operation, events: Sequence[Event], file: str
) -> list[Problem]:
    """Loads told by events that no vehicle could hold."""
    uses = {category.id: category.uses for category in operation.categories}
    lines = {
        (name, event.place): event.line
        for event in events
        if event.kind is EventKind.LOADED
        for name in event.vehicles
    }
    problems = []
    for (name, place), line in lines.items():
        day, aboard = days[name], dict[str, Persons]()
        for activity in day.done:
            if activity.kind is ActivityKind.UNLOAD:
                aboard = {}
            for category, count in activity.people.items():
                if activity.kind is ActivityKind.LOAD:
                    aboard[category] = aboard.get(category, 0) + count
            for seat in Seat:
                count = sum(n for c, n in aboard.items() if uses[c] is seat)
                if count > day.row.places_for(seat) and activity.place == place:
                    what = (
                        f"{name} would hold {count} in its {day.row.places_for(seat)} {seat} places"
                    )
                    problems.append(problem("S715", file, f"line {line}", "people", what=what))
    return problems


def _loads(days: Mapping[str, Day]) -> list[Activity]:
    return [a for day in days.values() for a in day.done if a.kind is ActivityKind.LOAD]


def _received(days: Mapping[str, Day]) -> dict[str, Persons]:
    """How many people each reception has taken in, with those who are getting off."""
    taken: dict[str, Persons] = {}
    for day in days.values():
        for activity in day.done:
            if activity.kind is ActivityKind.UNLOAD:
                taken[activity.place] = taken.get(activity.place, 0) + sum(activity.people.values())
    return taken


def _standing(day: Day, operation: Operation, moment: Minutes) -> Standing:
    place = day.world.places[day.place]
    free = max(moment, day.end if day.done else 0.0, day.not_before)
    if not day.done:
        free = max(free, day.row.available_from_min)
    since, km = _since_rest_and_fuel(day, operation)
    return Standing(
        id=day.id,
        fleet=day.row.id,
        place=day.place,
        free=free,
        done=tuple(day.done),
        rest=tuple(replace(a, people=dict(a.people)) for a in day.queue),
        aboard=day.aboard(),
        duty_since=since,
        km=km,
        uninspected=day.uninspected(),
        leave_by=_leave_by(place, operation, max(moment, day.end if day.done else moment)),
        in_service=day.in_service,
    )


def _since_rest_and_fuel(day: Day, operation: Operation) -> tuple[Minutes | None, Kilometres]:
    """Since when the crew is on duty, and how far the vehicle has gone on this filling."""
    km_of = {leg.id: leg.km for leg in operation.legs or ()}
    since: Minutes | None = None
    km = 0.0
    for activity in day.done:
        if activity.kind is ActivityKind.REST:
            if activity.end - activity.start >= day.row.rest_h * 60 - SAME:
                since = None
        elif activity.kind not in IDLE and since is None:
            since = activity.start
        if activity.kind is ActivityKind.REFUEL:
            km = 0.0
        elif activity.kind is ActivityKind.MOVE:
            km += km_of[activity.leg]
    return since, km


def _leave_by(place: Place, operation: Operation, moment: Minutes) -> dict[str, Minutes | None]:
    """For each window zone that a vehicle stands in, when the window it is under ends."""
    if place.is_base or (place.kind is PlaceKind.PICKUP and place.overnight):
        return {}
    access = {zone.id: zone.access for zone in operation.zones}
    found: dict[str, Minutes | None] = {}
    for zone in place.zones or ():
        if access.get(zone) is Access.WINDOW:
            spans = joined((w.start, w.end) for w in operation.windows if w.zone == zone)
            ends = [end for start, end in spans if start - SAME <= moment < end - SAME]
            found[zone] = ends[0] if ends else None
    return found
