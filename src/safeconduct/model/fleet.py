"""What can be mobilised: rows of like vehicles."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.model.people import Seat
from safeconduct.model.units import NO_SOURCE, Kilometres, Minutes, Persons, Provenance


@dataclass(frozen=True, slots=True)
class FleetRow:
    """`count` like vehicles of one organisation at one base; None: no limit."""

    id: str
    organisation: str
    base: str
    type: str
    count: int
    seats: Persons = 0
    wheelchair: Persons = 0
    stretcher: Persons = 0
    escort: bool = False
    available_from_min: Minutes = 0.0
    max_duty_h: float | None = None
    rest_h: float = 0.0
    range_km: Kilometres | None = None
    refuel_min: Minutes = 0.0
    speed_factor: float = 1.0
    provenance: Provenance = NO_SOURCE
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def vehicle_ids(self) -> tuple[str, ...]:
        """The vehicles' ids, `ID-1 … ID-count`."""
        return tuple(f"{self.id}-{n}" for n in range(1, self.count + 1))

    def places_for(self, seat: Seat) -> Persons:
        """How many people who need this kind of place one vehicle holds."""
        return {
            Seat.SEAT: self.seats,
            Seat.WHEELCHAIR: self.wheelchair,
            Seat.STRETCHER: self.stretcher,
        }[seat]
