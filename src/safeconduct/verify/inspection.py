"""Rule 7: who stops loaded at a checkpoint is inspected there, in a lane, while it is open."""

from collections import defaultdict

from safeconduct.model.place import PlaceKind
from safeconduct.model.plan import ActivityKind
from safeconduct.verify.replay import Step, counted, told
from safeconduct.verify.scene import Scene
from safeconduct.verify.services import of_kind, too_many_at_once, wrong_length
from safeconduct.verify.verdict import Breach


def inspected(scene: Scene) -> list[Breach]:
    """Rule 7: nobody moves on from a checkpoint without the inspection that is due."""
    breaches = []
    for run in scene.runs:
        for stay in run.stays(scene.facts.places):
            place, out = stay.place, stay.out
            if place is None or out is None or out.fact or place.kind is not PlaceKind.CHECKPOINT:
                continue
            due = place.empty or counted(out.aboard) > 0
            if due and not any(step.kind is ActivityKind.INSPECT for step in stay.steps):
                what = f"moves on from {place.id} with {told(out.aboard)} aboard, not inspected"
                breaches.append(scene.facts.breach(7, run.vehicle, out.start, what))
    return breaches


def inspecting(scene: Scene) -> list[Breach]:
    """Rule 7: inspections happen at checkpoints, for as long as they take, while open."""
    facts, breaches = scene.facts, []
    for step in of_kind(scene, ActivityKind.INSPECT):
        place = step.place
        if place is None:
            continue
        if place.kind is not PlaceKind.CHECKPOINT:
            what = f"is inspected at {place.id}, which is a {place.kind} and no checkpoint"
            breaches.append(facts.breach(7, step.vehicle, step.start, what))
            continue
        each = (facts.categories[c].inspect_min * n for c, n in step.aboard.items())
        due = place.vehicle_min + sum(each)
        breaches += wrong_length(scene, 7, step, due)
        hours = facts.opening_hours.get(place.id)
        judged = hours and step.timed and not step.fact
        shut = hours.first_minute_outside(step.start, step.end) if hours and judged else None
        if shut is not None:
            spans = ", ".join(str(span) for span in place.open or ()) or "at no time"
            what = f"is inspected at {place.id} while it is shut; it is open {spans}"
            breaches.append(facts.breach(7, step.vehicle, shut, what))
    return breaches


def lanes(scene: Scene) -> list[Breach]:
    """Rule 7: no more vehicles are inspected at once than the checkpoint has lanes."""
    at: dict[str, list[Step]] = defaultdict(list)
    for step in of_kind(scene, ActivityKind.INSPECT):
        if step.place is not None and step.place.kind is PlaceKind.CHECKPOINT:
            at[step.place.id].append(step)
    return [
        breach
        for place, steps in at.items()
        for breach in too_many_at_once(scene, 7, steps, scene.facts.places[place].lanes, "lanes")
    ]
