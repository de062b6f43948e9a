"""The mediator's table: read operation and terms, value the combinations, answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.brief.words import reason
from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.mediate.answer import Facts, Mediated, answer
from safeconduct.mediate.disclosure import export
from safeconduct.mediate.escalation import Event, Watch, follow, goldstein, near
from safeconduct.mediate.ledger import broken
from safeconduct.mediate.packages import Table
from safeconduct.mediate.page import write_page
from safeconduct.mediate.preferences import cloud_of, knowledge
from safeconduct.mediate.space import Package, space_of
from safeconduct.mediate.stability import ContradictionError, will_hold
from safeconduct.mediate.values import Combination, Effort, Value, value_all, value_more
from safeconduct.model.operation import Operation
from safeconduct.model.problem import InputProblems, Problem, problem
from safeconduct.model.terms import Answer, Term, TermSheet
from safeconduct.network import resolve
from safeconduct.operation import read_operation
from safeconduct.operation.events_file import read_events
from safeconduct.operation.patches import patched
from safeconduct.operation.source import OPERATION
from safeconduct.operation.terms_file import TERMS, read_terms
from safeconduct.plan.solve import Limits, solve
from safeconduct.usecases.plan import QUIET, UnjudgeableError
from safeconduct.usecases.plan import Watch as Watching
from safeconduct.usecases.prepare import prepare
from safeconduct.verify import judge

if TYPE_CHECKING:
    from safeconduct.plan.resume import Begin

COUNTED = ("people", "category", "places")
"""Tables on which it depends how many people wait, and what each counts."""
NEAR_KM = 8.0
"""Events within so many kilometres of the route count."""
SHARE_OF_FIRST, SHARE_OF_ONE = 1 / 5, 1 / 40
"""The draft gets this share of the time there is, and each other combination that."""
SHARE_OF_STEPS = 0.8
"""After this share of the time, what the rules pick is planned, if it is not yet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to work: seconds and gap for valuing, the seed, and the moment that is now.

    `events` is a table of events, followed since the day of the `truce` along the route.
    """

    seconds: float = 60.0
    gap: float = 0.01
    seed: int = 0
    now: datetime | None = None
    events: Path | None = None
    truce: date | None = None
    answers: tuple[Answer, ...] = ()


class Planner:
    """The valuation that the planner gives: each combination is patched, planned and judged."""

    def __init__(
        self, folder: Path, operation: Operation, terms: Sequence[Term], wanted: Wanted
    ) -> None:
        self.folder, self.operation, self.terms = folder, operation, terms
        self.wanted, self.ordered = wanted, all(term.monotone for term in terms)
        self._roads: dict[str, Operation] = {}
        self._waiting: dict[Combination, float] = {}
        self._begins: dict[Combination, Begin] = {}
        self._counted = [
            any(p.table in COUNTED for o in term.options for p in o.patches) for term in terms
        ]

    def bound(self, combination: Combination) -> tuple[float, str]:
        """Everybody who waits and may leave, each with their weight."""
        mark = tuple(o if t else 0 for o, t in zip(combination, self._counted, strict=True))
        if mark not in self._waiting:
            self._waiting[mark] = self._everybody(mark)
        return self._waiting[mark], ""

    def _everybody(self, combination: Combination) -> float:
        operation = self._patched(combination)
        weights = {category.id: category.weight for category in operation.categories}
        waiting = operation.waiting()
        total = sum(count * weights[category] for (_, category), count in waiting.items())
        return float(total)

    def plan(self, combination: Combination, near: Combination | None) -> Value:
        """A judged plan, begun from that of a combination nearby."""
        operation = self._with_legs(self._patched(combination))
        instance = build(operation)
        begin = None if near is None else self._begin(near, combination)
        share = SHARE_OF_FIRST if begin is None else SHARE_OF_ONE
        limits = Limits(share * self.wanted.seconds, self.wanted.gap, anew=False)
        solution = solve(instance, limits, self.wanted.seed, begin=begin)
        if solution.begin is not None:
            self._begins[combination] = solution.begin
        bound = solution.bound
        plan = to_plan(instance, solution.schedule, bound.value, solution.seconds, self.wanted.seed)
        verdict = judge(operation, plan)
        if not verdict.accepted:
            raise UnjudgeableError("\n".join(str(breach) for breach in verdict.breaches))
        result = plan.result
        why = reason(operation, bound.limits[0]) if bound.limits else ""
        return Value(
            result.people_out,
            result.weighted_out,
            result.last_arrival_min,
            result.exposure,
            bound.value,
            _lowered(why),
        )

    def _begin(self, near: Combination, combination: Combination) -> "Begin | None":
        """What to begin from; where all terms are at least as loose, the plan holds as it is."""
        found = self._begins.get(near)
        holds = self.ordered and all(a <= b for a, b in zip(near, combination, strict=True))
        return found._replace(holds=holds) if found is not None else None

    def _patched(self, combination: Combination) -> Operation:
        chosen = zip(self.terms, combination, strict=True)
        return patched(self.operation, (p for t, o in chosen for p in t.options[o].patches))

    def _with_legs(self, operation: Operation) -> Operation:
        """Roads are searched anew only where places, zones or the reading of roads changed."""
        if operation.legs is not None:
            return operation
        mark = repr((operation.places, operation.zones, operation.roads))
        if mark not in self._roads:
            self._roads[mark] = resolve(operation, self.folder).operation
        known = self._roads[mark]
        return replace(operation, legs=known.legs, places=known.places)


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".") if sentence else ""


def mediate(
    folder: Path, out: Path | None, wanted: Wanted | None = None, watch: Watching = QUIET
) -> tuple[Mediated, tuple[Path, ...]]:
    """Read the folder's terms, value what they change, and answer; the page goes to `out`.

    A folder of terms without an operation is answered without people. Raises InputProblems.
    """
    wanted = wanted or Wanted()
    watch.step("Reading the operation and its terms")
    operation, sheet, warnings = _read(folder)
    _require_sound(sheet)
    space = space_of(sheet)
    draft = space.package(sheet.draft)
    work = _Valuing(folder, operation, sheet, wanted, watch)
    work.value(draft)
    watch.step("Looking at every package")
    today = (wanted.now or _latest(sheet)).date()
    clouds = {
        p.id: cloud_of(knowledge(space, p.id, today, wanted.answers), wanted.seed)
        for p in sheet.negotiators
    }
    route = _route(folder, operation, wanted)
    facts = Facts(operation, warnings, wanted.now or _latest(sheet), wanted.seed, route)
    found = answer(Table(space, clouds, work.values), draft, facts)
    if work.value_picked(found):
        found = answer(Table(space, clouds, work.values), draft, facts)
    if out is None:
        return found, ()
    watch.step("Writing the page")
    out.mkdir(parents=True, exist_ok=True)
    write_page(out / "mediate.html", found)
    return found, (out / "mediate.html",)


def _read(folder: Path) -> tuple[Operation | None, TermSheet, tuple[Problem, ...]]:
    if not (folder / OPERATION.name).exists() and (folder / TERMS.name).exists():
        reading = read_terms(folder)
        alone = problem("S915", TERMS.name, name=OPERATION.name)
        return None, reading.sheet, (*reading.warnings, alone)
    known = read_operation(folder)
    reading = read_terms(folder, known.operation)
    return known.operation, reading.sheet, (*known.warnings, *reading.warnings)


def _route(folder: Path, operation: Operation | None, wanted: Wanted) -> Watch | None:
    """The tension within `NEAR_KM` of the legs, or of the places where no leg is drawn."""
    if wanted.events is None or operation is None:
        return None
    read = read_events(wanted.events, frozenset(goldstein()))
    legs = resolve(operation, folder).operation.legs or ()
    spots = tuple((place.position,) for place in operation.places)
    lines = tuple(leg.geometry for leg in legs if leg.geometry) or spots
    every = [
        Event(
            e.date,
            (e.longitude or 0.0, e.latitude or 0.0),
            e.code,
            e.deaths,
            e.by,
            e.source,
            e.what,
        )
        for e in read.events
    ]
    close = {event for line in lines for event in near(every, line, NEAR_KM)}
    days = [event.day for event in every] + list(read.seen)
    truce = wanted.truce or operation.start.date()
    until = max(days, default=truce)
    return follow(sorted(close, key=lambda e: e.day), truce, max(until, truce), read.seen)


def _require_sound(sheet: TermSheet) -> None:
    """Seals and comparisons, which only this station can judge."""
    found = [
        problem("S910", TERMS.name, f"draft {name}", "seal", draft=name)
        for name in broken(sheet.drafts)
    ]
    try:
        will_hold(sheet, samples=1)
    except ContradictionError as error:
        circle = " > ".join(error.circle)
        found.append(problem("S913", TERMS.name, "comparison", party=error.party, circle=circle))
    if found:
        raise InputProblems(tuple(found))


def _latest(sheet: TermSheet) -> datetime:
    """The moment of the latest draft stands for now, so that the same files answer the same."""
    moments = [draft.at for draft in sheet.drafts]
    moments += [one.at for one in sheet.consents if one.at is not None]
    moments += [one.at for one in sheet.meetings]
    moments += [one.at for one in sheet.knowledge]
    return max(moments, default=datetime(1, 1, 2).astimezone())


class _Valuing:
    """Values combinations: first those next to the draft, then those that the rules pick."""

    def __init__(
        self,
        folder: Path,
        operation: Operation | None,
        sheet: TermSheet,
        wanted: Wanted,
        watch: Watching,
    ) -> None:
        self.terms = [term for term in sheet.terms if term.is_operational]
        self.shape = tuple(len(term.options) for term in self.terms)
        self.monotone = [term.monotone for term in self.terms]
        self.operational = [term.is_operational for term in sheet.terms]
        self.wanted, self.watch = wanted, watch
        self.planner = None
        if operation is not None:
            self.planner = Planner(folder, operation, self.terms, wanted)
        self.values = value_all(self.shape, self.monotone, _Nobody(), Effort(seconds=0.0))

    def value(self, draft: Package) -> None:
        """Value the draft and every step from it."""
        if self.planner is None:
            return
        prepare(self.watch.step)
        effort = replace(self._effort(SHARE_OF_STEPS), others=False)
        first = _first(self._combination(draft), self.shape)
        self.values = value_all(self.shape, self.monotone, self.planner, effort, first)

    def value_picked(self, found: Mediated) -> bool:
        """Value what the rules pick, then others, in the time that is left; False: none was."""
        if self.planner is None:
            return False
        picked = [one.package for one in found.choices]
        picked += [p for p in (found.best_of_core, found.best_chance) if p is not None]
        picked += [found.regret.package] if found.regret is not None else []
        before, effort = len(self.values.solved), self._effort(1.0)
        first = list(dict.fromkeys(self._combination(one) for one in picked))
        value_more(self.values, self.monotone, self.planner, effort, first)
        return len(self.values.solved) > before

    def _effort(self, share: float) -> Effort:
        return Effort(self.wanted.gap, share * self.wanted.seconds, told=self._told)

    def _told(self, planned: int, within: int) -> None:
        self.watch.step(
            f"Valuing: {planned:,} of {prod(self.shape):,} combinations planned, "
            f"{within:,} within {self.wanted.gap:.0%} of their bound"
        )

    def _combination(self, package: Package) -> Combination:
        return tuple(o for o, one in zip(package, self.operational, strict=True) if one)


def _first(here: Combination, shape: Sequence[int]) -> list[Combination]:
    """The draft, the loosest of all, every step from the draft, and the strictest of all."""
    loosest = tuple(size - 1 for size in shape)
    steps = [
        (*here[:i], option, *here[i + 1 :])
        for i, size in enumerate(shape)
        for option in (here[i] + 1, here[i] - 1)
        if 0 <= option < size
    ]
    return list(dict.fromkeys([here, loosest, *steps, (0,) * len(shape)]))


class _Nobody:
    """The valuation where no operation is known."""

    def bound(self, combination: Combination) -> tuple[float, str]:
        """Nothing is known."""
        del combination
        return 0.0, ""

    def plan(self, combination: Combination, near: Combination | None) -> Value:
        """Nobody is brought out."""
        del combination, near
        return Value(0, 0.0)


def party_view(folder: Path, party: str, path: Path) -> Path:
    """Write what one party may see of the terms, and nothing else.

    Raises:
        InputProblems: the terms cannot be read, or there is no such party.
    """
    _, sheet, _ = _read(folder)
    known = [one.id for one in sheet.parties]
    if party not in known:
        details = {"what": "party", "value": party, "listed": ", ".join(known), "nearest": ""}
        raise InputProblems((problem("S963", TERMS.name, "", "party", **details),))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(export(sheet, party))
    return path
