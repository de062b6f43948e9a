"""What the service of a vehicle costs at prices per minute that change over time; compiled."""

import math

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Flags, Floats, Ints


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


@njit(cache=True, nogil=True)
def way_out(
    leg_from: Ints, leg_to: Ints, leg_ticks: Ints, passed: Ints, ends: Flags, price: Floats
) -> Floats:
    """For nodes x ticks: the least that one minute of inspection costs at all posts to come.

    `price` is that of a minute by node and tick, at the cheapest moment of the tick and the
    services that begin in it; `ends` marks the receptions. Legs may be set out on at any time.
    """
    nodes, ticks = price.shape
    cost = np.full((nodes, ticks), np.inf)
    for t in range(ticks - 1, -1, -1):
        grew = True
        for n in range(nodes):
            cost[n, t] = 0.0 if ends[n] else (cost[n, t + 1] if t + 1 < ticks else np.inf)
        while grew:
            grew = False
            for e in range(len(leg_from)):
                after = t + leg_ticks[e]
                if after < ticks and cost[leg_to[e], after] < cost[leg_from[e], t]:
                    cost[leg_from[e], t] = cost[leg_to[e], after]
                    grew = grew or after == t
            for n in range(nodes):
                if passed[n] >= 0 and cost[passed[n], t] + price[n, t] < cost[n, t]:
                    cost[n, t] = cost[passed[n], t] + price[n, t]
                    grew = True
    for n in range(nodes):
        for t in range(ticks):
            if cost[n, t] == np.inf:
                cost[n, t] = 0.0
    return cost
