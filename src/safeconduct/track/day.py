"""One vehicle's day as it happened: the plan, played forward and put right by its events."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from safeconduct.model.event import Event, EventKind
from safeconduct.model.fleet import FleetRow
from safeconduct.model.operation import Operation
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import Activity, ActivityKind
from safeconduct.model.units import Minutes, Persons
from safeconduct.model.zone import Access

SAME = 1e-6
"""Minutes within which two moments are one."""
IDLE = (ActivityKind.WAIT, ActivityKind.REST)


class Impossible(ValueError):  # noqa: N818 - it names what an event cannot mean
    """An event that the vehicle's day leaves no room for; `state` is where it is instead."""

    def __init__(self, state: str, done: str) -> None:
        self.state, self.done = state, done
        super().__init__(f"{state}; {done}")


@dataclass(frozen=True, slots=True)
class World:
    """The operation of now, by its ids; `since` is from when it differs from the plan's."""

    operation: Operation
    since: Minutes
    places: Mapping[str, Place]

    @classmethod
    def of(cls, operation: Operation, since: Minutes) -> "World":
        """Lay out an operation."""
        return cls(operation, since, {place.id: place for place in operation.places})

    def barred(self, move: Activity, start: Minutes) -> bool:
        """Whether a move that was planned cannot have begun, since its way had been closed."""
        if start < self.since:
            return False
        operation = self.operation
        access = {zone.id: zone.access for zone in operation.zones}
        leg = next((leg for leg in operation.legs or () if leg.id == move.leg), None)
        if leg is None:
            return True
        slow = (move.end - move.start) / leg.minutes if leg.minutes else 1.0
        stays = [(p.zone, start + p.enter * slow, start + p.exit * slow) for p in leg.zones]
        arrives = start + leg.minutes * slow
        stays += [(zone, arrives, arrives) for zone in self.places[leg.destination].zones or ()]
        for zone, enter, leave in stays:
            if access.get(zone) is Access.CLOSED:
                return True
            spans = joined((w.start, w.end) for w in operation.windows if w.zone == zone)
            held = any(a - SAME <= enter and leave <= b + SAME for a, b in spans)
            if access.get(zone) is Access.WINDOW and not held:
                return True
        return False


def joined(spans: Iterable[tuple[Minutes, Minutes]]) -> list[tuple[Minutes, Minutes]]:
    """Spans in order of time, those that touch made one."""
    whole: list[tuple[Minutes, Minutes]] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1] + SAME:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


@dataclass(slots=True)
class Day:
    """What a vehicle has done, and what it is still meant to do."""

    world: World
    id: str
    row: FleetRow
    queue: list[Activity]
    done: list[Activity] = field(default_factory=list)
    not_before: Minutes = 0.0
    in_service: bool = True
    stalled: bool = False
    sure: int = 0
    """How many of `done` have been reported; the others are taken to be as planned."""

    @property
    def place(self) -> str:
        """Where it stands, or where its move under way ends."""
        moves = [a for a in self.done if a.kind is ActivityKind.MOVE]
        return moves[-1].destination if moves else self.row.base

    @property
    def end(self) -> Minutes:
        """When the last thing that it began is over."""
        return self.done[-1].end if self.done else 0.0

    def aboard(self) -> dict[str, Persons]:
        """Who is aboard after all that it began."""
        people: dict[str, Persons] = {}
        for activity in self.done:
            if activity.kind is ActivityKind.LOAD:
                for category, count in activity.people.items():
                    people[category] = people.get(category, 0) + count
            elif activity.kind is ActivityKind.UNLOAD:
                people = {}
        return {category: count for category, count in people.items() if count}

    def advance(self, moment: Minutes) -> None:
        """Do as planned, as far as it could begin before a moment."""
        while self.queue and self.in_service and not self.stalled:
            activity = self.queue[0]
            start = max(activity.start, self.end if self.done else 0.0, self.not_before)
            if start >= moment - SAME:
                return
            if activity.kind is ActivityKind.MOVE and self.world.barred(activity, start):
                self.stalled = True
                return
            self._begin(start)

    def _begin(self, start: Minutes) -> Activity:
        """Begin the next thing planned; who gets off are those aboard."""
        planned = self.queue.pop(0)
        begun = replace(planned, start=start, end=start + planned.end - planned.start)
        if begun.start == planned.start:
            begun = replace(begun, end=planned.end)
        if begun.kind is ActivityKind.UNLOAD:
            begun = replace(begun, people=self.aboard())
        self.done.append(begun)
        return begun

    def _end_last(self, end: Minutes) -> None:
        self.done[-1] = replace(self.done[-1], end=max(end, self.done[-1].start))

    def apply(self, event: Event) -> None:
        """Put the day right by an event.

        Raises:
            Impossible: the vehicle cannot have done that.
        """
        self.advance(event.minute)
        {
            EventKind.LATE: self._late,
            EventKind.HELD: self._held,
            EventKind.BROKEN_DOWN: self._held,
            EventKind.RELEASED: self._released,
            EventKind.DEPARTED: self._departed,
            EventKind.ARRIVED: self._arrived,
            EventKind.LOADED: self._loaded,
            EventKind.UNLOADED: self._unloaded,
        }[event.kind](event)

    def _last(self, least: int, fits: Callable[[Activity], bool]) -> int:
        """The latest thing done that fits, from number `least` on; or -1."""
        found = [n for n in range(max(least, 0), len(self.done)) if fits(self.done[n])]
        return found[-1] if found else -1

    def _back_to(self, n: int) -> None:
        """Take back what was taken to have followed, to be done again from then on."""
        self.queue = self.done[n + 1 :] + self.queue
        self.done = self.done[: n + 1]
        self.sure = n + 1

    def _busy(self, moment: Minutes) -> bool:
        return bool(self.done) and self.end > moment + SAME

    def _late(self, event: Event) -> None:
        begins = max(self.queue[0].start if self.queue else 0.0, self.end, self.not_before)
        wait = event.minutes or 0.0
        if self._busy(event.minute):
            self._end_last(
                max(self.end, event.until) if event.until is not None else self.end + wait
            )
        else:
            self.not_before = max(event.until if event.until is not None else begins + wait, 0.0)

    def _held(self, event: Event) -> None:
        until = event.until
        if until is None and event.minutes is not None:
            until = event.minute + event.minutes
        if until is None:
            self.in_service = False
            return
        if self._busy(event.minute) and self.done[-1].kind is ActivityKind.MOVE:
            self._end_last(self.end + max(0.0, until - event.minute))
        elif self._busy(event.minute):
            self._end_last(max(self.end, until))
        self.not_before = max(self.not_before, until)

    def _released(self, event: Event) -> None:
        self.in_service, self.stalled = True, False
        self.not_before = event.minute

    def _departed(self, event: Event) -> None:
        leg = next(leg for leg in self.world.operation.legs or () if leg.id == event.leg)
        at = self._last(self.sure, lambda a: a.kind is ActivityKind.MOVE and a.leg == leg.id)
        if at >= 0:
            self._back_to(at)
            begun = self.done[at]
            start = max(event.minute, self.done[at - 1].end if at else 0.0)
            self.done[at] = replace(begun, start=start, end=start + leg.minutes / self.pace(begun))
            return
        last = self.done[-1] if self.done else None
        if last and last.kind is ActivityKind.MOVE and self._busy(event.minute):
            raise Impossible(f"is on leg {last.leg}", f"departed by leg {leg.id}")
        if self.place != leg.origin:
            raise Impossible(f"is at {self.place}", f"departed by leg {leg.id} from {leg.origin}")
        if last and self._busy(event.minute):
            self._end_last(event.minute)
        skipped = [a for a in self.queue if a.kind is not ActivityKind.WAIT]
        if skipped and skipped[0].leg == leg.id:
            self.queue = self.queue[self.queue.index(skipped[0]) :]
            begun = self._begin(event.minute)
            self.done[-1] = replace(begun, convoy=begun.convoy)
        else:
            minutes = leg.minutes / self.row.speed_factor
            self.queue = []
            self.done.append(
                Activity(
                    ActivityKind.MOVE, event.minute, event.minute + minutes, leg=leg.id,
                    origin=leg.origin, destination=leg.destination, convoy=self.id,
                )
            )  # fmt: skip
        self.sure = len(self.done)
        self.in_service, self.stalled = True, False

    def pace(self, move: Activity) -> float:
        """The pace at which a move was meant to go, 1 for the leg's own minutes."""
        leg = next(leg for leg in self.world.operation.legs or () if leg.id == move.leg)
        took = move.end - move.start
        return leg.minutes / took if took > SAME and leg.minutes else 1.0

    def _arrived(self, event: Event) -> None:
        at = self._last(
            self.sure - 1,
            lambda a: a.kind is ActivityKind.MOVE and a.destination == event.place,
        )
        if at >= 0:
            self._back_to(at)
            self._end_last(event.minute)
            return
        if not self.done and self.row.base == event.place:
            return
        ahead = [a for a in self.queue if a.kind not in IDLE]
        if ahead and ahead[0].kind is ActivityKind.MOVE and ahead[0].destination == event.place:
            self.queue = self.queue[self.queue.index(ahead[0]) :]
            took = ahead[0].end - ahead[0].start
            self._begin(max(self.end if self.done else 0.0, event.minute - took))
            self._end_last(event.minute)
            self.sure = len(self.done)
            return
        raise Impossible(self.told(event.minute), f"arrived at {event.place}")

    def told(self, moment: Minutes) -> str:
        """Where it is, in words."""
        last = self.done[-1] if self.done else None
        if last and last.kind is ActivityKind.MOVE and last.end > moment + SAME:
            return f"is on leg {last.leg} from {last.origin} to {last.destination}"
        return f"is at {self.place}"

    def _service(self, event: Event, kind: ActivityKind, people: Mapping[str, Persons]) -> None:
        """A loading or unloading is over, with these people."""
        services = {ActivityKind.LOAD, ActivityKind.UNLOAD}
        at = self._last(self.sure, lambda a: a.kind in services)
        if at >= 0 and self.done[at].kind is kind and self.done[at].place == event.place:
            self._back_to(at)
            self.done[at] = replace(self.done[at], people=dict(people))
            self._end_last(event.minute)
            return
        last = self.done[-1] if self.done else None
        moving = last and last.kind is ActivityKind.MOVE and self._busy(event.minute)
        if self.place != event.place or moving:
            verb = "loaded" if kind is ActivityKind.LOAD else "unloaded"
            raise Impossible(self.told(event.minute), f"{verb} at {event.place}")
        ahead = [a for a in self.queue if a.kind not in IDLE]
        if ahead and ahead[0].kind is kind and ahead[0].place == event.place:
            took = ahead[0].end - ahead[0].start
            self.queue = self.queue[self.queue.index(ahead[0]) + 1 :]
        else:
            took = 0.0
        start = max(self.end if self.done else 0.0, event.minute - took)
        self.done.append(
            Activity(kind, start, max(start, event.minute), place=event.place, people=dict(people))
        )
        self.sure = len(self.done)

    def _loaded(self, event: Event) -> None:
        self._service(event, ActivityKind.LOAD, {c: n for c, n in event.people.items() if n})

    def _unloaded(self, event: Event) -> None:
        at = self._last(self.sure, lambda a: a.kind is ActivityKind.UNLOAD)
        people = self.done[at].people if at >= 0 else self.aboard()
        self._service(event, ActivityKind.UNLOAD, people)

    def uninspected(self) -> bool:
        """Whether it stands at a post, or goes to one, and has yet to be inspected there."""
        place = self.world.places[self.place]
        if place.kind is not PlaceKind.CHECKPOINT or not (place.empty or self.aboard()):
            return False
        moves = [n for n, a in enumerate(self.done) if a.kind is ActivityKind.MOVE]
        since = self.done[moves[-1] :] if moves else self.done
        return not any(a.kind is ActivityKind.INSPECT for a in since)
