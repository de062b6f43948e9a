"""A bound that no plan exceeds, made tighter step by step, and what it is that makes it.

Every step is column generation (`duals`) at a finer clock than the one before, begun from the
prices found there. Any step, stopped at any round, leaves a valid bound.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd

import numpy as np

from safeconduct.instance.arrays import BLOCKED, Arrays, Floats, Instance
from safeconduct.plan.duals import Duty, Generation
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.scarce import Scarce, carried, scarce

STEPS = (
    (3600, 300, 4), (3600, 240, 4), (3600, 120, 8), (1800, 60, 12), (600, 60, 12), (600, 30, 24)
)  # fmt: skip
"""Of each step: seconds for which a lane's minutes have one price, seconds of a tick, and levels.

Every tick divides its bucket. Where there would be too many rows, prices hold for longer.
"""
GUIDE_BUCKET, MOST_BUCKETS = 3600, 2000
LONGER = (1, 2, 3, 6, 12)
CLOSE = 1e-4
"""Share within which a step's bound and its master count as equal."""
GUIDES, GUIDE_DETAIL, GUIDE_WORK = (60, 120, 300, 600, 1200, 1800), 3, 2_000_000
"""Ticks, levels and effort of the search for first prices; see `Relaxation.effort`."""
MOST_WORK = 600_000_000
"""Effort of a round above which a step is left out, but for the first."""
NEAR, GUIDE_ROUNDS = 3e-3, 80
"""Share within which first prices are good enough, and rounds after which they must be."""
WORKERS = 2
MOST_ROUNDS = 1_000


@dataclass(frozen=True, slots=True)
class Limit:
    """What holds people back: a kind (lane, bay, entry, escort, reception, fleet), a name, a price.

    The price is the weighted people that one more unit of it adds to the bound at the
    margin: a minute of a lane or bay at its dearest hour, a place in a reception, a vehicle
    of a class, a vehicle's entry into a zone. `moment` is that hour's first second, or -1.
    """

    kind: str
    name: str
    price: float
    moment: int = -1


@dataclass(frozen=True, slots=True)
class Bound:
    """A proven bound, the limits that make it, and the prices that prove it.

    They prove it at a tick and with a detail of load, where it is less than everybody; `exact`
    is what they prove before it is cut to what counts of people can add up to.
    """

    value: float
    limits: tuple[Limit, ...] = ()
    price: Floats = field(default_factory=lambda: np.empty(0))
    tick: int = 0
    detail: int = 0
    exact: float = 0.0
    rows: Scarce | None = None
    """The rows that the prices belong to."""


Known = Callable[[Relaxation], list[Duty]]


class Prover:
    """Works on the bound of an instance; `bound` holds the best so far at every moment."""

    def __init__(self, instance: Instance) -> None:
        # Where moments are no whole seconds, the bound allows more than the schedule.
        self.instance = instance = instance._replace(arrays=instance.outer)
        I = instance.arrays
        self.everybody = float((I.people * I.weight).sum())
        self.rows: Scarce = scarce(instance, _bucket(I, GUIDE_BUCKET))
        self.unit = _unit(I)
        self.bound = Bound(self.everybody, ())
        self.generation: Generation | None = None
        self.price = np.zeros(len(self.rows.limit))
        self.step = 0
        self.done = not len(I.cls) or not self.everybody
        if self.done:
            self.bound = Bound(0.0, _too_few(I))

    def work(
        self,
        going: Callable[[], bool],
        steps: int = len(STEPS),
        rounds: int = MOST_ROUNDS,
        known: Known = lambda _: [],
    ) -> None:
        """Work while `going` answers True, up to a step and to so many rounds of each step.

        `known` gives duties that are known to go together, for a quick start.
        """
        with ThreadPoolExecutor(WORKERS) as pool:
            while not self.done and self.step < steps and going():
                self._take_step(pool, going, rounds, known)

    def guide(self, going: Callable[[], bool], known: Known = lambda _: []) -> None:
        """Find prices quickly, at a coarse clock that rounds up: no bound, but a good beginning."""
        if self.done:
            return
        relaxation = self._coarse()
        self.generation = generation = Generation(relaxation, known=known(relaxation))
        with ThreadPoolExecutor(WORKERS) as pool:
            for number, state in enumerate(generation.rounds(pool), 1):
                self.price = state.price
                near = state.bound - state.master <= NEAR * state.bound
                if near or number == GUIDE_ROUNDS or not going():
                    return

    def _divide(self, bucket: int) -> None:
        """Let prices change more often, beginning with those that are known."""
        rows = scarce(self.instance, _bucket(self.instance.arrays, bucket))
        self.price = carried(self.rows, rows, self.price)
        self.rows = rows

    def _coarse(self) -> Relaxation:
        for tick in GUIDES:
            R = Relaxation(self.instance, self.rows, tick, GUIDE_DETAIL, careful=True)
            if R.work() <= GUIDE_WORK:
                break
        return R

    def _take_step(
        self, pool: ThreadPoolExecutor, going: Callable[[], bool], rounds: int, known: Known
    ) -> None:
        bucket, tick, detail = STEPS[self.step]
        self.step += 1
        self._divide(bucket)
        relaxation = Relaxation(self.instance, self.rows, tick, detail)
        if self.step > 1 and relaxation.work() > MOST_WORK:  # a round would be too long
            return
        self.generation = Generation(relaxation, self.price, known(relaxation))
        for number, state in enumerate(self.generation.rounds(pool), 1):
            self.price = state.price
            if state.bound < self.bound.value:
                wage = self.generation.wage
                limits = _limits(self.instance, self.rows, state.price, wage)
                value = min(self.everybody, whole(state.bound, self.unit))
                self.bound = Bound(value, limits, state.price, tick, detail, state.bound, self.rows)
            close = state.bound - state.master <= CLOSE * state.bound
            vain = state.master >= self.everybody  # no price proves anything at this clock
            if close or vain or number == rounds or not going():
                return


def prove(instance: Instance, seconds: float = 10.0) -> Bound:
    """Prove a bound; whatever the solver does, the value is one that no plan exceeds."""
    end = time.monotonic() + seconds
    prover = Prover(instance)
    prover.work(lambda: time.monotonic() < end)
    return prover.bound


def _bucket(I: Arrays, wanted: int) -> int:
    """The span of one price that is wanted, or longer where it would make too many rows."""
    limited = int(((I.lanes < BLOCKED) & (I.kind != 3)).sum()) + 2 * int(I.leg_escort.sum())
    few = [n * wanted for n in LONGER if limited * I.horizon // (n * wanted) <= MOST_BUCKETS]
    return few[0] if few else LONGER[-1] * wanted


def _limits(instance: Instance, rows: Scarce, price: Floats, wage: Floats) -> tuple[Limit, ...]:
    """The dearest moment of each scarce thing, the dearest thing first."""
    found: dict[tuple[str, str], tuple[float, float, int]] = {}
    for row in np.flatnonzero(price > 1e-6):
        kind, name = rows.kind[row], rows.name[row]
        if kind in ("people", "mix"):
            continue
        total, most, moment = found.get((kind, name), (0.0, 0.0, -1))
        paid = float(price[row])
        if paid > most:
            most, moment = paid, rows.moment[row]
        found[kind, name] = (total + paid * max(rows.limit[row], 1.0), most, moment)
    for k, worth in enumerate(wage):
        if worth > 1e-6:
            count = float((instance.arrays.cls == k).sum())
            found["fleet", instance.classes[k]] = (float(worth) * count, float(worth), -1)
    order = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    return tuple(Limit(kind, name, most, moment) for (kind, name), (_, most, moment) in order)


def _too_few(I: Arrays) -> tuple[Limit, ...]:
    return () if len(I.cls) else (Limit("fleet", "no vehicle", 0.0),)


def _unit(I: Arrays) -> float:
    """What every weighted count of people is a multiple of."""
    weights = [Fraction(weight).limit_denominator(10**6) for weight in _present(I)]
    shared = weights[0] if weights else Fraction(1)
    for weight in weights:
        shared = Fraction(
            gcd(shared.numerator * weight.denominator, weight.numerator * shared.denominator),
            shared.denominator * weight.denominator,
        )
    exact = all(float(f) == w for f, w in zip(weights, _present(I), strict=True))
    return float(shared) if exact else 0.0


def _present(I: Arrays) -> list[float]:
    """The weights of the categories of which anybody waits."""
    return [float(w) for w in I.weight[I.people.sum(axis=0) > 0]]


def whole(value: float, unit: float) -> float:
    """The largest multiple of the unit within a bound, which is first raised above all noise."""
    raised = max(value, 0.0) * (1.0 + 1e-10) + 1e-7
    return float(np.floor(raised / unit) * unit) if unit > 0.0 else raised
