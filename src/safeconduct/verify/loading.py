"""Rule 6: who is loaded, into what, how long it takes, and in how many bays."""

from collections import defaultdict

from safeconduct.model.people import Seat
from safeconduct.model.place import PlaceKind
from safeconduct.model.plan import ActivityKind
from safeconduct.model.units import Persons
from safeconduct.verify.replay import Load, Step
from safeconduct.verify.scene import Scene
from safeconduct.verify.services import of_kind, too_many_at_once, uncountable, wrong_length
from safeconduct.verify.verdict import Breach


def loading(scene: Scene) -> list[Breach]:
    """Rule 6: people are loaded at pickups, in whole numbers, for as long as it takes."""
    facts, breaches = scene.facts, []
    for step in of_kind(scene, ActivityKind.LOAD):
        breaches += uncountable(scene, 6, step)
        if step.place is None:
            continue
        if step.place.kind is not PlaceKind.PICKUP:
            what = f"loads at {step.place.id}, which is a {step.place.kind} and no pickup"
            breaches.append(facts.breach(6, step.vehicle, step.start, what))
            continue
        due = step.place.load_fixed_min + sum(
            facts.categories[c].load_min * n for c, n in step.people.items()
        )
        breaches += wrong_length(scene, 6, step, due)
    return breaches


def places_by_kind(scene: Scene) -> list[Breach]:
    """Rule 6: nobody is loaded for whom the vehicle has no place of the kind they need."""
    breaches = []
    for step in of_kind(scene, ActivityKind.LOAD):
        before, new = _by_seat(scene, step.aboard), _by_seat(scene, step.people)
        for seat, count in new.items():
            total, places = before[seat] + count, step.row.places_for(seat)
            if total > places:
                what = f"needs {total} {seat} places after loading and has {places}"
                breaches.append(scene.facts.breach(6, step.vehicle, step.start, what))
    return breaches


def remaining(scene: Scene) -> list[Breach]:
    """Rule 6: no more people are loaded than remain at the pickup."""
    left = dict(scene.facts.operation.waiting())
    breaches = []
    for step in of_kind(scene, ActivityKind.LOAD):
        if step.place is None or step.place.kind is not PlaceKind.PICKUP:
            continue
        for category, count in step.people.items():
            here = left.get((step.place.id, category), 0)
            if count > here:
                what = f"loads {count} {category} at {step.place.id}, where {here} remain"
                breaches.append(scene.facts.breach(6, step.vehicle, step.start, what))
            left[step.place.id, category] = max(0, here - count)
    return breaches


def bays(scene: Scene) -> list[Breach]:
    """Rule 6: no more vehicles load at once than the pickup has bays."""
    at: dict[str, list[Step]] = defaultdict(list)
    for step in of_kind(scene, ActivityKind.LOAD):
        if step.place is not None and step.place.kind is PlaceKind.PICKUP:
            at[step.place.id].append(step)
    return [
        breach
        for place, steps in at.items()
        for breach in too_many_at_once(scene, 6, steps, scene.facts.places[place].bays, "bays")
    ]


def _by_seat(scene: Scene, people: Load) -> dict[Seat, Persons]:
    total: dict[Seat, Persons] = defaultdict(int)
    for category, count in people.items():
        total[scene.facts.categories[category].uses] += count
    return total
