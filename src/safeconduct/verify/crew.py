"""Rules 9 and 10: duty and rest of crews, range and fuel of vehicles."""

import math

from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import ActivityKind
from safeconduct.model.units import Minutes
from safeconduct.verify.replay import STANDING, Run, counted
from safeconduct.verify.scene import Scene
from safeconduct.verify.services import wrong_length
from safeconduct.verify.spans import TOLERANCE
from safeconduct.verify.verdict import Breach


def rest_places(scene: Scene) -> list[Breach]:
    """Rule 9: a vehicle rests only where resting is allowed."""
    return [
        scene.facts.breach(
            9, run.vehicle, step.start, f"rests at {step.place.id}, which has no rest"
        )
        for run in scene.runs
        for step in run.steps
        if step.kind is ActivityKind.REST
        and step.place
        and not step.fact
        and not _may_rest_at(step.place)
    ]


def duty(scene: Scene) -> list[Breach]:
    """Rule 9: from the first work after a long enough rest to the last before the next.

    A crew that was on duty with people aboard when the plan was made, or leads such a
    convoy, may go on until they are out: nobody is left on the road for the clock's sake.
    """
    going_on = _going_on(scene)
    return [
        breach
        for run in scene.runs
        if run.row.max_duty_h is not None and run.timed
        for breach in _duties_too_long(
            scene, run, run.row.max_duty_h * 60, going_on.get(run.vehicle, -math.inf)
        )
    ]


def _going_on(scene: Scene) -> dict[str, Minutes]:
    """Until when those who had people aboard at the plan's moment, and their escorts, go on."""
    since, until = scene.facts.since, dict[str, Minutes]()
    for run in scene.runs:
        ahead = [step for step in run.steps if not step.fact]
        if any(step.fact for step in run.steps) and ahead and counted(ahead[0].aboard):
            work = [s for s in ahead if s.kind in {ActivityKind.LOAD, ActivityKind.UNLOAD}]
            if work and work[0].kind is ActivityKind.UNLOAD:
                until[run.vehicle] = work[0].end
    led = dict(until)
    for convoy in scene.convoys:
        ends = [
            until[step.vehicle]
            for step in convoy.members
            if step.end <= until.get(step.vehicle, -math.inf)
        ]
        for step in convoy.members if ends and not convoy.fact else ():
            if step.row.escort and step.vehicle not in until:
                led[step.vehicle] = max(led.get(step.vehicle, since), *ends)
    return led


def _duties_too_long(scene: Scene, run: Run, most: Minutes, going_on: Minutes) -> list[Breach]:
    breaches: list[Breach] = []
    begun: Minutes | None = None
    told = False
    for step in run.steps:
        if step.kind is ActivityKind.REST and step.minutes >= run.row.rest_h * 60 - TOLERANCE:
            begun, told = None, False
        elif step.kind not in STANDING:
            begun = step.start if begun is None else begun
            excused = step.fact or (begun < scene.facts.since and step.end <= going_on + TOLERANCE)
            if step.end > begun + most + TOLERANCE and not told and not excused:
                told = True
                since = f"on duty since minute {begun:g} ({scene.facts.clock(begun)})"
                what = f"is {since}, {run.row.max_duty_h:g} hours at most, and still {step.doing}"
                breaches.append(scene.facts.breach(9, run.vehicle, begun + most, what))
    return breaches


def distance(scene: Scene) -> list[Breach]:
    """Rule 10: since the last refuelling a vehicle goes no further than its range."""
    breaches = []
    for run in scene.runs:
        gone, reach, told = 0.0, run.row.range_km, False
        for step in run.steps if reach is not None else ():
            if step.kind is ActivityKind.REFUEL:
                gone, told = 0.0, False
            elif step.leg is not None and reach is not None:
                gone += step.leg.km
                if gone > reach + TOLERANCE and not told and not step.fact:
                    told = True
                    what = f"goes {gone:g} km without refuelling by leg {step.leg.id}, of {reach:g}"
                    breaches.append(scene.facts.breach(10, run.vehicle, step.start, what))
    return breaches


def refuelling(scene: Scene) -> list[Breach]:
    """Rule 10: refuelling takes its minutes, where there is fuel."""
    breaches = []
    for run in scene.runs:
        for step in run.steps:
            if step.kind is not ActivityKind.REFUEL or step.place is None or step.fact:
                continue
            if not step.place.fuel:
                what = f"refuels at {step.place.id}, where there is no fuel"
                breaches.append(scene.facts.breach(10, run.vehicle, step.start, what))
            breaches += wrong_length(scene, 10, step, run.row.refuel_min)
    return breaches


def _may_rest_at(place: Place) -> bool:
    return place.rest or (place.kind is PlaceKind.PICKUP and place.overnight)
