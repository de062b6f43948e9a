"""The ways worth driving between two places: by time, by exposure, and round zones with rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse.csgraph import dijkstra

from safeconduct.network.arrays import Flags, Floats, Ints
from safeconduct.network.graph import Arcs

TINY = 1e-7
"""What the lesser aim weighs in a search, so that it only decides between equals."""

BETWEEN = 4
"""Searches between the quickest and the least exposed ways."""

AROUND = 6
"""Zones around which a way is sought, those first that lie on most ways."""

BATCH = 16
"""Origins searched at once; bounds the memory."""


DIGITS = 6
"""Digits of sums of minutes, km and hazard-minutes: far below what anyone measures."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What segments cost: minutes, km, hazard-minutes; `ruled[z]` are those in ruled zone z."""

    minutes: Floats
    km: Floats
    exposure: Floats
    ruled: Sequence[Flags] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """Arcs from one place to another, and what they add up to; `zones`: ruled zones entered."""

    arcs: Ints
    minutes: float
    km: float
    exposure: float
    zones: frozenset[int]

    def beats(self, other: "Way") -> bool:
        """Whether nothing speaks for the other way."""
        return (
            self.minutes <= other.minutes
            and self.exposure <= other.exposure
            and self.zones <= other.zones
        )


Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ends:
    """Where the ways to be found begin and end: nodes by place, and the pairs of places."""

    leave: Ints
    arrive: Ints
    pairs: Mapping[int, Sequence[int]]


@dataclass(slots=True)
class Search:
    """Collects ways, one search of the network after another."""

    arcs: Arcs
    costs: Costs
    ends: Ends
    found: dict[Pair, dict[bytes, Way]] = field(default_factory=dict)

    def run(self, weight: Floats, allowed: Flags | None = None) -> None:
        """Add the lightest way of every pair; `weight` and `allowed` are by segment."""
        for pair, arcs in lightest(self.arcs, weight, self.ends, allowed):
            self.found.setdefault(pair, {}).setdefault(arcs.tobytes(), self._way(arcs))

    def _way(self, arcs: Ints) -> Way:
        segment, costs = self.arcs.segment[arcs], self.costs
        minutes, km, exposure = (
            round(float(cost[segment].sum()), DIGITS)
            for cost in (costs.minutes, costs.km, costs.exposure)
        )
        zones = frozenset(n for n, inside in enumerate(costs.ruled) if inside[segment].any())
        return Way(arcs, minutes, km, exposure, zones)

    def slopes(self) -> list[float]:
        """Minutes per hazard-minute at which the quickest and the safest way are even."""
        slopes = []
        for ways in self.found.values():
            quick = min(ways.values(), key=lambda way: (way.minutes, way.exposure))
            safe = min(ways.values(), key=lambda way: (way.exposure, way.minutes))
            if quick.exposure - safe.exposure > 1e-6:
                slopes.append((safe.minutes - quick.minutes) / (quick.exposure - safe.exposure))
        return sorted({float(f"{slope:.3g}") for slope in slopes})


def lightest(
    arcs: Arcs, weight: Floats, ends: Ends, allowed: Flags | None = None
) -> Iterator[tuple[Pair, Ints]]:
    """The lightest way of every pair that has one."""
    matrix, finder = arcs.matrix(weight, allowed)
    origins = sorted(ends.pairs)
    for begin in range(0, len(origins), BATCH):
        some = origins[begin : begin + BATCH]
        _, before = dijkstra(matrix, indices=ends.leave[some], return_predecessors=True)
        for row, origin in zip(before, some, strict=True):
            for end in ends.pairs[origin]:
                if row[ends.arrive[end]] >= 0:
                    way = finder.path(row, int(ends.leave[origin]), int(ends.arrive[end]))
                    yield (origin, end), way


def find_ways(arcs: Arcs, costs: Costs, ends: Ends, most: int) -> dict[Pair, list[Way]]:
    """Up to `most` ways for every pair, the quickest first.

    Candidates are the ways that are best for some weighing of time against exposure, and the
    quickest ways around zones with rules. A way is dropped where another is no slower, no
    more exposed and enters no zone with rules that it does not enter.
    """
    search = Search(arcs, costs, ends)
    search.run(costs.minutes + TINY * costs.exposure)
    if most > 1 and costs.exposure.any():
        search.run(costs.exposure + TINY * costs.minutes)
        slopes = search.slopes() if most > 2 else []
        chosen = np.unique(np.linspace(0, len(slopes) - 1, min(BETWEEN, len(slopes))).round())
        for n in chosen.astype(int):
            search.run(costs.minutes + slopes[n] * costs.exposure)
    if most > 1:
        _around(search)
    return {pair: _few(list(ways.values()), most) for pair, ways in sorted(search.found.items())}


def _around(search: Search) -> None:
    """Look for the quickest ways around each zone with rules that lies on a way, and around all."""
    uses = np.zeros(len(search.costs.ruled), dtype=int)
    for ways in search.found.values():
        for zone in frozenset[int]().union(*(way.zones for way in ways.values())):
            uses[zone] += 1
    weight = search.costs.minutes + TINY * search.costs.exposure
    shut = [search.costs.ruled[n] for n in np.argsort(-uses, kind="stable") if uses[n]]
    for inside in shut[:AROUND]:
        search.run(weight, ~inside)
    if len(shut) > 1:
        search.run(weight, ~np.logical_or.reduce(shut))


def _few(ways: list[Way], most: int) -> list[Way]:
    """The ways that no other beats; of too many the quickest, the safest, the freest, the next."""
    ranked = sorted(ways, key=lambda way: (way.minutes, way.exposure, len(way.zones), way.km))
    kept: list[Way] = []
    for way in ranked:
        if not any(other.beats(way) for other in kept):
            kept.append(way)
    first = [
        kept[0],
        min(kept, key=lambda way: (way.exposure, way.minutes)),
        min(kept, key=lambda way: (len(way.zones), way.minutes)),
    ]
    order = {id(way): way for way in [*first, *kept]}
    return sorted(list(order.values())[:most], key=kept.index)
