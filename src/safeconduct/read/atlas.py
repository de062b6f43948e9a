"""Where a named place lies, from a table of places that the user has; homonyms are all given."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from safeconduct.read.gazetteer import plain

_COLUMNS = {
    "name": ("name", "city", "settlement", "name_en", "asciiname"),
    "lat": ("latitude", "lat", "y"),
    "lon": ("longitude", "lon", "lng", "x"),
    "region": ("admin1", "admin1code", "region", "oblast", "state", "country", "countrycode"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a table: its name, region, and longitude and latitude in degrees."""

    name: str
    region: str
    lon: float
    lat: float


class TableError(ValueError):
    """A table that has no column for names or for coordinates."""


def load_places(path: Path) -> dict[str, list[Spot]]:
    """The places of a CSV or TSV table by their names in lower case.

    Raises OSError, UnicodeError, or TableError where the columns are not there.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head = stream.readline()
        stream.seek(0)
        rows = csv.DictReader(stream, delimiter="\t" if "\t" in head else ",")
        columns = {what: _column(rows.fieldnames or (), names) for what, names in _COLUMNS.items()}
        if not (columns["name"] and columns["lat"] and columns["lon"]):
            raise TableError("it has no columns name, latitude and longitude")
        found: dict[str, list[Spot]] = {}
        for row in rows:
            spot = _spot(row, columns)
            if spot:
                found.setdefault(plain(spot.name), []).append(spot)
    return found


def _column(present: Iterable[str], names: tuple[str, ...]) -> str:
    return next((p for n in names for p in present if p and p.strip().lower() == n), "")


def _spot(row: dict[str, str], columns: dict[str, str]) -> Spot | None:
    try:
        lon, lat = float(row[columns["lon"]]), float(row[columns["lat"]])
    except (ValueError, TypeError, KeyError):
        return None
    region = (row.get(columns["region"]) or "") if columns["region"] else ""
    return Spot(row[columns["name"]] or "", region, lon, lat)
