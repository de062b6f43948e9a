"""Compile the engine for this machine, once, so that the first plan does not wait for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.instance.resume import resume
from safeconduct.model.chance import BadDays
from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg, Passage
from safeconduct.model.operation import Operation, Organisation
from safeconduct.model.people import Category, Headcount
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import Plan
from safeconduct.model.zone import Zone
from safeconduct.plan import COMPILED
from safeconduct.plan.rest import plan_the_rest
from safeconduct.plan.solve import Limits, solve
from safeconduct.stress.runs import simulate, trial
from safeconduct.track.fold import track
from safeconduct.track.trips import trips

HALF_WAY = 75.0
"""Minutes after which the tiny operation's buses have people aboard."""


def prepare(step: Callable[[str], None] = lambda _: None) -> None:
    """Plan, stress and replan a tiny operation, which compiles all that a great one needs."""
    if COMPILED.exists():
        return
    step("Compiling the engine for this machine: once, a minute or two")
    instance = build(_tiny())
    solution = solve(instance, Limits(seconds=600.0, looks=2))
    plan = to_plan(instance, solution.schedule, solution.bound.value, 0.0, 0)
    solve(build(_led(_tiny())), Limits(seconds=600.0, looks=1))
    simulate(trial(instance, plan, BadDays({}), 0), 1)
    _go_on(plan)
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    COMPILED.touch()


def _go_on(plan: Plan) -> None:
    """Replan it half way, once with what its crews know, once as if an escort were now due."""
    limits = Limits(seconds=600.0, looks=1)
    now = track(_tiny(), plan, (), HALF_WAY, "")
    known = trips(now.operation, now.situation)
    for fits in (True, False):
        plan_the_rest(resume(now.operation, now.situation, known, [fits] * len(known)), limits)
    led = _led(now.operation)
    plan_the_rest(resume(led, track(led, plan, (), HALF_WAY, "").situation, (), ()), limits)


def _led(operation: Operation) -> Operation:
    """The operation with a zone in which an escort is needed, and the escort."""
    car = FleetRow("car", "org", "camp", "car", 1, escort=True, max_duty_h=4.0, rest_h=1.0)
    road = (Passage("led", 0.0, 5.0),)
    return replace(
        operation,
        zones=(Zone("led", escort=True, headway_min=1.0),),
        fleet=(*operation.fleet, car),
        legs=tuple(
            replace(leg, zones=road) if "town" in (leg.origin, leg.destination) else leg
            for leg in operation.legs or ()
        ),
    )


def _tiny() -> Operation:
    """Two buses, one pickup, more people than they can fetch: bound and search both run."""
    places = (
        Place("town", "", PlaceKind.PICKUP, (0.0, 0.0), bays=1),
        Place("post", "", PlaceKind.CHECKPOINT, (0.1, 0.0), lanes=1, vehicle_min=1.0),
        Place("camp", "", PlaceKind.RECEPTION, (0.2, 0.0), base=True, rest=True),
    )
    pairs = (("camp", "post"), ("post", "town"), ("town", "post"), ("post", "camp"))
    return Operation(
        name="tiny",
        start=datetime(2022, 1, 1, tzinfo=UTC),
        horizon_h=6.0,
        categories=(Category("adult", load_min=1.0, inspect_min=1.0),),
        parties=(),
        organisations=(Organisation("org", ""),),
        places=places,
        headcounts=(Headcount("town", "adult", 500),),
        fleet=(FleetRow("bus", "org", "camp", "bus", 2, seats=20, max_duty_h=4.0, rest_h=1.0),),
        legs=tuple(Leg(f"{a}-{b}", a, b, 20.0, 10.0) for a, b in pairs),
    )
