"""What statements propose for an operation: counts, hours, control and positions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from safeconduct.model.statement import Act, Statement
from safeconduct.read.draft import Draft, draft
from safeconduct.usecases.read import Log

_STANDS = frozenset(
    {Act.REQUEST, Act.DEMAND, Act.OFFER, Act.ACCEPT, Act.REFUSE, Act.PROMISE, Act.CONDITIONAL}
)
_NEGOTIATED = frozenset(
    {
        "corridor",
        "evacuation",
        "ceasefire",
        "window",
        "route",
        "checkpoint",
        "who_may_leave",
        "access",
    }
)
FILES = {
    "count": "people.csv",
    "window": "windows.csv",
    "control": "zones.geojson",
    "position": "terms.toml",
}
"""Where a proposal of each kind would go; nothing is written there without a person."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal: what it is, the statement that makes it, and what it would say."""

    id: str
    kind: str
    statement: Statement
    says: str


def proposals(log: Log) -> tuple[Proposed, ...]:
    """All that the statements of a log propose, by kind and in reading order."""
    made = draft(log.readings, log.relations)
    known = {s.id: s for s in log.statements}
    found = [*_counts(made, known), *_hours(made), *_control(made), *_positions(log)]
    return tuple(Proposed(f"p{n:03d}", *rest) for n, rest in enumerate(found, 1))


Rest = tuple[str, Statement, str]


def _counts(made: Draft, known: Mapping[str, Statement]) -> Iterator[Rest]:
    for count in made.counts:
        number = "no number given" if count.exact is None else f"{count.exact:,}"
        place = count.place or "place not told"
        yield "count", known[count.statement], f"{place}: {count.text} = {number}"


def _hours(made: Draft) -> Iterator[Rest]:
    for statement in made.windows:
        hours = "; ".join(f"{t.text} = {t.date}" if t.date else t.text for t in statement.times)
        yield "window", statement, hours


def _control(made: Draft) -> Iterator[Rest]:
    for statement in made.control:
        yield "control", statement, f"claimed by {statement.speaker.party or 'somebody'}"


def _positions(log: Log) -> Iterator[Rest]:
    for s in log.statements:
        if s.act in _STANDS and s.speaker.party and _NEGOTIATED & set(s.topics) and not s.within:
            yield "position", s, f"{s.speaker.party}: {s.act.value} ({', '.join(s.topics)})"


def proposal_object(proposed: Proposed, decided: Mapping[str, bool]) -> dict[str, object]:
    """A proposal as it stands in proposals.jsonl; `confirmed` is null until a person said so."""
    statement = proposed.statement
    return {
        "id": proposed.id,
        "kind": proposed.kind,
        "for": FILES[proposed.kind],
        "says": proposed.says,
        "statement": statement.id,
        "report": statement.report.file,
        "content": [list(span) for span in statement.content],
        "text": statement.text,
        "speaker": statement.speaker.name,
        "party": statement.speaker.party,
        "confirmed": decided.get(proposed.id),
    }
