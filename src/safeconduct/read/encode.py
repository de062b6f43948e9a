"""Statements and relations as the plain data of `statements.jsonl` and `--json`."""

from collections.abc import Iterable
from typing import Any

from safeconduct.model.statement import Relation, Report, Span, Statement


def statement_object(statement: Statement) -> dict[str, Any]:
    """One statement, with the contract's fields first and what this reader adds after them."""
    speaker = statement.speaker
    return {
        "id": statement.id,
        "report": report_object(statement.report),
        "content": _pairs(statement.content),
        "cue": _pairs(statement.cue),
        "mention": _pairs(statement.mention),
        "speaker": speaker.name,
        "speaker_type": speaker.kind,
        "role": speaker.role,
        "affiliation": speaker.affiliation,
        "party": speaker.party,
        "form": statement.form,
        "topics": list(statement.topics),
        "act": statement.act.value,
        "target": statement.target,
        "within": statement.within,
        "unattributed": statement.unattributed,
        "confidence": statement.confidence,
        "method": statement.method,
        "text": statement.text,
        "negated": statement.negated,
        "times": [
            {"span": list(t.span), "text": t.text, "date": t.date or None} for t in statement.times
        ],
        "places": [{"span": list(p.span), "text": p.text} for p in statement.places],
        "quantities": [
            {
                "span": list(q.span),
                "text": q.text,
                "low": q.low,
                "high": q.high,
                "about": q.about,
                "of": q.of,
            }
            for q in statement.quantities
        ],
        "event": (
            {
                "cameo": statement.event.code,
                "name": statement.event.name,
                "goldstein": statement.event.weight,
            }
            if statement.event
            else None
        ),
    }


def report_object(report: Report) -> dict[str, Any]:
    """A report's own facts; what is not known is null."""
    return {
        "file": report.file,
        "outlet": report.outlet or None,
        "date": report.date or None,
        "language": report.language or None,
    }


def relation_object(relation: Relation) -> dict[str, Any]:
    """One relation; `because` holds a place in the text of each of the two statements."""
    return {
        "kind": relation.kind.value,
        "from": relation.origin,
        "to": relation.other,
        "because": _pairs(relation.because),
        "why": relation.why,
    }


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [list(span) for span in spans]
