"""What operational combinations achieve: few are solved, the others lie between those.

Where a term is monotone, a plan for a stricter option keeps the rules of every looser one, and a
bound of a looser option holds for every stricter one. So a solved combination speaks for many.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Combination = tuple[int, ...]
"""The option of each operational term."""


KNOWN_GAP = 0.01
"""A combination whose plan is so near its bound counts as valued without a plan of its own."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a plan brings: people, weighted people, the last arrival and the exposure.

    `bound` is what solving proved besides, None where it proved nothing new; `reason` says what
    holds the rest back.
    """

    people: int
    weighted: float
    last_arrival: float | None = None
    exposure: float = 0.0
    bound: float | None = None
    reason: str = ""


class Valuation(Protocol):
    """What a combination of options achieves; handed in, so that no planner is known here."""

    def bound(self, combination: Combination) -> tuple[float, str]:
        """A proven upper bound on weighted people that costs little, and what holds back."""

    def plan(self, combination: Combination, near: Combination | None) -> Value:
        """A plan's value; `near` is a combination solved before, to start from."""


@dataclass(slots=True)
class Values:
    """The value of every combination: a plan's (kept by it), and a bound that holds for it."""

    shape: tuple[int, ...]
    plans: list[Value]
    source: NDArray[np.int32]
    bound: NDArray[np.float64]
    reasons: list[str]
    solved: list[Combination] = field(default_factory=list)
    seconds: float = 0.0

    def at(self, combination: Combination) -> Value:
        """The best plan that is known to keep the rules of a combination."""
        return self.plans[int(self.source[combination])]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which combinations were planned themselves, or lie within 1 % of their bound.

        Of the others a plan is known that keeps their rules, but not how much more is possible.
        """
        found = np.asarray(self.gap <= KNOWN_GAP)
        for one in self.solved:
            found[one] = True
        return found

    def reason(self, combination: Combination) -> str:
        """What holds back those whom this combination does not bring out."""
        number = int(np.ravel_multi_index(combination, self.shape)) if self.shape else 0
        return self.reasons[number]

    @property
    def weighted(self) -> NDArray[np.float64]:
        """Weighted people brought out, by combination."""
        return np.array([plan.weighted for plan in self.plans])[self.source]

    @property
    def people(self) -> NDArray[np.int64]:
        """People brought out, by combination."""
        return np.array([plan.people for plan in self.plans], dtype=np.int64)[self.source]

    @property
    def last(self) -> NDArray[np.float64]:
        """The last arrival in minutes, by combination; infinite where nobody arrives."""
        ends = [np.inf if plan.last_arrival is None else plan.last_arrival for plan in self.plans]
        return np.array(ends)[self.source]

    @property
    def gap(self) -> NDArray[np.float64]:
        """How far each plan may be from the best possible, as a share of the bound."""
        room = np.maximum(self.bound - self.weighted, 0.0)
        return np.divide(room, self.bound, out=np.zeros_like(room), where=self.bound > 0)


@dataclass(frozen=True, slots=True)
class Effort:
    """When to stop: at this gap everywhere, after so many seconds, or when told.

    Without `others`, only those are planned that are wanted by name.
    """

    gap: float = 0.01
    seconds: float = 60.0
    others: bool = True
    told: Callable[[int, int], None] = lambda _planned, _within: None
    interrupted: Callable[[], bool] = lambda: False


def value_all(
    shape: tuple[int, ...],
    monotone: Sequence[bool],
    valuation: Valuation,
    effort: Effort | None = None,
    first: Sequence[Combination] = (),
) -> Values:
    """Value every combination; `first` are solved before any other, such as the draft's.

    Each is left with a plan that is known to keep its rules (at worst the empty one) and a
    bound; where time runs out the gap stays open, and says so.
    """
    began = time.monotonic()
    combinations = list(np.ndindex(shape)) if shape else [()]
    bounds, reasons = zip(*(valuation.bound(one) for one in combinations), strict=True)
    bound = np.array(bounds, dtype=np.float64).reshape(shape)
    _tighten(bound, monotone)
    source = np.zeros(shape, dtype=np.int32)
    values = Values(shape, [Value(0, 0.0)], source, bound, list(reasons))
    values.seconds = time.monotonic() - began
    value_more(values, monotone, valuation, effort, first)
    return values


def value_more(
    values: Values,
    monotone: Sequence[bool],
    valuation: Valuation,
    effort: Effort | None = None,
    first: Sequence[Combination] = (),
) -> None:
    """Go on valuing; the seconds of the effort are those of all the work on these values."""
    effort = effort or Effort()
    began = time.monotonic() - values.seconds
    wanted, tried = list(first), set(values.solved)
    while time.monotonic() - began < effort.seconds and not effort.interrupted():
        open_ = values.gap > effort.gap
        if wanted:
            one: Combination | None = wanted.pop(0)
        else:
            one = _next(values, open_, tried, monotone, effort.gap) if effort.others else None
        if one is None:
            break
        if one in tried or not open_[one]:
            continue
        tried.add(one)
        values.plans.append(valuation.plan(one, _nearest(one, values.solved)))
        values.solved.append(one)
        _serve(values, one, monotone)
        _prove(values, one, monotone)
        effort.told(len(values.solved), int((values.gap <= effort.gap).sum()))
    values.seconds = time.monotonic() - began


def _tighten(bound: NDArray[np.float64], monotone: Sequence[bool]) -> None:
    """A looser option's bound holds for the stricter: running minimum from the loosest."""
    for axis, ordered in enumerate(monotone):
        if ordered:
            turned = np.flip(bound, axis)
            bound[...] = np.flip(np.minimum.accumulate(turned, axis=axis), axis)


def _region(one: Combination, monotone: Sequence[bool]) -> tuple[slice | int, ...]:
    """The combinations whose rules a plan for this one keeps too."""
    return tuple(
        slice(option, None) if ordered else option
        for option, ordered in zip(one, monotone, strict=True)
    )


def _serve(values: Values, one: Combination, monotone: Sequence[bool]) -> None:
    """Let the newest plan stand wherever its rules are kept and it brings out more."""
    newest = len(values.plans) - 1
    weighted = np.array([plan.weighted for plan in values.plans])
    region = _region(one, monotone)
    held = np.atleast_1d(values.source[region])
    better = weighted[held] < weighted[newest]
    values.source[region] = np.where(better, newest, held).reshape(values.source[region].shape)


def _prove(values: Values, one: Combination, monotone: Sequence[bool]) -> None:
    """Let the newest bound hold for every stricter combination."""
    newest = values.plans[-1]
    if newest.bound is None:
        return
    numbers = np.arange(values.bound.size).reshape(values.shape)
    region = tuple(
        slice(None, option + 1) if ordered else option
        for option, ordered in zip(one, monotone, strict=True)
    )
    tighter = np.atleast_1d(values.bound[region] > newest.bound)
    for number in np.atleast_1d(numbers[region])[tighter]:
        values.reasons[int(number)] = newest.reason
    values.bound[region] = np.minimum(values.bound[region], newest.bound)
    values.reasons[int(numbers[one])] = newest.reason or values.reasons[int(numbers[one])]


def _next(
    values: Values,
    open_: NDArray[np.bool_],
    tried: set[Combination],
    monotone: Sequence[bool],
    gap: float,
) -> Combination | None:
    """The combination whose plan, were it at its bound, would settle the most others."""
    left = [tuple(int(i) for i in one) for one in np.argwhere(open_)] if open_.ndim else []
    left = [one for one in left if one not in tried]
    if not open_.ndim and open_ and () not in tried:
        return ()
    lowest: dict[tuple[float, Combination], Combination] = {}
    for one in left:
        fixed = tuple(o for o, ordered in zip(one, monotone, strict=True) if not ordered)
        key = (round(float(values.bound[one]), 6), fixed)
        if key not in lowest or sum(one) < sum(lowest[key]):
            lowest[key] = one
    best, most = None, -1
    for one in list(lowest.values())[:200]:
        region = _region(one, monotone)
        settled = open_[region] & (values.bound[region] * (1 - gap) <= values.bound[one])
        count = int(np.sum(settled))
        if count > most:
            best, most = one, count
    return best


def _nearest(one: Combination, solved: Sequence[Combination]) -> Combination | None:
    return min(
        solved,
        key=lambda other: sum(abs(a - b) for a, b in zip(one, other, strict=True)),
        default=None,
    )
