"""OR-Tools routing: dropped visits at a price, several capacities, reloading at the reception.

Reloads follow OR-Tools' own sample: copies of the depot that give back capacity through
the slack of each load dimension. Guided local search; it has no seed, so the seed chooses
the first solution: cheapest parallel insertion or cheapest arc.
"""

from itertools import pairwise
from typing import Any

from bench.rivals.task import FAR, Task, Trip
from bench.rivals.words import one_reception, trips_of, worth

NEEDS, THREADS = "ortools", 1
MOST_RELOADS = 400
"""Copies of the depot, at most."""


def solve(task: Task, seconds: float, seed: int = 0) -> list[Trip]:
    """Trips of the best solution; raises ValueError where several receptions are prescribed."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    goal = one_reception(task)
    if goal is None:
        raise ValueError("which people go to which reception cannot be said")
    I, vehicles = task.arrays, task.vehicles()
    bases = sorted({int(b) for b in I.base})
    reloads = min(_reloads(task, goal), MOST_RELOADS)
    place = [b.pickup for b in task.bundles] + [goal] * reloads + [goal] + bases
    end, first_base = len(task.bundles) + reloads, len(task.bundles) + reloads + 1
    starts = [first_base + bases.index(int(I.base[I.cls[v]])) for v in vehicles]
    manager = pywrapcp.RoutingIndexManager(len(place), len(vehicles), starts, [end] * len(vehicles))
    routing = pywrapcp.RoutingModel(manager)
    _time(task, routing, manager, place, vehicles)
    for m in range(3):
        _capacity(task, routing, manager, m, reloads, vehicles)
    _windows(task, routing, manager, vehicles)
    for n, bundle in enumerate(task.bundles):
        routing.AddDisjunction([manager.NodeToIndex(n)], worth(bundle))
    for n in range(len(task.bundles), end):
        routing.AddDisjunction([manager.NodeToIndex(n)], 0)
    search = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy
    search.first_solution_strategy = (
        first.PATH_CHEAPEST_ARC if seed % 2 else first.PARALLEL_CHEAPEST_INSERTION
    )
    search.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    search.time_limit.FromMilliseconds(int(seconds * 1000))
    found = routing.SolveWithParameters(search)
    return [] if found is None else _trips(task, routing, manager, found, vehicles)


def _reloads(task: Task, goal: int) -> int:
    """As many as the people need at the mean of the vehicles' places, and time allows."""
    I, total = task.arrays, 0
    pickups = {b.pickup for b in task.bundles}
    for v in task.vehicles():
        k = int(I.cls[v])
        there = min(int(task.seconds[k][goal, p] + task.seconds[k][p, goal]) for p in pickups)
        total += max(int((I.horizon - I.available[k]) // max(there, 600)) - 1, 0)
    return total


def _time(task: Task, routing: Any, manager: Any, place: list[int], vehicles: list[int]) -> None:
    services = [b.seconds for b in task.bundles] + [0] * (len(place) - len(task.bundles))
    calls = {}
    for k in range(len(task.arrays.base)):
        rows = task.seconds[k]

        def seconds(a: int, b: int, rows: Any = rows) -> int:
            one, other = manager.IndexToNode(a), manager.IndexToNode(b)
            return services[one] + min(int(rows[place[one], place[other]]), FAR)

        calls[k] = routing.RegisterTransitCallback(seconds)
    mine = [calls[int(task.arrays.cls[v])] for v in vehicles]
    routing.AddDimensionWithVehicleTransits(
        mine, int(task.arrays.horizon), int(task.arrays.horizon), False, "time"
    )
    for n, call in enumerate(mine):
        routing.SetArcCostEvaluatorOfVehicle(call, n)


def _capacity(
    task: Task, routing: Any, manager: Any, kind: int, reloads: int, vehicles: list[int]
) -> None:
    I = task.arrays
    most = int(I.places[:, kind].max())
    if not most:
        for n, bundle in enumerate(task.bundles):
            if bundle.places[kind]:
                routing.solver().Add(routing.ActiveVar(manager.NodeToIndex(n)) == 0)
        return
    last = len(task.bundles) + reloads

    def load(a: int) -> int:
        node = manager.IndexToNode(a)
        if node < len(task.bundles):
            return task.bundles[node].places[kind]
        return -most if node < last else 0

    call = routing.RegisterUnaryTransitCallback(load)
    caps = [int(I.places[I.cls[v], kind]) for v in vehicles]
    routing.AddDimensionWithVehicleCapacity(call, most, caps, True, f"load{kind}")
    dimension = routing.GetDimensionOrDie(f"load{kind}")
    for n in range(len(task.bundles)):
        dimension.SlackVar(manager.NodeToIndex(n)).SetValue(0)
    for v in range(len(vehicles)):
        dimension.SlackVar(routing.Start(v)).SetValue(0)


def _windows(task: Task, routing: Any, manager: Any, vehicles: list[int]) -> None:
    I, time = task.arrays, routing.GetDimensionOrDie("time")
    for n, bundle in enumerate(task.bundles):
        var = time.CumulVar(manager.NodeToIndex(n))
        spans = [(a, b - bundle.loading) for a, b in task.open[bundle.pickup]]
        spans = [(a, b) for a, b in spans if a <= b]
        if not spans:
            continue
        var.SetRange(spans[0][0], spans[-1][1])
        for (_, shut), (opens, _) in pairwise(spans):
            var.RemoveInterval(shut + 1, opens - 1)
    for n, v in enumerate(vehicles):
        time.CumulVar(routing.Start(n)).SetMin(int(I.available[I.cls[v]]))


def _trips(task: Task, routing: Any, manager: Any, found: Any, vehicles: list[int]) -> list[Trip]:
    rounds = []
    for n, v in enumerate(vehicles):
        index, batch = routing.Start(n), []
        while not routing.IsEnd(index):
            node = manager.IndexToNode(index)
            if node < len(task.bundles):
                batch.append(task.bundles[node])
            elif batch:
                rounds.append((v, batch))
                batch = []
            index = found.Value(routing.NextVar(index))
        rounds.append((v, batch))
    return trips_of(task, rounds)
