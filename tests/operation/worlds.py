"""A sound folder for the tests, and the ways to spoil it."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from safeconduct.model.problem import InputProblems, Problem
from safeconduct.operation import Reading, read_operation


def good(folder: Path) -> Path:
    """A copy of the template, which is sound."""
    with as_file(files("safeconduct.operation") / "template") as template:
        shutil.copytree(template, folder)
    return folder


def spoil(folder: Path, file: str, old: str, new: str) -> Path:
    """Replace a text that must stand in a file, once."""
    path = folder / file
    text = path.read_bytes().decode("utf-8")
    assert old in text, f"{old!r} does not stand in {file}"
    path.write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogatepass"))
    return folder


def problems(folder: Path) -> tuple[Problem, ...]:
    """Everything that reading a folder tells, errors and warnings."""
    try:
        return read_operation(folder).warnings
    except InputProblems as found:
        return found.problems


def numbers(folder: Path) -> list[str]:
    """The numbers of all problems of a folder."""
    return [problem.number for problem in problems(folder)]


def sound(folder: Path) -> Reading:
    """Read a folder that must be sound."""
    return read_operation(folder)
