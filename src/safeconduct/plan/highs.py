"""The one file that knows the LP solver."""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csc_matrix

from safeconduct.instance.arrays import Floats


@dataclass(frozen=True, slots=True)
class Packing:
    """Maximise `worth @ x` with `rows @ x <= limit` (or `==` where `equal`) and 0 <= x <= most."""

    worth: Floats
    rows: csc_matrix
    limit: Floats
    equal: np.ndarray
    most: Floats


def multipliers(problem: Packing) -> Floats:
    """The rows' prices at the optimum, or zeros where the solver gives none."""
    rows, columns = problem.rows.shape
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = problem.worth
    model.col_lower_, model.col_upper_ = np.zeros(columns), problem.most
    model.row_upper_ = problem.limit
    model.row_lower_ = np.where(problem.equal, problem.limit, -highspy.kHighsInf)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = problem.rows.indptr
    model.a_matrix_.index_ = problem.rows.indices
    model.a_matrix_.value_ = problem.rows.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    solver.run()
    prices = np.asarray(solver.getSolution().row_dual, dtype=float)
    return prices if len(prices) == rows else np.zeros(rows)


def proven(problem: Packing, prices: Floats) -> float:
    """The bound that any prices prove, without trusting the solver that gave them.

    Prices of `<=` rows are taken as at least 0; every column is boxed, so weak duality holds
    whatever the prices: limit @ prices + sum over columns of most * max(0, reduced worth).
    """
    prices = np.where(problem.equal, prices, np.maximum(prices, 0.0))
    reduced = problem.worth - problem.rows.T @ prices
    return float(problem.limit @ prices + (np.maximum(reduced, 0.0) * problem.most).sum())


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
