"""The judge itself: play the plan, hold it against every rule, work out what it achieves."""

from collections.abc import Callable

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan
from safeconduct.verify import (
    belonging,
    convoys,
    crew,
    figures,
    inspection,
    itinerary,
    loading,
    unloading,
    zones,
)
from safeconduct.verify.facts import Facts
from safeconduct.verify.scene import Scene
from safeconduct.verify.verdict import BELONGING, Breach, Verdict

RULES: tuple[Callable[[Scene], list[Breach]], ...] = (
    convoys.pace,
    convoys.escort_and_size,
    convoys.headway,
    zones.closed,
    zones.windows,
    convoys.movement_hours,
    loading.loading,
    loading.places_by_kind,
    loading.remaining,
    loading.bays,
    inspection.inspected,
    inspection.inspecting,
    inspection.lanes,
    unloading.unloading,
    unloading.nobody_left_aboard,
    unloading.capacity,
    unloading.bays,
    crew.rest_places,
    crew.duty,
    crew.distance,
    crew.refuelling,
)


def judge(operation: Operation, plan: Plan) -> Verdict:
    """Hold a plan against the ten rules; never raises, whatever the plan's fields hold.

    The operation's `legs` must be known (from legs.csv or the road network). The figures of
    the plan's result are compared only where no rule is broken: those of a broken plan
    mean nothing.
    """
    facts = Facts.of(operation, plan.replanned)
    breaches = belonging.frame(facts, plan) + belonging.legs(facts, plan)
    playable, strangers = belonging.vehicles(facts, plan.vehicles)
    breaches += strangers
    runs = []
    for row, told in playable:
        run, faults = itinerary.play(facts, row, told)
        runs.append(run)
        breaches += faults
    scene = Scene.of(facts, runs)
    for rule in RULES:
        breaches += rule(scene)
    result = figures.measure(scene, plan)
    if all(breach.rule == BELONGING for breach in breaches):
        breaches += figures.figures(facts, result, plan)
    return Verdict(tuple(sorted(breaches, key=_in_order)), result)


def _in_order(breach: Breach) -> tuple[int, float, str]:
    return breach.rule, -1.0 if breach.minute is None else breach.minute, breach.vehicle
