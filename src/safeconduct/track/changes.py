"""What is new for each crew, in plain words: the rest as it was planned beside the new one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Activity, ActivityKind, Plan
from safeconduct.model.situation import Situation
from safeconduct.model.units import Minutes

NOTICED: Minutes = 0.5
"""Changes of less than so many minutes are none."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a crew has to be told: one sentence for each trip that is not as it was."""

    vehicle: str
    says: tuple[str, ...]

    def __str__(self) -> str:
        """Write it in one line."""
        return f"{self.vehicle}: {'; '.join(self.says)}"


@dataclass(frozen=True, slots=True)
class _Journey:
    """One trip of one vehicle: from where, by what, whom, to where."""

    leaves: str
    departs: Minutes | None
    loads: tuple[tuple[str, int], ...]
    passes: tuple[str, ...]
    ends: str
    arrives: Minutes
    aboard: tuple[tuple[str, int], ...]
    """Who gets off, by category."""

    @property
    def people(self) -> int:
        """How many get off."""
        return sum(count for _, count in self.aboard)


def changes(operation: Operation, situation: Situation, plan: Plan) -> tuple[Change, ...]:
    """Every crew whose remaining day is not as it knew it, in the order of the fleet."""
    ahead = {
        vehicle.id: [a for a in vehicle.activities if a.start >= situation.minute - 1e-6]
        for vehicle in plan.vehicles
    }
    words = _Words(operation)
    found = []
    for standing in situation.vehicles:
        old, new = (
            _journeys(standing.rest, standing.place),
            _journeys(ahead.get(standing.id, ()), standing.place),
        )
        says = tuple(words.compared(old, new, standing.place))
        if says:
            found.append(Change(standing.id, says))
    return tuple(found)


def _journeys(activities: Sequence[Activity], place: str) -> list[_Journey]:
    """Cut a vehicle's remaining activities into journeys, each up to an unloading."""
    found: list[_Journey] = []
    current: list[Activity] = []
    for activity in activities:
        if activity.kind in {ActivityKind.WAIT, ActivityKind.REST, ActivityKind.REFUEL}:
            continue
        current.append(activity)
        if activity.kind is ActivityKind.UNLOAD:
            found.append(_journey(current, place))
            place, current = found[-1].ends, []
    if current:
        found.append(_journey(current, place))
    return found


def _journey(activities: Sequence[Activity], place: str) -> _Journey:
    moves = [a for a in activities if a.kind is ActivityKind.MOVE]
    last = activities[-1]
    stops = {a.place for a in activities if a.kind in {ActivityKind.LOAD, ActivityKind.UNLOAD}}
    return _Journey(
        leaves=moves[0].origin if moves else place,
        departs=moves[0].start if moves else None,
        loads=tuple(
            (a.place, sum(a.people.values())) for a in activities if a.kind is ActivityKind.LOAD
        ),
        passes=tuple(m.destination for m in moves if m.destination not in stops),
        ends=moves[-1].destination if moves else last.place or place,
        arrives=last.end,
        aboard=tuple(
            sorted(
                (c, n)
                for a in activities
                if a.kind is ActivityKind.UNLOAD
                for c, n in a.people.items()
            )
        ),
    )


class _Words:
    """Sentences with the places' names and the local clock."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.names: Mapping[str, str] = {p.id: p.name or p.id for p in operation.places}
        days = operation.horizon_min > 1440
        self.format = "%d %b %H:%M" if days else "%H:%M"
        self.clock: Callable[[Minutes], str] = lambda minute: (
            f"{operation.instant(minute):{self.format}}"
        )

    def compared(self, old: Sequence[_Journey], new: Sequence[_Journey], place: str) -> list[str]:
        """What is new, journey by journey; nothing where nothing is."""
        says = []
        for n, (before, after) in enumerate(zip(old, new, strict=False)):
            pieces = self._pieces(before, after)
            if pieces:
                says.append(("then " if n else "") + ", ".join(pieces))
        says += [self._dropped(before) for before in old[len(new) :]]
        says += [self._added(after, bool(old or n)) for n, after in enumerate(new[len(old) :])]
        if old and not new:
            says.append(f"stays at {self.names[place]}")
        return says

    def _pieces(self, before: _Journey, after: _Journey) -> list[str]:
        pieces = []
        moved = before.departs is not None and after.departs is not None
        if moved and (
            abs((before.departs or 0.0) - (after.departs or 0.0)) > NOTICED
            or before.leaves != after.leaves
        ):
            told = f"departs {self.names[after.leaves]} {self.clock(after.departs or 0.0)}"
            pieces.append(f"{told} instead of {self.clock(before.departs or 0.0)}")
        was = " and ".join(self.names[p] for p, _ in before.loads)
        now = " and ".join(self.names[p] for p, _ in after.loads)
        if was != now:
            pieces.append(f"fetches at {now or 'no place'} instead of {was or 'no place'}")
        if before.ends != after.ends:
            pieces.append(f"goes to {self.names[after.ends]} instead of {self.names[before.ends]}")
        elif was == now:
            pieces += self._other_way(before.passes, after.passes)
        more = after.people - before.people
        if more:
            kind = "more" if more > 0 else "fewer"
            pieces.append(f"{abs(more)} {kind} people ({after.people} instead of {before.people})")
        elif before.aboard != after.aboard:
            whom = self._by_category(after, before), self._by_category(before, after)
            pieces.append(f"takes {whom[0]} instead of {whom[1]}")
        if abs(before.arrives - after.arrives) > NOTICED and (not pieces or more):
            pieces.append(
                f"is done {self.clock(after.arrives)} instead of {self.clock(before.arrives)}"
            )
        return pieces

    def _other_way(self, before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
        """What is passed now and was not before, and the other way round."""
        new = [self.names[p] for p in dict.fromkeys(after) if p not in before]
        old = [self.names[p] for p in dict.fromkeys(before) if p not in after]
        pieces = [f"now by {' and '.join(new)}"] if new else []
        pieces += [f"no longer by {' and '.join(old)}"] if old else []
        if not pieces and before != after:
            pieces.append("by another way, see its timetable")
        return pieces

    @staticmethod
    def _by_category(one: _Journey, other: _Journey) -> str:
        """Whom a journey takes, of those categories in which it differs from another."""
        theirs = dict(other.aboard)
        parts = [f"{n} {c}" for c, n in one.aboard if theirs.get(c) != n]
        return ", ".join(parts) or "nobody of these"

    def _dropped(self, before: _Journey) -> str:
        what = self._fetching(before) or f"goes to {self.names[before.ends]}"
        when = "" if before.departs is None else f" (was to depart {self.clock(before.departs)})"
        return f"no longer {what}{when}"

    def _added(self, after: _Journey, later: bool) -> str:
        what = self._fetching(after)
        when = (
            ""
            if after.departs is None
            else f"departs {self.names[after.leaves]} {self.clock(after.departs)}, "
        )
        where = f"goes to {self.names[after.ends]}, done {self.clock(after.arrives)}"
        return ("then " if later else "new: ") + when + (f"{what}, " if what else "") + where

    def _fetching(self, journey: _Journey) -> str:
        parts = [f"{count} at {self.names[place]}" for place, count in journey.loads]
        return "fetches " + " and ".join(parts) if parts else ""
