"""What rests on an assumption, what on no source at all, and whom maps must name."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan
from safeconduct.model.units import Provenance


@dataclass(frozen=True, slots=True)
class Footing:
    """What the rows of one file rest on: how many there are, assumed, and without source."""

    file: str
    rows: int
    assumed: int
    unsourced: int


def footings(operation: Operation) -> tuple[Footing, ...]:
    """Count, file by file, what is assumed and what has no source."""
    rows: Counter[str] = Counter()
    assumed: Counter[str] = Counter()
    unsourced: Counter[str] = Counter()
    for file, _, provenance in _facts(operation):
        rows[file] += 1
        assumed[file] += provenance.is_assumed
        unsourced[file] += not provenance.source.strip()
    return tuple(Footing(f, rows[f], assumed[f], unsourced[f]) for f in rows)


def assumptions(operation: Operation) -> list[tuple[str, str, str]]:
    """Each assumption: file, row or feature, and what the source says of it."""
    return [(f, where, p.source) for f, where, p in _facts(operation) if p.is_assumed]


def _facts(operation: Operation) -> Iterator[tuple[str, str, Provenance]]:
    for category in operation.categories:
        yield "operation.toml", category.id, _from(category.extra)
    for party in operation.parties:
        yield "operation.toml", party.id, party.provenance
    for organisation in operation.organisations:
        yield "operation.toml", organisation.id, organisation.provenance
    for place in operation.places:
        yield "places.geojson", place.id, place.provenance
    for head in operation.headcounts:
        yield "people.csv", f"{head.place}, {head.category}", head.provenance
    for row in operation.fleet:
        yield "fleet.csv", row.id, row.provenance
    for zone in operation.zones:
        yield "zones.geojson", zone.id, zone.provenance
    for window in operation.windows:
        yield "windows.csv", window.id, window.provenance


def _from(extra: Mapping[str, object]) -> Provenance:
    return Provenance(str(extra.get("source", "")), str(extra.get("as_of", "")))


def credits_of(operation: Operation, plan: Plan) -> tuple[str, ...]:
    """Whom a published map must name: the sources of the ways drawn on it, each once."""
    legs = (*plan.legs, *(operation.legs or ()))
    named = (str(leg.extra.get("attribution", "")) or leg.provenance.source for leg in legs)
    return tuple(sorted({name.strip() for name in named if name.strip()}))
