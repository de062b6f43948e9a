"""Make a new operation folder from the template: valid, invented, and saying so."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from safeconduct.model.problem import InputProblems, problem
from safeconduct.operation.save import save
from safeconduct.operation.values import printable


def new_operation(folder: Path) -> tuple[Path, ...]:
    """Write the template into a new or empty folder; gives the files written.

    Raises:
        InputProblems: the folder is not empty or cannot be written; nothing is left behind.
    """
    template = files("safeconduct.operation") / "template"
    return fill_folder(folder, {file.name: file.read_bytes() for file in template.iterdir()})


def fill_folder(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into a new or empty folder, by their names; gives the files written.

    Raises:
        InputProblems: the folder is not empty or cannot be written; nothing is left behind.
    """
    made: list[Path] = []
    try:
        _require_empty(folder)
        for parent in (*reversed(folder.parents), folder):
            if not parent.exists():
                parent.mkdir()
                made.append(parent)
        for name, data in sorted(contents.items()):
            made.append(folder / name)
            save(folder / name, data)
    except BaseException as error:
        _remove(made)
        if isinstance(error, (OSError, ValueError)):
            reason = getattr(error, "strerror", None) or "its name cannot be used"
            raise InputProblems((problem("S106", printable(str(folder)), reason=reason),)) from None
        raise
    return tuple(path for path in made if path.is_file())


def _require_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputProblems((problem("S107", printable(str(folder)), what="This is a file"),))
    if folder.exists() and any(folder.iterdir()):
        raise InputProblems(
            (problem("S107", printable(str(folder)), what="The folder is not empty"),)
        )


def _remove(made: list[Path]) -> None:
    """Take back what was made, last first."""
    for path in reversed(made):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
