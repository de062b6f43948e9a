"""The bound's relaxation written out whole as one LP over time, places and loads, for HiGHS.

Column generation solves the same problem by shortest paths; here HiGHS solves it directly
(`safeconduct.plan.whole` writes it down), by its interior point method without crossover, as
is fastest, and with it where that ends short of its tolerance. What the bound takes beyond
the rounded length of a service, and of mixed loads at the posts, is left out.
"""

import time
from typing import Any

import numpy as np
from bench.cases import named

from safeconduct.instance.build import build
from safeconduct.plan.bound import CLOSE, STEPS, Prover
from safeconduct.plan.duals import Generation
from safeconduct.plan.highs import maximum
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.whole import Whole

LONGEST_S = 300.0


def compare(case: str, tick: int) -> dict[str, Any]:
    """Both bounds at one clock, and their seconds; raises ValueError for what is too large.

    `lp` is None where HiGHS has not ended within LONGEST_S.
    """
    from concurrent.futures import ThreadPoolExecutor

    from bench.gaps import warm

    instance = build(named(case).make())
    if (instance.arrays.max_duty < 1 << 40).any():
        raise ValueError("duty hours need a state for every begin of duty: not written out")
    warm()
    begun = time.monotonic()
    prover = Prover(instance)
    levels = next(levels for _, known, levels in STEPS if known == tick)
    relaxation = Relaxation(prover.instance, prover.rows, tick, levels)
    ours = np.inf
    with ThreadPoolExecutor(2) as pool:
        for state in Generation(relaxation).rounds(pool):
            ours = state.bound
            if state.bound - state.master <= CLOSE * state.bound:
                break
    ours_s = time.monotonic() - begun
    begun = time.monotonic()
    whole = Whole(relaxation, fully=True)
    found = maximum(whole.program(), LONGEST_S, whole=False)
    return {
        "ours": ours, "our_s": ours_s, "lp": found.bound if found.ended else None,
        "lp_s": time.monotonic() - begun, "columns": whole.columns,
    }  # fmt: skip
