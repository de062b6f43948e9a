"""Days drawn by chance: a moment, and events that could be reported of a plan until then."""

from random import Random

from safeconduct.model.event import Event, EventKind
from safeconduct.model.operation import Operation
from safeconduct.model.place import PlaceKind
from safeconduct.model.plan import Plan

K = EventKind


def a_day(operation: Operation, plan: Plan, seed: int, most: int = 4) -> tuple[float, list[Event]]:
    """A moment of the operation, and up to `most` events before it, in order of time."""
    chance = Random(seed)
    last = plan.result.last_arrival_min or operation.horizon_min
    moment = chance.uniform(0.05, 0.95) * last
    if chance.random() < 0.5:
        moment = float(int(moment))
    minutes = sorted(chance.uniform(0.0, moment) for _ in range(chance.randint(1, most)))
    events = [_event(operation, plan, chance, n, m) for n, m in enumerate(minutes, 1)]
    return moment, [event for event in events if event is not None]


def _event(
    operation: Operation, plan: Plan, chance: Random, line: int, minute: float
) -> Event | None:
    vehicles = [v.id for v in plan.vehicles]
    pickups = [p.id for p in operation.places if p.kind is PlaceKind.PICKUP]
    categories = [c.id for c in operation.categories]
    kind = chance.choice(
        [K.LATE, K.LATE, K.HELD, K.HELD, K.BROKEN_DOWN, K.JOINED, K.LEFT, K.COUNT_CORRECTED,
         K.CLOSED, K.WINDOW_SHORTENED, K.WINDOW_SHUT, K.WINDOW_OPENED]
    )  # fmt: skip
    if kind in {K.LATE, K.HELD, K.BROKEN_DOWN} and vehicles:
        wait = chance.choice([5.0, 20.0, 47.5, 120.0])
        if kind is not K.LATE and chance.random() < 0.3:
            return Event(line, kind, minute, "drawn", (chance.choice(vehicles),))
        return Event(line, kind, minute, "drawn", (chance.choice(vehicles),), minutes=wait)
    if kind in {K.JOINED, K.LEFT, K.COUNT_CORRECTED}:
        people = {chance.choice(categories): chance.randint(0, 4)}
        return Event(line, kind, minute, "drawn", place=chance.choice(pickups), people=people)
    if kind is K.CLOSED:
        what = chance.choice(["leg", "place", "zone"])
        if what == "leg" and operation.legs:
            return Event(line, kind, minute, "drawn", leg=chance.choice(operation.legs).id)
        if what == "zone" and operation.zones:
            until = minute + chance.choice([0.0, 15.0, 60.0])
            zone = chance.choice(operation.zones).id
            return Event(line, kind, minute, "drawn", zone=zone, until=until)
        return Event(line, kind, minute, "drawn", place=chance.choice(operation.places).id)
    if operation.windows and kind in {K.WINDOW_SHORTENED, K.WINDOW_SHUT}:
        window = chance.choice(operation.windows)
        until = chance.uniform(minute, max(minute, window.end))
        return Event(line, kind, minute, "drawn", window=window.id, until=until)
    if operation.windows and kind is K.WINDOW_OPENED:
        window = chance.choice(operation.windows)
        start = minute + chance.choice([0.0, 30.0])
        until = start + chance.choice([30.0, 300.0])
        return Event(line, kind, minute, "drawn", window=window.id, start=start, until=until)
    return None
