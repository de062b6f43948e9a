"""How problems are shown: number, file, row or feature, field, what is wrong, what to do."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from safeconduct.model.problem import Problem

BAD_INPUT = 2
INTERRUPTED = 130


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
    except OSError as error:
        tell(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "))
        raise typer.Exit(BAD_INPUT) from None
    except KeyboardInterrupt:
        tell("Interrupted before there was anything to keep.")
        raise typer.Exit(INTERRUPTED) from None


def show_problems(found: "Sequence[Problem]", *, error: bool = False) -> None:
    """Show problems, errors first, and count them; in colour where a terminal listens."""
    if not found:
        return
    stream = sys.stderr if error else sys.stdout
    show = _in_colour if stream.isatty() else _plain
    show(in_order(found), stream)
    typer.echo(counted(found), file=stream)


def _plain(found: "Sequence[Problem]", stream: IO[str]) -> None:
    for problem in found:
        head, *lines = lines_of(problem)
        typer.echo("\n  ".join((head, *lines)), file=stream)


def _in_colour(found: "Sequence[Problem]", stream: IO[str]) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    for problem in found:
        head, wrong, *remedy = lines_of(problem)
        colour = "bold yellow" if problem.severity == "warning" else "bold red"
        console.print(
            Text.assemble((head[: len(problem.severity)], colour), head[len(problem.severity) :])
        )
        console.print(Padding(Text(wrong), (0, 0, 0, 2)))
        for line in remedy:
            console.print(Padding(Text(line, style="dim"), (0, 0, 0, 2)))


def lines_of(problem: "Problem") -> list[str]:
    """A problem in two or three lines: its place, what is wrong, what to do."""
    spot = ", ".join(part for part in (problem.file, problem.where, problem.field) if part)
    lines = [f"{problem.severity.value} {problem.number} {spot}", problem.wrong, problem.remedy]
    return [printable(line) for line in lines if line]


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
