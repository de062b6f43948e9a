"""How problems are shown: number, file, row or feature, field, what is wrong, what to do."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.text import Text

    from safeconduct.model.problem import Problem

BAD_INPUT = 2


@contextmanager
def problems(*, as_json: bool = False) -> Iterator[None]:
    """Show the problems that come up inside, on standard error or as JSON, and exit with 2."""
    from safeconduct.model.problem import InputProblems

    try:
        yield
    except InputProblems as found:
        if as_json:
            print_json({"valid": False, **summary(found.problems)})
        else:
            show_problems(found.problems, error=True)
        raise typer.Exit(BAD_INPUT) from None


def show_problems(found: "Sequence[Problem]", *, error: bool = False) -> None:
    """Show problems, errors first, and count them; in colour where a terminal listens."""
    from rich.console import Console

    if not found:
        return
    stream = sys.stderr if error else sys.stdout
    console = Console(file=stream, highlight=False, soft_wrap=not stream.isatty())
    for problem in in_order(found):
        console.print(lines_of(problem))
    console.print(counted(found))


def lines_of(problem: "Problem") -> "Text":
    """A problem in three lines: its place, what is wrong, what to do."""
    from rich.text import Text

    colour = "yellow" if problem.severity == "warning" else "red"
    spot = ", ".join(part for part in (problem.file, problem.where, problem.field) if part)
    text = Text(f"{problem.severity.value} {problem.number}", style=f"bold {colour}")
    text.append(f" {printable(spot)}", style="bold not red not yellow")
    text.append(f"\n  {printable(problem.wrong)}", style="none")
    if problem.remedy:
        text.append(f"\n  {printable(problem.remedy)}", style="dim")
    return text


def in_order(found: "Sequence[Problem]") -> "list[Problem]":
    """Errors before warnings, each as they were found."""
    return sorted(found, key=lambda problem: problem.severity == "warning")


def counted(found: "Sequence[Problem]") -> str:
    """How many errors and warnings there are, in words."""
    counts = summary(found)
    words = [
        f"{counts[f'{kind}s']} {kind}{'' if counts[f'{kind}s'] == 1 else 's'}"
        for kind in ("error", "warning")
        if counts[f"{kind}s"]
    ]
    return ", ".join(words) or "no problems"


def summary(found: "Sequence[Problem]") -> dict[str, Any]:
    """Problems as plain data, counted by severity."""
    ordered = in_order(found)
    warnings = sum(problem.severity == "warning" for problem in ordered)
    return {
        "errors": len(ordered) - warnings,
        "warnings": warnings,
        "problems": [asdict(problem) for problem in ordered],
    }


def print_json(data: dict[str, Any]) -> None:
    """Print one JSON object on standard output."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))


def tell(sentence: str) -> None:
    """Tell how the work goes, on standard error."""
    typer.echo(printable(sentence), err=True)


def printable(text: str) -> str:
    """Text without what could steer a terminal."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
