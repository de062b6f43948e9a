"""How statements bear on one another: contradict, strain, restate, answer, with the words.

Precision comes first: two statements are compared only where they share a topic family and
come from different sides (or, to restate, from one side). Nobody is judged to be right.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from safeconduct.model.statement import Act, Relation, RelationKind, Span, Statement
from safeconduct.read.gazetteer import Gazetteer, plain, standard
from safeconduct.read.lexicon import rows, word_class
from safeconduct.read.meaning import accusation

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_NAME = re.compile(r"\b[A-Z][\w.]*(?:['’]s)?(?: [A-Z][\w.]*)*")
_COMMON = word_class("common")
_NEGATED = re.compile(
    r"\b(?:not|never|no|none|nobody|without|denied|failed)\b|n['’]t\b", re.IGNORECASE
)
_OWN_FORCES = re.compile(
    r"\b(?:troops|forces|soldiers|army|tanks|invaded|rolled over|borders)\b", re.IGNORECASE
)
_REMARKS = re.compile(
    r"\b(?P<who>[A-Z][\w-]+)['’]s? (?:\w+ ){0,2}"
    r"(?:remark|claim|word|comment|statement|allegation|threat|warning)s?\b"
)
_SCARE = re.compile(
    r"\b(?:scare\w*|frighten\w*|intimidat\w*|blackmail\w*|bluff\w*|threat\w*)\b", re.IGNORECASE
)
_BARE_DENIAL = re.compile(
    r"^\W*(?:this|that|it|(?:having done|doing) (?:so|this|that|it))\W*$"
    r"|^\W*(?:(?:any|all|the|these|those|such|its|his|her|their|both|an?|every)\b ?)?(?:\w+ )?"
    r"(?:(?:claim|accusation|allegation|report|charge)s?|responsibility|involvement|wrongdoing)\b",
    re.IGNORECASE,
)
_SHARED = 3
_DAYS = 3
_WINDOW = 40
_MOST = 8
"""Links of one rule from one statement; beyond, a claim is only repeated."""

_UNITS = word_class("units")
_ANSWERING = frozenset(
    {Act.OFFER, Act.ACCEPT, Act.REFUSE, Act.PROMISE, Act.CONDITIONAL, Act.CONFIRM}
)
_ASKING = frozenset({Act.REQUEST, Act.DEMAND})


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with what comparison needs, worked out once."""

    place: int
    statement: Statement
    families: frozenset[str]
    sides: frozenset[str]
    words: frozenset[str]

    @property
    def party(self) -> str:
        """The speaker's side, or blank."""
        return self.statement.speaker.party or ""


Rule = Callable[[Claim, Claim], Relation | None]


@lru_cache(maxsize=1)
def _families() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for family, topics in rows("families.tsv"):
        for topic in topics.split():
            found.setdefault(topic, set()).add(family)
    return found


@lru_cache(maxsize=1)
def _states() -> list[tuple[str, str, re.Pattern[str]]]:
    return [(a, b, re.compile(pattern, re.IGNORECASE)) for a, b, pattern in rows("states.tsv")]


def relate(
    statements: Sequence[Statement], gazetteer: Gazetteer | None = None
) -> tuple[Relation, ...]:
    """The relations between statements, contradictions first; order decides what is later."""
    book = gazetteer or standard()
    claims = [_claim(n, s, book) for n, s in enumerate(statements)]
    by_id = {s.id: s for s in statements}
    claims = [c for c in claims if not _is_part_of_own(c.statement, by_id)]
    found: dict[frozenset[str], Relation] = {}
    for relation in _all(claims):
        found.setdefault(frozenset({relation.origin, relation.other}), relation)
    order = list(RelationKind)
    return tuple(sorted(found.values(), key=lambda r: (order.index(r.kind), r.origin, r.other)))


def _all(claims: list[Claim]) -> Iterator[Relation]:
    charges = [c for c in claims if c.statement.act is Act.ACCUSE]
    denials = [c for c in claims if c.statement.act is Act.DENY]
    stating = [c for c in claims if any(_find(c, pattern) for _, _, pattern in _states())]
    counting = [c for c in claims if any(q.of for q in c.statement.quantities)]
    yield from _bare_denials(claims)
    yield from _paired(charges, denials, _denied)
    yield from _paired(charges, charges, _counter_charged)
    yield from _paired([c for c in claims if c.statement.speaker.name], denials, _dismissed)
    yield from _paired(stating, stating, _opposed_state)
    yield from _unsaid(claims)
    yield from _paired(counting, counting, _miscounted)
    yield from _nearest(charges, claims, _strained, back_only=False)
    yield from _nearest(claims, claims, _restated, back_only=True)
    asking = [c for c in claims if c.statement.act in _ASKING and c.statement.target]
    answering = [c for c in claims if c.statement.act in _ANSWERING]
    yield from _paired(asking, answering, _answered, forward=True)


def _paired(
    ones: list[Claim], others: list[Claim], rule: Rule, *, forward: bool = False
) -> Iterator[Relation]:
    """The links that a rule finds between two groups of claims of the same days."""
    for a in ones:
        links = 0
        for b in others:
            if links >= _MOST:
                break
            if a is b or _nested(a, b) or _days_apart(a, b) or (forward and a.place > b.place):
                continue
            relation = rule(a, b)
            if relation:
                links += 1
                yield relation


def _unsaid(claims: list[Claim]) -> Iterator[Relation]:
    """What one says and another unsays in nearly the same words, found through shared words."""
    seen: dict[str, list[Claim]] = {}
    for b in claims:
        close = Counter(a.place for word in b.words for a in seen.get(word, ())[-40:])
        near = {a.place: a for word in b.words for a in seen.get(word, ())[-40:]}
        for place, shared in close.items():
            a = near[place]
            relation = _negated(a, b) if shared >= _SHARED and not _nested(a, b) else None
            if relation and not _days_apart(a, b):
                yield relation
        for word in b.words:
            seen.setdefault(word, []).append(b)


def _days_apart(a: Claim, b: Claim) -> bool:
    """Whether the two reports are more than a few days apart."""
    one, two = a.statement.report.date, b.statement.report.date
    if not one or not two:
        return False
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(two[:10])).days) > _DAYS


def _nested(a: Claim, b: Claim) -> bool:
    return a.statement.within == b.statement.id or b.statement.within == a.statement.id


def _claim(place: int, statement: Statement, book: Gazetteer) -> Claim:
    families = {f for topic in statement.topics for f in _families().get(topic, ())}
    sides = {_side(m.group(), book) for m in _NAME.finditer(statement.text)}
    if statement.target:
        sides.add(_side(statement.target, book))
    words = {
        w.lower()
        for w in _WORD.findall(statement.text)
        if len(w) > 3 and w[0].islower() and w.lower() not in _COMMON
    }
    return Claim(place, statement, frozenset(families), frozenset(sides - {""}), frozenset(words))


def _side(name: str, book: Gazetteer) -> str:
    key = plain(name)
    for part in (key, key.split()[0] if key else ""):
        if part in book.bodies:
            return book.bodies[part].party
        if book.country(part):
            return book.country(part)
    people = book.persons.get(key) or book.surnames.get(key.split()[-1] if key else "", [])
    return people[0].party if people else ""


def _is_part_of_own(statement: Statement, by_id: dict[str, Statement]) -> bool:
    """A piece of one's own larger statement is not compared a second time."""
    holder = by_id.get(statement.within or "")
    return holder is not None and holder.speaker.name == statement.speaker.name


def _differ(a: Claim, b: Claim) -> bool:
    return bool(a.party and b.party and a.party != b.party)


# ------------------------------------------------------------------ the rules


def _denied(a: Claim, b: Claim) -> Relation | None:
    """A charges somebody; B denies it of the same one on the same topic."""
    if a.statement.act is not Act.ACCUSE or b.statement.act is not Act.DENY or not _differ(a, b):
        return None
    if not a.families & b.families or not (b.sides & a.sides - {a.party}):
        return None
    return _link(
        RelationKind.CONTRADICTS, a, b, _charge(a), _find(b, _NEGATED), "charged and denied"
    )


def _counter_charged(a: Claim, b: Claim) -> Relation | None:
    """A and B each lay the war at the other side's door."""
    both = a.statement.act is b.statement.act is Act.ACCUSE
    if not both or not _differ(a, b) or "war" not in a.families & b.families:
        return None
    if (
        a.party not in b.sides
        or not a.sides - {a.party}
        or a.statement.target == b.statement.target
    ):
        return None
    return _link(RelationKind.CONTRADICTS, a, b, _charge(a), _charge(b), "each charges the other")


def _dismissed(a: Claim, b: Claim) -> Relation | None:
    """B calls A's remarks a mere attempt to scare, or false."""
    if b.statement.act is not Act.DENY or not a.statement.speaker.name or not _differ(a, b):
        return None
    remark = next(iter(_matches(b.statement, _REMARKS)), None)
    if remark is None or remark[1]["who"] not in a.statement.speaker.name:
        return None
    scared = bool(_SCARE.search(b.statement.text))
    if scared != (a.statement.act in {Act.WARN, Act.THREATEN}):
        return None
    return _link(
        RelationKind.CONTRADICTS, a, b, a.statement.content[0], remark[0], "remarks dismissed"
    )


def _opposed_state(a: Claim, b: Claim) -> Relation | None:
    """A says that it is taken, B that it is held: states that cannot both hold."""
    if not _differ(a, b) or not (a.families & b.families or a.words & b.words):
        return None
    for state, against, pattern in _states():
        mine = _find(a, pattern)
        other = next((p for s, _, p in _states() if s == against), None)
        theirs = _find(b, other) if mine and other else None
        if mine and theirs:
            return _link(RelationKind.CONTRADICTS, a, b, mine, theirs, f"{state} against {against}")
    return None


def _negated(a: Claim, b: Claim) -> Relation | None:
    """B says of nearly the same words that it is not so."""
    if not _differ(a, b) or len(a.words) < 3:
        return None
    shared = a.words & b.words
    if len(shared) < _SHARED or len(shared) < 0.5 * min(len(a.words), len(b.words)):
        return None
    no_a, no_b = _find(a, _NEGATED), _find(b, _NEGATED)
    if bool(no_a) == bool(no_b):
        return None
    common = re.compile(rf"\b{re.escape(min(shared))}\b", re.IGNORECASE)
    mine, theirs = no_a or _find(a, common), no_b or _find(b, common)
    return _link(RelationKind.CONTRADICTS, a, b, mine, theirs, "said and unsaid")


def _miscounted(a: Claim, b: Claim) -> Relation | None:
    """Two counts of the same that cannot both hold, by different speakers."""
    if a.statement.speaker.name == b.statement.speaker.name or not (
        a.families & b.families & {"people", "help"}
    ):
        return None
    for mine in a.statement.quantities:
        for theirs in b.statement.quantities:
            if not mine.of or mine.of.split()[0] in _UNITS or mine.of != theirs.of:
                continue
            if mine.about or theirs.about or len(a.words & b.words) < 2:
                continue
            if _apart(mine.low, mine.high, theirs.low, theirs.high):
                return _link(RelationKind.TENSION, a, b, mine.span, theirs.span, "counts differ")
    return None


def _apart(low: float | None, high: float | None, low2: float | None, high2: float | None) -> bool:
    return (high is not None and low2 is not None and high < low2) or (
        high2 is not None and low is not None and high2 < low
    )


def _strained(a: Claim, b: Claim) -> Relation | None:
    """A blames others for the war; B, of another side, places A's own forces in it."""
    if a.statement.act is not Act.ACCUSE or b.statement.act in {Act.ACCUSE, Act.DENY}:
        return None
    if not _differ(a, b) or "war" not in a.families & b.families or a.party not in b.sides:
        return None
    forces = _find(b, _OWN_FORCES)
    if not forces:
        return None
    return _link(RelationKind.TENSION, a, b, _charge(a), forces, "blame and fact on the ground")


def _restated(a: Claim, b: Claim) -> Relation | None:
    """B, of A's side, says A's claim again: same act and family, a word in common."""
    same_side = a.party and a.party == b.party
    if not same_side or a.statement.act is not b.statement.act or not a.families & b.families:
        return None
    shared = a.words & b.words
    weight = len(shared) / max(1, min(len(a.words), len(b.words)))
    plain_act = a.statement.act in {Act.REPORT, Act.ACCUSE, Act.REQUEST, Act.OFFER}
    if not shared or (plain_act and (len(shared) < 3 or weight < 0.4)):
        return None
    word = re.compile(rf"\b{re.escape(max(shared, key=len))}\b", re.IGNORECASE)
    return _link(RelationKind.RESTATES, a, b, _find(a, word), _find(b, word), "same side, same act")


def _answered(a: Claim, b: Claim) -> Relation | None:
    """A asks B's speaker or side for something; B, later, offers, accepts or refuses."""
    if (
        a.statement.act not in _ASKING
        or b.statement.act not in _ANSWERING
        or not a.statement.target
    ):
        return None
    asked = a.statement.target
    reached = asked in {b.statement.speaker.name, b.party}
    if not reached or not a.families & b.families or a.party == b.party:
        return None
    return _link(
        RelationKind.ANSWERS, a, b, a.statement.cue[0], b.statement.cue[0], "asked and answered"
    )


def _bare_denials(claims: list[Claim]) -> Iterator[Relation]:
    """He denied the claims: links to the last charge against that side."""
    for b in claims:
        if b.statement.act not in {Act.DENY, Act.REFUSE} or len(b.statement.text.split()) > 6:
            continue
        if not re.search(r"\b(?:deny|reject|dismiss|refute|dispute)$", b.statement.method):
            continue
        if not _BARE_DENIAL.match(b.statement.text):
            continue
        before = claims[: claims.index(b)]
        for a in reversed(before):
            right_before = a in before[-2:] and a.statement.speaker.name != b.statement.speaker.name
            charged = a.statement.act is Act.ACCUSE and _differ(a, b)
            if (charged or right_before) and b.party and b.party in a.sides:
                made = _link(
                    RelationKind.CONTRADICTS, a, b, _charge(a), b.statement.cue[0], "charge denied"
                )
                if made:
                    yield made
                break


def _nearest(
    ones: list[Claim], claims: list[Claim], rule: Rule, *, back_only: bool
) -> Iterator[Relation]:
    """For each second statement the nearest first one, so that a chain is not a clique."""
    for b in claims:
        others = sorted(
            (
                a
                for a in _around(ones, b)
                if a is not b and not _nested(a, b) and (not back_only or a.place < b.place)
            ),
            key=lambda a: abs(a.place - b.place),
        )
        relation = next((r for r in (rule(a, b) for a in others) if r), None)
        if relation:
            yield relation


def _around(ones: list[Claim], b: Claim) -> list[Claim]:
    """The claims nearest to b, before and after it."""
    at = bisect_left(ones, b.place, key=lambda c: c.place)
    return ones[max(0, at - _WINDOW) : at + _WINDOW]


# ------------------------------------------------------------------ the words that carry it


def _matches(
    statement: Statement, pattern: re.Pattern[str]
) -> Iterable[tuple[Span, re.Match[str]]]:
    for (start, end), piece in zip(statement.content, statement.text.split(" … "), strict=False):
        for match in pattern.finditer(piece[: end - start]):
            yield (start + match.start(), start + match.end()), match


def _find(claim: Claim, pattern: re.Pattern[str]) -> Span | None:
    return next((span for span, _ in _matches(claim.statement, pattern)), None)


def _charge(claim: Claim) -> Span:
    """The words of an accusation, else the cue that makes it one."""
    statement = claim.statement
    start, end = statement.content[0]
    at = accusation(statement.text[: end - start])
    if at < 0:
        return statement.cue[0] if statement.cue else statement.content[0]
    word = _WORD.match(statement.text, at)
    return (start + at, start + (word.end() if word else at + 1))


def _link(
    kind: RelationKind, a: Claim, b: Claim, mine: Span | None, theirs: Span | None, why: str
) -> Relation | None:
    if mine is None or theirs is None:
        return None
    return Relation(kind, a.statement.id, b.statement.id, (mine, theirs), why)
