"""What the service of a vehicle costs at prices per minute that change over time; compiled."""

import math

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Floats


@njit(cache=True, nogil=True)
def _until(total: Floats, moment: float) -> float:
    """Price of all minutes up to a moment, in ticks; after the last tick minutes are free."""
    if moment >= len(total) - 1:
        return total[-1]
    t = int(moment)
    return total[t] + (moment - t) * (total[t + 1] - total[t])


@njit(cache=True, nogil=True)
def cheapest(per_minute: Floats, low: Floats, high: Floats, tick_min: float) -> Floats:
    """For services x ticks: the least that a service can cost that begins within the tick.

    Minutes beyond `low`, up to `high`, count at the cheapest moment that they can touch.
    """
    ticks = len(per_minute) - 1
    total = np.zeros(len(per_minute) + 1)
    for t in range(len(per_minute)):
        total[t + 1] = total[t] + per_minute[t] * tick_min
    charge = np.zeros((len(low), ticks))
    for s in range(len(low)):
        length = low[s] / tick_min
        part = math.ceil(length - 1e-9) - length
        reach = int(math.ceil(high[s] / tick_min)) + 1
        more = high[s] - low[s]
        for t in range(ticks):
            cost = _until(total, t + length) - _until(total, float(t))
            cost = min(cost, _until(total, t + 1 + length) - _until(total, t + 1.0))
            cost = min(cost, _until(total, t + part + length) - _until(total, t + part))
            if more > 0.0:
                least = per_minute[t]
                for after in range(t + 1, min(t + reach + 1, len(per_minute))):
                    least = min(least, per_minute[after])
                cost += more * least
            charge[s, t] = cost
    return charge
