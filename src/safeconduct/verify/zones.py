"""Rule 4: closed zones are never entered; window zones only within one window at a time."""

from collections import defaultdict

from safeconduct.model.network import Leg
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import ActivityKind
from safeconduct.model.zone import Access
from safeconduct.verify.replay import STANDING, Run, Stay, Step
from safeconduct.verify.scene import Scene
from safeconduct.verify.spans import TOLERANCE, Span, first_minute_outside
from safeconduct.verify.verdict import Breach

PARKED = (*STANDING, ActivityKind.REFUEL)


def closed(scene: Scene) -> list[Breach]:
    """Rule 4: a closed zone is never entered, on the way or at its end."""
    facts, breaches = scene.facts, []
    shut = {zone.id for zone in facts.zones.values() if zone.access is Access.CLOSED}
    for run in scene.runs if shut else ():
        for step in run.moves():
            leg = facts.legs[step.activity.leg]
            for zone, span in _inside_on_the_way(scene, step, leg):
                if zone in shut and not step.fact:
                    what = f"enters zone {zone}, which is closed, on leg {leg.id}"
                    breaches.append(facts.breach(4, run.vehicle, span.start, what))
    return breaches


def windows(scene: Scene) -> list[Breach]:
    """Rule 4: from entry to exit, stops included, a vehicle is inside within one window."""
    facts, breaches = scene.facts, []
    kept = {zone.id for zone in facts.zones.values() if zone.access is Access.WINDOW}
    for run in scene.runs if kept else ():
        if not run.timed:
            continue
        for zone, spans in _inside(scene, run).items():
            for span in spans if zone in kept else ():
                outside = first_minute_outside(facts.windows[zone], span.start, span.end)
                if outside is not None:
                    when = f"from {facts.clock(span.start)} to {facts.clock(span.end)}"
                    what = f"is inside zone {zone} {when}, which no single window covers"
                    breaches.append(facts.breach(4, run.vehicle, outside, what))
    return breaches


def _inside(scene: Scene, run: Run) -> dict[str, list[Span]]:
    """When a vehicle is inside each zone: each span from an entry to the exit."""
    inside: dict[str, list[Span]] = defaultdict(list)
    for stay in run.stays(scene.facts.places):
        span = _stay_that_counts(scene, stay)
        if span is not None:
            for zone in scene.facts.zones_of(stay.place):
                _add(inside[zone], span)
        if stay.out and stay.out.leg and not stay.out.fact:
            for zone, passage in _inside_on_the_way(scene, stay.out, stay.out.leg):
                _add(inside[zone], passage)
    return inside


def _add(spans: list[Span], span: Span) -> None:
    """Append a span, or lengthen the last where it touches."""
    if spans and span.start <= spans[-1].end + TOLERANCE:
        spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end))
    else:
        spans.append(span)


def _stay_that_counts(scene: Scene, stay: Stay) -> Span | None:
    """The part of a stay that a window must cover; None: standing there is free.

    Who was already inside when the plan was made may be shut in: what must lie within one
    window is then its next work there and its way out.
    """
    place = stay.place
    if place is None or _overnight(place) or (stay.out and stay.out.fact):
        return None
    work = [step for step in stay.steps if step.kind not in PARKED]
    start, end = stay.arrive, stay.leave
    if (stay.into and stay.into.fact) or any(step.fact for step in work):
        ahead = [step for step in work if not step.fact]
        if not ahead:
            return None
        start, work = ahead[0].start, ahead
    elif stay.into is None:
        if not work:
            return None
        start = work[0].start
    if stay.out is None:
        finished = work[-1].end if work else stay.arrive
        end = finished if place.is_base else max(end, scene.facts.horizon)
    return Span(start, max(start, end))


def _inside_on_the_way(scene: Scene, step: Step, leg: Leg) -> list[tuple[str, Span]]:
    """The zones of a move and when it is in them; arriving at a place in a zone counts."""
    facts = scene.facts
    pace = scene.pace_of[id(step)]
    inside = [
        (p.zone, Span(step.start + p.enter * pace, step.start + p.exit * pace))
        for p in facts.passages[leg.id]
    ]
    passed = {zone for zone, _ in inside}
    arrived = facts.zones_of(facts.places.get(leg.destination))
    return inside + [(z, Span(step.end, step.end)) for z in arrived if z not in passed]


def _overnight(place: Place) -> bool:
    return place.kind is PlaceKind.PICKUP and place.overnight
