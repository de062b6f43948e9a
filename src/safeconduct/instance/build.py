"""Build the engine's arrays from an operation whose legs are known."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate
from math import isclose
from typing import Any

import numpy as np

from safeconduct.instance.arrays import BLOCKED, NEVER, SECONDS, Arrays, Flags, Instance, Ints
from safeconduct.instance.clock import Span, daily_spans, gaps, window_spans
from safeconduct.instance.ways import LegTable, find_ways
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation
from safeconduct.model.people import Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.zone import Access, Zone

KINDS = tuple(PlaceKind)
SEATS = tuple(Seat)
EDGE = 1e-6
"""Minutes within which a passage counts as reaching the end of its leg."""


def build(operation: Operation) -> Instance:
    """Turn an operation into an instance; `operation.legs` must be known.

    Legs through closed zones, and legs to or from places in them, are left out.
    """
    builder = _Builder(operation)
    return Instance(
        arrays=builder.arrays(),
        places=tuple(builder.place_index),
        categories=tuple(c.id for c in operation.categories),
        zones=tuple(builder.zone_index),
        legs=tuple(leg.id for leg in builder.legs),
        leg_rows=builder.leg_rows,
        classes=tuple(row.id for row in operation.fleet),
        vehicles=tuple(v for row in operation.fleet for v in row.vehicle_ids),
        facts=operation,
    )


class _Builder:
    """Holds the indices while the arrays are made."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.place_index = {p.id: i for i, p in enumerate(operation.places)}
        self.category_index = {c.id: i for i, c in enumerate(operation.categories)}
        self.zone_index = {z.id: i for i, z in enumerate(operation.zones)}
        self.horizon = int(operation.horizon_min * SECONDS)
        closed = {z.id for z in operation.zones if z.access is Access.CLOSED}
        shut_places = {p.id for p in operation.places if closed & set(p.zones or ())}
        usable = [
            (row, leg)
            for row, leg in enumerate(operation.legs or ())
            if not closed & {passage.zone for passage in leg.zones}
            and not shut_places & {leg.origin, leg.destination}
        ]
        self.leg_rows = tuple(row for row, _ in usable)
        self.legs = [leg for _, leg in usable]

    def arrays(self) -> Arrays:
        legs = self._legs()
        return Arrays(
            horizon=self.horizon,
            **self._hours(),
            **self._categories(),
            **self._places(),
            **self._zones(),
            **legs,
            **self._ways(legs),
            **self._vehicles(),
        )

    def _hours(self) -> dict[str, Any]:
        hours = self.operation.rules.movement_hours
        spans = (
            daily_spans(hours, self.operation.start, self.operation.horizon_min)
            if hours
            else [(0, NEVER)]
        )
        # An empty vehicle may still be under way at the horizon, so the last interval that
        # reaches it is cut there: the engine never starts what it cannot end.
        return {
            "hours_start": _column(s for s, _ in spans),
            "hours_end": _column(e for _, e in spans),
        }

    def _categories(self) -> dict[str, Any]:
        rows = self.operation.categories
        weight = np.array([c.weight for c in rows], dtype=float)
        return {
            "weight": weight,
            "uses": _column(SEATS.index(c.uses) for c in rows),
            "load_min": np.array([c.load_min for c in rows], dtype=float),
            "inspect_min": np.array([c.inspect_min for c in rows], dtype=float),
            "order": np.argsort(-weight, kind="stable").astype(np.int64),
        }

    def _places(self) -> dict[str, Any]:
        places = self.operation.places
        people = np.zeros((len(places), len(self.category_index)), dtype=np.int64)
        for (place, category), count in self.operation.waiting().items():
            people[self.place_index[place], self.category_index[category]] += count
        shut_first, shut_start, shut_end = _spans([self._shut(p) for p in places])
        return {
            "kind": _column(KINDS.index(p.kind) for p in places),
            "fixed_min": np.array([_fixed(p) for p in places], dtype=float),
            "unload_min": np.array([p.unload_min for p in places], dtype=float),
            "lanes": _column(_limit(_servers(p), BLOCKED) for p in places),
            "inspects_empty": _flags(p.empty for p in places),
            "overnight": _flags(p.overnight and p.kind is PlaceKind.PICKUP for p in places),
            "rest": _flags(_may_rest(p) for p in places),
            "fuel": _flags(p.fuel for p in places),
            "home": _flags(p.is_base for p in places),
            "in_window_zone": _flags(self._in_window_zone(p) for p in places),
            "capacity": _column(_limit(p.capacity, NEVER) for p in places),
            "accepts": np.array(
                [[p.takes(c) for c in self.category_index] for p in places], dtype=np.bool_
            ).reshape(len(places), len(self.category_index)),
            "people": people,
            "shut_first": shut_first,
            "shut_start": shut_start,
            "shut_end": shut_end,
        }

    def _shut(self, place: Place) -> list[Span]:
        if place.kind is not PlaceKind.CHECKPOINT or place.open is None:
            return []
        spans = daily_spans(place.open, self.operation.start, self.operation.horizon_min)
        return gaps(spans, self.horizon)

    def _in_window_zone(self, place: Place) -> bool:
        return any(
            self.operation.zones[self.zone_index[z]].access is Access.WINDOW
            for z in place.zones or ()
        )

    def _zones(self) -> dict[str, Any]:
        zones = self.operation.zones
        by_zone = [
            window_spans(
                [w for w in self.operation.windows if w.zone == zone.id],
                self.operation.horizon_min,
            )
            for zone in zones
        ]
        window_first, window_start, window_end = _spans(by_zone)
        return {
            "is_window": _flags(z.access is Access.WINDOW for z in zones),
            "zone_escort": _flags(z.escort for z in zones),
            "zone_max": _column(_limit(z.max_vehicles, NEVER) for z in zones),
            "headway": _column(self._headway(z) for z in zones),
            "apart": _column(int(max(z.headway_min, 0.0) * SECONDS + EDGE) for z in zones),
            "window_first": window_first,
            "window_start": window_start,
            "window_end": window_end,
        }

    def _headway(self, zone: Zone) -> int:
        """Whole seconds between entries; one more where an entry may fall inside a second."""
        if zone.headway_min <= 0:
            return 0
        paces = {row.speed_factor for row in self.operation.fleet}
        moments = (
            passage.enter * SECONDS / pace
            for leg in self.legs
            for passage in leg.zones
            if passage.zone == zone.id
            for pace in paces
        )
        whole = all(isclose(m, round(m), abs_tol=1e-7) for m in moments)
        return up(zone.headway_min) + (0 if whole else 1)

    def _legs(self) -> dict[str, Any]:
        legs = self.legs
        passages = [self._passages(leg) for leg in legs]
        flat = [p for rows in passages for p in rows]
        touched = [[self.operation.zones[p[0]] for p in rows] for rows in passages]
        entered = [[self.operation.zones[p[0]] for p in rows if not p[3]] for rows in passages]
        escort = _flags(any(z.escort for z in zones) for zones in touched)
        counted = _flags(any(z.headway_min > 0 for z in zones) for zones in entered)
        return {
            "leg_from": _column(self.place_index[leg.origin] for leg in legs),
            "leg_to": _column(self.place_index[leg.destination] for leg in legs),
            "leg_min": np.array([leg.minutes for leg in legs], dtype=float),
            "leg_km": np.array([leg.km for leg in legs], dtype=float),
            "leg_exposure": np.array([leg.exposure for leg in legs], dtype=float),
            "leg_escort": escort,
            "leg_joint": escort | counted,
            "leg_max": _column(
                min((_limit(z.max_vehicles, NEVER) for z in zones), default=NEVER)
                for zones in touched
            ),
            "pass_first": _column([0, *accumulate(len(rows) for rows in passages)]),
            "pass_zone": _column(p[0] for p in flat),
            "pass_enter": np.array([p[1] for p in flat], dtype=float),
            "pass_exit": np.array([p[2] for p in flat], dtype=float),
            "pass_from_inside": _flags(p[3] for p in flat),
            "pass_to_inside": _flags(p[4] for p in flat),
        }

    def _passages(self, leg: Leg) -> list[tuple[int, float, float, bool, bool]]:
        """Zone, enter, exit, from inside, to inside; with the zones of both ends made explicit."""
        start = set(self.operation.places[self.place_index[leg.origin]].zones or ())
        end = set(self.operation.places[self.place_index[leg.destination]].zones or ())
        rows = []
        for zone, enter, leave in leg.zones:
            from_inside = zone in start and enter <= EDGE
            to_inside = zone in end and leave >= leg.minutes - EDGE
            rows.append((self.zone_index[zone], enter, leave, from_inside, to_inside))
        for zone in sorted(start):
            if not any(r[0] == self.zone_index[zone] and r[3] for r in rows):
                rows.append((self.zone_index[zone], 0.0, 0.0, True, False))
        for zone in sorted(end):
            if not any(r[0] == self.zone_index[zone] and r[4] for r in rows):
                rows.append((self.zone_index[zone], leg.minutes, leg.minutes, False, True))
        return sorted(rows, key=lambda r: (r[1], r[2]))

    def _ways(self, legs: dict[str, Any]) -> dict[str, Any]:
        table = self._table(legs)
        stops = [
            i for i, p in enumerate(self.operation.places) if p.kind is not PlaceKind.CHECKPOINT
        ]
        pauses = [i for i in stops if _may_rest(self.operation.places[i])]
        found = find_ways(table, len(self.place_index), stops, stops, self._avoid(legs), pauses)
        ways: list[tuple[int, ...]] = []
        by_pair: list[list[int]] = [[] for _ in range(len(self.place_index) ** 2)]
        for (origin, destination), options in found.items():
            for way in options:
                by_pair[origin * len(self.place_index) + destination].append(len(ways))
                ways.append(way)
        return {
            "way_first": _column([0, *accumulate(len(w) for w in ways)]),
            "way_leg": _column(leg for way in ways for leg in way),
            "way_min": np.array([table.cost[list(w)].sum() for w in ways], dtype=float),
            "way_km": _sums(ways, legs["leg_km"]),
            "way_exposure": _sums(ways, legs["leg_exposure"]),
            "way_escort": _flags(bool(_take(legs["leg_escort"], w).any()) for w in ways),
            "way_joint": _flags(bool(_take(legs["leg_joint"], w).any()) for w in ways),
            "way_max": _column(_take(legs["leg_max"], w).min() for w in ways),
            "pair_first": _column([0, *accumulate(len(rows) for rows in by_pair)]),
            "pair_way": _column(w for rows in by_pair for w in rows),
        }

    def _table(self, legs: dict[str, Any]) -> LegTable:
        """Legs with the usual delay of a stop at a checkpoint laid onto the leg that ends there."""
        slow = max((c.inspect_min for c in self.operation.categories), default=0.0)
        delay = np.array(
            [
                p.vehicle_min + 10 * slow if p.kind is PlaceKind.CHECKPOINT else 0.0
                for p in self.operation.places
            ]
        )
        destination = np.asarray(legs["leg_to"])
        return LegTable(
            origin=np.asarray(legs["leg_from"]),
            destination=destination,
            cost=np.asarray(legs["leg_min"]) + delay[destination],
            exposure=np.asarray(legs["leg_exposure"]),
            usable=np.ones(len(destination), dtype=np.bool_),
        )

    def _avoid(self, legs: dict[str, Any]) -> list[Flags]:
        """Sets of legs to do without, one at a time: each checkpoint's, each window zone's."""
        origin, destination = np.asarray(legs["leg_from"]), np.asarray(legs["leg_to"])
        sets = [
            (origin == i) | (destination == i)
            for i, place in enumerate(self.operation.places)
            if place.kind is PlaceKind.CHECKPOINT
        ]
        guarded = [z for z in self.operation.zones if z.access is Access.WINDOW or z.escort]
        return sets + [
            _flags(any(p.zone == zone.id for p in leg.zones) for leg in self.legs)
            for zone in guarded
        ]

    def _vehicles(self) -> dict[str, Any]:
        rows = self.operation.fleet
        return {
            "cls": _column(k for k, row in enumerate(rows) for _ in range(row.count)),
            "base": _column(self.place_index[r.base] for r in rows),
            "available": _column(up(max(r.available_from_min, 0.0)) for r in rows),
            "places": np.array(
                [[r.places_for(seat) for seat in SEATS] for r in rows], dtype=np.int64
            ).reshape(len(rows), len(SEATS)),
            "escort": _flags(r.escort for r in rows),
            "speed": np.array([r.speed_factor for r in rows], dtype=float),
            "max_duty": _column(
                NEVER if r.max_duty_h is None else int(r.max_duty_h * 3600 + EDGE) for r in rows
            ),
            "rest_s": _column(up(r.rest_h * 60) for r in rows),
            "range_km": np.array(
                [np.inf if r.range_km is None else r.range_km for r in rows], dtype=float
            ),
            "refuel_min": np.array([r.refuel_min for r in rows], dtype=float),
        }


def up(minutes: float) -> int:
    """Whole seconds, rounded up."""
    exact = Fraction(minutes).limit_denominator(10**9) * SECONDS
    return -int(-exact // 1)


def _fixed(place: Place) -> float:
    return {
        PlaceKind.PICKUP: place.load_fixed_min,
        PlaceKind.CHECKPOINT: place.vehicle_min,
        PlaceKind.RECEPTION: place.unload_fixed_min,
        PlaceKind.BASE: 0.0,
    }[place.kind]


def _servers(place: Place) -> int | None:
    return place.lanes if place.kind is PlaceKind.CHECKPOINT else place.bays


def _may_rest(place: Place) -> bool:
    if place.kind is PlaceKind.PICKUP:
        return place.overnight
    return place.rest and place.kind in (PlaceKind.BASE, PlaceKind.RECEPTION)


def _limit(value: int | None, none: int) -> int:
    return none if value is None else value


def _column(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _flags(values: Iterable[bool]) -> Flags:
    return np.array(list(values), dtype=np.bool_)


def _take(column: object, way: tuple[int, ...]) -> Ints:
    return np.asarray(column)[list(way)]


def _sums(ways: Sequence[tuple[int, ...]], column: object) -> np.ndarray:
    return np.array([_take(column, way).sum() for way in ways], dtype=float)


def _spans(rows: Sequence[Sequence[Span]]) -> tuple[Ints, Ints, Ints]:
    flat = [span for spans in rows for span in spans]
    first = _column([0, *accumulate(len(spans) for spans in rows)])
    return first, _column(s for s, _ in flat), _column(e for _, e in flat)
