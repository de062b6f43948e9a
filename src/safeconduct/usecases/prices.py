"""Prices: what one more unit of each scarce thing is worth, by planning again with it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from safeconduct.brief.words import amount, reason
from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Certificate, Plan
from safeconduct.model.problem import Problem
from safeconduct.operation.loosened import Unit, units
from safeconduct.operation.patches import patched
from safeconduct.plan.bound import Limit
from safeconduct.plan.resume import Begin
from safeconduct.plan.solve import Limits, Solution, solve
from safeconduct.usecases.plan import QUIET, UnjudgeableError, Watch, load
from safeconduct.usecases.prepare import prepare
from safeconduct.verify import judge
from safeconduct.verify.facts import Facts
from safeconduct.verify.limits import total

BASE_SHARE = 0.4
"""The share of the time in which the operation itself is planned."""
LEAST_S = 1.0
"""Less time than this for a unit is no search: it is left untried."""
SAME = 1e-6
FIRST = ("lane", "fleet", "bay", "duty", "hours")
"""Kinds that are tried before single windows, categories and the like."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What one more unit brings: people more in the plan found with it, and what is proven.

    The true worth, in weighted people, lies between `low` and `high`. `people` and `weighted`
    compare the two plans; None: there was no time to plan with it. `marginal` is the price in
    the proof of the bound, where it has one: what the first small part of the unit adds to it.
    """

    unit: Unit
    people: int | None
    weighted: float | None
    low: float
    high: float
    marginal: float | None
    why: str

    @property
    def exact(self) -> bool:
        """Whether the worth is proven to the last person."""
        return self.high - self.low <= SAME


@dataclass(frozen=True, slots=True)
class Priced:
    """The plan of the operation as it stands, what holds it back, and every unit's worth."""

    operation: Operation
    plan: Plan
    limits: tuple[Limit, ...]
    worths: tuple[Worth, ...]
    warnings: tuple[Problem, ...]
    seconds: float

    @property
    def everybody(self) -> float:
        """All who wait, by weight."""
        weights = {c.id: c.weight for c in self.operation.categories}
        return sum(n * weights[c] for (_, c), n in self.operation.waiting().items())


@dataclass(frozen=True, slots=True)
class _Known:
    """A judged plan with its bound, and what a next solve may begin from."""

    plan: Plan
    solution: Solution

    @property
    def out(self) -> float:
        return self.plan.result.weighted_out

    @property
    def bound(self) -> float:
        return self.solution.bound.value


def price(
    folder: Path,
    seconds: float,
    seed: int = 0,
    watch: Watch = QUIET,
    interrupted: Callable[[], bool] = lambda: False,
) -> Priced:
    """Plan the operation in a folder, then again with one more unit of each scarce thing.

    Raises InputProblems for bad input, UnjudgeableError where the judge rejects a plan.
    """
    operation, warnings = load(folder, watch.step)
    prepare(watch.step)
    return replace(priced(operation, seconds, seed, watch, interrupted), warnings=warnings)


def priced(
    operation: Operation,
    seconds: float,
    seed: int = 0,
    watch: Watch = QUIET,
    interrupted: Callable[[], bool] = lambda: False,
) -> Priced:
    """The same for an operation whose legs are known."""
    work = _Work(operation, seconds, seed, watch, interrupted)
    work.run()
    found = work.worths()
    limits = work.base.solution.bound.limits
    return Priced(operation, work.base.plan, limits, found, (), work.seconds())


class _Work:
    """One pricing; a better plan that keeps the rules of the operation becomes its own."""

    def __init__(
        self,
        operation: Operation,
        seconds: float,
        seed: int,
        watch: Watch,
        interrupted: Callable[[], bool],
    ) -> None:
        self.began, self.limit, self.seed, self.watch = time.monotonic(), seconds, seed, watch
        self.operation, self.interrupted = operation, interrupted
        self.units = units(operation)
        self.found: dict[int, _Known] = {}
        watch.step("Planning the operation as it stands")
        self.base = self._solve(operation, BASE_SHARE * seconds, None)

    def seconds(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self.began

    def run(self) -> None:
        """Plan with each unit in turn, the time that is left shared evenly; the dearest first."""
        if self._nobody_left():
            return
        order = self._order()
        for done, n in enumerate(order):
            share = (self.limit - self.seconds()) / (len(order) - done)
            if self.interrupted():
                return
            unit = self.units[n]
            if self._part_of_nothing(unit):
                continue
            self.watch.step(f"{done + 1} of {len(order)}: {unit.says}")
            if share < LEAST_S:
                share = LEAST_S
                if self.limit - self.seconds() < LEAST_S:
                    return
            changed = patched(self.operation, unit.patches)
            self.found[n] = self._solve(changed, share, self._begin())
            self._learn(self.found[n])

    def _part_of_nothing(self, unit: Unit) -> bool:
        """Whether it is proven that even more than this unit brings nobody more out."""
        return self._whole(unit) is not None

    def _whole(self, unit: Unit) -> _Known | None:
        """What was found with units of which this is one, where all of them bring nothing."""
        for n, known in self.found.items():
            other = self.units[n]
            within = all(patch in other.patches for patch in unit.patches)
            if within and unit is not other and known.bound <= self.base.out + SAME:
                return known
        return None

    def _begin(self) -> Begin | None:
        """The own plan holds with every unit: with more of a thing all rules are still kept."""
        begin = self.base.solution.begin
        return begin._replace(holds=True) if begin is not None else None

    def _learn(self, found: _Known) -> None:
        """A better plan that needs no more than there is counts for the operation itself."""
        if found.out > self.base.out + SAME:
            own = replace(found.plan, operation_sha256=self.operation.sha256)
            if judge(self.operation, own).accepted:
                self.base = _Known(own, replace(self.base.solution, begin=found.solution.begin))

    def _nobody_left(self) -> bool:
        return sum(self.operation.waiting().values()) == self.base.plan.result.people_out

    def _bounded(self) -> bool:
        """Whether the own bound says anything; if not, none with more of a thing does either."""
        return self.base.bound < _everybody(self.operation) - SAME

    def _order(self) -> list[int]:
        """Units that the bound prices, then those of many at once, then each by itself."""
        marks = {
            n: _marginal(self.operation, u, self.base.solution) for n, u in enumerate(self.units)
        }
        wide = {n: len(unit.names) > 1 or unit.kind in FIRST for n, unit in enumerate(self.units)}
        return sorted(marks, key=lambda n: (-(marks[n] or 0.0), not wide[n], n))

    def _solve(self, operation: Operation, seconds: float, begin: Begin | None) -> _Known:
        instance = build(operation)
        limits = Limits(
            seconds, interrupted=self.interrupted, prove=begin is None or self._bounded()
        )
        solution = solve(instance, limits, self.seed, self.watch.search, begin)
        value, took = solution.bound.value, solution.seconds
        plan = to_plan(instance, solution.schedule, value, took, self.seed)
        verdict = judge(operation, plan)
        if not verdict.accepted:
            raise UnjudgeableError("\n".join(str(breach) for breach in verdict.breaches))
        return _Known(replace(plan, certificate=solution.certificate), solution)

    def worths(self) -> tuple[Worth, ...]:
        """What every unit is worth, in the order of the files."""
        return tuple(self._worth(n, unit) for n, unit in enumerate(self.units))

    def _worth(self, n: int, unit: Unit) -> Worth:
        base, found = self.base, self.found.get(n) or self._whole(unit)
        if self._nobody_left():
            return Worth(unit, 0, 0.0, 0.0, 0.0, 0.0, "all are out already")
        marginal = _marginal(self.operation, unit, base.solution)
        if found is None:
            why = "not tried: give it more time"
            return Worth(
                unit, None, None, 0.0, _everybody(self.operation) - base.out, marginal, why
            )
        # Whatever the operation's own plan brings can be brought with one more unit too.
        weighted = max(found.out - base.out, 0.0)
        people = found.plan.result.people_out - base.plan.result.people_out if weighted else 0
        low = max(found.out - base.bound, 0.0)
        high = max(found.bound - base.out, 0.0)
        return Worth(unit, people, weighted, low, high, marginal, self._why(found, weighted, high))

    def _why(self, found: _Known, weighted: float, high: float) -> str:
        everybody = _everybody(self.operation)
        limits = found.solution.bound.limits
        if found.out >= everybody - SAME:
            return "then all are out"
        held = _lowered(reason(self.operation, limits[0])) if limits else ""
        if high <= SAME:
            return f"proven: {held}" if held else "proven: nobody more can get out"
        if weighted:
            return f"then {held}" if held else ""
        return f"nobody more found; at most {amount(high)} by the proof"


def _lowered(sentence: str) -> str:
    """The first sentence of a reason, to go on with."""
    first = sentence.split(". ", maxsplit=1)[0].rstrip(".")
    return first[:1].lower() + first[1:]


def _everybody(operation: Operation) -> float:
    weights = {category.id: category.weight for category in operation.categories}
    return float(sum(n * weights[c] for (_, c), n in operation.waiting().items()))


def _marginal(operation: Operation, unit: Unit, solution: Solution) -> float | None:
    """What the proof of the bound pays for the unit at the margin; None: it has no price for it."""
    known: Certificate | None = solution.certificate
    if known is None:
        return None
    if unit.kind == "fleet":
        prices = [
            x.price for x in solution.bound.limits if x.kind == "fleet" and x.name in unit.names
        ]
        return sum(prices)
    if unit.kind in {"lane", "bay", "reception"}:
        mine = [p for p in known.prices if p.kind == unit.kind and p.name in unit.names]
        place = next(p for p in operation.places if p.id in unit.names)
        held = {"lane": place.lanes, "bay": place.bays, "reception": place.capacity}[unit.kind]
        all_of_it = total(Facts.of(operation), replace(known, prices=tuple(mine)))
        return all_of_it / held if held else 0.0
    return None


def dearest(worths: Sequence[Worth], count: int = 3) -> list[Worth]:
    """The units worth most: by what was found, then by what is proven and by the proof's price."""
    tried = [w for w in worths if w.weighted]
    return sorted(tried, key=lambda w: (-(w.weighted or 0.0), -w.low, -(w.marginal or 0.0)))[:count]
