"""Build the engine's arrays from an operation whose legs are known."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import isclose
from typing import Any, NamedTuple

import numpy as np

from safeconduct.instance.arrays import (
    ANYTIME,
    BLOCKED,
    NEVER,
    SECONDS,
    Arrays,
    Flags,
    Instance,
    Ints,
)
from safeconduct.instance.clock import (
    Span,
    daily_spans,
    gaps,
    whole_down,
    whole_up,
    window_spans,
)
from safeconduct.instance.ways import LegTable, Way, add_ways_of_escorts, find_ways
from safeconduct.model.network import Leg, Passage
from safeconduct.model.operation import Operation
from safeconduct.model.people import Category, Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.zone import Access, Zone

KINDS = tuple(PlaceKind)
SEATS = tuple(Seat)
EDGE = 1e-4
"""Minutes within which a passage reaches the end of its leg, and two passages touch."""


class Also(NamedTuple):
    """Ways that are wanted besides those found: from these places, and along these legs."""

    origins: tuple[str, ...] = ()
    ways: tuple[tuple[str, ...], ...] = ()


NOTHING_ALSO = Also()


def build(operation: Operation, also: Also = NOTHING_ALSO) -> Instance:
    """Turn an operation into an instance; `operation.legs` must be known.

    Legs through closed zones, and legs to places in them, are left out.
    """
    builder = _Builder(operation, also)
    arrays = builder.arrays()
    return Instance(
        arrays=arrays,
        outer=arrays._replace(**builder.moments(outward=True)),
        places=tuple(builder.place_index),
        categories=tuple(c.id for c in operation.categories),
        zones=tuple(builder.zone_index),
        legs=tuple(leg.id for leg in builder.legs),
        leg_rows=builder.leg_rows,
        classes=tuple(row.id for row in operation.fleet),
        vehicles=tuple(v for row in operation.fleet for v in row.vehicle_ids),
        facts=operation,
        parties=tuple(party.id for party in operation.parties),
        zone_party=builder.zone_parties(),
        place_party=builder.place_parties(),
    )


class _Builder:
    """Holds the indices while the arrays are made."""

    def __init__(self, operation: Operation, also: Also) -> None:
        self.operation, self.also = operation, also
        self.place_index = {p.id: i for i, p in enumerate(operation.places)}
        self.category_index = {c.id: i for i, c in enumerate(operation.categories)}
        self.zone_index = {z.id: i for i, z in enumerate(operation.zones)}
        closed = {z.id for z in operation.zones if z.access is Access.CLOSED}
        shut_places = {p.id for p in operation.places if closed & set(p.zones or ())}
        usable = [
            (row, leg)
            for row, leg in enumerate(operation.legs or ())
            if not closed & {passage.zone for passage in leg.zones}
            and leg.destination not in shut_places
        ]
        self.leg_rows = tuple(row for row, _ in usable)
        self.legs = [leg for _, leg in usable]

    def zone_parties(self) -> tuple[int, ...]:
        """The party that controls each zone, or -1."""
        known = {party.id: i for i, party in enumerate(self.operation.parties)}
        return tuple(known.get(zone.control, -1) for zone in self.operation.zones)

    def place_parties(self) -> tuple[int, ...]:
        """The party that controls the first such zone of each place, or -1."""
        zones = self.zone_parties()
        return tuple(
            next(
                (
                    zones[self.zone_index[z]]
                    for z in p.zones or ()
                    if zones[self.zone_index[z]] >= 0
                ),
                -1,
            )
            for p in self.operation.places
        )

    def arrays(self) -> Arrays:
        legs, moments, vehicles = self._legs(), self.moments(outward=False), self._vehicles()
        return Arrays(
            **moments,
            **self._categories(),
            **self._places(),
            **self._zones(),
            **legs,
            **self._ways(legs),
            **vehicles,
            **self._at_the_bases(vehicles, moments["available"]),
        )

    def moments(self, *, outward: bool) -> dict[str, Any]:
        """All moments and spans of time, in whole seconds that keep the rules, or that allow more.

        An empty vehicle may still be under way at the horizon; hours and windows are cut
        there, since the engine never starts what it cannot end.
        """
        operation, rows = self.operation, self.operation.fleet
        later, sooner = (whole_up, whole_down) if outward else (whole_down, whole_up)
        horizon = later(operation.horizon_min * SECONDS)
        hours = operation.rules.movement_hours
        spans = (
            daily_spans(hours, operation.start, operation.horizon_min, outward=outward)
            if hours
            else [(0, NEVER)]
        )
        shut = [self._shut(p, horizon, outward) for p in operation.places]
        shut_first, shut_start, shut_end = _spans(shut)
        window_first, window_start, window_end = _spans(
            [
                window_spans(
                    [w for w in operation.windows if w.zone == zone.id],
                    operation.horizon_min,
                    outward=outward,
                )
                for zone in operation.zones
            ]
        )
        return {
            "horizon": horizon,
            "hours_start": _column(s for s, _ in spans),
            "hours_end": _column(e for _, e in spans),
            "shut_first": shut_first,
            "shut_start": shut_start,
            "shut_end": shut_end,
            "window_first": window_first,
            "window_start": window_start,
            "window_end": window_end,
            "available": _column(sooner(max(r.available_from_min, 0.0) * SECONDS) for r in rows),
            "max_duty": _column(
                NEVER if r.max_duty_h is None else later(r.max_duty_h * 3600) for r in rows
            ),
            "rest_s": _column(sooner(r.rest_h * 3600) for r in rows),
        }

    def _categories(self) -> dict[str, Any]:
        rows = self.operation.categories
        weight = np.array([c.weight for c in rows], dtype=float)
        return {
            "weight": weight,
            "uses": _column(SEATS.index(c.uses) for c in rows),
            "load_min": np.array([c.load_min for c in rows], dtype=float),
            "inspect_min": np.array([c.inspect_min for c in rows], dtype=float),
            "order": np.array(
                sorted(range(len(rows)), key=lambda c: (-weight[c], _minutes(rows[c]))),
                dtype=np.int64,
            ),
        }

    def _places(self) -> dict[str, Any]:
        places = self.operation.places
        people = np.zeros((len(places), len(self.category_index)), dtype=np.int64)
        for (place, category), count in self.operation.waiting().items():
            people[self.place_index[place], self.category_index[category]] += count
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
        }

    def _shut(self, place: Place, horizon: int, outward: bool) -> list[Span]:
        if place.kind is not PlaceKind.CHECKPOINT or place.open is None:
            return []
        operation = self.operation
        spans = daily_spans(place.open, operation.start, operation.horizon_min, outward=outward)
        return gaps(spans, horizon)

    def _in_window_zone(self, place: Place) -> bool:
        return any(
            self.operation.zones[self.zone_index[z]].access is Access.WINDOW
            for z in place.zones or ()
        )

    def _zones(self) -> dict[str, Any]:
        zones = self.operation.zones
        return {
            "is_window": _flags(z.access is Access.WINDOW for z in zones),
            "zone_escort": _flags(z.escort for z in zones),
            "zone_max": _column(_limit(z.max_vehicles, NEVER) for z in zones),
            "headway": _column(self._headway(z) for z in zones),
            "apart": _column(whole_down(max(z.headway_min, 0.0) * SECONDS) for z in zones),
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
        return whole_up(zone.headway_min * SECONDS) + (0 if whole else 1)

    def _legs(self) -> dict[str, Any]:
        legs = self.legs
        passages = [self._passages(leg) for leg in legs]
        flat = [p for rows in passages for p in rows]
        touched = [[self.operation.zones[p.zone] for p in rows if p.listed] for rows in passages]
        entered = [[self.operation.zones[p.zone] for p in rows if p.enters] for rows in passages]
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
            "pass_zone": _column(p.zone for p in flat),
            "pass_enter": np.array([p.enter for p in flat], dtype=float),
            "pass_exit": np.array([p.exit for p in flat], dtype=float),
            "pass_from_inside": _flags(p.from_inside for p in flat),
            "pass_to_inside": _flags(p.to_inside for p in flat),
            "pass_enters": _flags(p.enters for p in flat),
            "pass_listed": _flags(p.listed for p in flat),
        }

    def _passages(self, leg: Leg) -> list["_Passage"]:
        """The leg's passages, and the zones of its ends where the leg does not name them."""
        start = set(self.operation.places[self.place_index[leg.origin]].zones or ())
        end = set(self.operation.places[self.place_index[leg.destination]].zones or ())
        rows = []
        for zone, enter, leave in _joined(leg.zones):
            from_inside = zone in start and enter <= EDGE
            to_inside = zone in end and leave >= leg.minutes - EDGE
            rows.append(
                _Passage(self.zone_index[zone], enter, leave, from_inside, to_inside, listed=True)
            )
        for z in sorted(self.zone_index[zone] for zone in start):
            if not any(r.zone == z and r.from_inside for r in rows):
                rows.append(_Passage(z, 0.0, 0.0, from_inside=True, to_inside=False, listed=False))
        for z in sorted(self.zone_index[zone] for zone in end):
            if not any(r.zone == z and r.to_inside for r in rows):
                at = leg.minutes
                rows.append(_Passage(z, at, at, from_inside=False, to_inside=True, listed=False))
        return sorted(rows, key=lambda r: (r.enter, r.exit))

    def _ways(self, legs: dict[str, Any]) -> dict[str, Any]:
        table = self._table(legs)
        stops = [
            i for i, p in enumerate(self.operation.places) if p.kind is not PlaceKind.CHECKPOINT
        ]
        pauses = [i for i in stops if _may_rest(self.operation.places[i])]
        origins = sorted({*stops, *(self.place_index[p] for p in self.also.origins)})
        avoid, gates = self._avoid(legs), self._gates(legs)
        found = find_ways(table, len(self.place_index), origins, stops, avoid, pauses)
        homes = [i for i in stops if self.operation.places[i].kind is not PlaceKind.PICKUP]
        add_ways_of_escorts(found, table, len(self.place_index), gates, homes, pauses)
        self._add_wanted(found)
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
            "way_max": _column(_take(legs["leg_max"], w).min(initial=NEVER) for w in ways),
            "pair_first": _column([0, *accumulate(len(rows) for rows in by_pair)]),
            "pair_way": _column(w for rows in by_pair for w in rows),
        }

    def _gates(self, legs: dict[str, Any]) -> list[int]:
        """Checkpoints outside window zones at which legs that need an escort begin or end."""
        if not any(row.escort for row in self.operation.fleet):
            return []
        joint = np.asarray(legs["leg_escort"])
        ends = {*np.asarray(legs["leg_from"])[joint], *np.asarray(legs["leg_to"])[joint]}
        return sorted(
            int(i)
            for i in ends
            if self.operation.places[i].kind is PlaceKind.CHECKPOINT
            and not self._in_window_zone(self.operation.places[i])
        )

    def _add_wanted(self, found: dict[tuple[int, int], list[Way]]) -> None:
        """The ways asked for; who begins at a pickup may load there without a move."""
        for name in self.also.origins:
            place = self.place_index[name]
            if self.operation.places[place].kind is PlaceKind.PICKUP:
                found.setdefault((place, place), []).append(())
        leg_index = {leg.id: row for row, leg in enumerate(self.legs)}
        for names in self.also.ways:
            if not names or not all(name in leg_index for name in names):
                continue
            way = tuple(leg_index[name] for name in names)
            ends = self.legs[way[0]].origin, self.legs[way[-1]].destination
            known = found.setdefault((self.place_index[ends[0]], self.place_index[ends[1]]), [])
            if way not in known:
                known.append(way)

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
            "places": np.array(
                [[r.places_for(seat) for seat in SEATS] for r in rows], dtype=np.int64
            ).reshape(len(rows), len(SEATS)),
            "escort": _flags(r.escort for r in rows),
            "speed": np.array([r.speed_factor for r in rows], dtype=float),
            "range_km": np.array(
                [np.inf if r.range_km is None else r.range_km for r in rows], dtype=float
            ),
            "refuel_min": np.array([r.refuel_min for r in rows], dtype=float),
        }

    def _at_the_bases(self, vehicles: dict[str, Any], available: Ints) -> dict[str, Any]:
        """Every vehicle empty at its base, nothing under way."""
        cls = vehicles["cls"]
        begin = np.zeros((len(cls), 5), dtype=np.int64)
        begin[:, 0], begin[:, 1], begin[:, 2] = vehicles["base"][cls], available[cls], -1
        return {
            "begin": begin,
            "aboard": np.zeros((len(cls), len(self.category_index)), dtype=np.int64),
            "uninspected": np.zeros(len(cls), dtype=np.bool_),
            "leave_by": np.full((len(cls), max(len(self.zone_index), 1)), ANYTIME, dtype=np.int64),
            "held": np.zeros((0, 3), dtype=np.int64),
            "came": np.zeros((0, 2), dtype=np.int64),
        }


class _Passage(NamedTuple):
    """A stay in a zone on a leg; `listed` is False where only the place at an end lies in it."""

    zone: int
    enter: float
    exit: float
    from_inside: bool
    to_inside: bool
    listed: bool

    @property
    def enters(self) -> bool:
        """Whether it counts as an entry from outside."""
        return self.listed and not self.from_inside


def _joined(passages: Iterable[Passage]) -> list[Passage]:
    """The passages of a leg, those of one zone that touch made one."""
    whole: list[Passage] = []
    for passage in sorted(passages):
        last = whole[-1] if whole else None
        if last and last.zone == passage.zone and passage.enter <= last.exit + EDGE:
            whole[-1] = Passage(last.zone, last.enter, max(last.exit, passage.exit))
        else:
            whole.append(passage)
    return whole


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


def _minutes(category: Category) -> float:
    """Minutes that a person takes at a pickup and a post."""
    return category.load_min + category.inspect_min


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
