"""Which known trips can stay exactly as they are: with them alone, the judge finds no breach.

A crew that cannot do its part is taken out of its trip, so that the others keep theirs.
Where people sit in its vehicle and go with an escort, the whole trip waits for it instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Itinerary, Plan, Replanned
from safeconduct.model.situation import Situation, Trip
from safeconduct.track.trips import together
from safeconduct.verify import Verdict, judge

SOON = 1e-6
CONVOYS = 3
"""The rule whose breaches are the whole convoy's, whoever is named."""
TIGHTER = 40
"""Most times that known trips are judged, each time without what was found broken."""


@dataclass(slots=True)
class _Fitting:
    """Trips in order, and whether each fits; `free` are the vehicles in service."""

    trips: list[Trip]
    fits: list[bool]
    free: dict[str, float]
    carrying: frozenset[str]

    def spread(self) -> None:
        """Take out whoever is not ready; after a trip that does not fit, nobody of it is."""
        off: set[str] = set()
        begun: set[str] = set()
        trips, fits = self.trips, self.fits
        self.trips, self.fits = [], []
        for trip, fit in zip(trips, fits, strict=True):
            unready = {
                name
                for name, own in zip(trip.vehicles, trip.activities, strict=True)
                if name in off or not self._ready(name, own[0].start, begun=name in begun)
            }
            waits = unready & self.carrying - begun & set(self.free)
            whole = (
                not fit
                or len(unready) == len(trip.vehicles)
                or (bool(waits) and len(trip.vehicles) > 1)
            )
            begun |= set(trip.vehicles)
            if whole:
                self._add(trip, fit=False)
                off |= set(trip.vehicles)
            else:
                self._split(trip, unready)
                off |= unready

    def _ready(self, name: str, start: float, *, begun: bool) -> bool:
        return name in self.free and (begun or start >= self.free[name] - SOON)

    def _add(self, trip: Trip, *, fit: bool) -> None:
        self.trips.append(trip)
        self.fits.append(fit)

    def _split(self, trip: Trip, out: set[str]) -> None:
        pairs = list(zip(trip.vehicles, trip.activities, strict=True))
        stay = [(name, own) for name, own in pairs if name not in out]
        if not out:
            self._add(trip, fit=True)
            return
        for smaller in together(stay):
            self._add(smaller, fit=True)
        for name, own in pairs:
            if name in out:
                self._add(Trip((name,), (own,)), fit=False)

    def strike(self, verdict: Verdict, moment: float) -> bool:
        """Mark what breaches are about; True: there was something."""
        alone: dict[int, set[str]] = {}
        struck = False
        for breach in verdict.breaches:
            if breach.rule == 0:
                continue
            own = [
                n for n, t in enumerate(self.trips) if self.fits[n] and breach.vehicle in t.vehicles
            ]
            minute = moment if breach.minute is None else breach.minute
            hit = ([n for n in own if self.trips[n].end >= minute - SOON] or own)[:1]
            for n in hit:
                struck = True
                lone = len(self.trips[n].vehicles) == 1
                if breach.rule == CONVOYS or lone or breach.vehicle in self.carrying:
                    self.fits[n] = False
                else:
                    alone.setdefault(n, set()).add(breach.vehicle)
        trips, fits = self.trips, self.fits
        self.trips, self.fits = [], []
        for n, (trip, fit) in enumerate(zip(trips, fits, strict=True)):
            out = alone.get(n, set())
            if fit and out and len(out) < len(trip.vehicles):
                self._split(trip, out)
            else:
                self._add(trip, fit=fit and not out)
        return struck


def fitting(
    operation: Operation, before: Plan, situation: Situation, known: Sequence[Trip]
) -> tuple[tuple[Trip, ...], tuple[bool, ...]]:
    """The known trips, some with fewer vehicles, and which of them can stay as they are."""
    free = {v.id: v.free for v in situation.vehicles if v.in_service}
    carrying = frozenset(v.id for v in situation.vehicles if v.aboard)
    work = _Fitting(list(known), [True] * len(known), free, carrying)
    for _ in range(TIGHTER):
        work.spread()
        verdict = judge(operation, _kept(operation, before, situation, work))
        if not work.strike(verdict, situation.minute):
            return tuple(work.trips), tuple(work.fits)
    return tuple(known), (False,) * len(known)


def _kept(operation: Operation, before: Plan, situation: Situation, work: _Fitting) -> Plan:
    """The day so far and the trips that may fit, to be judged; its figures mean nothing."""
    rest = {v.id: list(v.done) for v in situation.vehicles}
    for trip, fit in zip(work.trips, work.fits, strict=True):
        for name, own in zip(trip.vehicles, trip.activities, strict=True):
            rest[name] += own if fit else ()
    legs = {leg.id: leg for leg in operation.legs or ()}
    used = sorted({a.leg for own in rest.values() for a in own if a.leg})
    out = tuple(v.id for v in situation.vehicles if not v.in_service)
    return replace(
        before,
        vehicles=tuple(
            Itinerary(v.id, v.fleet, tuple(rest[v.id])) for v in situation.vehicles if rest[v.id]
        ),
        legs=tuple(legs[name] for name in used),
        replanned=Replanned(situation.minute, out),
        certificate=None,
    )
