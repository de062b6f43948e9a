"""Write an operation folder: what did not change keeps its bytes, what is unknown stays."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from safeconduct.model.operation import Operation
from safeconduct.model.problem import InputProblems, problem
from safeconduct.operation import cells, nouns, shapes, table
from safeconduct.operation.collection import EMPTY, Meaning, Wanted, rewrite
from safeconduct.operation.documents import parse_json, parse_toml
from safeconduct.operation.findings import Fault, Findings
from safeconduct.operation.outline import outline, point
from safeconduct.operation.read import settings_of
from safeconduct.operation.records import Record, S, features, rows
from safeconduct.operation.save import save
from safeconduct.operation.source import (
    FLEET,
    LEGS,
    OPERATION,
    PEOPLE,
    PLACES,
    WINDOWS,
    ZONES,
    Source,
)
from safeconduct.operation.text import Text, decode, read_bytes
from safeconduct.operation.toml_text import toml_text
from safeconduct.operation.values import printable

N = TypeVar("N")
Row = cells.Properties


def write_operation(operation: Operation, folder: Path, like: Path | None = None) -> None:
    """Write an operation's own files; roads, closures and statements are not its own.

    Where `like` (by default the folder itself) holds a file, it is the pattern: its unknown
    columns, tags, order, quotes, encoding and line ends stay, and only cells and features
    that mean something else are changed. A changed operation.toml is written anew.

    Raises:
        InputProblems: the folder cannot be written; no file is then half written.
    """
    try:
        files = _files(operation, like or folder)
        folder.mkdir(parents=True, exist_ok=True)
        for source, data in files.items():
            save(folder / source.name, data)
        if operation.legs is None:
            (folder / LEGS.name).unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputProblems((problem("S106", printable(str(folder)), reason=reason),)) from None


def _files(operation: Operation, pattern: Path) -> dict[Source, bytes]:
    """The bytes of every file, all of them made before the first is written."""
    files = {
        OPERATION: _settings(operation, pattern),
        PLACES: _places(operation, pattern),
        PEOPLE: _people(operation, pattern),
        FLEET: _fleet(operation, pattern),
    }
    if operation.zones or (pattern / ZONES.name).exists():
        files[ZONES] = _zones(operation, pattern)
    if operation.windows or (pattern / WINDOWS.name).exists():
        files[WINDOWS] = _windows(operation, pattern)
    if operation.legs is not None:
        files[LEGS] = _legs(operation, pattern)
    return files


def _people(operation: Operation, pattern: Path) -> bytes:
    wanted = [cells.headcount(row) for row in operation.headcounts]
    return _table(
        pattern,
        PEOPLE,
        shapes.HeadcountShape,
        lambda r: cells.headcount(nouns.headcount(r)),
        wanted,
    )


def _fleet(operation: Operation, pattern: Path) -> bytes:
    start = operation.start
    wanted = [cells.fleet_row(row, start) for row in operation.fleet]

    def meaning(record: Record[shapes.FleetShape]) -> Row:
        return cells.fleet_row(nouns.fleet_row(record, start), start)

    return _table(pattern, FLEET, shapes.FleetShape, meaning, wanted)


def _windows(operation: Operation, pattern: Path) -> bytes:
    start = operation.start
    wanted = [cells.window(span, start) for span in operation.windows]

    def meaning(record: Record[shapes.WindowShape]) -> Row:
        return cells.window(nouns.window(record, start), start)

    return _table(pattern, WINDOWS, shapes.WindowShape, meaning, wanted)


def _legs(operation: Operation, pattern: Path) -> bytes:
    wanted = [cells.leg(way) for way in operation.legs or ()]
    return _table(pattern, LEGS, shapes.LegShape, lambda r: cells.leg(nouns.leg(r)), wanted)


def _table(
    pattern: Path,
    source: Source,
    shape: type[S],
    meaning: Callable[[Record[S]], Row],
    wanted: Sequence[Row],
) -> bytes:
    text = _text(pattern, source)
    book = table.parse(text, shape.names()) if text else table.blank(shape.names())
    sheet = rows(book, source, shape, Findings())
    by_where = {record.where: record for record in sheet.records}
    waiting: dict[tuple[str, ...], list[tuple[table.Row, Row]]] = defaultdict(list)
    for number, row in book.records():
        record = by_where.get(f"row {number}")
        if record is not None:
            before = meaning(record)
            waiting[_key(before)].append((row, before))
    laid = []
    for row_wanted in wanted:
        found = waiting[_key(row_wanted)]
        row, before = found.pop(0) if found else (book.new_row([]), {})
        _bring(book, row, before, row_wanted)
        laid.append(row)
    book.lay(laid)
    return book.encode()


def _key(row: Row) -> tuple[str, ...]:
    return (row["id"],) if "id" in row else (row["place"], row["category"])


def _bring(book: table.Table, row: table.Row, before: Row, wanted: Row) -> None:
    """Change the cells that mean something else than they should."""
    for name in dict.fromkeys((*before, *wanted)):
        value = cells.as_text(wanted.get(name))
        if value != cells.as_text(before.get(name)):
            book.change(row, name, value)


def _places(operation: Operation, pattern: Path) -> bytes:
    wanted = [Wanted(p.id, cells.place(p), cells.point_geometry(p)) for p in operation.places]

    def meaning(record: Record[shapes.PlaceShape]) -> Meaning:
        place = nouns.place(record, point(record.geometry))
        return Meaning(cells.place(place), cells.point_geometry(place))

    return _collection(pattern, PLACES, shapes.PlaceShape, meaning, wanted)


def _zones(operation: Operation, pattern: Path) -> bytes:
    wanted = [Wanted(z.id, cells.zone(z), cells.outline(z.polygons)) for z in operation.zones]

    def meaning(record: Record[shapes.ZoneShape]) -> Meaning:
        drawn = outline(record.geometry) if record.geometry is not None else ()
        zone = nouns.zone(record, drawn)
        return Meaning(cells.zone(zone), cells.outline(zone.polygons))

    return _collection(pattern, ZONES, shapes.ZoneShape, meaning, wanted)


def _collection(
    pattern: Path,
    source: Source,
    shape: type[S],
    meaning: Callable[[Record[S]], Meaning],
    wanted: Sequence[Wanted],
) -> bytes:
    text = _text(pattern, source) or EMPTY
    sheet = features(parse_json(text), source, shape, Findings())
    meanings = {str(getattr(r.shape, "id")): meaning(r) for r in sheet.records}  # noqa: B009
    return rewrite(text, meanings, wanted)


def _settings(operation: Operation, pattern: Path) -> bytes:
    wanted = cells.settings(operation)
    text = _text(pattern, OPERATION)
    if text is None:
        return toml_text(wanted).encode("utf-8")
    before = settings_of(parse_toml(text))
    if before is not None and cells.settings(before.bare()) == wanted:
        return text.encode(text.content)
    return text.encode(toml_text(wanted))


def _text(pattern: Path, source: Source) -> Text | None:
    path = pattern / source.name
    try:
        return decode(read_bytes(path, source.limit), source.kind) if path.exists() else None
    except Fault as fault:
        findings = Findings()
        findings.fault(source.digit, source.name, "", "", fault)
        raise InputProblems(findings.all()) from None
