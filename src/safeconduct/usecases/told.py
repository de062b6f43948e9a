"""What the radio room needs to hear first: who is out, who is where, and what went wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Activity, ActivityKind, Plan
from safeconduct.model.situation import Situation, Standing
from safeconduct.model.units import Minutes, Persons


@dataclass(frozen=True, slots=True)
class Told:
    """Figures of the moment and of the rest; `lines` say them in words.

    `stranded` are people aboard whom the plan does not bring out, by vehicle; `shut_in` the
    vehicles that stay inside a zone after the window under which they are there.
    """

    out_already: Persons
    aboard: Persons
    waiting: Persons
    out_by_the_plan: Persons
    out_by_the_old_plan: Persons
    stranded: Mapping[str, Persons]
    shut_in: Mapping[str, str]
    lines: tuple[str, ...]


def tell(operation: Operation, before: Plan, plan: Plan, situation: Situation) -> Told:
    """Put a situation and its new plan into figures and words."""
    out = sum(
        sum(a.people.values())
        for v in situation.vehicles
        for a in v.done
        if a.kind is ActivityKind.UNLOAD
    )
    aboard = sum(sum(v.aboard.values()) for v in situation.vehicles)
    waiting = sum(situation.waiting.values())
    ahead = {
        v.id: [a for a in v.activities if a.start >= situation.minute - 1e-6] for v in plan.vehicles
    }
    stranded = {
        v.id: sum(v.aboard.values())
        for v in situation.vehicles
        if v.aboard and not any(a.kind is ActivityKind.UNLOAD for a in ahead.get(v.id, ()))
    }
    shut_in = {v.id: zone for v in situation.vehicles for zone in _shut_in(v, ahead.get(v.id, []))}
    figures = (out, aboard, waiting, plan.result.people_out, before.result.people_out)
    lines = _Lines(operation, situation).all(figures, stranded, shut_in, plan)
    return Told(*figures, stranded, shut_in, tuple(lines))


def _shut_in(standing: Standing, ahead: list[Activity]) -> list[str]:
    """The zones that a vehicle does not leave before its window there is over."""
    moves = [a for a in ahead if a.kind is ActivityKind.MOVE]
    return [
        zone
        for zone, end in standing.leave_by.items()
        if end is None or not moves or moves[0].start > end
    ]


class _Lines:
    """Sentences with the places' names and the local clock."""

    def __init__(self, operation: Operation, situation: Situation) -> None:
        self.operation, self.situation = operation, situation
        self.names = {p.id: p.name or p.id for p in operation.places}
        self.zones = {z.id: z.name or z.id for z in operation.zones}

    def all(
        self,
        figures: tuple[int, int, int, int, int],
        stranded: Mapping[str, int],
        shut_in: Mapping[str, str],
        plan: Plan,
    ) -> Iterator[str]:
        """The lines, the gravest first."""
        out, aboard, waiting, people, old = figures
        at = self.clock(self.situation.minute)
        for vehicle, count in stranded.items():
            where = self.where(vehicle)
            yield f"NO WAY OUT for {count} people aboard {vehicle}, {where}."
        for vehicle, zone in shut_in.items():
            yield f"SHUT IN: {vehicle} stays inside {self.zones[zone]}, {self.where(vehicle)}."
        yield f"At {at}: {out} people out, {aboard} aboard, {waiting} waiting."
        less = people - old
        than = "as many as" if not less else f"{abs(less)} {'more' if less > 0 else 'fewer'} than"
        yield f"By this plan {people} get out, {than} by the one before."
        bound = plan.result
        yield (
            f"Weighted, it brings out {bound.weighted_out:g}; no plan from here can bring out "
            f"more than {bound.bound:g} ({bound.gap:.1%} between)."
        )
        off = [v.id for v in self.situation.vehicles if not v.in_service]
        if off:
            yield f"Out of service: {', '.join(off)}."

    def clock(self, minute: Minutes) -> str:
        return f"{self.operation.instant(minute):%Y-%m-%d %H:%M}"

    def where(self, vehicle: str) -> str:
        """Where a vehicle is, in words."""
        standing = next(v for v in self.situation.vehicles if v.id == vehicle)
        last = standing.under_way
        if last and last.kind is ActivityKind.MOVE and last.end > self.situation.minute:
            return f"on the way from {self.names[last.origin]} to {self.names[last.destination]}"
        return f"at {self.names[standing.place]}"
