"""Tables in the terminal, and their sections in bench/RESULTS.md, a row per case and release.

A section stands between two markers. What other releases wrote there stays; the rows of
this release are written anew, those that were not measured this time stay as they are.
"""

import platform
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from os import sched_getaffinity
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
OPENING = """# Results

Written by `python -m bench`; see [README.md](README.md). Never by hand: a run replaces the rows
that it measured.
"""


def release() -> str:
    """The version that is measured."""
    return version("safeconduct")


def machine() -> str:
    """Cores that may be used, and the Python that runs."""
    return f"{len(sched_getaffinity(0))} cores, Python {platform.python_version()}"


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, first column to the left, the others to the right."""
    print(f"\n{title}")
    if not rows:
        print("  (no rows)")
        return
    widths = [max(len(str(row[i])) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, *rows):
        cells = [
            f"{cell:<{width}}" if i == 0 else f"{cell:>{width}}"
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def keep(
    marker: str,
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    keys: int,
    path: Path = RESULTS,
    known: set[str] | None = None,
) -> None:
    """Write a section of RESULTS.md; the first `keys` columns and the release name a row.

    With `known`, rows of this release that are not among them stay out.
    """
    columns = ("release", *head)
    text = path.read_text("utf-8") if path.exists() else OPENING
    begin, end = f"<!-- {marker}: begin -->", f"<!-- {marker}: end -->"
    before, section, after = _cut(text, begin, end)
    kept = _rows(section, columns, keys)
    for row in rows:
        full = (release(), *map(_cell, row))
        kept[full[: keys + 1]] = full
    if known is not None:
        ours = release()
        kept = {k: row for k, row in kept.items() if k[0] != ours or " ".join(k[1:]) in known}
    lines = [f"## {title}", "", _line(columns), _line(["---"] + ["---:"] * (len(columns) - 1))]
    lines += [_line(row) for row in kept.values()]
    path.write_text(before + "\n".join([begin, *lines, end]) + after, "utf-8")


def measured(marker: str, head: Sequence[str], keys: int, path: Path = RESULTS) -> set[str]:
    """The first `keys` columns, joined by blanks, of this release's rows of a section."""
    text = path.read_text("utf-8") if path.exists() else ""
    section = _cut(text, f"<!-- {marker}: begin -->", f"<!-- {marker}: end -->")[1]
    rows = _rows(section, ("release", *head), keys)
    return {" ".join(row[1 : keys + 1]) for row in rows if row[0] == release()}


class Keeper:
    """Keeps the rows of one section as they are measured, and knows which are there already.

    `options` has `dry` (nothing is written) and `resume` (rows that this release has already
    are not measured again).
    """

    def __init__(
        self,
        marker: str,
        title: str,
        head: Sequence[str],
        keys: int,
        options: Namespace,
        path: Path = RESULTS,
    ) -> None:
        self.path = path
        self.marker, self.title, self.head, self.keys = marker, title, head, keys
        self.dry, self.resume = options.dry, options.resume

    def left(self, names: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """The names that are to be measured."""
        there = measured(self.marker, self.head, self.keys, self.path) if self.resume else set()
        return [name for name in names if " ".join(name) not in there]

    def todo(self, names: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        """The names that are to be measured, one after the other, with a word on how far it is."""
        left, begun = self.left(names), time.monotonic()
        for n, name in enumerate(left, 1):
            spent = (time.monotonic() - begun) / 60.0
            print(f"[{n} of {len(left)}, {spent:.0f} min] ", end="", flush=True)
            yield name

    def keep(self, row: Sequence[str], *, quiet: bool = False) -> None:
        """Print a row and, unless the run is dry, write it."""
        if not quiet:
            print("  ".join(row), flush=True)
        if not self.dry:
            keep(self.marker, self.title, self.head, [row], self.keys, self.path)

    def forget_others(self, names: Iterable[tuple[str, ...]]) -> None:
        """Take out rows of this release that the benchmark no longer measures in any form."""
        if not self.dry:
            known = {" ".join(name) for name in names}
            keep(self.marker, self.title, self.head, [], self.keys, self.path, known)

    def rows(self) -> list[tuple[str, ...]]:
        """The rows of this release, without its name."""
        text = self.path.read_text("utf-8") if self.path.exists() else ""
        section = _cut(text, f"<!-- {self.marker}: begin -->", f"<!-- {self.marker}: end -->")[1]
        rows = _rows(section, ("release", *self.head), self.keys)
        return [row[1:] for row in rows.values() if row[0] == release()]


def _cut(text: str, begin: str, end: str) -> tuple[str, str, str]:
    if begin not in text or end not in text:
        return text.rstrip() + "\n\n", "", "\n"
    before, rest = text.split(begin, 1)
    section, after = rest.split(end, 1)
    return before, section, after


def _rows(
    section: str, columns: Sequence[str], keys: int
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Rows of a section whose columns are still the same, by all of their cells."""
    lines = [line for line in section.splitlines() if line.startswith("|")]
    if not lines or lines[0] != _line(columns):
        return {}
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]
    return {row[: keys + 1]: row for row in cells}


def _cell(value: object) -> str:
    return str(value).replace("|", "/").strip()


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
