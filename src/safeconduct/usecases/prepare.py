"""Compile the engine for this machine, once, so that the first plan does not wait for it."""

from collections.abc import Callable
from datetime import UTC, datetime

from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.model.chance import BadDays
from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation, Organisation
from safeconduct.model.people import Category, Headcount
from safeconduct.model.place import Place, PlaceKind
from safeconduct.plan import COMPILED
from safeconduct.plan.solve import Limits, solve
from safeconduct.stress.runs import simulate, trial


def prepare(step: Callable[[str], None] = lambda _: None) -> None:
    """Plan and stress a tiny invented operation, which compiles all that a great one needs."""
    if COMPILED.exists():
        return
    step("Compiling the engine for this machine: once, a minute or two")
    operation = _tiny()
    instance = build(operation)
    solution = solve(instance, Limits(seconds=600.0, looks=2))
    plan = to_plan(instance, solution.schedule, solution.bound.value, solution.seconds, 0)
    simulate(trial(instance, plan, BadDays({}), 0), 1)
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    COMPILED.touch()


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
