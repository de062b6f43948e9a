"""Short words for making operations in code: places, roads both ways, provenance."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from math import asin, cos, radians, sin, sqrt

from safeconduct.model.network import Leg, Passage
from safeconduct.model.operation import Operation
from safeconduct.model.units import LonLat, Provenance

EARTH_KM = 6371.0


def said(address: str) -> Provenance:
    """A figure that a source gives."""
    return Provenance(address)


def assumed(why: str) -> Provenance:
    """A figure that no source gives, and the reasoning behind it."""
    return Provenance(f"assumed: {why}")


def at(text: str) -> datetime:
    """An instant with its offset."""
    return datetime.fromisoformat(text)


def distance_km(one: LonLat, other: LonLat) -> float:
    """The great circle between two positions, in kilometres."""
    lon, lat, lon2, lat2 = (radians(x) for x in (*one, *other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def road(
    origin: str,
    destination: str,
    km: float,
    kmh: float,
    inside: Sequence[tuple[str, float, float]] = (),
    provenance: Provenance | None = None,
    hazard: float = 0.0,
) -> tuple[Leg, Leg]:
    """Legs there and back; `inside` names zones with the shares of the way in which they lie."""
    minutes = round(km / kmh * 60.0, 1)
    source = provenance or assumed("length of the road and its pace")
    legs = []
    for start, end, back in ((origin, destination, False), (destination, origin, True)):
        stays = tuple(_stay(zone, enter, leave, minutes, back) for zone, enter, leave in inside)
        exposed = hazard * sum(s.exit - s.enter for s in stays)
        legs.append(
            Leg(
                f"{start}.{end}", start, end, minutes, round(km, 1), round(exposed, 2), stays,
                provenance=source,
            )
        )  # fmt: skip
    return legs[0], legs[1]


def _stay(zone: str, enter: float, leave: float, minutes: float, back: bool) -> Passage:
    first, last = (1.0 - leave, 1.0 - enter) if back else (enter, leave)
    return Passage(
        zone,
        0.0 if first <= 0.0 else round(first * minutes, 1),
        minutes if last >= 1.0 else round(last * minutes, 1),
    )


def roads(pairs: Iterable[tuple[Leg, Leg]]) -> tuple[Leg, ...]:
    """All legs of several roads."""
    return tuple(leg for pair in pairs for leg in pair)


def shortened(operation: Operation, name: str, horizon_h: float) -> Operation:
    """The same operation with an earlier end; windows beyond it are left out."""
    end = horizon_h * 60.0
    windows = tuple(replace(w, end=min(w.end, end)) for w in operation.windows if w.start < end)
    return replace(operation, name=name, horizon_h=horizon_h, windows=windows)
