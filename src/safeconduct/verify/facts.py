"""The facts of an operation, laid out for the judge to look up."""

import math
from dataclasses import dataclass

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg, Passage
from safeconduct.model.operation import Operation
from safeconduct.model.people import Category
from safeconduct.model.place import Place
from safeconduct.model.plan import Replanned
from safeconduct.model.units import Minutes
from safeconduct.model.zone import Zone
from safeconduct.verify.spans import TOLERANCE, Hours, Span, joined
from safeconduct.verify.verdict import Breach, clock


@dataclass(frozen=True, slots=True)
class Facts:
    """An operation by its ids; `rows` by fleet row, `row_of` by vehicle.

    `passages` are the stays in zones on a leg, those of one zone joined where they touch.
    """

    operation: Operation
    places: dict[str, Place]
    categories: dict[str, Category]
    zones: dict[str, Zone]
    legs: dict[str, Leg]
    passages: dict[str, tuple[Passage, ...]]
    rows: dict[str, FleetRow]
    row_of: dict[str, FleetRow]
    windows: dict[str, tuple[Span, ...]]
    movement_hours: Hours | None
    opening_hours: dict[str, Hours]
    horizon: Minutes
    since: Minutes = -math.inf
    """What began before is fact: it may have broken what was agreed, and cannot be mended."""
    out_of_service: frozenset[str] = frozenset()

    @classmethod
    def of(cls, operation: Operation, replanned: Replanned | None = None) -> "Facts":
        """Lay out an operation whose legs are known."""
        start = operation.start
        midnight = -(start.hour * 60 + start.minute + start.second / 60)
        legs = operation.legs or ()
        hours = operation.rules.movement_hours
        return cls(
            operation=operation,
            places={place.id: place for place in operation.places},
            categories={category.id: category for category in operation.categories},
            zones={zone.id: zone for zone in operation.zones},
            legs={leg.id: leg for leg in legs},
            passages={leg.id: _joined_passages(leg) for leg in legs},
            rows={row.id: row for row in operation.fleet},
            row_of={vehicle: row for row in operation.fleet for vehicle in row.vehicle_ids},
            windows={
                zone.id: joined(
                    Span(w.start, w.end) for w in operation.windows if w.zone == zone.id
                )
                for zone in operation.zones
            },
            movement_hours=Hours.of(hours, midnight) if hours else None,
            opening_hours={
                place.id: Hours.of(place.open, midnight)
                for place in operation.places
                if place.open is not None
            },
            horizon=operation.horizon_min,
            since=_since(replanned),
            out_of_service=frozenset(replanned.out_of_service if replanned else ()),
        )

    def breach(self, rule: int, vehicle: str, minute: Minutes | None, what: str) -> Breach:
        """Make a breach, with the local time of its minute."""
        return Breach(rule, vehicle, minute, what, clock(self.operation, minute))

    def clock(self, minute: Minutes) -> str:
        """The local date and time of a minute."""
        return clock(self.operation, minute)

    def zones_of(self, place: Place | None) -> tuple[str, ...]:
        """The zones in which a place lies."""
        return (place.zones or ()) if place else ()


def _since(replanned: Replanned | None) -> Minutes:
    """The moment from which on a plan can be held to the rules."""
    at = replanned.at_min if replanned else None
    return at if isinstance(at, int | float) and math.isfinite(at) else -math.inf


def _joined_passages(leg: Leg) -> tuple[Passage, ...]:
    whole: list[Passage] = []
    for passage in sorted(leg.zones):
        last = whole[-1] if whole else None
        if last and last.zone == passage.zone and passage.enter <= last.exit + TOLERANCE:
            whole[-1] = Passage(last.zone, last.enter, max(last.exit, passage.exit))
        else:
            whole.append(passage)
    return tuple(sorted(whole, key=lambda p: p.enter))
