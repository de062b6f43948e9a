"""Which road file an operation has, and which reader reads it."""

from collections.abc import Mapping
from pathlib import Path

from safeconduct.model.problem import InputProblems, problem
from safeconduct.network.lines import Lines
from safeconduct.network.pbf import read_pbf
from safeconduct.network.vector import read_geojson, read_geopackage, read_geoparquet, read_lines

READERS = {
    ".geojson": read_geojson,
    ".json": read_geojson,
    ".gpkg": read_geopackage,
    ".parquet": read_geoparquet,
    ".geoparquet": read_geoparquet,
}


def road_file(folder: Path) -> Path:
    """The folder's one `roads.*` file.

    Raises:
        InputProblems: there is none, or more than one.
    """
    found = sorted(p for p in folder.glob("roads.*") if not p.name.endswith(("~", ".md")))
    if not found:
        raise InputProblems((problem("S620", "roads.*"),))
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise InputProblems((problem("S621", "roads.*", names=names),))
    return found[0]


def read_roads(path: Path, speeds: Mapping[str, float]) -> Lines:
    """Read the drivable lines of a road file of any known kind.

    Raises:
        InputProblems: as the readers say, or the kind is not known.
    """
    if path.name.endswith(".osm.pbf") or path.suffix == ".pbf":
        return read_pbf(path, speeds)
    reader = READERS.get(path.suffix)
    if reader is None:
        raise InputProblems((problem("S622", path.name),))
    return read_lines(path, reader, speeds)
