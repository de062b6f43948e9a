"""When the sun is down: nights at a place, to within a few minutes."""

from datetime import UTC, datetime, timedelta
from math import acos, asin, cos, degrees, radians, sin

from safeconduct.model.operation import Operation
from safeconduct.model.units import LonLat, Minutes

HORIZON_DEG = -0.833
"""The height of the sun's centre when its edge meets the horizon, with refraction."""


def nights(operation: Operation) -> list[tuple[Minutes, Minutes]]:
    """Spans in which the sun is down in the middle of the operation, in minutes."""
    if not operation.places:
        return []
    count = len(operation.places)
    lon = sum(place.position[0] for place in operation.places) / count
    lat = sum(place.position[1] for place in operation.places) / count
    end = operation.horizon_min
    first = operation.start.astimezone(UTC).date() - timedelta(days=1)
    found: list[tuple[Minutes, Minutes]] = []
    dusk: Minutes = 0.0
    for day in range(int(operation.horizon_h // 24) + 4):
        noon = datetime.combine(first + timedelta(days=day), datetime.min.time(), UTC)
        noon += timedelta(hours=12)
        middle, half = _daylight(noon, (lon, lat))
        light = (middle - operation.start).total_seconds() / 60
        dawn, sets = light - half, light + half
        if half > 0:
            if min(dawn, end) > max(dusk, 0.0) + 1.0:
                found.append((max(dusk, 0.0), min(dawn, end)))
            dusk = max(sets, 0.0)
    if dusk < end:
        found.append((dusk, end))
    return found


def _daylight(noon: datetime, position: LonLat) -> tuple[datetime, Minutes]:
    """Solar noon near noon UTC at longitude 0, and half the day's length in minutes."""
    lon, lat = position
    days = (noon - datetime(2000, 1, 1, 12, tzinfo=UTC)).days - lon / 360
    anomaly = radians((357.5291 + 0.98560028 * days) % 360)
    centre = 1.9148 * sin(anomaly) + 0.02 * sin(2 * anomaly) + 0.0003 * sin(3 * anomaly)
    ecliptic = anomaly + radians(centre + 180 + 102.9372)
    transit = days + 0.0053 * sin(anomaly) - 0.0069 * sin(2 * ecliptic)
    shift = transit - (noon - datetime(2000, 1, 1, 12, tzinfo=UTC)).days
    tilt = asin(sin(ecliptic) * sin(radians(23.4397)))
    north = radians(max(-89.9, min(89.9, lat)))
    height = sin(radians(HORIZON_DEG)) - sin(north) * sin(tilt)
    cosine = max(-1.0, min(1.0, height / (cos(north) * cos(tilt))))
    half = degrees(acos(cosine)) / 360 * 1440 if abs(cosine) < 1 else (720.0 if cosine < 0 else 0.0)
    return noon + timedelta(days=shift), half
