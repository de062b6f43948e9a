"""Check a plan: read the operation and the plan, and let the judge hold one against the other."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan
from safeconduct.model.problem import Problem
from safeconduct.operation.plan_file import read_plan
from safeconduct.usecases.plan import load
from safeconduct.verify import Proof, Verdict, judge, prove

PROOF_S = 120.0
"""The bound is worked out anew where that takes no longer than about so many seconds."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan, the operation as its folder now is, the judge's verdict, the bound found anew."""

    operation: Operation
    plan: Plan
    verdict: Verdict
    proof: Proof | None = None
    warnings: tuple[Problem, ...] = ()

    @property
    def same_inputs(self) -> bool:
        """Whether the plan was made from these very files; the judge goes by the facts alone."""
        return self.plan.operation_sha256 == self.operation.sha256


def check_plan(
    folder: Path, plan_path: Path, step: Callable[[str], None] = lambda _: None
) -> Checked:
    """Judge the plan in a file against the operation in a folder.

    Raises InputProblems where either cannot be read.
    """
    plan = read_plan(plan_path)
    operation, warnings = load(folder, step)
    step("Judging the plan")
    verdict = judge(operation, plan)
    step("Working out the bound anew")
    return Checked(operation, plan, verdict, prove(operation, plan, PROOF_S), warnings)
