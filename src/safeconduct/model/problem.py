"""Every problem that a user can meet, numbered, in one place.

    InputProblems   what was given cannot be used; carries every problem found at once
        └─ Problem  number, file, row or feature, field, what is wrong, what to do

Numbers: 0xx stress.toml, 1xx operation.toml and the folder, 2xx places, 3xx people, 4xx fleet,
5xx zones and windows, 6xx legs, roads and closures, 7xx plans, 8xx statements, 9xx terms. From
x50 to x89 the last two digits mean the same in every range but 8xx: see COMMON.
"""

from dataclasses import dataclass

from safeconduct.model.problem_kind import Kind, Severity
from safeconduct.model.problems_beside import BESIDE
from safeconduct.model.problems_common import COMMON
from safeconduct.model.problems_operation import OPERATION

__all__ = ["COMMON", "PROBLEMS", "InputProblems", "Kind", "Problem", "Severity", "problem"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem, ready to be shown: the same in terminal, JSON and page."""

    number: str
    file: str
    where: str
    field: str
    wrong: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Write it in one line: number, where, what is wrong, what to do."""
        spot = ", ".join(part for part in (self.file, self.where, self.field) if part)
        return f"{self.number} {spot}: {self.wrong} {self.remedy}"


class InputProblems(Exception):  # noqa: N818 - it names what was found, as users say it
    """What was given cannot be used; every problem found, at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def problem(number: str, file: str, where: str = "", field: str = "", **details: object) -> Problem:
    """Make the problem of this number, its sentences filled with the details."""
    kind = PROBLEMS[number]
    wrong, remedy = kind.wrong.format(**details), kind.remedy.format(**details)
    return Problem(number, file, where, field, wrong, remedy, kind.severity)


_ANYWHERE = {
    f"S{digit}{suffix}": kind for digit in (*range(8), 9) for suffix, kind in COMMON.items()
}
PROBLEMS: dict[str, Kind] = dict(sorted((OPERATION | BESIDE | _ANYWHERE).items()))
"""Every kind of problem by its number."""
