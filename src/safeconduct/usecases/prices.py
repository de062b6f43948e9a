"""Prices: what one more unit of each scarce thing is worth, by planning again with it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from safeconduct.brief.words import reason
from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.model.operation import Operation
from safeconduct.model.place import PlaceKind
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
    def tried(self) -> tuple[Worth, ...]:
        """The units with which there was time to plan."""
        return tuple(worth for worth in self.worths if worth.weighted is not None)


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
    work = _Work(operation, Effort(seconds, interrupted=interrupted), seed, watch)
    work.start()
    work.run(work.order())
    return work.priced()


def quick(
    operation: Operation, plan: Plan, solution: Solution, seed: int = 0, watch: Watch = QUIET
) -> Priced:
    """Prices of a few common units beside a plan that is known, the same on every machine.

    One short search for each; the bound is not worked on, so nothing but the plans is compared.
    """
    work = _Work(operation, Effort(inf, looks=1), seed, watch)
    work.base = _Known(plan, solution)
    work.run(_commonest(operation, work))
    return work.priced()


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to work in all; or how often each search looks up, and then without proofs."""

    seconds: float
    looks: int | None = None
    interrupted: Callable[[], bool] = lambda: False


class _Work:
    """One pricing; a better plan that keeps the rules of the operation becomes its own."""

    base: "_Known"

    def __init__(self, operation: Operation, effort: Effort, seed: int, watch: Watch) -> None:
        self.began, self.effort, self.seed, self.watch = time.monotonic(), effort, seed, watch
        self.operation, self.units = operation, units(operation)
        self.found: dict[int, _Known] = {}

    def start(self) -> None:
        """Plan the operation as it stands."""
        self.watch.step("Planning the operation as it stands")
        self.base = self._solve(self.operation, BASE_SHARE * self.effort.seconds, None)

    def priced(self) -> Priced:
        """All that was found."""
        limits = self.base.solution.bound.limits
        return Priced(self.operation, self.base.plan, limits, self.worths(), (), self.seconds())

    def seconds(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self.began

    def run(self, order: Sequence[int]) -> None:
        """Plan with each unit in turn; the time that is left is shared evenly."""
        if self._nobody_left():
            return
        for done, n in enumerate(order):
            left = self.effort.seconds - self.seconds()
            if self.effort.interrupted() or left < LEAST_S:
                return
            unit = self.units[n]
            if self._whole(unit) is not None:
                continue
            self.watch.step(f"{done + 1} of {len(order)}: {unit.says}")
            share = max(left / (len(order) - done), LEAST_S)
            changed = patched(self.operation, unit.patches)
            self.found[n] = self._solve(changed, share, self._begin())
            self._learn(self.found[n])

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

    def _bound(self, found: _Known) -> float:
        """What no plan with the unit exceeds; where it was not worked on, everybody."""
        return min(found.bound, _everybody(self.operation))

    def _bounded(self) -> bool:
        """Whether the own bound says anything; if not, none with more of a thing does either."""
        return self.base.bound < _everybody(self.operation) - SAME

    def order(self) -> list[int]:
        """Units that the bound prices, then those of many at once, then each by itself."""
        marks = {
            n: _marginal(self.operation, u, self.base.solution) for n, u in enumerate(self.units)
        }
        wide = {n: len(unit.names) > 1 or unit.kind in FIRST for n, unit in enumerate(self.units)}
        return sorted(marks, key=lambda n: (-(marks[n] or 0.0), not wide[n], n))

    def _solve(self, operation: Operation, seconds: float, begin: Begin | None) -> _Known:
        instance = build(operation)
        looks, interrupted = self.effort.looks, self.effort.interrupted
        prove = looks is None and (begin is None or self._bounded())
        # With looks alone one short search is enough: any gap will do.
        gap = 0.0 if looks is None else 1.0
        limits = Limits(seconds, gap, interrupted, looks, prove, anew=False)
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
        high = max(self._bound(found) - base.out, 0.0)
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
        return "nobody more found"


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


def _commonest(operation: Operation, work: "_Work") -> list[int]:
    """A vehicle of each type, a lane at each post, an hour of duty and of movement."""
    first = {row.type: row.id for row in reversed(operation.fleet)}
    chosen = {*first.values(), *(p.id for p in operation.places if p.kind is PlaceKind.CHECKPOINT)}
    return [
        n
        for n, unit in enumerate(work.units)
        if unit.kind in {"duty", "hours"}
        or (unit.kind in {"fleet", "lane"} and unit.names[0] in chosen)
    ]


def dearest(worths: Sequence[Worth], count: int = 3) -> list[Worth]:
    """The units worth most: by what was found, then by what is proven and by the proof's price."""
    tried = [w for w in worths if w.weighted]
    return sorted(tried, key=lambda w: (-(w.weighted or 0.0), -w.low, -(w.marginal or 0.0)))[:count]
