"""`new --from`: an operation folder drafted from what reports say, its open questions asked."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from safeconduct.model.problem import InputProblems, problem
from safeconduct.model.statement import Statement
from safeconduct.operation.toml_text import toml_text
from safeconduct.read.atlas import Spot, TableError, load_places
from safeconduct.read.draft import Draft, Proposal, draft
from safeconduct.read.encode import statement_object
from safeconduct.read.gazetteer import plain
from safeconduct.usecases.draft_page import draft_page
from safeconduct.usecases.new import fill_folder
from safeconduct.usecases.read import Log, Wishes, read_reports

HORIZON_H = 48
FLEET = (
    "id,organisation,base,type,count,seats,wheelchair,stretcher,escort,available_from,max_duty_h,"
    "rest_h,range_km,refuel_min,speed_factor,source,as_of\n"
)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was drafted: the files, the proposals, and the questions that are open."""

    files: tuple[Path, ...]
    draft: Draft
    log: Log
    questions: tuple[str, ...]


def draft_operation(
    folder: Path,
    reports: Sequence[Path],
    wishes: Wishes,
    places: Path | None = None,
    step: Callable[[str], None] = lambda _: None,
) -> Drafted:
    """Read reports and draft a new operation folder from them.

    Raises InputProblems where a report or the table of places cannot be read, or the folder
    is not empty.
    """
    spots = _spots(places)
    log = read_reports(reports, wishes, step)
    made = draft(log.readings, log.relations)
    questions = tuple(open_questions(made, spots))
    known = {s.id: s for s in log.statements}
    contents = {
        "operation.toml": _settings(made),
        "places.geojson": _places(made, spots),
        "people.csv": _people(made),
        "fleet.csv": FLEET,
        "windows.csv": "id,zone,start,end,term,source,as_of\n",
        "zones.geojson": _collection("zones", []),
        "statements.jsonl": _lines(log.statements),
        "DRAFT.md": draft_page(made, known, questions),
    }
    for number, reading in enumerate(log.readings, 1):
        contents[f"report-{number}.txt"] = reading.text
    data = {name: text.encode("utf-8", "surrogatepass") for name, text in contents.items()}
    return Drafted(fill_folder(folder, data), made, log, questions)


def _spots(path: Path | None) -> Mapping[str, list[Spot]]:
    if path is None:
        return {}
    try:
        return load_places(path)
    except TableError as error:
        reason = str(error)
    except (OSError, UnicodeError) as error:
        reason = (getattr(error, "strerror", None) or "it is no text in UTF-8").lower()
    raise InputProblems((problem("S801", str(path), reason=reason),))


def open_questions(made: Draft, spots: Mapping[str, Sequence[Spot]]) -> Iterable[str]:
    """What only a person can answer before the folder is sound."""
    yield "When does the operation start? The start in operation.toml is assumed."
    if not made.parties:
        yield "Who are the parties? The reports name none whose forces and words both appear."
    if not made.pickups:
        yield "Where do people wait? The reports name no place: add it to places.geojson."
    for pickup in made.pickups:
        yield _where(pickup, spots.get(plain(pickup.name), ()))
    counted = [c for c in made.counts if c.place]
    for count in counted:
        if count.exact is None:
            yield (
                f"How many {count.of} wait at {count.place}? {count.speaker} says "
                f"“{count.text}” ({count.statement}); the count in people.csv is blank."
            )
    for pickup in made.pickups:
        if pickup.name not in {c.place for c in counted}:
            yield f"How many people wait at {pickup.name}? The reports give no number."
    yield "Where are people received? Add a reception to places.geojson."
    yield "What carries them? Fill fleet.csv."
    yield "Which roads? Add legs.csv or a road file."


def _where(place: Proposal, spots: Sequence[Spot]) -> str:
    if not spots:
        return f"Where is {place.name}? Write its longitude and latitude into places.geojson."
    if len(spots) == 1:
        return (
            f"Is this the {place.name} that is meant: {_told(spots[0])}? It is the only one listed."
        )
    listed = "; ".join(_told(spot) for spot in spots[:8])
    return f"Which {place.name} is meant? {len(spots)} places bear the name: {listed}."


def _told(spot: Spot) -> str:
    region = f"{spot.region}, " if spot.region else ""
    return f"{region}{spot.lon:.4f} {spot.lat:.4f}"


# ------------------------------------------------------------------ files


def _settings(made: Draft) -> str:
    """operation.toml: what the reports say with its statements, the rest marked as assumed."""
    start = (date.fromisoformat(made.date) if made.date else date(2000, 1, 1)) + timedelta(days=1)
    return toml_text(
        {
            "name": f"{made.title} (draft)",
            "start": f"{start.isoformat()}T06:00:00+00:00",
            "horizon_h": HORIZON_H,
            "draft": "made from reports; see DRAFT.md. start and horizon_h are assumed",
            "category": [
                _category("civilian", "Civilian", "seat", 1.0, 0.5),
                _category("wounded", "Wounded person", "stretcher", 3.0, 6.0),
            ],
            "party": [_entry(p, made.date) for p in made.parties],
            "organisation": [_entry(p, made.date) for p in made.partners],
        }
    )


def _category(id_: str, name: str, uses: str, weight: float, load_min: float) -> dict[str, object]:
    return {
        "id": id_,
        "name": name,
        "uses": uses,
        "weight": weight,
        "load_min": load_min,
        "inspect_min": 0.5,
        "source": "assumed: a usual value, to be decided by who plans",
    }


def _entry(proposal: Proposal, as_of: str) -> dict[str, object]:
    source = f"statements {', '.join(proposal.statements)}" if proposal.statements else "reports"
    return {"id": slug(proposal.name), "name": proposal.name, "source": source, "as_of": as_of}


def slug(name: str) -> str:
    """A name as an id: lower-case letters, digits and hyphens."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60] or "unnamed"


def _places(made: Draft, spots: Mapping[str, Sequence[Spot]]) -> str:
    """places.geojson: the pickups; where namesakes are not told apart there is no point."""
    features: list[dict[str, object]] = []
    for pickup in made.pickups:
        found = spots.get(plain(pickup.name), ())
        known = {"type": "Point", "coordinates": [found[0].lon, found[0].lat]} if found else None
        properties = {
            "id": slug(pickup.name),
            "name": pickup.name,
            "kind": "pickup",
            "zone": None,
            "source": f"statements {', '.join(pickup.statements)}",
            "as_of": made.date,
        }
        features.append(
            {
                "type": "Feature",
                "geometry": known if len(found) == 1 else None,
                "properties": properties,
            }
        )
    return _collection("places", features)


def _collection(name: str, features: list[dict[str, object]]) -> str:
    data = {"type": "FeatureCollection", "name": name, "features": features}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _people(made: Draft) -> str:
    """people.csv: a row for each count, blank where the report gives no number."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["place", "category", "count", "source", "as_of", "said"])
    rows = [c for c in made.counts if c.place]
    for count in rows:
        category = "wounded" if "wounded" in count.of or "injured" in count.of else "civilian"
        exact = "" if count.exact is None else str(count.exact)
        source = f"statement {count.statement}: {count.speaker}"
        writer.writerow([slug(count.place), category, exact, source, made.date, count.text])
    for pickup in made.pickups:
        if pickup.name not in {c.place for c in rows}:
            writer.writerow([slug(pickup.name), "civilian", "", "", made.date, ""])
    return buffer.getvalue()


def _lines(statements: Iterable[Statement]) -> str:
    return "".join(json.dumps(statement_object(s), ensure_ascii=False) + "\n" for s in statements)
