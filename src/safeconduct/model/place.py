"""Where things happen: pickups, checkpoints, receptions and bases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from safeconduct.model.units import NO_SOURCE, DailyInterval, LonLat, Minutes, Persons, Provenance


class PlaceKind(StrEnum):
    """What a place is for."""

    PICKUP = "pickup"
    CHECKPOINT = "checkpoint"
    RECEPTION = "reception"
    BASE = "base"


@dataclass(frozen=True, slots=True)
class Place:
    """A point with its rules; None for `bays`, `lanes`, `capacity`, `accepts`, `open`: no limit.

    `zones` is None where the file leaves it open: with a road network the geometry then
    says in which zones the place lies, with `legs.csv` it lies in none.
    """

    id: str
    name: str
    kind: PlaceKind
    position: LonLat
    zones: tuple[str, ...] | None = None
    bays: int | None = None
    load_fixed_min: Minutes = 0.0
    overnight: bool = False
    lanes: int | None = None
    vehicle_min: Minutes = 0.0
    empty: bool = False
    open: tuple[DailyInterval, ...] | None = None
    capacity: Persons | None = None
    accepts: tuple[str, ...] | None = None
    unload_fixed_min: Minutes = 0.0
    unload_min: Minutes = 0.0
    base: bool = False
    fuel: bool = False
    rest: bool = False
    provenance: Provenance = NO_SOURCE
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_base(self) -> bool:
        """Whether vehicles may be stationed here."""
        return self.kind is PlaceKind.BASE or (self.kind is PlaceKind.RECEPTION and self.base)

    def takes(self, category: str) -> bool:
        """Whether people of this category may be received here."""
        return self.kind is PlaceKind.RECEPTION and (
            self.accepts is None or category in self.accepts
        )
