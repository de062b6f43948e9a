"""Ways: the sequences of legs worth considering between two places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from safeconduct.instance.arrays import Flags, Floats, Ints

MOST_WAYS = 4
"""Ways kept between two places, besides those by way of a place of rest."""
MOST_PAUSES = 2
"""Ways kept by way of a place of rest."""
LONGEST_DETOUR = 1.5
"""How many times as long as the quickest way one by way of a place of rest may be."""


@dataclass(frozen=True, slots=True)
class LegTable:
    """Usable legs as columns; `cost` is minutes plus the fixed delay of a stop at the end."""

    origin: Ints
    destination: Ints
    cost: Floats
    exposure: Floats
    usable: Flags


Way = tuple[int, ...]


def find_ways(
    legs: LegTable,
    places: int,
    origins: Sequence[int],
    destinations: Sequence[int],
    avoid: Iterable[Flags],
    pauses: Sequence[int] = (),
) -> dict[tuple[int, int], list[Way]]:
    """Up to `MOST_WAYS` ways between every origin and destination, the quickest first.

    Candidates are the quickest way, the ways that trade time for exposure, and the quickest
    way that uses none of the legs of each set in `avoid` (one checkpoint, one zone). A way
    that is neither quicker nor less exposed than another through the same places is dropped.
    """
    weights = [legs.cost]
    if legs.exposure.any():
        scale = legs.cost[legs.usable].mean() / max(legs.exposure[legs.usable].mean(), 1e-9)
        weights += [legs.cost + step * scale * legs.exposure for step in (0.3, 3.0)]
    variants = [(weight, legs.usable) for weight in weights]
    variants += [(legs.cost, legs.usable & ~shut) for shut in avoid]
    found: dict[tuple[int, int], set[Way]] = {}
    for weight, usable in variants:
        _collect(legs, weight, usable, places, origins, destinations, found)
    kept = {pair: _worth_keeping(ways, legs) for pair, ways in sorted(found.items())}
    return {pair: ways + _pausing(pair, kept, legs, pauses) for pair, ways in kept.items()}


def add_ways_of_escorts(
    found: dict[tuple[int, int], list[Way]],
    legs: LegTable,
    places: int,
    gates: Sequence[int],
    homes: Sequence[int],
    pauses: Sequence[int],
) -> None:
    """Add the quickest ways between gates and homes, and from gate to gate by way of a rest.

    Escorts wait for teams at gates. A way that needs a rest is one that may begin and end at
    the same gate.
    """
    quickest: dict[tuple[int, int], set[Way]] = {}
    ends = sorted({*gates, *homes, *pauses})
    _collect(legs, legs.cost, legs.usable, places, ends, ends, quickest)
    way = {pair: next(iter(ways)) for pair, ways in quickest.items() if {*pair} & {*gates}}
    for pair, legs_of_way in way.items():
        if legs_of_way not in found.setdefault(pair, []):
            found[pair].append(legs_of_way)
    for a in gates:
        for b in gates:
            loops = [way[a, p] + way[p, b] for p in pauses if {(a, p), (p, b)} <= way.keys()]
            if loops:
                loop = min(loops, key=lambda w: float(legs.cost[list(w)].sum()))
                if loop not in found.setdefault((a, b), []):
                    found[a, b].append(loop)


def _pausing(
    pair: tuple[int, int],
    kept: dict[tuple[int, int], list[Way]],
    legs: LegTable,
    pauses: Sequence[int],
) -> list[Way]:
    """The quickest ways by way of a place where crews may rest, if they are no great detour."""
    quickest = legs.cost[list(kept[pair][0])].sum()
    found = []
    for place in pauses:
        there, on = kept.get((pair[0], place)), kept.get((place, pair[1]))
        if there and on and place not in pair:
            way = there[0] + on[0]
            minutes = legs.cost[list(way)].sum()
            if minutes <= LONGEST_DETOUR * quickest and way not in kept[pair]:
                found.append((minutes, way))
    return [way for _, way in sorted(found)[:MOST_PAUSES]]


def _collect(
    legs: LegTable,
    weight: Floats,
    usable: Flags,
    places: int,
    origins: Sequence[int],
    destinations: Sequence[int],
    found: dict[tuple[int, int], set[Way]],
) -> None:
    """Add the lightest way of every pair to what was found."""
    best: dict[tuple[int, int], int] = {}
    for leg in np.flatnonzero(usable)[np.argsort(weight[usable], kind="stable")]:
        best.setdefault((int(legs.origin[leg]), int(legs.destination[leg])), int(leg))
    if not best:
        return
    ends = np.array(list(best), dtype=np.int64)
    values = np.maximum(weight[list(best.values())], 1e-9)
    graph = csr_matrix((values, (ends[:, 0], ends[:, 1])), shape=(places, places))
    _, before = dijkstra(graph, indices=list(origins), return_predecessors=True)
    for row, origin in enumerate(origins):
        for destination in destinations:
            if destination == origin or before[row, destination] < 0:
                continue
            way, here = [], destination
            while here != origin:
                previous = int(before[row, here])
                way.append(best[previous, here])
                here = previous
            found.setdefault((origin, destination), set()).add(tuple(reversed(way)))


def _worth_keeping(ways: set[Way], legs: LegTable) -> list[Way]:
    """Drop ways that another through the same places beats; keep the quickest few."""
    ranked = sorted(ways, key=lambda way: (legs.cost[list(way)].sum(), len(way), way))
    kept: list[Way] = []
    for way in ranked:
        passed = set(legs.destination[list(way)])
        exposure = legs.exposure[list(way)].sum()
        if not any(
            set(legs.destination[list(other)]) <= passed
            and legs.exposure[list(other)].sum() <= exposure
            for other in kept
        ):
            kept.append(way)
    return kept[:MOST_WAYS]
