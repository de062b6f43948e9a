"""The files of an operation folder: their names and limits, and how each is opened."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from safeconduct.operation import documents, table
from safeconduct.operation.findings import Fault, Findings
from safeconduct.operation.text import MEGABYTE, Text, decode, read_bytes


class Source(NamedTuple):
    """A file of the folder; `digit` begins the numbers of its problems."""

    name: str
    digit: str
    kind: str
    limit: int = 32 * MEGABYTE


OPERATION = Source("operation.toml", "1", "TOML", 2 * MEGABYTE)
PLACES = Source("places.geojson", "2", "GeoJSON")
PEOPLE = Source("people.csv", "3", "CSV")
FLEET = Source("fleet.csv", "4", "CSV")
ZONES = Source("zones.geojson", "5", "GeoJSON")
WINDOWS = Source("windows.csv", "5", "CSV")
LEGS = Source("legs.csv", "6", "CSV")
REQUIRED = (OPERATION, PLACES, PEOPLE, FLEET)
SOURCES = (*REQUIRED, ZONES, WINDOWS, LEGS)


def open_text(folder: Path, source: Source, findings: Findings) -> Text | None:
    """The text of a file, or None where there is none that can be read; tells why."""
    path = folder / source.name
    try:
        text = decode(read_bytes(path, source.limit), source.kind)
    except Fault as fault:
        findings.fault(source.digit, source.name, "", "", fault)
        return None
    if text.guessed:
        findings.add(f"S{source.digit}73", source.name, encoding=text.guessed)
    return text


def open_table(
    folder: Path, source: Source, known: Sequence[str], needed: Sequence[str], findings: Findings
) -> table.Table | None:
    """A table with all the columns that it needs, or None; tells why."""
    text = open_text(folder, source, findings)
    if text is None:
        return None
    try:
        found = table.parse(text, known)
    except Fault as fault:
        findings.fault(source.digit, source.name, "", "", fault)
        return None
    doubled = {name for name in found.header if found.header.count(name) > 1}
    for name in sorted(doubled):
        findings.add(f"S{source.digit}76", source.name, f"row {found.head + 1}", value=name[:60])
    missing = [name for name in needed if name not in found.header]
    if missing:
        header = ", ".join(found.header)[:200]
        details = {"columns": ", ".join(missing), "found": header}
        findings.add(f"S{source.digit}75", source.name, f"row {found.head + 1}", **details)
    return None if missing or doubled else found


def open_document(folder: Path, source: Source, findings: Findings) -> Any:
    """The data of a TOML or JSON file, or None; tells why."""
    text = open_text(folder, source, findings)
    if text is None:
        return None
    parse = documents.parse_toml if source.kind == "TOML" else documents.parse_json
    try:
        return parse(text)
    except Fault as fault:
        findings.fault(source.digit, source.name, "", "", fault)
        return None
