"""One fingerprint for all input files of a folder."""

import hashlib
from pathlib import Path

from safeconduct.operation.source import SOURCES

BESIDE = ("terms.toml", "statements.jsonl", "closures.geojson")


def input_files(folder: Path) -> list[Path]:
    """The files that the contract names, roads and closures, in order of their names."""
    named = {source.name for source in SOURCES} | set(BESIDE)
    found = (p for p in folder.iterdir() if p.name in named or p.name.startswith("roads."))
    return sorted((path for path in found if path.is_file()), key=lambda path: path.name)


def digest(folder: Path) -> str:
    """The SHA-256 over each input file's name, a zero byte, its own SHA-256, in order of names."""
    whole = hashlib.sha256()
    for path in input_files(folder):
        with path.open("rb") as file:
            whole.update(path.name.encode() + b"\0" + hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()
