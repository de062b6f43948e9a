"""Rules 2, 3 and 5: pace, togetherness, escorts, size and headway of convoys; hours of moves."""

from collections import defaultdict
from typing import NamedTuple

from safeconduct.model.network import Passage
from safeconduct.model.units import Minutes
from safeconduct.model.zone import Zone
from safeconduct.verify.scene import Convoy, Scene
from safeconduct.verify.spans import TOLERANCE
from safeconduct.verify.verdict import Breach


def pace(scene: Scene) -> list[Breach]:
    """Rule 2: a move takes its leg's minutes at the convoy's pace; rule 3: all end together."""
    breaches = []
    for convoy in scene.convoys:
        due = convoy.leg.minutes * convoy.pace
        ends = [step.end for step in convoy.members]
        parted = max(ends) - min(ends) > TOLERANCE
        for step in convoy.members:
            if abs(step.minutes - due) <= TOLERANCE or step.fact:
                continue
            took = f"takes {step.minutes:g} minutes over leg {convoy.leg.id}"
            if parted:
                what = f"{took} and leaves {convoy.name}, which takes {due:g}"
            else:
                what = f"{took}, but at its convoy's pace it takes {due:g}"
            breaches.append(scene.facts.breach(3 if parted else 2, step.vehicle, step.start, what))
    return breaches


def escort_and_size(scene: Scene) -> list[Breach]:
    """Rule 3: in its zones each convoy has an escort where one is due, and is not too long."""
    facts, breaches = scene.facts, []
    for convoy in scene.convoys:
        for passage in facts.passages[convoy.leg.id]:
            zone = facts.zones.get(passage.zone)
            if zone is None:
                continue
            minute, size = _entry(convoy, passage), len(convoy.members)
            if convoy.fact:
                continue
            if zone.escort and not any(step.row.escort for step in convoy.members):
                what = f"{convoy.name} comes into zone {zone.id} without an escort vehicle"
                breaches.append(facts.breach(3, convoy.leader, minute, what))
            if zone.max_vehicles is not None and size > zone.max_vehicles:
                limit = f"with {size} vehicles, of {zone.max_vehicles} allowed"
                what = f"{convoy.name} comes into zone {zone.id} {limit}"
                breaches.append(facts.breach(3, convoy.leader, minute, what))
    return breaches


class Entry(NamedTuple):
    """A convoy coming into a zone from outside."""

    minute: Minutes
    leader: str
    convoy: Convoy


def headway(scene: Scene) -> list[Breach]:
    """Rule 3: two convoys come into a zone from outside at least its headway apart.

    The later one is named, unless it is a fact already, which the other has to keep away from.
    """
    entries: dict[str, list[Entry]] = defaultdict(list)
    for convoy in scene.convoys:
        origin = scene.facts.zones_of(scene.facts.places.get(convoy.leg.origin))
        for passage in scene.facts.passages[convoy.leg.id]:
            inside_already = passage.enter <= TOLERANCE and passage.zone in origin
            if not inside_already:
                entry = Entry(_entry(convoy, passage), convoy.leader, convoy)
                entries[passage.zone].append(entry)
    breaches = []
    for zone in scene.facts.zones.values():
        in_order = sorted(entries[zone.id], key=lambda e: (e.minute, e.leader))
        for i, entry in enumerate(in_order):
            for before in reversed(in_order[:i] if zone.headway_min > 0 else []):
                apart = entry.minute - before.minute
                if apart >= zone.headway_min - TOLERANCE:
                    break
                both_facts = before.convoy.fact and entry.convoy.fact
                if before.convoy is not entry.convoy and not both_facts:
                    breaches.append(_too_near(scene, zone, before, entry))
                    break
    return breaches


def _too_near(scene: Scene, zone: Zone, before: Entry, after: Entry) -> Breach:
    late = not after.convoy.fact
    one, other = (after, before) if late else (before, after)
    apart = f"{after.minute - before.minute:g} minutes {'after' if late else 'before'}"
    what = f"{one.convoy.name} comes into zone {zone.id} {apart} {other.convoy.name}"
    due = f"{what} ({other.leader}), with a headway of {zone.headway_min:g}"
    return scene.facts.breach(3, one.leader, one.minute, due)


def movement_hours(scene: Scene) -> list[Breach]:
    """Rule 5: every move lies within one interval of the movement hours."""
    hours, breaches = scene.facts.movement_hours, []
    for run in scene.runs if hours else ():
        for step in run.moves():
            if step.fact:
                continue
            outside = hours.first_minute_outside(step.start, step.end) if hours else None
            if outside is not None:
                spans = ", ".join(str(span) for span in scene.facts.operation.rules.movement_hours)
                what = f"is on leg {step.activity.leg} outside the movement hours {spans}"
                breaches.append(scene.facts.breach(5, run.vehicle, outside, what))
    return breaches


def _entry(convoy: Convoy, passage: Passage) -> Minutes:
    return convoy.start + passage.enter * convoy.pace
