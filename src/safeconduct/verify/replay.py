"""Play every vehicle's itinerary through: where it is, whom it carries, what it does when."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.place import Place
from safeconduct.model.plan import Activity, ActivityKind
from safeconduct.model.units import Minutes, Persons

STANDING = (ActivityKind.WAIT, ActivityKind.REST)
MOST_PEOPLE = 10**9
DOING = {
    ActivityKind.MOVE: "moving",
    ActivityKind.LOAD: "loading",
    ActivityKind.INSPECT: "being inspected",
    ActivityKind.UNLOAD: "unloading",
    ActivityKind.WAIT: "waiting",
    ActivityKind.REST: "resting",
    ActivityKind.REFUEL: "refuelling",
}
Load = Mapping[str, Persons]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """One activity as it was played: `aboard` is the load before it, `place` where it happens.

    `timed` is False where the activity has no usable times; `start` and `end` are then those
    of the end of the step before. `place` and `leg` are None where the plan names none known.
    """

    vehicle: str
    row: FleetRow
    activity: Activity
    kind: ActivityKind
    start: Minutes
    end: Minutes
    timed: bool
    place: Place | None
    leg: Leg | None
    people: Load
    aboard: Load
    fact: bool = False
    """Begun before the plan was made: only what nobody can do is held against it."""

    @property
    def minutes(self) -> Minutes:
        """How long it takes."""
        return self.end - self.start

    @property
    def doing(self) -> str:
        """What the vehicle is doing, in words."""
        return DOING[self.kind]


@dataclass(frozen=True, slots=True)
class Stay:
    """A vehicle's time at one place, between two moves; None for `into`, `out`: none."""

    place: Place | None
    arrive: Minutes
    leave: Minutes
    steps: tuple[Step, ...]
    into: Step | None
    out: Step | None


@dataclass(frozen=True, slots=True)
class Run:
    """All that one vehicle did; `aboard` is who was never unloaded."""

    vehicle: str
    row: FleetRow
    base: Place | None
    steps: tuple[Step, ...]
    aboard: Load

    @property
    def timed(self) -> bool:
        """Whether every step has usable times."""
        return all(step.timed for step in self.steps)

    def moves(self) -> Iterator[Step]:
        """Every move along a known leg, with usable times."""
        return (s for s in self.steps if s.kind is ActivityKind.MOVE and s.leg and s.timed)

    def stays(self, places: Mapping[str, Place]) -> Iterator[Stay]:
        """Every stay, from the first at the base to the last, which ends with its last step."""
        place, arrive, into = self.base, 0.0, None
        here: list[Step] = []
        for step in self.steps:
            if step.kind is not ActivityKind.MOVE:
                here.append(step)
                place = step.place or place
                continue
            origin = places.get(step.leg.origin) if step.leg else None
            yield Stay(origin or place, arrive, step.start, tuple(here), into, step)
            place = places.get(step.leg.destination) if step.leg else place
            arrive, into, here = step.end, step, []
        leave = here[-1].end if here else arrive
        yield Stay(place, arrive, leave, tuple(here), into, None)


def usable_time(value: object) -> bool:
    """Whether a value is a moment on the clock: a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def usable_count(value: object) -> bool:
    """Whether a value is a number of people: a whole number of at least 1."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_PEOPLE


def usable_people(people: object, categories: Collection[str]) -> dict[str, Persons]:
    """The entries that are a known category and a number of people."""
    if not isinstance(people, Mapping):
        return {}
    return {c: n for c, n in people.items() if c in categories and usable_count(n)}


def find(table: Mapping[str, T], key: object) -> T | None:
    """What stands under a key that may be anything."""
    return table.get(key) if isinstance(key, str) else None


def counted(people: Load) -> Persons:
    """How many people in all."""
    return sum(people.values())


def shown(value: object) -> str:
    """A value that may be anything, short enough for one line."""
    text = repr(value) if not isinstance(value, int) or abs(value) < 10**15 else "a huge number"
    return text if len(text) <= 60 else f"{text[:57]}..."


def told(people: Load) -> str:
    """A load in words, for instance `3 adult, 1 child`."""
    return ", ".join(f"{n} {c}" for c, n in sorted(people.items())) or "nobody"
