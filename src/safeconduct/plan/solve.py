"""Solve an instance: bound, first schedule, improvement, until proven, exhausted or stopped."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from safeconduct.instance.arrays import Arrays, Floats, Instance
from safeconduct.instance.itinerary import Record
from safeconduct.model.plan import Certificate
from safeconduct.plan.bound import STEPS, Bound, Prover
from safeconduct.plan.certificate import certificate
from safeconduct.plan.compiled import reference
from safeconduct.plan.dispatch import dispatch
from safeconduct.plan.duals import Duty
from safeconduct.plan.guide import driven
from safeconduct.plan.improve import better, improve
from safeconduct.plan.pace import at_real_pace, pure, slowed, without_idle_rides
from safeconduct.plan.records import records_of
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.renew import Renewal, outlooks
from safeconduct.plan.resume import Begin, begin_of, known_ways, priced, resume
from safeconduct.plan.rides import Ridden, go_home
from safeconduct.plan.room import copied, empty_state
from safeconduct.plan.state import (
    WEIGHT,
    State,
)

ROUNDS = 100
"""Rounds of improvement of each chain between two looks at the clock."""
MOST_ROUNDS = 4_000
"""Rounds times vehicles, where there are many."""
STALE = 25
"""Looks without improvement after which the search ends."""
GUIDE_SHARE, RIDE_SHARE, SEARCH_SHARE = 0.1, 0.25, 0.45
"""Shares of the time after which the first bound, the search for rides and the search end.

The rest is for the bound; what that leaves is for the search again.
"""
SHARES_OF_PRICE = (0.95, 0.8, 0.5)
"""What part of the bound's prices duties pay that are fitted in."""
CHAINS = 2
RELIEF, BEHIND = 10, 0.98
"""Looks after which a chain that has less than this share of the best goes on from the best."""
HEAT = 0.05


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search has come; given to whoever watches it."""

    seconds: float
    weighted_out: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the best schedule may be from the best possible, as a share."""
        return (self.bound - self.weighted_out) / self.bound if self.bound > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: after seconds, at a gap, or when `interrupted` answers True.

    Where `looks` at the state of the search are given, they and not the seconds end it: they
    are the same on every machine, and so is the plan. Seconds then only end the proof.
    """

    seconds: float = 60.0
    gap: float = 0.0
    interrupted: Callable[[], bool] = lambda: False
    looks: int | None = None
    prove: bool = True
    """Whether to work on the bound; without, it stays everybody who waits."""
    anew: bool = True
    """Whether one chain of search begins from nothing, even where a schedule is known."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The best schedule found, one list of records per vehicle, and the bound."""

    schedule: list[list[Record]]
    bound: Bound
    seconds: float
    begin: Begin | None = None
    """What work on an operation that differs a little may begin from."""
    certificate: Certificate | None = None


def solve(
    instance: Instance,
    limits: Limits,
    seed: int = 0,
    watch: Callable[[Progress], None] = lambda _: None,
    begin: Begin | None = None,
) -> Solution:
    """Find a schedule; the same seed gives the same one unless time or the user cuts it short.

    `begin` is what was found for an operation that differs a little, to begin from.
    """
    work = _Work(instance, limits, seed, watch)
    if begin is not None:
        work.begin_from(begin)
    work.run()
    return Solution(
        work.records(),
        work.prover.bound,
        work.seconds(),
        work.known(),
        certificate(work.prover.instance, work.prover.bound),
    )


class _Work:
    """One solve: the bound, the chains of search and the best schedule so far."""

    def __init__(
        self, instance: Instance, limits: Limits, seed: int, watch: Callable[[Progress], None]
    ) -> None:
        self.began = time.monotonic()
        self.limits, self.seed, self.watch = limits, seed, watch
        self.prover = Prover(instance)
        self.prover.done |= not limits.prove
        self.exact = instance.arrays
        self.instance = instance._replace(arrays=slowed(instance.arrays))
        self.best = _greedy(self.instance.arrays, seed)
        self.chains: list[Renewal] = []
        self.looked, self.begun = 0, False

    def begin_from(self, begin: Begin) -> None:
        """Take over what is known: its missions where they still run, its prices, its step."""
        if not len(self.instance.arrays.cls):
            return
        self.begun = True
        arrays = known_ways(begin, self.instance)
        self.instance = self.instance._replace(arrays=arrays)
        self.best, resumed = copied(self.best, arrays), empty_state(arrays)
        resume(begin, self.instance, resumed)
        _fill(reference(arrays), reference(resumed), arrays, self.seed)
        self._take(resumed)
        prover = self.prover
        prover.step = min(begin.step, len(STEPS) - 1)
        prover.price = priced(begin, self.instance, prover.rows)

    def records(self) -> list[list[Record]]:
        """The best schedule, vehicle by vehicle."""
        arrays = self.instance.arrays
        state = copied(self.best, arrays)
        go_home(reference(arrays), reference(state))
        found = without_idle_rides(self.exact, records_of(self.instance, state))
        return at_real_pace(self.exact, found)

    def known(self) -> Begin:
        """What work on an operation that differs a little may begin from."""
        prover = self.prover
        step = max(prover.step - 1, 0)
        return begin_of(self.instance, self.best, prover.rows, prover.price, step)

    def run(self) -> None:
        """Bound, search, bound and search again, for as long as there is something to gain."""
        if not len(self.instance.arrays.cls):
            return
        self.report()
        if not self.prover.price.any():
            self.prover.guide(self._unguided, self._known)
        if self._searching() and self._open():
            self._search(SEARCH_SHARE)
        self.prover.work(self._unproven, known=self._known)
        if self.limits.looks is None and self._searching() and self._open():
            self._search(1.0)
        self.report()

    def seconds(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self.began

    def report(self) -> Progress:
        """Tell whoever watches."""
        weight = float(self.best.result[WEIGHT])
        progress = Progress(self.seconds(), weight, self.prover.bound.value)
        self.watch(progress)
        return progress

    def _searching(self, share: float = 1.0) -> bool:
        """Whether there is time to search."""
        timely = self.seconds() < share * self.limits.seconds
        return (timely or self.limits.looks is not None) and not self.limits.interrupted()

    def _unguided(self) -> bool:
        """Whether the search waits for a bound to guide it."""
        return self._searching(GUIDE_SHARE) and self._open()

    def _unproven(self) -> bool:
        """Whether there is time for a tighter bound, and one is wanted."""
        timely = self.seconds() < self.limits.seconds and not self.limits.interrupted()
        return timely and self._open()

    def _open(self) -> bool:
        return self.report().gap > max(self.limits.gap, 1e-9)

    def _known(self, relaxation: Relaxation) -> list[Duty]:
        return driven(relaxation, self.best)

    def _take(self, state: State) -> None:
        if better(state.result, self.best.result):
            self.best = copied(state, self.instance.arrays)

    def _chains(self) -> list[Renewal]:
        """Where the search begins: the best schedule, and one made of whole duties or of rides."""
        arrays, price = self.instance.arrays, self.prover.price
        prices = [share * price for share in SHARES_OF_PRICE]
        free = np.zeros(len(self.prover.rows.limit))
        chains = []
        anew = self.limits.anew or not self.begun
        led = self._ridden([*prices, free]) if anew else self.best
        for n in range(CHAINS):
            looks = outlooks(self.instance, self.prover.rows, [*prices, free])
            state = copied(self.best if n == 0 else led or empty_state(arrays), arrays)
            best = copied(state, arrays)
            chains.append(Renewal(arrays, state, best, looks, self.seed * CHAINS + n))
        if led is None:
            chains[-1].build()
        return chains

    def _ridden(self, prices: list[Floats]) -> State | None:
        """A schedule in which escorts have their own timetables, where there are such escorts."""
        arrays, rows = self.instance.arrays, self.prover.rows
        if not arrays.leg_escort.any() or not pure(arrays)[arrays.cls].any():
            return None
        seeds = range(self.seed * CHAINS, self.seed * CHAINS + CHAINS)
        workers = [Ridden(self.instance, rows, prices, seed) for seed in seeds]
        with ThreadPoolExecutor(CHAINS) as pool:
            jobs = [pool.submit(w.best, lambda: self._searching(RIDE_SHARE)) for w in workers]
            return max((job.result() for job in jobs), key=lambda state: state.result[WEIGHT])

    def _search(self, share: float) -> None:
        """Let chains of search run side by side until stale, done or out of time."""
        if not self.chains:
            self.chains = self._chains()
        chains, stale = self.chains, 0
        for chain in chains:
            self._take(chain.best)
        with ThreadPoolExecutor(len(chains)) as pool:
            while (
                stale < STALE
                and self.looked != self.limits.looks
                and self._worth_searching(stale, share)
            ):
                look, heat = self.looked, self._heat() * max(0.0, 1.0 - stale / (0.7 * STALE))
                jobs = [
                    pool.submit(self._look, n, chain, look, heat) for n, chain in enumerate(chains)
                ]
                before = self.best.result.copy()
                for job, chain in zip(jobs, chains, strict=True):
                    job.result()
                    self._take(chain.best)
                for chain in chains if look % RELIEF == RELIEF - 1 else ():
                    if chain.best.result[WEIGHT] < BEHIND * self.best.result[WEIGHT]:
                        chain.go_on_from(self.best)
                stale = 0 if better(self.best.result, before) else stale + 1
                self.looked += 1
                self.report()

    def _look(self, n: int, chain: Renewal, look: int, heat: float) -> None:
        """Some rounds of one chain; trips are also sent out anew one by one, with their escorts."""
        worth = 1.0 / max(self.instance.arrays.horizon, 1)
        rounds = min(ROUNDS, MOST_ROUNDS // len(self.instance.arrays.cls) + 1)
        if (look + n) % 3 == 0 and not chain.ridden:
            seed = (self.seed * 7919 + look) * CHAINS + n
            improve(chain.I, chain.S, chain.B, rounds, seed, heat, worth)
        else:
            chain.rounds(max(rounds // 4, 1), heat, worth)

    def _heat(self) -> float:
        """Weighted people that a worse schedule may cost at first: a small part of a mission."""
        missions = max(int(self.best.active.sum()), 1)
        return HEAT * float(self.best.result[WEIGHT]) / missions

    def _worth_searching(self, stale: int, share: float) -> bool:
        progress = Progress(
            self.seconds(), float(self.best.result[WEIGHT]), self.prover.bound.value
        )
        if progress.gap <= self.limits.gap and stale >= STALE // 4:
            return False
        return self._searching(share if progress.gap > 0.0 else 1.0)


def _greedy(arrays: Arrays, seed: int) -> State:
    """A first schedule: vehicles sent out greedily."""
    state = empty_state(arrays)
    if len(arrays.cls):
        _fill(reference(arrays), reference(state), arrays, seed)
    return state


def _fill(I: Arrays, S: State, arrays: Arrays, seed: int) -> None:
    """Send out whoever is idle; the compiled chance is seeded first."""
    improve(I, S, S, 0, seed, 0.0, 0.0)
    dispatch(I, S, np.zeros(len(arrays.cls), dtype=np.int64), 0.0, 1800)
