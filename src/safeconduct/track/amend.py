"""The operation as events have changed it: windows, closures and counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from safeconduct.model.event import Event, EventKind
from safeconduct.model.network import Passage
from safeconduct.model.operation import Operation
from safeconduct.model.people import Headcount
from safeconduct.model.problem import Problem, problem
from safeconduct.model.units import Minutes, Persons, Provenance
from safeconduct.model.zone import Access, Window, Zone

CLOSED_ROADS = "closed-roads"
"""The zone, never to be entered, in which closed legs and places lie from then on."""


@dataclass(slots=True)
class Amended:
    """The operation with its windows and closures of now; from when each closure holds.

    `since` is the first moment from which it differs: what was planned to begin after it is
    taken to have begun only where it still may.
    """

    operation: Operation
    original: Operation
    since: Minutes = float("inf")
    problems: list[Problem] = field(default_factory=list)


def amend_ways(operation: Operation, events: Sequence[Event], file: str) -> Amended:
    """Apply what events say of roads, places, zones and windows, in order of time."""
    amended = Amended(operation, operation)
    for event in events:
        change = CHANGES.get(event.kind)
        if change is not None:
            change(amended, event, file)
            amended.since = min(amended.since, event.minute)
    return amended


def _source(operation: Operation, event: Event) -> Provenance:
    return Provenance(event.source, operation.instant(event.minute).isoformat())


def _close(amended: Amended, event: Event, _file: str) -> None:
    operation = amended.operation
    if event.zone:
        _shut_zone(amended, event)
        return
    if not any(zone.id == CLOSED_ROADS for zone in operation.zones):
        name = "Roads and places closed on the day"
        closed = Zone(
            CLOSED_ROADS, access=Access.CLOSED, name=name, provenance=_source(operation, event)
        )
        operation = replace(operation, zones=(*operation.zones, closed))
    legs = tuple(
        replace(leg, zones=(*leg.zones, Passage(CLOSED_ROADS, 0.0, leg.minutes)))
        if leg.id == event.leg and all(p.zone != CLOSED_ROADS for p in leg.zones)
        else leg
        for leg in operation.legs or ()
    )
    places = tuple(
        replace(place, zones=tuple(dict.fromkeys((*(place.zones or ()), CLOSED_ROADS))))
        if place.id == event.place
        else place
        for place in operation.places
    )
    amended.operation = replace(operation, legs=legs, places=places)


def _shut_zone(amended: Amended, event: Event) -> None:
    """A zone closes: it may be left until then, and not be entered any more."""
    operation = amended.operation
    zone = next(z for z in operation.zones if z.id == event.zone)
    moment = event.minute if event.until is None else event.until
    if zone.access is Access.OPEN:
        first = Window(
            f"{zone.id}-until-closed", zone.id, 0.0, moment, "", _source(operation, event)
        )
        windows = (*operation.windows, first)
        zones = tuple(replace(z, access=Access.WINDOW) if z is zone else z for z in operation.zones)
        amended.operation = replace(operation, windows=windows, zones=zones)
    else:
        _cut(amended, event, moment, lambda window: window.zone == zone.id)


def _cut(amended: Amended, event: Event, end: Minutes, chosen: Callable[[Window], bool]) -> None:
    """End the chosen windows by a moment; those that would begin later are gone."""
    operation, windows = amended.operation, []
    for window in operation.windows:
        if not chosen(window) or window.end <= end:
            windows.append(window)
        elif window.start < end:
            windows.append(replace(window, end=end, provenance=_source(operation, event)))
    amended.operation = replace(operation, windows=tuple(windows))


def _meant(operation: Operation, event: Event) -> str:
    """The window that an event is about: named, or its zone's that is open then or opens next."""
    if event.window:
        return event.window
    ahead = [w for w in operation.windows if w.zone == event.zone and w.end > event.minute]
    return min(ahead, key=lambda w: w.start).id if ahead else ""


def _shorten(amended: Amended, event: Event, _file: str) -> None:
    name = _meant(amended.operation, event)
    if event.until is not None:
        _cut(amended, event, event.until, lambda window: window.id == name)


def _shut(amended: Amended, event: Event, _file: str) -> None:
    name = _meant(amended.operation, event)
    _cut(amended, event, event.minute, lambda window: window.id == name)


def _break_term(amended: Amended, event: Event, _file: str) -> None:
    _cut(amended, event, event.minute, lambda window: window.term == event.term)


def _open(amended: Amended, event: Event, file: str) -> None:
    """A window opens at another time than was agreed, or one more opens."""
    operation, source = amended.operation, _source(amended.operation, event)
    before = next((w for w in operation.windows if w.id == event.window), None)
    start = event.minute if event.start is None else event.start
    if before is not None:
        end = before.end if event.until is None else event.until
        window = replace(before, start=start, end=end, provenance=source)
    else:
        end = operation.horizon_min if event.until is None else event.until
        taken = {w.id for w in operation.windows}
        name = next(n for k in range(len(taken) + 1) if (n := f"opened-{k + 1}") not in taken)
        agreed = {w.id: w.zone for w in amended.original.windows}
        zone = event.zone or agreed.get(event.window, "")
        window = Window(event.window or name, zone, start, end, "", source)
    where = f"line {event.line}"
    if window.end <= window.start:
        shown = [f"{operation.instant(m):%Y-%m-%d %H:%M}" for m in (window.start, window.end)]
        amended.problems.append(
            problem("S717", file, where, "until", value=window.id, start=shown[0], end=shown[1])
        )
        return
    others = [w for w in operation.windows if w is not before]
    for other in others:
        if other.zone == window.zone and other.start < window.end and window.start < other.end:
            amended.problems.append(problem("S718", file, where, "zone", value=other.id))
            return
    amended.operation = replace(operation, windows=(*others, window))


CHANGES: Mapping[EventKind, Callable[[Amended, Event, str], None]] = {
    EventKind.CLOSED: _close,
    EventKind.WINDOW_SHORTENED: _shorten,
    EventKind.WINDOW_SHUT: _shut,
    EventKind.WINDOW_OPENED: _open,
    EventKind.TERM_BROKEN: _break_term,
}


Loaded = Callable[[str, str, Minutes], Persons]
"""How many of a category had been loaded at a place before a moment."""


def amend_counts(
    operation: Operation, events: Sequence[Event], loaded: Loaded, moment: Minutes, file: str
) -> tuple[Operation, list[Problem]]:
    """Apply what events say of the people who wait; a total is who waits and who has boarded."""
    total = operation.waiting()
    changed: dict[tuple[str, str], Event] = {}
    for event in events:
        for category, count in event.people.items():
            key = (event.place, category)
            if event.kind is EventKind.JOINED:
                total[key] = total.get(key, 0) + count
            elif event.kind is EventKind.LEFT:
                total[key] = total.get(key, 0) - count
            elif event.kind is EventKind.COUNT_CORRECTED:
                total[key] = loaded(event.place, category, event.minute) + count
            else:
                continue
            changed[key] = event
    problems = []
    for (place, category), event in changed.items():
        boarded = loaded(place, category, moment)
        if total[place, category] < boarded:
            what = (
                f"{max(total[place, category], 0)} {category} were at {place} by the counts, "
                f"{boarded} have boarded there by the plan and the events"
            )
            problems.append(problem("S715", file, f"line {event.line}", "people", what=what))
    kept = [row for row in operation.headcounts if (row.place, row.category) not in changed]
    rows = [
        Headcount(place, category, max(total[place, category], 0), _source(operation, event))
        for (place, category), event in changed.items()
    ]
    return replace(operation, headcounts=(*kept, *rows)), problems
