"""PyVRP: multi-trip by reload depots, prizes, several load dimensions, optional clients.

A pickup with several windows is a group of which one alternative is visited.
"""

from collections import defaultdict
from typing import Any

from bench.rivals.task import FAR, Bundle, Task, Trip
from bench.rivals.words import one_reception, trips_of, worth

NEEDS, THREADS = "pyvrp", 1


def solve(task: Task, seconds: float, seed: int = 0) -> list[Trip]:
    """Trips of the best solution; raises ValueError where several receptions are prescribed."""
    import pyvrp
    from pyvrp.stop import MaxRuntime

    goal = one_reception(task)
    if goal is None:
        raise ValueError("which people go to which reception cannot be said")
    I = task.arrays
    model = pyvrp.Model()
    places = sorted({goal, *map(int, I.base), *(b.pickup for b in task.bundles)})
    spot = {p: model.add_location(n, 0) for n, p in enumerate(places)}
    depot = {p: model.add_depot(spot[p]) for p in sorted({goal, *map(int, I.base)})}
    clients = _clients(model, task, spot)
    profiles = [model.add_profile() for _ in range(len(I.base))]
    for k, profile in enumerate(profiles):
        for a in places:
            for b in places:
                seconds_ab = int(task.seconds[k][a, b])
                if a == b or seconds_ab < FAR:
                    model.add_edge(spot[a], spot[b], 0, seconds_ab, profile)
    owners = _vehicles(model, task, depot, goal, profiles)
    result = model.solve(MaxRuntime(seconds), seed=seed, display=False)
    return _trips(task, result.best, owners, clients)


def _clients(model: Any, task: Task, spot: dict[int, Any]) -> list[int]:
    """Add every bundle, once for each window; gives each client's bundle."""
    owner = []
    for n, bundle in enumerate(task.bundles):
        spans = task.open[bundle.pickup]
        group = model.add_client_group(required=False) if len(spans) > 1 else None
        for start, end in spans:
            if end - bundle.loading < start:
                continue
            model.add_client(
                spot[bundle.pickup], pickup=list(bundle.places), service_duration=bundle.seconds,
                tw_early=start, tw_late=end - bundle.loading, prize=worth(bundle), required=False,
                group=group,
            )  # fmt: skip
            owner.append(n)
    return owner


def _vehicles(
    model: Any, task: Task, depot: dict[int, Any], goal: int, profiles: list[Any]
) -> list[list[int]]:
    """Add each class of vehicles; gives the vehicles of each type."""
    I, rows = task.arrays, []
    for k in range(len(I.base)):
        mine = [v for v in task.vehicles() if I.cls[v] == k]
        if mine:
            model.add_vehicle_type(
                len(mine), [int(n) for n in I.places[k]], depot[int(I.base[k])], depot[goal],
                tw_early=int(I.available[k]), tw_late=I.horizon, unit_distance_cost=0,
                unit_duration_cost=1, profile=profiles[k], reload_depots=[depot[goal]],
            )  # fmt: skip
            rows.append(mine)
    return rows


def _trips(task: Task, best: Any, owners: list[list[int]], clients: list[int]) -> list[Trip]:
    rounds: list[tuple[int, list[Bundle]]] = []
    free: dict[int, list[int]] = defaultdict(list)
    for kind, vehicles in enumerate(owners):
        free[kind] = list(reversed(vehicles))
    for route in best.routes():
        vehicle = free[route.vehicle_type()].pop()
        batch: list[Bundle] = []
        for visit in route:
            if visit.is_client():
                batch.append(task.bundles[clients[visit.idx]])
            else:
                rounds.append((vehicle, batch))
                batch = []
        rounds.append((vehicle, batch))
    return trips_of(task, rounds)
