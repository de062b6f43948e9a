"""The one file that knows the LP solver."""

from typing import Any, NamedTuple

import highspy
import numpy as np
from scipy.sparse import csc_matrix, vstack

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


class Program(NamedTuple):
    """A linear program written out: most `worth` of columns from 0 up, rows within limits."""

    worth: Floats
    lower: Floats
    upper: Floats
    matrix: Any  # scipy.sparse, by column


class Outcome(NamedTuple):
    """What a program came to.

    `bound`: no solution is worth more (-inf: there is none); `value` and `use` are those of
    the best solution found, or None. `ended` tells whether the solver came to its end.
    """

    ended: bool
    bound: float
    value: float | None
    use: Floats | None


def maximum(
    program: Program, seconds: float, *, whole: bool = True, least: float | None = None
) -> Outcome:
    """Solve a program, in whole numbers or by interior point without them.

    With `least` any solution worth so much will do, and where there is none the bound is -inf.
    """
    solver = highspy.Highs()
    options: dict[str, Any] = {"output_flag": False, "time_limit": float(seconds), "threads": 1}
    if not whole:
        options |= {"solver": "ipm", "run_crossover": "off"}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(program, whole=whole, least=least))
    solver.run()
    status, known = solver.getModelStatus(), highspy.HighsModelStatus
    if status == known.kUnknown and not whole:  # it stopped short of its tolerance
        solver.setOptionValue("run_crossover", "on")
        solver.run()
        status = solver.getModelStatus()
    if status in {known.kInfeasible, known.kUnboundedOrInfeasible}:
        return Outcome(True, -np.inf, None, None)
    info = solver.getInfo()
    use = np.asarray(solver.getSolution().col_value, dtype=float)
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    ended = status == known.kOptimal
    value = float(program.worth @ use) if found or ended else None
    bound = float(info.mip_dual_bound) if whole else np.inf if value is None else value
    if least is not None:
        bound = np.inf
    return Outcome(ended, bound, value, use if value is not None else None)


def _model(program: Program, *, whole: bool, least: float | None) -> Any:
    """The program as HiGHS takes it; with `least`, its worth is a row and nothing is sought."""
    lp, columns = highspy.HighsLp(), len(program.worth)
    matrix, lower, upper, cost = program.matrix, program.lower, program.upper, program.worth
    if least is not None:
        matrix = csc_matrix(vstack([matrix, csc_matrix(cost[None, :])]))
        lower, upper = np.append(lower, least), np.append(upper, np.inf)
        cost = np.zeros(columns)
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_ = cost, np.zeros(columns)
    lp.col_upper_ = np.full(columns, highspy.kHighsInf)
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
    lp.a_matrix_.value_ = matrix.data
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return lp
