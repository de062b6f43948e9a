"""A proven bound on the weighted people that any plan can bring out.

The bound is the value of a linear programme that every plan satisfies: people flow over legs
from pickups to receptions, and may not be more than wait there, than all vehicles' seats on
all the trips that time leaves them, than lanes and bays can serve while open, than receptions
hold. The names of its rows are the names of what holds people back.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_matrix

from safeconduct.instance.arrays import BLOCKED, NEVER, Arrays, Floats, Instance
from safeconduct.plan.compiled import reference
from safeconduct.plan.highs import Packing, multipliers, proven
from safeconduct.plan.reach import earliest_trips

SEATS = ("seat", "wheelchair", "stretcher")


@dataclass(frozen=True, slots=True)
class Limit:
    """What holds people back: a kind (fleet, lane, bay, reception, distance), a name, a price.

    The price is the weighted people that one more unit of it adds to the bound: a vehicle's
    seat, a minute of a lane or bay, a place in a reception.
    """

    kind: str
    name: str
    price: float


@dataclass(frozen=True, slots=True)
class Bound:
    """A proven bound and the limits that make it."""

    value: float
    limits: tuple[Limit, ...] = ()


@dataclass(slots=True)
class _Rows:
    """The programme while it is written down."""

    entries: list[tuple[int, int, float]] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)
    equal: list[bool] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)

    def add(
        self,
        kind: str,
        name: str,
        terms: list[tuple[int, float]],
        limit: float,
        equal: bool = False,
    ) -> None:
        row = len(self.limit)
        self.entries += [(row, column, value) for column, value in terms if value]
        self.limit.append(limit)
        self.equal.append(equal)
        self.names.append((kind, name))


def prove(instance: Instance) -> Bound:
    """Prove a bound; whatever the solver does, the value is one that no plan exceeds."""
    I = instance.arrays
    reach = _reach(I)
    rows, worth, most = _write(instance, reach)
    matrix = coo_matrix(
        (
            [v for _, _, v in rows.entries],
            ([r for r, _, _ in rows.entries], [c for _, c, _ in rows.entries]),
        ),
        shape=(len(rows.limit), len(worth)),
    ).tocsc()
    problem = Packing(worth, matrix, np.array(rows.limit), np.array(rows.equal, dtype=bool), most)
    prices = multipliers(problem) if len(worth) else np.zeros(len(rows.limit))
    total = float((I.people * I.weight).sum())
    value = min(proven(problem, prices), total)
    limits = [
        Limit(kind, name, float(price))
        for (kind, name), price in zip(rows.names, prices, strict=True)
        if kind not in ("flow", "people") and price > 1e-7
    ]
    limits += _too_far(instance, reach)
    return Bound(_trim(value), tuple(sorted(limits, key=lambda x: (-x.price, x.kind, x.name))))


@dataclass(frozen=True, slots=True)
class _Reach:
    """Per class: trips that time allows; per place: when the first loaded vehicle can be there."""

    trips: list[int]
    loaded: np.ndarray
    pickup: np.ndarray  # place x category: whether anybody can be fetched in time


def _reach(I: Arrays) -> _Reach:
    trips = []
    R = reference(I)
    loaded = np.full(len(I.kind), NEVER, dtype=np.int64)
    pickup = np.zeros(I.people.shape, dtype=bool)
    for k in range(len(I.base)):
        useful = I.places[k][I.uses] > 0
        pickups, receptions = earliest_trips(I, R, k, useful) if useful.any() else ([], [])
        trips.append(len(receptions))
        if receptions:
            loaded = np.minimum(loaded, pickups[0])
            pickup |= (pickups[0] < I.horizon)[:, None] & useful[None, :]
    return _Reach(trips, loaded, pickup)


def _write(instance: Instance, reach: _Reach) -> tuple[_Rows, Floats, Floats]:
    """Columns: people fetched (place, category), people on legs, people received."""
    I = instance.arrays
    places, cats = I.people.shape
    legs = len(I.leg_from)
    fetch = lambda p, c: p * cats + c  # noqa: E731 - three short names for column numbers
    ride = lambda leg, c: places * cats + leg * cats + c  # noqa: E731
    land = lambda p, c: (places + legs) * cats + p * cats + c  # noqa: E731
    there = np.where(reach.pickup & (I.kind == 0)[:, None], I.people, 0)
    everybody = there.sum(axis=0)
    most = np.concatenate(
        [
            there.ravel(),
            np.tile(everybody, legs),
            np.where(I.accepts, everybody[None, :], 0).ravel(),
        ]
    ).astype(float)
    worth = np.zeros(len(most))
    worth[(places + legs) * cats :] = np.tile(I.weight, places)
    rows = _Rows()
    for p in range(places):
        for c in range(cats):
            terms = [(fetch(p, c), 1.0), (land(p, c), -1.0)]
            terms += [(ride(e, c), 1.0) for e in np.flatnonzero(I.leg_to == p)]
            terms += [(ride(e, c), -1.0) for e in np.flatnonzero(I.leg_from == p)]
            rows.add("flow", instance.places[p], terms, 0.0, equal=True)
    _fleet_rows(rows, instance, reach, land)
    _place_rows(rows, instance, fetch, ride, land)
    return rows, worth, most


def _fleet_rows(rows, instance, reach, land) -> None:  # type: ignore[no-untyped-def]
    """Seats: no more people of a kind of place than all trips of all vehicles hold."""
    I = instance.arrays
    count = np.bincount(I.cls, minlength=len(I.base))
    for u, seat in enumerate(SEATS):
        riders = np.flatnonzero(I.uses == u)
        if len(riders):
            seats = float(sum(count * np.array(reach.trips) * I.places[:, u]))
            terms = [(land(p, c), 1.0) for p in range(len(I.kind)) for c in riders]
            rows.add("fleet", seat, terms, seats)


def _place_rows(rows, instance, fetch, ride, land) -> None:  # type: ignore[no-untyped-def]
    """Lanes, bays and room: minutes of service and places that there are."""
    I = instance.arrays
    largest = max((int(row.sum()) for row in I.places), default=0)
    share = 1.0 / largest if largest else 0.0
    for p in range(len(I.kind)):
        name = instance.places[p]
        cats = range(I.people.shape[1])
        if I.kind[p] == 2 and I.capacity[p] < NEVER:
            rows.add("reception", name, [(land(p, c), 1.0) for c in cats], float(I.capacity[p]))
        if I.lanes[p] >= BLOCKED or I.kind[p] == 3:
            continue
        fixed = I.fixed_min[p] * share
        if I.kind[p] == 0:
            terms = [(fetch(p, c), fixed + I.load_min[c]) for c in cats]
        elif I.kind[p] == 1:
            terms = [
                (ride(e, c), fixed + I.inspect_min[c])
                for e in np.flatnonzero(I.leg_to == p)
                for c in cats
            ]
        else:
            terms = [(land(p, c), fixed + I.unload_min[p]) for c in cats]
        kind = "lane" if I.kind[p] == 1 else "bay"
        rows.add(kind, name, terms, I.lanes[p] * _open_minutes(I, p))


def _open_minutes(I: Arrays, place: int) -> float:
    """Minutes in which a place serves, from the operation's start to its horizon."""
    shut = sum(
        min(int(I.shut_end[i]), I.horizon) - int(I.shut_start[i])
        for i in range(I.shut_first[place], I.shut_first[place + 1])
    )
    return max(I.horizon - shut, 0) / 60.0


def _too_far(instance: Instance, reach: _Reach) -> list[Limit]:
    """Pickups from which nobody can be brought out before the horizon."""
    I = instance.arrays
    lost = np.where(reach.pickup, 0, I.people) * I.weight
    return [
        Limit("distance", instance.places[p], 0.0) for p in np.flatnonzero(lost.sum(axis=1) > 0)
    ]


def _trim(value: float) -> float:
    """Take rounding noise off; never below what was proven by more than noise."""
    return float(np.round(max(value, 0.0), 6))
