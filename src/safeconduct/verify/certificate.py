"""The bound of a plan, worked out anew from its certificate and the facts.

Any prices that are not negative prove a bound: all limits at their prices, and for every vehicle
the most that it can be worth at them. docs/understand/the_bound.md says why.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Certificate, Plan
from safeconduct.verify.clock import Clock
from safeconduct.verify.duty_value import Duty
from safeconduct.verify.facts import Facts
from safeconduct.verify.limits import ImpossibleError, total

if TYPE_CHECKING:
    from safeconduct.model.fleet import FleetRow

STEPS_PER_SECOND = 8e6
"""About how many steps of the programme plain Python takes in a second."""
NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Proof:
    """What the checker found: `bound` is proven by it alone, None where it worked none out.

    `why` says why not, or why the claim is not confirmed; blank where it is.
    """

    claimed: float
    bound: float | None = None
    why: str = ""
    seconds: float = 0.0
    """About how long working it out would take, where that was too long."""
    unfit: bool = False
    """Whether the certificate prices what the facts do not have."""

    def __str__(self) -> str:
        """Say it in one sentence."""
        claimed = f"{self.claimed:,.10g}"
        if self.confirmed:
            return f"The bound was recomputed: {self.bound:,.10g} (claimed {claimed})."
        if self.bound is not None:
            return (
                f"The bound is NOT proven: its certificate gives {self.bound:,.10g}, "
                f"the plan claims {claimed}."
            )
        return f"The bound of {claimed} was not recomputed: {self.why}."

    @property
    def refuted(self) -> bool:
        """Whether the certificate does not prove what the plan claims."""
        return not self.confirmed and (self.bound is not None or self.unfit)

    @property
    def confirmed(self) -> bool:
        """Whether the claim follows from the certificate and the facts."""
        return self.bound is not None and self.bound <= self.claimed * (1 + NEAR) + NEAR


def prove(operation: Operation, plan: Plan, seconds: float = math.inf) -> Proof:
    """Recompute the bound of a plan, if that takes no longer than about so many seconds."""
    claimed = plan.result.bound
    certificate = plan.certificate if plan.replanned is None else None
    everybody = _everybody(operation)
    if certificate is None:
        if claimed >= everybody * (1 - NEAR):
            return Proof(claimed, everybody)
        what = "plan" if plan.replanned is None else "plan was replanned on the way and"
        return Proof(claimed, None, f"the {what} carries no certificate")
    facts = Facts.of(operation)
    try:
        limits = total(facts, certificate)
        duties = _duties(facts, certificate)
    except ImpossibleError as error:
        return Proof(claimed, None, f"its certificate does not fit the facts: {error}", unfit=True)
    needed = sum(duty.work() for duty in duties) / STEPS_PER_SECOND
    if needed > seconds:
        return Proof(claimed, None, f"it would take about {_spoken(needed)}", needed)
    value = limits + math.fsum(duty.value() for duty in duties)
    bound = min(everybody, whole(operation, value))
    why = "" if bound <= claimed * (1 + NEAR) + NEAR else "the certificate proves less than claimed"
    return Proof(claimed, bound, why)


def _duties(facts: Facts, certificate: Certificate) -> list[Duty]:
    if not 1 <= certificate.tick_s <= 86_400 or not 1 <= certificate.levels <= 1_000:
        raise ImpossibleError("its tick or its number of levels makes no clock")
    clock = Clock(facts, certificate)
    alike: dict[tuple[object, ...], list[FleetRow]] = {}
    for row in facts.operation.fleet:
        if row.count > 0:
            crew = row.max_duty_h, row.rest_h, row.speed_factor, row.escort
            alike.setdefault((*crew, row.seats, row.wheelchair, row.stretcher), []).append(row)
    return [Duty(clock, rows) for rows in alike.values()]


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"


def _everybody(operation: Operation) -> float:
    weights = {category.id: category.weight for category in operation.categories}
    return math.fsum(count * weights[c] for (_, c), count in operation.waiting().items())


def whole(operation: Operation, value: float) -> float:
    """The most that counts of people can add up to within a value."""
    present = {c for (_, c), count in operation.waiting().items() if count > 0}
    weights = [c.weight for c in operation.categories if c.id in present]
    exact = [Fraction(w).limit_denominator(10**6) for w in weights]
    raised = max(value, 0.0) * (1 + 1e-10) + 1e-7
    if not exact or any(float(f) != w for f, w in zip(exact, weights, strict=True)):
        return raised
    below = math.lcm(*(f.denominator for f in exact))
    above = gcd(*(int(f * below) for f in exact))
    unit = above / below
    return math.floor(raised / unit) * unit if unit > 0 else raised
