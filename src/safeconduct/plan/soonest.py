"""How soon everybody can be out: the shortest horizon at which nobody is left behind, proven.

At every horizon shorter than the bound somebody provably stays. Small operations are written
out whole (`whole`) and settled one way or the other. Larger ones whose trips go straight are
written out at a clock that rounds, down for the bound and up for a schedule; all others are
searched as any operation.
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
from safeconduct.plan.resume import Begin
from safeconduct.plan.room import empty_state
from safeconduct.plan.scarce import scarce
from safeconduct.plan.solve import Limits, Progress, Solution, _fill, solve
from safeconduct.plan.state import WEIGHT
from safeconduct.plan.whole import TooLargeError, Whole

NEAR, SURE = 1e-6, 1e-3
"""People by weight within which all count as out, and by which somebody has to stay for a proof
by a program that is solved in floating point."""
TICKS = ((600, 4), (300, 6), (120, 10), (60, 16))
"""Seconds of a tick and levels of load of programs written out whole, the coarsest first."""
MOST_COLUMNS = 250_000
"""Programs of more columns are not tried."""
BOUND_SHARE, SEARCH_SHARE = 0.3, 0.35
"""Shares of the time after which the bound, and the search before a program, end."""
PATIENCE = 4
"""How often a length one step shorter is tried in vain."""


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
        longest = at(span[1])
        self.everybody = _everybody(longest.outer)
        self.unit_s = longest.arrays.horizon / span[1]
        self.exact = _exact(longest.outer)
        self.best: tuple[int, Instance, Solution] | None = None
        self.large, self.tries = self.exact is None, 0

    def left(self) -> float:
        """Seconds that are left."""
        return self.seconds - (time.monotonic() - self.begun)

    def run(self) -> Soonest:
        """Find any schedule, raise the bound, then settle lengths between, the best at last."""
        self.begin()
        self.prove(BOUND_SHARE)
        if self.exact is not None:
            if self.direct:
                self._shorten(1.0 - SEARCH_SHARE)
            self._halve(None)
        for tick, _ in TICKS if self.direct and self.large else ():
            self._halve(tick)
        low = -1
        while not self.large and low < self.low and self._open(self.low):
            low = self.low
            self._settle(low, self.left())
        self._bisect()
        spent = time.monotonic() - self.begun
        if self.best is None:
            return Soonest(self.low, None, None, None, spent)
        return Soonest(min(self.low, self.best[0]), *self.best, spent)

    def _halve(self, up: int | None) -> None:
        """Settle lengths between, to within a tick, at a clock that rounds nothing, or up.

        Ends where a program would take too long.
        """
        failed, near = self.low - 1, max(self.step, int((up or 0) / self.unit_s))
        while self._open(failed + near) and not (up is None and self.large):
            between = (self._least() - failed) // 3  # shorter ones are settled sooner
            length = failed + max(between, self.step)
            begun, given = time.monotonic(), self.left() / 3.0
            if not self._settle(length, given, up):
                failed = length
                if time.monotonic() - begun > given:
                    return

    def _bisect(self) -> None:
        """Search at lengths between, each from nothing."""
        failed = self.low - 1
        while self._open(failed + self.step):
            length = (failed + self.step + self._least() - 1) // 2
            if not self._search(length, max(self.left() / 3.0, 1.0)):
                failed = length

    def _shorten(self, share: float) -> None:
        """Go on from the best schedule to shorter ones, by leaps that grow where they succeed.

        Ends with this share of the time left.
        """
        leap, failed = (self._least() - self.low) // (2 * self.step), 0
        while failed < PATIENCE and self._open(self.low) and self.left() > share * self.seconds:
            length = max(self._least() - max(leap, 1) * self.step, self.low)
            known = self.best[2].begin if self.best else None
            if self._search(length, max(self.left() / 10.0, 1.0), known):
                leap, failed = 2 * leap, 0
            else:
                failed += leap <= 1
                leap //= 2

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
            if self._stays(self.at(middle), share * self.seconds / 3.0):
                low = middle + 1
            else:
                high = middle
        self.low = low

    def _stays(self, instance: Instance, seconds: float) -> bool:
        """Whether somebody provably stays; False: not proven within the seconds."""
        written = self._written(instance) if self.direct else None
        if written is not None:
            outcome = maximum(written[1].program(), seconds, whole=False)
            return outcome.ended and outcome.bound < self.everybody - SURE
        end = time.monotonic() + seconds
        prover = Prover(instance)
        prover.work(lambda: time.monotonic() < end and self._fits(prover.bound.value))
        return not self._fits(prover.bound.value)

    def _fits(self, people: float) -> bool:
        return people > self.everybody - NEAR

    def _written(
        self, instance: Instance, up: int | None = None
    ) -> tuple[Relaxation, Whole] | None:
        """The program of an instance: at the finest clock, or rounded `up` to ticks of so many s.

        None: it would be too large, or cannot be written.
        """
        view = instance._replace(arrays=instance.outer)
        fixed = up or self.exact
        for tick, detail in TICKS[::-1]:
            if fixed in (None, tick):
                rows = scarce(view, max(600, tick))
                relaxation = Relaxation(view, rows, tick, detail, careful=up is not None)
                try:
                    return relaxation, Whole(relaxation, MOST_COLUMNS, direct=self.direct)
                except TooLargeError:
                    continue
                except ValueError:
                    return None
        return None

    def _settle(self, length: int, seconds: float, up: int | None = None) -> bool:
        """Solve one length in whole numbers, where it can be; True: a schedule was found."""
        begun, instance = time.monotonic(), self.at(length)
        written = self._written(instance, up)
        if written is None:
            self.large = True
            return False
        relaxation, whole = written
        outcome = maximum(whole.program(), seconds, least=self.everybody - NEAR)
        if outcome.bound == -np.inf and up is None:
            self.low = max(self.low, length + 1)
        if outcome.use is None:
            return False
        duties = whole.duties(outcome.use)
        found = trips(relaxation, duties, np.ones(len(duties)))
        arrays = new_ways(instance.arrays, found)
        state = empty_state(arrays)
        I, S = reference(arrays), reference(state)
        drive(arrays, I, S, found, relaxation.groups.of, relaxation.tick)
        _fill(I, S, arrays, 0)
        if not self._fits(float(state.result[WEIGHT])):
            return False
        records = records_of(instance._replace(arrays=arrays), state)
        self._take(
            length, instance, Solution(records, Bound(self.everybody), time.monotonic() - begun)
        )
        return True

    def _search(self, length: int, seconds: float, begin: Begin | None = None) -> bool:
        """Search until everybody is out, or provably cannot be; True: a schedule was found."""
        instance, last = self.at(length), list[Progress]()

        def settled() -> bool:
            return bool(last) and (
                self._fits(last[-1].weighted_out) or not self._fits(last[-1].bound)
            )

        limits = Limits(seconds, interrupted=settled, anew=False)
        self.tries += 1
        solution = solve(instance, limits, self.tries, last.append, begin)
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


def _exact(I: Arrays) -> int | None:
    """The coarsest tick at which no time is rounded; None: there is none."""
    seconds = np.concatenate(
        [(I.leg_min[None, :] / I.speed[:, None]).ravel() * 60.0, I.fixed_min * 60.0, I.available]
    )
    if I.load_min.any() or I.unload_min.any():
        return None
    return next((tick for tick, _ in TICKS if np.allclose(seconds % tick, 0.0)), None)
