"""Who waits: categories of people and counts by place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from safeconduct.model.units import NO_SOURCE, Minutes, Persons, Provenance


class Seat(StrEnum):
    """The kind of place in a vehicle that a person needs."""

    SEAT = "seat"
    WHEELCHAIR = "wheelchair"
    STRETCHER = "stretcher"


@dataclass(frozen=True, slots=True)
class Category:
    """A group of people who load, count and are inspected alike."""

    id: str
    name: str = ""
    weight: float = 1.0
    uses: Seat = Seat.SEAT
    load_min: Minutes = 0.0
    inspect_min: Minutes = 0.0
    provenance: Provenance = NO_SOURCE
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many of one category wait at one place, as one source has it."""

    place: str
    category: str
    count: Persons
    provenance: Provenance = NO_SOURCE
    extra: Mapping[str, object] = field(default_factory=dict)
