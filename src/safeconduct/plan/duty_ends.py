"""When duties have ended, on the bound's clock: at points of a grid, so that few sweeps are enough.

The end is rounded up, which only allows more. Every point is there again on every day.
"""

import numpy as np

from safeconduct.instance.arrays import Arrays, Ints

DAY_S, COARSE_TICK = 86_400, 300
WIDE_PARTS, COARSE_PARTS, FINE_PARTS = 2, 7, 30
"""Into about how many parts a duty is cut that holds all of a day's movement hours; any other
with a coarse tick; and with a finer one."""


def duty_ends(I: Arrays, tick: int, ticks: int, most: int, grid: int) -> Ints:
    """By when a duty of `most` ticks has ended, by the tick in which it begins.

    Duties that begin with the movement hours end exactly on the grid.
    """
    begins = I.hours_start[I.hours_start > 0]
    offset = most + (int(begins[0]) // tick if len(begins) else 0)
    end = np.arange(ticks + 1) + most - offset
    return np.minimum(-(-end // grid) * grid + offset, ticks)


def widest_grid(I: Arrays, duty_s: int, tick: int, most: int, rest: int) -> int:
    """Ticks from point to point: a part of a day, and no more than a part of a duty, or a rest."""
    hours = I.hours_end - I.hours_start
    if duty_s >= int(hours.max(initial=0)):
        parts = WIDE_PARTS
    else:
        parts = COARSE_PARTS if tick >= COARSE_TICK else FINE_PARTS
    day, longest = DAY_S // tick, max(1, min(rest, most // parts + 1))
    return next(grid for grid in range(min(day, longest), 0, -1) if day % grid == 0)
