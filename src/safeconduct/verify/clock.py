"""The facts on a clock of ticks, for one certificate: where vehicles may be, and what moves cost.

Every duration is rounded down and every span outwards, so that whatever a real vehicle can do
has a twin here. docs/understand/the_bound.md, section 3.
"""

import math
from dataclasses import dataclass, field

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg, Passage
from safeconduct.model.people import Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import Certificate, Price
from safeconduct.model.units import Minutes
from safeconduct.model.zone import Access
from safeconduct.verify.facts import Facts
from safeconduct.verify.limits import at_entry, movement_spans, open_spans, per_minute
from safeconduct.verify.spans import TOLERANCE, Span

SLACK = 1e-7
"""Part of a tick by which a duration may exceed a whole number of ticks and still be it."""
Node = int


@dataclass(frozen=True, slots=True)
class Move:
    """A leg at a pace: `cost` by the tick of departure, infinite where nobody may depart."""

    origin: Node
    destination: Node
    ticks: int
    cost: tuple[float, ...]


@dataclass(slots=True)
class Clock:
    """Nodes are the places, and for each checkpoint a second one for those inspected there."""

    facts: Facts
    certificate: Certificate
    tick: Minutes = 0.0
    ticks: int = 0
    places: list[Place] = field(default_factory=list)
    passed: dict[Node, Node] = field(default_factory=dict)
    number: dict[str, Node] = field(default_factory=dict)
    until: list[list[int]] = field(default_factory=list)
    wait: list[list[bool]] = field(default_factory=list)
    by_kind: dict[str, dict[str, list[Price]]] = field(default_factory=dict)
    entering: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        operation = self.facts.operation
        self.tick = self.certificate.tick_s / 60.0
        self.ticks = self.floor(self.facts.horizon)
        self.places = list(operation.places)
        self.number = {place.id: n for n, place in enumerate(self.places)}
        for n, place in enumerate(operation.places):
            if place.kind is PlaceKind.CHECKPOINT:
                self.passed[n] = len(self.places)
                self.places.append(place)
        stays = [self._stays(place) for place in self.places]
        serves = [open_spans(self.facts, place.id) for place in self.places]
        self.wait = [self._waits(spans) for spans in stays]
        self.until = [
            self._serves([Span(max(a.start, b.start), min(a.end, b.end)) for a in one for b in two])
            for one, two in zip(stays, serves, strict=True)
        ]
        for price in self.certificate.prices:
            name = price.detail if price.kind == "escort" else price.name
            self.by_kind.setdefault(price.kind, {}).setdefault(name, []).append(price)
        self.entering = {
            zone: at_entry(self.facts, zone, prices, self.tick, self.ticks)
            for zone, prices in self.by_kind.get("entry", {}).items()
        }

    def floor(self, minutes: Minutes) -> int:
        """Whole ticks, rounded down."""
        return math.floor(minutes / self.tick + SLACK)

    def _stays(self, place: Place) -> list[Span]:
        """When a vehicle may stand at a place, with the windows of all zones that it lies in."""
        spans = [Span(0.0, self.facts.horizon)]
        if is_free(place):
            return spans
        for zone in self.facts.zones_of(place):
            if self.facts.zones[zone].access is Access.WINDOW:
                met = [
                    Span(max(a.start, b.start), min(a.end, b.end))
                    for a in spans
                    for b in self.facts.windows[zone]
                ]
                spans = [span for span in met if span.start <= span.end + TOLERANCE]
        return spans

    def _waits(self, spans: list[Span]) -> list[bool]:
        """Whether one may stand from a tick to the next: a move may seem to end a tick early."""
        found = [False] * (self.ticks + 2)
        for span in spans:
            for t in range(max(self.floor(span.start) - 1, 0), self.floor(span.end)):
                found[t] = True
        return found

    def _serves(self, spans: list[Span]) -> list[int]:
        """By the tick in which a service begins, the last tick in which it may end; -1: none."""
        found = [-1] * (self.ticks + 2)
        for span in spans:
            if span.start <= span.end + TOLERANCE:
                last = self.floor(span.end)
                for t in range(self.floor(span.start), min(last, self.ticks + 1) + 1):
                    found[t] = max(found[t], min(last, self.ticks))
        return found

    def minute(self, seat: Seat) -> float:
        """What it costs that somebody who boards needs a minute of inspection more than counted."""
        return math.fsum(p.price for p in self.by_kind.get("mix", {}).get(seat.value, ()))

    def lane_prices(self, place: Place) -> list[float] | None:
        """What a minute of a lane or bay costs in every tick; None where it costs nothing."""
        kind = "lane" if place.kind is PlaceKind.CHECKPOINT else "bay"
        prices = self.by_kind.get(kind, {}).get(place.id)
        return per_minute(prices, self.tick, self.ticks) if prices else None

    def moves(self, row: FleetRow) -> list[Move]:
        """Every leg at the row's own pace, and slower where a convoy's hours may need it."""
        fleet = [one for one in self.facts.operation.fleet if one.count > 0]
        slower = {one.speed_factor for one in fleet if one.speed_factor < row.speed_factor}
        closed = {z.id for z in self.facts.operation.zones if z.access is Access.CLOSED}
        found: dict[tuple[object, ...], Move] = {}
        for leg in self.facts.legs.values():
            end = self.facts.places[leg.destination]
            if closed & ({p.zone for p in leg.zones} | set(self.facts.zones_of(end))):
                continue
            timed = self._most(leg) > 1 and any(
                kept or passage.zone in self.entering for passage, kept in self._passages(leg)
            )
            for pace in (row.speed_factor, *sorted(slower, reverse=True)) if timed else (
                row.speed_factor,
            ):  # fmt: skip
                move = self._move(row, leg, pace)
                found.setdefault((leg.id, move.ticks, move.cost), move)
        return list(found.values())

    def _move(self, row: FleetRow, leg: Leg, pace: float) -> Move:
        cost = [math.inf] * (self.ticks + 1)
        for span in self._departures(leg, pace):
            for t in range(self.floor(span.start), min(self.floor(span.end), self.ticks) + 1):
                cost[t] = 0.0
        entered: dict[str, Minutes] = {}
        for passage, _ in self._passages(leg):
            if passage.zone in self.entering and self._enters(leg, passage):
                entered.setdefault(passage.zone, passage.enter)
        for zone, moment in entered.items():
            paid, later = self.entering[zone], self.floor(moment / pace)
            for t in range(self.ticks + 1):
                near = [paid[min(u, len(paid) - 1)] for u in (t + later, t + later + 1)]
                cost[t] += 0.0 if min(near) == math.inf else min(near)
        led = self.by_kind.get("escort", {}).get(leg.id)
        if led and self.floor(leg.minutes / self._fastest()) > 0:
            for t, price in enumerate(per_minute(led, self.tick, self.ticks)[: self.ticks + 1]):
                cost[t] += -price * (self._most(leg) - 1) if row.escort else price
        origin = self.number[leg.origin]
        start = self.passed.get(origin, origin)
        return Move(
            start, self.number[leg.destination], self.floor(leg.minutes / pace), tuple(cost)
        )

    def _fastest(self) -> float:
        return max(row.speed_factor for row in self.facts.operation.fleet)

    def _most(self, leg: Leg) -> int:
        """Most vehicles in one convoy over a leg."""
        limits = [self.facts.zones[p.zone].max_vehicles for p in leg.zones]
        fleet = sum(row.count for row in self.facts.operation.fleet)
        return min([fleet, *(limit for limit in limits if limit is not None)])

    def _departures(self, leg: Leg, pace: float) -> list[Span]:
        """When a leg may be set out on, with movement hours and windows."""
        length = leg.minutes / pace
        spans = [Span(hours.start, hours.end - length) for hours in movement_spans(self.facts)]
        for passage, kept in self._passages(leg):
            if kept:
                spans = [
                    Span(
                        max(a.start, b.start - passage.enter / pace),
                        min(a.end, b.end - passage.exit / pace),
                    )
                    for a in spans
                    for b in self.facts.windows[passage.zone]
                ]
        cut = [Span(max(a.start, 0.0), min(a.end, self.facts.horizon)) for a in spans]
        return [span for span in cut if span.start <= span.end + TOLERANCE]

    def _passages(self, leg: Leg) -> list[tuple[Passage, bool]]:
        """The stays in zones on a leg, with those of its ends; and whether a window binds each."""
        listed = list(self.facts.passages[leg.id])
        origin, destination = self.facts.places[leg.origin], self.facts.places[leg.destination]
        inside, within = self.facts.zones_of(origin), self.facts.zones_of(destination)
        found = [(p, self._windowed(p.zone)) for p in listed]
        for zone in inside:
            if not any(p.zone == zone and p.enter <= TOLERANCE for p in listed):
                bound = self._windowed(zone) and not is_free(origin)
                found.append((Passage(zone, 0.0, 0.0), bound))
        for zone in within:
            end = leg.minutes
            if not any(p.zone == zone and p.exit >= end - TOLERANCE for p in listed):
                free = is_free(destination) and any(p.zone == zone for p in listed)
                found.append((Passage(zone, end, end), self._windowed(zone) and not free))
        return found

    def _windowed(self, zone: str) -> bool:
        return self.facts.zones[zone].access is Access.WINDOW

    def _enters(self, leg: Leg, passage: Passage) -> bool:
        """Whether it is an entry from outside, as headway counts them."""
        inside = self.facts.zones_of(self.facts.places[leg.origin])
        return passage in self.facts.passages[leg.id] and not (
            passage.zone in inside and passage.enter <= TOLERANCE
        )


def is_free(place: Place) -> bool:
    """Whether a vehicle may stand here while a zone is shut: overnight pickups, and bases."""
    return place.is_base or (place.overnight and place.kind is PlaceKind.PICKUP)
