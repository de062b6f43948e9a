"""Read reports: who said what, how the statements bear on one another, and the files of it."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from safeconduct.model.problem import InputProblems, Problem, problem
from safeconduct.model.statement import Relation, Statement
from safeconduct.read.encode import relation_object, statement_object
from safeconduct.read.gazetteer import Gazetteer, standard, with_additions
from safeconduct.read.page import page
from safeconduct.read.reading import Reading, read
from safeconduct.read.relations import relate
from safeconduct.read.sources import Document, documents

if TYPE_CHECKING:
    from safeconduct.read.events import EventModel

TWIN_SHARE = 0.5
"""Reports that share this part of their runs of six words tell one story."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user told about the reports; blank: take it from the files.

    `propose` asks a model of the user's own; without it none is asked.
    """

    date: str = ""
    outlet: str = ""
    gazetteer: Path | None = None
    keep_twins: bool = False
    events: Path | None = None
    propose: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """All that was read, in the order of the files, and what was wrong with them."""

    readings: tuple[Reading, ...]
    relations: tuple[Relation, ...]
    warnings: tuple[Problem, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of all reports."""
        return tuple(s for reading in self.readings for s in reading.statements)


def read_reports(
    files: Sequence[Path], wishes: Wishes, step: Callable[[str], None] = lambda _: None
) -> Log:
    """Read files into one attributed log.

    Raises InputProblems where a file cannot be read; every such file is named at once.
    """
    if wishes.date and not re.fullmatch(r"\d{4}-\d\d-\d\d", wishes.date):
        raise InputProblems((problem("S808", "--date", value=wishes.date),))
    gazetteer = _gazetteer(wishes.gazetteer)
    model = _model(wishes.events)
    found: list[Document] = []
    problems: list[Problem] = []
    for file in files:
        step(f"Reading {file}")
        got, wrong = documents(file, wishes.date, wishes.outlet)
        found += got
        problems += wrong
    if any(p.severity == "error" for p in problems):
        raise InputProblems(tuple(problems))
    kept, twins = (found, []) if wishes.keep_twins else without_twins(found)
    readings = [
        read(d.text, d.report, gazetteer, f"r{n}-" if len(kept) > 1 else "", wishes.propose)
        for n, d in enumerate(kept, 1)
    ]
    if model is not None:
        from safeconduct.read.events import with_events  # noqa: PLC0415 - as above

        readings = [
            replace(r, statements=tuple(with_events(r.statements, model))) for r in readings
        ]
    statements = [s for reading in readings for s in reading.statements]
    return Log(tuple(readings), relate(statements, gazetteer), (*problems, *twins))


def _model(path: Path | None) -> "EventModel | None":
    if path is None:
        return None
    from safeconduct.read.events import load  # noqa: PLC0415 - brings scipy, and is seldom asked for

    try:
        return load(path)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        reason = (
            getattr(error, "strerror", None) or "it is no model of `safeconduct train`"
        ).lower()
        raise InputProblems((problem("S801", str(path), reason=reason),)) from None


def _gazetteer(path: Path | None) -> Gazetteer:
    if path is None:
        return standard()
    try:
        return with_additions(path)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise InputProblems((problem("S801", str(path), reason=reason.lower()),)) from None


def without_twins(found: Sequence[Document]) -> tuple[list[Document], list[Problem]]:
    """The reports without those that tell an earlier one's story in its words."""
    kept: list[Document] = []
    runs: list[set[int]] = []
    problems: list[Problem] = []
    for document in found:
        mine = _runs(document.text)
        twin = next(
            (k for k, other in zip(kept, runs, strict=True) if _shared(mine, other) >= TWIN_SHARE),
            None,
        )
        if twin is None:
            kept.append(document)
            runs.append(mine)
        else:
            problems.append(problem("S806", document.report.file, other=twin.report.file))
    return kept, problems


def _runs(text: str) -> set[int]:
    words = re.findall(r"\w+", text.lower())
    return {hash(tuple(words[i : i + 6])) for i in range(len(words) - 5)}


def _shared(one: set[int], other: set[int]) -> float:
    return len(one & other) / max(1, min(len(one), len(other))) if one and other else 0.0


def as_object(log: Log) -> dict[str, object]:
    """The log as the plain data of `--json`."""
    return {
        "statements": [statement_object(s) for s in log.statements],
        "relations": [relation_object(r) for r in log.relations],
    }


def write_log(
    log: Log,
    out: Path,
    decided: Mapping[str, bool] | None = None,
    proposed: Iterable[Mapping[str, object]] = (),
) -> tuple[Path, ...]:
    """Write statements, relations, proposals, the page and the text of each report.

    `decided` holds what a person confirmed or threw out, by the statements' ids; it goes
    into the field `confirmed`. Raises InputProblems where the folder cannot be written.
    """
    statements = [
        {**statement_object(s), "confirmed": (decided or {}).get(s.id)} for s in log.statements
    ]
    try:
        out.mkdir(parents=True, exist_ok=True)
        files = [
            _write(out / "statements.jsonl", _lines(statements)),
            _write(out / "relations.jsonl", _lines(relation_object(r) for r in log.relations)),
            _write(out / "proposals.jsonl", _lines(proposed)),
            _write(out / "log.html", page(log.readings, log.relations)),
        ]
        for number, reading in enumerate(log.readings, 1):
            files.append(_write(out / f"report-{number}.txt", reading.text))
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise InputProblems((problem("S809", str(out), reason=reason),)) from None
    return tuple(files)


def _lines(objects: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects)


def _write(path: Path, text: str) -> Path:
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
        stream.write(text)
    return path
