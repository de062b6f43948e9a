"""Rule 0: the plan is one for this operation: its start, horizon, legs and vehicles."""

from collections.abc import Iterable

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg, Passage
from safeconduct.model.plan import Itinerary, Plan
from safeconduct.verify.facts import Facts
from safeconduct.verify.replay import find, shown, usable_time
from safeconduct.verify.spans import TOLERANCE
from safeconduct.verify.verdict import BELONGING, Breach

RELATIVE = 1e-6


def frame(facts: Facts, plan: Plan) -> list[Breach]:
    """Start and horizon are the operation's, and its legs are known."""
    breaches = []
    if plan.start != facts.operation.start:
        what = f"the plan starts {plan.start}, the operation {facts.operation.start}"
        breaches.append(facts.breach(BELONGING, "", None, what))
    if not _alike(plan.horizon_min, facts.horizon):
        what = f"the plan's horizon is minute {shown(plan.horizon_min)}, not {facts.horizon:g}"
        breaches.append(facts.breach(BELONGING, "", None, what))
    if facts.operation.legs is None:
        what = "the operation's legs are not known, so no move can be judged"
        breaches.append(facts.breach(BELONGING, "", None, what))
    return breaches


def legs(facts: Facts, plan: Plan) -> list[Breach]:
    """Each leg that the plan lists or uses is the operation's leg of that id, in all figures."""
    breaches, listed = [], set()
    for told in plan.legs:
        true = find(facts.legs, told.id)
        listed.add(true.id if true else "")
        if true is None:
            wrong = "which the operation lacks"
        elif difference := _difference(told, true):
            wrong = f"but its {difference}"
        else:
            continue
        breaches.append(facts.breach(BELONGING, "", None, f"lists leg {shown(told.id)}, {wrong}"))
    unlisted: dict[str, tuple[str, object]] = {}
    for itinerary in plan.vehicles:
        for activity in itinerary.activities:
            leg = find(facts.legs, activity.leg)
            if leg and leg.id not in listed:
                unlisted.setdefault(leg.id, (itinerary.id, activity.start))
    for leg_id, (vehicle, start) in unlisted.items():
        minute = start if isinstance(start, int | float) and usable_time(start) else None
        what = f"moves along leg {leg_id}, which the plan's own legs do not list"
        breaches.append(facts.breach(BELONGING, str(vehicle), minute, what))
    return breaches


def vehicles(
    facts: Facts, itineraries: Iterable[Itinerary]
) -> tuple[list[tuple[FleetRow, Itinerary]], list[Breach]]:
    """The itineraries that can be played, each with its fleet row, and what is wrong.

    An unknown vehicle breaks rule 0; one with two itineraries would be in two places at a
    time, rule 1, and its first is played.
    """
    playable: dict[str, tuple[FleetRow, Itinerary]] = {}
    breaches = []
    for itinerary in itineraries:
        row = find(facts.row_of, itinerary.id)
        if row is None:
            what = f"is no vehicle of this operation (fleet {shown(itinerary.fleet)})"
            breaches.append(facts.breach(BELONGING, str(itinerary.id), None, what))
            continue
        if itinerary.fleet != row.id:
            what = f"is of fleet row {row.id}, not of {shown(itinerary.fleet)}"
            breaches.append(facts.breach(BELONGING, itinerary.id, None, what))
        if itinerary.id in playable:
            starts = [a.start for a in itinerary.activities if usable_time(a.start)]
            what = "has a second itinerary, and can only be in one place at a time"
            breaches.append(facts.breach(1, itinerary.id, min(starts, default=None), what))
            continue
        playable[itinerary.id] = (row, itinerary)
    return list(playable.values()), breaches


def _difference(told: Leg, true: Leg) -> str:
    """What sets a leg apart from the operation's, in words; blank: nothing."""
    if (told.origin, told.destination) != (true.origin, true.destination):
        return f"ends are {true.origin} and {true.destination}"
    for name in ("minutes", "km", "exposure"):
        if not _alike(getattr(told, name), getattr(true, name)):
            return f"{name} is {getattr(true, name):g}, not {shown(getattr(told, name))}"
    same = len(told.zones) == len(true.zones) and all(
        a.zone == b.zone and _alike(a.enter, b.enter) and _alike(a.exit, b.exit)
        for a, b in zip(_sorted(told), _sorted(true), strict=True)
    )
    return "" if same else f"zones are {[tuple(p) for p in true.zones]}"


def _sorted(leg: Leg) -> list[Passage]:
    return sorted(leg.zones, key=lambda p: (str(p.zone), p.enter if usable_time(p.enter) else -1.0))


def _alike(said: object, true: float) -> bool:
    if not isinstance(said, int | float) or not usable_time(said):
        return False
    return abs(said - true) <= max(TOLERANCE, RELATIVE * abs(true))
