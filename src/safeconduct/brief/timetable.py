"""The timetable: one row per movement and stop of every vehicle, as rows and as a CSV file."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from safeconduct.brief.clocks import Clock
from safeconduct.brief.facts import Entry, organisation_names, place_names, total, zone_names
from safeconduct.model.operation import Operation

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula, or run cells together."""


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: dangerous beginnings get an apostrophe."""
    bare = text.lstrip(" ")
    return f"'{text}" if bare.startswith(TRIGGERS) else text


def moment(operation: Operation, clock: Clock, minute: float) -> datetime:
    """What a clock shows at a minute of the operation, to the nearest second."""
    read = clock.read(operation.instant(minute))
    return (read + timedelta(microseconds=500_000)).replace(microsecond=0)


def write_csv(
    path: Path, operation: Operation, every: Sequence[Entry], clocks: Sequence[Clock]
) -> None:
    """Write the timetable for machines and spreadsheets: UTF-8 with a mark, times ISO 8601."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([guarded(name) for name in header(operation, clocks)])
    names = Names(operation)
    for entry in every:
        writer.writerow([_plain(cell) for cell in _row(entry, operation, clocks, names)])
    path.write_bytes(text.getvalue().encode("utf-8-sig", errors="replace"))


def header(operation: Operation, clocks: Iterable[Clock]) -> list[str]:
    """The names of the columns, with whose clock each time is read from."""
    times = [f"{edge} ({clock.label})" for clock in clocks for edge in ("start", "end")]
    people = [
        f"{what}: {category.id}"
        for what in ("on", "off", "aboard")
        for category in operation.categories
    ]
    return [
        *("vehicle", "organisation", "type", "convoy", "activity"),
        *("from_id", "from", "to_id", "to"),
        *times,
        *("on", "off", "aboard"),
        *people,
        *("leg", "km", "zones"),
    ]


class Names:
    """What to call places, zones and organisations."""

    def __init__(self, operation: Operation) -> None:
        self.place = place_names(operation)
        self.zone = zone_names(operation)
        self.organisation = organisation_names(operation)

    def zones(self, entry: Entry) -> str:
        """The zones that an entry passes, in order."""
        return "; ".join(self.zone.get(zone, zone) for zone in entry.zones)


def _row(entry: Entry, operation: Operation, clocks: Iterable[Clock], names: Names) -> list[object]:
    act = entry.activity
    origin, destination = (act.origin, act.destination) if entry.leg else (act.place, "")
    times = [
        moment(operation, clock, minute).isoformat()
        for clock in clocks
        for minute in (act.start, act.end)
    ]
    sides = (entry.on, entry.off, entry.aboard)
    return [
        entry.vehicle,
        names.organisation.get(entry.row.organisation, entry.row.organisation),
        entry.row.type,
        entry.convoy,
        act.kind.value,
        *(origin, names.place.get(origin, origin)),
        *(destination, names.place.get(destination, destination)),
        *times,
        *(total(side) for side in sides),
        *(side.get(category.id, 0) for side in sides for category in operation.categories),
        act.leg,
        round(entry.leg.km, 3) if entry.leg else "",
        names.zones(entry),
    ]


def _plain(cell: object) -> object:
    return guarded(cell) if isinstance(cell, str) else cell
