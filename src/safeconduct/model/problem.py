"""Every problem that a user can meet, numbered, in one place.

    InputProblems   what was given cannot be used; carries every problem found at once
        └─ Problem  number, file, row or feature, field, what is wrong, what to do

Numbers: 1xx operation.toml and the folder, 2xx places, 3xx people, 4xx fleet,
5xx zones and windows, 6xx legs, roads and closures, 7xx plans.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """Whether a problem stops the work or only asks for a look."""

    ERROR = "error"
    WARNING = "warning"


class Kind(NamedTuple):
    """A kind of problem: what is wrong and what to do, with named details in braces."""

    wrong: str
    remedy: str
    severity: Severity = Severity.ERROR


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


PROBLEMS: dict[str, Kind] = {
    "S101": Kind(
        "This is not an operation folder: it has no {name}.",
        "Make one with `safeconduct new DIR`, or name the folder that holds the file.",
    ),
}
