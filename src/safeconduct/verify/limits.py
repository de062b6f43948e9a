"""What there is of each scarce thing that a certificate prices, and its prices over time.

Any span of time may be priced: how much there is in it is worked out here, from the facts.
"""

import math
from collections.abc import Iterable, Sequence

from safeconduct.model.place import PlaceKind
from safeconduct.model.plan import Certificate, Price
from safeconduct.model.units import MINUTES_PER_DAY, Minutes
from safeconduct.model.zone import Access
from safeconduct.verify.facts import Facts
from safeconduct.verify.spans import TOLERANCE, Span, joined

SMALL = 1e-9


class ImpossibleError(ValueError):
    """A certificate that prices what does not exist; its message says what."""


def total(facts: Facts, certificate: Certificate) -> float:
    """All limits at their prices."""
    return math.fsum(price.price * _limit(facts, price) for price in certificate.prices)


def _limit(facts: Facts, price: Price) -> float:
    if not (math.isfinite(price.price) and price.price >= 0.0):
        raise ImpossibleError(f"the price of {price.kind} {price.name} is {price.price:g}")
    find = {
        "people": _people, "mix": _mixed, "reception": _room, "lane": _minutes, "bay": _minutes,
        "entry": _entries, "escort": _led,
    }.get(price.kind)  # fmt: skip
    found = find(facts, price) if find else None
    if found is None:
        told = " ".join(part for part in (price.kind, price.name, price.detail) if part)
        raise ImpossibleError(f"there is no limit such as {told}")
    return found


def _people(facts: Facts, price: Price) -> float | None:
    count = facts.operation.waiting().get((price.name, price.detail))
    return None if count is None else float(max(count, 0))


def _mixed(facts: Facts, price: Price) -> float | None:
    """Loads count no fewer minutes of inspection than those need who board."""
    known = any(c.uses.value == price.name for c in facts.operation.categories)
    return 0.0 if known and not price.minutes and not price.detail else None


def _room(facts: Facts, price: Price) -> float | None:
    place = facts.places.get(price.name)
    known = place is not None and place.kind is PlaceKind.RECEPTION
    return float(place.capacity) if known and place and place.capacity is not None else None


def _minutes(facts: Facts, price: Price) -> float | None:
    """Minutes of all lanes or bays in the span, as long as the place serves."""
    place = facts.places.get(price.name)
    if place is None or (price.kind == "lane") != (place.kind is PlaceKind.CHECKPOINT):
        return None
    servers = place.lanes if price.kind == "lane" else place.bays
    if servers is None or not _spanned(price):
        return None
    free = sum(
        max(0.0, min(span.end, price.start + price.minutes) - max(span.start, price.start))
        for span in open_spans(facts, place.id)
    )
    return servers * free


def _entries(facts: Facts, price: Price) -> float | None:
    """Vehicles in the most convoys that can come in within the span, a headway apart."""
    zone = facts.zones.get(price.name)
    if zone is None or zone.max_vehicles is None or zone.headway_min <= 0 or not _spanned(price):
        return None
    return float(math.ceil(price.minutes / zone.headway_min - SMALL) * zone.max_vehicles)


def _led(facts: Facts, price: Price) -> float | None:
    """Nobody goes without being led: those led, less those whom the leaders can lead."""
    leg = facts.legs.get(price.detail)
    needed = leg is not None and any(facts.zones[p.zone].escort for p in leg.zones)
    return 0.0 if needed and _spanned(price) else None


def _spanned(price: Price) -> bool:
    return math.isfinite(price.start) and 0.0 < price.minutes < math.inf


def open_spans(facts: Facts, place: str) -> tuple[Span, ...]:
    """When a place serves, within the operation."""
    hours, end = facts.opening_hours.get(place), facts.horizon
    if hours is None or hours.always:
        return (Span(0.0, end),)
    days = range(-2, int((end - hours.midnight) // MINUTES_PER_DAY) + 2)
    spans = (
        Span(max(0.0, a), min(end, b))
        for day in days
        for span in hours.spans
        for a, b in [(hours.midnight + day * MINUTES_PER_DAY + edge for edge in span)]
    )
    return joined(span for span in spans if span.start <= span.end)


def movement_spans(facts: Facts) -> tuple[Span, ...]:
    """When vehicles may move; a span may reach past the end of the operation."""
    hours = facts.movement_hours
    if hours is None or hours.always:
        return (Span(0.0, math.inf),)
    days = range(-2, int((facts.horizon - hours.midnight) // MINUTES_PER_DAY) + 2)
    return joined(
        Span(*(hours.midnight + day * MINUTES_PER_DAY + edge for edge in span))
        for day in days
        for span in hours.spans
    )


def per_minute(prices: Iterable[Price], tick: Minutes, ticks: int) -> list[float]:
    """The least price of a minute in every tick; what no price covers costs nothing."""
    density = [0.0] * (ticks + 2)
    for price in prices:
        first = math.ceil(price.start / tick - SMALL)
        last = math.floor((price.start + price.minutes) / tick + SMALL)
        for t in range(max(first, 0), min(last, ticks + 2)):
            density[t] += price.price
    return density


def at_entry(
    facts: Facts, zone: str, prices: Sequence[Price], tick: Minutes, ticks: int
) -> list[float]:
    """The least price of an entry that begins in every tick, at a moment when the zone is open."""
    windowed = facts.zones[zone].access is Access.WINDOW
    spans = facts.windows[zone] if windowed else (Span(0.0, math.inf),)
    edges = sorted(
        {m for p in prices for m in (p.start, p.start + p.minutes)} | {s.start for s in spans}
    )
    by_tick: dict[int, list[Minutes]] = {}
    for edge in edges:
        by_tick.setdefault(math.floor(edge / tick), []).append(edge)
    found = []
    for t in range(ticks + 2):
        moments = [t * tick, *by_tick.get(t, ())]
        paid = [_paid(prices, m) for m in moments if any(s.holds(m, m) for s in spans)]
        found.append(min(paid, default=math.inf))
    return found


def _paid(prices: Sequence[Price], moment: Minutes) -> float:
    near = moment + TOLERANCE / 2
    return sum(p.price for p in prices if p.start <= near < p.start + p.minutes)


def chosen(certificate: Certificate, kind: str, name: str, detail: str = "") -> list[Price]:
    """The prices of one thing."""
    return [
        price
        for price in certificate.prices
        if price.kind == kind and price.name == name and (not detail or price.detail == detail)
    ]
