"""What is known of a party's preferences: a cloud of all that its words do not exclude.

A preference is additive: a weight for each term, a curve over its options, and the least value
at which the party would accept. Ranking, bands and answers thin the cloud out; no single number
is ever claimed. Values are whole ten-thousandths, so that ties are ties.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from safeconduct.mediate.space import Package, Space
from safeconduct.model.terms import Answer, Band, Basis, Position, Preference, Says, Term

ONE = 10_000
"""What a package is worth that gives a party all it wants."""
SAMPLES = 200
PRIOR = 6_000
TRIES, HOPELESS = 40, 3
"""How many times as many weights are drawn to find enough that lie in all bands."""
HALF_LIFE_DAYS = 45.0
"""After so long an answer is half as sure as when it was given."""
LEAST = (0.3, 0.75)
"""Nobody is taken to accept less, or to insist on more, than these shares of all it wants."""
NEAR = 0.08
"""Within this share of the threshold a party is unsure."""

BAND_SPAN = {Band.DECISIVE: (1.5, 9.0), Band.MATTERS: (0.5, 1.5), Band.MINOR: (0.0, 0.5)}
"""Bands as multiples of an equal share of the weight."""

Int16 = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Cloud:
    """Equally likely preferences of one party.

    `values` is by sample, term and option (options beyond a term's own are 0); `least` is the
    value from which on a sample accepts.
    """

    party: str
    values: Int16
    least: Int16

    def worth(self, package: Package) -> Int16:
        """A package's value, by sample."""
        terms = np.arange(len(package))
        return np.asarray(self.values[:, terms, list(package)].sum(axis=1), dtype=np.int16)

    def accepts(self, package: Package) -> NDArray[np.bool_]:
        """Which samples accept a package."""
        return np.asarray(self.worth(package) >= self.least)

    def share(self, package: Package) -> float:
        """The share of preferences not excluded under which the party accepts."""
        return float(self.accepts(package).mean())

    def typical(self) -> list[list[int]]:
        """By term and option the mean value, as whole numbers: for frontiers and rules."""
        rows: list[list[int]] = np.rint(self.values.mean(axis=0)).astype(int).tolist()
        return rows


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that thins a party's cloud out."""

    party: str
    wants: tuple[int, ...]
    accepts: tuple[tuple[int, ...], ...]
    sizes: tuple[int, ...]
    ranking: tuple[int, ...] = ()
    bands: tuple[Band | None, ...] = ()
    answers: tuple[tuple[Package, Says, float], ...] = ()


def knowledge(
    space: Space, party: str, today: date | None = None, more: Iterable[Answer] = ()
) -> Knowledge:
    """What a term sheet tells of a party; partial packages are read on top of the draft."""
    sheet = space.sheet
    told = next((p for p in sheet.preferences if p.party == party), Preference(party))
    positions = [term.position(party) for term in space.terms]
    index = {term.id: i for i, term in enumerate(space.terms)}
    answers = [
        (space.package({**sheet.draft, **answer.choices}), answer.says, _sure(answer, today))
        for answer in (*sheet.answers, *more)
        if answer.party == party
    ]
    return Knowledge(
        party,
        tuple(_wanted(t, p) for t, p in zip(space.terms, positions, strict=True)),
        tuple(
            tuple(t.index(o) for o in p.accepts)
            for t, p in zip(space.terms, positions, strict=True)
        ),
        space.sizes,
        tuple(index[name] for name in told.ranking),
        tuple(told.bands.get(term.id) for term in space.terms),
        tuple(answers),
    )


def _wanted(term: Term, position: Position) -> int:
    """The option a party wants; the middle of its range, or of the rail, where it is not known."""
    if position.wants:
        return term.index(position.wants)
    known = sorted(term.index(option) for option in position.accepts)
    return known[len(known) // 2] if known else (len(term.options) - 1) // 2


def _sure(answer: Answer, today: date | None) -> float:
    """How sure an answer still is: it fades with age, and a guess is worth less than a word."""
    sure = answer.confidence if answer.basis is Basis.STATED else min(answer.confidence, 0.75)
    given = _day(answer.provenance.as_of)
    if today and given:
        age = max((today - given).days, 0)
        sure = 0.5 + (sure - 0.5) * 0.5 ** (age / HALF_LIFE_DAYS)
    return min(max(sure, 0.5), 0.99)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def prior(known: Knowledge, chance: np.random.Generator, size: int = PRIOR) -> Cloud:
    """Every preference that ranking, bands and wishes leave open, before any answer."""
    count, widest = len(known.sizes), max(known.sizes, default=1)
    weights = _weights(known, chance, size)
    curve = np.exp(chance.normal(0.0, 0.5, (size, count)))
    values = np.zeros((size, count, widest), dtype=np.int16)
    for t, options in enumerate(known.sizes):
        away = np.abs(np.arange(options) - known.wants[t])
        share = away / max(int(away.max(initial=0)), 1)
        kept = 1.0 - share[None, :] ** curve[:, t : t + 1]
        values[:, t, :options] = np.rint(weights[:, t : t + 1] * kept * ONE)
    least = np.rint(chance.uniform(*LEAST, size) * ONE).astype(np.int16)
    return Cloud(known.party, values, least)


def _weights(known: Knowledge, chance: np.random.Generator, size: int) -> NDArray[np.float64]:
    """Weights drawn evenly among all that ranking and bands leave open.

    Draws outside the bands are thrown away; where too few lie inside, the rest is moved there.
    """
    count = len(known.sizes)
    found = np.empty((0, count))
    for tried in range(TRIES if any(known.bands) else 1):
        drawn = chance.dirichlet(np.ones(count), size)
        if known.ranking:
            ranked = list(known.ranking)
            drawn[:, ranked] = -np.sort(-drawn[:, ranked], axis=1)
        found = np.vstack([found, drawn[_fits(drawn, known.bands)]])
        if len(found) >= size:
            return found[:size]
        if tried == HOPELESS and not len(found):  # ranking and bands do not go together
            break
    return np.vstack([found, _in_bands(drawn[: size - len(found)], known.bands)])


def _fits(weights: NDArray[np.float64], bands: Sequence[Band | None]) -> NDArray[np.bool_]:
    """Which draws lie in all bands as they are."""
    count = weights.shape[1]
    inside = np.ones(len(weights), dtype=np.bool_)
    for t, band in enumerate(bands):
        if band is not None:
            low, high = BAND_SPAN[band]
            inside &= (weights[:, t] >= low / count) & (weights[:, t] <= high / count)
    return inside


def _in_bands(weights: NDArray[np.float64], bands: Sequence[Band | None]) -> NDArray[np.float64]:
    """Draw weights into their bands, then let them add up to one again."""
    count = weights.shape[1]
    for t, band in enumerate(bands):
        if band is not None:
            low, high = BAND_SPAN[band]
            weights[:, t] = np.clip(weights[:, t], low / count, high / count)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def likelihood(cloud: Cloud, answers: Iterable[tuple[Package, Says, float]]) -> NDArray[np.float64]:
    """How well each sample explains the answers, some of which may be wrong."""
    found = np.ones(len(cloud.least))
    for package, says, sure in answers:
        room = (cloud.worth(package).astype(np.float64) - cloud.least) / ONE
        if says is Says.UNSURE:
            found *= 0.3 + 0.7 * np.exp(-((room / NEAR) ** 2))
        else:
            agrees = (room >= 0) == (says is Says.YES)
            found *= np.where(agrees, sure, 1 - sure)
    return found


def thinned(
    cloud: Cloud, weight: NDArray[np.float64], chance: np.random.Generator, size: int = SAMPLES
) -> Cloud:
    """Draw equally likely samples by weight, evenly spread."""
    total = weight.sum()
    steps = (np.arange(size) + chance.random()) / size
    share = np.cumsum(weight / total) if total > 0 else np.linspace(0, 1, len(weight))
    rows = np.minimum(np.searchsorted(share, steps), len(weight) - 1)
    return Cloud(cloud.party, cloud.values[rows], cloud.least[rows])


def cloud_of(known: Knowledge, seed: int = 0, size: int = SAMPLES) -> Cloud:
    """A party's cloud after all it said; the same seed gives the same samples."""
    chance = np.random.default_rng([seed, *known.party.encode()])
    wide = prior(known, chance)
    return thinned(wide, likelihood(wide, [*_implied(known), *known.answers]), chance, size)


def _implied(known: Knowledge) -> list[tuple[Package, Says, float]]:
    """Where ranges are told, their least liked ends together are taken as a likely yes."""
    if not any(known.accepts):
        return []
    ends = tuple(
        max(span, key=lambda option: abs(option - wanted)) if span else wanted
        for span, wanted in zip(known.accepts, known.wants, strict=True)
    )
    return [(ends, Says.YES, 0.8)]


def shares(space: Space, cloud: Cloud) -> NDArray[np.uint8]:
    """For every open package, by how many samples it is accepted.

    The terms are split in two halves; a sample accepts where the halves' values reach its least.
    """
    assert len(cloud.least) <= np.iinfo(np.uint8).max
    half = _half(space.shape)
    found = np.zeros(
        (int(np.prod(space.shape[:half], dtype=int)), int(np.prod(space.shape[half:], dtype=int))),
        dtype=np.uint8,
    )
    told = np.empty((min(len(found), _ROWS), found.shape[1]), dtype=bool)
    heads = _sums(space, cloud, range(half))
    tails = _sums(space, cloud, range(half, len(space.shape)))
    for start in range(0, len(found), _ROWS):
        block = found[start : start + _ROWS]
        yes = told[: len(block)]
        for sample, least in enumerate(cloud.least):
            wanted = (least - heads[sample, start : start + _ROWS])[:, None]
            np.greater_equal(tails[sample][None, :], wanted, out=yes)
            np.add(block, yes.view(np.uint8), out=block)
    return found.ravel()


_ROWS = 64


def _half(shape: Sequence[int]) -> int:
    """Where to split the terms so that the second half is a comfortable row."""
    size = 1
    for t in range(len(shape) - 1, -1, -1):
        size *= shape[t]
        if size >= 1024:
            return t
    return 0


def _sums(space: Space, cloud: Cloud, terms: range) -> Int16:
    """By sample, the summed values of every combination of some terms."""
    total = np.zeros((len(cloud.least), 1), dtype=np.int16)
    for t in terms:
        column = cloud.values[:, t, list(space.open[t])]
        total = (total[:, :, None] + column[:, None, :]).reshape(len(total), -1)
    return total
