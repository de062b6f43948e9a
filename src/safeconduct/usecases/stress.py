"""Stress a plan: judge it, play it through thousands of bad days, say what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from safeconduct.brief.bad_days import write_bad_days
from safeconduct.instance.arrays import Instance
from safeconduct.instance.build import build
from safeconduct.model.chance import BadDays
from safeconduct.model.operation import Operation
from safeconduct.model.outcome import Foresight, Outcome
from safeconduct.model.plan import Plan
from safeconduct.model.problem import InputProblems, Problem, problem
from safeconduct.operation.plan_file import read_plan, write_plan
from safeconduct.operation.stress_file import read_bad_days
from safeconduct.stress.runs import Each, in_threads, simulate, trial
from safeconduct.stress.summary import start_late, summarise, weigh
from safeconduct.usecases.harden import foresee, harden
from safeconduct.usecases.plan import load
from safeconduct.verify import Verdict, judge

RUNS = 10_000
FORESIGHT_S = 4.0
"""Seconds for the bound of one day."""


class BrokenPlanError(Exception):
    """The judge rejects the plan: what becomes of it on bad days nobody needs to know."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__("\n".join(str(breach) for breach in verdict.breaches))


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to work: days, seed, who does the jobs, and whether to go on.

    With `improve_s` seconds a plan that stands bad days better is sought; with `foresight` so
    many days are also bounded.
    """

    runs: int = RUNS
    seed: int = 0
    each: Each = in_threads
    going: Callable[[], bool] = lambda: True
    step: Callable[[str], None] = lambda _: None
    improve_s: float = 0.0
    foresight: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """A plan that the judge accepts, its operation, and the chances of the day."""

    operation: Operation
    plan: Plan
    bad_days: BadDays
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Stressed:
    """A plan and what becomes of it."""

    facts: Facts
    outcome: Outcome
    files: tuple[Path, ...]


def stress_plan(folder: Path, plan_path: Path, out: Path, wanted: Wanted) -> Stressed:
    """Play a plan through bad days and write plots and page to `out`.

    Raises InputProblems for bad input, BrokenPlanError where the plan breaks a rule.
    """
    facts = stressable(folder, plan_path, wanted.step)
    instance = build(facts.operation)
    outcome = stressed(instance, facts.plan, facts.bad_days, wanted)
    out.mkdir(parents=True, exist_ok=True)
    made: tuple[Path, ...] = ()
    if wanted.foresight and wanted.going():
        outcome = replace(outcome, foresight=_foreseen(instance, facts, wanted))
    if wanted.improve_s > 0.0 and wanted.going():
        plan, robust = harden(
            facts.operation, facts.plan, facts.bad_days, wanted.improve_s, wanted.seed,
            wanted.each, wanted.going, wanted.step,
        )  # fmt: skip
        outcome = replace(outcome, robust=robust)
        made = (out / "plan.json",)
        write_plan(made[0], plan)
    wanted.step("Drawing what comes out")
    files = write_bad_days(out, facts.operation, outcome)
    return Stressed(facts, outcome, (*files, *made))


def _foreseen(instance: Instance, facts: Facts, wanted: Wanted) -> tuple[Foresight, ...]:
    wanted.step("Proving what could have been done, had all been known before")
    one = trial(instance, facts.plan, facts.bad_days, wanted.seed)
    return foresee(facts.operation, one, wanted.foresight, FORESIGHT_S, wanted.going)


def stressable(folder: Path, plan_path: Path, step: Callable[[str], None]) -> Facts:
    """Read operation, plan and chances, and let the judge see the plan first."""
    plan = read_plan(plan_path)
    if plan.replanned is not None:
        raise InputProblems((problem("S006", plan_path.name),))
    operation, warnings = load(folder, step)
    bad_days = read_bad_days(folder, operation)
    verdict = judge(operation, plan)
    if not verdict.accepted:
        raise BrokenPlanError(verdict)
    if not plan.vehicles or not plan.result.people_out:
        raise InputProblems((problem("S004", plan_path.name),))
    return Facts(operation, plan, bad_days, warnings)


def stressed(instance: Instance, plan: Plan, bad_days: BadDays, wanted: Wanted) -> Outcome:
    """All that the simulation says; cut short, what was done is kept."""
    one = trial(instance, plan, bad_days, wanted.seed)
    told = 0

    def progress(done: int) -> None:
        nonlocal told
        if done - told >= wanted.runs // 10:
            told = done
            wanted.step(f"{done:,} of {wanted.runs:,} days simulated")

    wanted.step("Simulating bad days")
    result = simulate(one, wanted.runs, wanted.each, wanted.going, progress)
    outcome = summarise(instance, plan, bad_days, one, result, wanted.runs)
    if not wanted.going():
        return outcome
    wanted.step("Weighing each assumption")
    base, weights = weigh(
        instance, plan, bad_days, wanted.seed, wanted.runs, wanted.each, wanted.going
    )
    late = start_late(one, wanted.runs, wanted.each, wanted.going)
    return replace(outcome, weights=weights, weights_base=base, delays=late)
