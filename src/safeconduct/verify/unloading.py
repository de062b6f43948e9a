"""Rule 8: who gets off where, how long it takes, in how many bays, and that all do."""

from collections import defaultdict

from safeconduct.model.place import PlaceKind
from safeconduct.model.plan import ActivityKind
from safeconduct.verify.replay import Step, counted, told
from safeconduct.verify.scene import Scene
from safeconduct.verify.services import of_kind, too_many_at_once, uncountable, wrong_length
from safeconduct.verify.verdict import Breach


def unloading(scene: Scene) -> list[Breach]:
    """Rule 8: all aboard get off, at a reception that accepts them, for as long as it takes."""
    facts, breaches = scene.facts, []
    for step in of_kind(scene, ActivityKind.UNLOAD):
        strange = uncountable(scene, 8, step)
        breaches += strange
        if dict(step.people) != dict(step.aboard) and not strange:
            what = f"unloads {told(step.people)} with {told(step.aboard)} aboard; all must get off"
            breaches.append(facts.breach(8, step.vehicle, step.start, what))
        place = step.place
        if place is None:
            continue
        if place.kind is not PlaceKind.RECEPTION:
            what = f"unloads at {place.id}, which is a {place.kind} and no reception"
            breaches.append(facts.breach(8, step.vehicle, step.start, what))
            continue
        for category in step.people:
            if not place.takes(category):
                what = f"unloads {category} at {place.id}, which does not accept them"
                breaches.append(facts.breach(8, step.vehicle, step.start, what))
        due = place.unload_fixed_min + counted(step.people) * place.unload_min
        breaches += wrong_length(scene, 8, step, due)
    return breaches


def nobody_left_aboard(scene: Scene) -> list[Breach]:
    """Rule 8: who is loaded is delivered; nobody is still aboard at the end.

    Who was aboard already when the plan was made may have no way out any more; the figures
    tell it. Nobody is loaded to join them.
    """
    breaches = []
    for run in scene.runs:
        loads = [step for step in run.steps if step.kind is ActivityKind.LOAD]
        if counted(run.aboard) and not all(step.fact for step in loads):
            what = f"ends with {told(run.aboard)} still aboard"
            breaches.append(scene.facts.breach(8, run.vehicle, run.steps[-1].end, what))
    return breaches


def capacity(scene: Scene) -> list[Breach]:
    """Rule 8: a reception never takes more people than its capacity."""
    taken: dict[str, int] = defaultdict(int)
    breaches = []
    for step in of_kind(scene, ActivityKind.UNLOAD):
        place = step.place
        if place is None or place.capacity is None or place.kind is not PlaceKind.RECEPTION:
            continue
        taken[place.id] += counted(step.people)
        if taken[place.id] > place.capacity and step.people and not step.fact:
            what = f"brings {place.id} to {taken[place.id]} people, of {place.capacity} at most"
            breaches.append(scene.facts.breach(8, step.vehicle, step.start, what))
    return breaches


def bays(scene: Scene) -> list[Breach]:
    """Rule 8: no more vehicles unload at once than the reception has bays."""
    at: dict[str, list[Step]] = defaultdict(list)
    for step in of_kind(scene, ActivityKind.UNLOAD):
        if step.place is not None and step.place.kind is PlaceKind.RECEPTION:
            at[step.place.id].append(step)
    return [
        breach
        for place, steps in at.items()
        for breach in too_many_at_once(scene, 8, steps, scene.facts.places[place].bays, "bays")
    ]
