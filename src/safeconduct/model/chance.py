"""What can go wrong on the day: named chances with their spread and source, and the day's rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from safeconduct.model.units import NO_SOURCE, Minutes, Provenance


class Form(StrEnum):
    """What a chance's size is: minutes, a factor, a share of people, or a count."""

    MINUTES = "minutes"
    FACTOR = "factor"
    SHARE = "share"
    COUNT = "count"


class Of(StrEnum):
    """By what a chance may differ: its variants are named by these ids."""

    PARTY = "party"
    CATEGORY = "category"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mishap: its form, what it may differ by, and its words for a reader."""

    form: Form
    of: Of
    words: str


KINDS: Mapping[str, Kind] = {
    "late_opening": Kind(Form.MINUTES, Of.PARTY, "windows open late"),
    "early_closing": Kind(Form.MINUTES, Of.PARTY, "windows shut early"),
    "withdrawn": Kind(Form.MINUTES, Of.PARTY, "a party withdraws the windows of a day"),
    "slow_inspection": Kind(Form.FACTOR, Of.PARTY, "inspection slower than agreed"),
    "post_hold": Kind(Form.MINUTES, Of.PARTY, "a post holds everybody"),
    "pulled_aside": Kind(Form.MINUTES, Of.PARTY, "single vehicles are pulled aside"),
    "slow_road": Kind(Form.FACTOR, Of.NOTHING, "slower on the road"),
    "road_closed": Kind(Form.MINUTES, Of.NOTHING, "a road closes under way"),
    "breakdown": Kind(Form.MINUTES, Of.NOTHING, "vehicles break down"),
    "vehicle_missing": Kind(Form.MINUTES, Of.NOTHING, "vehicles do not turn up"),
    "slow_loading": Kind(Form.FACTOR, Of.NOTHING, "boarding takes longer"),
    "not_come": Kind(Form.SHARE, Of.CATEGORY, "people do not come, or are kept from it"),
    "refused": Kind(Form.SHARE, Of.CATEGORY, "people are refused at posts"),
    "left_by_choice": Kind(Form.SHARE, Of.CATEGORY, "people leave by choice on the way"),
    "joined": Kind(Form.COUNT, Of.NOTHING, "people join on the road"),
    "private_cars": Kind(Form.COUNT, Of.NOTHING, "private cars attach themselves"),
}
"""Every kind, in the order in which tables of chances hold them."""
PRIOR_WEIGHT = 4.0
"""How many observations the prior counts for when an operation's own records come."""


@dataclass(frozen=True, slots=True)
class Chance:
    """One chance: how probable it is, and how great where it happens.

    `median` and `p90` are the size that half, and nine in ten, of the cases stay below;
    `shared` is the part of its spread that one party and day have in common. `seen` and
    `times` are the operation's own record: the sizes met in so many occasions.
    """

    probability: float
    median: float = 0.0
    p90: float = 0.0
    shared: float = 0.0
    most: float = 0.0
    seen: tuple[float, ...] = ()
    times: int = 0
    provenance: Provenance = NO_SOURCE


@dataclass(frozen=True, slots=True)
class DayRules:
    """What crews do when the plan meets a bad day, decided beforehand.

    A vehicle that cannot go on waits `patience_min`, then turns back where its way allows; a
    late one enters a zone only if it can be out `margin_min` before the window ends; a convoy
    waits `convoy_wait_min` for its last members, and always for those who need its escort.
    """

    patience_min: Minutes = 360.0
    margin_min: Minutes = 0.0
    convoy_wait_min: Minutes = 60.0
    car_inspect_min: Minutes = 2.0
    persons_per_car: float = 2.8
    water_l_day: float = 3.0
    food_kcal_day: float = 2100.0
    covered_m2: float = 3.5
    persons_per_toilet: float = 20.0


@dataclass(frozen=True, slots=True)
class BadDays:
    """All chances by kind, their variants by id, and the rules for the day."""

    chances: Mapping[str, Chance]
    variants: Mapping[str, Mapping[str, Chance]] = field(default_factory=dict)
    rules: DayRules = field(default_factory=DayRules)
    sources: Mapping[str, str] = field(default_factory=dict)

    def without(self, *kinds: str) -> "BadDays":
        """The same, with some kinds never happening."""
        return self.only(*(kind for kind in self.chances if kind not in kinds))

    def only(self, *kinds: str) -> "BadDays":
        """The same, with nothing happening but these kinds."""
        return BadDays(
            {kind: chance for kind, chance in self.chances.items() if kind in kinds},
            {kind: rows for kind, rows in self.variants.items() if kind in kinds},
            self.rules,
            self.sources,
        )
