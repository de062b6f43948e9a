"""What becomes of a plan on bad days: counts with their spread, chances, moments to decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.model.units import Minutes


@dataclass(frozen=True, slots=True)
class Spread:
    """A quantity over all simulated days."""

    mean: float
    p05: float
    p10: float
    median: float
    p90: float
    p95: float


@dataclass(frozen=True, slots=True)
class Hour:
    """The chance that all are out by the end of an hour, and how many are."""

    minute: Minutes
    all_out: float
    out: Spread


@dataclass(frozen=True, slots=True)
class Check:
    """A moment to decide: go on only before `latest` for a 95 % chance to be out in time.

    `latest` holds the last moments to go for a chance of 90, 95 and 99 %; None: there is no
    such moment, since too many simulated days end badly whenever the convoy goes.
    """

    kind: str
    convoy: str
    vehicles: tuple[str, ...]
    place: str
    zone: str
    leg: str
    planned: Minutes
    shuts: Minutes
    latest: Mapping[int, Minutes | None]
    entered: float
    caught: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one assumption weighs: people out without it, and with nothing but it."""

    kind: str
    words: str
    without: float
    alone: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reserve:
    """What a place must hold ready for those who wait there, for 95 of 100 days."""

    place: str
    person_hours: Spread
    peak_persons: Spread
    water_l: float
    food_kcal: float
    covered_m2: float
    toilets: int


@dataclass(frozen=True, slots=True)
class Delay:
    """What becomes of the plan if everything starts so many minutes later."""

    minutes: Minutes
    out: Spread


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan and a rule for the day that were tried: weighted people on a good day, on bad ones."""

    name: str
    patience_min: Minutes
    good_day: float
    weighted: Spread


@dataclass(frozen=True, slots=True)
class Robust:
    """The plan that stands bad days best, beside the given one, on days that chose neither."""

    candidates: tuple[Candidate, ...]
    chosen: str
    patience_min: Minutes
    nominal: Spread
    robust: Spread
    nominal_good_day: float
    robust_good_day: float
    better_days: float
    worse_days: float


@dataclass(frozen=True, slots=True)
class Foresight:
    """One simulated day: weighted people out, and what no plan could have exceeded on it."""

    day: int
    out: float
    bound: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan's distribution of outcomes over `runs` simulated days.

    `fates` counts people by what became of them: out, refused, left by choice, not come,
    under way at the end, waiting at the end. `nominal` is what the plan brings out when
    nothing goes wrong. `complete` is false where the work was cut short.
    """

    runs: int
    wanted: int
    seed: int
    nominal: Mapping[str, int]
    out: Spread
    weighted: Spread
    by_category: Mapping[str, Spread]
    fates: Mapping[str, Spread]
    joined: Spread
    cars: Spread
    last_arrival: Spread
    any_caught: float
    turned_back: Spread
    over_duty: Spread
    hours: tuple[Hour, ...]
    checks: tuple[Check, ...]
    reserves: tuple[Reserve, ...]
    weights: tuple[Weight, ...] = ()
    weights_base: float = 0.0
    delays: tuple[Delay, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    robust: Robust | None = None
    foresight: tuple[Foresight, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every wanted day was simulated."""
        return self.runs == self.wanted
