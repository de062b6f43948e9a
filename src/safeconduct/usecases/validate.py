"""Check an operation folder: everything that is wrong with it, at once."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from safeconduct.model.operation import Operation
from safeconduct.model.problem import InputProblems, Problem
from safeconduct.operation import read_operation
from safeconduct.operation.statement_shapes import statement_problems


@dataclass(frozen=True, slots=True)
class Validation:
    """What was found; `operation` is None where an error stands in the way."""

    operation: Operation | None
    problems: tuple[Problem, ...]


def validate(folder: Path, step: Callable[[str], None] = lambda _: None) -> Validation:
    """Read a folder and, where its files are sound, find its legs on its roads."""
    said = statement_problems(folder)
    try:
        read_operation(folder)
        from safeconduct.usecases.plan import load  # noqa: PLC0415 - heavy, and often not reached

        operation, warnings = load(folder, step)
    except InputProblems as found:
        return Validation(None, (*found.problems, *said))
    return Validation(None if said else operation, (*warnings, *said))
