"""Step by step: what each party gains by going on, less what it would gain by breaking now.

A step holds for a party while what this step and those after it still give is worth more than
what breaking it would bring. The weakest moment decides; the order of batches can mend it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from safeconduct.model.terms import Step

MOST = 16
"""Up to so many steps the best order is found exactly."""


@dataclass(frozen=True, slots=True)
class Margin:
    """A party's or spoiler's margin at one step; below 0 it would gain by breaking."""

    step: str
    party: str
    margin: float


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the steps, its margins, and the smallest of them."""

    steps: tuple[str, ...]
    margins: tuple[Margin, ...]

    @property
    def weakest(self) -> Margin | None:
        """The smallest margin."""
        return min(self.margins, key=lambda one: one.margin, default=None)


def actors(steps: Sequence[Step]) -> tuple[str, ...]:
    """Everybody whom a step gives or tempts, spoilers outside the signature too."""
    return tuple(dict.fromkeys(who for s in steps for who in (*s.gives, *s.tempts)))


def as_planned(steps: Sequence[Step]) -> Order:
    """The margins of the steps in the order in which they stand."""
    who = actors(steps)
    found = []
    for n, step in enumerate(steps):
        rest = steps[n:]
        found += [Margin(step.id, party, _margin(step, rest, party)) for party in who]
    return Order(tuple(step.id for step in steps), tuple(found))


def _margin(step: Step, rest: Sequence[Step], party: str) -> float:
    return sum(s.gives.get(party, 0.0) for s in rest) - step.tempts.get(party, 0.0)


def best_order(steps: Sequence[Step]) -> Order:
    """The order with the largest smallest margin, among those that keep `after`.

    Raises:
        ValueError: more than 16 steps, or steps that wait for each other.
    """
    if len(steps) > MOST:
        raise ValueError(f"at most {MOST} steps are put in order")
    who = actors(steps)
    number = {step.id: n for n, step in enumerate(steps)}
    needs = [sum(1 << number[name] for name in step.after) for step in steps]
    every = (1 << len(steps)) - 1

    @cache
    def best(done: int) -> tuple[float, tuple[int, ...]]:
        if done == every:
            return float("inf"), ()
        left = [n for n in range(len(steps)) if not done >> n & 1]
        rest = [steps[n] for n in left]
        top: tuple[float, tuple[int, ...]] | None = None
        for n in left:
            if needs[n] & ~done:
                continue
            later, tail = best(done | 1 << n)
            here = min((_margin(steps[n], rest, party) for party in who), default=float("inf"))
            if tail is not None and (top is None or min(here, later) > top[0]):
                top = (min(here, later), (n, *tail))
        return top if top is not None else (float("-inf"), ())

    order = best(0)[1]
    if len(order) < len(steps):
        raise ValueError("steps wait for each other")
    return as_planned([steps[n] for n in order])
