"""From a text to its attributed statements: the whole way, for one report."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from safeconduct.model.statement import (
    Act,
    PlaceReference,
    Report,
    Span,
    Speaker,
    Statement,
)
from safeconduct.read import lexicon
from safeconduct.read.clauses import Range
from safeconduct.read.figures import Figure, Register
from safeconduct.read.find import find
from safeconduct.read.gazetteer import Gazetteer, plain, standard
from safeconduct.read.hits import Hit
from safeconduct.read.meaning import (
    accusation,
    act_of,
    date_words,
    event_of,
    quantities_of,
    times_of,
    topics_of,
)
from safeconduct.read.names import register
from safeconduct.read.speakers import Resolver
from safeconduct.read.suggest import accepted, questions
from safeconduct.read.titles import ROLE_HEADS
from safeconduct.read.words import Words, split

_TARGETED = frozenset(
    {Act.ACCUSE, Act.THREATEN, Act.DEMAND, Act.REQUEST, Act.DENY, Act.REFUSE, Act.OFFER}
)
_PLACE = re.compile(
    r"\b(?:in|at|from|near|inside|into|to|around|outside|of|within|towards?|leave|reach|for)"
    r" (?:the )?(?:besieged |embattled |northern |southern |eastern |western |central )?"
    r"(?:(?:port )?(?:city|town|village|port) of )?"
    r"((?:[A-Z][\w’'-]+)(?: (?:[A-Z][\w’'-]+))*)"
)
_RULE_TRUST = {
    "subject-verb-content": 0.9,
    "content-subject-verb": 0.95,
    "quote-verb-subject": 0.95,
    "according-to": 0.9,
    "according-to-first": 0.9,
    "participle": 0.8,
    "participle-first": 0.8,
    "which-he-said": 0.7,
    "impersonal": 0.9,
    "was-asked": 0.8,
    "is-said-to": 0.75,
    "noun": 0.6,
    "adjective": 0.6,
    "passive-by": 0.6,
    "hearsay": 0.8,
    "suggested": 0.4,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A report's text and what was found in it; `figures` are the people and bodies it names."""

    report: Report
    text: str
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...] = ()


def read(
    text: str,
    report: Report,
    gazetteer: Gazetteer | None = None,
    prefix: str = "",
    propose: Callable[[str], str] | None = None,
) -> Reading:
    """Find the attributed statements of a text, each with its exact places.

    Ids are `prefix` and a number in reading order. `propose` answers a question with what a
    user's own model finds; only what stands in the text and no rule has found is taken.
    """
    words = split(text)
    hits = find(words, lexicon.load())
    if propose is not None:
        hits += accepted(words, [propose(q) for q in questions(text)], hits)
        hits.sort(key=lambda hit: hit.word)
    if not hits:
        return Reading(report, text, ())
    book = register(words, gazetteer or standard(), report.date, report.outlet)
    resolver = Resolver(words, book, {}, {})
    statements = [
        _statement(words, hit, resolver, report, f"{prefix}s{n:03d}")
        for n, hit in enumerate(hits, 1)
    ]
    statements = [s for s in statements if s.content and not _is_label(s)]
    statements = _inherit_targets(statements)
    return Reading(report, text, tuple(_nest(statements)), tuple(_distinct(book)))


def _distinct(book: Register) -> list[Figure]:
    return list({id(f): f for f in book.figures.values()}.values())


def _statement(words: Words, hit: Hit, resolver: Resolver, report: Report, id_: str) -> Statement:
    content = _spans(words, hit.content)
    speaker, sure = resolver.resolve(hit)
    speaker = _outlet_voice(words, hit, speaker, report, resolver.book.home)
    text = " … ".join(words.text[a:b] for a, b in content)
    others = _others(resolver.book, hit, speaker)
    act = act_of(
        _plain_act(words, hit), hit.entry.lemma, text, negated=hit.negated, other_side=bool(others)
    )
    return Statement(
        id=id_,
        report=report,
        text=text,
        content=content,
        cue=_spans(words, hit.cue),
        mention=_spans(words, hit.source),
        speaker=speaker,
        form=_form(words, hit.content),
        act=act,
        topics=topics_of(text),
        target=_target(others, act, hit, words) if act in _TARGETED else None,
        unattributed=not hit.source,
        negated=hit.negated,
        confidence=round(_RULE_TRUST.get(hit.rule, 0.7) * sure, 2),
        method=f"{hit.rule}: {hit.entry.lemma}",
        times=tuple(t for a, b in content for t in times_of(words.text[a:b], a, report.date)),
        places=tuple(p for a, b in content for p in _places(words.text[a:b], a, resolver.book)),
        quantities=tuple(q for a, b in content for q in quantities_of(words.text[a:b], a)),
        event=event_of(act, attributed=bool(speaker.name)),
    )


def _is_label(statement: Statement) -> bool:
    """*Sudan: Aid arrives* names the place it is about; only a person or body speaks so."""
    name = statement.speaker.name
    return statement.method.startswith("headline") and (name is None or name.endswith(")"))


def _inherit_targets(statements: list[Statement]) -> list[Statement]:
    """*Accused X of …, accusing them of …*: the second charge is aimed at the same target."""
    settled: list[Statement] = []
    for statement in statements:
        last = settled[-1] if settled else None
        refers = re.match(r"(?:them|him|her|it)\b", statement.text)
        if (
            last
            and refers
            and statement.target is None
            and last.target
            and last.act is statement.act
        ):
            settled.append(replace(statement, target=last.target))
        else:
            settled.append(statement)
    return settled


def _spans(words: Words, ranges: list[Range]) -> tuple[Span, ...]:
    spans = sorted({words.span(a, b) for a, b in ranges if b > a})
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _form(words: Words, ranges: list[Range]) -> str:
    told = quoted = 0
    for a, b in ranges:
        for k in range(a, b):
            if words.word[k][0].isalnum():
                told += 1
                quoted += words.inside[k] >= 0
    if not quoted:
        return "indirect"
    return "direct" if quoted == told else "mixed"


def _plain_act(words: Words, hit: Hit) -> str:
    """The cue's own act; calling *for* something, or *on* somebody, is a request."""
    after = words.low[hit.word + 1] if hit.word + 1 < len(words.low) else ""
    if hit.entry.lemma in {"call", "appeal", "push", "press"} and after in {"for", "on", "upon"}:
        return Act.REQUEST.value
    return hit.entry.act


def _outlet_voice(
    words: Words, hit: Hit, speaker: Speaker, report: Report, home: Figure | None
) -> Speaker:
    """*We* outside quotation is the outlet itself."""
    ours = hit.source and words.phrase(*hit.source[0]).lower() in {"we", "our"}
    if ours and speaker.name is None and home:
        return Speaker(home.name, "institution", None, home.affiliation, home.party or None)
    if ours and speaker.name is None and report.outlet:
        return Speaker(report.outlet, "institution", None, report.outlet, None)
    return speaker


def _others(book: Register, hit: Hit, speaker: Speaker) -> list[tuple[int, Figure]]:
    """Whom the content names besides the speaker and the speaker's side."""
    return [
        (position, figure)
        for a, b in hit.content
        for position, figure in book.between(a, b)
        if figure.name != speaker.name and (not figure.party or figure.party != speaker.party)
    ]


def _target(others: list[tuple[int, Figure]], act: Act, hit: Hit, words: Words) -> str | None:
    """Whom the act is aimed at: who stands before the charge, else who is named first."""
    if not others:
        return None
    chosen = others[0][1]
    if act is Act.ACCUSE and hit.entry.act == "report":
        start = words.start[hit.content[0][0]]
        charge = accusation(words.text[start : words.end[hit.content[-1][1] - 1]])
        before = [f for p, f in others if words.start[p] <= start + charge]
        chosen = before[-1] if before else chosen
    return _target_name(chosen)


def _target_name(figure: Figure) -> str:
    if figure.kind == "institution" and figure.party and figure.name.endswith(")"):
        return figure.party
    return figure.name


def _places(text: str, offset: int, book: Register) -> list[PlaceReference]:
    people = book.people
    found: list[PlaceReference] = []
    for match in _PLACE.finditer(text):
        name = re.sub(r"['’]s?$", "", match[1])
        body = book.body(name)
        country = book.gazetteer.country(name)
        if (set(name.split()) & people) or name.lower() in ROLE_HEADS or date_words(name):
            continue
        adjective = country and plain(name) not in {plain(country), *book.gazetteer.capitals}
        if adjective or (body and not country) or name.endswith(("-backed", "-led", "-run")):
            continue
        start = offset + match.start(1)
        found.append(PlaceReference((start, start + len(name)), name))
    return found


def _nest(statements: list[Statement]) -> list[Statement]:
    """Say for each statement which other one holds it."""
    nested: list[Statement] = []
    for n, inner in enumerate(statements):
        holders = [
            outer
            for outer in statements[max(0, n - 12) : n + 12]
            if outer.id != inner.id and (_encloses(outer, inner) or _leads_to(outer, inner))
        ]
        if holders:
            nearest = min(holders, key=lambda s: s.content[-1][1] - s.content[0][0])
            nested.append(replace(inner, within=nearest.id))
        else:
            nested.append(inner)
    return nested


def _encloses(outer: Statement, inner: Statement) -> bool:
    return _holds(outer.content, inner.content[0]) and _holds(outer.content, inner.cue[0])


def _leads_to(outer: Statement, inner: Statement) -> bool:
    """…, which he claimed had …: the relative clause hangs on the statement right before it."""
    gap = inner.content[0][0] - outer.content[-1][1]
    return inner.method.startswith("which-he-said") and 0 <= gap <= 2


def _holds(content: tuple[Span, ...], span: Span) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in content)
