"""The shortest time in which everybody can be out: the engine's search, its plan judged."""

from collections.abc import Callable
from dataclasses import dataclass

from safeconduct.instance.arrays import Instance
from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan
from safeconduct.plan.solve import Solution
from safeconduct.plan.soonest import soonest
from safeconduct.verify import judge

NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Found:
    """Proven least length, the length of the best judged plan (None: none found), seconds."""

    bound: int
    best: int | None
    seconds: float
    plan: Plan | None = None
    breaches: tuple[str, ...] = ()


def shortest(
    make: Callable[[int], Operation],
    span: tuple[int, int],
    seconds: float,
    step: int = 1,
    *,
    direct: bool = False,
    count: Callable[[Plan], int] | None = None,
) -> Found:
    """Search between two lengths, the first known to be a bound; only a judged plan counts."""

    def counted(instance: Instance, solution: Solution, _: int) -> int:
        return count(_plan(instance, solution)) if count else 0

    found = soonest(
        lambda length: build(make(length)), span, seconds, step, direct=direct,
        count=counted if count else None,
    )  # fmt: skip
    if found.length is None or found.instance is None or found.solution is None:
        return Found(found.bound, None, found.seconds)
    operation: Operation = found.instance.facts
    plan = _plan(found.instance, found.solution)
    verdict = judge(operation, plan)
    everybody = sum(operation.waiting().values())
    breaches = tuple(str(breach) for breach in verdict.breaches[:3])
    if breaches or sum(plan.result.people_by_category.values()) < everybody:
        return Found(found.bound, None, found.seconds, None, breaches)
    return Found(found.bound, found.length, found.seconds, plan)


def _plan(instance: Instance, solution: Solution) -> Plan:
    return to_plan(instance, solution.schedule, solution.bound.value, solution.seconds, 0)
