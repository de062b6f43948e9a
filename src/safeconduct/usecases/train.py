"""Train a model of events from a user's own table of marked sentences."""

from pathlib import Path

from safeconduct.model.problem import InputProblems, problem
from safeconduct.read.events import read_table, train


def train_events(table: Path, out: Path) -> tuple[int, tuple[str, ...]]:
    """Train and write a model; gives the number of sentences and the classes.

    Raises InputProblems where the table cannot be used or the model cannot be written.
    """
    try:
        marked, labels = read_table(table)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputProblems((problem("S801", str(table), reason=reason.lower()),)) from None
    model = train(marked, labels)
    try:
        with out.open("wb") as stream:
            model.save(stream)
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise InputProblems((problem("S809", str(out), reason=reason),)) from None
    return len(marked), model.classes
