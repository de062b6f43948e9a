"""Apply an option's patches to the operation: any field of any table, as a file would say it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from safeconduct.model.operation import Operation
from safeconduct.model.problem import Problem
from safeconduct.model.terms import Patch
from safeconduct.operation import cells, nouns, shapes
from safeconduct.operation.crossing import Facts, check
from safeconduct.operation.findings import Fault, Findings
from safeconduct.operation.records import Record, fit
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
from safeconduct.operation.values import TIME, between, shown

Properties = dict[str, Any]


class Unpatchable(ValueError):  # noqa: N818 - it names what is wrong with a patch
    """A patch that fits nothing; `reason` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A table: its field in the operation, its border, and the ways between noun and row."""

    field: str
    source: Source
    shape: type[shapes.Shape]
    cells: Callable[[Any, datetime], Properties]
    noun: Callable[[Record[Any], datetime, Any], Any]


def _entry(shape: type[shapes.Shape]) -> Callable[[Any, datetime], Properties]:
    return lambda noun, _start: cells.entry(shape, noun)


KINDS = {
    "category": _Kind(
        "categories",
        OPERATION,
        shapes.CategoryShape,
        _entry(shapes.CategoryShape),
        lambda r, _s, _o: nouns.category(r),
    ),
    "party": _Kind(
        "parties",
        OPERATION,
        shapes.PartyShape,
        _entry(shapes.PartyShape),
        lambda r, _s, _o: nouns.party(r),
    ),
    "organisation": _Kind(
        "organisations",
        OPERATION,
        shapes.OrganisationShape,
        _entry(shapes.OrganisationShape),
        lambda r, _s, _o: nouns.organisation(r),
    ),
    "places": _Kind(
        "places",
        PLACES,
        shapes.PlaceShape,
        lambda n, _s: cells.place(n),
        lambda r, _s, old: nouns.place(r, _position(r, old)),
    ),
    "people": _Kind(
        "headcounts",
        PEOPLE,
        shapes.HeadcountShape,
        lambda n, _s: cells.headcount(n),
        lambda r, _s, _o: nouns.headcount(r),
    ),
    "fleet": _Kind(
        "fleet",
        FLEET,
        shapes.FleetShape,
        cells.fleet_row,
        lambda r, start, _o: nouns.fleet_row(r, start),
    ),
    "zones": _Kind(
        "zones",
        ZONES,
        shapes.ZoneShape,
        lambda n, _s: cells.zone(n),
        lambda r, _s, old: nouns.zone(r, old.polygons if old else ()),
    ),
    "windows": _Kind(
        "windows",
        WINDOWS,
        shapes.WindowShape,
        cells.window,
        lambda r, start, _o: nouns.window(r, start),
    ),
    "legs": _Kind(
        "legs",
        LEGS,
        shapes.LegShape,
        lambda n, _s: cells.leg(n),
        lambda r, _s, old: replace(nouns.leg(r), geometry=old.geometry if old else ()),
    ),
}


def patched(operation: Operation, patches: Iterable[Patch]) -> Operation:
    """The operation with every patch applied, one after the other.

    Raises:
        Unpatchable: a patch names no row, a field that does not exist, or a value that does
            not fit.
    """
    for patch in patches:
        operation = (
            _settings(operation, patch) if patch.table == "operation" else _rows(operation, patch)
        )
    return operation


def unsound(operation: Operation) -> tuple[Problem, ...]:
    """What does not fit together in a patched operation, told as its files would be."""
    known: dict[str, tuple[Any, ...]] = {
        "category": operation.categories,
        "party": operation.parties,
        "organisation": operation.organisations,
        "place": operation.places,
        "zone": operation.zones,
        "fleet": operation.fleet,
        "window": operation.windows,
        "leg": operation.legs or (),
    }
    facts = Facts(
        operation.start,
        operation.horizon_min,
        operation.categories,
        [(p.id, p) for p in operation.places],
        [(f"{h.place}, {h.category}", h) for h in operation.headcounts],
        [(f.id, f) for f in operation.fleet],
        [(z.id, z) for z in operation.zones],
        [(w.id, w) for w in operation.windows],
        None if operation.legs is None else [(leg.id, leg) for leg in operation.legs],
        {what: {one.id: one.id for one in rows} for what, rows in known.items()},
    )
    findings = Findings()
    check(facts, findings)
    return tuple(p for p in findings.all() if p.severity == "error")


def _settings(operation: Operation, patch: Patch) -> Operation:
    """The name, the horizon or the rules of the whole operation."""
    data = {"name": operation.name, "start": operation.start, "horizon_h": operation.horizon_h}
    known = {"horizon_h", "movement_hours"}
    strange = (set(patch.values) | set(patch.times)) - known
    if strange or patch.add or patch.remove or patch.where:
        told = ", ".join(sorted(strange)) or "only `set` and `times` are possible"
        raise Unpatchable(f"of the operation only {' and '.join(sorted(known))} change: {told}")
    changed = {k: v for k, v in patch.values.items() if k == "horizon_h"}
    for name, factor in patch.times.items():
        changed[name] = operation.horizon_h * factor
    rules: Properties = {}
    if "movement_hours" in patch.values:
        rules = {"rules": {"movement_hours": patch.values["movement_hours"]}}
    shape = _fitted(shapes.OperationShape, {**data, **changed, **rules}, OPERATION)
    fresh = nouns.rules(shape.rules) if rules else operation.rules
    return replace(operation, horizon_h=shape.horizon_h, rules=fresh)


def _rows(operation: Operation, patch: Patch) -> Operation:
    kind = KINDS[patch.table]
    rows = getattr(operation, kind.field)
    if rows is None:
        raise Unpatchable("this operation has no legs.csv; its legs come from the roads")
    _known_fields(kind, patch)
    if patch.add:
        made = _made(kind, dict(patch.add), operation.start, None)
        return _with(operation, kind, (*rows, made))
    chosen = [_meets(kind.cells(row, operation.start), patch.where) for row in rows]
    if not any(chosen):
        raise Unpatchable(f"no row of {patch.table} has {shown(dict(patch.where))}")
    kept = [
        _changed(kind, row, patch, operation.start) if hit else row
        for row, hit in zip(rows, chosen, strict=True)
        if not (hit and patch.remove)
    ]
    return _with(operation, kind, tuple(kept))


def _with(operation: Operation, kind: _Kind, rows: tuple[Any, ...]) -> Operation:
    changed: dict[str, Any] = {kind.field: rows}
    return replace(operation, **changed)


def _known_fields(kind: _Kind, patch: Patch) -> None:
    names = {*kind.shape.names(), "coordinates"}
    for part in (patch.where, patch.values, patch.times, patch.add):
        for name in part:
            if name not in names:
                raise Unpatchable(f"{patch.table} has no field {shown(name)}")


def _meets(row: Properties, where: Mapping[str, object]) -> bool:
    """Whether a row has all values; of a list one is enough, as of the zones of a place."""
    for name, wanted in where.items():
        held = row.get(name)
        have = {str(v) for v in (held if isinstance(held, (list, tuple)) else [held])}
        want = {str(v) for v in (wanted if isinstance(wanted, (list, tuple)) else [wanted])}
        if not have & want:
            return False
    return True


def _changed(kind: _Kind, row: Any, patch: Patch, start: datetime) -> Any:
    data = kind.cells(row, start)
    for name, factor in patch.times.items():
        if data.get(name) is None:
            raise Unpatchable(f"{name} of {_name(row)} is not given, so it cannot be multiplied")
        data[name] = _rounded(data[name], float(factor))
    for name, value in patch.values.items():
        data[name] = _on_its_day(data.get(name), value)
    return _made(kind, data, start, row)


def _rounded(value: Any, factor: float) -> float | int:
    found = between(value, -1e12, 1e12) * factor
    return round(found) if isinstance(value, int) else found


def _on_its_day(old: Any, new: Any) -> Any:
    """A bare time of day keeps the day and the offset of the instant that it replaces."""
    if not (isinstance(old, str) and isinstance(new, str) and TIME.fullmatch(new.strip())):
        return new
    try:
        day = datetime.fromisoformat(old)
    except ValueError:
        return new
    hour, minute = (int(part) for part in new.strip().split(":"))
    if hour > 23 or minute > 59:
        raise Unpatchable(f"{shown(new)} is no time of day from 00:00 to 23:59")
    return day.replace(hour=hour, minute=minute).isoformat()


def _made(kind: _Kind, data: Properties, start: datetime, old: Any) -> Any:
    shape = _fitted(kind.shape, data, kind.source)
    spot = {"coordinates": data["coordinates"]} if "coordinates" in data else {}
    extra = dict(old.extra) if old is not None else {}
    try:
        found = kind.noun(Record("", shape, extra, spot), start, old)
    except Fault as fault:
        raise Unpatchable(f"the row of {kind.source.name} would not be sound ({fault})") from None
    if kind is KINDS["windows"] and found.end <= found.start:
        raise Unpatchable(f"window {found.id} would end before it begins")
    return found


def _position(record: Record[Any], old: Any) -> tuple[float, float]:
    spot = (record.geometry or {}).get("coordinates")
    if spot is None and old is not None:
        return (old.position[0], old.position[1])
    if not isinstance(spot, (list, tuple)) or len(spot) != 2:
        raise Unpatchable("a new place needs coordinates = [longitude, latitude]")
    return between(spot[0], -180, 180), between(spot[1], -90, 90)


def _fitted(shape: type[Any], data: Properties, source: Source) -> Any:
    findings = Findings()
    found = fit(shape, data, source, "", findings)
    if found is None:
        first = findings.all()[0]
        raise Unpatchable(f"{first.field}: {first.wrong}")
    return found


def _name(row: Any) -> str:
    return str(getattr(row, "id", "") or f"{row.place}, {row.category}")
