"""Rules 1 and 2: one vehicle's activities follow one another in time and place."""

from dataclasses import dataclass, field

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.place import Place
from safeconduct.model.plan import Activity, ActivityKind, Itinerary
from safeconduct.model.units import Minutes, Persons
from safeconduct.verify.facts import Facts
from safeconduct.verify.replay import (
    DOING,
    STANDING,
    Run,
    Step,
    counted,
    find,
    shown,
    usable_people,
    usable_time,
)
from safeconduct.verify.spans import TOLERANCE
from safeconduct.verify.verdict import Breach

PLACE_UNDERSTOOD = (*STANDING, ActivityKind.REFUEL)


@dataclass(slots=True)
class Player:
    """Plays one itinerary, step by step; after a fault it goes on as the plan has it."""

    facts: Facts
    row: FleetRow
    vehicle: str
    place: Place | None
    now: Minutes = 0.0
    at_work: bool = False
    steps: list[Step] = field(default_factory=list)
    aboard: dict[str, Persons] = field(default_factory=dict)
    breaches: list[Breach] = field(default_factory=list)

    def fault(self, rule: int, minute: Minutes | None, what: str) -> None:
        """Note a breach."""
        self.breaches.append(self.facts.breach(rule, self.vehicle, minute, what))

    def play(self, activity: Activity) -> None:
        """Play one activity."""
        kind = _kind(activity)
        if kind is None:
            self.fault(1, self.now, f"does something unknown, {shown(activity.kind)}")
            return
        timed = self._timed(activity, kind)
        start, end = (activity.start, activity.end) if timed else (self.now, self.now)
        leg: Leg | None = None
        place: Place | None = None
        if kind is ActivityKind.MOVE:
            leg = self._leg(activity, start)
        else:
            place = self._standing(activity, kind, start)
        people = usable_people(activity.people, self.facts.categories)
        self.steps.append(
            Step(
                self.vehicle, self.row, activity, kind, start, end, timed, place, leg, people,
                self.aboard, start < self.facts.since - TOLERANCE,
            )
        )  # fmt: skip
        if self.vehicle in self.facts.out_of_service and not self.steps[-1].fact:
            self.fault(1, start, f"begins {DOING[kind]} while it is out of service")
        if kind is ActivityKind.LOAD:
            both = self.aboard.keys() | people.keys()
            self.aboard = {c: self.aboard.get(c, 0) + people.get(c, 0) for c in both}
        elif kind is ActivityKind.UNLOAD:
            self.aboard = {}
        self.now = end

    def _timed(self, activity: Activity, kind: ActivityKind) -> bool:
        """Rule 1: the activity has times, in order, after the one before, once available."""
        start, end = activity.start, activity.end
        if not (usable_time(start) and usable_time(end)):
            self.fault(
                1,
                self.now,
                f"has no usable times for {DOING[kind]}: {shown(start)} to {shown(end)}",
            )
            return False
        if end < start:
            self.fault(1, start, f"ends {DOING[kind]} at minute {end:g}, before it begins")
            return False
        first_work = not self.at_work and kind not in STANDING
        self.at_work = self.at_work or first_work
        if self.steps and start < self.now - TOLERANCE:
            before = f"still {self.steps[-1].doing} until minute {self.now:g}"
            self.fault(1, start, f"begins {DOING[kind]} while {before}")
        elif start < -TOLERANCE:
            self.fault(1, start, f"begins {DOING[kind]} before the operation's start")
        elif (
            first_work
            and start >= self.facts.since
            and start < self.row.available_from_min - TOLERANCE
        ):
            since = self.row.available_from_min
            clock = self.facts.clock(since)
            self.fault(
                1, start, f"begins {DOING[kind]} before it is available, minute {since:g} ({clock})"
            )
        return True

    def _leg(self, activity: Activity, start: Minutes) -> Leg | None:
        """Rule 2: a known leg, taken from where the vehicle is, told with its own ends."""
        leg = find(self.facts.legs, activity.leg)
        if leg is None:
            self.fault(
                2, start, f"moves along a leg that the operation lacks, {shown(activity.leg)}"
            )
            self.place = find(self.facts.places, activity.destination) or self.place
            return None
        stands = self.place.id if self.place else "nowhere"
        if leg.origin != stands and not self.steps:
            self.fault(1, start, f"starts at {leg.origin}, and not at its base {self.row.base}")
        elif leg.origin != stands:
            self.fault(2, start, f"moves by leg {leg.id} from {leg.origin} while it is at {stands}")
        elif (activity.origin, activity.destination) != (leg.origin, leg.destination):
            told = f"from {shown(activity.origin)} to {shown(activity.destination)}"
            true = f"{leg.origin} to {leg.destination}"
            self.fault(2, start, f"moves by leg {leg.id} {told}, but it leads from {true}")
        self.place = self.facts.places.get(leg.destination)
        return leg

    def _standing(self, activity: Activity, kind: ActivityKind, start: Minutes) -> Place | None:
        """Rule 1: all but moves happen where the vehicle stands; a blank place means there."""
        if not activity.place and kind in PLACE_UNDERSTOOD:
            return self.place
        place = find(self.facts.places, activity.place)
        if place is None:
            self.fault(
                1,
                start,
                f"is said to be {DOING[kind]} at an unknown place, {shown(activity.place)}",
            )
        elif self.place is not place:
            stands = self.place.id if self.place else "nowhere"
            first = f"starts at {place.id}, and not at its base {self.row.base}"
            later = f"is said to be {DOING[kind]} at {place.id} while it is at {stands}"
            self.fault(1, start, later if self.steps else first)
            self.place = self.place if kind in PLACE_UNDERSTOOD else place
        return place


def play(facts: Facts, row: FleetRow, itinerary: Itinerary) -> tuple[Run, list[Breach]]:
    """Play an itinerary of a vehicle of this row; gives the run and what is wrong with it."""
    base = facts.places.get(row.base)
    player = Player(facts, row, itinerary.id, base)
    for activity in itinerary.activities:
        player.play(activity)
    run = Run(itinerary.id, row, base, tuple(player.steps), player.aboard)
    return run, player.breaches + ended_by_the_horizon(facts, run)


def ended_by_the_horizon(facts: Facts, run: Run) -> list[Breach]:
    """Rule 1: by the horizon all activities have ended, but for an empty vehicle's last move."""
    moves = [step for step in run.steps if step.kind is ActivityKind.MOVE]
    for step in run.steps:
        last_and_empty = bool(moves) and step is moves[-1] and not counted(step.aboard)
        late = step.timed and step.end > facts.horizon + TOLERANCE
        if late and not last_and_empty and not step.fact:
            what = f"ends {step.doing} after the horizon, minute {facts.horizon:g}"
            return [
                facts.breach(1, run.vehicle, step.end, f"{what} ({facts.clock(facts.horizon)})")
            ]
    return []


def _kind(activity: Activity) -> ActivityKind | None:
    try:
        return ActivityKind(activity.kind)
    except ValueError:
        return None
