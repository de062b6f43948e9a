"""Chance without memory: what a day brings depends on seed, purpose, day and thing alone.

No stream of numbers is used up, so that two plans meet the same day, and so that it does not
matter in what order, on how many cores or on which machine the days are simulated.
"""

from collections.abc import Sequence
from math import exp, log, sqrt

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Floats
from safeconduct.model.chance import KINDS, PRIOR_WEIGHT, BadDays, Chance, Form, Of

NAMES = tuple(KINDS)
BELOW, MU, SIGMA, SHARED, MOST, FORM, RATE = range(7)
"""Columns of the table of chances; BELOW is the normal score below which it happens."""
Z90 = 1.2815515655446004
FORMS = tuple(Form)
(
    LATE_OPENING, EARLY_CLOSING, WITHDRAWN, SLOW_INSPECTION, POST_HOLD, PULLED_ASIDE, SLOW_ROAD,
    ROAD_CLOSED, BREAKDOWN, VEHICLE_MISSING, SLOW_LOADING, NOT_COME, REFUSED, LEFT, JOINED, CARS,
) = range(len(NAMES))  # fmt: skip


def table(bad_days: BadDays, parties: Sequence[str], categories: Sequence[str]) -> Floats:
    """Chances as rows: kind x variant; variant 0 is everybody's, others those of an id."""
    width = 1 + max(len(parties), len(categories))
    rows = np.zeros((len(NAMES), width, RATE + 1))
    rows[:, :, BELOW] = -np.inf
    for k, name in enumerate(NAMES):
        chance = bad_days.chances.get(name)
        if chance is None:
            continue
        ids = {Of.PARTY: parties, Of.CATEGORY: categories, Of.NOTHING: ()}[KINDS[name].of]
        rows[k, :] = _row(chance, KINDS[name].form)
        for v, one in enumerate(ids, 1):
            other = bad_days.variants.get(name, {}).get(one)
            if other is not None:
                rows[k, v] = _row(other, KINDS[name].form)
    return rows


def _row(chance: Chance, form: Form) -> tuple[float, ...]:
    probability, mu, sigma = _learned(chance, form)
    below = np.inf if probability >= 1.0 else -np.inf
    if 0.0 < probability < 1.0:
        below = float(normal(probability))
    most = chance.most or (1.0 if form is Form.SHARE else np.inf)
    return below, mu, sigma, chance.shared, most, float(FORMS.index(form)), probability


def _learned(chance: Chance, form: Form) -> tuple[float, float, float]:
    """Probability, and the middle and spread of the size, after the operation's own record."""
    probability, mu, sigma = chance.probability, 0.0, 0.0
    if chance.median > 0.0:
        mu = _scaled(chance.median, form)
        sigma = max((_scaled(max(chance.p90, chance.median), form) - mu) / Z90, 0.0)
    if chance.times:
        whole = PRIOR_WEIGHT + chance.times
        probability = (probability * PRIOR_WEIGHT + len(chance.seen)) / whole
    sizes = [_scaled(size, form) for size in chance.seen if size > 0.0]
    if sizes:
        weight = PRIOR_WEIGHT / (PRIOR_WEIGHT + len(sizes))
        middle = weight * mu + (1.0 - weight) * sum(sizes) / len(sizes)
        spread = weight * (sigma**2 + (mu - middle) ** 2)
        spread += (1.0 - weight) * sum((s - middle) ** 2 for s in sizes) / len(sizes)
        mu, sigma = middle, sqrt(spread)
    return probability, mu, sigma


def _scaled(size: float, form: Form) -> float:
    """The logarithm of a size, or of a share's odds."""
    if form is not Form.SHARE:
        return log(max(size, 1e-6))
    share = min(max(size, 1e-6), 1.0 - 1e-6)
    return log(share / (1.0 - share))


@njit(cache=True, nogil=True)
def mixed(x: np.uint64) -> np.uint64:
    """Every bit of x spread over all bits (the finaliser of SplitMix64)."""
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(cache=True, nogil=True)
def unit(seed: int, purpose: int, run: int, a: int, b: int) -> float:
    """A number between 0 and 1, both excluded, of this seed, purpose, day and thing."""
    step = np.uint64(0x9E3779B97F4A7C15)
    h = mixed(np.uint64(seed) + step)
    h = mixed(h ^ (np.uint64(purpose + 1) * step))
    h = mixed(h ^ (np.uint64(run + 1) * step))
    h = mixed(h ^ (np.uint64(a + 2) * step))
    h = mixed(h ^ (np.uint64(b + 2) * step))
    return (float(h >> np.uint64(12)) + 0.5) / 4503599627370496.0


@njit(cache=True, nogil=True)
def _ratio(top: Floats, bottom: Floats, r: float) -> float:
    above = below = 0.0
    for i in range(len(top) - 1, -1, -1):
        above = above * r + top[i]
        below = below * r + bottom[i]
    return above / below


# Wichura's algorithm AS 241 (Applied Statistics 37, 1988): numerators and denominators.
A = np.array((
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3,
))  # fmt: skip
B = np.array((
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
    5.2264952788528545610e3,
))  # fmt: skip
C = np.array((
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4,
))  # fmt: skip
D = np.array((
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9,
))  # fmt: skip
E = np.array((
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7,
))  # fmt: skip
F = np.array((
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15,
))  # fmt: skip


@njit(cache=True, nogil=True)
def normal(u: float) -> float:
    """The normal score of a probability."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(A, B, 0.180625 - q * q)
    r = sqrt(-log(u if q < 0.0 else 1.0 - u))
    z = _ratio(C, D, r - 1.6) if r <= 5.0 else _ratio(E, F, r - 5.0)
    return -z if q < 0.0 else z


@njit(cache=True, nogil=True)
def size_of(row: Floats, z: float) -> float:
    """The size at a normal score, rounded so that it is the same on every machine."""
    raw = exp(row[MU] + row[SIGMA] * z)
    if row[FORM] == 2:  # a share
        raw = raw / (1.0 + raw)
    fine = 64.0 if row[FORM] == 0 else 1024.0
    return min(np.floor(min(raw, 1e9) * fine + 0.5) / fine, row[MOST])


@njit(cache=True, nogil=True)
def drawn(
    rows: Floats, seed: int, kind: int, variant: int, run: int, whose: int, day: int, a: int
) -> float:
    """The size of a mishap, or -1 where it does not happen.

    `whose` and `day` name what the shared part of the spread belongs to, `a` the thing itself.
    """
    row = rows[kind, variant]
    if row[BELOW] == -np.inf:
        return -1.0
    common, own = sqrt(row[SHARED]), sqrt(1.0 - row[SHARED])
    purpose = 4 * kind
    if row[BELOW] != np.inf:
        z = own * normal(unit(seed, purpose, run, a, day))
        if common > 0.0:
            z += common * normal(unit(seed, purpose + 1, run, whose, day))
        if z >= row[BELOW]:
            return -1.0
    if row[SIGMA] == 0.0:
        return size_of(row, 0.0)
    z = own * normal(unit(seed, purpose + 2, run, a, day))
    if common > 0.0:
        z += common * normal(unit(seed, purpose + 3, run, whose, day))
    return size_of(row, z)
