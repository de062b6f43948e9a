"""The mediator's page: one file, offline, with the rails, the frontier and what to ask next."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from safeconduct.mediate.answer import Mediated
from safeconduct.mediate.report import as_object
from safeconduct.mediate.wording import overlap


def write_page(path: Path, found: Mediated) -> None:
    """Assemble mediate.html; only the script and style within it may run."""
    style, script = _part("mediate.css"), _part("mediate.js")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    parts = {
        "{{policy}}": escape(policy, quote=True).replace("&#x27;", "'"),
        "{{title}}": escape(found.sheet.name or "Terms"),
        "{{style}}": style,
        "{{script}}": script,
        "{{data}}": _as_json(page_data(found)),
    }
    marks = re.compile("|".join(re.escape(mark) for mark in parts))
    page = marks.sub(lambda hit: parts[hit.group()], _part("mediate.html"))
    path.write_bytes(page.encode())


def page_data(found: Mediated) -> dict[str, Any]:
    """The answer, and what the page needs to answer anew when a term is moved."""
    table, space = found.table, found.table.space
    values = table.values
    return {
        **as_object(found),
        "parties": [{"id": p.id, "name": p.name} for p in found.sheet.negotiators],
        "names": {p.id: p.name for p in found.sheet.parties},
        "terms": [_term(found, number) for number in range(len(found.sheet.terms))],
        "operational": list(space.operational),
        "people": values.people.ravel().tolist(),
        "bounds": values.bound.ravel().tolist(),
        "known": values.known.ravel().astype(int).tolist(),
        "weights": values.weighted.ravel().tolist(),
        "shape": list(values.shape),
        "clouds": {
            party: {"values": cloud.values.tolist(), "least": cloud.least.tolist()}
            for party, cloud in table.clouds.items()
        },
        "path": [
            {"id": draft.id, "options": [_place(found, t, draft.choices) for t in _each(found)]}
            for draft in found.sheet.drafts
        ],
    }


def _each(found: Mediated) -> range:
    return range(len(found.sheet.terms))


def _place(found: Mediated, number: int, choices: Any) -> int:
    term = found.sheet.terms[number]
    return term.index(choices[term.id]) if term.id in choices else 0


def _term(found: Mediated, number: int) -> dict[str, Any]:
    term = found.sheet.terms[number]
    shared = overlap(term)
    lines = [line for line in found.sheet.red_lines if line.term == term.id]
    return {
        "id": term.id,
        "name": term.name,
        "kind": term.kind.value,
        "options": [
            {
                "id": option.id,
                "name": option.name,
                "breaks": list(option.breaks),
                "red": sorted({line.party for line in lines if option.id in line.excludes}),
                "shared": shared is not None and option.id in shared,
            }
            for option in term.options
        ],
        "positions": [
            {
                "party": one.party,
                "wants": term.index(one.wants) if one.wants else None,
                "accepts": sorted(term.index(option) for option in one.accepts),
                "words": one.words,
                "basis": one.basis.value,
                "confidence": one.confidence,
                "source": one.provenance.source,
            }
            for one in term.positions
        ],
    }


def _as_json(data: object) -> str:
    """JSON that may stand in a page: no character in it opens or closes a tag."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _part(name: str) -> str:
    return (files("safeconduct.mediate") / "pages" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
