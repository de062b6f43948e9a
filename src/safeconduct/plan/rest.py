"""Plan the rest of an operation under way: keep what can be kept, mend it, gain people, prove."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from safeconduct.instance.arrays import ANYTIME, NEVER
from safeconduct.instance.itinerary import Record
from safeconduct.instance.resume import Known, Resumed
from safeconduct.plan.bound import Limit, Prover
from safeconduct.plan.compiled import reference
from safeconduct.plan.duals import Duty
from safeconduct.plan.guide import as_duty
from safeconduct.plan.improve import copy_state
from safeconduct.plan.known import again, bring_out, leave, order_of_need, put, ways_of
from safeconduct.plan.near import familiar, nearer, settle
from safeconduct.plan.records import mission_records
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.room import most_records
from safeconduct.plan.solve import Limits, Progress
from safeconduct.plan.state import PLACE, TIME, WEIGHT, State, new_state

ROUNDS, STALE = 60, 20
"""Rounds between two looks at the clock, and looks without gain after which the search ends."""
SEARCH_SHARE = 0.5
"""Share of the time after which the proof begins; what it leaves, the search takes up again."""
MORE_TRIPS = 4
"""Most trips that a vehicle makes beyond as many as crews know of any."""
PRICE = 0.5
"""Weighted people for which the search that strays further changes one trip of a vehicle."""
PRICE = 0.5
"""Weighted people for which the search that strays further changes one trip of a vehicle."""
FIRST_STEPS, FIRST_ROUNDS = 1, 40


@dataclass(frozen=True, slots=True)
class Rest:
    """The rest of every vehicle's day: known trips by their number, new ones as records.

    `bound` counts those who are out already; `stranded` are vehicles whose people nothing
    brings out any more.
    """

    schedule: list[list[int | list[Record]]]
    bound: float
    limits: tuple[Limit, ...]
    seconds: float
    feasible_seconds: float
    stranded: tuple[str, ...]


def plan_the_rest(
    resumed: Resumed,
    limits: Limits,
    seed: int = 0,
    watch: Callable[[Progress], None] = lambda _: None,
) -> Rest:
    """Find the rest; the same seed gives the same one unless time cuts it short."""
    work = _Work(resumed, limits, seed, watch)
    work.run()
    return work.rest()


class _Work:
    """One replanning: the schedule that goes on, and the bound."""

    def __init__(
        self, resumed: Resumed, limits: Limits, seed: int, watch: Callable[[Progress], None]
    ) -> None:
        self.began = time.monotonic()
        self.resumed, self.limits, self.seed, self.watch = resumed, limits, seed, watch
        self.I = resumed.search.arrays
        self.ref = reference(self.I)
        self.best, self.ways = self._empty(), ways_of(self.I)
        self.trip_of: dict[int, int] = {}
        self._begin()
        self.base = reference(self._copied(self.best))
        self.feasible = self.seconds()
        self.proof = resumed.proof()
        self.prover = Prover(self.proof.instance)

    def run(self) -> None:
        """Search, prove, search on, until nothing is to be gained or the time is up."""
        self.report()
        if len(self.I.cls):
            self._search(SEARCH_SHARE)
            self.prover.work(self._unproven, FIRST_STEPS, FIRST_ROUNDS, self._duties)
            if self._open():
                self._search(0.8)
            self.prover.work(self._unproven, known=self._duties)
            self._leave_zones()
        self.report()

    def seconds(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self.began

    def bound(self) -> float:
        """What no plan for the rest can exceed, with those who are out already."""
        return self.resumed.out + self.proof.aboard + self.prover.bound.value

    def weight(self) -> float:
        """The weighted people out by the best schedule."""
        return self.resumed.out + float(self.best.result[WEIGHT])

    def report(self) -> Progress:
        """Tell whoever watches."""
        progress = Progress(self.seconds(), self.weight(), self.bound())
        self.watch(progress)
        return progress

    def _open(self) -> bool:
        return self.report().gap > max(self.limits.gap, 1e-9)

    def _in_time(self, share: float) -> bool:
        timely = self.seconds() < share * self.limits.seconds
        return (timely or self.limits.looks is not None) and not self.limits.interrupted()

    def _unproven(self) -> bool:
        timely = self.seconds() < self.limits.seconds and not self.limits.interrupted()
        return timely and self._open()

    def _empty(self) -> State:
        I = self.I
        real = I.way_min[np.diff(I.way_first) > 0]
        shortest = max(float(real.min(initial=np.inf)) * 2, 10.0)
        first = int(I.begin[:, TIME].min(initial=0))
        left = max(0.0, (I.horizon - first) / 60.0)
        known = np.zeros(len(I.cls), dtype=np.int64)
        for trip in self.resumed.known:
            known[list(trip.team)] += 1
        trips = min(int(left / shortest) + 1, 60, MORE_TRIPS) + int(known.max(initial=0))
        longest = max((len(r) for k in self.resumed.known for r in k.records), default=0)
        return new_state(I, trips, max(most_records(I), longest + 4))

    def _copied(self, state: State) -> State:
        own = self._empty()
        copy_state(reference(state), reference(own))
        return own

    def _begin(self) -> None:
        """Keep all that fits; where that leaves people aboard, let them go before the others."""
        self._warm(self.best, lambda _: True)
        carrying = np.flatnonzero(self.I.aboard.any(axis=1))
        for firm in (lambda known: bool(np.isin(known.team, carrying).any()), lambda _: False):
            if not self.best.aboard.any():
                return
            other = self._empty()
            self._warm(other, firm)
            if self._merit(other) > self._merit(self.best):
                self.best = other

    def _merit(self, state: State) -> tuple[float, float, int]:
        """Fewest people left aboard, then most people, then fewest changes."""
        left = float((state.aboard * self.I.weight).sum())
        return -left, float(state.result[WEIGHT]), int(familiar(reference(state)))

    def _warm(self, state: State, firm: Callable[[Known], bool]) -> None:
        """Enter what crews know: as it is, then mended; those with people aboard come first.

        Trips that are not `firm` may give way to those.
        """
        S, I = reference(state), self.I
        broken: list[Known] = []
        off = set[int]()
        for known in self.resumed.known:
            fits = known.fits and firm(known) and not off & set(known.team)
            mission = put(self.ref, S, state, known) if fits else -1
            if mission >= 0:
                self._mark(state, mission, known, exact=True)
            else:
                off |= set(known.team)
                broken.append(known)
        self._bring_out(state, S, broken)
        for known in broken:
            if any(state.aboard[v].any() for v in known.team):
                continue
            mission = again(I, self.ref, S, state, known, self.ways)
            if mission >= 0:
                self._mark(state, mission, known, exact=False)

    def _bring_out(self, state: State, S: State, broken: list[Known]) -> None:
        """Whoever is aboard, those inside a zone that shuts first: by the known way or any."""
        I = self.I
        carrying = np.flatnonzero(state.aboard.any(axis=1) & (I.begin[:, TIME] < NEVER))
        for v in order_of_need(I, state, carrying):
            if not state.aboard[v].any():
                continue
            own = next((k for k in broken if v in k.team), None)
            if own is not None:
                mission = again(I, self.ref, S, state, own, self.ways)
                if mission >= 0:
                    self._mark(state, mission, own, exact=False)
                    broken.remove(own)
                    continue
            mates = self._mates(state, v, [int(u) for u in carrying])
            mission = bring_out(I, self.ref, S, state, mates)
            if mission < 0 and len(mates) > 1:
                mission = bring_out(I, self.ref, S, state, [v])
            if mission >= 0:
                state.frozen[mission] = 1

    def _mates(self, state: State, v: int, carrying: Sequence[int]) -> list[int]:
        """Others with people aboard at the same place, with whom a way under escort is shared."""
        here = state.vehicle[v, PLACE]
        same = [u for u in carrying if u != v and state.vehicle[u, PLACE] == here]
        return [v, *(u for u in same if state.aboard[u].any())][:8]

    def _mark(self, state: State, mission: int, known: Known, *, exact: bool) -> None:
        slots = state.slots[mission, : state.team_size[mission]]
        state.frozen[mission] = not known.loose or state.carried[slots].any()
        state.known[mission] = 1 + known.trip if exact else -1 - known.trip

    def _duties(self, relaxation: Relaxation) -> list[Duty]:
        vehicles = range(len(self.I.cls))
        classes = {name: n for n, name in enumerate(self.proof.instance.classes)}
        names = self.resumed.search.classes
        found = []
        for v in vehicles:
            k = classes.get(names[self.I.cls[v]], -1)
            if self.best.trips[v] > 0 and k >= 0:
                found.append(as_duty(relaxation, self.best, v, k))
        return found

    def _search(self, share: float) -> None:
        """Improve near what is known and, beside it, further off; the better one goes on."""
        near, far = self._copied(self.best), self._copied(self.best)
        bests = [self._copied(self.best), self._copied(self.best)]
        refs, kept = [reference(s) for s in (near, far)], [reference(s) for s in bests]
        heat = 0.002 * float((self.I.people * self.I.weight).sum())
        stale = look = 0
        with ThreadPoolExecutor(2) as pool:
            while stale < STALE and look != self.limits.looks and self._in_time(share):
                if look and not self.report().gap > 0.0:
                    break
                seed = (self.seed * 7919 + look) * 2
                cooling = heat * max(0.0, 1.0 - stale / (0.7 * STALE))
                heats = (0.0, cooling)
                jobs = [
                    pool.submit(
                        settle, self.ref, S, own, self.base, ROUNDS, seed + n, heats[n], PRICE
                    )
                    for n, (S, own) in enumerate(zip(refs, kept, strict=True))
                ]
                for job in jobs:
                    job.result()
                grew = [self._take(own) for own in bests]
                if grew[1]:
                    copy_state(kept[1], refs[0])
                    copy_state(kept[1], kept[0])
                stale = 0 if any(grew) else stale + 1
                look += 1
                self.report()

    def _take(self, state: State) -> bool:
        own, best = familiar(reference(state)), familiar(reference(self.best))
        if nearer(state.result, own, self.best.result, best):
            copy_state(reference(state), reference(self.best))
            return True
        return False

    def _leave_zones(self) -> None:
        """Bring idle crews out of zones in which they stand."""
        I, S = self.I, reference(self.best)
        inside = (I.leave_by != ANYTIME).any(axis=1) & (I.begin[:, TIME] < NEVER)
        for v in np.flatnonzero(inside & (self.best.trips == 0)):
            if not self.best.aboard[v].any():
                leave(I, self.ref, S, self.best, int(v))

    def rest(self) -> Rest:
        """The best schedule, read off."""
        search, best = self.resumed.search, self.best
        schedule: list[list[int | list[Record]]] = []
        for v in range(len(search.vehicles)):
            own: list[int | list[Record]] = []
            for t in range(best.trips[v]):
                m = int(best.trip[v, t])
                i = int(np.flatnonzero(best.team[m, : best.team_size[m]] == v)[0])
                if best.known[m] > 0:
                    own.append(int(best.known[m]) - 1)
                else:
                    own.append(mission_records(search, best, m, i))
            schedule.append(own)
        stranded = tuple(search.vehicles[v] for v in np.flatnonzero(best.aboard.any(axis=1)))
        limits = self.prover.bound.limits
        return Rest(schedule, self.bound(), limits, self.seconds(), self.feasible, stranded)
