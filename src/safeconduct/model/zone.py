"""Areas of control, hazard and access, and the windows in which they may be entered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from safeconduct.model.units import NO_SOURCE, LonLat, Minutes, Provenance

Ring: TypeAlias = tuple[LonLat, ...]
Polygon: TypeAlias = tuple[Ring, ...]
"""The outer ring, then the holes, as in GeoJSON."""


class Access(StrEnum):
    """When a zone may be entered."""

    OPEN = "open"
    WINDOW = "window"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Zone:
    """An area and its rules for convoys; `hazard` is relative exposure per minute inside."""

    id: str
    control: str = ""
    access: Access = Access.OPEN
    hazard: float = 0.0
    escort: bool = False
    max_vehicles: int | None = None
    headway_min: Minutes = 0.0
    polygons: tuple[Polygon, ...] = ()
    name: str = ""
    provenance: Provenance = NO_SOURCE
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Window:
    """A span in which a zone may be entered; touching windows of a zone are one."""

    id: str
    zone: str
    start: Minutes
    end: Minutes
    term: str = ""
    provenance: Provenance = NO_SOURCE
    extra: Mapping[str, object] = field(default_factory=dict)
