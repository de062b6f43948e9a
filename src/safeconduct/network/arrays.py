"""The kinds of columns in which roads are held: one row per vertex, line or segment."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Shapes: TypeAlias = npt.NDArray[np.object_]


def spans(first: Ints, length: Ints) -> Ints:
    """The indices `first, first + 1, …` of several spans, one after the other."""
    if not len(first):
        return np.empty(0, dtype=np.int64)
    skipped = np.repeat(first - np.concatenate(([0], np.cumsum(length)[:-1])), length)
    return np.arange(int(length.sum()), dtype=np.int64) + skipped
