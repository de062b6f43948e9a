"""Read an operation folder: every file, every problem at once, one operation out."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from safeconduct.model.operation import Operation, Organisation, Party, RoadRules, Rules
from safeconduct.model.people import Category
from safeconduct.model.problem import InputProblems, Problem, problem
from safeconduct.model.zone import Polygon
from safeconduct.operation import nouns, shapes
from safeconduct.operation.crossing import Facts, Spotted, check
from safeconduct.operation.digest import digest
from safeconduct.operation.documents import unfit
from safeconduct.operation.findings import Fault, Findings
from safeconduct.operation.outline import foreign_system, outline, point
from safeconduct.operation.records import Record, S, Sheet, features, fit, note_id, rows
from safeconduct.operation.source import (
    FLEET,
    LEGS,
    OPERATION,
    PEOPLE,
    PLACES,
    REQUIRED,
    SOURCES,
    WINDOWS,
    ZONES,
    Source,
    open_document,
    open_table,
)
from safeconduct.operation.values import printable, shown

N = TypeVar("N")
STAND_IN = datetime(2022, 1, 1, tzinfo=UTC)
"""The start that minutes are counted from while the true one cannot be read."""


class Reading(NamedTuple):
    """An operation, and what deserves a look."""

    operation: Operation
    warnings: tuple[Problem, ...]


class Settings(NamedTuple):
    """What operation.toml says."""

    name: str
    start: datetime
    horizon_h: float
    rules: Rules
    roads: RoadRules
    categories: tuple[Category, ...]
    parties: tuple[Party, ...]
    organisations: tuple[Organisation, ...]
    extra: dict[str, Any]

    def bare(self) -> Operation:
        """An operation of which nothing else is known."""
        return Operation(**self._asdict(), places=(), headcounts=(), fleet=())


def read_operation(folder: Path) -> Reading:
    """Read an operation without its roads and closures; `legs` is None without legs.csv.

    Raises:
        InputProblems: with every problem of every file at once, warnings too.
    """
    findings = Findings()
    facts = Facts(present=_present(folder, findings))
    settings = _settings(folder, facts, findings) if OPERATION.name in facts.present else None
    start = settings.start if settings else STAND_IN
    facts.places = _places(folder, facts, findings)
    facts.headcounts = _table(
        folder, PEOPLE, shapes.HeadcountShape, nouns.headcount, facts, findings
    )
    facts.fleet = _table(
        folder, FLEET, shapes.FleetShape, lambda r: nouns.fleet_row(r, start), facts, findings
    )
    facts.zones = _zones(folder, facts, findings)
    facts.windows = _table(
        folder, WINDOWS, shapes.WindowShape, lambda r: _window(r, start), facts, findings
    )
    if LEGS.name in facts.present:
        facts.legs = _table(folder, LEGS, shapes.LegShape, nouns.leg, facts, findings)
    check(facts, findings)
    fingerprint = _fingerprint(folder, findings)
    warnings = findings.warnings_or_raise()
    assert settings is not None
    return Reading(_operation(settings, facts, fingerprint), warnings)


def _operation(settings: Settings, facts: Facts, fingerprint: str) -> Operation:
    legs = None if facts.legs is None else tuple(leg for _, leg in facts.legs)
    return Operation(
        **settings._asdict(),
        places=tuple(place for _, place in facts.places),
        headcounts=tuple(row for _, row in facts.headcounts),
        fleet=tuple(row for _, row in facts.fleet),
        zones=tuple(zone for _, zone in facts.zones),
        windows=tuple(window for _, window in facts.windows),
        legs=legs,
        sha256=fingerprint,
    )


def _present(folder: Path, findings: Findings) -> set[str]:
    """The names in the folder; without operation.toml it is no operation."""
    try:
        names = {path.name for path in folder.iterdir()}
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise InputProblems((problem("S102", printable(str(folder)), reason=reason),)) from None
    if not names & {source.name for source in REQUIRED}:
        raise InputProblems((problem("S101", printable(str(folder)), name=OPERATION.name),))
    for source in REQUIRED:
        if source.name not in names:
            findings.add("S103", source.name, hint=_hint(source, names))
    return names


def _hint(source: Source, names: set[str]) -> str:
    stem = source.name.partition(".")[0]
    alike = sorted(name for name in names if name.lower().partition(".")[0] == stem)
    if alike:
        return f"Save {shown(alike[0])} as {source.kind} with the name {source.name}."
    return "Add it; `safeconduct new DIR` makes a folder that holds an example of each."


def _fingerprint(folder: Path, findings: Findings) -> str:
    try:
        return digest(folder)
    except OSError as error:
        name = Path(str(error.filename)).name
        if name not in {source.name for source in SOURCES}:  # those have been told
            findings.add("S670", name, reason=error.strerror or "it fails while being read")
        return ""


def _settings(folder: Path, facts: Facts, findings: Findings) -> Settings | None:
    data = open_document(folder, OPERATION, findings)
    if data is None:
        return None
    for what in ("category", "party", "organisation"):
        facts.ids[what] = _entry_ids(data, what, findings)
    for name, value in data.items():
        if name not in shapes.OperationShape.model_fields and unfit(value):
            findings.add("S155", OPERATION.name, "", shown(name), value=unfit(value))
    shape = fit(shapes.OperationShape, data, OPERATION, "", findings)
    if shape is None:
        return None
    if not shape.category:
        findings.add("S105", OPERATION.name, "", "category")
    facts.start, facts.horizon_min = shape.start, shape.horizon_h * 60
    settings = _made(data, shape)
    facts.categories = settings.categories
    return settings


def settings_of(data: dict[str, Any]) -> Settings | None:
    """The settings in the data of an operation.toml, or None where they are not sound."""
    shape = fit(shapes.OperationShape, data, OPERATION, "", Findings())
    return None if shape is None else _made(data, shape)


def _made(data: dict[str, Any], shape: shapes.OperationShape) -> Settings:
    return Settings(
        name=shape.name,
        start=shape.start,
        horizon_h=shape.horizon_h,
        rules=nouns.rules(shape.rules),
        roads=nouns.road_rules(shape.roads),
        categories=_entries(data, "category", shape.category, nouns.category),
        parties=_entries(data, "party", shape.party, nouns.party),
        organisations=_entries(data, "organisation", shape.organisation, nouns.organisation),
        extra=_settings_extra(data),
    )


def _entry_ids(data: dict[str, Any], what: str, findings: Findings) -> dict[str, str]:
    found: dict[str, str] = {}
    entries = data.get(what)
    for number, entry in enumerate(entries if isinstance(entries, list) else (), 1):
        if isinstance(entry, dict):
            note_id(found, entry.get("id"), OPERATION, f"{what} {number}", findings)
    return found


def _entries(
    data: dict[str, Any], what: str, entries: Sequence[S], make: Callable[[Record[S]], N]
) -> tuple[N, ...]:
    made = []
    for raw, shape in zip(data.get(what, ()), entries, strict=True):
        extra = {name: value for name, value in raw.items() if name not in shape.names()}
        made.append(make(Record("", shape, extra)))
    return tuple(made)


def _settings_extra(data: dict[str, Any]) -> dict[str, Any]:
    """Unknown keys, those of the tables `rules` and `roads` under the table's name."""
    extra = {k: v for k, v in data.items() if k not in shapes.OperationShape.model_fields}
    for name, shape in (("rules", shapes.RulesShape), ("roads", shapes.RoadsShape)):
        unknown = {k: v for k, v in data.get(name, {}).items() if k not in shape.model_fields}
        if unknown:
            extra[name] = unknown
    return extra


def _places(folder: Path, facts: Facts, findings: Findings) -> Spotted[Any]:
    sheet = _collection(folder, PLACES, shapes.PlaceShape, facts, findings)
    made = []
    for record in sheet.records:
        try:
            made.append((record.where, nouns.place(record, point(record.geometry))))
        except Fault as fault:
            findings.fault(PLACES.digit, PLACES.name, record.where, "geometry", fault)
    return made


def _zones(folder: Path, facts: Facts, findings: Findings) -> Spotted[Any]:
    sheet = _collection(folder, ZONES, shapes.ZoneShape, facts, findings)
    with_legs = LEGS.name in facts.present
    made = []
    for record in sheet.records:
        try:
            made.append((record.where, nouns.zone(record, _outline(record.geometry, with_legs))))
        except Fault as fault:
            findings.fault(ZONES.digit, ZONES.name, record.where, "geometry", fault)
    return made


def _outline(geometry: Any, with_legs: bool) -> tuple[Polygon, ...]:
    """With legs.csv the outline only draws, and may be left out."""
    return () if geometry is None and with_legs else outline(geometry)


def _collection(
    folder: Path, source: Source, shape: type[S], facts: Facts, findings: Findings
) -> Sheet[S]:
    what = "place" if source is PLACES else "zone"
    if source.name not in facts.present:
        facts.ids[what] = None if source in REQUIRED else {}
        return Sheet()
    data = open_document(folder, source, findings)
    if data is None:
        facts.ids[what] = None
        return Sheet()
    system = foreign_system(data)
    if system:
        findings.add(f"S{source.digit}85", source.name, "", "crs", value=system)
        facts.ids[what] = None
        return Sheet()
    sheet = features(data, source, shape, findings)
    facts.ids[what] = sheet.ids if sheet.whole else None
    return sheet


def _table(
    folder: Path,
    source: Source,
    shape: type[S],
    make: Callable[[Record[S]], N],
    facts: Facts,
    findings: Findings,
) -> Spotted[N]:
    what = source.name.partition(".")[0].rstrip("s")
    if source.name not in facts.present:
        facts.ids[what] = None if source in REQUIRED else {}
        return ()
    needed = [info.alias or name for name, info in shape.model_fields.items() if info.is_required()]
    table = open_table(folder, source, shape.names(), needed, findings)
    if table is None:
        return ()
    sheet = rows(table, source, shape, findings)
    facts.ids[what] = sheet.ids
    made = []
    for record in sheet.records:
        try:
            made.append((record.where, make(record)))
        except Fault as fault:
            field = str(fault.details.pop("field", "zones"))
            findings.fault(source.digit, source.name, record.where, field, fault)
    return made


def _window(record: Record[shapes.WindowShape], start: datetime) -> Any:
    window = nouns.window(record, start)
    if window.end <= window.start:
        begin, end = record.shape.start.isoformat(), record.shape.end.isoformat()
        raise Fault("S506", field="end", start=begin, end=end)
    return window
