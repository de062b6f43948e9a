"""What all rivals share: the sequence of stops that they give, read as trips."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bench.rivals.task import Bundle, Task, Trip

PRIZE = 10_000
"""What one weighted person counts against a second of driving: the people come first."""


def worth(bundle: Bundle) -> int:
    """The prize of a bundle as a whole number."""
    return round(PRIZE * bundle.worth)


def trip(task: Task, vehicle: int, bundles: Iterable[Bundle]) -> Trip:
    """One round: bundles at one pickup are one stop; the reception is the first bundle's."""
    stops: dict[int, list[int]] = defaultdict(lambda: [0] * len(task.arrays.weight))
    rows = list(bundles)
    for bundle in rows:
        stops[bundle.pickup][bundle.category] += bundle.persons
    first = rows[0]
    return Trip(
        vehicle,
        tuple((p, tuple(people)) for p, people in stops.items()),
        task.reception[first.pickup, first.category],
    )


def one_reception(task: Task) -> int | None:
    """The reception where everybody goes; None where there are several."""
    found = set(task.reception.values())
    return found.pop() if len(found) == 1 else None


def trips_of(task: Task, rounds: Sequence[tuple[int, Sequence[Bundle]]]) -> list[Trip]:
    """All rounds that carry anybody."""
    return [trip(task, vehicle, bundles) for vehicle, bundles in rounds if bundles]
