"""How places are joined: directed legs and the zones that they pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from safeconduct.model.units import NO_SOURCE, Kilometres, LonLat, Minutes, Provenance


class Passage(NamedTuple):
    """A stay in a zone on the way, in minutes from the leg's start at speed factor 1."""

    zone: str
    enter: Minutes
    exit: Minutes


@dataclass(frozen=True, slots=True)
class Leg:
    """A directed way between two places with no checkpoint in between.

    `exposure` is hazard-minutes for one person aboard, at speed factor 1.
    """

    id: str
    origin: str
    destination: str
    minutes: Minutes
    km: Kilometres
    exposure: float = 0.0
    zones: tuple[Passage, ...] = ()
    geometry: tuple[LonLat, ...] = ()
    provenance: Provenance = NO_SOURCE
    extra: Mapping[str, object] = field(default_factory=dict)
