"""What the services of a place share: how long they last, and how many run at once."""

from collections.abc import Iterable, Mapping

from safeconduct.model.plan import ActivityKind
from safeconduct.model.units import Minutes
from safeconduct.verify.replay import Step, shown
from safeconduct.verify.scene import Scene
from safeconduct.verify.spans import TOLERANCE
from safeconduct.verify.verdict import Breach


def of_kind(scene: Scene, kind: ActivityKind) -> list[Step]:
    """Every step of one kind, of all vehicles, in order of time."""
    steps = [step for run in scene.runs for step in run.steps if step.kind is kind]
    return sorted(steps, key=lambda s: (s.start, s.vehicle))


def wrong_length(scene: Scene, rule: int, step: Step, due: Minutes) -> list[Breach]:
    """A breach where a service is shorter or longer than the rule says."""
    if not step.timed or step.fact or abs(step.minutes - due) <= TOLERANCE:
        return []
    where = step.place.id if step.place else "nowhere"
    what = f"takes {step.minutes:g} minutes for {step.doing} at {where}, where {due:g} are due"
    return [scene.facts.breach(rule, step.vehicle, step.start, what)]


def too_many_at_once(
    scene: Scene, rule: int, steps: Iterable[Step], limit: int | None, room: str
) -> list[Breach]:
    """A breach for each service, in order of time, that begins while all the room is taken."""
    breaches: list[Breach] = []
    busy: list[Step] = []
    for step in steps if limit is not None else ():
        if not step.timed or step.minutes <= TOLERANCE:
            continue
        busy = [other for other in busy if other.end > step.start + TOLERANCE]
        if limit is not None and len(busy) >= limit and not step.fact:
            others = ", ".join(other.vehicle for other in busy) or "nobody"
            where = step.place.id if step.place else "nowhere"
            what = f"begins {step.doing} at {where} while all {room} ({limit}) are taken"
            breaches.append(
                scene.facts.breach(rule, step.vehicle, step.start, f"{what} by {others}")
            )
        else:
            busy.append(step)
    return breaches


def uncountable(scene: Scene, rule: int, step: Step) -> list[Breach]:
    """A breach for each entry of a load that is no number of people of a known category."""
    people = step.activity.people
    if not isinstance(people, Mapping):
        what = f"cannot {step.kind} {shown(people)}: that is no count by category"
        return [scene.facts.breach(rule, step.vehicle, step.start, what)]
    breaches = []
    for category, count in people.items():
        if category in step.people:
            continue
        if category not in scene.facts.categories:
            what = f"cannot {step.kind} {shown(category)}: the operation has no such category"
        else:
            what = f"cannot {step.kind} {shown(count)} {category}: people are whole numbers from 1"
        breaches.append(scene.facts.breach(rule, step.vehicle, step.start, what))
    return breaches
