"""What the itineraries achieve, worked out anew, and whether the plan tells it truly."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

from safeconduct.model.place import PlaceKind
from safeconduct.model.plan import ActivityKind, Plan, Result
from safeconduct.model.units import Minutes, Persons
from safeconduct.verify.facts import Facts
from safeconduct.verify.replay import Step, counted, shown, usable_time
from safeconduct.verify.scene import Scene
from safeconduct.verify.spans import TOLERANCE
from safeconduct.verify.verdict import BELONGING, Breach

RELATIVE = 1e-6
SUMS = ("people_out", "weighted_out", "weighted_arrival_min", "exposure", "vehicle_km")


def measure(scene: Scene, plan: Plan) -> Result:
    """Count who is delivered, when, and at what exposure and distance; bound as the plan has it."""
    facts = scene.facts
    delivered: dict[str, Persons] = defaultdict(int)
    weighted, weighted_arrival, last = 0.0, 0.0, None
    for step in _deliveries(scene):
        for category, count in step.people.items():
            weight = facts.categories[category].weight
            delivered[category] += count
            weighted += weight * count
            weighted_arrival += weight * count * step.end
        last = step.end if last is None else max(last, step.end)
    moves = [step for run in scene.runs for step in run.steps if step.leg is not None]
    bound = float(plan.result.bound) if usable_time(plan.result.bound) else weighted
    return Result(
        people_out=counted(delivered),
        people_by_category=dict(delivered),
        weighted_out=weighted,
        bound=bound,
        gap=(bound - weighted) / bound if bound > 0 else 0.0,
        last_arrival_min=last,
        weighted_arrival_min=weighted_arrival,
        exposure=sum(_exposure(scene, step) for step in moves),
        vehicle_km=float(sum(step.leg.km for step in moves if step.leg)),
        left_behind=_left_behind(scene),
        solve_seconds=plan.result.solve_seconds,
        seed=plan.result.seed,
    )


def figures(facts: Facts, true: Result, plan: Plan) -> list[Breach]:
    """Rule 0: what the plan says that it achieves is what its itineraries achieve."""
    said = plan.result
    breaches = [
        _wrong(facts, name, getattr(said, name), getattr(true, name))
        for name in SUMS
        if not _alike(getattr(said, name), getattr(true, name))
    ]
    if not _alike(said.last_arrival_min or 0.0, true.last_arrival_min or 0.0):
        told, found = said.last_arrival_min, true.last_arrival_min
        breaches.append(_wrong(facts, "last_arrival_min", told, found))
    if _plain(said.people_by_category) != _plain(true.people_by_category):
        told_by, found_by = said.people_by_category, true.people_by_category
        breaches.append(_wrong(facts, "people_by_category", told_by, found_by))
    if _nested(said.left_behind) != _nested(true.left_behind):
        breaches.append(_wrong(facts, "left_behind", said.left_behind, true.left_behind))
    if not usable_time(said.bound) or said.bound < true.weighted_out * (1 - RELATIVE) - TOLERANCE:
        out = f"{true.weighted_out:g} weighted people are out"
        what = f"the result's bound is {shown(said.bound)}, but {out}, and a bound is never less"
        breaches.append(facts.breach(BELONGING, "", None, what))
    elif not _alike(said.gap, true.gap):
        breaches.append(_wrong(facts, "gap", said.gap, true.gap))
    return breaches


def _deliveries(scene: Scene) -> Iterator[Step]:
    """The unloadings that count: at a reception, ended by the horizon."""
    for run in scene.runs:
        for step in run.steps:
            at_reception = step.place is not None and step.place.kind is PlaceKind.RECEPTION
            in_time = step.timed and step.end <= scene.facts.horizon + TOLERANCE
            if step.kind is ActivityKind.UNLOAD and at_reception and in_time and step.people:
                yield step


def _exposure(scene: Scene, step: Step) -> float:
    exposure = step.leg.exposure if step.leg else 0.0
    return counted(step.aboard) * exposure * scene.pace_of.get(id(step), 1.0)


def _left_behind(scene: Scene) -> dict[str, dict[str, Persons]]:
    """Who was never loaded, by place and category."""
    left = scene.facts.operation.waiting()
    for run in scene.runs:
        for step in run.steps:
            if step.kind is ActivityKind.LOAD and step.place is not None:
                for category, count in step.people.items():
                    if (step.place.id, category) in left:
                        left[step.place.id, category] -= count
    by_place: dict[str, dict[str, Persons]] = {}
    for (place, category), count in sorted(left.items()):
        if count > 0:
            by_place.setdefault(place, {})[category] = count
    return by_place


def _alike(said: object, true: Minutes) -> bool:
    if not usable_time(said):
        return False
    return math.isclose(said, true, rel_tol=RELATIVE, abs_tol=TOLERANCE)  # type: ignore[arg-type]


def _plain(people: object) -> dict[object, object]:
    return {c: n for c, n in people.items() if n} if isinstance(people, Mapping) else {}


def _nested(left: object) -> dict[object, object]:
    if not isinstance(left, Mapping):
        return {}
    return {place: plain for place, people in left.items() if (plain := _plain(people))}


def _wrong(facts: Facts, name: str, said: object, true: object) -> Breach:
    what = f"the result's {name} is {shown(said)}, but the itineraries give {shown(true)}"
    return facts.breach(BELONGING, "", None, what)
