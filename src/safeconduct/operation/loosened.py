"""An operation with one more unit of each scarce thing: an hour, a lane, a vehicle, a place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from safeconduct.model.operation import Operation
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.terms import Patch
from safeconduct.model.units import MINUTES_PER_DAY, DailyInterval

if TYPE_CHECKING:
    from safeconduct.model.fleet import FleetRow
    from safeconduct.model.zone import Window

HOUR = 60.0


@dataclass(frozen=True, slots=True)
class Unit:
    """One more unit of something: its kind, whose it is, in words, and how the files change.

    `names` are ids: of windows, a place, a row of the fleet, a category. Whatever keeps the
    rules of the operation keeps those of the changed one too.
    """

    kind: str
    names: tuple[str, ...]
    says: str
    patches: tuple[Patch, ...]


def units(operation: Operation) -> tuple[Unit, ...]:
    """One more unit of every scarce thing that the operation has."""
    return tuple(
        unit
        for found in (
            _windows(operation), _lanes(operation), _fleet(operation), _bays(operation),
            _rooms(operation), _inspection(operation), _duty(operation), _hours(operation),
        )
        for unit in found
    )  # fmt: skip


def _windows(operation: Operation) -> Iterator[Unit]:
    """An hour at either end of each window, and of those that open and shut together."""
    together: dict[tuple[float, float], list[Window]] = {}
    for window in operation.windows:
        together.setdefault((window.start, window.end), []).append(window)
    groups = [rows for rows in together.values() if len(rows) > 1]
    for rows in [*groups, *([window] for window in operation.windows)]:
        ids = tuple(row.id for row in rows)
        named = " with ".join((ids[0], f"{len(ids) - 1} more")) if len(ids) > 1 else ids[0]
        if rows[0].end < operation.horizon_min:
            end = operation.start + timedelta(minutes=rows[0].end + HOUR)
            yield Unit("window", ids, f"{named}: shut an hour later", _set(ids, "end", end))
        if rows[0].start > 0:
            start = operation.start + timedelta(minutes=rows[0].start - HOUR)
            yield Unit("window", ids, f"{named}: open an hour earlier", _set(ids, "start", start))


def _set(ids: Sequence[str], name: str, moment: Any) -> tuple[Patch, ...]:
    return tuple(Patch("windows", {"id": one}, {name: moment.isoformat()}) for one in ids)


def _lanes(operation: Operation) -> Iterator[Unit]:
    for place in operation.places:
        if place.kind is PlaceKind.CHECKPOINT and place.lanes is not None:
            yield _more(place, "lane", "lanes", place.lanes, "one more lane")


def _bays(operation: Operation) -> Iterator[Unit]:
    for place in operation.places:
        if place.kind in {PlaceKind.PICKUP, PlaceKind.RECEPTION} and place.bays is not None:
            yield _more(place, "bay", "bays", place.bays, "one more bay")


def _rooms(operation: Operation) -> Iterator[Unit]:
    for place in operation.places:
        if place.kind is PlaceKind.RECEPTION and place.capacity is not None:
            yield _more(place, "reception", "capacity", place.capacity, "one more place")


def _more(place: Place, kind: str, field: str, held: int, says: str) -> Unit:
    patch = Patch("places", {"id": place.id}, {field: held + 1})
    return Unit(kind, (place.id,), f"{place.name or place.id}: {says}", (patch,))


def _fleet(operation: Operation) -> Iterator[Unit]:
    for row in operation.fleet:
        patch = Patch("fleet", {"id": row.id}, {"count": row.count + 1})
        yield Unit("fleet", (row.id,), f"{row.id}: one more {row.type or 'vehicle'}", (patch,))


def _inspection(operation: Operation) -> Iterator[Unit]:
    """A minute less, or what there is, for each person of a category, for all, for a vehicle."""
    slow = [c for c in operation.categories if c.inspect_min > 0]
    less = [
        Patch("category", {"id": c.id}, {"inspect_min": max(c.inspect_min - 1.0, 0.0)})
        for c in slow
    ]
    if len(slow) > 1:
        minutes = max(min(c.inspect_min, 1.0) for c in slow)
        says = f"inspection: {minutes:g} min less for every person"
        yield Unit("inspection", tuple(c.id for c in slow), says, tuple(less))
    for category, patch in zip(slow, less, strict=True):
        cut = min(category.inspect_min, 1.0)
        says = f"inspection: {cut:g} min less for each {category.name or category.id}"
        yield Unit("inspection", (category.id,), says, (patch,))
    for place in operation.places:
        if place.kind is PlaceKind.CHECKPOINT and place.vehicle_min > 0:
            cut = min(place.vehicle_min, 1.0)
            patch = Patch("places", {"id": place.id}, {"vehicle_min": place.vehicle_min - cut})
            says = f"{place.name or place.id}: {cut:g} min less for each vehicle"
            yield Unit("inspection", (place.id,), says, (patch,))


def _duty(operation: Operation) -> Iterator[Unit]:
    rows: list[FleetRow] = [row for row in operation.fleet if row.max_duty_h is not None]
    patches = tuple(
        Patch("fleet", {"id": row.id}, {"max_duty_h": (row.max_duty_h or 0.0) + 1.0})
        for row in rows
    )
    if patches:
        ids = tuple(row.id for row in rows)
        yield Unit("duty", ids, "duty: one hour more for every crew", patches)


def _hours(operation: Operation) -> Iterator[Unit]:
    """An hour at either end of each daily interval of movement."""
    hours = operation.rules.movement_hours
    for n, one in enumerate(hours):
        length = one.end - one.start + (MINUTES_PER_DAY if one.end <= one.start else 0)
        if length + HOUR >= MINUTES_PER_DAY:
            continue
        later = DailyInterval(one.start, (one.end + 60) % MINUTES_PER_DAY)
        earlier = DailyInterval((one.start - 60) % MINUTES_PER_DAY, one.end)
        for changed, says in ((later, "an hour later"), (earlier, "an hour earlier")):
            told = [str(h).split("-") for h in (*hours[:n], changed, *hours[n + 1 :])]
            patch = Patch("operation", {}, {"movement_hours": told[0] if len(told) == 1 else told})
            edge = "end" if changed is later else "begin"
            yield Unit("hours", (str(one),), f"movement hours {one}: {edge} {says}", (patch,))
