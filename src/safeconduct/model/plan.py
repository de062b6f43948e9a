"""What comes out: the itinerary of every vehicle, and what it achieves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from safeconduct.model.network import Leg
from safeconduct.model.units import Kilometres, Minutes, Persons

FORMAT = "safeconduct-plan/1"


class ActivityKind(StrEnum):
    """What a vehicle does."""

    MOVE = "move"
    LOAD = "load"
    INSPECT = "inspect"
    UNLOAD = "unload"
    WAIT = "wait"
    REST = "rest"
    REFUEL = "refuel"


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing a vehicle does, from `start` to `end`.

    A move has `leg`, `origin`, `destination` and `convoy`; everything else has `place`;
    loading and unloading have `people`, by category.
    """

    kind: ActivityKind
    start: Minutes
    end: Minutes
    place: str = ""
    leg: str = ""
    origin: str = ""
    destination: str = ""
    convoy: str = ""
    people: Mapping[str, Persons] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Itinerary:
    """All that one vehicle does, in order of time."""

    id: str
    fleet: str
    activities: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a plan achieves.

    People count as arrived when their vehicle's unloading has ended; `bound` is proven:
    no plan that keeps the rules delivers more weighted people.
    """

    people_out: Persons
    people_by_category: Mapping[str, Persons]
    weighted_out: float
    bound: float
    gap: float
    last_arrival_min: Minutes | None
    weighted_arrival_min: float
    exposure: float
    vehicle_km: Kilometres
    left_behind: Mapping[str, Mapping[str, Persons]]
    solve_seconds: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Replanned:
    """Where a plan goes on from: what began before `at_min` is fact, the rest is planned.

    `out_of_service` are the vehicles that no plan can count on at that moment.
    """

    at_min: Minutes
    out_of_service: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit of a scarce thing costs in a proof, in weighted people.

    The kinds: `people` of category `detail` at pickup `name`; a place in reception `name`; a
    minute of a `lane` or `bay` at `name`, an `entry` into zone `name`, a vehicle led by an
    `escort` over leg `detail`, each in the span of `minutes` from `start`.
    """

    kind: str
    name: str
    price: float
    detail: str = ""
    start: Minutes = 0.0
    minutes: Minutes = 0.0


@dataclass(frozen=True, slots=True)
class Certificate:
    """What proves a bound: prices, the clock's tick, and into about how many levels loads fall.

    `value` is the bound that these prices give, before it is cut to what counts can add up to.
    """

    tick_s: int
    levels: int
    value: float
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A movement plan and the legs it uses, complete enough to be judged.

    `replanned` is None where all of it lies ahead; where it is not, there is no certificate.
    """

    operation: str
    operation_sha256: str
    start: datetime
    horizon_min: Minutes
    result: Result
    vehicles: tuple[Itinerary, ...]
    legs: tuple[Leg, ...]
    replanned: Replanned | None = None
    certificate: Certificate | None = None
