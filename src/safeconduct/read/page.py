"""The log as one web page that needs nothing else: the reports with their statements marked."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from itertools import pairwise
from pathlib import PurePath

from safeconduct.model.statement import Relation, RelationKind, Span, Statement
from safeconduct.read.reading import Reading

_NAMES = {
    RelationKind.CONTRADICTS: "contradicts",
    RelationKind.TENSION: "sits ill with",
    RelationKind.RESTATES: "is said again in",
    RelationKind.ANSWERS: "is answered by",
}


def page(readings: Sequence[Reading], relations: Sequence[Relation]) -> str:
    """The page: contradictions first, then each report beside what was said in it."""
    look = (files("safeconduct.read") / "data" / "page.css").read_text(encoding="utf-8")
    statements = {s.id: s for r in readings for s in r.statements}
    texts = {s.id: r.text for r in readings for s in r.statements}
    body = "".join(_report(reading) for reading in readings)
    count = len(statements)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>Who said what</title><style>{look}</style></head><body>"
        f"<header><h1>Who said what</h1><p>{_counted(len(readings), 'report')}, "
        f"{_counted(count, 'statement')}, {_counted(len(relations), 'link')} between them. "
        "A person confirms before anything is taken over.</p></header>"
        f"{_relations(relations, statements, texts)}{_table(list(statements.values()))}{body}"
        f"{_legend()}</body></html>\n"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# ------------------------------------------------------------------ relations


def _relations(
    relations: Sequence[Relation], statements: dict[str, Statement], texts: dict[str, str]
) -> str:
    if not relations:
        return ""
    rows = "".join(_relation(r, statements, texts) for r in relations)
    return f'<section class="links"><h2>Where statements meet</h2>{rows}</section>'


def _relation(relation: Relation, statements: dict[str, Statement], texts: dict[str, str]) -> str:
    one, other = statements[relation.origin], statements[relation.other]
    return (
        f'<div class="link {relation.kind.value}">{_side(one, relation.because[0], texts)}'
        f'<p class="kind">{_NAMES[relation.kind]}<small>{escape(relation.why)}</small></p>'
        f"{_side(other, relation.because[1], texts)}</div>"
    )


def _side(statement: Statement, because: Span, texts: dict[str, str]) -> str:
    """A statement with the words that carry the link in bold."""
    text = texts[statement.id]
    pieces = []
    outside = not any(a <= because[0] and because[1] <= b for a, b in statement.content)
    for start, end in statement.content:
        low, high = max(start, because[0]), min(end, because[1])
        if outside or low >= high:
            pieces.append(escape(text[start:end]))
        else:
            pieces.append(
                f"{escape(text[start:low])}<b>{escape(text[low:high])}</b>{escape(text[high:end])}"
            )
    cue = f"<b>{escape(text[because[0] : because[1]])}</b> " if outside else ""
    return (
        f'<blockquote><a href="#{escape(statement.id)}">{_who(statement)}</a> {cue}'
        f"{' … '.join(pieces)}</blockquote>"
    )


# ------------------------------------------------------------------ who about what


def _table(statements: Sequence[Statement]) -> str:
    """How often each side spoke about each topic, by day where there are several days."""
    days = sorted({s.report.date for s in statements if s.report.date})
    topics = [t for t, _ in Counter(t for s in statements for t in s.topics).most_common(9)]
    spoke = Counter(_row(s, days) for s in statements)
    if len(spoke) < 2 or not topics:
        return ""
    counts = Counter((_row(s, days), t) for s in statements for t in s.topics)
    head = "".join(f"<th>{escape(t.replace('_', ' '))}</th>" for t in topics)
    rows = "".join(
        f"<tr><th>{escape(' · '.join(part for part in row if part))}</th><td>{number}</td>"
        + "".join(f"<td>{counts[row, t] or ''}</td>" for t in topics)
        + "</tr>"
        for row, number in sorted(spoke.items(), key=lambda item: (item[0][0], -item[1]))[:30]
    )
    return (
        '<section><h2>Who spoke about what</h2><div class="wide"><table><thead><tr><th></th>'
        f"<th>all</th>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _row(statement: Statement, days: Sequence[str]) -> tuple[str, str]:
    side = "no source named" if statement.unattributed else statement.speaker.party or "not told"
    return (statement.report.date if len(days) > 1 else "", side)


# ------------------------------------------------------------------ a report


def _report(reading: Reading) -> str:
    report = reading.report
    facts = " · ".join(
        escape(part) for part in (report.outlet, report.date, report.language) if part
    )
    title = escape(report.title or PurePath(report.file).name)
    cards = "".join(_card(s) for s in reading.statements)
    return (
        f'<section class="report"><h2>{title}</h2><p class="facts">{facts}</p>'
        f'<div class="columns"><div class="text">{marked(reading)}</div>'
        f'<ol class="cards">{cards}</ol></div></section>'
    )


def _card(statement: Statement) -> str:
    tags = "".join(f"<span>{escape(t.replace('_', ' '))}</span>" for t in statement.topics)
    aimed = f" → {escape(statement.target)}" if statement.target else ""
    holder = escape(statement.within or "")
    within = f' <small>within <a href="#{holder}">{holder}</a></small>' if holder else ""
    return (
        f'<li id="{escape(statement.id)}" class="act-{statement.act.value}">'
        f'<p class="who"><a class="number" href="#t-{escape(statement.id)}">'
        f"{escape(statement.id)}</a> {_who(statement)}</p>"
        f'<p class="what"><b>{statement.act.value}{aimed}</b> · {statement.form}{within}</p>'
        f'<p class="said">{escape(statement.text)}</p>'
        f'<p class="tags">{tags}{_details(statement)}</p></li>'
    )


def _details(statement: Statement) -> str:
    parts = [f"{t.text} = {t.date}" if t.date else t.text for t in statement.times]
    parts += [q.text for q in statement.quantities]
    return "".join(f"<i>{escape(part)}</i>" for part in parts)


def _who(statement: Statement) -> str:
    """The speaker's name with role and side, or that nobody is named."""
    speaker = statement.speaker
    if statement.unattributed:
        return '<span class="nobody">no source named</span>'
    if speaker.name is None:
        role = f" ({escape(speaker.role)})" if speaker.role else ""
        side = f", {escape(speaker.party)}" if speaker.party else ""
        return f'<span class="nobody">not resolved{role}{side}</span>'
    more = ", ".join(escape(part) for part in (speaker.role, speaker.party) if part)
    return f"<strong>{escape(speaker.name)}</strong>{f' <small>{more}</small>' if more else ''}"


def marked(reading: Reading) -> str:
    """The text of a report with content, cue and mention marked where they stand."""
    text = reading.text
    edges = {0, len(text)}
    for statement in reading.statements:
        for start, end in _all(statement):
            edges |= {start, end}
    starts = {s.content[0][0]: s for s in reversed(reading.statements)}
    layers = _layers(reading.statements, sorted(edges))
    pieces: list[str] = []
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        if start in starts:
            sid = escape(starts[start].id)
            pieces.append(f'<a class="number" id="t-{sid}" href="#{sid}">{sid}</a>')
        kinds = layers.get(start, "")
        piece = escape(text[start:end])
        pieces.append(f'<mark class="{kinds}">{piece}</mark>' if kinds else piece)
    return "".join(f"<p>{line}</p>" for line in "".join(pieces).split("\n") if line.strip())


def _all(statement: Statement) -> Iterable[Span]:
    return (*statement.content, *statement.cue, *statement.mention)


def _layers(statements: Sequence[Statement], edges: list[int]) -> dict[int, str]:
    """The marks of each stretch of text between two edges."""
    kinds: dict[int, list[str]] = {}
    for statement in statements:
        spans = [(span, f"act-{statement.act.value}") for span in statement.content]
        spans += [(span, "cue") for span in statement.cue]
        spans += [(span, "mention") for span in statement.mention]
        for (start, end), kind in spans:
            for edge in edges[bisect_left(edges, start) : bisect_left(edges, end)]:
                kinds.setdefault(edge, []).append(kind)
    return {edge: _classes(found) for edge, found in kinds.items()}


def _classes(found: list[str]) -> str:
    acts = [kind for kind in found if kind.startswith("act-")]
    rest = sorted({kind for kind in found if not kind.startswith("act-")})
    nested = ["nested"] if len(acts) > 1 else []
    return " ".join([*acts[-1:], *rest, *nested])


def _legend() -> str:
    acts = ("offer", "request", "accuse", "deny", "warn", "report")
    marks = "".join(f'<mark class="act-{act}">{act}</mark> ' for act in acts)
    return (
        f'<footer><p>{marks}<mark class="mention">who</mark> <mark class="cue">said</mark></p>'
        "<p>Offers, promises and acceptance share a colour; so do requests and demands, charges "
        "and threats, denials and refusals. Found by rules, offline; statements.jsonl names the "
        "rule of each.</p></footer>"
    )
