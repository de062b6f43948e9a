"""plan.json: read with every problem at once, written whole and without noise."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from safeconduct.model.network import Leg, Passage
from safeconduct.model.plan import (
    FORMAT,
    Activity,
    ActivityKind,
    Certificate,
    Itinerary,
    Plan,
    Price,
    Replanned,
    Result,
)
from safeconduct.model.problem import InputProblems, problem
from safeconduct.operation.documents import parse_json
from safeconduct.operation.findings import Fault, Findings
from safeconduct.operation.plan_shapes import (
    CertificateShape,
    PlanLegShape,
    PlanShape,
    PriceShape,
    ResultShape,
)
from safeconduct.operation.records import as_fault, locate
from safeconduct.operation.save import save
from safeconduct.operation.text import MEGABYTE, decode, read_bytes
from safeconduct.operation.values import printable, shown

LIMIT = 256 * MEGABYTE
DIGITS = 9
"""Minutes are written to the thousandth of a microsecond; what lies below is noise of floats."""
COUNTED = frozenset({"people_out", "seed"})
TAGS = frozenset(ActivityKind)


def read_plan(path: Path) -> Plan:
    """Read a plan.

    Raises:
        InputProblems: with every problem of the file at once.
    """
    findings = Findings()
    name = printable(path.name)
    try:
        data = parse_json(decode(read_bytes(path, LIMIT), "JSON"))
    except Fault as fault:
        findings.fault("7", name, "", "", fault)
        raise InputProblems(findings.all()) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        found = data.get("format") if isinstance(data, dict) else None
        findings.add("S702", name, "", "format", value=shown(found), expected=FORMAT)
        raise InputProblems(findings.all())
    try:
        shape = PlanShape.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            where, field = locate(tuple(step for step in detail["loc"] if step not in TAGS))
            findings.fault("7", name, where, field, _fault(detail))
        raise InputProblems(findings.all()) from None
    _unlike(shape, name, findings)
    findings.warnings_or_raise()
    return _plan(shape)


def _fault(detail: Mapping[str, Any]) -> Fault:
    if str(detail["type"]).startswith("union_tag"):
        found = detail["input"].get("kind") if isinstance(detail["input"], dict) else None
        allowed = ", ".join(ActivityKind)
        return Fault("61", value=shown(found), allowed=allowed) if found else Fault("50")
    return as_fault(detail)


def _unlike(shape: PlanShape, file: str, findings: Findings) -> None:
    """Ids that stand twice."""
    listed = {"vehicle": [v.id for v in shape.vehicles], "leg": [leg.id for leg in shape.legs]}
    for what, ids in listed.items():
        first: dict[str, str] = {}
        for number, name in enumerate(ids, 1):
            where = f"{what} {number}"
            if first.setdefault(name, where) != where:
                findings.add("S752", file, where, "id", value=shown(name), first=first[name])


def _plan(shape: PlanShape) -> Plan:
    return Plan(
        operation=shape.operation.name,
        operation_sha256=shape.operation.sha256,
        start=shape.start,
        horizon_min=shape.horizon_min,
        result=_result(shape.result),
        vehicles=tuple(
            Itinerary(v.id, v.fleet, tuple(_activity(a) for a in v.activities))
            for v in shape.vehicles
        ),
        legs=tuple(_leg(leg) for leg in shape.legs),
        replanned=_replanned(shape),
        certificate=_certificate(shape.certificate),
    )


def _replanned(shape: PlanShape) -> Replanned | None:
    found = shape.replanned
    return None if found is None else Replanned(found.at_min, tuple(found.out_of_service))


def _certificate(shape: CertificateShape | None) -> Certificate | None:
    if shape is None:
        return None
    names = PriceShape.model_fields
    prices = (Price(**{name: getattr(one, name) for name in names}) for one in shape.prices)
    return Certificate(shape.tick_s, shape.levels, shape.value, tuple(prices))


def _result(shape: ResultShape) -> Result:
    return Result(**{name: getattr(shape, name) for name in ResultShape.model_fields})


def _activity(shape: Any) -> Activity:
    fields = {name: getattr(shape, name) for name in type(shape).model_fields}
    return Activity(**{**fields, "kind": ActivityKind(shape.kind)})


def _leg(shape: PlanLegShape) -> Leg:
    fields: dict[str, Any] = {name: getattr(shape, name) for name in PlanLegShape.model_fields}
    fields["zones"] = tuple(Passage(*passage) for passage in shape.zones)
    fields["geometry"] = tuple(shape.geometry)
    return Leg(**fields)


def write_plan(path: Path, plan: Plan) -> None:
    """Write a plan as the contract has it; the file appears whole or not at all.

    Raises:
        InputProblems: it cannot be written there.
    """
    try:
        save(path, plan_text(plan).encode("utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputProblems((problem("S701", printable(str(path)), reason=reason),)) from None


def plan_text(plan: Plan) -> str:
    """A plan as JSON: one line for each activity and each leg."""
    head: dict[str, Any] = {
        "format": FORMAT,
        "operation": {"name": plan.operation, "sha256": plan.operation_sha256},
        "start": plan.start.isoformat(),
        "horizon_min": _clean(plan.horizon_min),
        "result": _written_result(plan.result),
    }
    if plan.replanned is not None:
        since = plan.replanned
        out = list(since.out_of_service)
        head["replanned"] = {"at_min": _clean(since.at_min), "out_of_service": out}
    members = [f" {json.dumps(name)}: {_json(value)}" for name, value in head.items()]
    members.append(f' "vehicles": {_block((_vehicle(v) for v in plan.vehicles), "  ")}')
    members.append(f' "legs": {_block((_json(_written_leg(leg)) for leg in plan.legs), "  ")}')
    if plan.certificate is not None:
        members.append(f' "certificate": {_written_certificate(plan.certificate)}')
    return "{\n" + ",\n".join(members) + "\n}\n"


def _written_certificate(certificate: Certificate) -> str:
    """Prices with all their digits: the proof stands on them."""
    head = {
        "tick_s": certificate.tick_s,
        "levels": certificate.levels,
        "value": float(certificate.value),
    }
    lines = (
        _json({k: v for k, v in asdict(price).items() if v or k == "price"})
        for price in certificate.prices
    )
    told = ", ".join(f"{_json(name)}: {_json(value)}" for name, value in head.items())
    return f'{{{told}, "prices": {_block(lines, "  ")}}}'


def _vehicle(vehicle: Itinerary) -> str:
    activities = _block((_json(_written_activity(a)) for a in vehicle.activities), "    ")
    names = f'"id": {_json(vehicle.id)}, "fleet": {_json(vehicle.fleet)}'
    return f'{{{names}, "activities": {activities}}}'


def _block(lines: Iterable[str], indent: str) -> str:
    listed = [indent + line for line in lines]
    return "[\n" + ",\n".join(listed) + "]" if listed else "[]"


def _written_result(result: Result) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for name in ResultShape.model_fields:
        value = getattr(result, name)
        if name == "left_behind":
            written[name] = {place: _people(people) for place, people in value.items()}
        elif isinstance(value, Mapping):
            written[name] = _people(value)
        elif name in COUNTED:
            written[name] = int(value)
        else:
            written[name] = None if value is None else _clean(value)
    return written


def _people(people: Mapping[str, int]) -> dict[str, int]:
    return {category: int(count) for category, count in people.items()}


def _written_activity(activity: Activity) -> dict[str, Any]:
    """Only the fields that belong to the kind."""
    times = {"start": _clean(activity.start), "end": _clean(activity.end)}
    kind = {"kind": activity.kind.value}
    if activity.kind is ActivityKind.MOVE:
        way = {"leg": activity.leg, "from": activity.origin, "to": activity.destination}
        return {**kind, **way, **times, "convoy": activity.convoy}
    stay = {**kind, "place": activity.place, **times}
    if activity.kind in {ActivityKind.LOAD, ActivityKind.UNLOAD}:
        return {**stay, "people": _people(activity.people)}
    return stay


def _written_leg(leg: Leg) -> dict[str, Any]:
    return {
        "id": leg.id,
        "from": leg.origin,
        "to": leg.destination,
        "minutes": _clean(leg.minutes),
        "km": _clean(leg.km),
        "exposure": _clean(leg.exposure),
        "zones": [[p.zone, _clean(p.enter), _clean(p.exit)] for p in leg.zones],
        "geometry": [[_clean(lon), _clean(lat)] for lon, lat in leg.geometry],
    }


def _clean(value: float) -> float:
    """A float without the noise of its last bits, and without a minus before 0."""
    return round(float(value), DIGITS) + 0.0


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
