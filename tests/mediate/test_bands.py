"""Weights in bands: what is drawn is what the words leave open, no more and no less."""

import numpy as np

from safeconduct.mediate.preferences import ONE, Knowledge, prior
from safeconduct.model.terms import Band

SIZES = (3, 3, 3)


def weights(bands: tuple[Band | None, ...], ranking: tuple[int, ...] = ()) -> np.ndarray:
    known = Knowledge("a", (2, 2, 2), ((),) * 3, SIZES, ranking, bands)
    cloud = prior(known, np.random.default_rng(1), 2000)
    return np.asarray(cloud.values.max(axis=2) / ONE)


def test_every_weight_lies_in_its_band() -> None:
    drawn = weights((Band.DECISIVE, Band.MINOR, None))
    assert drawn[:, 0].min() >= 0.5 - 1e-3
    assert drawn[:, 1].max() <= 1 / 6 + 1e-3
    assert np.allclose(drawn.sum(axis=1), 1.0, atol=1e-3)


def test_weights_in_bands_are_spread_as_evenly_as_all_weights_there() -> None:
    drawn = weights((Band.DECISIVE, None, None))[:, 0]
    free = np.random.default_rng(2).dirichlet(np.ones(3), 200_000)[:, 0]
    assert abs(drawn.mean() - free[free >= 0.5].mean()) < 0.01
    assert abs(np.quantile(drawn, 0.9) - np.quantile(free[free >= 0.5], 0.9)) < 0.02


def test_bands_that_contradict_the_ranking_still_give_a_full_cloud() -> None:
    drawn = weights((Band.MINOR, Band.DECISIVE, Band.DECISIVE), ranking=(0, 1, 2))
    assert len(drawn) == 2000
    assert np.isfinite(drawn).all()
