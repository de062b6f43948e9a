"""VROOM: every bundle is a shipment from its pickup to its reception, so trips may repeat.

What is fixed for a vehicle is in the matrix; several windows and priorities (0 to 100) are
VROOM's own.
"""

from datetime import timedelta

from bench.rivals.task import Bundle, Task, Trip
from bench.rivals.words import trips_of

NEEDS, THREADS = "vroom", 2


def solve(task: Task, seconds: float, seed: int = 0) -> list[Trip]:  # noqa: ARG001 - VROOM has no seed
    """Trips of the solution, searched at the deepest level for as long as the clock allows."""
    import numpy as np
    import vroom

    I = task.arrays
    problem = vroom.Input()
    for k in range(len(I.base)):
        matrix = task.seconds[k].astype(np.uint32)
        problem.set_durations_matrix(f"c{k}", matrix)
    for v in task.vehicles():
        k = int(I.cls[v])
        problem.add_vehicle(
            vroom.Vehicle(
                v, start=int(I.base[k]), profile=f"c{k}", capacity=[int(n) for n in I.places[k]],
                time_window=vroom.TimeWindow(int(I.available[k]), int(I.horizon)),
            )
        )  # fmt: skip
    top = max(b.worth / b.persons for b in task.bundles)
    for n, bundle in enumerate(task.bundles):
        problem.add_shipment(*_shipment(task, n, bundle, top))
    answer = problem.solve(5, nb_threads=2, timeout=timedelta(seconds=seconds))
    return _trips(task, answer.routes)


def _shipment(task: Task, n: int, bundle: Bundle, top: float):  # type: ignore[no-untyped-def] # noqa: ANN202
    import vroom

    spans = [
        (a, b - bundle.loading) for a, b in task.open[bundle.pickup] if b - bundle.loading >= a
    ]
    pickup = vroom.ShipmentStep(
        n, location=bundle.pickup, default_service=bundle.seconds,
        time_windows=[vroom.TimeWindow(a, b) for a, b in spans],
    )  # fmt: skip
    goal = task.reception[bundle.pickup, bundle.category]
    delivery = vroom.ShipmentStep(n, location=goal)
    # VROOM counts priorities of tasks, not of people: a bundle counts by its people.
    largest = max(b.persons for b in task.bundles)
    priority = max(1, round(100 * bundle.worth / (top * largest)))
    return pickup, delivery, vroom.Amount(list(bundle.places)), None, priority


def _trips(task: Task, routes) -> list[Trip]:  # type: ignore[no-untyped-def] # noqa: ANN001
    rounds: list[tuple[int, list[Bundle]]] = []
    for vehicle, rows in routes[routes["type"].isin(["pickup", "delivery"])].groupby("vehicle_id"):
        batch: list[Bundle] = []
        down = False
        for kind, n in zip(rows["type"], rows["id"], strict=True):
            if kind == "pickup":
                if down:
                    rounds.append((int(vehicle), batch))
                    batch, down = [], False
                batch.append(task.bundles[int(n)])
            else:
                down = True
        rounds.append((int(vehicle), batch))
    return trips_of(task, rounds)
