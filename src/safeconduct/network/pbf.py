"""OpenStreetMap extracts: the ways on which a convoy may drive."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import osmium

from safeconduct.model.problem import InputProblems, problem
from safeconduct.network.lines import Lines, gather
from safeconduct.network.tags import BadNumberError, Road, blocks, road_of_way


class _Ways:
    """Collects ways.

    A node that stops vehicles ends lines and joins nothing: it gets a new key each time. Nodes
    stand before ways in the file, so that all such nodes are known in time.
    """

    def __init__(self, speeds: Mapping[str, float]) -> None:
        self.speeds = speeds
        self.lon: list[float] = []
        self.lat: list[float] = []
        self.key: list[int] = []
        self.first = [0]
        self.roads: list[Road] = []
        self.stops: set[int] = set()
        self.bad: dict[str, list[tuple[int, object]]] = {}
        self.seen = 0

    def add(self, way: osmium.osm.Way) -> None:
        self.seen += 1
        try:
            road = road_of_way(dict(way.tags), self.speeds, f"way {way.id}")
        except BadNumberError as error:
            self.bad.setdefault(error.field, []).append((way.id, error.value))
            return
        if road is None:
            return
        for node in way.nodes:
            spot = node.location
            if not spot.valid():
                self._end(road)
                continue
            self._add(spot.lon, spot.lat, node.ref)
            if node.ref in self.stops:
                self._end(road)
                self._add(spot.lon, spot.lat, node.ref)
        self._end(road)

    def _add(self, lon: float, lat: float, ref: int) -> None:
        self.lon.append(lon)
        self.lat.append(lat)
        self.key.append(ref)

    def _end(self, road: Road) -> None:
        """Close a line; an extract may lack nodes in the middle of a way."""
        begin = self.first[-1]
        if len(self.lon) - begin < 2:
            del self.lon[begin:], self.lat[begin:], self.key[begin:]
            return
        self.first.append(len(self.lon))
        self.roads.append(road)

    def lines(self) -> Lines:
        key = np.array(self.key, dtype=np.int64)
        if self.stops:
            stopped = np.flatnonzero(np.isin(key, np.fromiter(self.stops, dtype=np.int64)))
            key[stopped] = key.max() + 1 + np.arange(len(stopped))
        return gather(np.array(self.lon), np.array(self.lat), key, np.array(self.first), self.roads)


def read_pbf(path: Path, speeds: Mapping[str, float]) -> Lines:
    """Read the drivable ways of a `.osm.pbf` file.

    Raises:
        InputProblems: the file cannot be read, holds no drivable way, or numbers that are none.
    """
    ways = _Ways(speeds)
    try:
        stream = (
            osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
            .with_locations()
            .with_filter(osmium.filter.KeyFilter("highway", "route", "barrier"))
        )
        for thing in stream:
            if isinstance(thing, osmium.osm.Way):
                ways.add(thing)
            elif isinstance(thing, osmium.osm.Node) and blocks(dict(thing.tags)):
                ways.stops.add(thing.id)
    except (RuntimeError, OSError, ValueError) as error:
        raise InputProblems((problem("S623", path.name, reason=_first_line(error)),)) from None
    if ways.bad:
        raise InputProblems(
            tuple(
                problem("S627", path.name, f"way {n}", field, count=len(found), value=value)
                for field, found in sorted(ways.bad.items())
                for n, value in found[:1]
            )
        )
    if not ways.roads:
        raise InputProblems((problem("S624", path.name, seen=ways.seen),))
    return ways.lines()


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
