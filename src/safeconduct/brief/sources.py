"""What rests on an assumption, what on no source at all, and whom maps must name."""

from collections import Counter
from dataclasses import dataclass

from safeconduct.model.operation import Operation, assumptions, unsourced
from safeconduct.model.plan import Plan


@dataclass(frozen=True, slots=True)
class Footing:
    """What the facts of one file rest on: how many there are, assumed, and without source."""

    file: str
    facts: int
    assumed: int
    unsourced: int


def footings(operation: Operation) -> tuple[Footing, ...]:
    """Count, file by file, what is assumed and what has no source."""
    facts = {
        "operation.toml": len(operation.categories)
        + len(operation.parties)
        + len(operation.organisations),
        "places.geojson": len(operation.places),
        "people.csv": len(operation.headcounts),
        "fleet.csv": len(operation.fleet),
        "zones.geojson": len(operation.zones),
        "windows.csv": len(operation.windows),
        "legs.csv": sum(not leg.geometry for leg in operation.legs or ()),
    }
    assumed = Counter(found.file for found in assumptions(operation))
    bare = Counter(found.file for found in unsourced(operation))
    return tuple(Footing(f, n, assumed[f], bare[f]) for f, n in facts.items() if n)


def credits_of(operation: Operation, plan: Plan) -> tuple[str, ...]:
    """Whom a published map must name: the sources of the ways drawn on it, each once.

    A leg's own `attribution` goes before its source; one of the whole operation is always named.
    """
    legs = (*plan.legs, *(operation.legs or ()))
    named = {str(leg.extra.get("attribution", "")) or leg.provenance.source for leg in legs}
    whole = str(operation.extra.get("attribution", "")).strip()
    parts = sorted(name.strip() for name in named if name.strip() and name.strip() != whole)
    return (whole, *parts) if whole else tuple(parts)
