"""What statements propose for an operation; each proposal points to its sentence."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safeconduct.model.statement import Act, Quantity, Relation, RelationKind, Statement
from safeconduct.read.agenda import Ahead, agenda
from safeconduct.read.gazetteer import standard
from safeconduct.read.lexicon import word_class
from safeconduct.read.reading import Reading

_HELPERS = frozenset({"United Nations", "Red Cross", "Médecins Sans Frontières", "Oxfam"})
_HELPERS |= {"Norwegian Refugee Council", "Save the Children", "International Rescue Committee"}
_HELPERS |= {"CARE International"}
_HELP = frozenset({"corridor", "evacuation", "needs", "access", "who_may_leave", "siege"})
_ASKED = frozenset({"corridor", "evacuation", "access", "ceasefire"})
_PEOPLE = word_class("people_counted")
_HELD = re.compile(
    r"\b(?:victory|captur\w+|seiz\w+|block\w+|besieg\w+|encircl\w+|surround\w+|overrun|hold\w* out"
    r"|(?:in|under|takes?|took|taken) (?:full |the )?control|shelling|occup\w+)\b",
    re.IGNORECASE,
)
_FORCES = re.compile(
    r"\b(?P<who>[A-Z][\w.]+)(?:['’]s)? (?:military|army|troops|forces|soldiers|marines|fighters)\b"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something a statement proposes, with the statements that say so."""

    name: str
    why: str
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people as one statement has it; `exact` is None where it gives none."""

    place: str
    of: str
    text: str
    exact: int | None
    statement: str
    speaker: str


@dataclass(frozen=True, slots=True)
class Draft:
    """All that reports propose for a first operation."""

    title: str
    date: str
    parties: tuple[Proposal, ...]
    mediators: tuple[Proposal, ...]
    partners: tuple[Proposal, ...]
    others: tuple[Proposal, ...]
    pickups: tuple[Proposal, ...]
    places: tuple[Proposal, ...]
    counts: tuple[Count, ...]
    requests: tuple[Statement, ...]
    windows: tuple[Statement, ...]
    control: tuple[Statement, ...]
    disputes: tuple[Relation, ...]
    ahead: tuple[Ahead, ...]


def draft(readings: Sequence[Reading], relations: Sequence[Relation]) -> Draft:
    """Gather the proposals of all reports."""
    statements = [s for reading in readings for s in reading.statements]
    spoke = Counter(s.speaker.party for s in statements if s.speaker.party)
    sides = _sides(readings, spoke)
    helpers = _helpers(readings)
    pickups = _pickups(statements)
    first = readings[0].report if readings else None
    return Draft(
        title=pickups[0].name if pickups else (first.title if first else "") or "Draft",
        date=max((r.report.date for r in readings), default=""),
        parties=tuple(
            _proposal(p, statements, "its forces are named and it speaks") for p in sides
        ),
        mediators=tuple(
            _proposal(p, statements, "asks for a ceasefire or offers help")
            for p in _mediators(statements, sides)
        ),
        partners=tuple(Proposal(n, "named as a helper", ids) for n, ids in helpers),
        others=tuple(
            _proposal(p, statements, "speaks in the reports")
            for p in spoke
            if p not in sides and p not in _mediators(statements, sides)
        ),
        pickups=pickups,
        places=_other_places(statements, {p.name for p in pickups}),
        counts=tuple(_counts(statements, pickups)),
        requests=tuple(s for s in statements if _is_open_request(s, relations)),
        windows=tuple(s for s in statements if "window" in s.topics and s.times),
        control=tuple(
            s for s in statements if _HELD.search(s.text) and s.speaker.name and s.within is None
        ),
        disputes=tuple(r for r in relations if r.kind is RelationKind.CONTRADICTS),
        ahead=tuple(a for reading in readings for a in agenda(reading.text, reading.report)),
    )


def _sides(readings: Sequence[Reading], spoke: Counter[str]) -> list[str]:
    """The parties whose forces are named and that speak, the most outspoken first."""
    armed: set[str] = set()
    for reading in readings:
        parties = {_first_word(f.name): f.party for f in reading.figures if f.party}
        adjectives = {a: p for a, p in _adjectives(reading).items() if p}
        for match in _FORCES.finditer(reading.text):
            armed.add((parties | adjectives).get(match["who"].lower(), ""))
        armed |= {f.party for f in reading.figures if re.search(r"Forces|Army|Regiment", f.name)}
    return [party for party, _ in spoke.most_common() if party in armed and party not in _HELPERS]


def _first_word(name: str) -> str:
    return name.split(maxsplit=1)[0].lower() if name.split() else ""


def _adjectives(reading: Reading) -> dict[str, str]:
    return {m["who"].lower(): standard().country(m["who"]) for m in _FORCES.finditer(reading.text)}


def _mediators(statements: Iterable[Statement], sides: Sequence[str]) -> list[str]:
    found: Counter[str] = Counter()
    for s in statements:
        party = s.speaker.party
        if not party or party in sides:
            continue
        asks_truce = s.act is Act.REQUEST and "ceasefire" in s.topics
        offers = s.act in {Act.OFFER, Act.PROMISE} and bool(_HELP & set(s.topics))
        found[party] += asks_truce or offers
    return [party for party, times in found.most_common() if times and party in _HELPERS] or [
        party for party, times in found.most_common(1) if times
    ]


def _helpers(readings: Sequence[Reading]) -> list[tuple[str, tuple[str, ...]]]:
    """Humanitarian bodies that the reports name, with the statements that do."""
    found: dict[str, list[str]] = {}
    for reading in readings:
        for figure in reading.figures:
            if figure.kind != "institution" or figure.party not in _HELPERS:
                continue
            ids = [
                s.id
                for s in reading.statements
                if figure.name in {s.speaker.name, s.target, s.speaker.affiliation}
            ]
            found.setdefault(figure.name, []).extend(ids)
        for s in reading.statements:
            if s.speaker.party in _HELPERS and s.speaker.affiliation:
                found.setdefault(s.speaker.affiliation, []).append(s.id)
    return [(name, tuple(dict.fromkeys(ids))) for name, ids in found.items()]


def _proposal(party: str, statements: Iterable[Statement], why: str) -> Proposal:
    return Proposal(party, why, tuple(s.id for s in statements if s.speaker.party == party))


def _pickups(statements: Iterable[Statement]) -> tuple[Proposal, ...]:
    """Places out of which somebody asks or offers to bring people."""
    found: dict[str, list[str]] = {}
    for s in statements:
        if not {"corridor", "evacuation"} & set(s.topics):
            continue
        for place in s.places:
            if re.search(r"\b(?:inside|in|from|within|of|at|leave)\b", _before(s, place.span[0])):
                found.setdefault(place.text, []).append(s.id)
    ranked = sorted(found.items(), key=lambda item: -len(item[1]))
    return tuple(
        Proposal(name, "people wait to be brought out of here", tuple(dict.fromkeys(ids)))
        for name, ids in ranked[:3]
    )


def _before(statement: Statement, offset: int) -> str:
    for (start, end), piece in zip(statement.content, statement.text.split(" … "), strict=False):
        if start <= offset < end:
            return " ".join(piece[: offset - start].split()[-3:])
    return ""


def _other_places(statements: Iterable[Statement], taken: set[str]) -> tuple[Proposal, ...]:
    found: dict[str, list[str]] = {}
    for s in statements:
        for place in s.places:
            if place.text not in taken:
                found.setdefault(place.text, []).append(s.id)
    return tuple(Proposal(n, "named", tuple(dict.fromkeys(i))) for n, i in found.items())


def _counts(statements: Iterable[Statement], pickups: Sequence[Proposal]) -> Iterable[Count]:
    for s in statements:
        if not _HELP & set(s.topics):
            continue
        for quantity in s.quantities:
            words = quantity.of.lower().split()
            if not words or not _PEOPLE & set(words):
                continue
            place = next((p.text for p in s.places if p.text in {x.name for x in pickups}), "")
            if not place and len(pickups) == 1:
                place = pickups[0].name
            who = s.speaker.name or s.speaker.role or "no source named"
            yield Count(place, quantity.of, quantity.text, _exact(quantity), s.id, who)


def _exact(quantity: Quantity) -> int | None:
    if quantity.low is None or quantity.low != quantity.high or quantity.about:
        return None
    return int(quantity.low)


def _is_open_request(statement: Statement, relations: Iterable[Relation]) -> bool:
    if statement.act not in {Act.REQUEST, Act.DEMAND} or not _ASKED & set(statement.topics):
        return False
    return all(
        r.origin != statement.id or r.kind is not RelationKind.CONTRADICTS for r in relations
    )
