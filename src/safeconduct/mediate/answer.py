"""All that the mediator's table answers, about the draft and about what could come next."""

from dataclasses import dataclass
from datetime import datetime

from safeconduct.mediate.advice import (
    Ask,
    Improvement,
    Price,
    Question,
    asks,
    candidates,
    improvements,
    prices,
    question,
)
from safeconduct.mediate.escalation import Watch
from safeconduct.mediate.ledger import Clause, clauses
from safeconduct.mediate.margins import MOST, Order, as_planned, best_order
from safeconduct.mediate.packages import (
    Choice,
    Efficient,
    Regret,
    Table,
    choices,
    frontier,
    least_regret,
)
from safeconduct.mediate.space import Package, RuledOut, is_agreement, ruled_out
from safeconduct.mediate.stability import Holding, will_hold
from safeconduct.mediate.wording import Islands, Mismatch, islands, mismatches
from safeconduct.model.operation import Operation
from safeconduct.model.problem import Problem
from safeconduct.model.terms import TermSheet


@dataclass(frozen=True, slots=True)
class Facts:
    """What the answer rests on beside the table: operation, warnings, moment, route."""

    operation: Operation | None
    warnings: tuple[Problem, ...]
    now: datetime
    seed: int = 0
    route: Watch | None = None


@dataclass(frozen=True)
class Mediated:
    """The answer at the current draft."""

    facts: Facts
    sheet: TermSheet
    table: Table
    draft: Package
    on_floor: bool
    front: tuple[Efficient, ...]
    choices: tuple[Choice, ...]
    prices: tuple[Price, ...]
    asks: tuple[Ask, ...]
    question: Question | None
    core: int
    best_of_core: Package | None
    best_chance: Package | None
    regret: Regret | None
    improvements: tuple[Improvement, ...]
    holding: Holding | None
    planned_order: Order | None
    better_order: Order | None
    clauses: tuple[Clause, ...]
    islands: Islands
    mismatches: tuple[Mismatch, ...]
    ruled_out: tuple[RuledOut, ...]


def answer(table: Table, draft: Package, facts: Facts) -> Mediated:
    """Everything at once; where red lines leave no package, only what does not need one."""
    sheet = table.space.sheet
    front = frontier(table)
    some = bool(table.space.count) and bool(table.clouds)
    steps = sheet.steps
    return Mediated(
        facts=facts,
        sheet=sheet,
        table=table,
        draft=draft,
        on_floor=is_agreement(table.space, draft),
        front=front,
        choices=choices(table, front),
        prices=prices(table, draft),
        asks=asks(table, draft) if some else (),
        question=question(table, candidates(table, draft, front)) if some else None,
        core=int(table.core.sum()) if some else 0,
        best_of_core=table.best_of_core() if some else None,
        best_chance=table.best_chance() if some else None,
        regret=least_regret(table) if some else None,
        improvements=improvements(table, draft, front) if some else (),
        holding=will_hold(sheet, facts.seed) if sheet.comparisons else None,
        planned_order=as_planned(steps) if steps else None,
        better_order=best_order(steps) if 0 < len(steps) <= MOST else None,
        clauses=clauses(sheet, facts.now),
        islands=islands(sheet),
        mismatches=mismatches(sheet),
        ruled_out=ruled_out(sheet),
    )
