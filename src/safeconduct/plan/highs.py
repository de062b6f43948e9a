"""The one file that knows the LP solver."""

import highspy
import numpy as np

from safeconduct.instance.arrays import Floats


class Master:
    """The restricted master: as many duties of each class as there are vehicles, within limits."""

    def __init__(self, limit: Floats, count: Floats) -> None:
        """Rows: the scarce things, then the classes."""
        self.rows = len(limit)
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        whole = np.concatenate([limit, count])
        empty = np.empty(0, dtype=np.int32)
        self.solver.addRows(
            len(whole), np.full(len(whole), -highspy.kHighsInf), whole, 0,
            np.zeros(len(whole), dtype=np.int32), empty, np.empty(0),
        )  # fmt: skip

    def add(self, worth: float, rows: np.ndarray, use: Floats) -> None:
        """Add a duty: its worth, and how much of which row it uses."""
        self.solver.addCol(worth, 0.0, highspy.kHighsInf, len(rows), rows.astype(np.int32), use)

    def solve(self) -> tuple[float, Floats, Floats]:
        """The value, the prices of the rows and of the classes."""
        self.solver.run()
        value = float(self.solver.getInfo().objective_function_value)
        price = np.maximum(np.asarray(self.solver.getSolution().row_dual, dtype=float), 0.0)
        return value, price[: self.rows], price[self.rows :]

    def use(self) -> Floats:
        """How often each duty is driven at the optimum."""
        return np.asarray(self.solver.getSolution().col_value, dtype=float)
