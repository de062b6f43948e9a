"""How long a road is and how far two points lie apart, on the ellipsoid and near a place."""

import numpy as np
from pyproj import Geod

from safeconduct.model.units import LonLat
from safeconduct.network.arrays import Floats

WGS84 = Geod(ellps="WGS84")
KM_PER_DEGREE = 111.32


def step_km(lon: Floats, lat: Floats) -> Floats:
    """Geodesic kilometres from every vertex to the next; one fewer than vertices."""
    if len(lon) < 2:
        return np.empty(0)
    return np.asarray(WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]) / 1000.0


def local_km(lon: Floats, lat: Floats, centre: LonLat) -> tuple[Floats, Floats]:
    """Kilometres east and north of a centre; good to 0.1 % within some ten kilometres."""
    narrow = max(float(np.cos(np.radians(centre[1]))), 0.01)
    return (lon - centre[0]) * KM_PER_DEGREE * narrow, (lat - centre[1]) * KM_PER_DEGREE


def crosses_seam(lon: Floats) -> bool:
    """Whether roads lie on both sides of the 180° meridian and nowhere near Greenwich."""
    if not len(lon):
        return False
    return bool(lon.max() - lon.min() > 180.0 and np.abs(lon).min() > 90.0)


def unwrapped(lon: Floats) -> Floats:
    """Longitudes from 0 to 360, so that lines across the 180° meridian stay short."""
    return np.where(lon < 0.0, lon + 360.0, lon)


def wrapped(lon: Floats) -> Floats:
    """Longitudes from -180 to 180."""
    return np.where(lon > 180.0, lon - 360.0, lon)
