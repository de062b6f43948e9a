"""Reading a city's roads and finding the ways between 40 places, beside others that read them."""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

EXTRACT = Path(__file__).parents[2] / "shared" / "data" / "osm_pbf" / "porto_portugal.osm.pbf"
BOX = (-8.70, 41.10, -8.55, 41.20)
"""West, south, east, north: the built-up part of the extract, where all places lie near a road."""

PLACES = 40
GOAL_SECONDS, GOAL_MB = 10.0, 1000.0


class Measured(NamedTuple):
    """Seconds and the most memory of a fresh process, imports included, and what it found."""

    seconds: float
    megabytes: float
    found: str


def main() -> None:
    """Print a table: one row per reader."""
    if not EXTRACT.exists():
        print(f"roads: skipped, {EXTRACT.name} is not there (it may not be committed)")
        return
    print(f"Roads: {EXTRACT.name}; goal of legs: {GOAL_SECONDS:g} s, {GOAL_MB:g} MB")
    print(f"{'what':<44}{'s':>7}{'MB':>8}  found")
    for name, (title, needs, _) in JOBS.items():
        if find_spec(needs) is None:
            print(f"{title:<44}{'skipped: ' + needs + ' is not installed':>15}")
            continue
        one = measure(name)
        print(f"{title:<44}{one.seconds:>7.1f}{one.megabytes:>8.0f}  {one.found}")


def measure(name: str) -> Measured:
    """Do one job in a process of its own."""
    command = [sys.executable, "-m", "bench.roads", name]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _legs() -> str:
    from safeconduct.model.operation import Operation
    from safeconduct.model.place import Place, PlaceKind
    from safeconduct.network import resolve

    chance = random.Random(1)  # noqa: S311 - places on a map, no secrets
    west, south, east, north = BOX
    kinds = (PlaceKind.PICKUP, PlaceKind.RECEPTION)
    places = [
        Place(f"p{n}", "", kinds[n % 2], (chance.uniform(west, east), chance.uniform(south, north)))
        for n in range(PLACES)
    ]
    start = datetime(2022, 5, 5, tzinfo=UTC)
    operation = Operation("bench", start, 24.0, (), (), (), tuple(places), (), ())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "roads.osm.pbf").symlink_to(EXTRACT)
        legs = resolve(operation, folder).operation.legs or ()
    return f"{len(legs)} legs between {PLACES} places"


def _reading() -> str:
    from safeconduct.network.graph import cut
    from safeconduct.network.source import read_roads
    from safeconduct.network.speeds import speed_table

    speeds = speed_table({})
    lines = read_roads(EXTRACT, speeds)
    segments = cut(lines, lines.key[:0], speeds)
    ways = sum(lines.roads[n].forward + lines.roads[n].backward for n in segments.line)
    return f"{segments.nodes:,} nodes, {ways:,} directed edges"


def _pyrosm() -> str:
    import pyrosm

    nodes, edges = pyrosm.OSM(str(EXTRACT)).get_network("driving", nodes=True)
    graph = pyrosm.OSM(str(EXTRACT)).to_graph(nodes, edges, graph_type="networkx")
    return f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} directed edges"


def _osmnx() -> str:
    import osmium
    import osmnx

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "roads.osm"
        with osmium.SimpleWriter(str(path)) as writer:
            for thing in osmium.FileProcessor(str(EXTRACT)):
                writer.add(thing)
        graph = osmnx.graph_from_xml(path, simplify=True, retain_all=True)
    return f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} directed edges"


Job = tuple[str, str, Callable[[], str]]
JOBS: dict[str, Job] = {
    "legs": ("Safeconduct: from the file to legs", "safeconduct", _legs),
    "reading": ("Safeconduct: from the file to a graph", "safeconduct", _reading),
    "pyrosm": ("pyrosm: from the file to a graph", "pyrosm", _pyrosm),
    "osmnx": ("OSMnx (as .osm): from the file to a graph", "osmnx", _osmnx),
}


def _job(name: str) -> None:
    begun = time.perf_counter()
    found = JOBS[name][2]()
    seconds = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": most, "found": found}))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _job(sys.argv[1])
    else:
        main()
