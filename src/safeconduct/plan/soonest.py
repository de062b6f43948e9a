"""How soon everybody can be out: the shortest horizon at which nobody is left behind, proven.

At every horizon shorter than the bound somebody provably stays. Small operations are written
out whole (`whole`) and settled one way or the other; larger ones are searched as any other.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from safeconduct.instance.arrays import Arrays, Instance
from safeconduct.plan.bound import Bound, Prover
from safeconduct.plan.compiled import reference
from safeconduct.plan.guide import drive, new_ways, trips
from safeconduct.plan.highs import maximum
from safeconduct.plan.records import records_of
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.room import empty_state
from safeconduct.plan.scarce import scarce
from safeconduct.plan.solve import Limits, Progress, Solution, _fill, solve
from safeconduct.plan.state import WEIGHT
from safeconduct.plan.whole import TooLargeError, Whole

NEAR = 1e-6
TICKS = ((600, 4), (300, 6), (120, 10), (60, 16))
"""Seconds of a tick and levels of load of programs written out whole, the coarsest first."""
MOST_COLUMNS = 60_000
"""Programs of more columns are not tried in whole numbers."""
BOUND_SHARE, WHOLE_SHARE = 0.3, 0.6
"""Shares of the time for the bound, and of what is left for each program."""


Count = Callable[[Instance, Solution, int], int]
"""The length of a schedule, made with this length as its horizon."""


@dataclass(frozen=True, slots=True)
class Soonest:
    """Proven least length, the length at which a schedule has everybody out, and that schedule.

    Lengths are whole numbers of the caller's unit. `length` and `solution` are None where no
    such schedule was found.
    """

    bound: int
    length: int | None
    instance: Instance | None
    solution: Solution | None
    seconds: float


def soonest(
    at: Callable[[int], Instance],
    span: tuple[int, int],
    seconds: float,
    step: int = 1,
    *,
    direct: bool = False,
    count: Count | None = None,
) -> Soonest:
    """Search between two lengths, the first known to be a bound, in steps of so many units.

    `at` gives the operation with that length as its horizon. With `direct`, programs look only
    for trips that go straight from one pickup to a reception, as some public problems have it;
    `count` gives the length of a schedule where it is not the last arrival.
    """
    return _Search(at, span, seconds, step, direct=direct, count=count).run()


def least(at: Callable[[int], Instance], span: tuple[int, int], seconds: float) -> int:
    """The least length that is not proven too short within the seconds."""
    search = _Search(at, span, seconds, 1)
    search.begin()
    search.prove(1.0)
    return search.low


class _Search:
    """One search: what is proven, and the best so far."""

    def __init__(
        self,
        at: Callable[[int], Instance],
        span: tuple[int, int],
        seconds: float,
        step: int,
        *,
        direct: bool = False,
        count: Count | None = None,
    ) -> None:
        self.count = count or _arrival
        self.begun, self.seconds = time.monotonic(), seconds
        self.at, self.step, self.direct = at, step, direct
        self.low, self.high = span
        self.everybody = _everybody(at(span[1]).outer)
        self.best: tuple[int, Instance, Solution] | None = None
        self.large = False

    def left(self) -> float:
        """Seconds that are left."""
        return self.seconds - (time.monotonic() - self.begun)

    def run(self) -> Soonest:
        """Find any schedule, raise the bound, then settle lengths from the bound upwards."""
        self.begin()
        self.prove(BOUND_SHARE)
        length = self.low
        while self._open(length) and not self.large:
            if self._settle(length, WHOLE_SHARE * self.left()):
                break
            length += self.step
        failed = self.low - 1
        while self._open(failed + self.step):
            length = (failed + self.step + self._least() - 1) // 2
            if not self._search(length, max(self.left() / 3.0, 1.0)):
                failed = length
        spent = time.monotonic() - self.begun
        if self.best is None:
            return Soonest(self.low, None, None, None, spent)
        return Soonest(min(self.low, self.best[0]), *self.best, spent)

    def _least(self) -> int:
        return self.best[0] if self.best else 2 * self.high

    def _open(self, length: int) -> bool:
        """Whether a schedule of this length would be news, and there is time for it."""
        return length <= self._least() - self.step and self.left() > 0.0

    def begin(self) -> None:
        """Any schedule that has everybody out: sent out greedily, with more and more time."""
        length = self.low
        while self.best is None and self.left() > 0.0 and length <= 2 * self.high:
            length = int(np.ceil(1.2 * length)) + 1
            self._search(length, 0.0)

    def prove(self, share: float) -> None:
        """Bisect: at a length where the bound counts fewer than everybody, somebody stays."""
        low, high = self.low, min(self.high, self._least())
        while high - low >= self.step and self.left() > (1.0 - share) * self.seconds:
            middle = (low + high) // 2
            end = time.monotonic() + share * self.seconds / 3.0
            prover = Prover(self.at(middle))
            prover.work(lambda: time.monotonic() < end and self._fits(prover.bound.value))  # noqa: B023
            if self._fits(prover.bound.value):
                high = middle
            else:
                low = middle + 1
        self.low = low

    def _fits(self, people: float) -> bool:
        return people > self.everybody - NEAR

    def _settle(self, length: int, seconds: float) -> bool:
        """Solve one length in whole numbers, where it is small; True: a schedule was found."""
        begun, instance = time.monotonic(), self.at(length)
        view = instance._replace(arrays=instance.outer)
        tick = _tick(view.arrays)
        try:
            relaxation = Relaxation(view, scarce(view, max(600, tick)), tick, dict(TICKS)[tick])
            program = Whole(relaxation, MOST_COLUMNS, direct=self.direct)
        except (TooLargeError, ValueError):
            self.large = True
            return False
        outcome = maximum(program.program(), seconds, least=self.everybody - NEAR)
        if outcome.bound == -np.inf and length == self.low:
            self.low = length + 1
        if outcome.use is None:
            return False
        duties = program.duties(outcome.use)
        found = trips(relaxation, duties, np.ones(len(duties)))
        arrays = new_ways(instance.arrays, found)
        state = empty_state(arrays)
        I, S = reference(arrays), reference(state)
        drive(arrays, I, S, found, relaxation.groups.of, tick)
        _fill(I, S, arrays, 0)
        if not self._fits(float(state.result[WEIGHT])):
            return False
        records = records_of(instance._replace(arrays=arrays), state)
        self._take(
            length, instance, Solution(records, Bound(self.everybody), time.monotonic() - begun)
        )
        return True

    def _search(self, length: int, seconds: float) -> bool:
        """Search until everybody is out, or provably cannot be; True: a schedule was found."""
        instance, last = self.at(length), list[Progress]()

        def settled() -> bool:
            return bool(last) and (
                self._fits(last[-1].weighted_out) or not self._fits(last[-1].bound)
            )

        solution = solve(instance, Limits(seconds, interrupted=settled), 0, last.append)
        if not last or not self._fits(last[-1].weighted_out):
            return False
        self._take(length, instance, solution)
        return True

    def _take(self, length: int, instance: Instance, solution: Solution) -> None:
        arrival = self.count(instance, solution, length)
        if arrival < self._least():
            self.best = (arrival, instance, solution)


def _everybody(I: Arrays) -> float:
    return float((I.people * I.weight).sum())


def _arrival(instance: Instance, solution: Solution, length: int) -> int:
    """The last arrival in the caller's unit, rounded up; `length` is the horizon in it."""
    ends = [r.end for records in solution.schedule for r in records if r.kind == 3]
    share = max(ends, default=0) / instance.arrays.horizon
    return min(length, int(np.ceil(share * length - NEAR)))


def _tick(I: Arrays) -> int:
    """The coarsest tick at which no time is rounded, else the finest that there is."""
    seconds = np.concatenate(
        [(I.leg_min[None, :] / I.speed[:, None]).ravel() * 60.0, I.fixed_min * 60.0, I.available]
    )
    for tick, _ in TICKS:
        if np.allclose(seconds % tick, 0.0) and not (I.load_min.any() or I.unload_min.any()):
            return tick
    return TICKS[-1][0]
