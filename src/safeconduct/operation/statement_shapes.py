"""The border of statements.jsonl and of `read --json`; their JSON Schemas come from here."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from safeconduct.model.problem import Problem, problem
from safeconduct.model.statement import Act, RelationKind

FILE = "statements.jsonl"
MOST_PROBLEMS = 20

Place = Annotated[
    tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]],
    Field(description="first code point, and the one after the last"),
]


class Line(BaseModel):
    """An object of the file; fields that are not known are kept."""

    model_config = ConfigDict(extra="allow")


class ReportShape(Line):
    """The report that a statement comes from; what is not known is null."""

    file: str
    outlet: str | None = None
    date: str | None = None
    language: str | None = None


class TimeShape(Line):
    """A time that the statement names, with its date where the report's date tells it."""

    span: Place
    text: str
    date: str | None


class PlaceShape(Line):
    """A place that the statement names."""

    span: Place
    text: str


class QuantityShape(Line):
    """A number that the statement names; null bounds where the text gives none."""

    span: Place
    text: str
    low: float | None
    high: float | None
    about: bool
    of: str


class EventShape(Line):
    """A CAMEO or PLOVER code with its Goldstein weight, where it is clear."""

    cameo: str
    name: str
    goldstein: float


class StatementShape(Line):
    """One attributed statement; places count code points of the report's text."""

    id: str
    report: ReportShape
    content: Annotated[list[Place], Field(min_length=1)]
    cue: list[Place]
    mention: list[Place]
    speaker: str | None
    speaker_type: Literal["person", "institution"] | None
    role: str | None
    affiliation: str | None
    party: str | None
    form: Literal["direct", "indirect", "mixed"]
    topics: list[str]
    act: Act
    target: str | None
    within: Annotated[str | None, Field(description="id of the statement that holds this one")]
    unattributed: bool
    confidence: Annotated[float, Field(ge=0, le=1)]
    method: Annotated[str, Field(description="the rule or model that found it")]
    text: str = ""
    negated: bool = False
    times: list[TimeShape] = []
    places: list[PlaceShape] = []
    quantities: list[QuantityShape] = []
    event: EventShape | None = None
    confirmed: Annotated[
        bool | None, Field(description="what a person said of it; null: not asked")
    ] = None


class RelationShape(Line):
    """How one statement bears on another, and the words in each that carry it."""

    kind: RelationKind
    from_: Annotated[str, Field(alias="from")]
    to: str
    because: tuple[Place, Place]
    why: str = ""


class LogShape(Line):
    """What `safeconduct read --json` prints."""

    statements: list[StatementShape]
    relations: list[RelationShape]


def statement_problems(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the statements of an operation folder, line by line."""
    path = folder / FILE
    if not path.is_file():
        return ()
    return tuple(_problems(path))


def _problems(path: Path) -> Iterator[Problem]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeError) as error:
        reason = (getattr(error, "strerror", None) or "it is no text in UTF-8").lower()
        yield problem("S801", FILE, reason=reason)
        return
    found = 0
    for number, line in enumerate(lines, 1):
        reason = _wrong(line) if line.strip() else ""
        if reason:
            found += 1
            yield problem("S807", FILE, f"line {number}", line=number, reason=reason)
        if found >= MOST_PROBLEMS:
            return


def _wrong(line: str) -> str:
    """Why a line is no statement, or blank."""
    try:
        loaded: Any = json.loads(line)
    except (ValueError, RecursionError):
        return "it is no JSON"
    if not isinstance(loaded, dict):
        return "it is no JSON object"
    try:
        StatementShape.model_validate(loaded)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"{where}: {first['msg'].lower()}"
    return ""
